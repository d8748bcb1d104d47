"""The report from its opening to its submission."""

from __future__ import annotations

import pytest

from consortium.actions.base import NotAllowed
from consortium.models import AuditEvent
from consortium.rules.refusals import Refused
from consortium.rules.states import StepNotAllowed
from grants.actions.agreements import end_agreement
from grants.models import PartnershipAgreement
from reporting.actions.costs import enter_expenditure
from reporting.actions.drafts import PeriodClosed, ReportClosed
from reporting.actions.queries_answers import answer, ask
from reporting.actions.reports import (
    FourEyes,
    NoActiveAgreement,
    ReportIncomplete,
    ReportNotWanted,
    approve_report,
    open_report,
    save_report_texts,
    send_back_report,
    submit_report,
)
from reporting.models import CoFinancingContribution, Expenditure
from tests.reporting.paperwork import answered, begin, counted, proved, submitted, voucher


def test_a_complete_report_is_approved_and_submitted(world):
    report = submitted(world)
    assert report.state == "submitted"
    assert report.approved_by == report.submitted_by == world.pa
    assert set(Expenditure.objects.values_list("state", flat=True)) == {"submitted"}
    verbs = AuditEvent.objects.filter(chain=world.grant.ref).values_list("verb", flat=True)
    assert {"report.opened", "report.approved", "report.submitted"} <= set(verbs)


def test_opened_once_by_the_partners_user_in_an_open_period(world):
    report = begin(world)
    with pytest.raises(ReportNotWanted):
        open_report(world.aarhus, world.period, by=world.pu, at=world.clock())
    with pytest.raises(PeriodClosed):
        open_report(world.aarhus, world.periods[1], by=world.pu, at=world.clock())
    for person in (world.pa, world.randers_pu, world.lc, world.stranger):
        with pytest.raises(NotAllowed):
            open_report(world.aarhus, world.period, by=person, at=world.clock())
    assert report.state == "draft"


def test_not_without_an_active_agreement(world):
    agreement = PartnershipAgreement.objects.get(grant_partner=world.aarhus)
    report = begin(world)
    counted(world, report)
    answered(world, report)
    approve_report(report, by=world.pa, at=world.clock())
    today = world.clock.now.date()
    end_agreement(agreement, ends_on=today, reason="Ophør", by=world.ls, at=world.clock())
    with pytest.raises(NoActiveAgreement):
        submit_report(report, by=world.pa, at=world.clock())


def test_everything_missing_is_named_at_once(world):
    report = begin(world)
    enter_expenditure(report, voucher(), by=world.pu, at=world.clock())
    answered(world, report, activities_answer="yes", revenue_answer="")
    with pytest.raises(ReportIncomplete) as refusal:
        approve_report(report, by=world.pa, at=world.clock())
    said = {(breach.subject, breach.rule) for breach in refusal.value.breaches}
    assert said == {
        ("activities", "rules 3.1"),
        ("indicators", "A-23"),
        ("costs", "rules 3.1"),
        ("costs", "A-01"),
        ("costs", "A-02"),
        ("revenue", "A-18"),
    }


def test_nobody_approves_own_work(world):
    report = begin(world)
    counted(world, report)
    answered(world, report)
    with pytest.raises(NotAllowed):
        approve_report(report, by=world.pu, at=world.clock())
    enter = proved(world, report)
    Expenditure.objects.filter(pk=enter.pk).update(created_by=world.pa)
    answered(world, report, expenditure_answer="yes")
    with pytest.raises(FourEyes):
        approve_report(report, by=world.pa, at=world.clock())


def test_sent_back_with_a_reason(world):
    report = begin(world)
    counted(world, report)
    answered(world, report)
    approve_report(report, by=world.pa, at=world.clock())
    with pytest.raises(ReportClosed):
        save_report_texts(report, progress_text="x", by=world.pu, at=world.clock())
    with pytest.raises(Refused):
        send_back_report(report, reason=" ", by=world.pa, at=world.clock())
    report = send_back_report(report, reason="Se side 2", by=world.pa, at=world.clock())
    assert report.state == "draft"
    with pytest.raises(StepNotAllowed):
        submit_report(report, by=world.pa, at=world.clock())


def test_texts_take_known_answers_and_no_cpr(world):
    report = begin(world)
    with pytest.raises(Refused):
        save_report_texts(report, hours_answer="perhaps", by=world.pu, at=world.clock())
    with pytest.raises(Refused) as refusal:
        save_report_texts(report, progress_text="010203-1234", by=world.pu, at=world.clock())
    assert refusal.value.breaches[0].rule == "G-01"
    with pytest.raises(TypeError):
        save_report_texts(report, state="verified", by=world.pu, at=world.clock())


def test_returned_and_submitted_again(world):
    report = submitted(world)
    item = Expenditure.objects.get()
    query = ask(
        report,
        text="Hvor er kørselsregnskabet?",
        due_on=world.clock.now.date(),
        expenditure=item,
        by=world.lc2,
        at=world.clock(),
    )
    type(report).objects.filter(pk=report.pk).update(state="returned")
    with pytest.raises(ReportIncomplete):
        approve_report(report, by=world.pa, at=world.clock())
    answer(query, "Det ligger ved.", by=world.pu, at=world.clock())
    proved(world, report, "B2")
    approve_report(report, by=world.pa, at=world.clock())
    report = submit_report(report, by=world.pa, at=world.clock())
    assert report.state == "submitted"
    assert set(Expenditure.objects.values_list("state", flat=True)) == {"submitted"}
    assert not CoFinancingContribution.objects.exists()
