"""A sheet remembers what many rows share; each row is what the page would have made of it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from consortium.models import ChainHead
from consortium.models.bulk import insert
from consortium.rules.refusals import Refused
from grants.models import BudgetLine
from reporting.actions.cost_entries import ExpenditureEntry
from reporting.actions.cost_filling import FILLED, Filling
from reporting.actions.cost_imports import fixed_columns
from reporting.actions.cost_imports import stored as written_as
from reporting.actions.costs import CostRefused, enter_expenditure
from reporting.actions.imports import write
from reporting.models import Expenditure, triggers
from reporting.queries.costs import other_numbers, vouchers_with
from reporting.queries.late import timing_of
from tests.reporting.paperwork import begin, voucher
from tests.reporting.sheets import csv_bytes, source

LINES = {"external": "Ekstern bistand", "travel": "Rejser", "materials": "Materialer og møder"}
TEXTS = st.sampled_from(
    ["Togbilletter", "Møde på Ærø", "", "Til 010180-1234", 'Sagde "ja"', "a],[b"]
)
DAYS = st.dates(dt.date(2011, 12, 20), dt.date(2012, 7, 10)) | st.sampled_from(
    [dt.date(2012, 4, 2), dt.date(2006, 12, 31), dt.date(2016, 1, 1)]
)
CENTS = st.integers(-5_000, 900_000_00) | st.sampled_from([0, 1, 100_000, 99_999_999_99])
VOUCHERS = st.fixed_dictionaries(
    {
        "line": st.sampled_from(sorted(LINES)),
        "text": TEXTS,
        "supplier": st.sampled_from(["DSB", "Møller & Søn", ""]),
        "supplier_cvr": st.sampled_from(["25050053", ""]),
        "invoice_date": DAYS,
        "delivery_date": DAYS,
        "paid_on": DAYS,
        "ledger_account": st.sampled_from(["4010", ""]),
        "booking_no": st.sampled_from(["77", ""]),
        "net": CENTS,
        "vat": CENTS,
        "project_share_pct": st.sampled_from([1, 3333, 5000, 9999, 10000]),
        "cofinancing_form": st.sampled_from(["", "own"]),
        "late_reason": st.sampled_from(["", "Glemt i skuffen"]),
    }
)
GOOD = {
    **{"line": "travel", "text": "Tog", "supplier": "DSB", "supplier_cvr": "25050053"},
    **dict.fromkeys(("invoice_date", "delivery_date", "paid_on"), dt.date(2012, 4, 2)),
    **{"ledger_account": "4010", "booking_no": "77", "net": 100_000, "vat": 25_001},
    **{"project_share_pct": 3333, "cofinancing_form": "own", "late_reason": ""},
}


def numbered(rows):
    # Numbers and invoices meet each other in tests of their own.
    return [{**one, "voucher_no": f"V{at}", "invoice_no": f"F{at}"} for at, one in enumerate(rows)]


def as_cells(one):
    money = {name: f"{one[name] / 100:.2f}".replace(".", ",") for name in ("net", "vat")}
    days = {name: f"{one[name]:%d.%m.%Y}" for name in ("invoice_date", "delivery_date", "paid_on")}
    share = f"{one['project_share_pct'] / 100:.2f}".replace(".", ",")
    form = "Ja" if one["cofinancing_form"] else "Nej"
    line = LINES[one["line"]]
    told = {"line": line, "project_share_pct": share, "cofinancing_form": form}
    return {**one, **money, **days, **told}


def as_entry(one):
    exact = {n: Decimal(one[n]).scaleb(-2) for n in ("net", "vat", "project_share_pct")}
    return ExpenditureEntry(**{**one, **exact, "line": BudgetLine.objects.get(code=one["line"])})


def stored(report):
    columns = [one.attname for one in Expenditure._meta.concrete_fields if one.attname != "id"]
    return list(report.expenditure.order_by("voucher_no").values_list(*columns))


def typed(world, report, rows):
    """What entering row by row refuses, by row of the sheet and rule, and what it leaves."""
    refused = []
    for number, one in enumerate(rows, start=2):
        try:
            enter_expenditure(report, as_entry(one), by=world.pu, at=world.clock.now)
        except CostRefused as refusal:
            refused += [(number, breach.code) for breach in refusal.breaches]
    return sorted(refused), stored(report)


def imported(world, report, rows):
    """The same of one sheet with all rows."""
    sheet = source(world, report, csv_bytes([as_cells(one) for one in rows]))
    outcome = write(sheet)
    return sorted((one["row"], one["code"]) for one in outcome.faults), stored(report)


@given(rows=st.lists(VOUCHERS, min_size=1, max_size=5))
@example(rows=[GOOD, GOOD, {**GOOD, "late_reason": "Glemt i skuffen"}])
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_sheet_and_the_page_refuse_and_write_the_same(world, rows):
    report = getattr(world, "same_report", None) or begin(world)
    world.same_report = report
    rows = numbered(rows)
    found = []
    for way in (typed, imported):
        with transaction.atomic():
            found.append(way(world, report, rows))
            transaction.set_rollback(True)
    (said, left), (told, written) = found
    assert told == said
    assert written == ([] if said else left)


def test_numbers_of_vouchers_are_looked_up_by_their_index(world, django_assert_num_queries):
    report = begin(world)
    item = enter_expenditure(report, voucher("B'1"), by=world.pu, at=world.clock())
    enter_expenditure(report, voucher("B2"), by=world.pu, at=world.clock())
    with django_assert_num_queries(1) as asked:
        assert vouchers_with(report, {"B'1", "B3", '"'}) == {"B'1": item.pk}
    assert vouchers_with(report, set()) == {} and other_numbers(report) == {}
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + asked[0]["sql"])
            plan = " ".join(str(row[3]) for row in cursor.fetchall())
        assert "expenditure_voucher_once_per_report" in plan


def test_rows_of_a_claim_and_of_a_sheet_are_found_by_index(world):
    if connection.vendor != "sqlite":
        return
    for name in ("claim", "time_sheet", "corrects"):
        plan = Expenditure.objects.filter(**{name: 1}).order_by().explain()
        assert f"expenditure_{name}" in plan or "one_cost_per_sheet" in plan, plan


def test_a_settled_project_takes_no_row_in_bulk_either(world):
    report = begin(world)
    sheet = source(world, report, csv_bytes([as_cells(one) for one in numbered([GOOD, GOOD])]))
    triggers.remove(connection)
    ChainHead.objects.filter(chain=world.grant.ref).update(is_sealed=True)
    triggers.install(connection)
    columns = {"voucher_no": "B1", "text": "Tog", "fingerprint": ""}
    entry = Filling.of(report, timing_of(report)).columns(as_entry({**numbered([GOOD])[0]}))
    row = written_as({**entry, **columns})
    with pytest.raises(DatabaseError), transaction.atomic():
        insert(
            Expenditure._meta.db_table,
            ("id", *FILLED),
            [(1, *row)],
            fixed_columns(report, world.pu),
        )
    with pytest.raises((DatabaseError, Refused)), transaction.atomic():
        write(sheet)
    assert not report.expenditure.exists()


def test_what_is_fixed_for_all_rows_is_written_as_it_is(world):
    report = begin(world)
    entry = Filling.of(report, timing_of(report)).columns(as_entry(numbered([GOOD])[0]))
    fixed = {**fixed_columns(report, world.pu), "decision_reason": "It's “;--\n?", "hours": 150}
    insert(Expenditure._meta.db_table, ("id", *FILLED), [(1, *written_as(entry))], fixed)
    item = report.expenditure.get()
    assert (item.decision_reason, item.hours, item.claim) == ("It's “;--\n?", Decimal("1.50"), None)
    assert (item.net, item.paid_on, item.text) == (Decimal("1000.00"), dt.date(2012, 4, 2), "Tog")
