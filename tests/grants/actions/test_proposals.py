"""A political proposal from draft to operation, what it becomes, and every refusal on the way."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest

from consortium.actions.base import NotAllowed
from consortium.queries.texts import sentence_text
from consortium.rules.refusals import Refused
from grants.actions import proposals as deeds
from grants.actions.proposal_outcomes import agree_on_proposal, apply_with_proposal
from grants.actions.proposal_parts import add_proposal_row, drop_proposal_row
from grants.models import AgreedTarget, Area, Fund, Grant, Proposal, RuleProfileVersion
from grants.queries.proposals import compared, costs_of
from grants.rules.proposals import ProposalFacts
from tests.copies import laid_out
from tests.grants.municipal import municipal_grant
from tests.grants.proposals import drafted_proposals, pilot_proposal, reach


@pytest.fixture
def world(db):
    return laid_out(drafted_proposals)


@pytest.fixture
def pilot(db):
    found = laid_out(pilot_proposal)
    found.clock.move_to(2012, 12, 1)
    return found


def said(refused):
    breach = refused.value.breaches[0]
    return sentence_text(breach, "en"), sentence_text(breach, "da")


def forward(world, proposal):
    return deeds.put_forward(proposal, by=world.pm, at=world.clock())


def decided(world, deed, proposal, **more):
    told = {"body": "Aarhus Byråd", "decided_on": world.clock().date(), **more}
    return deed(proposal, **told, by=world.mu, at=world.clock())


def test_the_sources_are_there_to_the_last_target(world):
    assert [one.targets.count() for one in world.proposals] == [10, 7]
    assert [one.parts.count() for one in world.proposals] == [4, 0]
    assert [one.parties.count() for one in world.proposals] == [7, 4]
    assert (world.p000.amount, world.p002.amount) == (None, D("450000.00"))
    assert world.p000.strategy_measures == 10


def test_the_unit_cost_of_002_is_c17(world):
    costs = costs_of(world.p002, compared(world.p002))
    assert [(one["number"], one["cost"]) for one in costs] == [
        (30, D("15000.00")),
        (35, D("12857.14")),
        (40, D("11250.00")),
    ]


def test_a_pilot_goes_into_operation_on_what_was_reached(pilot):
    for number, value in ((1, "34"), (2, "28"), (3, "4")):
        reach(pilot, pilot.p002, number, value)
    assert (pilot.p002.pilot_from, pilot.p002.pilot_to) == (
        dt.date(2012, 2, 1),
        dt.date(2013, 1, 31),
    )
    done = decided(pilot, deeds.put_into_operation, pilot.p002, reason="To mentorer manglede.")
    assert done.state == "operation"
    kept = done.decisions.last().reached
    assert [(one["reached"], one["verdict"]) for one in kept] == [
        ("34.00", "reached"),
        ("28.00", "short"),
        ("4.00", "reached"),
    ]
    costs = costs_of(done, compared(done))
    assert costs[-1] == {"number": 34, "cost": D("13235.29"), "is_reached": True}
    ended = decided(pilot, deeds.end_proposal, done, reason="Strategien er udløbet.")
    assert ended.state == "ended"


def test_a_pilot_that_nobody_has_told_of_is_not_decided(pilot):
    with pytest.raises(Refused) as refused:
        decided(pilot, deeds.put_into_operation, pilot.p002, reason="Ja.")
    assert said(refused) == (
        "“Spouses deltager i pilotprojektet” has not been told: note what was reached before it "
        "is decided.",
        "“Spouses deltager i pilotprojektet” er ikke oplyst: notér, hvad der er nået, før det "
        "afgøres.",
    )
    assert len(refused.value.breaches) == 3


def test_a_shortfall_needs_a_reason(pilot):
    for number, value in ((1, "12"), (2, "30"), (3, "3")):
        reach(pilot, pilot.p002, number, value)
    with pytest.raises(Refused) as refused:
        decided(pilot, deeds.put_into_operation, pilot.p002, reason=" ")
    assert said(refused) == (
        "1 targets were not reached. Say why it is decided all the same.",
        "1 måltal er ikke nået. Skriv, hvorfor det alligevel afgøres.",
    )


def test_nothing_is_spent_on_an_amount_that_is_not_set(world):
    adopted = decided(world, deeds.adopt_proposal, forward(world, world.p000))
    assert adopted.amount is None
    told = {"by": world.mu, "at": world.clock(), "body": "Byrådet", "reason": "Nu."}
    with pytest.raises(Refused) as refused:
        deeds.put_into_operation(adopted, decided_on=world.clock().date(), **told)
    assert said(refused) == (
        "The amount is not set. Write down what is set aside before this step.",
        "Beløbet er ikke fastsat. Skriv, hvad der er afsat, før dette trin.",
    )
    with pytest.raises(Refused):
        apply(world, adopted)


def test_an_amount_is_set_aside_once_after_it_was_adopted_without(world):
    adopted = decided(world, deeds.adopt_proposal, forward(world, world.p000))
    funded = decided(world, deeds.set_amount_aside, adopted, amount=D(2000000))
    assert (funded.state, funded.amount) == ("adopted", D("2000000.00"))
    assert [one.step for one in funded.decisions.all()] == ["adopt", "set_amount"]
    with pytest.raises(Refused) as refused:
        decided(world, deeds.set_amount_aside, funded, amount=D(1))
    assert said(refused) == (
        "An amount is set aside once, for a proposal that was adopted without one.",
        "Et beløb afsættes én gang, til et forslag, der er vedtaget uden.",
    )
    started = deeds.start_pilot(
        funded, starts_on=dt.date(2013, 1, 1), months=6, by=world.ls, at=world.clock()
    )
    assert started.pilot_to == dt.date(2013, 6, 30)


def test_the_council_sets_the_amount_when_it_adopts(world):
    adopted = decided(world, deeds.adopt_proposal, forward(world, world.p000), amount=D(2000000))
    assert adopted.amount == D("2000000.00")
    assert decided(world, deeds.put_into_operation, adopted, reason="Nu.").state == "operation"


@pytest.mark.parametrize(
    ("facts", "english", "danish"),
    [
        (
            {"title": " "},
            "Give the proposal a title.",
            "Giv forslaget en titel.",
        ),
        (
            {"amount": D(0)},
            "An amount is above zero. Where the document names none, leave it empty.",
            "Et beløb er over nul. Lad feltet stå tomt, hvis dokumentet ikke nævner noget.",
        ),
        (
            {"pilot_months": 121},
            "A pilot runs for 1 to 120 months.",
            "En pilotperiode varer 1 til 120 måneder.",
        ),
        (
            {"strategy_measures": 10},
            "Name the strategy whose measures are counted.",
            "Nævn den strategi, hvis indsatser tælles.",
        ),
        (
            {"text": "Ring til 010190-1234."},
            "The text holds what reads as a CPR number. CPR numbers are never stored here: leave "
            "it out.",
            "Teksten rummer noget, der ligner et CPR-nummer. CPR-numre gemmes aldrig her: "
            "udelad det.",
        ),
    ],
)
def test_words_that_cannot_stand_are_refused(world, facts, english, danish):
    facts = ProposalFacts(**{"title": "Forslag", **facts})
    with pytest.raises(Refused) as refused:
        deeds.change_proposal(world.p000, facts, by=world.pm, at=world.clock())
    assert said(refused) == (english, danish)


def test_what_promises_nothing_is_not_put_forward(world):
    for row in world.p002.targets.all():
        drop_proposal_row(row, "target", by=world.pm, at=world.clock())
    for row in world.p002.parties.all():
        drop_proposal_row(row, "party", by=world.pm, at=world.clock())
    with pytest.raises(Refused) as refused:
        forward(world, world.p002)
    assert said(refused) == (
        "Say who proposes it: a party, an organisation, or the lead partner.",
        "Skriv, hvem der stiller forslaget: et parti, en organisation eller projektholderen.",
    )
    assert [one.code for one in refused.value.breaches] == ["PROPOSER_MISSING", "TARGETS_MISSING"]


def test_what_is_put_forward_is_locked_until_it_is_taken_back(world):
    proposal = forward(world, world.p000)
    with pytest.raises(Refused) as refused:
        add_proposal_row(proposal, "measure", text="Ny", by=world.pm, at=world.clock())
    assert said(refused) == (
        "P-000 has been put forward; take it back before you change it.",
        "P-000 er stillet; træk det tilbage, før du retter det.",
    )
    deeds.take_proposal_back(proposal, reason="En fejl.", by=world.pm, at=world.clock())
    add_proposal_row(proposal, "measure", text="Ny", by=world.pm, at=world.clock())


def test_a_rejection_says_why_and_nobody_else_decides(world):
    proposal = forward(world, world.p000)
    with pytest.raises(Refused) as refused:
        decided(world, deeds.reject_proposal, proposal, reason="")
    assert said(refused) == (
        "Give the reason; whoever reads the decision later asks for it.",
        "Skriv begrundelsen; den, der senere læser afgørelsen, spørger efter den.",
    )
    with pytest.raises(NotAllowed):
        deeds.adopt_proposal(
            proposal, body="Os selv", decided_on=world.clock().date(), by=world.pm, at=world.clock()
        )
    assert decided(world, deeds.reject_proposal, proposal, reason="Nej.").state == "rejected"


def test_a_decision_is_not_noted_ahead(world):
    with pytest.raises(Refused) as refused:
        decided(
            world, deeds.adopt_proposal, forward(world, world.p000), decided_on=dt.date(2030, 1, 1)
        )
    assert said(refused) == (
        "A decision is noted when it is made, not for 01/01/2030.",
        "En afgørelse noteres, når den er truffet, ikke for den 1.1.2030.",
    )


@pytest.mark.parametrize(
    ("kind", "given", "english", "danish"),
    [
        (
            "party",
            {"role": "proposer", "name": "Moderaterne"},
            "Moderaterne stands in this role already.",
            "Moderaterne står allerede i denne rolle.",
        ),
        (
            "target",
            {"text": "Igen", "kind": "count", "minimum": D(1), "since": 2030, "until": 2025},
            "The last year lies before the first.",
            "Det sidste år ligger før det første.",
        ),
    ],
)
def test_a_row_that_cannot_stand_is_refused(world, kind, given, english, danish):
    with pytest.raises(Refused) as refused:
        add_proposal_row(world.p000, kind, **given, by=world.pm, at=world.clock())
    assert said(refused) == (english, danish)


@pytest.mark.parametrize(
    ("number", "more", "english", "danish"),
    [
        (
            1,
            {"year": 2012},
            "This target is not for each year; leave the year empty.",
            "Dette måltal gælder ikke hvert år; lad året stå tomt.",
        ),
        (4, {}, "Say which year it was reached in.", "Skriv, hvilket år det er nået i."),
        (4, {"year": 2012}, "2012 is no year of this target.", "2012 er ikke et af måltallets år."),
    ],
)
def test_a_figure_of_a_wrong_year_is_refused(pilot, number, more, english, danish):
    with pytest.raises(Refused) as refused:
        reach(pilot, pilot.p002, number, "31", **more)
    assert said(refused) == (english, danish)


def test_nothing_is_reached_before_it_is_adopted(world):
    with pytest.raises(Refused) as refused:
        reach(world, world.p000, 1, "5")
    assert said(refused) == (
        "Nothing can have been reached before the proposal is adopted.",
        "Intet kan være nået, før forslaget er vedtaget.",
    )


def apply(world, proposal):
    return apply_with_proposal(
        proposal,
        fund=Fund.objects.get(code="esf"),
        profile=RuleProfileVersion.objects.get(code="esf-2021-27"),
        starts_on=dt.date(2013, 1, 1),
        ends_on=dt.date(2013, 12, 31),
        requested=D("225000.00"),
        by=world.pm,
        at=world.clock(),
    )


def test_it_becomes_an_application_without_retyping(pilot):
    made = apply(pilot, pilot.p002)
    assert (made.ref, made.title, made.budget, made.requested) == (
        "P-002",
        "Mentorprogram for spouses i Aarhus",
        D("450000.00"),
        D("225000.00"),
    )
    assert "30-40 deltagende spouses" in made.summary
    assert [one.organisation.name for one in made.support_letters.all()] == ["Aarhus Kommune"]
    assert made.proposal == Proposal.objects.get(ref="P-002")
    with pytest.raises(Refused) as refused:
        apply(pilot, pilot.p002)
    assert said(refused) == (
        "P-002 has become an application already.",
        "P-002 er allerede blevet til en ansøgning.",
    )


def test_a_draft_becomes_nothing(world):
    with pytest.raises(Refused) as refused:
        apply(world, world.p002)
    assert said(refused) == (
        "Only what has been adopted becomes an agreement or an application.",
        "Kun det, der er vedtaget, bliver til en aftale eller en ansøgning.",
    )


def test_its_parts_become_the_areas_of_an_agreement(world):
    decided(world, deeds.adopt_proposal, forward(world, world.p000))
    municipal_world = municipal_grant(world)
    grant = Grant.objects.get(pk=municipal_world.grant.pk)
    agreement = agree_on_proposal(world.p000, grant, by=world.pm, at=world.clock())
    areas = Area.objects.filter(agreement=agreement)
    assert [one.title for one in areas][1:3] == [
        "Tættere tilknytning studerende",
        "Job til partner",
    ]
    told = AgreedTarget.objects.filter(agreement=agreement).order_by("area__number", "number")
    assert [(one.kind, one.minimum, one.maximum) for one in told][:5] == [
        ("range", 2, 6),
        ("per_year", 200, None),
        ("per_year", 50, None),
        ("text", None, None),
        ("per_year", 10, None),
    ]
    assert told.count() == 9
    assert list(agreement.proposals.all()) == [Proposal.objects.get(ref="P-000")]
