"""Kinds of cost that the fund does not pay, or on a condition (R-54)."""

from __future__ import annotations

import pytest

from reporting.actions.costs import (
    CostRefused,
    enter_many,
)
from tests.cast import signed_grant
from tests.reporting.costing import D, enter, refused
from tests.reporting.paperwork import begin, voucher

NATURES_2021 = {"equipment": "reasoned", "interest": "excluded", "land": "capped"}


@pytest.mark.parametrize(
    ("nature", "english", "danish"),
    [
        (
            "interest",
            "Interest on debt is never eligible. Leave the cost out.",
            "Gældsrenter er aldrig støtteberettigede. Udelad udgiften.",
        ),
        (
            "recoverable_vat",
            "VAT that somebody pays back is not eligible. Leave the cost out.",
            "Moms, som nogen betaler tilbage, er ikke støtteberettiget. Udelad udgiften.",
        ),
        (
            "equipment",
            "Furniture, equipment and vehicles are not bought with this grant's money; only their "
            "depreciation counts. Enter the depreciation of the period instead.",
            "Inventar, udstyr og køretøjer købes ikke for dette tilsagns midler; kun afskrivningen "
            "tæller. Indtast periodens afskrivning i stedet.",
        ),
    ],
)
def test_kinds_that_the_period_2007_13_does_not_pay(world, nature, english, danish):
    found = refused(world, begin(world), voucher(nature=nature))
    assert found == [("R-54", english, danish)]


def test_depreciation_counts_where_the_purchase_does_not(world):
    item = enter(world, begin(world), voucher(nature="depreciation"))
    assert (item.nature, item.amount) == ("depreciation", D("1000.00"))


def test_esf_plus_wants_the_reason_for_equipment_and_keeps_it(db):
    world = signed_grant(cost_natures=NATURES_2021)
    report = begin(world)
    assert refused(world, report, voucher(nature="equipment")) == [
        (
            "R-54",
            "Bought equipment counts if it is necessary for the aim, fully depreciated in the "
            "project, or the cheapest way. Choose which.",
            "Købt udstyr tæller, hvis det er nødvendigt for formålet, afskrives fuldt i projektet "
            "eller er den billigste løsning. Vælg hvilken.",
        ),
        (
            "R-54",
            "Give the reason why the equipment was bought, for the auditor.",
            "Begrund, hvorfor udstyret blev købt, af hensyn til revisor.",
        ),
    ]
    entry = voucher(nature="equipment", nature_basis="cheapest", nature_reason="Leje koster 3.000")
    item = enter(world, report, entry)
    assert (item.nature_basis, item.nature_reason) == ("cheapest", "Leje koster 3.000")


def test_land_is_at_most_a_tenth_over_all_rows(db):
    world = signed_grant(budget="30000.00", amount="15000.00", land_max="1/10")
    report = begin(world)
    plot = {"nature": "land", "vat": D(0)}
    enter(world, report, voucher("B1", net=D("2000.00"), **plot))
    assert refused(world, report, voucher("B2", net=D("1000.01"), **plot)) == [
        (
            "R-54",
            "Land may be 3,000.00 kr. of this project, and 2,000.00 kr. are declared already: at "
            "most 1,000.00 kr. is left, not 1,000.01 kr.",
            "Jord må udgøre 3.000,00 kr. af dette projekt, og 2.000,00 kr. er allerede anmeldt: "
            "der er højst 1.000,00 kr. tilbage, ikke 1.000,01 kr.",
        )
    ]
    pair = [voucher("B2", net=D("600.00"), **plot), voucher("B3", net=D("400.01"), **plot)]
    with pytest.raises(CostRefused):
        enter_many(report, pair, by=world.pu, at=world.clock())
    assert enter(world, report, voucher("B2", net=D("1000.00"), **plot)).pk


def test_a_kind_that_the_frozen_rules_do_not_name(db):
    world = signed_grant(cost_natures={})
    assert refused(world, begin(world), voucher(nature="depreciation")) == [
        (
            "R-54",
            "The grant's rules do not name this kind of cost. Choose an ordinary cost.",
            "Tilsagnets regler nævner ikke denne art udgift. Vælg en almindelig udgift.",
        )
    ]
