"""Budget versions: the checks that nobody may approve away, and whose approval is needed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from consortium.actions.base import NotAllowed
from consortium.queries.texts import sentence_text
from consortium.rules.states import StepNotAllowed
from grants.actions import budgets as deeds
from grants.actions.budgets import Commitment
from grants.models import BudgetLine, BudgetVersion
from grants.queries.budgets import budget_in_force, version_total
from tests.cast import budget_rows, signed_grant

JANUARY = dt.date(2013, 1, 1)


def lines():
    return {line.code: line for line in BudgetLine.objects.all()}


def plan(world, total=None):
    own = (total or world.grant.budget) - world.grant.amount
    return [
        Commitment(None, "eu", "cash", world.grant.amount),
        Commitment(world.aarhus, "municipal", "cash", own),
    ]


def moved(world, amount, source="external", target="travel"):
    """The approved budget with *amount* moved between two of Aarhus' lines."""
    rows = []
    for partner, line, value in budget_rows(world):
        if partner == world.aarhus and line.code in (source, target):
            value += amount if line.code == target else -amount
        rows.append((partner, line, value))
    return rows


def drafted(world, amounts=None, commitments=None, **changed):
    values = {
        "effective_from": JANUARY,
        "explanation": "Flytning",
        "amounts": amounts or budget_rows(world),
        "commitments": commitments or plan(world),
        "by": world.pm,
        "at": world.clock(),
    }
    return deeds.draft_budget(world.grant, **{**values, **changed})


def proposed(world, *args, **changed):
    version = drafted(world, *args, **changed)
    return deeds.propose_budget(version, by=world.pm, at=world.clock())


def approve(world, version, by):
    return deeds.approve_budget(version, JANUARY, by=by, at=world.clock())


def test_the_first_version_is_approved_by_the_funder_and_in_force(world):
    assert world.budget.approved_by == world.ma
    assert budget_in_force(world.grant, world.grant.starts_on) == world.budget
    assert budget_in_force(world.grant, dt.date(2012, 1, 31)) is None
    assert version_total(world.budget) == world.grant.budget


def test_the_controller_does_not_approve_the_first_version(offered):
    world = accepted(offered)
    version = proposed(world, effective_from=world.grant.starts_on)
    with pytest.raises(deeds.FunderMustApprove, match="first budget is approved by the funder"):
        approve(world, version, world.lc)


def accepted(offered):
    """The offered world with its letter accepted and its partners named."""
    offered.grant.state = "accepted"
    offered.grant.save()
    by_name = {one.organisation.name: one for one in offered.grant.partners.all()}
    offered.lead = by_name["Erhverv Aarhus"]
    offered.aarhus = by_name["Aarhus Kommune"]
    offered.randers = by_name["Randers Erhvervsråd"]
    return offered


def test_no_budget_before_the_letter_is_accepted(offered):
    world = accepted(offered)
    version = proposed(world, effective_from=world.grant.starts_on)
    world.grant.state = "offered"
    world.grant.save()
    with pytest.raises(deeds.BudgetRefused, match="not accepted"):
        approve(world, version, world.ma)


def test_within_flexibility_the_controller_approves_and_the_last_version_is_superseded(world):
    # Travel holds 1,500,000 over all partners: 20 per cent are 300,000.
    version = proposed(world, moved(world, Decimal("300000.00")))
    approved = approve(world, version, world.lc)
    assert (approved.state, approved.approved_by) == ("approved", world.lc)
    assert BudgetVersion.objects.get(pk=world.budget.pk).state == "superseded"
    assert budget_in_force(world.grant, dt.date(2012, 12, 31)) == world.budget
    assert budget_in_force(world.grant, JANUARY) == approved


def test_one_ore_beyond_flexibility_is_the_funders(world):
    version = proposed(world, moved(world, Decimal("300000.01")))
    with pytest.raises(deeds.FunderMustApprove, match=r"from 1500000\.00 kr\. in version 1"):
        approve(world, version, world.lc)
    assert approve(world, version, world.ma).state == "approved"


def test_r90_two_small_moves_are_one_large_one(world):
    approve(world, proposed(world, moved(world, Decimal("200000.00"))), world.lc)
    again = proposed(world, moved(world, Decimal("400000.00")))
    with pytest.raises(deeds.FunderMustApprove):
        approve(world, again, world.lc)


def with_a_flat_line(world, amount="1.00"):
    flat = BudgetLine.objects.create(
        number=6, code="indirect", name_da="Indirekte", name_en="Indirect", kind=BudgetLine.FLAT
    )
    rows = [*moved(world, Decimal(0)), (world.aarhus, flat, Decimal(amount))]
    rows[0] = (rows[0][0], rows[0][1], rows[0][2] - Decimal(amount))
    return rows


def test_flat_rate_lines_never_flex(db):
    world = signed_grant(flat_rates={"indirect_of_direct": "1/5"})
    with pytest.raises(deeds.FunderMustApprove):
        approve(world, proposed(world, with_a_flat_line(world)), world.lc)


def test_flat_rate_money_needs_a_rate(world):
    version = proposed(world, with_a_flat_line(world))
    with translation.override("en"), pytest.raises(deeds.BudgetRefused) as refused:
        approve(world, version, world.ma)
    [breach] = refused.value.breaches
    assert sentence_text(breach, "en") == (
        "Indirect has 1.00 kr., but the grant letter gives no flat rate. Move them."
    )


