"""With JavaScript off everything works but what only speeds it up."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from reporting.models import Expenditure
from tests.cast import signed_grant
from tests.journeys.stage import Stage, pdf
from tests.reporting.paperwork import begin
from tests.reporting.story import submitted


@pytest.fixture
def world(stage: Stage) -> SimpleNamespace:
    stage.on(2012, 6, 20)
    return signed_grant()


def test_a_voucher_is_entered_without_javascript(stage, world):
    report = begin(world)
    pu = stage.enter("pu", java_script_enabled=False)
    pu.go(f"/reports/{report.pk}/costs/").follow("Enter a cost")
    pu.send(
        "Enter the cost",
        {
            "Budget line": "Travel",
            "Voucher number": "B1",
            "Text": "Togbilletter",
            "Invoice date": "02.04.2012",
            "Delivery date": "02.04.2012",
            "Paid on": "20.04.2012",
            "Account in your own ledger": "4010",
            "Booking number in your own ledger": "2012-1",
            "Amount without VAT": "1.234",
        },
    )
    # 1.234 is a thousand to some and one to others: the page asks, and keeps what was typed.
    pu.sees("can be read in two ways")
    values = {"Supplier": "DSB", "Supplier's CVR number": "25050053", "Invoice number": "F-1"}
    pu.send("Enter the cost", {"Amount without VAT": "1.234,50", **values}, told="is entered")
    file = {"Voucher": True, "File": pdf("B1")}
    pu.send("Attach the file", file, told="The file is attached.")
    assert str(Expenditure.objects.get().amount) == "1234.50"


def test_many_lines_are_accepted_without_javascript(stage, world):
    report = submitted(world, world.aarhus, ["100.00", "200.00", "300.00"])
    lc = stage.enter("lc", java_script_enabled=False).go(f"/verification/{report.pk}/")
    first, second, _third = Expenditure.objects.order_by("pk")
    chosen = {f"Choose {item.voucher_no}": True for item in (first, second)}
    lc.send("Accept the chosen lines", chosen, told="2 lines have been decided.")
    lc.send("Accept all submitted lines", told="1 line has been decided.")
    assert {item.state for item in Expenditure.objects.all()} == {"verified"}
