"""Where two deeds meet on one cost: nothing counts twice, no correction is lost (R-80 to R-91)."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from django.db.models import Sum
from django.utils import translation

from consortium.queries.texts import sentence_text
from consortium.rules.refusals import Refused
from grants.actions.budgets import Commitment, approve_budget, draft_budget, propose_budget
from grants.actions.periods import close_period
from grants.models import BudgetLine
from reporting.actions.claims import (
    ClaimOverCeiling,
    ClaimRefused,
    cut_item,
    decide_claim,
    restore_item,
)
from reporting.actions.corrections import book_correction, decide_correction, propose_correction
from reporting.actions.releases import release_awaiting
from reporting.actions.reopening import ask_reopening, sign_reopening
from reporting.actions.reversals import propose_reversal
from reporting.actions.verification import (
    NotDecidable,
    accept_items,
    disallow_item,
    undecide_item,
)
from reporting.models import Claim, Correction, Expenditure
from reporting.queries.closing import open_matters
from reporting.queries.explained import Subject, claim_facts, facts_about, live_facts
from reporting.queries.explained_rows import Wanted, row_sums
from reporting.queries.explained_sources import arms_of
from reporting.queries.funding import position
from reporting.queries.whatif import copy_of_today, item_as_hypothesis
from reporting.rules.whatif import compare
from tests.cast import signed_grant
from tests.reporting import story
from tests.reporting.story import Cost

pytestmark = pytest.mark.django_db


def both(refusal: pytest.ExceptionInfo[Refused]) -> tuple[str, str]:
    """The refusal in English and in Danish."""
    [breach] = refusal.value.breaches
    with translation.override("en"):
        english = sentence_text(breach)
    with translation.override("da"):
        return english, sentence_text(breach)


def booked(world, correction: Correction) -> Correction:
    correction = decide_correction(
        correction, on=world.clock().date(), reason="Enig.", by=world.ls, at=world.clock()
    )
    return book_correction(correction, by=world.lc, at=world.clock())


def corrected(world, item: Expenditure, amount: str, *, is_irregular: bool = False) -> Correction:
    found = propose_correction(
        item,
        amount=D(amount),
        reason_code="not_eligible",
        reason="Ikke støtteberettiget.",
        is_irregular=is_irregular,
        by=world.au,
        at=world.clock(),
    )
    return booked(world, found)


def reversed_again(world, old: Correction) -> Correction:
    return booked(world, propose_reversal(old, reason="Fejl.", by=world.au, at=world.clock()))


def flat_rows(world):
    BudgetLine.objects.get_or_create(
        code="indirect",
        defaults={
            "number": 6,
            "name_da": "Indirekte omkostninger",
            "name_en": "Indirect costs",
            "kind": BudgetLine.FLAT,
        },
    )
    lines = {line.code: line for line in BudgetLine.objects.all()}
    tenth = world.grant.budget / 10
    return [(world.aarhus, lines["external"], 9 * tenth), (world.aarhus, lines["indirect"], tenth)]


@pytest.fixture
def flat(monkeypatch, db):
    """A grant with 7 per cent on top of direct cost, paid in full."""
    monkeypatch.setattr("tests.cast.budget_rows", flat_rows)
    rate = "7/100"
    return signed_grant(
        flat_rates={"indirect_of_direct": rate}, indirect_of_direct=rate, interim_limit="1"
    )


def full_line(world) -> Expenditure:
    """A cost of 1,000 of which 400 awaits budget until all is released by an amendment."""
    partner = world.aarhus
    external, travel = (BudgetLine.objects.get(code=code) for code in ("external", "travel"))
    cells = {(one.grant_partner, one.line): one.amount for one in world.budget.amounts.all()}
    room = sum(amount for (_who, line), amount in cells.items() if line == external)
    limit = room * D("1.2")
    report = story.submitted(world, partner, [Cost(str(limit - 600)), Cost("1000.00")])
    first, second = report.expenditure.order_by("pk")
    accept_items(report, [first], by=world.lc2, at=world.clock())
    accept_items(report, [second], by=world.lc2, at=world.clock())
    second.refresh_from_db()
    assert (second.accepted, second.awaiting) == (D("600.00"), D("400.00"))
    cells[partner, external] += 1000
    cells[partner, travel] -= 1000
    version = draft_budget(
        world.grant,
        effective_from=world.grant.starts_on,
        explanation="Mere ekstern bistand",
        amounts=[(who, line, amount) for (who, line), amount in cells.items()],
        commitments=[
            Commitment(one.grant_partner, one.source, one.form, one.amount, one.letter_ref)
            for one in world.budget.commitments.all()
        ],
        by=world.pm,
        at=world.clock(),
    )
    propose_budget(version, by=world.pm, at=world.clock())
    approve_budget(version, on=world.clock().date(), by=world.ma, at=world.clock())
    release_awaiting(world.grant, world.period, by=world.lc2, at=world.clock())
    return second


def fall(world, item: Expenditure, amount: str) -> Expenditure:
    return disallow_item(
        item, amount=D(amount), code="NOT_ELIGIBLE", reason="Bonus.", by=world.lc2, at=world.clock()
    )


def test_what_was_released_does_not_count_twice(world):
    item = full_line(world)
    before = position(world.grant).TE
    with pytest.raises(NotDecidable) as refusal:
        undecide_item(item, reason="Forkert.", by=world.lc2, at=world.clock())
    assert both(refusal) == (
        "400.00 kr. of B1-1-2 awaited budget and has been released since. Take the decision on the "
        "release back first.",
        "400,00 kr. af B1-1-2 afventede budget og er frigivet siden. Tag først afgørelsen om "
        "frigivelsen tilbage.",
    )
    release = item.corrections.get(kind=Expenditure.CARRIED)
    undecide_item(release, reason="Forkert.", by=world.lc2, at=world.clock())
    undecide_item(item, reason="Forkert.", by=world.lc2, at=world.clock())
    assert before - D("1000.00") == position(world.grant).TE


def test_a_disallowed_cost_leaves_room_for_its_release(world):
    item = full_line(world)
    before = position(world.grant).TE
    with pytest.raises(NotDecidable):
        fall(world, item, "600.01")
    item = fall(world, item, "600.00")
    assert (item.accepted, item.disallowed, item.awaiting) == (D("0.00"), D("600.00"), D("400.00"))
    assert before - D("600.00") == position(world.grant).TE


def test_a_reopened_period_keeps_releases_add_ons_and_corrections(flat):
    world = flat
    costs = {world.aarhus: [Cost("1000.00"), Cost("500.00")]}
    story.all_verified(world, costs, ["5000.00"])
    story.settled(world, story.checked(world))
    story.next_opened(world)
    item = Expenditure.objects.get(amount=D("500.00"), kind="voucher")
    reversed_again(world, corrected(world, item, "100.00"))
    story.verified(world, story.submitted(world, world.aarhus, [Cost("200.00")]))
    before = position(world.grant).TE
    assert before == D("1819.00")
    world.period = close_period(world.period, by=world.lc, at=world.clock())
    asked = ask_reopening(world.period, reason="Bilag mangler", by=world.lc, at=world.clock())
    sign_reopening(asked, by=world.ls, at=world.clock())
    # Only the new cost and its own add-on went back.
    assert before - D("214.00") == position(world.grant).TE
    odd = Expenditure.objects.exclude(kind="voucher").exclude(state__in=["verified", "claimed"])
    assert not odd.exists()


def test_a_correction_is_not_undecided(world):
    story.all_verified(world, {world.aarhus: ["1000.00"]}, ["5000.00"])
    story.settled(world, story.checked(world))
    story.next_opened(world)
    row = corrected(world, Expenditure.objects.get(), "100.00").row
    assert row is not None
    story.submitted(world, world.aarhus)
    with pytest.raises(NotDecidable) as refusal:
        undecide_item(row, reason="Nej.", by=world.lc2, at=world.clock())
    assert both(refusal) == (
        "K1 was decided as a correction. If it is wrong, propose to take the correction back.",
        "K1 er afgjort som en korrektion. Er den forkert, så foreslå, at korrektionen tages "
        "tilbage.",
    )
    assert D("900.00") == position(world.grant).TE


def test_the_effect_of_a_correction_is_explained_with_its_add_on(flat):
    world = flat
    story.all_verified(world, {world.aarhus: ["1000.00"]}, ["5000.00"])
    story.settled(world, story.checked(world))
    story.next_opened(world)
    found = corrected(world, Expenditure.objects.get(kind="voucher"), "100.00")
    assert found.te_effect == D("-107.00")
    subject = Subject(world.grant, world.clock().date(), correction=found)
    facts = facts_about(subject, "te-effect")
    rows = arms_of(facts.figure("te-effect").rows, subject, facts)
    sums = row_sums(rows, Wanted())
    assert (sums.rows, sums.total) == (2, D("-107.00"))


def sent(world, *costs: str) -> Claim:
    story.all_verified(world, {world.aarhus: [Cost(one) for one in costs]}, ["5000.00"])
    return story.sent(world, story.checked(world))


def cut(world, claim: Claim, item: Expenditure, to: str) -> None:
    cut_item(
        claim,
        item,
        accepted=D(to),
        reason_code="not_eligible",
        reason="Kun en del.",
        by=world.ma,
        at=world.clock(),
    )


def test_a_reversed_correction_leaves_no_trace_in_a_later_cut(world):
    claim = sent(world, "1000.00")
    story.next_opened(world)
    item = Expenditure.objects.get()
    reversed_again(world, corrected(world, item, "300.00"))
    cut(world, claim, item, "900.00")
    story.accepted(world, claim)
    assert Correction.objects.get(result__isnull=False).amount == D("100.00")


def test_a_cut_that_corrections_have_overtaken_is_said(world):
    claim = sent(world, "1000.00")
    story.next_opened(world)
    item = Expenditure.objects.get()
    cut(world, claim, item, "500.00")
    corrected(world, item, "600.00")
    with pytest.raises(ClaimRefused) as refusal:
        story.accepted(world, claim)
    assert both(refusal) == (
        "Corrections have left 400.00 kr. of B1-1-1 since its cut to 500.00 kr. was noted. Take "
        "the cut back, or note it again.",
        "Korrektioner har levnet 400,00 kr. af B1-1-1, siden nedskæringen til 500,00 kr. blev "
        "noteret. Tag nedskæringen tilbage, eller notér den igen.",
    )
    restore_item(claim, item, by=world.ma, at=world.clock())
    assert story.accepted(world, claim).state == "accepted"


def test_a_cut_takes_its_add_on_with_it(flat):
    world = flat
    claim = sent(world, "1000.00", "500.00")
    assert claim.amount == D("802.50")
    cut(world, claim, Expenditure.objects.get(amount=D("500.00")), "300.00")
    claim = story.accepted(world, claim)
    # 200 and its 14 of add-on fall: half of 214 is 107.
    assert claim.accepted_amount == claim.accepted_payable == D("695.50")
    story.passed_on(world, story.paid(world, claim))
    story.next_opened(world)
    story.all_verified(world, {world.randers: ["100.00"]})
    later = story.checked(world)
    assert later.amount == D("53.50")
    shares = dict(later.shares.values_list("grant_partner__number", "amount"))
    assert shares == {0: D("0.00"), 1: D("0.00"), 2: D("53.50")}


def test_what_a_rejected_claim_held_can_still_be_disallowed(world):
    claim = sent(world, "1000.00", "500.00")
    decide_claim(
        claim,
        accepted=False,
        note="Et bilag holder ikke.",
        on=world.clock().date(),
        by=world.ma,
        at=world.clock(),
    )
    fall(world, Expenditure.objects.get(amount=D("500.00")), "500.00")
    again = story.checked(world)
    assert again.total_eligible == D("1000.00")


def test_claims_after_a_cut_are_explained_as_they_were_counted(world):
    claim = sent(world, "1000.00", "500.00")
    cut(world, claim, Expenditure.objects.get(amount=D("500.00")), "300.00")
    claim = story.accepted(world, claim)
    story.passed_on(world, story.paid(world, claim))
    story.next_opened(world)
    story.all_verified(world, {world.randers: ["100.00"]})
    later = story.checked(world)
    subject = Subject(world.grant, world.clock().date(), claim=later)
    facts = claim_facts(later)
    for key, rows in (("F0", facts.figure("F0").rows), ("paid", facts.figure("paid").rows)):
        assert row_sums(arms_of(rows, subject, facts), Wanted()).total == facts.values[key]
    assert facts.values["F0"] == facts.values["paid"] == D("650.00")
    assert live_facts(world.grant).values["F0"] == D("700.00")
    assert copy_of_today(world.grant).case.claimed_before == D("700.00")


def test_a_final_claim_that_was_cut_can_be_settled(world):
    """What the funder owes in the end is what it accepted, not what was asked for."""
    story.all_verified(world, {world.aarhus: ["1000.00", "500.00"]}, ["750.00"])
    claim = story.sent(world, story.checked(world, is_final=True))
    cut(world, claim, Expenditure.objects.get(amount=D("500.00")), "300.00")
    story.passed_on(world, story.paid(world, story.accepted(world, claim)))
    balance = open_matters(world.grant).balance
    assert balance is not None and balance.entitlement == balance.received == D("550.00")


def external_rows(world):
    return [(world.aarhus, BudgetLine.objects.get(code="external"), world.grant.budget)]


def test_the_final_balance_reaches_the_partner_whose_claim_was_held_back(monkeypatch, db):
    """No bank line came for claim 2, which the interim limit held back as a whole (R-04, C22)."""
    monkeypatch.setattr("tests.cast.budget_rows", external_rows)
    world = signed_grant(budget="2000.00", amount="1000.00")
    story.all_verified(world, {world.aarhus: ["1800.00"]}, ["1000.00"])
    story.settled(world, story.checked(world))
    story.next_opened(world)
    story.all_verified(world, {world.randers: ["200.00"]})
    held = story.accepted(world, story.sent(world, story.checked(world)))
    assert (held.amount, held.payable) == (D("100.00"), D("0.00"))
    story.next_opened(world)
    story.all_verified(world, {})
    claim = story.accepted(world, story.sent(world, story.checked(world, is_final=True)))
    assert claim.payable == D("100.00")
    [row] = story.passed_on(world, story.paid(world, claim))
    assert (row.grant_partner, row.share) == (world.randers, D("100.00"))


def test_what_a_debtor_pays_back_reaches_the_others(monkeypatch, db):
    """A claim below zero gets no bank line either: the next payment settles it as well (R-84)."""
    monkeypatch.setattr("tests.cast.budget_rows", external_rows)
    world = signed_grant(budget="20000.00", amount="10000.00")
    story.all_verified(world, {world.aarhus: ["1000.00"]}, ["9000.00"])
    story.settled(world, story.checked(world))
    story.next_opened(world)
    corrected(world, Expenditure.objects.get(), "100.00")
    story.all_verified(world, {})
    below = story.accepted(world, story.sent(world, story.checked(world)))
    assert (below.amount, below.payable) == (D("-50.00"), D("0.00"))
    story.next_opened(world)
    story.all_verified(world, {world.randers: ["300.00"]})
    claim = story.accepted(world, story.sent(world, story.checked(world)))
    assert (claim.amount, claim.payable) == (D("150.00"), D("100.00"))
    [row] = story.passed_on(world, story.paid(world, claim))
    assert (row.grant_partner, row.share) == (world.randers, D("150.00"))


def test_a_claim_is_not_sent_above_a_ceiling_that_has_fallen(monkeypatch, db):
    monkeypatch.setattr("tests.cast.budget_rows", external_rows)
    world = signed_grant(budget="2000.00", amount="1000.00", interim_limit="1")
    story.all_verified(world, {world.aarhus: ["1600.00"]}, ["2000.00"])
    story.settled(world, story.checked(world))
    story.next_opened(world)
    story.all_verified(world, {world.aarhus: ["400.00"]})
    claim = story.checked(world)
    first = Expenditure.objects.get(amount=D("1600.00"))
    corrected(world, first, "200.00", is_irregular=True)
    with pytest.raises(ClaimOverCeiling) as refusal:
        story.sent(world, claim)
    assert both(refusal) == (
        "Support has been cancelled since claim 2 was checked: L1 is 900.00 kr. now, the claim is "
        "built on 1,000.00 kr. Take the claim back and build it again.",
        "Der er annulleret støtte, siden anmodning 2 blev kontrolleret: L1 er nu 900,00 kr., "
        "anmodningen er bygget på 1.000,00 kr. Tag anmodningen tilbage, og byg den igen.",
    )


def test_a_cost_in_the_what_if_takes_its_add_on_along(flat):
    world = flat
    story.all_verified(world, {world.aarhus: ["1000.00", "500.00"]}, ["5000.00"])
    item = Expenditure.objects.select_related("claim", "grant", "line").get(amount=D("500.00"))
    what = item_as_hypothesis(item, world.clock().date())
    compared = compare(copy_of_today(world.grant).case, [what])
    assert compared.differences()["TE"] == D("-535.00")
    fall(world, item, "500.00")
    flats = Expenditure.objects.filter(kind="flat_rate").aggregate(total=Sum("accepted"))
    assert (position(world.grant).TE, flats["total"]) == (
        compared.after.case.position.TE,
        D("70.00"),
    )
