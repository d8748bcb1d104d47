"""A grant that is suspended or ended takes no claims; the funder or its letter moves it (3.0)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from consortium.actions.base import NotAllowed
from consortium.queries.texts import sentence_text
from consortium.rules.states import StepNotAllowed
from grants.actions.funder import LetterMissing
from grants.actions.grants import GrantRefused, resume_grant, suspend_grant, terminate_grant
from reporting.actions.claim_building import rebuild_claim
from reporting.actions.claims import build_claim, check_claim, submit_claim
from reporting.actions.in_force import GrantNotInForce
from tests.grants.actions.test_changes import letter
from tests.reporting import story


def decided(world, deed, by="ma", **given):
    values = {"on": world.clock().date(), "reason": "Afgørelse", "at": world.clock()}
    return deed(world.grant, by=getattr(world, by), **{**values, **given})


def test_a_suspended_grant_takes_no_claim_and_a_resumed_one_does(world):
    story.all_verified(world, {world.aarhus: ["1000.00"]}, ["500.00"])
    claim = build_claim(world.grant, world.period, by=world.pm, at=world.clock())
    assert decided(world, suspend_grant).state == "suspended"
    with pytest.raises(GrantNotInForce) as refusal:
        check_claim(claim, by=world.lc, at=world.clock())
    [breach] = refusal.value.breaches
    with translation.override("en"):
        assert sentence_text(breach) == (
            "The grant M-003 is “Suspended”, so nothing can be claimed on it. Only a grant that "
            "is accepted, or resumed by the funder, takes claims."
        )
    with translation.override("da"):
        assert sentence_text(breach) == (
            "Tilsagnet M-003 er “Suspenderet”, så der kan ikke anmodes om udbetaling. Det kan der "
            "kun på et tilsagn, der er accepteret eller genoptaget af fonden."
        )
    for deed in (
        lambda: build_claim(world.grant, world.period, by=world.pm, at=world.clock()),
        lambda: rebuild_claim(claim, by=world.pm, at=world.clock()),
        lambda: submit_claim(claim, by=world.ls, at=world.clock()),
    ):
        with pytest.raises(GrantNotInForce):
            deed()
    assert decided(world, resume_grant).state == "accepted"
    assert check_claim(claim, by=world.lc, at=world.clock()).state == "checked"


def test_a_terminated_grant_stays_so(world):
    assert decided(world, terminate_grant).state == "terminated"
    for deed in (resume_grant, suspend_grant, terminate_grant):
        with pytest.raises(StepNotAllowed):
            decided(world, deed)
    with pytest.raises(GrantNotInForce):
        build_claim(world.grant, world.period, by=world.pm, at=world.clock())


def test_the_funder_or_its_letter_with_a_reason(world):
    with pytest.raises(GrantRefused, match="gives its reason"):
        decided(world, suspend_grant, reason=" ")
    with pytest.raises(LetterMissing):
        decided(world, suspend_grant, by="pm")
    for who in ("lc", "ls", "ro", "pu", "stranger"):
        with pytest.raises(NotAllowed):
            decided(world, suspend_grant, by=who, letter=letter(world))
    assert decided(world, suspend_grant, by="pm", letter=letter(world)).state == "suspended"


def test_a_decision_is_not_dated_ahead(world):
    ahead = world.clock().date() + dt.timedelta(days=1)
    for deed in (suspend_grant, terminate_grant):
        with pytest.raises(GrantRefused) as refusal:
            decided(world, deed, on=ahead)
        [breach] = refusal.value.breaches
        with translation.override("en"):
            assert sentence_text(breach) == "A decision is not dated ahead: 02/03/2012."
        with translation.override("da"):
            assert sentence_text(breach) == "En afgørelse dateres ikke frem i tiden: 2.3.2012."
    assert decided(world, suspend_grant).state == "suspended"
