"""What every action shares: one transaction, one memory, and a loud fault when it is forgotten."""

from __future__ import annotations

import datetime as dt

import pytest

from consortium.actions.base import ForgottenMemory, NotAllowed, action, must, record
from consortium.models import AuditEvent, ChainHead
from consortium.models.memory import add_rows, version_digest
from consortium.rules.hashing import sha256
from consortium.rules.refusals import Refused
from consortium.rules.roles import Capability
from grants.models import Indicator


def newest(chain: str) -> AuditEvent:
    return AuditEvent.objects.filter(chain=chain).order_by("-number")[0]


def test_it_writes_one_event_with_the_versions_it_made(world):
    @action
    def rename(indicator, *, by, at):
        indicator.name_da = "Nye deltagere"
        indicator.save()
        record("indicator.renamed", indicator, chain=world.grant.ref, after={"name": "Nye"})

    rename(world.indicator, by=world.pm, at=world.clock())

    event = newest(world.grant.ref)
    version = Indicator.history.filter(id=world.indicator.pk).first()
    assert event.verb == "indicator.renamed"
    assert event.sha256 == sha256(event.body_text)
    assert event.is_what_was_hashed()
    assert event.versions == {f"grants.historicalindicator:{version.pk}": version_digest(version)}
    assert version.history_user == world.pm
    assert ChainHead.objects.get(chain=world.grant.ref).sha256 == event.sha256


def test_forgetting_the_event_breaks_and_saves_nothing(world):
    @action
    def silently(indicator, *, by, at):
        indicator.name_da = "Skjult"
        indicator.save()

    with pytest.raises(ForgottenMemory):
        silently(world.indicator, by=world.pm, at=world.clock())
    world.indicator.refresh_from_db()
    assert world.indicator.name_da != "Skjult"


def test_a_refusal_saves_nothing(world):
    before = AuditEvent.objects.count()

    @action
    def half(indicator, *, by, at):
        indicator.target = 1
        indicator.save()
        record("indicator.set", indicator)
        raise Refused.because("No.", rule="R-00")

    with pytest.raises(Refused):
        half(world.indicator, by=world.pm, at=world.clock())
    world.indicator.refresh_from_db()
    assert world.indicator.target == 4000
    assert AuditEvent.objects.count() == before


def test_an_inner_action_joins_the_outer_one(world):
    @action
    def inner(indicator, *, by, at):
        record("inner.done", indicator, chain=world.grant.ref)

    @action
    def outer(indicator, *, by, at):
        inner(indicator, by=by, at=at)
        record("outer.done", indicator, chain=world.grant.ref)

    outer(world.indicator, by=world.pm, at=world.clock())
    verbs = AuditEvent.objects.filter(chain=world.grant.ref).order_by("-number")
    assert [event.verb for event in verbs[:2]] == ["outer.done", "inner.done"]


def test_rights_are_asked(world):
    must(world.pm, Capability.PLAN_PROJECT, world.grant)
    with pytest.raises(NotAllowed):
        must(world.stranger, Capability.PLAN_PROJECT, world.grant)
    with pytest.raises(NotAllowed):
        must(world.ad, Capability.BOOK_PAYMENT, world.grant)


def test_rows_with_memory_are_written_inside_an_action_only(world):
    with pytest.raises(RuntimeError):
        add_rows([], Indicator)
    with pytest.raises(RuntimeError):
        record("nothing", world.grant)


def test_the_instant_must_know_its_zone(world):
    @action
    def anything(*, by, at):
        record("x", world.grant)

    with pytest.raises(TypeError):
        anything(by=world.pm, at=dt.datetime(2012, 3, 1))
