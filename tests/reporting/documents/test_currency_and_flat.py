"""T5 shows a foreign amount, T10 the cost that a flat correction is a share of (R-53, R-83)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D
from fractions import Fraction

import pytest

from reporting.actions.corrections import book_correction, decide_correction
from reporting.actions.flat_corrections import propose_flat_correction
from reporting.documents.t_costs import correction_table, voucher_table
from reporting.models import Expenditure
from reporting.queries.paper_rows import NAMED, in_full
from tests.copies import laid_out
from tests.reporting.actions.test_recoveries import owing
from tests.reporting.costing import SWEDISH, abroad, enter, krona
from tests.reporting.paperwork import begin, voucher

pytestmark = pytest.mark.django_db


def vouchers():
    return voucher_table(in_full(Expenditure.objects.select_related(*NAMED)))


def test_a_foreign_voucher_shows_its_own_amount_and_rate(world):
    report = begin(world)
    krona(world)
    enter(world, report, abroad())
    settled = replace(SWEDISH, settlement="bank")
    enter(
        world,
        report,
        abroad(
            foreign=settled, voucher_no="B2", invoice_no="F-2", net=D("851.22"), vat=D("212.80")
        ),
    )
    enter(world, report, voucher("B3", invoice_no="F-3"))
    table = vouchers()
    places = [table.place(key) for key in ("no", "currency", "original", "rate")]
    rows = {row.cells[0]: [row.cells[place] for place in places[1:]] for row in table.rows[:-1]}
    first, bank, danish = (rows[number] for number in sorted(rows, key=str))
    assert first[:2] == bank[:2] == ["SEK", D("1250.00")]
    assert (first[2].da, first[2].en) == ("0,840100", "0.840100")
    assert (bank[2].da, bank[2].en) == ("Afregnet af banken", "Settled by the bank")
    assert danish == ["", None, ""]
    # Kroner alone are added up.
    assert table.rows[-1].cells[places[2]] is None


def test_without_a_foreign_voucher_the_table_is_as_it_was(world):
    enter(world, begin(world), voucher())
    assert "currency" not in [column.key for column in vouchers().columns]


def test_a_flat_correction_shows_the_cost_that_it_is_a_share_of(db):
    world = laid_out(owing)
    item = Expenditure.objects.get(grant_partner=world.aarhus, kind="voucher", state="claimed")
    [flat] = propose_flat_correction(
        world.grant,
        [item],
        reason_code="procurement",
        percent=D("10"),
        reason="Ikke annonceret.",
        by=world.au,
        at=world.clock(),
    )
    on = world.clock().date()
    decide_correction(flat, on=on, reason="Enig.", by=world.ls, at=world.clock())
    book_correction(flat, by=world.lc, at=world.clock())
    rows = Expenditure.objects.filter(kind=Expenditure.CORRECTION, grant_partner=world.aarhus)
    table = correction_table(in_full(rows.select_related(*NAMED)))
    cells = dict(zip((one.key for one in table.columns), table.rows[0].cells, strict=True))
    assert (cells["cost"], cells["flat"]) == (D("100000.00"), Fraction(1, 10))
    assert cells["te_effect"] == D("-10000.00") == table.total("te_effect")
