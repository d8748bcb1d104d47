"""A long sheet many rows at a time: what comes of it is what comes of it row by row."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from reporting.actions import plain_costs
from reporting.actions.costs import enter_expenditure
from reporting.actions.imports import check, write
from reporting.exchange import plain_rows
from reporting.exchange.plain_rows import PlainReader
from reporting.models import Expenditure
from tests.reporting.paperwork import begin, voucher
from tests.reporting.sheets import csv_bytes, filled, row, source

# Mostly what accounting systems write; now and then what must be looked at.
CHANGES = st.sampled_from(
    [
        *[{}] * 6,
        {"net": "12,00", "vat": ""},
        {"net": "1,5"},
        {"net": "0,00", "vat": "0,00"},
        {"net": "-5,00"},
        {"net": ""},
        {"net": "x"},
        {"vat": "0,01", "project_share_pct": "33,33"},
        {"project_share_pct": "0"},
        {"line": "Materialer og møder", "paid_on": "21.04.2012"},
        {"line": "Løn"},
        {"delivery_date": "01.01.2030"},
        {"delivery_date": "31.12.2006"},
        {"text": "Møde på Ærø"},
        {"text": "Mo\u0301de"},
        {"text": " Tog "},
        {"text": "'=1+1"},
        {"text": "Til 010180-1234"},
        {"text": 'Sagde "ja"'},
        {"text": "x" * 201},
        {"text": ""},
        {"supplier_cvr": "", "supplier": "Færgen"},
        {"supplier_cvr": "", "supplier": ""},
        {"invoice_no": ""},
        {"invoice_no": "F-1"},
        {"invoice_no": "F-1", "project_share_pct": "40"},
        {"cofinancing_form": "Ja"},
        {"late_reason": "Glemt i skuffen"},
        {"voucher_no": "B0"},
        {"voucher_no": "", "text": "", "net": "1000,00", "vat": ""},
        {"currency": "EUR", "foreign_net": "10,00", "settlement": "bank"},
        {"nature": "land"},
        {"market_reason": "Kun en leverandør"},
    ]
)
ALL = ("project_share_pct", "cofinancing_form", "late_reason", "currency", "foreign_net")
EMPTY = dict.fromkeys((*ALL, "settlement", "nature", "market_reason"), "")


def cells(changes):
    base = {**EMPTY, "net": "1000,00", "vat": "250,00"}
    return [{**row(f"B{at}", **base), **one} for at, one in enumerate(changes)]


def written(report):
    columns = [one.attname for one in Expenditure._meta.concrete_fields if one.attname != "id"]
    rows = report.expenditure.order_by("voucher_no", "pk").values_list(*columns)
    versions = Expenditure.history.filter(report=report).order_by("voucher_no", "history_id")
    return list(rows), list(versions.values_list(*columns, "history_type", "history_user"))


def outcome_of(world, report, content, name="k.csv"):
    """What comes of a sheet, and what it leaves; undone again."""
    with transaction.atomic():
        outcome = write(source(world, report, content, name))
        found = outcome.to_json(), written(report)
        transaction.set_rollback(True)
    return found


@pytest.fixture
def begun(world, monkeypatch):
    monkeypatch.setattr(plain_rows, "AT_ONCE", 3)
    return begin(world)


@given(changes=st.lists(CHANGES, min_size=1, max_size=9))
@example(changes=[{}])
@example(changes=[{}] * 7)
@example(changes=[{}, {}, {}, {"voucher_no": "", "text": "", "net": "3000,00", "vat": "750,00"}])
@example(changes=[{}, {}, {}, {"voucher_no": "B1"}])
@example(changes=[{}, {}, {}, {"invoice_no": "F-B1"}])
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_at_one_look_and_row_by_row_are_the_same(world, begun, changes):
    content = csv_bytes(cells(changes))
    at_one_look = outcome_of(world, begun, content)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(PlainReader, "plain", lambda _self, _rows: None)
        assert outcome_of(world, begun, content) == at_one_look


@pytest.fixture
def looks(monkeypatch):
    """How many rows were taken at one look, and of how many each was looked at."""
    counted = {"taken": 0, "each": 0}
    take = plain_costs.PlainCosts.take

    def counting(self, plain, values):
        found = take(self, plain, values)
        counted["taken" if found else "each"] += plain.count
        return found

    monkeypatch.setattr(plain_costs.PlainCosts, "take", counting)
    return counted


def test_plain_rows_are_taken_at_one_look_and_others_are_not(world, begun, looks):
    changes: list[dict[str, str]] = [{}] * 6 + [{}, {"text": "Til 010180-1234"}, {}]
    outcome = check(source(world, begun, csv_bytes(cells(changes))))
    assert looks == {"taken": 6, "each": 3}
    assert outcome.counts == {"new": 8, "refused": 1}
    assert [(one["row"], one["rule"]) for one in outcome.faults] == [(9, "G-01")]
    assert str(outcome.amounts["new"]) == "8000.00"


def test_a_workbook_of_ours_is_taken_at_one_look_too(world, begun, looks):
    content = filled(begun, [row(f"B{at}", net=1000, vat=250.5) for at in range(3)])
    assert check(source(world, begun, content, "k.xlsx")).counts == {"new": 3}
    assert looks == {"taken": 3, "each": 0}


def test_what_stands_in_the_report_is_looked_at_row_by_row(world, begun, looks):
    enter_expenditure(begun, voucher("B1"), by=world.pu, at=world.clock())
    outcome = check(source(world, begun, csv_bytes(cells([{}] * 6))))
    assert looks == {"taken": 3, "each": 3}
    assert outcome.counts == {"new": 5, "unchanged": 1}


def test_a_row_of_sums_below_rows_taken_at_one_look_is_known(world, begun, looks):
    sums = {**dict.fromkeys(row(), ""), **EMPTY, "net": "6000,00", "vat": "1500,00"}
    content = csv_bytes([*cells([{}] * 6), sums])
    outcome = check(source(world, begun, content))
    assert looks["taken"] == 6
    assert (outcome.counts, outcome.totals) == ({"new": 6}, [8])


def test_frames_beyond_what_is_remembered_are_judged_all_the_same(world, begun, monkeypatch):
    monkeypatch.setattr(plain_costs, "REMEMBERED", 1)
    changes = [{"paid_on": f"{day:02d}.04.2012"} for day in (20, 21, 22, 20, 21, 22)]
    assert check(source(world, begun, csv_bytes(cells(changes)))).counts == {"new": 6}
