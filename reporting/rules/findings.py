"""Findings: their type in the Commission's words, whose they are, and how they end (A-26)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability, Role

# The types of finding that the Commission and the audit authorities report by.
TYPES = {
    "ineligible_project": _("Ineligible project or beneficiary"),
    "ineligible_cost": _("Ineligible expenditure"),
    "outside_period": _("Cost outside the eligibility period"),
    "double_funding": _("Double funding"),
    "procurement": _("Public procurement"),
    "state_aid": _("State aid"),
    "audit_trail": _("Missing supporting documents or audit trail"),
    "calculation": _("Accounting or calculation error"),
    "simplified_costs": _("Simplified cost options"),
    "revenue": _("Revenue of the project"),
    "publicity": _("Information and publicity"),
    "indicators": _("Performance indicators"),
    "sound_management": _("Sound financial management"),
    "equal_opportunities": _("Equal opportunities and non-discrimination"),
    "environment": _("Environmental rules"),
    "data_protection": _("Data protection"),
    "control_system": _("Weakness of the management and control system"),
    "other": _("Other"),
}
# The reason code that a correction takes from the type of the finding that led to it.
CORRECTION_REASONS = {
    "ineligible_project": "outside_project",
    "outside_period": "outside_project",
    "double_funding": "double_funding",
    "procurement": "procurement",
    "publicity": "publicity",
    "audit_trail": "not_documented",
    "calculation": "wrong_amount",
}
OTHER_REASON = "not_eligible"
# Who may own a finding, and by which right its answer is given.
OWNERS: Mapping[str, Capability] = {
    Role.PM: Capability.BUILD_CLAIM,
    Role.LC: Capability.CHECK_CLAIM,
    Role.LS: Capability.SIGN_CLAIM,
    Role.PA: Capability.ANSWER_HEARING,
}
OPEN, ANSWERED, FOLLOW_UP, CLOSED = "open", "answered", "follow_up", "closed"


@dataclass(frozen=True)
class Written:
    """A finding as the auditor writes it; amounts in DKK."""

    kind: str
    amount: Decimal
    text: str
    cause: str
    recommendation: str
    due_on: dt.date
    owner: str
    has_partner: bool


def correction_reason(kind: str) -> str:
    """The reason code of the correction that a finding of type *kind* leads to."""
    return CORRECTION_REASONS.get(kind, OTHER_REASON)


def check_finding(written: Written, on: dt.date) -> list[Breach]:
    """Why the finding cannot be sent like this on the day *on*."""
    found = []
    if written.kind not in TYPES:
        message = _("Choose the type of the finding.")
        found.append(Breach("TYPE_UNKNOWN", message, "kind", rule="A-26"))
    if written.amount < ZERO:
        message = _("The amount is not below 0; leave it at 0 where no money is at stake.")
        found.append(Breach("AMOUNT_OUTSIDE", message, "amount", rule="A-26"))
    for name in ("text", "cause", "recommendation"):
        if not getattr(written, name).strip():
            message = _("Write what was found, its cause and what you recommend.")
            found.append(Breach("TEXT_MISSING", message, name, rule="A-26"))
    if written.due_on < on:
        found.append(past_due(written.due_on))
    if written.owner not in OWNERS:
        message = _("Choose who answers.")
        found.append(Breach("OWNER_UNKNOWN", message, "owner", rule="A-26"))
    elif (written.owner == Role.PA) != written.has_partner:
        message = _("A finding of a partner names the partner, and no other finding does.")
        found.append(Breach("OWNER_UNCLEAR", message, "owner", rule="A-26"))
    return found


def past_due(due_on: dt.date) -> Breach:
    """An answer cannot be due on a day that has passed."""
    message = _("The answer is due on %(day)s, which has passed. Give a later day.")
    return Breach("DUE_IN_PAST", message, "due_on", {"day": due_on}, "A-26")


def check_words(text: str) -> list[Breach]:
    """An answer, a follow-up or a closing says something."""
    if text.strip():
        return []
    message = _("Write it in words; “no remarks” is an answer.")
    return [Breach("TEXT_MISSING", message, "text", rule="A-26")]


def check_cited(amounts: Sequence[Decimal], qualified: Decimal) -> list[Breach]:
    """A reservation is at least as large as the findings that it quotes."""
    cited = sum(amounts, ZERO)
    if cited <= qualified:
        return []
    message = _(
        "The findings quoted come to %(cited)s kr., more than the %(qualified)s kr. with "
        "reservation. Raise the amount, or quote fewer."
    )
    params = {"cited": cited, "qualified": qualified}
    return [Breach("CITED_TOO_MUCH", message, "qualified_amount", params, "rules 3.0")]
