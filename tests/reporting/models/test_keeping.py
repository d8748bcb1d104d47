"""Totals are equal to rows and versions after whatever was written, on both databases."""

from __future__ import annotations

import datetime as dt
import random
from contextlib import contextmanager
from decimal import Decimal as D
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, Sum
from django.utils import translation

from consortium.models import ChainHead
from consortium.models.bulk import insert_rows, tracked
from consortium.models.memory import Deed, current_deed
from consortium.models.past import as_it_stood
from consortium.queries.texts import sentence_text
from grants.models import BudgetLine
from reporting.models import Expenditure, LedgerMonth, LedgerStep, LedgerTotal, keeping, triggers
from reporting.queries.as_of import ledger_rows_as_of
from reporting.queries.checks.base import Scope
from reporting.queries.checks.totals import totals_are_kept
from reporting.queries.ledger import LedgerRow, ledger_rows
from tests.cast import at
from tests.copies import laid_out
from tests.house.world import full_world
from tests.reporting.parking_story import parked_and_claimed, take_up
from tests.reporting.sheets import csv_bytes, row
from tests.reporting.story import Cost, submitted

LEDGER, VERSIONS, COLUMNS = keeping.LEDGER, keeping.VERSIONS, keeping.COLUMNS
DECIDED = ("claimed", "disallowed", "verified", "awaiting_budget", "parked")
# A cell that nothing is left in may stay with zeros.
HELD = ~Q(items=0, amount=0, accepted=0, disallowed=0, awaiting=0, parked=0)
Versions: Any = Expenditure.history.model
FIRST = at(2012, 3, 5)
SUMS = ("amount", "accepted", "disallowed", "awaiting", "parked")


def by_rows(grant) -> list[LedgerRow]:
    """The ledger as the overview read it before totals were kept: from the rows."""
    found = (
        Expenditure.objects.filter(grant=grant)
        .values_list(
            "grant_partner_id", "line_id", "state", "cofinancing_form", "cofinancing_source"
        )
        .annotate(*(Sum(name) for name in SUMS))
        .order_by()
    )
    return in_order(LedgerRow(*one) for one in found)


def in_order(rows) -> list[LedgerRow]:
    return sorted(rows, key=lambda one: repr((one.grant_partner_id, one.line_id, one.state, one)))


def all_agrees(grant, *instants: dt.datetime) -> None:
    """Today by the rows, each instant by the versions, and everything by the check."""
    assert in_order(ledger_rows(grant)) == by_rows(grant)
    for instant in instants:
        with as_it_stood(instant):
            then = in_order(ledger_rows(grant))
        assert then == in_order(ledger_rows_as_of(grant, instant)), instant
    assert totals_are_kept(Scope()) == totals_are_kept(Scope(grant)) == []


def days_of(grant) -> list[dt.datetime]:
    instants = Versions.objects.filter(grant_id=grant.pk).values_list("history_date", flat=True)
    told = sorted(set(instants))
    return [told[0] - dt.timedelta(seconds=1), *told, told[-1] + dt.timedelta(days=40)]


@contextmanager
def as_deed(by):
    """What an action is while it runs."""
    token = current_deed.set(Deed(by, at(2012, 6, 1)))
    try:
        yield
    finally:
        current_deed.reset(token)


def row_of(report, by) -> dict[str, Any]:
    """The columns of a plain draft cost."""
    partner = report.grant_partner
    return {
        **{"report_id": report.pk, "grant_id": partner.grant_id, "grant_partner_id": partner.pk},
        **{"line_id": BudgetLine.objects.order_by("pk")[0].pk, "kind": "voucher"},
        **{"state": "draft", "voucher_no": "Z", "text": "Mix", "ledger_account": "1"},
        **dict.fromkeys(("invoice_date", "delivery_date", "paid_on"), dt.date(2012, 4, 2)),
        **{"net": D(1), "amount": D(1), "created_by_id": by.pk},
    }


def test_parking_and_taking_up_are_counted(world):
    take_up(world, parked_and_claimed(world))
    all_agrees(world.grant, *days_of(world.grant))


OCTOBER = dict.fromkeys(("invoice_date", "delivery_date", "paid_on"), "05.10.2012")


def test_an_import_is_counted_at_once(db, tmp_path):
    world = laid_out(full_world)
    sheet = tmp_path / "costs.csv"
    sheet.write_bytes(csv_bytes([row(f"X{number}", **OCTOBER) for number in range(30)]))
    place = f"M-003/{world.aarhus.number}/2"
    call_command("import_costs", str(sheet), report=place, by=world.pu.email, stdout=StringIO())
    assert Expenditure.objects.filter(voucher_no__startswith="X").count() == 30
    assert triggers.missing(connection) == []
    all_agrees(world.grant, *days_of(world.grant))


def _twice(report, by):
    made = {**row_of(report, by), "voucher_no": "same"}
    with as_deed(by):
        twice = (2, [[value] * 2 for value in made.values()])
        insert_rows(Expenditure, list(made), [twice], {}, report_id=report.pk)


