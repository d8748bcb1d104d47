"""A register of proposals as document 004 tells it, with the cast in their seats."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

from grants.actions.applications import (
    ask_for_support,
    draft_application,
    recommend_application,
    submit_application,
)
from grants.actions.awards import award_grant
from grants.actions.grants import accept_grant
from grants.models import Fund, Grant, Measure, MeasureOwner, RuleProfileVersion
from reporting.management.demo.register import fill_register
from tests.cast import people_and_organisations

FRAME = Decimal("64135000.00")


def empty_register(ref: str = "M-004") -> SimpleNamespace:
    """The cast, and a grant under the profile of registers with nothing in it."""
    world = people_and_organisations(ref)
    clock = world.clock
    fund = Fund.objects.create(code="register", name_da="Kommunen", name_en="The municipality")
    application = draft_application(
        ref=ref,
        title="Bedre vilkår for internationale borgere",
        fund=fund,
        profile=RuleProfileVersion.objects.get(code="funding-register"),
        lead=world.organisations["lead"],
        starts_on=dt.date(2023, 12, 14),
        ends_on=dt.date(2028, 12, 31),
        ceiling=FRAME,
        budget=FRAME,
        requested=FRAME,
        summary="Register",
        partners=[],
        by=world.pm,
        at=clock(),
    )
    application = ask_for_support(application, by=world.pm, at=clock())
    application = submit_application(application, by=world.ls, at=clock())
    application = recommend_application(application, note="", by=world.rg, at=clock())
    grant = award_grant(
        application,
        amount=FRAME,
        budget=FRAME,
        offered_on=dt.date(2012, 2, 1),
        journal_no="004",
        overrides={},
        by=world.ma,
        at=clock(),
    )
    accept_grant(grant, by=world.ls, at=clock())
    world.grant = Grant.objects.select_related("lead", "fund").get(pk=grant.pk)
    return world


def register_004() -> SimpleNamespace:
    """The register filled from `fixtures/register_004.json`."""
    world = empty_register()
    fill_register(world.grant, world.pm, world.clock)
    world.measures = {one.number: one for one in Measure.objects.filter(grant=world.grant)}
    world.owners = {one.code: one for one in MeasureOwner.objects.filter(grant=world.grant)}
    return world
