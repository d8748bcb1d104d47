"""When a line is not parked or not taken up, in the exact words (rules.md 3.0, W-04)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest

from consortium.actions.base import NotAllowed
from partners.models import Membership
from reporting.actions.claims import build_claim, check_claim
from reporting.actions.verification import (
    OwnCost,
    ParkingRefused,
    accept_items,
    disallow_parked,
    verify_report,
)
from reporting.models import Expenditure, PartnerReport
from reporting.rules.checklist import full_checklist
from tests.reporting import story
from tests.reporting.parking_story import (
    next_period,
    one_line,
    park,
    parked_and_claimed,
    refusal,
    take_up,
)


def test_a_decision_taken_too_early_is_parked_until_a_claim_holds_the_line(world):
    report = story.submitted(world, world.aarhus, ["1000.00"])
    story.verified(world, report)
    item = report.expenditure.get()
    item = park(world, item)
    assert (item.state, item.accepted, item.parked) == ("parked", 0, D("1000.00"))
    other = story.submitted(world, world.randers, ["10.00"])
    story.verified(world, other)
    story.verified(world, story.submitted(world, world.lead))
    claim = build_claim(world.grant, world.period, by=world.pm, at=world.clock())
    held = other.expenditure.get()
    english, danish = refusal(world, lambda: park(world, held), ParkingRefused, "IN_A_CLAIM")
    assert english == (
        f"{held.voucher_no} stands in claim {claim.number}, so it is not parked. Drop the claim "
        "if it is a draft; what has been claimed is only changed by a correction."
    )
    assert danish == (
        f"{held.voucher_no} står i anmodning {claim.number} og parkeres derfor ikke. Slet "
        "anmodningen, hvis den er en kladde; det, der er anmodet om, ændres kun ved en korrektion."
    )
    story.sent(world, check_claim(claim, by=world.lc, at=world.clock()))
    held.refresh_from_db()
    assert refusal(world, lambda: park(world, held), ParkingRefused, "IN_A_CLAIM")[0] == english


def test_a_line_of_the_last_period_is_not_parked(world):
    for _period in world.periods[1:]:
        next_period(world)
    item = one_line(world)
    english, danish = refusal(world, lambda: park(world, item), ParkingRefused, "NO_LATER_PERIOD")
    number = world.period.number
    assert english == (
        f"Period {number} is the last one, so {item.voucher_no} could never be taken up. Accept "
        "it, disallow it, or ask the partner."
    )
    assert danish == (
        f"Periode {number} er den sidste, så {item.voucher_no} kunne aldrig tages op igen. "
        "Godkend den, underkend den, eller spørg partneren."
    )


def test_the_final_claim_waits_for_parked_lines(world):
    item = parked_and_claimed(world)
    for partner in (world.lead, world.aarhus, world.randers):
        story.verified(world, story.submitted(world, partner))
    claim = build_claim(world.grant, world.period, is_final=True, by=world.pm, at=world.clock())

    def check():
        return check_claim(claim, by=world.lc, at=world.clock())

    english, danish = refusal(world, check, Exception, "PARKED_LINES")
    assert english == (
        f"1,000.00 kr. is parked and waits for a decision: {item.voucher_no}. Take the lines up "
        "and decide on them, or disallow them, before the final claim."
    )
    assert danish == (
        f"1.000,00 kr. er parkeret og venter på en afgørelse: {item.voucher_no}. Tag linjerne op "
        "og afgør dem, eller underkend dem, før slutanmodningen."
    )
    disallow_parked(
        item,
        world.period,
        code="NOT_ELIGIBLE",
        reason="Nej.",
        by=world.lc2,
        at=world.clock(),
    )
    assert check().state == "checked"


def test_without_a_reason_a_line_is_not_parked(world):
    item = one_line(world)
    english, danish = refusal(
        world, lambda: park(world, item, " "), ParkingRefused, "REASON_MISSING"
    )
    assert english == "Say why the line is parked, so that the partner understands it."
    assert danish == "Skriv, hvorfor linjen parkeres, så partneren forstår det."
    with pytest.raises(ParkingRefused, match="CPR"):
        park(world, item, "Borger 010180-1234.")


def test_a_line_is_taken_up_later_and_only_once(world):
    item = one_line(world)
    park(world, item)
    first = world.period
    next_period(world)
    english, danish = refusal(world, lambda: take_up(world, item), ParkingRefused, "STILL_THERE")
    assert english == (
        f"The report that holds {item.voucher_no} is “Submitted”: its verification still runs. "
        "Take the decision back there."
    )
    assert danish == (
        f"Rapporten med {item.voucher_no} er “Indsendt”: kontrollen af den er ikke afsluttet. "
        "Tag afgørelsen tilbage der."
    )
    story.verified(world, item.report)
    english, danish = refusal(
        world, lambda: take_up(world, item, first), ParkingRefused, "NOT_LATER"
    )
    assert english == (
        f"{item.voucher_no} was parked in period 1; period 1 is not a later one. Choose a later "
        "open period."
    )
    assert danish == (
        f"{item.voucher_no} blev parkeret i periode 1; periode 1 er ikke en senere. Vælg en senere "
        "åben periode."
    )
    take_up(world, item)
    english, danish = refusal(
        world, lambda: take_up(world, item), ParkingRefused, "TAKEN_UP_ALREADY"
    )
    assert (
        english == f"{item.voucher_no} has been taken up in period 2 already. Decide on it there."
    )
    assert danish == f"{item.voucher_no} er allerede taget op i periode 2. Afgør den der."


def test_a_line_that_is_not_parked_is_not_taken_up_nor_into_a_verified_report(world):
    item = parked_and_claimed(world)
    other = Expenditure.objects.get(amount=D("200.00"))
    english, danish = refusal(world, lambda: take_up(world, other), ParkingRefused, "NOT_PARKED")
    assert english == f"{other.voucher_no} is not parked, so there is nothing to take up."
    assert danish == f"{other.voucher_no} er ikke parkeret, så der er intet at tage op."
    story.verified(world, story.submitted(world, world.aarhus))
    english, danish = refusal(
        world, lambda: take_up(world, item), ParkingRefused, "VERIFIED_ALREADY"
    )
    assert english == (
        f"The report of {world.aarhus} for period 2 is “Verified”, so no line is added to its "
        "verification. Choose a later period."
    )
    assert danish == (
        f"Rapporten fra {world.aarhus} for periode 2 er “Kontrolleret”, så der føjes ingen linje "
        "til kontrollen af den. Vælg en senere periode."
    )


def test_four_eyes_hold_for_both_reports(world):
    item = one_line(world)
    for outsider in (world.stranger, world.pu, world.pm, world.ro, world.au):
        with pytest.raises(NotAllowed):
            park(world, item, by=outsider)
    PartnerReport.objects.update(approved_by=world.lc)
    with pytest.raises(OwnCost):
        park(world, item, by=world.lc)
    park(world, item)
    story.verified(world, item.report)
    next_period(world)
    with pytest.raises(OwnCost):
        take_up(world, item, by=world.lc)
    with pytest.raises(NotAllowed):
        take_up(world, item, by=world.pu)
    row = take_up(world, item)
    report = story.submitted(world, world.aarhus)
    with pytest.raises(OwnCost):
        accept_items(report, [row], by=world.lc, at=world.clock())
    Membership.objects.create(
        user=world.lc2,
        role="PU",
        organisation=world.organisations["aarhus"],
        starts_on=dt.date(2012, 1, 1),
    )
    with pytest.raises(OwnCost):
        park(world, row)


def test_the_report_is_not_verified_while_a_line_that_was_taken_up_is_undecided(world):
    item = parked_and_claimed(world)
    take_up(world, item)
    report = story.submitted(world, world.aarhus)
    with pytest.raises(Exception, match="1 lines have not been decided"):
        verify_report(
            report,
            checklist=full_checklist(),
            extent_pct=100,
            conclusion="Ja.",
            by=world.lc2,
            at=world.clock(),
        )
