"""A statement quotes findings, and a reservation books what they come to (rules.md 3.0)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from consortium.models import AuditEvent
from reporting.actions.audit_samples import AuditSampleRefused
from reporting.actions.claims import issue_statement, send_to_auditor
from reporting.actions.findings import FindingRefused
from reporting.models import Correction
from reporting.queries.auditing import statement_breaches
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story
from tests.reporting.auditing import both, drawn, found

D = Decimal


def with_auditor_world():
    """A claim of two costs waits for its statement."""
    world = laid_out(signed_grant)
    story.all_verified(world, {world.aarhus: ["100.00", "200.00"]}, ["600.00"])
    world.claim = send_to_auditor(story.checked(world), by=world.pm, at=world.clock())
    return world


@pytest.fixture
def with_auditor(db):
    return laid_out(with_auditor_world)


def state(world, amount, findings):
    return issue_statement(
        world.claim,
        "qualified",
        "Med forbehold.",
        D(amount),
        findings=findings,
        by=world.au,
        at=world.clock(),
    )


def test_what_a_reservation_quotes_becomes_proposed_corrections(with_auditor):
    world = with_auditor
    finding = found(world, kind="audit_trail")
    other = found(world, about=("reporting.claim", world.claim.pk), amount=D("0.00"))
    statement = state(world, "50.00", [finding, other])
    correction = Correction.objects.get()
    assert (correction.amount, correction.statement, correction.state) == (
        D("50.00"),
        statement,
        "proposed",
    )
    assert (correction.reason_code, correction.reason) == ("not_documented", finding.text)
    assert {one.finding for one in statement.quoted.all()} == {finding, other}
    assert finding.corrections.get().correction == correction
    world.claim.refresh_from_db()
    [breach] = statement_breaches(world.claim)
    assert breach.code == "RESERVATION_OPEN"
    event = AuditEvent.objects.get(verb="statement.quoted")
    assert event.after == {"findings": [1, 2]}


def test_a_reservation_covers_what_it_quotes(with_auditor):
    finding = found(with_auditor)
    with pytest.raises(FindingRefused) as refused:
        state(with_auditor, "49.99", [finding])
    assert both(refused) == (
        "The findings quoted come to 50.00 kr., more than the 49.99 kr. with reservation. Raise "
        "the amount, or quote fewer.",
        "De citerede fund udgør 50,00 kr., mere end de 49,99 kr. med forbehold. Forhøj beløbet, "
        "eller citér færre.",
    )
    assert not Correction.objects.exists()


def test_a_statement_quotes_only_open_findings_about_its_claim(with_auditor):
    world = with_auditor
    about_grant = found(world, about=("grants.grant", world.grant.pk))
    with pytest.raises(FindingRefused) as refused:
        state(world, "500.00", [about_grant])
    assert both(refused) == (
        "Findings that are closed, or about something else than this claim: 1",
        "Fund, der er lukket eller handler om andet end denne anmodning: 1",
    )


def test_a_clean_statement_quotes_and_corrects_nothing(with_auditor):
    world = with_auditor
    finding = found(world)
    issue_statement(
        world.claim,
        "clean",
        "Uden forbehold.",
        findings=[finding],
        by=world.au,
        at=world.clock(),
    )
    assert finding.statements.count() == 1
    assert not Correction.objects.exists()


def test_a_draft_claim_is_not_drawn_from(world):
    story.all_verified(world, {world.aarhus: ["100.00"] * 31}, ["60000.00"])
    world.claim = story.build(world)
    with pytest.raises(AuditSampleRefused) as refused:
        drawn(world)
    assert both(refused) == (
        "Claim 1 is a draft, so its rows may still change.",
        "Anmodning 1 er en kladde, så dens rækker kan stadig ændre sig.",
    )
