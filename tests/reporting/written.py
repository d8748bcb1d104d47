"""Recipients, sections and texts in a told story."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

from grants.models import Grant, ReportingPeriod
from reporting.actions.procurement import ContractFacts, enter_contract
from reporting.actions.recipients import (
    RecipientFacts,
    SectionFacts,
    add_section,
    name_recipient,
)
from reporting.actions.texts import approve_text, review_text, write_text
from reporting.models import PaperRecipient, PaperSection, ProcurementContract, SectionText
from tests.sample_files import pdf

# A contract as its form sends it, without the partner.
CONTRACT = {
    "text": "Trykning",
    "supplier": "Trykkeriet",
    "signed_on": "02.04.2012",
    "value": "40000,00",
    "procedure": "quotes",
}


def named(
    world: SimpleNamespace,
    code: str = "authority",
    sections: tuple[SectionFacts, ...] | None = None,
    *,
    base: str = "authority",
    required: bool = False,
    **more: str,
) -> PaperRecipient:
    """A recipient that asks for one section, `economy`, or for *sections* by their numbers."""
    facts = RecipientFacts(name=more.pop("name", "Erhvervs- og Byggestyrelsen"), base=base, **more)
    grant = Grant.objects.get(pk=world.grant.pk)
    recipient = name_recipient(grant, code, facts, by=world.pm, at=world.clock())
    asked = sections or (
        SectionFacts(1, "Økonomi", "Economy", "Hvad der er brugt.", "What was used.", required),
    )
    for one in asked:
        own = "economy" if one.number == 1 else f"section-{one.number}"
        add_section(recipient, own, one, by=world.pm, at=world.clock())
    return recipient


def section(code: str = "economy", recipient: str = "authority") -> PaperSection:
    rows = PaperSection.objects.select_related("recipient")
    return rows.get(recipient__code=recipient, code=code)


def written(
    world: SimpleNamespace, period: ReportingPeriod, code: str, body: str, to: str = "authority"
) -> SectionText:
    """The project manager writes."""
    period = ReportingPeriod.objects.get(pk=period.pk)
    return write_text(section(code, to), period, body, by=world.pm, at=world.clock())


def approved(text: SectionText, world: SimpleNamespace) -> SectionText:
    """The controller reviews, the signatory approves."""
    text = review_text(text, by=world.lc, at=world.clock())
    return approve_text(text, by=world.ls, at=world.clock())


def bought(world: SimpleNamespace, **more: object) -> ProcurementContract:
    """A contract of Aarhus after three quotes."""
    told = {
        "text": "Rådgivning om bosætning",
        "supplier": "Konsulenthuset ApS",
        "supplier_cvr": "29189668",
        "value": Decimal("80000.00"),
        "procedure": "quotes",
        "signed_on": dt.date(2012, 4, 2),
        "threshold": Decimal("500000.00"),
    }
    facts = ContractFacts(**{**told, **more})  # type: ignore[arg-type]
    file, by, at = pdf("Tre tilbud"), world.pm, world.clock()
    return enter_contract(world.aarhus, facts, file=file, name="tilbud.pdf", by=by, at=at)
