"""Two people do what cannot both be done, at the same moment, as processes of their own.

Whoever comes second is told so in a sentence, nobody meets a deadlock, and the money adds up. On
PostgreSQL the locks decide, on SQLite the turns that it makes writers take.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from subprocess import Popen
from types import SimpleNamespace
from typing import Any

import pytest

from consortium.rules.roles import Role
from grants.actions.changes import check_change, file_change, propose_change
from grants.actions.periods import close_period
from grants.actions.seats import appoint
from grants.models import BudgetLine, ChangeRequest, Grant
from reporting.actions.claims import build_claim
from reporting.actions.corrections import book_correction, decide_correction, propose_correction
from reporting.actions.reopening import ask_reopening
from reporting.models import (
    Claim,
    ClaimDecision,
    Expenditure,
    PartnerReport,
    Recovery,
    RecoveryEntry,
)
from tests.cast import person, signed_grant
from tests.concurrency.processes import processes, race
from tests.copies import laid_out_afresh
from tests.reporting import parking_story, story
from tests.reporting.story import Cost
from tests.walk.invariants import hold

ROUNDS = 4
ACTOR = "tests.concurrency.actor"

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Round:
    """A world made anew, and two people in it who act at the same moment."""

    world: SimpleNamespace
    number: int
    actors: list[Popen[str]]

    def both(self, *deeds: dict[str, Any]) -> list[dict[str, Any]]:
        """What the two are answered; afterwards every figure still adds up."""
        now = self.world.clock().isoformat()
        # Now one starts later, now the other, so that the locks meet in every order.
        lag = self.number // 2 * 0.004
        lags = (lag, 0.0) if self.number % 2 else (0.0, lag)
        answers = race(self.actors, *({"at": now, **deed} for deed in deeds), lags=lags)
        hold(Grant.objects.get(), self.world.clock().date())
        return answers


Rounds = Callable[[Callable[[], SimpleNamespace]], Iterator[Round]]


@pytest.fixture(scope="module")
def actors(django_db_setup: None) -> Iterator[list[Popen[str]]]:
    """Two processes that act when they are told to, in all races of this file."""
    with processes(ACTOR, 2) as started:
        yield started


@pytest.fixture
def rounds(actors: list[Popen[str]]) -> Rounds:
    """The same world anew for each race."""

    def begin(build: Callable[[], SimpleNamespace]) -> Iterator[Round]:
        for number in range(ROUNDS):
            yield Round(laid_out_afresh(build), number, actors)

    return begin


def one_of(answers: list[dict[str, Any]]) -> dict[str, Any]:
    """The refusal of whoever came second; the other has done the deed."""
    [refused] = [answer for answer in answers if "code" in answer]
    assert [answer for answer in answers if "done" in answer], answers
    return refused


# A line is set aside while a claim gathers it.


def verified_with_add_ons() -> SimpleNamespace:
    """Two verified costs of Aarhus, with 7 per cent on top, and no claim yet."""
    BudgetLine.objects.get_or_create(
        code="indirect",
        defaults={
            "number": 6,
            "name_da": "Indirekte",
            "name_en": "Indirect",
            "kind": BudgetLine.FLAT,
        },
    )
    world = signed_grant(
        match_test=False,
        flat_rates={"indirect_of_direct": "7/100"},
        indirect_of_direct="7/100",
    )
    story.all_verified(world, {world.aarhus: ["1000.00", "2000.00"]})
    return world


def test_a_line_is_parked_or_claimed_never_both(monkeypatch, rounds):
    monkeypatch.setattr("tests.cast.budget_rows", with_flat_line)
    seen = set()
    for one in rounds(verified_with_add_ons):
        world = one.world
        item = Expenditure.objects.get(amount=Decimal("2000.00"))
        parked, built = one.both(
            {"deed": "park", "item": item.pk, "by": world.lc2.pk},
            {"deed": "build", "period": world.period.pk, "by": world.pm.pk},
        )
        assert "done" in built
        claim, item = Claim.objects.get(), Expenditure.objects.get(pk=item.pk)
        if "done" in parked:
            assert (item.state, item.claim_id) == ("parked", None)
            assert claim.total_eligible == Decimal("1070.00")
        else:
            assert parked["code"] == "IN_A_CLAIM"
            assert "B1-1-2 stands in claim 1, so it is not parked." in parked["sentence"]
            assert (item.state, item.claim_id) == ("verified", claim.pk)
            assert claim.total_eligible == Decimal("3210.00")
        seen.add("done" in parked)
    assert seen


def with_flat_line(world: SimpleNamespace) -> list[tuple[Any, BudgetLine, Decimal]]:
    """The cast's budget with a line for add-ons."""
    parts = [(world.lead, "0.2"), (world.aarhus, "0.5"), (world.randers, "0.3")]
    shares = {"external": "0.95", "indirect": "0.05"}
    return [
        (
            partner,
            BudgetLine.objects.get(code=code),
            world.grant.budget * Decimal(part) * Decimal(share),
        )
        for partner, part in parts
        for code, share in shares.items()
    ]


