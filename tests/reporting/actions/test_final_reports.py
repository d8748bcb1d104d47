"""The final report follows the final claim: written, visited, audited, signed, accepted."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from consortium.actions.base import NotAllowed
from consortium.rules.states import StepNotAllowed
from reporting.actions.claim_answers import withdraw_statement
from reporting.actions.claims import FourEyes, StatementMissing, cut_item
from reporting.actions.final_reports import (
    FinalReportRefused,
    FinalTexts,
    accept_final_report,
    save_final_report,
    send_final_report_to_auditor,
    submit_final_report,
    take_back_final_report,
)
from reporting.models import Expenditure, FinalReport, ReportSnapshot
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story
from tests.reporting.sentences import said

WHOLE = FinalTexts(
    activities="48 seminarer.",
    results="210 familier blev.",
    lessons="Begynd tidligere.",
    afterwards="Kommunerne fører netværket videre.",
    visited_on=dt.date(2012, 3, 1),
    visited_by="Revisionshuset Kontrol",
    visit_note="Regnskab og lokaler set.",
)


def settled_project():
    """A first claim is paid; the final one stands checked: TE 400,000, X 250,000."""
    world = laid_out(signed_grant)
    story.all_verified(
        world, {world.aarhus: ["250000.00"], world.randers: ["150000.00"]}, cash=["250000.00"]
    )
    world.claim = story.checked(world, is_final=True)
    return world


@pytest.fixture
def settled(db):
    return laid_out(settled_project)


def written(world, texts=WHOLE):
    return save_final_report(world.grant, texts, by=world.pm, at=world.clock())


def with_auditor(world):
    return send_final_report_to_auditor(written(world), by=world.pm, at=world.clock())


def submitted(world):
    report = with_auditor(world)
    world.claim = story.sent(world, world.claim)
    return submit_final_report(report, by=world.ls, at=world.clock())


def test_the_whole_way(settled):
    world = settled
    assert world.claim.limit_5 == Decimal("150000.00")
    assert world.claim.binding == "L5"
    report = submitted(world)
    assert (report.state, report.claim, report.signed_by) == ("submitted", world.claim, world.ls)
    story.accepted(world, world.claim)
    day = world.clock().date()
    report = accept_final_report(report, on=day, by=world.ma, at=world.clock())
    assert (report.state, report.accepted_on) == ("accepted", day)


def test_the_paper_is_frozen_and_adds_up(settled):
    world = settled
    report = submitted(world)
    assert report.snapshot.kind == "final"
    body = json.loads(report.snapshot.body)
    assert report.snapshot == ReportSnapshot.objects.get(kind="final")
    assert all(one["left"] == one["right"] for one in body["reconciliations"])
    titles = [section["title"]["da"] for section in body["sections"]]
    assert titles == [
        "Aktiviteter og output",
        "Resultater",
        "Vigtigste erfaringer",
        "Anvendelse efter projektets afslutning",
        "Kontrolbesøg",
    ]
    codes = [table["code"] for table in body["tables"]]
    assert {"T1", "T2", "T3", "F1", "F2", "T6", "F3"} <= set(codes)
    [balance] = [table for table in body["tables"] if table["code"] == "F2"]
    assert "150000.00" in json.dumps(balance["rows"])


def test_what_is_missing_is_named(settled):
    world = settled
    report = written(world, FinalTexts(activities="x", results="x", lessons="x"))
    with pytest.raises(FinalReportRefused) as caught:
        send_final_report_to_auditor(report, by=world.pm, at=world.clock())
    assert said(caught) == [
        "The final report says nothing of the use after the end. Write it first.",
        "The site visit is not noted. Write its day, who made it and what was found; without it "
        "the final report is not sent.",
    ]


def test_without_a_final_claim_there_is_no_final_report(world):
    report = written(world)
    with pytest.raises(FinalReportRefused) as caught:
        send_final_report_to_auditor(report, by=world.pm, at=world.clock())
    assert said(caught) == [
        "The grant has no final claim that has been checked. Build the final claim."
    ]
    assert said(caught, "da") == [
        "Tilsagnet har ingen slutanmodning, der er kontrolleret. Opstil slutanmodningen."
    ]


def test_the_report_follows_its_claim(settled):
    world = settled
    report = with_auditor(world)
    with pytest.raises(FinalReportRefused) as caught:
        submit_final_report(report, by=world.ls, at=world.clock())
    assert said(caught) == [
        "The final claim is “Checked”. The final report follows it: send the claim, or have it "
        "decided, first."
    ]
    world.claim = story.sent(world, world.claim)
    report = submit_final_report(report, by=world.ls, at=world.clock())
    with pytest.raises(FinalReportRefused) as caught:
        accept_final_report(report, on=world.clock().date(), by=world.ma, at=world.clock())
    assert said(caught, "da") == [
        "Slutanmodningen er “Indsendt”. Slutrapporten følger den: send anmodningen, eller få den "
        "afgjort, først."
    ]


def test_a_withdrawn_statement_stops_the_report(settled):
    world = settled
    report = with_auditor(world)
    claim = story.sent(world, world.claim)
    withdraw_statement(claim.statements.get(), reason="Fejl.", by=world.au, at=world.clock())
    with pytest.raises(StatementMissing):
        submit_final_report(report, by=world.ls, at=world.clock())


def test_who_wrote_it_does_not_sign_it(settled):
    world = settled
    report = with_auditor(world)
    story.sent(world, world.claim)
    FinalReport.objects.filter(pk=report.pk).update(written_by=world.ls)
    with pytest.raises(FourEyes) as caught:
        submit_final_report(report, by=world.ls, at=world.clock())
    assert said(caught) == [
        "Ls wrote the report or checked its claim, so another signatory signs it."
    ]
    assert said(caught, "da") == [
        "Ls har skrevet rapporten eller kontrolleret dens anmodning, så en anden "
        "tegningsberettiget underskriver den."
    ]


def test_only_a_draft_is_written_in(settled):
    world = settled
    report = with_auditor(world)
    with pytest.raises(FinalReportRefused) as caught:
        written(world)
    assert said(caught) == [
        "The final report is “With the auditor”; only a draft is written in. Take it back first."
    ]
    with pytest.raises(FinalReportRefused, match="Say why"):
        take_back_final_report(report, reason=" ", by=world.pm, at=world.clock())
    take_back_final_report(report, reason="Tilføjelse.", by=world.pm, at=world.clock())
    assert written(world).state == "draft"


def test_what_was_sent_is_locked(settled):
    world = settled
    report = submitted(world)
    with pytest.raises(IntegrityError, match="refused"), transaction.atomic():
        FinalReport.objects.filter(pk=report.pk).update(lessons="Ingen.")
    with pytest.raises(StepNotAllowed):
        take_back_final_report(report, reason="x", by=world.pm, at=world.clock())


def test_steps_belong_to_their_roles(settled):
    world = settled
    for outsider in (world.stranger, world.lc, world.ls, world.ma, world.pu):
        with pytest.raises(NotAllowed):
            save_final_report(world.grant, WHOLE, by=outsider, at=world.clock())
    report = with_auditor(world)
    for outsider in (world.stranger, world.pm, world.lc, world.ma):
        with pytest.raises(NotAllowed):
            submit_final_report(report, by=outsider, at=world.clock())
    for outsider in (world.stranger, world.pm, world.ls):
        with pytest.raises(NotAllowed):
            accept_final_report(report, on=world.clock().date(), by=outsider, at=world.clock())


def test_a_cut_in_the_final_claim_lowers_the_last_payment(settled):
    """No period is open any more, so the correction stays with its cost."""
    world = settled
    claim = story.sent(world, world.claim)
    world.grant.periods.update(state="locked")
    item = Expenditure.objects.get(amount=Decimal("250000.00"))
    cut_item(
        claim,
        item,
        accepted=Decimal("240000.00"),
        reason_code="not_eligible",
        reason="x",
        by=world.ma,
        at=world.clock(),
    )
    claim = story.accepted(world, claim)
    # L5 = 390,000 − 250,000
    assert claim.accepted_payable == Decimal("140000.00")
    payment = story.paid(world, claim)
    assert sum(row.amount for row in payment.disbursements.all()) == Decimal("140000.00")
