"""Chapters of the money's story: accounts are approved, instalments invoiced, the bank read."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from grants.models import Instalment
from partners.actions.accounts import approve_account, propose_account
from partners.actions.organisations import amend_organisation
from partners.models import BankAccount, Organisation
from reporting.actions.invoices import draft_invoice, send_invoice
from reporting.models import Invoice
from tests.grants.municipal import signed_agreement
from tests.reporting.statements import ACCOUNT

LEAD_CVR = "29189609"


def account(
    world: SimpleNamespace, organisation: Organisation, writer: Any, approver: Any, **numbers: str
) -> BankAccount:
    """An account that two persons stand for."""
    made = propose_account(
        organisation,
        **({"registration_no": "4183", "account_no": "1234567890"} | numbers),
        by=writer,
        at=world.clock(),
    )
    return approve_account(made, by=approver, at=world.clock())


def with_lead_account(world: SimpleNamespace) -> SimpleNamespace:
    """The lead has a CVR number and an account."""
    lead = world.organisations["lead"]
    world.organisations["lead"] = amend_organisation(
        lead, cvr=LEAD_CVR, by=world.ad, at=world.clock()
    )
    numbers = {"iban": ACCOUNT, "bic": "DABADKKK"}
    account(world, lead, world.lead_pu, world.lead_pa, **numbers)
    return world


def ready_to_invoice() -> SimpleNamespace:
    """The agreement of 001 is signed, the lead can be paid, it is January 2023."""
    return with_lead_account(signed_agreement())


def instalment(world: SimpleNamespace, letter: str, number: int, year: int = 2023) -> Instalment:
    """One of the ten."""
    return Instalment.objects.get(
        grant=world.grant, agreed__area__letter=letter, number=number, year=year
    )


def drafted(world: SimpleNamespace, letter: str = "a", number: int = 1, **said: Any) -> Invoice:
    """The project manager has drafted the invoice."""
    terms = {"text": "1. rate 2023", "buyer_reference": "Borgmesterens Afdeling"} | said
    return draft_invoice(instalment(world, letter, number), **terms, by=world.pm, at=world.clock())


def sent(world: SimpleNamespace, letter: str = "a", number: int = 1, **said: Any) -> Invoice:
    """The controller has sent it."""
    made = drafted(world, letter, number, **said)
    return send_invoice(made, by=world.lc, at=world.clock())
