"""Before anything is sent the checks are asked about it alone: what matters stops it (4.4)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consortium.models import AuditEvent
from consortium.queries.texts import sentence_text
from reporting.actions.check_runs import run_checks
from reporting.actions.claims import issue_statement, send_to_auditor, submit_claim
from reporting.actions.delivery import count_indicator
from reporting.actions.gates import FaultsFound, WarningsUnread
from reporting.actions.reports import approve_report, submit_report
from reporting.documents.recomputed import ALL_CHECKS
from reporting.models import CheckRun, Claim, Expenditure, ExpenditureFile
from reporting.queries.check_runs import faults_of_last_run
from reporting.queries.checks.base import Scope
from reporting.queries.checks.catalogue import CHECKS, answers_in
from reporting.queries.gates import before_claim, before_report
from reporting.rules.claim_checks import BLOCK, DEMANDS
from tests.cast import at, signed_grant
from tests.copies import laid_out
from tests.reporting import story
from tests.reporting.paperwork import answered, begin, counted, proved
from tests.reporting.queries.checks.test_faults import past_the_triggers


def approved(world):
    """Aarhus' report is approved; nothing is wrong with it."""
    report = begin(world)
    proved(world, report)
    counted(world, report)
    answered(world, report, expenditure_answer="yes")
    return approve_report(report, by=world.pa, at=world.clock())


def approved_without_evidence(world):
    """The same, but for the evidence of what was counted: the lead decides, so it is told."""
    report = begin(world)
    proved(world, report)
    count_indicator(
        report, indicator=world.indicator, women=3, men=2, by=world.pu, at=world.clock()
    )
    answered(world, report, expenditure_answer="yes")
    return approve_report(report, by=world.pa, at=world.clock())


def said(refusal, language="en"):
    return [
        sentence_text(breach, language).replace("\N{NO-BREAK SPACE}", " ")
        for breach in refusal.value.breaches
    ]


def test_a_report_without_faults_is_sent_and_its_event_names_no_warning(world):
    report = submit_report(approved(world), by=world.pa, at=world.clock())
    assert report.state == "submitted"
    event = AuditEvent.objects.get(verb="report.submitted")
    assert "warnings_read" not in event.after


def test_a_fault_that_matters_stops_the_report_whatever_was_ticked(world):
    report = approved(world)
    Expenditure.objects.filter(report=report).update(booking_no="")
    seal = before_report(report).seal
    for seen in ("", seal, "anything"):
        with pytest.raises(FaultsFound) as refusal:
            submit_report(report, seen, by=world.pa, at=world.clock())
    assert said(refusal) == ["B1 names no ledger account or no booking number."]
    assert said(refusal, "da") == ["B1 mangler finanskonto eller bogføringsnummer."]
    [breach] = refusal.value.breaches
    assert breach.rule == "A-03"


# What is broken in a voucher of a report, and the check that finds it.
BROKEN = [
    ({"ledger_account": ""}, "A-03"),
    ({"paid_on": "2019-01-01"}, "A-05"),
    ({"amount": Decimal("999.00")}, "A-17"),
    ({"text": "Løn til 010180-1234"}, "A-35"),
]


@pytest.mark.parametrize(("broken", "code"), BROKEN)
def test_each_fault_of_a_waiting_row_is_found_by_its_check(world, broken, code):
    report = approved(world)
    Expenditure.objects.filter(report=report).update(**broken)
    assert {one.check for one in before_report(report).blocking} == {code}


def test_what_another_report_has_wrong_does_not_stop_this_one(world):
    report = approved(world)
    other = story.submitted(world, world.randers, ["500.00"])
    Expenditure.objects.filter(report=other).update(booking_no="", text="Løn til 010180-1234")
    assert before_report(report) == before_report(approved_twin(report))
    assert before_report(report).blocking == ()


def approved_twin(report):
    report.refresh_from_db()
    return report