def parked_and_another() -> SimpleNamespace:
    """A parked line of a claimed period, and a submitted report of the next one."""
    world = signed_grant()
    world.root = parking_story.parked_and_claimed(world)
    report = story.submitted(world, world.aarhus, [Cost("300.00")])
    world.item = report.expenditure.get()
    return world


def test_one_line_is_parked_while_another_is_taken_up_in_the_same_report(rounds):
    for one in rounds(parked_and_another):
        world = one.world
        answers = one.both(
            {"deed": "park", "item": world.item.pk, "by": world.lc2.pk},
            {
                "deed": "take_up",
                "item": world.root.pk,
                "period": world.period.pk,
                "by": world.lc2.pk,
            },
        )
        assert all("done" in answer for answer in answers), answers


# Money comes back while more is passed on.


def owed_and_payable() -> SimpleNamespace:
    """Randers owes 18,250.00, and an accepted claim waits for its payment."""
    world = signed_grant(match_test=False, interim_limit="1")
    story.all_verified(world, {world.randers: ["100000.00"], world.aarhus: ["100000.00"]})
    story.settled(world, story.checked(world))
    story.next_opened(world)
    item = Expenditure.objects.get(grant_partner=world.randers, kind="voucher", state="claimed")
    found = propose_correction(
        item,
        amount=Decimal("36500.00"),
        reason_code="not_eligible",
        reason="Fundet ved kontrol.",
        by=world.au,
        at=world.clock(),
    )
    on = world.clock().date()
    found = decide_correction(found, on=on, reason="Enig.", by=world.ls, at=world.clock())
    book_correction(found, by=world.lc, at=world.clock())
    story.all_verified(world, {world.randers: ["50000.00"], world.aarhus: ["10000.00"]})
    world.claim = story.accepted(world, story.sent(world, story.checked(world)))
    world.recovery = Recovery.objects.get()
    return world


def test_a_recovery_is_settled_once_by_payment_and_offset_together(rounds):
    for one in rounds(owed_and_payable):
        world = one.world
        settled, paid = one.both(
            {
                "deed": "settle",
                "recovery": world.recovery.pk,
                "amount": "10000.00",
                "by": world.lc.pk,
            },
            {"deed": "pay", "claim": world.claim.pk, "by": world.lc.pk},
        )
        assert "done" in paid
        recovery = Recovery.objects.get()
        entries = dict(RecoveryEntry.objects.values_list("kind", "amount"))
        assert recovery.settled_amount == recovery.amount == sum(entries.values())
        if "done" in settled:
            assert entries == {"payment": Decimal("10000.00"), "offset": Decimal("8250.00")}
        else:
            assert entries == {"offset": Decimal("18250.00")}
            assert "0.00 kr. is owed, until today" in settled["sentence"]


# Two people decide the same thing.


def _second_officer(world: SimpleNamespace) -> None:
    world.ma2 = person("ma2", world.clock, world.ad)
    appoint(
        user=world.ma2,
        role=Role.MA,
        organisation=world.organisations["funder"],
        grant_ref=world.ref,
        starts_on=dt.date(2012, 1, 1),
        by=world.ad,
        at=world.clock(),
    )


