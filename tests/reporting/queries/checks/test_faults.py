"""Every check is able to fail: each is broken past the actions, and names the very row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection

from consortium.models import AuditEvent, EvidenceFile
from reporting.models import Expenditure, IndicatorValue, PartnerReport, triggers
from reporting.queries.checks.base import Fault
from reporting.queries.checks.catalogue import CHECKS, answers

VOUCHER = "(SELECT id FROM reporting_expenditure WHERE voucher_no = 'A1')"
STAFF = "(SELECT id FROM reporting_expenditure WHERE kind = 'staff')"


def faults_of(code: str, ledger: Any = None) -> list[Fault]:
    """What the checks with *code* find now."""
    checks = [check for check in CHECKS if check.code == code]
    return [fault for answer in answers(ledger, checks) for fault in answer.faults]


def past_the_triggers(*statements: str) -> None:
    """What somebody with the database's own password could do."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    triggers.install(connection)


def on_cost(change: str, row: str = VOUCHER) -> str:
    return f"UPDATE reporting_expenditure SET {change} WHERE id = {row}"


BREAKS = {
    "A-01": (
        "reporting_expenditure",
        "DELETE FROM reporting_expenditurefile"
        f" WHERE role = 'invoice' AND expenditure_id = {VOUCHER}",
    ),
    "A-02": ("reporting_expenditure", on_cost("paid_on = '2013-01-01'")),
    "A-03": ("reporting_expenditure", on_cost("booking_no = ''")),
    "A-04": ("reporting_expenditure", on_cost("budget_version_id = NULL")),
    "A-05": ("reporting_expenditure", on_cost("delivery_date = '2011-01-01'")),
    "A-06": (
        "reporting_expenditure",
        "UPDATE grants_partnershipagreement SET starts_on = '2012-06-01'",
    ),
    "A-07": ("reporting_expenditure", on_cost("decided_by_id = created_by_id")),
    "A-08": ("reporting_claimshare", "UPDATE reporting_claimshare SET eligible = eligible + 1"),
    "A-09": ("reporting_claim", "UPDATE reporting_claim SET total_eligible = total_eligible + 1"),
    "A-10": ("reporting_claim", "UPDATE reporting_claim SET limit_2 = limit_2 + 1"),
    "A-11": (
        "reporting_expenditure",
        "UPDATE reporting_expenditure SET fingerprint = 'same' WHERE kind = 'voucher'",
    ),
    "A-12": ("reporting_expenditure", on_cost("accepted_hours = 200000", STAFF)),
    "A-13": (
        "reporting_timesheet",
        "UPDATE reporting_timesheet SET signed_at = '2012-05-10 12:00:00+00:00'",
    ),
    "A-14": ("reporting_payrate", "UPDATE reporting_payrate SET rate = rate + 1"),
    "A-16": ("reporting_expenditure", on_cost("kind = 'flat_rate'")),
    "A-17": ("reporting_expenditure", on_cost("eligible_vat = eligible_vat + 1")),
    "A-18": ("reporting_partnerreport", "UPDATE reporting_partnerreport SET revenue_answer = ''"),
    "A-19": (
        "reporting_cofinancingcontribution",
        "UPDATE reporting_cofinancingcontribution SET document_ref = ''",
    ),
    "A-23": ("reporting_indicatorvalue", "UPDATE reporting_indicatorvalue SET women = women + 1"),
    "A-24": ("reporting_partnerreport", "DELETE FROM reporting_verification"),
    "A-27": (
        "reporting_auditorstatement",
        "UPDATE reporting_auditorstatement SET claim_sha256 = 'another'",
    ),
    "A-28": ("reporting_claim", "UPDATE reporting_paymentreceived SET amount = amount + 1"),
    "A-22": (
        "partners_company",
        "INSERT INTO partners_company (cvr, name, size, owner_group) "
        "VALUES ('29189668', 'Maskinfabrikken', 'small', '')",
    ),
    "A-29": ("reporting_disbursement", "UPDATE reporting_disbursement SET sent_on = '2013-01-01'"),
    "A-30": ("grants_grant", "UPDATE grants_grant SET cancelled = 0"),
    "A-33": ("grants_grant", "DELETE FROM reporting_publicityproof"),
    "A-34": ("grants_grant", "UPDATE grants_grant SET profile_sha256 = 'another'"),
    "A-35": ("reporting_expenditure", on_cost("text = 'Løn 010190-1234'")),
    "H-03": (
        "reporting_expenditure",
        on_cost("grant_partner_id = (SELECT MIN(id) FROM grants_grantpartner WHERE is_lead)"),
    ),
    "H-04": ("reporting_expenditure", "UPDATE reporting_claim SET state = 'checked'"),
    "H-05": ("reporting_timesheet", "UPDATE reporting_timesheet SET hours = hours + 1"),
    "H-07": (
        "reporting_claim",
        f"UPDATE reporting_historicalexpenditure SET accepted = accepted + 1 WHERE id = {VOUCHER}",
    ),
}


