"""How far a report is: on its page, on every step, and each gap with the way to its field."""

from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reporting.actions.costs import enter_expenditure
from reporting.models import PartnerReport
from reporting.queries.completeness import completeness_facts, facts_of
from reporting.rules.completeness import progress_of
from reporting.views.report_pages import where_url
from tests.reporting.paperwork import (
    answered,
    begin,
    counted,
    hourly_rate,
    month_sheet,
    proved,
    voucher,
)

STEPS = ("activities", "indicators", "costs", "hours", "cofinancing", "revenue", "texts", "check")


@pytest.fixture(autouse=True)
def _demo_day(settings):
    settings.DEMO_DAY = dt.date(2012, 6, 21)


@pytest.fixture
def lacking(world: SimpleNamespace) -> PartnerReport:
    """A report that lacks something in every step."""
    report = begin(world)
    enter_expenditure(report, voucher(), by=world.pu, at=world.clock())
    month_sheet(world, report, hourly_rate(world))
    return report


def page(person: Any, url: str) -> str:
    client = Client()
    client.force_login(person)
    return client.get(url).content.decode()


def url(name: str, *args: Any) -> str:
    return reverse(f"reporting:{name}", args=args)


def test_every_step_tells_how_far_the_report_is(world, lacking):
    for step in ("detail", *STEPS):
        shown = page(world.pu, url(f"report-{step}", lacking.pk))
        assert '<meter min="0" max="6" value="0"' in shown, step
        assert "0 af 6 trin er udfyldt (0 %)." in shown.replace("\N{NO-BREAK SPACE}", " ")
        assert "9 ting mangler." in shown


def test_the_meter_reads_full_when_nothing_is_missing(world):
    report = begin(world)
    proved(world, report)
    counted(world, report)
    answered(world, report, expenditure_answer="yes")
    shown = page(world.pu, url("report-detail", report.pk)).replace("\N{NO-BREAK SPACE}", " ")
    assert '<meter min="0" max="6" value="6"' in shown
    assert "6 af 6 trin er udfyldt (100 %)." in shown
    assert "Intet mangler." in shown


def test_each_gap_leads_to_a_field_that_is_there(world, lacking):
    progress = progress_of(completeness_facts(lacking))
    ways = [where_url(lacking, part) for part in progress.missing]
    assert len(ways) == 9
    for way in ways:
        where, _hash, field = way.partition("#")
        shown = page(world.pu, where)
        assert way.replace("&", "&amp;") in page(world.pu, url("report-check", lacking.pk))
        if field:
            assert re.search(rf'<(input|textarea|select)[^>]*\bid="{field}"', shown), way
        else:
            assert way == url("month", lacking.pk, world.employee.pk, "2012-03")
    month = page(world.pu, next(way for way in ways if "#" not in way))
    assert "03.2012" in month


def test_the_paper_that_is_missing_is_chosen_already(world, lacking):
    item = lacking.expenditure.get()
    shown = page(world.pu, f"{url('expenditure', lacking.pk, item.pk)}?role=payment")
    assert re.search(r'value="payment"[^>]*checked', shown)
    # An address that somebody has made up chooses nothing.
    wrong = page(world.pu, f"{url('expenditure', lacking.pk, item.pk)}?role=x")
    assert not re.search(r'name="role"[^>]*checked', wrong)


def test_back_next_and_the_next_step_that_lacks_something(world):
    report = begin(world)
    counted(world, report)
    answered(world, report, revenue_answer="")
    shown = page(world.pu, url("report-indicators", report.pk))
    assert f'href="{url("report-activities", report.pk)}"' in shown
    assert f'href="{url("report-costs", report.pk)}"' in shown
    assert "Næste, der mangler noget: Indtægter" in " ".join(shown.split())
    # Where the next step is the one that lacks something, it is offered once.
    before = page(world.pu, url("report-cofinancing", report.pk))
    assert "Næste, der mangler noget" not in before


def test_who_only_reads_sees_no_meter_and_nobodys_days(world, lacking):
    shown = page(world.lc, url("report-check", lacking.pk))
    assert f'href="{url("report-hours", lacking.pk)}"' in shown
    assert url("month", lacking.pk, world.employee.pk, "2012-03") not in shown
    assert "<meter" not in page(world.lc, url("report-costs", lacking.pk))
    assert "<meter" not in page(world.em, url("month", lacking.pk, world.employee.pk, "2012-03"))


def test_facts_of_many_reports_are_one_question(world, lacking):
    other = PartnerReport.objects.create(grant_partner=world.randers, period=world.period)
    reports = list(PartnerReport.objects.select_related("grant_partner__grant"))
    with CaptureQueriesContext(connection) as asked:
        found = facts_of(reports)
    assert len(asked) == 1
    assert {key: len(progress_of(facts).missing) for key, facts in found.items()} == {
        lacking.pk: 9,
        other.pk: 6,
    }
    assert facts_of([]) == {}
