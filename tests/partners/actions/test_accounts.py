"""A bank account is written down by one person and approved by another (A-07)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from consortium.actions.base import NotAllowed
from partners.actions.accounts import (
    AccountRefused,
    approve_account,
    propose_account,
    refuse_account,
)
from partners.models import BankAccount
from tests.cast import people_and_organisations
from tests.copies import laid_out
from tests.reporting.said import said

NUMBERS = {"registration_no": "4183", "account_no": "123 456-7890"}


@pytest.fixture
def world(db):
    world = laid_out(people_and_organisations)
    world.aarhus = world.organisations["aarhus"]
    return world


def proposed(world, by=None, **numbers):
    terms = NUMBERS | numbers
    return propose_account(world.aarhus, **terms, by=by or world.pu, at=world.clock())


def test_two_persons_stand_for_an_account_and_the_old_one_is_replaced(world):
    first = approve_account(proposed(world), by=world.pa, at=world.clock())
    assert (first.state, str(first), first.facts.bban) == (
        "in_use",
        "4183 1234567890",
        "41831234567890",
    )
    second = approve_account(proposed(world, account_no="5555"), by=world.pa, at=world.clock())
    first.refresh_from_db()
    assert (first.state, second.state) == ("replaced", "in_use")
    assert first.history.count() == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        BankAccount.objects.filter(pk=second.pk).update(account_no="6666")


def test_refusals_are_sentences(world):
    made = proposed(world)
    with pytest.raises(AccountRefused) as refusal:
        proposed(world)
    assert said(refusal, "en") == (
        "An account of Aarhus Kommune waits for approval already; approve or refuse it first."
    )
    assert said(refusal, "da") == (
        "En konto for Aarhus Kommune venter allerede på godkendelse; godkend eller afvis den først."
    )
    with pytest.raises(AccountRefused) as refusal:
        refuse_account(made, reason=" ", by=world.pa, at=world.clock())
    assert said(refusal, "da") == "Skriv, hvorfor kontoen afvises."
    assert refuse_account(made, reason="Lukket.", by=world.pa, at=world.clock()).reason == "Lukket."
    with pytest.raises(AccountRefused) as refusal:
        proposed(world, registration_no="41")
    assert said(refusal, "da") == "“41” er ikke et registreringsnummer: det har fire cifre."


def test_nobody_else_touches_it(world):
    for nobody in (world.pa, world.randers_pu, world.ad, world.lc, world.stranger):
        with pytest.raises(NotAllowed):
            proposed(world, by=nobody)
    made = proposed(world)
    for nobody in (world.pu, world.randers_pa, world.ad, world.stranger):
        with pytest.raises((NotAllowed, AccountRefused)):
            approve_account(made, by=nobody, at=world.clock())
    seen = {
        name: BankAccount.objects.visible_to(getattr(world, name)).count()
        for name in ("pu", "pa", "randers_pu", "stranger")
    }
    assert seen == {"pu": 1, "pa": 1, "randers_pu": 0, "stranger": 0}