@pytest.mark.parametrize("code", BREAKS)
def test_a_check_names_the_row_that_breaks_it(ledger, code):
    assert faults_of(code) == []
    table, statement = BREAKS[code]
    past_the_triggers(statement)
    found = faults_of(code)
    assert table in {fault.table for fault in found}
    assert all(str(fault.breach) for fault in found)
    if f"= {VOUCHER}" in statement and table == "reporting_expenditure":
        row = Expenditure.objects.values_list("pk", flat=True).get(voucher_no="A1")
        assert str(row) in {fault.row for fault in found}


def test_every_check_of_the_catalogue_is_broken_here():
    by_hand = {"A-15", "A-20", "A-21", "A-25", "A-26", "A-31", "A-32"}
    by_hand |= {"R-53", "T-01", "H-01", "H-02", "H-06", "H-09"}
    # In `test_beside_claims.py`.
    by_hand |= {"H-10", "H-11", "H-12", "H-13", "H-14", "H-15"}
    assert {check.code for check in CHECKS} == set(BREAKS) | by_hand


def test_an_in_kind_cost_without_proof_is_named(ledger):
    past_the_triggers(
        f"DELETE FROM reporting_expenditurefile WHERE expenditure_id = {VOUCHER}",
        on_cost("kind = 'in_kind'"),
    )
    assert {str(fault.breach) for fault in faults_of("A-20")} == {
        "A1, in kind, has no valuation note.",
        "A1, in kind, has no proof of delivery.",
    }


def test_a_claim_that_one_person_built_and_signed_is_named(ledger):
    past_the_triggers("UPDATE reporting_claim SET signed_by_id = built_by_id")
    assert [fault.table for fault in faults_of("A-07")] == ["reporting_claim"]


def test_a_paper_whose_sums_differ_is_named(ledger):
    past_the_triggers(
        'UPDATE reporting_reportsnapshot SET body = replace(body, \'"left":"\', \'"left":"9\')'
    )
    assert {fault.table for fault in faults_of("A-08")} == {"reporting_reportsnapshot"}
    assert "reporting_reportsnapshot" in {fault.table for fault in faults_of("A-32")}


EVENT = "consortium_auditevent"


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {EVENT} SET verb = 'claim.rejected' WHERE verb = 'claim.submitted'",
        f"UPDATE {EVENT} SET number = 900 WHERE verb = 'claim.submitted'",
        f"UPDATE {EVENT} SET previous_sha256 = '' WHERE verb = 'claim.submitted'",
        f"DELETE FROM {EVENT} WHERE verb = 'claim.submitted'",
    ],
)
def test_a_broken_chain_names_the_event(ledger, statement):
    assert faults_of("A-31", ledger.grant) == []
    past_the_triggers(statement)
    assert EVENT in {fault.table for fault in faults_of("A-31")}
    assert EVENT in {fault.table for fault in faults_of("A-31", ledger.grant)}


def test_a_chain_that_was_cut_at_its_end_is_told_by_its_head(ledger):
    last = AuditEvent.objects.filter(chain="M-003").order_by("-number").values_list("pk", flat=True)
    past_the_triggers(f"DELETE FROM {EVENT} WHERE id = {last[0]}")
    assert ("consortium_chainhead", "M-003") in {(f.table, f.row) for f in faults_of("A-31")}


NEWEST = f"(SELECT MAX(history_id) FROM reporting_historicalexpenditure WHERE id = {VOUCHER})"


