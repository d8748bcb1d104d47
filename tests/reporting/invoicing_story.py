"""Chapters of the money's story: accounts are approved, instalments invoiced, the bank read."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from grants.models import (
    MUNICIPALITY,
    OPERATOR,
    AgreedAmount,
    AgreementParty,
    Area,
    Instalment,
    MunicipalAgreement,
)
from partners.actions.accounts import approve_account, propose_account
from partners.actions.organisations import amend_organisation
from partners.models import BankAccount, Organisation
from reporting.actions.bank import confirm_match, read_bank_file
from reporting.actions.invoices import draft_invoice, send_invoice
from reporting.actions.payments import approve_disbursements
from reporting.models import Invoice, PaymentFile, PaymentFileRow
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.grants.municipal import GLN, signed_agreement
from tests.reporting import story
from tests.reporting.statements import ACCOUNT, entry, statement

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


def invoiced(world: SimpleNamespace) -> Invoice:
    """In a fund's world: two instalments as an agreement lays them out, the first one invoiced."""
    with_lead_account(world)
    day = world.clock().date()
    agreement, _new = MunicipalAgreement.objects.get_or_create(grant=world.grant)
    places = {"street": "Rådhuspladsen 2", "postcode": "8000", "city": "Aarhus C"}
    for role, key, gln in ((OPERATOR, "lead", ""), (MUNICIPALITY, "aarhus", GLN)):
        AgreementParty.objects.create(
            agreement=agreement,
            role=role,
            organisation=world.organisations[key],
            gln=gln,
            signs_as="Leder",
            **places,
        )
    area = Area.objects.create(agreement=agreement, number=9, letter="z", title="Uddannelse")
    agreed = AgreedAmount.objects.create(
        agreement=agreement,
        area=area,
        year=day.year,
        amount=Decimal("1000.00"),
        starts_on=day,
        ends_on=day,
    )
    world.instalments = [
        Instalment.objects.create(
            grant=world.grant,
            agreed=agreed,
            activity="Uddannelse",
            year=day.year,
            number=number,
            amount=Decimal("500.00"),
            due_on=day,
        )
        for number in (1, 2)
    ]
    made = draft_invoice(
        world.instalments[0],
        text="1. rate",
        buyer_reference="BA",
        by=world.pm,
        at=world.clock(),
    )
    return send_invoice(made, by=world.lc, at=world.clock())


def banked(world: SimpleNamespace) -> None:
    """An invoice that is paid at the bank, a payment file, and an account that waits."""
    world.invoice = invoiced(world)
    day = world.clock().date()
    rows = (entry("500.00", ref="B1", on=day.isoformat(), text="00001"), entry("7.00", ref="B2"))
    [world.statement] = read_bank_file(
        world.grant, file=statement(*rows), name="udtog.xml", by=world.lc, at=world.clock()
    )
    confirm_match(
        world.statement.entries.get(number=1),
        kind="invoice",
        key=world.invoice.pk,
        by=world.lc,
        at=world.clock(),
    )
    # As `make_payment_file` leaves it: what this world passed on is with the partners already.
    world.payment_file = PaymentFile.objects.create(
        grant=world.grant,
        payment=world.payment,
        message_id="M-003-U1-1",
        execute_on=day,
        transactions=1,
        control_sum=Decimal("1.00"),
        content="<Document/>",
        sha256="0" * 64,
        made_by=world.lc,
        made_at=world.clock(),
    )
    PaymentFileRow.objects.create(
        file=world.payment_file,
        disbursement=world.payment.disbursements.first(),
        end_to_end="K1",
        amount=Decimal("1.00"),
    )
    world.account = propose_account(
        world.organisations["aarhus"],
        registration_no="4183",
        account_no="2222222222",
        by=world.pu,
        at=world.clock(),
    )


def claimed() -> SimpleNamespace:
    """An accepted claim of 150,000; everybody has an account."""
    world = laid_out(signed_grant)
    costs = {world.aarhus: ["250000.00"], world.randers: ["150000.00"]}
    story.all_verified(world, costs, ["150000.00"])
    world.claim = story.accepted(world, story.sent(world, story.checked(world)))
    orgs = world.organisations
    account(world, orgs["aarhus"], world.pu, world.pa, account_no="2222222222")
    account(world, orgs["randers"], world.randers_pu, world.randers_pa, account_no="3333333333")
    return with_lead_account(world)


def approved() -> SimpleNamespace:
    """The fund has paid, the signatory has approved what goes on."""
    world = laid_out(claimed)
    world.payment = story.paid(world, world.claim)
    approve_disbursements(world.payment, by=world.ls, at=world.clock())
    return world