def claim_to_decide() -> SimpleNamespace:
    """A claim has been sent, and the funder has two officers."""
    world = signed_grant()
    _second_officer(world)
    story.all_verified(world, {world.aarhus: ["100000.00"]}, ["60000.00"])
    world.claim = story.sent(world, story.checked(world))
    return world


def test_a_claim_is_accepted_or_rejected_by_who_comes_first(rounds):
    for one in rounds(claim_to_decide):
        world = one.world
        deed = {"deed": "decide", "claim": world.claim.pk}
        answers = one.both(
            {**deed, "answer": "yes", "by": world.ma.pk},
            {**deed, "answer": "no", "by": world.ma2.pk},
        )
        refused = one_of(answers)
        assert refused["code"] == "STEP_NOT_ALLOWED"
        claim, decision = Claim.objects.get(), ClaimDecision.objects.get()
        won, state = (world.ma, "accepted") if "done" in answers[0] else (world.ma2, "rejected")
        assert (claim.state, decision.outcome, decision.decided_by) == (state, state, won)
        held = Expenditure.objects.filter(kind="voucher", claim=claim).exists()
        assert held is (state == "accepted")


def change_to_decide() -> SimpleNamespace:
    """A checked change request, and the funder has two officers."""
    world = signed_grant()
    _second_officer(world)
    change = file_change(
        world.grant,
        kind="activity",
        reason="Kurset bliver et seminar.",
        consequences="Ingen for budgettet.",
        effective_from=dt.date(2012, 6, 1),
        by=world.pm,
        at=world.clock(),
    )
    change = propose_change(change, by=world.pm, at=world.clock())
    world.change = check_change(change, by=world.lc, at=world.clock())
    return world


def test_a_change_request_is_decided_once(rounds):
    for one in rounds(change_to_decide):
        world = one.world
        deed = {"deed": "decide_change", "change": world.change.pk}
        answers = one.both(
            {**deed, "answer": "yes", "by": world.ma.pk},
            {**deed, "answer": "no", "by": world.ma2.pk},
        )
        assert one_of(answers)["code"] == "STEP_NOT_ALLOWED"
        change = ChangeRequest.objects.get()
        won, state = (world.ma, "approved") if "done" in answers[0] else (world.ma2, "rejected")
        assert (change.state, change.decided_by) == (state, won)
        assert bool(change.carried_out_at) is (state == "approved")


# A period opens again while its claim is checked.


def period_to_reopen() -> SimpleNamespace:
    """A closed period with a draft claim; the controller has asked to reopen it."""
    world = signed_grant()
    story.all_verified(world, {world.aarhus: ["1000.00"]}, ["500.00"])
    close_period(world.period, by=world.lc, at=world.clock())
    world.claim = build_claim(world.grant, world.period, by=world.pm, at=world.clock())
    world.reopening = ask_reopening(
        world.period, reason="Et bilag mangler", by=world.lc2, at=world.clock()
    )
    return world


def test_a_period_reopens_or_its_claim_is_checked(rounds):
    for one in rounds(period_to_reopen):
        world = one.world
        reopened, checked = answers = one.both(
            {"deed": "reopen", "reopening": world.reopening.pk, "by": world.ls.pk},
            {"deed": "check", "claim": world.claim.pk, "by": world.lc.pk},
        )
        refused = one_of(answers)
        claim, [item] = Claim.objects.get(), Expenditure.objects.filter(kind="voucher")
        world.period.refresh_from_db()
        reports = set(PartnerReport.objects.values_list("state", flat=True))
        if "done" in reopened:
            assert refused is checked and refused["code"] in {"REPORTS_MISSING", "CLAIM_REFUSED"}
            assert (claim.state, item.claim_id, reports) == ("draft", None, {"submitted"})
            assert world.period.state == "reopened"
        else:
            assert refused["code"] == "CLAIM_HOLDS_PERIOD"
            assert (claim.state, item.claim_id, reports) == ("checked", claim.pk, {"verified"})
            assert world.period.state == "closed"
