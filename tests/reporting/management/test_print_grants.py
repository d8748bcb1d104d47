"""`manage.py print_grants`: made from the models, so that no table is forgotten."""

from __future__ import annotations

from io import StringIO

from django.apps import apps
from django.core.management import call_command

from reporting.models import triggers
from reporting.models.database_rights import rights


def printed(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("print_grants", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_every_table_is_named_and_nothing_is_emptied():
    lines = printed("konsortium_app")
    assert (lines[0], lines[-1]) == ("BEGIN;", "COMMIT;")
    given = [line for line in lines if line.startswith("GRANT ") and " ON " in line]
    for model in apps.get_models(include_auto_created=True):
        table = f'"public"."{model._meta.db_table}"'
        assert sum(table in line for line in given) == 1
    assert not any(word in line for line in given for word in ("TRUNCATE", "TRIGGER", "ALL PRIV"))


def test_what_is_never_changed_is_only_read_and_added_to():
    frozen = {*triggers.FROZEN_TABLES, *(m._meta.db_table for m in triggers.history_models())}
    assert len(frozen) > 60
    assert {rights()[table] for table in frozen} == {("SELECT", "INSERT")}
    # A row that is locked by its state is changed until then; nobody deletes a payment.
    assert rights()["reporting_expenditure"] == ("SELECT", "INSERT", "UPDATE", "DELETE")
    assert rights()["reporting_paymentreceived"] == ("SELECT", "INSERT", "UPDATE")
    assert rights()["django_migrations"] == ("SELECT",)
    # Kept totals are written by triggers, which have the owner's right.
    assert rights()["reporting_ledgertotal"] == ("SELECT",)


def test_an_odd_name_stays_one_name():
    assert any('TO "a""; DROP"' in line for line in printed('a"; DROP', "--schema", "data"))
    assert any('"data"."reporting_claim"' in line for line in printed("app", "--schema", "data"))
