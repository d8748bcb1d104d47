"""The signatory certifies that the fund stays within public expenditure (R-16)."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from reporting.actions import certificates
from reporting.actions.certificates import FundOverPublic
from reporting.actions.claims import check_claim
from reporting.models import Claim, PublicCertificate
from reporting.queries import public_expenditure
from reporting.queries.checks.base import Scope
from reporting.queries.checks.claims import limits_hold
from reporting.queries.public_expenditure import Allocated, allocated_public
from reporting.rules.public_expenditure import check_public_expenditure
from tests.cast import signed_grant
from tests.refusals.saying import Said, check
from tests.reporting import story
from tests.reporting.said import said

pytestmark = pytest.mark.django_db

ENGLISH = (
    "The fund would pay 100,000.00 kr. in all; the financing plan allocates 99,999.99 kr. of "
    "public money to the project. Have the financing plan amended, or claim less."
)
DANISH = (
    "Fonden ville betale 100.000,00 kr. i alt; finansieringsplanen afsætter 99.999,99 kr. i "
    "offentlige midler til projektet. Få finansieringsplanen ændret, eller anmod om mindre."
)


def test_the_limit_itself_is_allowed_and_an_oere_more_is_not():
    assert check_public_expenditure(D("100.00"), D("100.00")) == []
    found = Said(
        lambda: check_public_expenditure(D("100000.00"), D("99999.99")),
        *("FUND_OVER_PUBLIC", "R-16", "", ENGLISH, DANISH),
    )
    check(found)


def claimed(world):
    story.all_verified(world, {world.aarhus: ["200000.00"]}, ["100000.00"])
    return story.checked(world)


def test_public_money_is_the_plan_without_private_sources(world):
    # The cast's plan: 15 million of the fund, 7.5 of the municipality, 7.5 of private members.
    found = allocated_public(world.grant, world.clock().date())
    assert (found.version, found.amount) == (world.budget, D("22500000.00"))


def test_the_signature_keeps_the_test_with_the_claim(world, client, settings):
    claim = story.sent(world, claimed(world))
    kept = PublicCertificate.objects.get()
    assert (kept.claim, kept.fund, kept.allocated) == (claim, D("100000.00"), D("22500000.00"))
    assert (kept.version, kept.certified_by) == (world.budget, world.ls)
    assert limits_hold(Scope(world.grant)) == []
    settings.DEMO_DAY = world.clock.now.date()
    client.force_login(world.ma)
    shown = client.get(reverse("reporting:claim-detail", args=[claim.pk])).content.decode()
    assert "100.000,00\N{NO-BREAK SPACE}kr. af 22.500.000,00\N{NO-BREAK SPACE}kr." in shown
    with pytest.raises(DatabaseError, match="locked"), transaction.atomic():
        PublicCertificate.objects.update(allocated=D("1000000.00"))


def too_little(_grant, _on):
    return Allocated(None, D("99999.99"))


def test_neither_controller_nor_signatory_lets_it_pass(world, monkeypatch):
    story.all_verified(world, {world.aarhus: ["200000.00"]}, ["100000.00"])
    draft = story.build(world)
    monkeypatch.setattr(public_expenditure, "allocated_public", too_little)
    with pytest.raises(FundOverPublic) as no:
        check_claim(draft, by=world.lc, at=world.clock())
    assert (said(no, "en"), said(no, "da")) == (ENGLISH, DANISH)
    monkeypatch.undo()
    claim = check_claim(draft, by=world.lc, at=world.clock())
    monkeypatch.setattr(certificates, "allocated_public", too_little)
    with pytest.raises(FundOverPublic):
        story.sent(world, claim)
    assert Claim.objects.get().state == "audited"
    assert not PublicCertificate.objects.exists()


def test_an_advance_and_another_programme_ask_for_none(db):
    world = signed_grant(public_expenditure_test=False)
    story.sent(world, story.checked(world, is_advance=True))
    story.sent(world, claimed(world))
    assert not PublicCertificate.objects.exists()
