"""Foreign vouchers: at which rate, from where, and never a guess (R-53, R-50)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from grants.actions.currency import enter_exchange_rate
from grants.models import ExchangeRate
from grants.rules.currency import RateFacts
from reporting.actions.costs import (
    change_expenditure,
    drop_expenditure,
)
from reporting.models import Expenditure, ForeignAmount
from tests.cast import signed_grant
from tests.reporting.costing import SWEDISH, D, abroad, enter, krona, refused
from tests.reporting.paperwork import begin, voucher


def test_a_foreign_voucher_is_counted_at_the_rate_of_the_month_it_was_paid_in(world):
    report = begin(world)
    rate = krona(world)
    krona(world, "0.8500", month=5)
    item = enter(world, report, abroad())
    assert (item.net, item.vat) == (D("840.10"), D("210.03"))
    kept = ForeignAmount.objects.get(expenditure=item)
    assert (kept.currency, kept.net, kept.vat) == ("SEK", D("1000.00"), D("250.00"))
    assert (kept.rate, kept.exchange_rate) == (D("0.840100"), rate)
    assert (kept.rate_source, kept.rate_published_on) == ("Nationalbanken", dt.date(2012, 4, 28))
    assert kept.history.count() == 1


def test_a_corrected_rate_moves_no_cost_that_stands(world):
    report = begin(world)
    krona(world)
    item = enter(world, report, abroad())
    krona(world, "0.9000", reason="Tastefejl")
    item.refresh_from_db()
    assert item.net == D("840.10")
    later = enter(world, report, abroad(voucher_no="B2", invoice_no="F-2"))
    assert later.net == D("900.00")
    assert later.foreign.exchange_rate.version == 2


def test_without_a_rate_of_the_month_nothing_is_guessed(world):
    report = begin(world)
    krona(world, month=5)
    assert refused(world, report, abroad()) == [
        (
            "R-53",
            "There is no monthly rate of SEK for 04.2012, the month of payment. Ask the lead to "
            "enter it, or enter the amount that the bank settled.",
            "Der er ingen månedskurs for SEK for 04.2012, betalingsmåneden. Bed projektholderen "
            "indtaste den, eller indtast det beløb, som banken har afregnet.",
        )
    ]
    assert not Expenditure.objects.exists()


def test_kroner_that_the_bank_settled_stand_as_they_are(world):
    report = begin(world)
    settled = replace(SWEDISH, settlement="bank")
    assert refused(world, report, abroad(foreign=settled))[0][1:] == (
        "Enter the amount in kroner that the bank settled.",
        "Indtast det beløb i kroner, som banken har afregnet.",
    )
    item = enter(world, report, abroad(foreign=settled, net=D("851.22"), vat=D("212.80")))
    assert (item.net, item.foreign.rate, item.foreign.exchange_rate) == (D("851.22"), None, None)


@pytest.mark.parametrize(
    ("foreign", "english", "danish"),
    [
        (
            replace(SWEDISH, settlement=""),
            "Say how the voucher came into kroner: as the bank settled it, or at the monthly rate.",
            "Angiv, hvordan bilaget blev til kroner: som banken afregnede det, eller til "
            "månedskursen.",
        ),
        (
            replace(SWEDISH, net=D(0), vat=D(0), settlement="bank"),
            "Enter what the invoice says in SEK, above 0.",
            "Indtast, hvad fakturaen lyder på i SEK, over 0.",
        ),
    ],
)
def test_what_is_no_foreign_amount(world, foreign, english, danish):
    found = refused(world, begin(world), abroad(foreign=foreign, net=D("5.00")))
    assert found == [("R-53", english, danish)]


def test_one_invoice_is_the_same_at_another_rate(world):
    report = begin(world)
    krona(world)
    enter(world, report, abroad(project_share_pct=D(60)))
    again = replace(SWEDISH, settlement="bank")
    twin = abroad(
        voucher_no="B2",
        invoice_no="F-B1",
        foreign=again,
        net=D("851.22"),
        vat=D("212.80"),
        project_share_pct=D(50),
    )
    assert [rule for rule, _en, _da in refused(world, report, twin)] == ["R-60"]


def test_a_cost_can_become_danish_again_and_be_dropped(world):
    report = begin(world)
    krona(world)
    item = enter(world, report, abroad())
    item = change_expenditure(item, voucher(), by=world.pu, at=world.clock())
    assert not ForeignAmount.objects.exists()
    item = change_expenditure(item, abroad(), by=world.pu, at=world.clock())
    assert item.net == D("840.10")
    drop_expenditure(item, by=world.pu, at=world.clock())
    assert not ForeignAmount.objects.exists()
    assert ForeignAmount.history.filter(history_type="-").count() == 2


def test_what_a_decided_cost_rests_on_is_locked_by_the_database(world):
    report = begin(world)
    krona(world)
    enter(world, report, abroad())
    Expenditure.objects.update(state="verified", accepted=D("840.10"))
    for change in (
        lambda: ForeignAmount.objects.update(net=D(1)),
        lambda: ForeignAmount.objects.all()._raw_delete("default"),
        lambda: Expenditure.objects.update(nature="land"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert ExchangeRate.objects.count() == 1


def test_the_eur_line_reads_the_table_of_rates(db):
    """R-50: below EUR 5 million all VAT counts; 30,000,000 kr. at 5.99 is above, at 7.46 below."""
    world = signed_grant(
        vat_rule="all_below_limit", vat_limit_eur="5000000.00", dk_recoverable_vat_out=False
    )
    report = begin(world)
    assert enter(world, report, voucher()).eligible_vat == D("250.00")
    enter_exchange_rate(
        RateFacts(
            currency="EUR",
            month=world.grant.offered_on.replace(day=1),
            kind="accounting",
            rate=D("5.99"),
            source="InforEuro",
            published_on=world.grant.offered_on,
        ),
        by=world.pm,
        at=world.clock(),
    )
    assert enter(world, report, voucher("B2")).eligible_vat == D("0.00")