def test_an_import_that_fails_leaves_triggers_and_totals_as_they_were(world):
    report = submitted(world, world.aarhus, [Cost("100.00")])
    before = ledger_rows(world.grant)
    with pytest.raises(IntegrityError), transaction.atomic():
        _twice(report, world.pu)
    assert triggers.missing(connection) == []
    assert ledger_rows(world.grant) == before
    all_agrees(world.grant)


def _indexes() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s",
            [Expenditure._meta.db_table],
        )
        return dict(cursor.fetchall())


@pytest.mark.sqlite_only
@pytest.mark.parametrize("expected", [0, 4_999, 1_000_000])
def test_indexes_stand_as_before_whatever_a_sheet_adds(world, expected):
    report = submitted(world, world.aarhus, [Cost("100.00")])
    before = _indexes()
    dropped: list[set[str]] = []
    assert set(Expenditure.scattered) <= before.keys()

    def telling(_count):
        dropped.append(before.keys() - _indexes().keys())

    _in_bulk(report, world.pu, telling, expected)
    assert _indexes() == before
    assert dropped == [set(Expenditure.scattered) if expected == 1_000_000 else set()]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        assert cursor.fetchall() == [("ok",)]
    with pytest.raises(IntegrityError):
        _in_bulk(report, world.pu, telling, expected)
    assert _indexes() == before and triggers.missing(connection) == []
    all_agrees(world.grant)


def _in_bulk(report, by, telling=lambda _count: None, expected=0):
    plain = [one for one in Expenditure._meta.concrete_fields if not one.primary_key]
    made = {str(one.column): one.get_prep_value(one.get_default()) for one in plain}
    made |= row_of(report, by)
    once, told = (1, [[value] for value in made.values()]), {"report_id": report.pk}
    with as_deed(by), transaction.atomic():
        insert_rows(Expenditure, list(made), [once], {}, telling, expected, **told)


def _seal(grant, *, is_sealed: bool):
    triggers.remove(connection)
    ChainHead.objects.filter(chain=grant.ref).update(is_sealed=is_sealed)
    triggers.install(connection)


def test_a_settled_project_takes_no_row_that_is_counted_at_once(world):
    report = submitted(world, world.aarhus, [Cost("100.00")])
    _seal(world.grant, is_sealed=True)
    before, versions = ledger_rows(world.grant), Versions.objects.count()
    with pytest.raises(IntegrityError) as refused:
        _in_bulk(report, world.pu)
    assert "reporting_expenditure: INSERT refused, locked" in str(refused.value)
    assert triggers.missing(connection) == []
    assert ledger_rows(world.grant) == before and Versions.objects.count() == versions
    _seal(world.grant, is_sealed=False)
    _in_bulk(report, world.pu)
    assert report.expenditure.filter(voucher_no="Z").exists()
    all_agrees(world.grant)


class Mix:
    """Whatever may write to the ledger, the actions' ways and others, in any order."""

    def __init__(self, world, seed: int) -> None:
        self.chance, self.world = random.Random(seed), world
        self.reports = [
            submitted(world, world.aarhus, [Cost("100.00"), Cost("20.50", line="travel")]),
            submitted(world, world.randers, [Cost("333.33")]),
        ]
        self.lines = list(BudgetLine.objects.order_by("pk")[:3])
        self.number = 0

    def deeds(self):
        return [self.one, self.several, self.change, self.change_many, self.update, self.by_hand]

    def rows(self):
        return Expenditure.objects.filter(grant=self.world.grant).exclude(state__in=DECIDED)

    def some(self):
        return self.rows().order_by("pk")[: self.chance.randrange(1, 4)]

    def new(self) -> Expenditure:
        self.number += 1
        report = self.chance.choice(self.reports)
        money = D(self.chance.randrange(1, 99_999)) / 100
        form = self.chance.choice(["", "own"])
        made = row_of(report, self.world.pu)
        made |= {"voucher_no": f"Z{self.number}", "line_id": self.chance.choice(self.lines).pk}
        made |= {"net": money, "amount": money, "cofinancing_form": form}
        return Expenditure(**made, cofinancing_source="municipal" if form else "")

    def decided(self, item: Expenditure) -> Expenditure:
        """Accepted in part, disallowed, awaiting, parked, sent back to draft, or moved."""
        state = self.chance.choice(
            ["draft", "submitted", "query", "verified", "disallowed", "awaiting_budget", "parked"]
        )
        item.state, whole = state, item.amount
        item.accepted = item.disallowed = item.awaiting = item.parked = D("0.00")
        part = (whole / self.chance.randrange(1, 4)).quantize(D("0.01"))
        if state == "verified":
            item.accepted, item.disallowed = part, whole - part
        elif state == "disallowed":
            item.disallowed = whole
        elif state == "awaiting_budget":
            item.awaiting, item.disallowed = part, whole - part
        elif state == "parked":
            item.parked = whole
        item.line = self.chance.choice(self.lines)
        return item

    def one(self) -> None:
        self.new().save()

    def several(self) -> None:
        Expenditure.objects.bulk_create([self.new() for _each in range(5)])

    def change(self) -> None:
        for item in self.some()[:1]:
            self.decided(item).save()

    def change_many(self) -> None:
        rows = [self.decided(item) for item in self.some()]
        Expenditure.objects.bulk_update(rows, ["state", "line", *SUMS])

    def update(self) -> None:
        self.rows().filter(state="draft").update(text="x", amount=F("amount") + 1)

    def by_hand(self) -> None:
        """Past Django: half of the drafts go, what was sent is a draft again."""
        if self.chance.random() < 0.5:
            run(f"DELETE FROM {LEDGER} WHERE state = 'draft' AND id % 2 = 0")
        else:
            run(f"UPDATE {LEDGER} SET state = 'draft' WHERE state = 'submitted' AND id % 3 = 0")

    def version_by_hand(self) -> None:
        """A version of any row, or of one that is gone, at any instant."""
        names = ", ".join(tracked(Versions))
        told = FIRST + dt.timedelta(hours=self.chance.randrange(0, 3000))
        kind = self.chance.choice(["~", "~", "~", "-", "+"])
        cell = self.chance.choice(self.lines).pk
        selected = names.replace("amount,", f"amount + {self.chance.randrange(9)},", 1)
        selected = selected.replace("line_id", str(cell), 1)
        [known] = self.chance.sample(list(Versions.objects.values_list("pk", flat=True)), 1)
        run(
            f"INSERT INTO {VERSIONS} ({names}, history_date, history_type)"
            f" SELECT {selected}, %s, %s FROM {VERSIONS} WHERE history_id = %s",
            connection.ops.adapt_datetimefield_value(told),
            kind,
            known,
        )


