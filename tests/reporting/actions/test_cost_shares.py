"""Market checks, preparation, and an invoice over two projects (A-21, R-52, R-60)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from consortium.queries.texts import sentence_text
from grants.models import Grant, GrantPartner, ReportingPeriod
from reporting.actions.costs import (
    CostRefused,
    enter_expenditure,
)
from reporting.actions.reports import open_report
from reporting.models import Expenditure, PartnerReport
from tests.cast import signed_grant
from tests.reporting.costing import D, enter, lacks, prove, refused
from tests.reporting.paperwork import begin, voucher


def test_above_the_limit_a_market_check_or_the_reason_for_none(db):
    world = signed_grant(market_check_from="30000.00")
    report = begin(world)
    item = enter(world, report, voucher("B1", net=D("30000.01"), vat=D(0)))
    enter(world, report, voucher("B2", net=D("30000.00"), vat=D(0)))
    reason = "Kun én leverandør i regionen"
    enter(world, report, voucher("B3", net=D("40000.00"), vat=D(0), market_reason=reason))
    for row in Expenditure.objects.all():
        for role in ("invoice", "payment"):
            prove(world, row, role)
    assert lacks(report) == [
        (
            "A-21",
            "B1 Togbilletter lies above the limit of the grant. Attach the procurement file or the "
            "market check, or give the reason why none was possible.",
            "B1 Togbilletter ligger over tilsagnets grænse. Vedhæft udbudsmaterialet eller "
            "markedsafsøgningen, eller begrund, hvorfor den ikke var mulig.",
        )
    ]
    prove(world, item, "market")
    assert lacks(report) == []


def test_preparation_counts_only_from_the_day_of_the_letter(world):
    early = voucher(delivery_date=dt.date(2012, 2, 1))
    assert [rule for rule, _en, _da in refused(world, begin(world), early)] == ["R-52"]


def test_a_letter_that_allows_preparation(db):
    world = signed_grant(preparation_from="2012-02-01")
    report = begin(world)
    assert enter(world, report, voucher(delivery_date=dt.date(2012, 2, 1))).pk
    before = voucher("B2", delivery_date=dt.date(2012, 1, 31))
    assert [rule for rule, _en, _da in refused(world, report, before)] == ["R-52"]


def other_grant(world) -> Grant:
    """Another project of the same consortium."""
    values = {
        column.attname: getattr(world.grant, column.attname)
        for column in Grant._meta.concrete_fields
        if column.name not in {"id", "ref", "application"}
    }
    letter = world.grant.application
    letter.pk, letter.ref = None, "M-004"
    letter.save()
    return Grant.objects.create(ref="M-004", application=letter, **values)


def declared_elsewhere(world, partner, entry) -> Expenditure:
    """The same invoice in a report of *partner* in the other project, as its row stands there."""
    grant = other_grant(world)
    there = GrantPartner.objects.create(
        grant=grant, organisation=partner.organisation, number=partner.number
    )
    period = ReportingPeriod.objects.get(pk=world.period.pk)
    period.pk, period.grant = None, grant
    period.save()
    report = PartnerReport.objects.create(grant_partner=there, period=period)
    return Expenditure.objects.create(
        report=report,
        grant=grant,
        grant_partner=there,
        line=entry.line,
        voucher_no="X9",
        text="Samme faktura",
        invoice_date=entry.invoice_date,
        delivery_date=entry.delivery_date,
        paid_on=entry.paid_on,
        ledger_account="1",
        booking_no="1",
        net=entry.net,
        amount=entry.net,
        project_share_pct=D(60),
        fingerprint=entry.fingerprint,
        created_by=world.pu,
    )


def test_c14_an_invoice_over_two_projects_names_who_holds_the_rest(world):
    report = begin(world)
    entry = voucher(net=D("80000.00"), vat=D(0), project_share_pct=D(50))
    declared_elsewhere(world, world.aarhus, entry)
    assert refused(world, report, entry) == [
        (
            "R-60",
            "This voucher is already financed with 60.00 per cent, as X9 (Aarhus, M-004); at most "
            "40.00 per cent is left, not 50.00.",
            "Dette bilag er allerede finansieret med 60,00 procent, som X9 (Aarhus, M-004); der er "
            "højst 40,00 procent tilbage, ikke 50,00.",
        )
    ]
    item = enter(world, report, replace(entry, project_share_pct=D(40)))
    assert item.amount == D("32000.00")


def test_a_stranger_s_share_is_counted_and_not_named(world):
    report = begin(world)
    entry = voucher(project_share_pct=D(50))
    declared_elsewhere(world, world.randers, entry)
    [(rule, english, _danish)] = refused(world, report, entry)
    assert (rule, english) == (
        "R-60",
        "This voucher is already financed with 60.00 per cent; at most 40.00 per cent is left, not "
        "50.00.",
    )


def test_another_partner_of_the_same_grant_is_not_named_either(world):
    report = begin(world)
    enter(world, report, voucher("B1"))
    other = open_report(world.randers, world.period, by=world.randers_pu, at=world.clock())
    with pytest.raises(CostRefused) as refusal:
        again = voucher("R7", invoice_no="F-B1")
        enter_expenditure(other, again, by=world.randers_pu, at=world.clock())
    assert "B1" not in sentence_text(refusal.value.breaches[0], "en")
