"""What the auditor's tests share: a claim of forty costs, a choice, and a finding's words."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from consortium.queries.texts import sentence_text
from reporting.actions.audit_samples import Choice, conclude_sample, draw_audit_sample, enter_error
from reporting.actions.findings import FindingEntry, write_finding
from reporting.models import AuditSample, Claim, Expenditure, Finding
from reporting.queries.audit_samples import Target
from reporting.rules.audit_samples import Planning
from tests.reporting import story

D = Decimal
SEED = "0123456789abcdef"
MUS = Planning("mus", 90, "bilateral", D("2"), D("0.2"), D("0.05"))
SMALL = Planning("small", 90, "bilateral", D("2"), D("0.2"), D("0.05"))
SIMPLE = Planning("simple", 90, "bilateral", D("2"), D("0.2"), D("0.05"))


def both(refusal: Any) -> tuple[str, str]:
    """The one sentence of a refusal, or of a breach, in English and in Danish."""
    breach = refusal
    if hasattr(refusal, "value"):
        [breach] = refusal.value.breaches
    en, da = (sentence_text(breach, one) for one in ("en", "da"))
    return en.replace("\N{NO-BREAK SPACE}", " "), da.replace("\N{NO-BREAK SPACE}", " ")


def claimed(world: SimpleNamespace, *amounts: str) -> Claim:
    """A claim that is sent: forty costs of Aarhus, from 100.00 to 4,000.00, or *amounts*."""
    costs = list(amounts) or [f"{n}00.00" for n in range(1, 41)]
    story.all_verified(world, {world.aarhus: costs}, ["60000.00"])
    claim = story.sent(world, story.checked(world))
    world.claim = claim
    return claim


def choice(world: SimpleNamespace, planning: Planning = MUS, **more: Any) -> Choice:
    """The auditor has chosen the claim, or what *more* says."""
    target = more.pop("target", None) or Target(world.grant, claim=world.claim)
    return Choice(target, planning, **more)


def drawn(
    world: SimpleNamespace, planning: Planning = MUS, *, seed: str = SEED, **more: Any
) -> AuditSample:
    """The auditor has drawn."""
    return draw_audit_sample(
        choice(world, planning, **more), seed=seed, by=world.au, at=world.clock()
    )


def looked(world: SimpleNamespace, sample: AuditSample, wrong: str = "0.00") -> AuditSample:
    """Every row has been looked at; the first one is wrong by *wrong*."""
    for place, pick in enumerate(sample.picks.all()):
        error = D(wrong) if not place else D("0.00")
        kind = "ineligible_cost" if error else ""
        note = "Uden for projektet" if error else ""
        enter_error(pick, error=error, kind=kind, note=note, by=world.au, at=world.clock())
    return sample


def concluded(world: SimpleNamespace, sample: AuditSample, **more: Any) -> AuditSample:
    """The auditor has concluded."""
    text = more.pop("text", "Ingen væsentlige fejl.")
    return conclude_sample(sample, text=text, **more, by=world.au, at=world.clock())


def entry(world: SimpleNamespace, **changed: Any) -> FindingEntry:
    """A finding on the first cost of the claim, which Aarhus answers within a month."""
    cost = Expenditure.objects.filter(claim__isnull=False, amount__gt=0).order_by("pk").first()
    given: dict[str, Any] = {
        "about": ("reporting.expenditure", cost.pk if cost else 0),
        "kind": "ineligible_cost",
        "text": "Forplejning til egne ansatte er medtaget.",
        "cause": "Kontoplanen skelner ikke.",
        "recommendation": "Træk udgiften ud, og ret kontoplanen.",
        "owner": "PA",
        "partner": world.aarhus,
        "due_on": world.clock().date() + dt.timedelta(days=30),
        "amount": D("50.00"),
    }
    return FindingEntry(**(given | changed))


def found(world: SimpleNamespace, **changed: Any) -> Finding:
    """The auditor has sent a finding."""
    return write_finding(world.grant, entry(world, **changed), by=world.au, at=world.clock())