@pytest.mark.parametrize(
    ("statement", "table", "words"),
    [
        (on_cost("supplier = 'Andre'"), "reporting_expenditure", "supplier was changed"),
        (
            "UPDATE reporting_historicalexpenditure SET amount = amount + 1"
            f" WHERE history_id = {NEWEST}",
            "reporting_historicalexpenditure",
            "vouches for",
        ),
        (
            "UPDATE reporting_historicalexpenditure SET history_change_reason = 'x'"
            f" WHERE history_id = {NEWEST}",
            "reporting_historicalexpenditure",
            "vouches for",
        ),
        (
            f"DELETE FROM reporting_historicalexpenditure WHERE history_id = {NEWEST}",
            "reporting_historicalexpenditure",
            "is gone",
        ),
        ("DELETE FROM reporting_revenue", "reporting_revenue", "no version tells"),
        (
            "UPDATE consortium_evidencefile SET name = 'andet.pdf'",
            "consortium_evidencefile",
            "vouches for",
        ),
        (
            "UPDATE reporting_reportsnapshot SET version = version + 1",
            "reporting_reportsnapshot",
            "vouches for",
        ),
    ],
)
def test_an_altered_row_version_or_paper_is_named(ledger, statement, table, words):
    assert faults_of("A-32") == []
    past_the_triggers(statement)
    for scope in (None, ledger.grant):
        found = [fault for fault in faults_of("A-32", scope) if fault.table == table]
        if scope is None or table != "consortium_evidencefile":
            assert any(words in str(fault.breach) for fault in found)


def test_a_row_that_was_slipped_in_is_named(ledger):
    report = PartnerReport.objects.get(grant_partner=ledger.lead, period=ledger.period)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO reporting_revenue (report_id, text, received_on, amount)"
            " VALUES (%s, 'Salg', '2012-05-05', 100)",
            [report.pk],
        )
    assert {fault.table for fault in faults_of("A-32")} == {"reporting_revenue"}


def test_a_version_that_no_event_vouches_for_is_named(ledger):
    value = IndicatorValue.objects.first()
    assert value
    value.save()
    found = [fault for fault in faults_of("A-32") if "No event" in str(fault.breach)]
    assert {fault.table for fault in found} == {"reporting_historicalindicatorvalue"}


def test_a_file_with_other_bytes_and_a_file_that_is_gone_are_named(ledger):
    one, other = EvidenceFile.objects.order_by("pk")[:2]
    paths = [Path(settings.MEDIA_ROOT) / str(row.file) for row in (one, other)]
    kept = [path.read_bytes() for path in paths]
    try:
        paths[0].write_bytes(kept[0][:-1] + b"!")
        paths[1].unlink()
        found = {fault.row: str(fault.breach) for fault in faults_of("A-32")}
    finally:
        for path, content in zip(paths, kept, strict=True):
            path.write_bytes(content)
    assert "are not those that were filed" in found[str(one.pk)]
    assert "is gone" in found[str(other.pk)]


def test_two_files_whose_bytes_are_swapped_are_both_named(ledger):
    files = list(EvidenceFile.objects.order_by("pk")[:2])
    paths = [Path(settings.MEDIA_ROOT) / str(row.file) for row in files]
    kept = [path.read_bytes() for path in paths]
    try:
        for path, content in zip(paths, reversed(kept), strict=True):
            path.write_bytes(content)
        found = {fault.row: str(fault.breach) for fault in faults_of("A-32")}
    finally:
        for path, content in zip(paths, kept, strict=True):
            path.write_bytes(content)
    wrong = "The bytes of “{}” are not those that were filed."
    assert found == {str(row.pk): wrong.format(row.name) for row in files}


def test_a_missing_trigger_is_named(ledger):
    assert faults_of("H-02") == []
    triggers.remove(connection)
    names = {fault.row for fault in faults_of("H-02")}
    assert names == {one.name for one in triggers.last_line(connection.vendor)}


@pytest.mark.sqlite_only
def test_a_trigger_that_was_weakened_is_named(ledger):
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER guard_update_consortium_auditevent")
        cursor.execute(
            "CREATE TRIGGER guard_update_consortium_auditevent BEFORE UPDATE ON"
            " consortium_auditevent WHEN 0 BEGIN SELECT 1; END"
        )
    assert [fault.row for fault in faults_of("H-02")] == ["guard_update_consortium_auditevent"]


def test_rights_without_a_seat_are_named(ledger):
    group = Group.objects.get(name=f"seat:{ledger.grant.ref}:LC")
    ledger.stranger.groups.add(group)
    [found] = faults_of("H-06")
    assert (found.table, found.row) == ("consortium_user", str(ledger.stranger.pk))


def test_a_check_that_cannot_read_its_rows_says_so(ledger, monkeypatch):
    def broken(_scope: Any) -> list[Fault]:
        raise ValueError("month must be in 1..12")

    check = CHECKS[0].__class__("A-99", "Broken", broken)
    [answer] = answers(None, [check])
    assert "month must be in 1..12" in str(answer.faults[0].breach)