def test_a_line_that_a_rate_covers_holds_no_money(db):
    with pytest.raises(deeds.BudgetRefused) as refused:
        signed_grant(flat_rates={"other_of_staff": "2/5"}, other_of_staff="2/5")
    lines = [str(breach.params["line"]) for breach in refused.value.breaches]
    assert sorted(lines) == ["Ekstern bistand", "Materialer og møder", "Rejser"]


def test_c02_a_smaller_budget_does_not_earn_the_grant(world):
    rows = budget_rows(world)
    rows[0] = (rows[0][0], rows[0][1], rows[0][2] - Decimal("0.01"))
    version = proposed(world, rows, plan(world, world.grant.budget - Decimal("0.01")))
    with pytest.raises(deeds.BudgetRefused) as refused:
        approve(world, version, world.ma)
    codes = [breach.code for breach in refused.value.breaches]
    assert codes == ["OVER_RATE_CAP", "TOTAL_NOT_GRANTED"]
    assert refused.value.breaches[0].params["missing"] == Decimal("0.01")


@pytest.mark.parametrize(
    ("fund", "own", "codes"),
    [
        ("15000000.00", "14999999.99", ["PLAN_SHORT"]),
        ("15000000.00", "15000000.01", ["PLAN_OVER"]),
        ("14999999.99", "15000000.01", ["PLAN_NOT_GRANT"]),
    ],
)
def test_the_plan_adds_up_to_the_budget_and_holds_the_grant(world, fund, own, codes):
    given = [
        Commitment(None, "eu", "cash", Decimal(fund)),
        Commitment(None, "municipal", "cash", Decimal(own)),
    ]
    version = proposed(world, None, given)
    with pytest.raises(deeds.BudgetRefused) as refused:
        approve(world, version, world.ma)
    assert [breach.code for breach in refused.value.breaches] == codes


def test_no_budget_takes_effect_before_the_project(world):
    version = proposed(world, effective_from=dt.date(2012, 2, 29))
    with pytest.raises(deeds.BudgetRefused, match="2012-03-01 at the earliest"):
        approve(world, version, world.ma)


def test_four_eyes(world):
    version = proposed(world)
    version.proposed_by = world.lc
    version.save()
    with pytest.raises(deeds.SamePerson):
        approve(world, version, world.lc)


@pytest.mark.parametrize("who", ["pm", "ls", "au", "rg", "pu", "stranger"])
def test_who_may_not_decide(world, who):
    version = proposed(world)
    with pytest.raises(NotAllowed):
        approve(world, version, getattr(world, who))
    with pytest.raises(NotAllowed):
        deeds.send_back_budget(version, reason="Nej", by=getattr(world, who), at=world.clock())


@pytest.mark.parametrize("who", ["lc", "ma", "pu", "stranger"])
def test_who_may_not_plan(world, who):
    with pytest.raises(NotAllowed):
        drafted(world, by=getattr(world, who))


def test_one_version_at_a_time(world):
    drafted(world)
    with pytest.raises(deeds.BudgetNotInOrder, match="Version 2 is under way"):
        drafted(world)


def test_sent_back_changed_and_proposed_again(world):
    version = proposed(world)
    with pytest.raises(deeds.BudgetNotInOrder, match="reason"):
        deeds.send_back_budget(version, reason=" ", by=world.lc, at=world.clock())
    with pytest.raises(deeds.BudgetNotInOrder, match="no draft"):
        change(world, version)
    back = deeds.send_back_budget(version, reason="Rejser?", by=world.lc, at=world.clock())
    assert back.state == "draft"
    with pytest.raises(StepNotAllowed):
        approve(world, back, world.ma)
    changed = change(world, back, moved(world, Decimal("100.00")))
    assert version_total(changed) == world.grant.budget
    assert changed.amounts.get(grant_partner=world.aarhus, line__code="travel").amount == Decimal(
        "750100.00"
    )
    assert changed.commitments.count() == 2


def change(world, version, amounts=None):
    return deeds.change_budget_draft(
        version,
        effective_from=JANUARY,
        explanation="",
        amounts=amounts or budget_rows(world),
        commitments=plan(world),
        by=world.pm,
        at=world.clock(),
    )


def test_a_draft_holds_whole_ore_once_each_for_partners_of_the_grant(world):
    staff = lines()["staff"]
    wrong = [
        ([(world.aarhus, staff, Decimal("0.001"))], "AMOUNT_WRONG"),
        ([(world.aarhus, staff, Decimal("-1"))], "AMOUNT_WRONG"),
        ([(world.aarhus, staff, Decimal(1))] * 2, "TWICE"),
    ]
    for amounts, code in wrong:
        with pytest.raises(deeds.BudgetNotInOrder) as refused:
            drafted(world, amounts)
        assert [breach.code for breach in refused.value.breaches] == [code]
    with pytest.raises(deeds.BudgetNotInOrder, match="no such source"):
        drafted(world, None, [Commitment(None, "moon", "cash", Decimal(1))])


def test_an_empty_budget_is_not_approved(world):
    nothing = [(world.aarhus, lines()["staff"], Decimal(0))]
    with pytest.raises(deeds.BudgetRefused, match="empty"):
        approve(world, proposed(world, nothing), world.ma)
