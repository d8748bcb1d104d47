"""The application's own role rewrites nothing, and everything that the site does works under it."""

from __future__ import annotations

import psycopg
import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from consortium.models import AuditEvent
from reporting.models import Expenditure, triggers
from reporting.models.database_rights import rights
from reporting.queries.checks.catalogue import answers
from tests.house.world import full_world
from tests.reporting.full_story import full_story
from tests.reporting.models.application_role import (
    application_role,
    connected,
    serving_as_the_role,
)
from tests.reporting.sheets import csv_bytes, row

pytestmark = [
    pytest.mark.postgres_only,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles"),
    pytest.mark.django_db(transaction=True),
]

EVENT_COLUMNS = (
    "chain, number, at, by_id, verb, subject_type, subject_id, subject_label, before, after,"
    " reason, versions, previous_sha256, body_text, sha256"
)


def event(number: str, at: str = "at", previous: str = "previous_sha256") -> str:
    """An event that is slipped in, made from the newest of its chain."""
    columns = EVENT_COLUMNS.replace("number,", f"{number},", 1)
    columns = columns.replace(" at,", f" {at},", 1).replace("previous_sha256", previous, 1)
    return (
        f"INSERT INTO consortium_auditevent ({EVENT_COLUMNS}) SELECT {columns}"
        " FROM consortium_auditevent WHERE chain = 'M-003' ORDER BY number DESC LIMIT 1"
    )


# By what is tried: the statement, and the table that the refusal must name.
ATTACKS = {
    "change a voucher's amount": (
        "UPDATE reporting_expenditure SET amount = amount + 1, accepted = accepted + 1"
        " WHERE voucher_no = 'A1'",
        "reporting_expenditure",
    ),
    "change an event": (
        "UPDATE consortium_auditevent SET reason = 'x' WHERE number = 3",
        "consortium_auditevent",
    ),
    "change a row version": (
        "UPDATE reporting_historicalexpenditure SET amount = amount + 1",
        "reporting_historicalexpenditure",
    ),
    "change a frozen paper": (
        "UPDATE reporting_reportsnapshot SET body = '{}'",
        "reporting_reportsnapshot",
    ),
    "swap two files": (
        "UPDATE consortium_evidencefile f SET file = o.file, sha256 = o.sha256"
        " FROM consortium_evidencefile o WHERE o.id <> f.id",
        "consortium_evidencefile",
    ),
    "change a file's hash": (
        "UPDATE consortium_evidencefile SET sha256 = md5(sha256), size = size + 1",
        "consortium_evidencefile",
    ),
    "give a claimed voucher another file": (
        "UPDATE reporting_expenditurefile SET file_id = (SELECT MAX(id)"
        " FROM consortium_evidencefile)",
        "reporting_expenditurefile",
    ),
    "delete the newest event": (
        "DELETE FROM consortium_auditevent WHERE id = (SELECT MAX(id) FROM consortium_auditevent)",
        "consortium_auditevent",
    ),
    "insert an event in the middle": (event("number - 5"), "consortium_auditevent"),
    "leave a number out": (event("number + 2", previous="sha256"), "consortium_auditevent"),
    "append an event that hangs on nothing": (event("number + 1"), "consortium_auditevent"),
    "write the chain anew": (
        "UPDATE consortium_auditevent SET previous_sha256 = md5(previous_sha256),"
        " sha256 = md5(body_text) WHERE chain = 'M-003' AND number > 5",
        "consortium_auditevent",
    ),
    "move the head of a chain": (
        "UPDATE consortium_chainhead SET number = number + 1, sha256 = md5('x')",
        "consortium_chainhead",
    ),
    "turn the head of a chain back": (
        "UPDATE consortium_chainhead SET number = number - 1",
        "consortium_chainhead",
    ),
    "change a seal": ("UPDATE consortium_chainseal SET sha256 = md5('x')", "consortium_chainseal"),
    "date a decision back": (
        "UPDATE reporting_expenditure SET decided_at = decided_at - interval '90 days'"
        " WHERE voucher_no = 'A1'",
        "reporting_expenditure",
    ),
    "date a version back": (
        "UPDATE reporting_historicalclaim SET history_date = history_date - interval '90 days'",
        "reporting_historicalclaim",
    ),
    "turn the clock back": (
        event("number + 1", at="at - interval '2 days'", previous="sha256"),
        "consortium_auditevent",
    ),
    "change a rate of a frozen profile": (
        "UPDATE grants_grant SET profile = jsonb_set(profile, '{rate_cap}', '\"1/1\"')",
        "grants_grant",
    ),
    "empty the events": ("TRUNCATE consortium_auditevent", "consortium_auditevent"),
    "change a claim that was sent": (
        "UPDATE reporting_claim SET amount = amount + 1",
        "reporting_claim",
    ),
    "change a payment": (
        "UPDATE reporting_paymentreceived SET amount = amount + 1",
        "reporting_paymentreceived",
    ),
    "change a kept total": (
        "UPDATE reporting_ledgertotal SET amount = amount + 1",
        "reporting_ledgertotal",
    ),
    "take the past away": (
        "DELETE FROM reporting_ledgerstep",
        "reporting_ledgerstep",
    ),
    "switch a trigger off": (
        "ALTER TABLE consortium_auditevent DISABLE TRIGGER ALL",
        "consortium_auditevent",
    ),
    "drop a trigger": (
        "DROP TRIGGER guard_update_consortium_auditevent ON consortium_auditevent",
        "consortium_auditevent",
    ),
    "soften what the triggers call": (
        "CREATE OR REPLACE FUNCTION guard_refuse() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RETURN NEW; END $$",
        "public",
    ),
    "act as a replica": (
        "SET session_replication_role = replica",
        "session_replication_role",
    ),
}


