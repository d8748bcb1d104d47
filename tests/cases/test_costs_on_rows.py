"""Cases about one cost, on real rows: pay, in kind, VAT, fees (C10-C12, C15-C17, C20, C21)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest

from reporting.actions.cofinancing import record_revenue
from reporting.actions.costs import enter_expenditure
from reporting.actions.hours import (
    HourEntry,
    approve_time_sheets,
    enter_hours,
    sign_time_sheet,
)
from reporting.models import Claim, Expenditure
from reporting.queries.acceptance import BudgetGuard, planned_outcomes
from reporting.queries.funding import frozen_profile
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story
from tests.reporting.paperwork import MARCH, begin, hourly_rate, voucher
from tests.reporting.story import Cost

pytestmark = pytest.mark.django_db


def claimed(world, costs, cash=(), **kind) -> Claim:
    story.all_verified(world, costs, cash, world.period)
    return story.sent(world, story.checked(world, **kind))


def month_of_hours(world, report, rate, hours, month=MARCH) -> Expenditure:
    fields = {"employee": world.employee, "month": month, "rate": rate, "by": world.pu}
    entries = [HourEntry(None, D(hours))]
    sheet = enter_hours(report, entries=entries, at=world.clock(), **fields)
    sign_time_sheet(sheet, by=world.em, at=world.clock())
    approve_time_sheets([sheet], by=world.pa, at=world.clock())
    return Expenditure.objects.get(time_sheet=sheet)


def test_c10_the_annual_method_is_cost_and_financing_at_once(world):
    report, rate = begin(world), hourly_rate(world)
    months = [(dt.date(2012, 3, 1), "140.00"), (dt.date(2012, 4, 1), "140.00")]
    months.append((dt.date(2012, 5, 1), "132.50"))
    rows = [month_of_hours(world, report, rate, hours, month) for month, hours in months]
    assert rate.rate == D("350.00")
    assert sum(row.amount for row in rows) == D("144375.00")
    assert {(row.kind, row.cofinancing_form, row.cofinancing_source) for row in rows} == {
        ("staff", "staff_time", "municipal")
    }


def test_c11_part_time_divides_by_its_own_hours(world):
    type(world.employee).objects.update(fte_pct=D(80))
    world.employee.refresh_from_db()
    rate = hourly_rate(world, gross_cost=D("415333.47"))
    assert (rate.divisor, rate.rate) == (D("1376.00"), D("301.84"))
    row = month_of_hours(world, begin(world), rate, "100.25")
    assert row.amount == D("30259.46")


def test_c12_hours_over_the_year_fall_in_what_is_approved_later(world):
    """1,100 of 1,720 hours are accepted elsewhere; 710 come later and 90 of them fall."""
    report, rate = begin(world), hourly_rate(world)
    april = dt.date(2012, 4, 1)
    before = month_of_hours(world, report, rate, "110.00")
    later = month_of_hours(world, report, rate, "71.00", april)
    # The rows carry a year's hours, so that two of them fill it.
    Expenditure.objects.filter(pk=before.pk).update(
        state="verified",
        hours=D(1100),
        accepted_hours=D(1100),
        amount=D(385000),
        net=D(385000),
        accepted=D(385000),
    )
    Expenditure.objects.filter(pk=later.pk).update(
        state="submitted", hours=D(710), amount=D(248500), net=D(248500)
    )
    later = Expenditure.objects.get(pk=later.pk)
    guard = BudgetGuard(world.grant, frozen_profile(world.grant), world.clock().date())
    [outcome] = planned_outcomes([later], guard)
    assert (outcome.hours, outcome.disallowed) == (D("620.00"), D("31500.00"))
    assert [breach.code for breach in outcome.breaches] == ["HOURS_OVER_ANNUAL"]


@pytest.mark.parametrize(
    ("other", "final", "test", "amount", "binding"),
    [
        ("", False, "public_support", "400000.00", "L4"),
        ("150000.00", False, "public_support", "250000.00", "L4"),
        ("150000.00", False, "fund", "400000.00", "L4"),
        ("150000.00", True, "fund", "250000.00", "L5"),
    ],
)
def test_c15_in_kind_bites_before_the_half(other, final, test, amount, binding):
    world = laid_out(signed_grant, match_test=False, inkind_test=test)
    gift = Cost("600000.00", "external", form="in_kind", source="private")
    costs: list[object] = [gift]
    cash = D("400000.00")
    if other:
        costs.append(Cost(other, "external", form="own", source="municipal"))
        cash -= D(other)
    costs.append(str(cash))
    claim = claimed(world, {world.aarhus: costs}, is_final=final)
    assert (claim.amount, claim.binding) == (D(amount), binding)


@pytest.mark.parametrize(
    ("form", "strict", "amount"),
    [
        ("staff_time", False, "500000.00"),
        ("staff_time", True, "500000.00"),
        ("in_kind", False, "500000.00"),
        ("in_kind", True, "0.00"),
    ],
)
def test_c16_salaried_time_typed_as_in_kind(form, strict, amount):
    world = laid_out(
        signed_grant, match_test=False, inkind_test="public_support", inkind_strict=strict
    )
    time = Cost("500000.00", "external", form=form, source="municipal")
    assert claimed(world, {world.aarhus: [time, "500000.00"]}).amount == D(amount)


def test_c17_the_pilot_with_volunteers():
    world = laid_out(signed_grant, match_test=False, inkind_test="public_support")
    gift = Cost("154800.00", "external", form="in_kind", source="private")
    city = Cost("150000.00", "external", form="own", source="municipal")
    claim = claimed(world, {world.aarhus: [gift, city, "300000.00"]})
    assert claim.total_eligible == D("604800.00")
    assert (claim.amount, claim.binding) == (D("300000.00"), "L4")


@pytest.mark.parametrize(
    ("recovery", "eligible"), [("100", "49382.68"), ("0", "61728.35"), ("63", "53950.58")]
)
def test_c20_vat_by_the_partner_s_own_recovery(world, recovery, eligible):
    organisation = world.aarhus.organisation
    type(organisation).objects.filter(pk=organisation.pk).update(vat_recovery_pct=D(recovery))
    entry = voucher(net=D("49382.68"), vat=D("12345.67"))
    item = enter_expenditure(begin(world), entry, by=world.pu, at=world.clock())
    assert item.amount == D(eligible)


def test_c21_fees_lower_the_expenditure():
    world = laid_out(signed_grant, match_test=False)
    world.clock.move_to(2012, 6, 20)
    report = begin(world)
    record_revenue(
        report,
        text="Deltagerbetaling",
        received_on=dt.date(2012, 5, 2),
        amount=D("30000.00"),
        by=world.pu,
        at=world.clock(),
    )
    claim = claimed(world, {world.aarhus: ["612345.67"]})
    assert (claim.total_eligible, claim.amount) == (D("582345.67"), D("291172.83"))