def test_a_warning_must_be_read_and_the_event_tells_that_it_was(world):
    report = approved_without_evidence(world)
    with pytest.raises(WarningsUnread) as refusal:
        submit_report(report, by=world.pa, at=world.clock())
    told = (
        "The checks have found something that does not stop you and that you must have read: 1. "
        "Read it and tick that you have."
    )
    danish = (
        "Kontrollerne har fundet noget, der ikke standser dig, og som du skal have læst: 1. "
        "Læs det, og sæt kryds ved, at du har."
    )
    assert said(refusal)[0] == told
    assert said(refusal, "da")[0] == danish
    report = submit_report(report, refusal.value.found.seal, by=world.pa, at=world.clock())
    event = AuditEvent.objects.get(verb="report.submitted")
    [warning] = event.after["warnings_read"]
    assert warning.startswith("A-23 reporting_indicatorvalue ")


def test_a_warning_that_has_come_since_must_be_read_anew(world):
    report = approved_without_evidence(world)
    seal = before_report(report).seal
    Expenditure.objects.filter(report=report).update(delivery_date="2011-12-31")
    again = before_report(report)
    if not again.blocking:
        assert again.seal != seal


def checked_world():
    world = laid_out(signed_grant)
    story.all_verified(world, {world.aarhus: ["1000.00"]}, ["1000.00"])
    claim = send_to_auditor(story.checked(world), by=world.pm, at=world.clock())
    issue_statement(claim, "clean", "Uden forbehold.", by=world.au, at=world.clock())
    world.claim = Claim.objects.get(pk=claim.pk)
    return world


@pytest.fixture
def checked(db):
    return laid_out(checked_world)


def test_a_claim_is_asked_about_its_own_rows_when_it_is_sent(checked):
    world = checked
    proof = ExpenditureFile.objects.get(role="payment")
    kept = {"expenditure_id": proof.expenditure_id, "file_id": proof.file_id}
    past_the_triggers(f"DELETE FROM reporting_expenditurefile WHERE id = {proof.pk}")
    with pytest.raises(FaultsFound, match="has no proof of payment"):
        submit_claim(world.claim, by=world.ls, at=world.clock())
    ExpenditureFile.objects.create(role="payment", **kept)
    assert submit_claim(world.claim, by=world.ls, at=world.clock()).state == "submitted"


def test_what_the_night_has_found_is_told_before_a_claim_is_sent(checked):
    world = checked
    run_checks(world.grant, by=None, at=world.clock())
    # The story's rows were written past the actions, so no event vouches for them.
    found = before_claim(world.claim)
    assert found.blocking == ()
    assert {one.check for one in found.warnings} == {"A-32"}
    with pytest.raises(WarningsUnread):
        submit_claim(world.claim, by=world.ls, at=world.clock())
    sent = submit_claim(world.claim, found.seal, by=world.ls, at=world.clock())
    assert sent.state == "submitted"


def test_the_checks_of_one_report_take_no_more_queries_for_more_rows(world):
    report = approved(world)
    with CaptureQueriesContext(connection) as few:
        before_report(report)
    story.submitted(world, world.aarhus, ["500.00"] * 5, period=world.period)
    with CaptureQueriesContext(connection) as many:
        before_report(report)
    assert len(many) == len(few)


def test_every_check_that_stops_a_report_can_be_asked_about_one(world):
    report = approved(world)
    scope = Scope(world.grant, report=report)
    asked = [one for one in CHECKS if DEMANDS[one.code].report.at == BLOCK]
    assert [one.check.code for one in answers_in(scope, asked) if not one.is_ok] == []


def test_a_run_is_kept_in_both_languages_and_never_changed(world):
    Expenditure.objects.filter(report=story.submitted(world, world.aarhus, ["500.00"])).update(
        booking_no=""
    )
    run = run_checks(world.grant, by=None, at=at(2012, 7, 1))
    [fault] = faults_of_last_run(world.grant, {"A-03"})
    assert sentence_text(fault.breach, "en").endswith(
        "names no ledger account or no booking number."
    )
    assert "finanskonto" in sentence_text(fault.breach, "da")
    assert run.faulty >= 1
    assert [one["code"] for one in run.answers] == [one.code for one in ALL_CHECKS]
    assert CheckRun.objects.get().by is None
