"""Who takes part in a consortium without a vote: bodies, and the office that comes (003)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from consortium.rules.identifiers import contains_cpr
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

ASSOCIATED, OBSERVER, ADVISER = "associated", "observer", "adviser"
STANDINGS: Mapping[str, str] = {
    ASSOCIATED: _("Associated, without a vote"),
    OBSERVER: _("Observer"),
    ADVISER: _("Adviser"),
}
COMPANY, UNION, SCHOOL, ASSOCIATION, AUTHORITY, OTHER = (
    "company",
    "union",
    "school",
    "association",
    "authority",
    "other",
)
BODIES: Mapping[str, str] = {
    COMPANY: _("Company"),
    UNION: _("Party of the labour market"),
    SCHOOL: _("Place of education"),
    ASSOCIATION: _("Association or network"),
    AUTHORITY: _("Public authority"),
    OTHER: _("Another body"),
}


@dataclass(frozen=True)
class MemberFacts:
    """A body beside the table: what it is, as what it takes part, and which office comes."""

    name: str
    body: str
    standing: str
    representative: str
    starts_on: date
    ends_on: date | None = None


def check_member(
    facts: MemberFacts, *, voting: Collection[str], beside: Collection[str]
) -> list[Breach]:
    """What is wrong with a member without a vote.

    *voting* are the partners of the project, who have their vote as such; *beside* the bodies that
    take part in this consortium already.
    """
    found = []
    name = " ".join(facts.name.split()).casefold()
    for field in ("name", "representative"):
        if not getattr(facts, field).strip():
            found.append(Breach("EMPTY", _("This must be filled in."), field))
        if contains_cpr(getattr(facts, field)):
            message = _(
                "The text holds what reads as a CPR number. CPR numbers are never stored here: "
                "leave it out."
            )
            found.append(Breach("CPR_NUMBER", message, field, {}, "G-01"))
    if facts.body not in BODIES:
        found.append(Breach("BODY_UNKNOWN", _("Say what kind of body it is."), "body"))
    if facts.standing not in STANDINGS:
        message = _("Say as what the body takes part.")
        found.append(Breach("STANDING_UNKNOWN", message, "standing"))
    if name in {one.casefold() for one in voting}:
        message = _(
            "%(name)s is a partner of the project and has its vote as such. Only bodies without a "
            "vote stand here."
        )
        found.append(Breach("HAS_A_VOTE", message, "name", {"name": facts.name.strip()}, "W-10"))
    if name in {one.casefold() for one in beside}:
        message = _("%(name)s takes part in this consortium already. End that row first.")
        found.append(Breach("TAKES_PART", message, "name", {"name": facts.name.strip()}))
    if facts.ends_on is not None and facts.ends_on < facts.starts_on:
        message = _("It would end on %(ends_on)s, before it begins on %(starts_on)s.")
        days: dict[str, object] = {"starts_on": facts.starts_on, "ends_on": facts.ends_on}
        found.append(Breach("ENDS_FIRST", message, "ends_on", days))
    return found