def run(sql: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)


@pytest.mark.parametrize("seed", range(6))
def test_totals_are_equal_to_the_rows_after_a_random_mix_of_writes(world, seed):
    mix = Mix(world, seed)
    world.grant.refresh_from_db()
    all_agrees(world.grant)
    for _step in range(40):
        mix.chance.choice(mix.deeds())()
        assert in_order(ledger_rows(world.grant)) == by_rows(world.grant)
    all_agrees(world.grant, *days_of(world.grant))


@pytest.mark.parametrize("seed", range(6))
def test_the_past_is_equal_to_the_versions_in_whatever_order_they_are_dated(world, seed):
    mix = Mix(world, seed)
    for _step in range(8):
        mix.chance.choice([mix.one, mix.several, mix.change])()
    for _step in range(30):
        mix.version_by_hand()
    all_agrees(world.grant, *days_of(world.grant))


def test_what_is_counted_anew_is_what_was_kept(world):
    mix = Mix(world, 7)
    for _step in range(20):
        mix.chance.choice([*mix.deeds(), mix.version_by_hand])()
    kept = [
        list(model.objects.filter(HELD).values_list(*COLUMNS).order_by(*COLUMNS))
        for model in (LedgerTotal, LedgerStep, LedgerMonth)
    ]
    told = StringIO()
    call_command("count_totals", stdout=told)
    assert told.getvalue() == f"{LedgerTotal.objects.count()} totaler er talt op på ny.\n"
    assert kept == [
        list(model.objects.filter(HELD).values_list(*COLUMNS).order_by(*COLUMNS))
        for model in (LedgerTotal, LedgerStep, LedgerMonth)
    ]
    all_agrees(world.grant)


def test_a_total_that_was_changed_is_named_with_its_cell(world):
    submitted(world, world.aarhus, [Cost("100.00")])
    cell = LedgerTotal.objects.get(items__gt=0)
    run(f"UPDATE {keeping.TOTALS} SET amount = amount - 150, items = items - 1")
    [fault] = totals_are_kept(Scope())
    assert (fault.check, fault.table) == ("H-09", keeping.TOTALS)
    assert (
        fault.row
        == f"{world.grant.pk} · {world.aarhus.pk} · {cell.line_id} · submitted · {cell.report_id}"
    )
    with translation.override("en"):
        assert sentence_text(fault.breach) == (
            "The rows of the cell differ from its kept total: 1 rows, amount 1.50, accepted 0.00, "
            "disallowed 0.00, awaiting 0.00, parked 0.00."
        )
    with translation.override("da"):
        assert sentence_text(fault.breach) == (
            "Cellens poster afviger fra den total, der er gemt: 1 poster, beløb 1,50, godkendt "
            "0,00, underkendt 0,00, afventer budget 0,00, parkeret 0,00."
        )


def test_where_triggers_were_off_the_totals_are_counted_when_they_stand_again(world):
    submitted(world, world.aarhus, [Cost("100.00")])
    triggers.remove(connection)
    run(f"UPDATE {LEDGER} SET amount = amount + 5")
    assert totals_are_kept(Scope()) != []
    triggers.install(connection)
    all_agrees(world.grant)


def test_the_overview_reads_no_row_of_the_ledger(world, django_assert_num_queries):
    submitted(world, world.aarhus, [Cost("100.00")])
    with django_assert_num_queries(1) as asked:
        ledger_rows(world.grant)
    assert LEDGER not in asked[0]["sql"]
