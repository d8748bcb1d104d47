"""A forgotten cost comes in the next open period, with its true date (R-52, R-91, A-06)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from consortium.queries.texts import sentence_text
from grants.actions.agreements import end_agreement
from grants.actions.periods import close_period, open_period
from reporting.actions.costs import (
    CostRefused,
    change_expenditure,
    enter_expenditure,
    enter_many,
)
from reporting.actions.hours import (
    HoursRefused,
    approve_time_sheets,
    enter_hours,
    sign_time_sheet,
)
from reporting.actions.reports import open_report
from reporting.models import Expenditure
from tests.reporting import story
from tests.reporting.paperwork import MARCH, days, hourly_rate, voucher

WHY = "Leverandøren sendte fakturaen for sent."


@pytest.fixture
def later(world):
    """Period 1 is over and closed, and Aarhus writes the report of period 2."""
    world.clock.move_to(2012, 9, 20)
    world.closed = close_period(world.period, by=world.lc, at=world.clock())
    world.period = open_period(world.periods[1], by=world.pm, at=world.clock())
    return open_report(world.aarhus, world.period, by=world.pu, at=world.clock())


def enter(world, report, **changes):
    changes = {"late_reason": WHY, **changes}
    return enter_expenditure(report, voucher(**changes), by=world.pu, at=world.clock())


def words(refused, code):
    [breach] = [one for one in refused.value.breaches if one.code == code]
    with translation.override("en"):
        english = sentence_text(breach)
    with translation.override("da"):
        return english, sentence_text(breach)


def test_a_cost_of_a_closed_period_is_marked_late_by_itself(world, later):
    item = enter(world, later)
    assert (item.late_of, item.late_reason) == (world.closed, WHY)
    assert item.delivery_date == dt.date(2012, 4, 2)


def test_a_cost_of_its_own_period_is_not_late_whatever_is_said(world, later):
    day = dt.date(2012, 9, 10)
    dates = {"invoice_date": day, "delivery_date": day, "paid_on": day}
    item = enter(world, later, **dates)
    assert (item.late_of, item.late_reason) == (None, "")
    item = change_expenditure(item, voucher(late_reason=WHY), by=world.pu, at=world.clock())
    assert (item.late_of, item.late_reason) == (world.closed, WHY)


def test_while_its_own_period_takes_costs_nothing_is_late(world):
    world.clock.move_to(2012, 9, 20)
    period = open_period(world.periods[1], by=world.pm, at=world.clock())
    report = open_report(world.aarhus, period, by=world.pu, at=world.clock())
    assert enter(world, report).late_of is None
    story.submitted(world, world.aarhus)
    # Its report has left the partner's hands, so the cost can only come here.
    assert enter(world, report, number="B2").late_of == world.periods[0]


def test_a_late_cost_says_why(world, later):
    with pytest.raises(CostRefused) as refused:
        enter(world, later, late_reason=" ")
    english, danish = words(refused, "LATE_WITHOUT_REASON")
    assert english == (
        "Incurred on 02/04/2012, in period 1, which takes no more costs: this cost is late. Say "
        "why it was not reported in time."
    )
    assert danish == (
        "Afholdt den 2.4.2012 i periode 1, som ikke tager flere udgifter: udgiften er sen. Skriv, "
        "hvorfor den ikke blev indberettet i tide."
    )
    with pytest.raises(CostRefused, match="CPR"):
        enter(world, later, late_reason="Borger 010180-1234")
    with pytest.raises(CostRefused) as refused:
        enter_many(later, [voucher("B7"), voucher("B8")], by=world.pu, at=world.clock())
    assert [one.subject for one in refused.value.breaches] == ["1:late_reason", "2:late_reason"]


def test_the_agreement_counts_on_the_true_date(world, later):
    end_agreement(
        world.aarhus.agreement,
        ends_on=dt.date(2012, 3, 31),
        reason="Trådt ud.",
        by=world.ls,
        at=world.clock(),
    )
    with pytest.raises(CostRefused) as refused:
        enter(world, later)
    english, danish = words(refused, "OUTSIDE_AGREEMENT")
    assert english == (
        "Incurred on 02/04/2012, when no partnership agreement was in force. Correct the date, or "
        "leave the cost out."
    )
    assert danish == (
        "Afholdt den 2.4.2012, hvor ingen partnerskabsaftale var i kraft. Ret datoen, eller udelad "
        "udgiften."
    )


def test_cost_before_the_project_stays_out_also_when_it_is_late(world, later):
    day = dt.date(2012, 2, 28)
    with pytest.raises(CostRefused) as refused:
        enter(world, later, delivery_date=day)
    assert {one.code for one in refused.value.breaches} == {"INCURRED_OUTSIDE_PROJECT"}


def test_nothing_is_added_after_the_final_claim(world, later):
    story.all_verified(world, {world.randers: ["100.00"]}, ["100.00"])
    claim = story.checked(world, is_final=True)
    type(later).objects.filter(pk=later.pk).update(state="draft")
    with pytest.raises(CostRefused) as refused:
        enter(world, later)
    english, danish = words(refused, "FINAL_CLAIM_CHECKED")
    assert english == (
        f"Final claim {claim.number} has been checked, so no cost is added to the grant any more, "
        "not even a late one. Leave the cost out."
    )
    assert danish == (
        f"Slutanmodning {claim.number} er kontrolleret, så der føjes ikke flere udgifter til "
        "tilsagnet, heller ikke sene. Udelad udgiften."
    )
    with pytest.raises(HoursRefused) as also:
        late_month(world, later)
    assert words(also, "FINAL_CLAIM_CHECKED") == (english, danish)


def late_month(world, report, late_reason=WHY, month=MARCH):
    return enter_hours(
        report,
        employee=world.employee,
        month=month,
        rate=hourly_rate(world),
        entries=days("7.4", "7.4", "5.2", month=month),
        late_reason=late_reason,
        by=world.em,
        at=world.clock(),
    )


def test_a_forgotten_month_comes_late_with_its_reason(world, later):
    with pytest.raises(HoursRefused) as refused:
        late_month(world, later, late_reason="")
    assert [one.code for one in refused.value.breaches] == ["LATE_WITHOUT_REASON"]
    sheet = late_month(world, later)
    assert sheet.late_reason == WHY
    sign_time_sheet(sheet, by=world.em, at=world.clock())
    approve_time_sheets([sheet], by=world.pa, at=world.clock())
    item = Expenditure.objects.get()
    assert (item.late_of, item.late_reason) == (world.closed, WHY)
    assert item.delivery_date == dt.date(2012, 3, 31)


def test_a_month_of_an_open_period_belongs_into_its_own_report(world):
    world.clock.move_to(2012, 9, 20)
    period = open_period(world.periods[1], by=world.pm, at=world.clock())
    report = open_report(world.aarhus, period, by=world.pu, at=world.clock())
    with pytest.raises(HoursRefused) as refused:
        late_month(world, report)
    assert [one.code for one in refused.value.breaches] == ["MONTH_OUTSIDE_PERIOD"]


def test_the_hours_of_a_late_month_are_tested_with_all_others_of_that_month(world):
    """R-35: no day holds more than 24 hours over all sheets, whichever report they stand in."""
    rate = hourly_rate(world)
    first = open_report(world.aarhus, world.period, by=world.pu, at=world.clock())
    given = {"employee": world.employee, "month": MARCH, "rate": rate, "by": world.em}
    enter_hours(first, entries=days("17.0"), at=world.clock(), **given)
    world.clock.move_to(2012, 9, 20)
    close_period(world.period, by=world.lc, at=world.clock())
    period = open_period(world.periods[1], by=world.pm, at=world.clock())
    later = open_report(world.aarhus, period, by=world.pu, at=world.clock())
    with pytest.raises(HoursRefused) as refused:
        enter_hours(later, entries=days("7.5"), late_reason=WHY, at=world.clock(), **given)
    assert {one.rule for one in refused.value.breaches} == {"R-35"}
    sheet = enter_hours(later, entries=days("7.0"), late_reason=WHY, at=world.clock(), **given)
    assert sheet.late_reason == WHY
