"""A project is settled, kept, held and at last disposed of; every guard with its sentence."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from consortium.actions.base import NotAllowed, SealedProject
from consortium.models import ChainHead
from consortium.queries.texts import sentence_text
from consortium.rules.roles import Role
from consortium.rules.states import StepNotAllowed
from grants.actions.changes import file_change, withdraw_change
from grants.actions.indicators import set_indicator
from grants.actions.seats import appoint
from grants.models import Grant
from reporting.actions import closing as deeds
from reporting.actions.calendar import keep_calendar
from reporting.models import Closure, Expenditure
from reporting.queries.checks.base import Scope
from reporting.queries.checks.flows import rules_are_frozen
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story


def said(refusal, place=0) -> dict[str, str]:
    breach = refusal.value.breaches[place]
    found = {}
    for language in ("en", "da"):
        with translation.override(language):
            found[language] = sentence_text(breach)
    return found


def ended_project():
    """The whole project is claimed, paid and passed on in its first half year."""
    world = laid_out(signed_grant)
    costs = {world.aarhus: ["400000.00"], world.randers: ["200000.00"]}
    story.all_verified(world, costs, ["300000.00"])
    world.claim = story.checked(world, is_final=True)
    story.settled(world, world.claim)
    world.grant = Grant.objects.get(pk=world.grant.pk)
    return world


@pytest.fixture
def ended(db):
    return laid_out(ended_project)


def opened(world):
    return deeds.open_closure(world.grant, by=world.lc, at=world.clock())


@pytest.fixture
def settled(ended):
    closure = deeds.settle_closure(opened(ended), by=ended.ls, at=ended.clock())
    ended.grant = Grant.objects.get(pk=ended.grant.pk)
    ended.closure = closure
    return ended


@pytest.fixture
def kept(settled):
    """The programme was closed in 2018, so the papers of 2012 are kept until 2021."""
    deeds.note_days(
        settled.closure,
        programme_closed_on=dt.date(2018, 6, 30),
        by=settled.lc,
        at=settled.clock(),
    )
    settled.clock.move_to(2018, 7, 1)
    assert keep_calendar(at=settled.clock()).closures == 1
    settled.closure = Closure.objects.get()
    return settled


def administrator(world):
    """The first administrator takes a seat on the grant."""
    appoint(
        user=world.ad,
        role=Role.AD,
        organisation=world.organisations["lead"],
        grant_ref=world.ref,
        starts_on=dt.date(2012, 1, 1),
        by=world.ad,
        at=world.clock(),
    )
    return world.ad


def test_the_signatory_settles_what_the_controller_began(settled):
    closure = settled.closure
    assert (closure.state, closure.settled_by) == ("settled", settled.ls)
    assert closure.last_payment_on == dt.date(2012, 3, 1)
    assert settled.grant.state == "closed"
    assert ChainHead.objects.get(chain=settled.ref).is_sealed


def test_what_is_open_is_named_with_its_page(world):
    closure = opened(world)
    file_change(
        world.grant,
        by=world.pm,
        at=world.clock(),
        kind="activity",
        reason="x",
        consequences="y",
        effective_from=dt.date(2013, 1, 1),
    )
    story.submitted(world, world.aarhus, ["100.00"])
    with pytest.raises(deeds.NotSettled) as refusal:
        deeds.settle_closure(closure, by=world.ls, at=world.clock())
    assert [(one.code, one.subject) for one in refusal.value.breaches] == [
        ("NO_FINAL_CLAIM", "claims"),
        ("REPORT_OPEN", "verification"),
        ("CHANGE_OPEN", "changes"),
    ]
    assert said(refusal) == {
        "en": "There is no final claim that the funder has decided; build and send it first.",
        "da": "Der er ingen slutanmodning, som fonden har afgjort; opstil og send den først.",
    }
    change = world.grant.change_requests.get()
    withdraw_change(change, reason="Ikke nødvendig", by=world.pm, at=world.clock())
    with pytest.raises(deeds.NotSettled) as refusal:
        deeds.settle_closure(closure, by=world.ls, at=world.clock())
    assert "CHANGE_OPEN" not in [one.code for one in refusal.value.breaches]


def test_money_under_way_stands_against_it(world):
    story.all_verified(world, {world.aarhus: ["400000.00"]}, ["200000.00"])
    claim = story.accepted(world, story.sent(world, story.checked(world, is_final=True)))
    closure = opened(world)
    with pytest.raises(deeds.NotSettled, match=r"The fund owes 200000\.00 kr"):
        deeds.settle_closure(closure, by=world.ls, at=world.clock())
    payment = story.paid(world, claim)
    with pytest.raises(deeds.NotSettled, match="Disbursements not yet sent and confirmed: 1"):
        deeds.settle_closure(closure, by=world.ls, at=world.clock())
    story.passed_on(world, payment)
    assert deeds.settle_closure(closure, by=world.ls, at=world.clock()).state == "settled"


def test_a_settled_project_is_read_only_for_everybody(settled):
    world = settled
    with pytest.raises(SealedProject) as refusal:
        set_indicator(
            world.grant,
            number=9,
            code="x",
            name_da="x",
            name_en="x",
            unit_da="x",
            unit_en="x",
            count_rule="x",
            source="x",
            by_sex=False,
            target=1,
            by=world.pm,
            at=world.clock(),
        )
    assert said(refusal) == {
        "en": "M-003 is settled and read-only: nothing is written, changed or decided in it any "
        "more. Its papers can still be read and made again.",
        "da": "M-003 er afsluttet og kan kun læses: intet skrives, ændres eller afgøres i den "
        "mere. Papirerne kan stadig læses og dannes igen.",
    }
    assert not world.grant.indicators.filter(number=9).exists()
    # An auditor must still be let in.
    appoint(
        user=world.stranger,
        role=Role.RO,
        organisation=world.organisations["outside"],
        grant_ref=world.ref,
        starts_on=dt.date(2012, 1, 1),
        by=world.ad,
        at=world.clock(),
    )


def test_the_database_refuses_rows_of_a_settled_project(settled):
    row = Expenditure.objects.all()[0]
    row.pk, row.state, row.claim, row.voucher_no = None, "draft", None, "NY"
    row.accepted = row.disallowed = row.awaiting = Decimal(0)
    with pytest.raises(DatabaseError, match="locked"), transaction.atomic():
        row.save()
    head = ChainHead.objects.get(chain=settled.ref)
    with pytest.raises(DatabaseError, match="locked"), transaction.atomic():
        ChainHead.objects.filter(pk=head.pk).update(is_sealed=False, number=head.number + 1)


def test_two_persons_and_the_order_of_steps(ended):
    world = ended
    for person in (world.pm, world.ls, world.ma, world.pu):
        with pytest.raises(NotAllowed):
            deeds.open_closure(world.grant, by=person, at=world.clock())
    closure = opened(world)
    with pytest.raises(deeds.ClosureRefused, match="being closed already"):
        opened(world)
    for person in (world.lc, world.pm, world.ma):
        with pytest.raises(NotAllowed):
            deeds.settle_closure(closure, by=person, at=world.clock())
    with pytest.raises(StepNotAllowed):
        deeds.begin_retention(closure, by=None, at=world.clock())


def test_retention_waits_for_its_day_and_begins_once(settled):
    world = settled
    world.clock.move_to(2016, 1, 4)
    assert keep_calendar(at=world.clock()).closures == 0
    with pytest.raises(deeds.ClosureRefused, match="day on which the programme was closed"):
        deeds.begin_retention(world.closure, by=None, at=world.clock())
    deeds.note_days(
        world.closure, programme_closed_on=dt.date(2018, 6, 30), by=world.lc, at=world.clock()
    )
    assert [keep_calendar(at=world.clock()).closures for _run in range(2)] == [1, 0]
    closure = Closure.objects.get()
    assert (closure.state, closure.retain_until, closure.retain_basis) == (
        "retention",
        dt.date(2021, 6, 30),
        "profile",
    )
    with pytest.raises(deeds.ClosureRefused, match="Retention has begun"):
        deeds.note_days(closure, by=world.lc, at=world.clock())


def test_papers_go_after_their_day_by_two_persons(kept):
    world, closure = kept, kept.closure
    world.clock.move_to(2021, 6, 30)
    administrator(world)
    with pytest.raises(deeds.StillKept) as refusal:
        deeds.ask_for_disposal(closure, by=world.ad, at=world.clock())
    assert said(refusal) == {
        "en": "The papers are kept until 30/06/2021 and may go on 01/07/2021 at the earliest.",
        "da": "Papirerne opbevares til 30.6.2021 og kan tidligst bortskaffes 1.7.2021.",
    }
    world.clock.move_to(2021, 7, 1)
    with pytest.raises(deeds.ClosureRefused, match="administrator asks for the disposal first"):
        deeds.dispose(closure, by=world.ls, at=world.clock())
    deeds.ask_for_disposal(closure, by=world.ad, at=world.clock())
    closure = deeds.dispose(closure, by=world.ls, at=world.clock())
    assert (closure.state, closure.disposed_on) == ("disposed", dt.date(2021, 7, 1))
    assert rules_are_frozen(Scope(world.grant)) == []


def test_a_hold_stops_the_clock(kept):
    world = kept
    world.clock.move_to(2019, 1, 10)
    hold = deeds.place_hold(
        world.grant,
        starts_on=dt.date(2019, 1, 1),
        asked_by="Europa-Kommissionen",
        reason="Revision",
        by=world.lc,
        at=world.clock(),
    )
    world.clock.move_to(2021, 7, 2)
    with pytest.raises(deeds.StillKept, match="legal hold of 2019-01-01 stands"):
        deeds.ask_for_disposal(world.closure, by=administrator(world), at=world.clock())
    lifted = deeds.lift_hold(
        hold, ends_on=dt.date(2021, 7, 1), reason="Sagen er lukket", by=world.lc, at=world.clock()
    )
    assert lifted.ends_on == dt.date(2021, 7, 1)
    closure = Closure.objects.get()
    assert closure.retain_until == dt.date(2021, 6, 30) + dt.timedelta(days=913)
    assert rules_are_frozen(Scope(world.grant)) == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"reason": " "}, "names who asks for it and why"),
        ({"asked_by": ""}, "names who asks for it and why"),
        ({"starts_on": dt.date(2030, 1, 1)}, "begins today at the latest"),
    ],
)
def test_a_hold_is_placed_with_who_why_and_when(world, given, words):
    values = {"starts_on": dt.date(2012, 1, 1), "asked_by": "Rigsrevisionen", "reason": "Sag"}
    with pytest.raises(deeds.ClosureRefused, match=words):
        deeds.place_hold(world.grant, by=world.lc, at=world.clock(), **{**values, **given})


def test_a_34_finds_a_wrong_date_and_a_disposal_too_early(kept):
    world = kept
    wrong = dt.date(2019, 1, 1)
    Closure.objects.update(retain_until=wrong)
    [found] = rules_are_frozen(Scope(world.grant))
    assert "the rules give another day" in str(found.breach)
    Closure.objects.update(
        state="disposed", disposed_on=dt.date(2020, 1, 1), disposal_asked_by=world.ad
    )
    deeds.place_hold(
        world.grant,
        starts_on=dt.date(2018, 7, 1),
        asked_by="Retten",
        reason="Sag",
        by=world.lc,
        at=world.clock(),
    )
    sentences = [str(fault.breach) for fault in rules_are_frozen(Scope())]
    assert any("before its day" in sentence for sentence in sentences)