def test_every_attack_is_refused_by_the_database_and_names_its_table():
    full_story()
    passed = []
    with application_role(), connected() as role:
        for attack, (statement, named) in ATTACKS.items():
            try:
                role.execute(statement)
            except (psycopg.errors.InsufficientPrivilege, psycopg.errors.RestrictViolation) as no:
                if named not in str(no):
                    passed.append(f"{attack}: {no}")
            else:
                passed.append(attack)
            role.rollback()
    assert passed == []


def test_a_row_that_the_role_slips_in_past_the_site_is_named():
    """It may insert, since the site does; without an event nothing vouches for the row."""
    full_story()
    columns = [column.attname for column in Expenditure._meta.concrete_fields]
    told = {"id": "nextval(pg_get_serial_sequence('reporting_expenditure', 'id'))"}
    told["voucher_no"] = "'Z9'"
    with application_role(), connected() as role:
        role.execute(
            f"INSERT INTO reporting_expenditure ({', '.join(columns)}) SELECT"
            f" {', '.join(told.get(name, name) for name in columns)}"
            " FROM reporting_expenditure WHERE voucher_no = 'A1'"
        )
        role.commit()
    slipped = str(Expenditure.objects.get(voucher_no="Z9").pk)
    found = [one for answer in answers() for one in answer.faults if one.check == "A-32"]
    assert ("reporting_expenditure", slipped) in {(one.table, one.row) for one in found}


def test_the_role_changes_nothing_in_any_table_of_versions():
    frozen = {model._meta.db_table for model in triggers.history_models()}
    frozen |= set(triggers.FROZEN_TABLES)
    passed = []
    with application_role(), connected() as role:
        for table in sorted(frozen):
            for statement in (
                f"UPDATE {table} SET {_column(table)} = NULL",
                f"DELETE FROM {table}",
                f"TRUNCATE {table} CASCADE",
            ):
                try:
                    role.execute(statement)
                except psycopg.errors.InsufficientPrivilege:
                    role.rollback()
                else:
                    passed.append(statement)
    assert passed == []
    assert all(rights()[table] == ("SELECT", "INSERT") for table in frozen)


def _column(table: str) -> str:
    return "history_type" if "historical" in table else "id"


OCTOBER = dict.fromkeys(("invoice_date", "delivery_date", "paid_on"), "05.10.2012")


def test_the_site_works_under_the_role(client, settings, tmp_path):
    """A half year through every action, the pages of a partner, an import, and all checks."""
    settings.MEDIA_ROOT = tmp_path / "media"
    with application_role():
        # `migrate` and `loaddata` are the owner's; so are the groups of the first release.
        assert not Group.objects.exists()
        with serving_as_the_role():
            world = full_world()
            sheet = tmp_path / "costs.csv"
            sheet.write_bytes(csv_bytes([row("X1", **OCTOBER), row("X2", **OCTOBER)]))
            place = f"M-003/{world.aarhus.number}/2"
            call_command("import_costs", str(sheet), report=place, by=world.pu.email)
            assert Expenditure.objects.filter(voucher_no__in=["X1", "X2"]).count() == 2
            client.force_login(world.pu)
            texts = reverse("reporting:report-texts", args=[world.draft.pk])
            assert client.get(texts).status_code == 200
            told = AuditEvent.objects.count()
            assert client.post(reverse("reporting:calendar-feed")).status_code == 200
            assert AuditEvent.objects.count() == told + 1
            wrong = [one for answer in answers(world.grant) for one in answer.faults]
            assert [one for one in wrong if one.check in ("A-31", "A-32", "H-02", "H-09")] == []
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_user")
                assert cursor.fetchone() == ("konsortium_test_app",)
