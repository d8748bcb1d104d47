"""The auditor's statement binds to the claim's figures, can be withdrawn, and can reserve."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError

from consortium.actions.base import NotAllowed
from consortium.rules.states import StepNotAllowed
from reporting.actions.claims import (
    ChecksFail,
    ClaimRefused,
    FourEyes,
    StatementMissing,
    begin_statement,
    build_claim,
    check_claim,
    issue_statement,
    rebuild_claim,
    send_to_auditor,
    submit_claim,
    take_back_claim,
    withdraw_statement,
)
from reporting.actions.corrections import book_correction, decide_correction, propose_correction
from reporting.actions.verification import disallow_item
from reporting.models import AuditorStatement, Claim, Expenditure
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story
from tests.reporting.queries.checks.test_faults import past_the_triggers
from tests.reporting.sentences import said


def checked_claim():
    """A checked claim of 250,000 of Aarhus and 150,000 of Randers."""
    world = laid_out(signed_grant)
    story.all_verified(
        world, {world.aarhus: ["250000.00"], world.randers: ["150000.00"]}, cash=["300000.00"]
    )
    world.claim = story.checked(world)
    return world


@pytest.fixture
def checked(db):
    return laid_out(checked_claim)


def stated(world, kind="clean", amount="0"):
    claim = send_to_auditor(world.claim, by=world.pm, at=world.clock())
    return issue_statement(claim, kind, "Tekst.", Decimal(amount), by=world.au, at=world.clock())


def sending(world):
    return submit_claim(world.claim, by=world.ls, at=world.clock())


def again(world):
    claim = take_back_claim(world.claim, reason="Rettes.", by=world.pm, at=world.clock())
    claim = rebuild_claim(claim, by=world.pm, at=world.clock())
    return check_claim(claim, by=world.lc, at=world.clock())


def test_a_statement_is_asked_for_begun_and_issued(checked):
    world = checked
    claim = send_to_auditor(world.claim, by=world.pm, at=world.clock())
    statement = claim.statements.get()
    assert (statement.state, statement.claim_sha256) == ("requested", claim.sha256)
    assert begin_statement(claim, by=world.au, at=world.clock()).state == "in_progress"
    with pytest.raises(StepNotAllowed):
        begin_statement(claim, by=world.au, at=world.clock())
    issued = issue_statement(claim, "clean", "Uden.", by=world.au, at=world.clock())
    assert (issued.pk, issued.state, issued.kind) == (statement.pk, "clean", "clean")
    with pytest.raises(IntegrityError, match="refused"):
        AuditorStatement.objects.filter(pk=issued.pk).update(text="Andet.")


def test_only_the_auditor_states(checked):
    world = checked
    claim = send_to_auditor(world.claim, by=world.pm, at=world.clock())
    for outsider in (world.stranger, world.pm, world.lc, world.ls, world.ma, world.ro):
        with pytest.raises(NotAllowed):
            begin_statement(claim, by=outsider, at=world.clock())
        with pytest.raises(NotAllowed):
            issue_statement(claim, "clean", "x", by=outsider, at=world.clock())
    statement = issue_statement(claim, "clean", "x", by=world.au, at=world.clock())
    for outsider in (world.stranger, world.pm, world.lc, world.ls, world.ma, world.ro):
        with pytest.raises(NotAllowed):
            withdraw_statement(statement, reason="x", by=outsider, at=world.clock())


def test_a_withdrawn_statement_stops_the_claim(checked):
    world = checked
    statement = stated(world)
    withdraw_statement(statement, reason="Ny viden.", by=world.au, at=world.clock())
    world.claim.refresh_from_db()
    assert world.claim.state == "checked"
    with pytest.raises(StatementMissing) as caught:
        sending(world)
    assert said(caught) == [
        "The auditor has withdrawn the statement on claim 1. Send the claim to the auditor again, "
        "or take it back and mend it."
    ]
    assert said(caught, "da") == [
        "Revisor har trukket erklæringen om anmodning 1 tilbage. Send anmodningen til revisor "
        "igen, eller tag den tilbage, og ret den."
    ]
    stated(world)
    assert sending(world).state == "submitted"


def test_a_statement_that_is_withdrawn_after_sending_stops_the_acceptance(checked):
    world = checked
    statement = stated(world)
    claim = sending(world)
    withdraw_statement(statement, reason="Ny viden.", by=world.au, at=world.clock())
    with pytest.raises(ClaimRefused) as caught:
        story.accepted(world, claim)
    assert said(caught) == [
        "The auditor has withdrawn the statement on claim 1, so it cannot be accepted. Reject it; "
        "then it can be mended and sent again."
    ]
    assert said(caught, "da") == [
        "Revisor har trukket erklæringen om anmodning 1 tilbage, så den kan ikke godkendes. Afvis "
        "den; så kan den rettes og sendes igen."
    ]


def test_withdrawing_needs_a_reason(checked):
    world = checked
    statement = stated(world)
    with pytest.raises(ClaimRefused) as caught:
        withdraw_statement(statement, reason=" ", by=world.au, at=world.clock())
    assert said(caught) == ["Say why the statement is withdrawn."]
    assert said(caught, "da") == ["Skriv, hvorfor erklæringen trækkes tilbage."]


def test_a_statement_stands_once_the_claim_is_decided(checked):
    world = checked
    statement = stated(world)
    story.accepted(world, sending(world))
    with pytest.raises(ClaimRefused) as caught:
        withdraw_statement(statement, reason="x", by=world.au, at=world.clock())
    assert said(caught, "da") == [
        "Anmodning 1 er “Godtaget”, så erklæringen står ved magt. Det, der var forkert i den, "
        "rettes ved en korrektion."
    ]


def test_an_adverse_statement_says_what_to_do(checked):
    world = checked
    stated(world, "adverse")
    with pytest.raises(StatementMissing) as caught:
        sending(world)
    assert said(caught) == [
        "The auditor's conclusion on claim 1 is adverse. Take the claim back, mend it and have it "
        "stated again."
    ]
    assert said(caught, "da") == [
        "Revisors konklusion om anmodning 1 er afkræftende. Tag anmodningen tilbage, ret den, og "
        "få en ny erklæring."
    ]


def test_any_change_of_figures_makes_the_statement_unusable(checked):
    """The claim is taken back, a cost falls, and it is built and checked again."""
    world = checked
    old = stated(world)
    take_back_claim(world.claim, reason="Et bilag falder.", by=world.pm, at=world.clock())
    disallow_item(
        Expenditure.objects.get(amount=Decimal("250000.00")),
        amount=Decimal("0.01"),
        code="NOT_ELIGIBLE",
        reason="Øre.",
        by=world.lc2,
        at=world.clock(),
    )
    claim = rebuild_claim(world.claim, by=world.pm, at=world.clock())
    world.claim = check_claim(claim, by=world.lc, at=world.clock())
    assert world.claim.sha256 != old.claim_sha256
    with pytest.raises(StatementMissing, match="Send the claim to the auditor first"):
        sending(world)
    stated(world)
    assert sending(world).state == "submitted"


def test_figures_that_come_out_the_same_keep_their_statement(checked):
    world = checked
    stated(world)
    world.claim = again(world)
    assert sending(world).state == "submitted"


def test_a_claim_that_is_taken_back_recalls_the_request(checked):
    world = checked
    send_to_auditor(world.claim, by=world.pm, at=world.clock())
    with pytest.raises(ClaimRefused) as caught:
        take_back_claim(world.claim, reason="", by=world.pm, at=world.clock())
    assert said(caught, "da") == ["Skriv, hvorfor anmodningen tages tilbage."]
    claim = take_back_claim(world.claim, reason="Rettes.", by=world.pm, at=world.clock())
    assert claim.state == "draft"
    assert claim.statements.get().state == "withdrawn"
    assert claim.items.count() == 2


def _book(world, amount):
    statement = AuditorStatement.objects.get(state="qualified")
    correction = propose_correction(
        Expenditure.objects.get(amount=Decimal("250000.00")),
        amount=Decimal(amount),
        reason_code="not_documented",
        reason="Revisors forbehold.",
        statement=statement,
        by=world.au,
        at=world.clock(),
    )
    day = world.clock().date()
    decide_correction(correction, on=day, reason="Enig.", by=world.ls, at=world.clock())
    return book_correction(correction, by=world.lc, at=world.clock())


def test_a_reservation_is_booked_before_the_claim_is_sent(checked):
    world = checked
    stated(world, "qualified", "1000.00")
    _book(world, "600.00")
    with pytest.raises(StatementMissing) as caught:
        sending(world)
    assert said(caught) == [
        "The auditor has a reservation about 1,000.00 kr. of claim 1, of which 600.00 kr. is "
        "booked as correction; 400.00 kr. is missing. Book it as a correction, or take the claim "
        "back and disallow the cost."
    ]
    assert said(caught, "da") == [
        "Revisor har forbehold for 1.000,00 kr. af anmodning 1, hvoraf 600,00 kr. er bogført som "
        "korrektion; der mangler 400,00 kr. Bogfør beløbet som korrektion, eller tag anmodningen "
        "tilbage, og underkend udgiften."
    ]
    _book(world, "400.00")
    claim = sending(world)
    assert claim.state == "submitted"
    story.accepted(world, claim)
    rows = Expenditure.objects.filter(kind="correction")
    assert sum(row.accepted for row in rows) == Decimal("-1000.00")
    assert {row.claim for row in rows} == {None}


def test_the_reservation_can_be_taken_up_by_building_the_claim_again(checked):
    world = checked
    stated(world, "qualified", "1000.00")
    _book(world, "1000.00")
    world.claim = again(world)
    assert world.claim.new_eligible == Decimal("399000.00")
    stated(world)
    assert sending(world).amount == Decimal("199500.00")


def test_four_persons(checked):
    world = checked
    claim = send_to_auditor(world.claim, by=world.pm, at=world.clock())
    Claim.objects.filter(pk=claim.pk).update(checked_by=world.au)
    with pytest.raises(FourEyes) as caught:
        issue_statement(claim, "clean", "x", by=world.au, at=world.clock())
    assert said(caught) == ["Au built or checked the claim, so another person must audit it."]
    assert said(caught, "da") == [
        "Au har opstillet eller kontrolleret anmodningen, så en anden skal revidere den."
    ]
    Claim.objects.filter(pk=claim.pk).update(checked_by=world.lc)
    issue_statement(claim, "clean", "x", by=world.au, at=world.clock())
    with pytest.raises(NotAllowed):
        submit_claim(claim, by=world.au, at=world.clock())


def test_a_fault_that_matters_stops_the_check_and_is_named(world):
    story.all_verified(world, {world.aarhus: ["1000.00"]}, cash=["1000.00"])
    item = Expenditure.objects.get()
    past_the_triggers("DELETE FROM reporting_expenditurefile WHERE role = 'invoice'")
    claim = build_claim(world.grant, world.period, by=world.pm, at=world.clock())
    with pytest.raises(ChecksFail) as caught:
        check_claim(claim, by=world.lc, at=world.clock())
    [breach] = caught.value.breaches
    assert (breach.rule, breach.subject) == ("A-01", f"reporting_expenditure {item.pk}")
    assert said(caught) == [f"{item.voucher_no} has no voucher file."]
    assert said(caught, "da") == [f"{item.voucher_no} har ingen bilagsfil."]


def test_of_many_faults_the_first_are_named(world):
    story.all_verified(world, {world.aarhus: ["10.00"] * 25}, cash=["1000.00"])
    past_the_triggers("DELETE FROM reporting_expenditurefile WHERE role = 'payment'")
    claim = build_claim(world.grant, world.period, by=world.pm, at=world.clock())
    with pytest.raises(ChecksFail) as caught:
        check_claim(claim, by=world.lc, at=world.clock())
    assert len(caught.value.breaches) == 21
    assert said(caught)[-1] == "5 more faults; the page of checks lists them all."
    assert said(caught, "da")[-1] == "5 fejl mere; siden med kontroller viser dem alle."
