"""The public list of operations: what a line must say, and when the list is due (CPR art. 49)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from consortium.rules.identifiers import contains_cpr
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.spans import add_months

RULE = "CPR 49(3)"
# CPR art. 49(3): the list is updated at least every four months.
MONTHS_BETWEEN = 4


@dataclass(frozen=True)
class EntryFacts:
    """What the lead writes of its grant for the public, in both languages."""

    purpose_da: str
    purpose_en: str
    expected_da: str
    expected_en: str
    objective: str
    intervention: str
    place: str
    country: str
    actual_da: str = ""
    actual_en: str = ""
    contractors: str = ""
    told_on: date | None = None


FACTS = tuple(one.name for one in fields(EntryFacts))
TEXTS = tuple(name for name in FACTS if name != "told_on")
PAIRS = (("actual_da", "actual_en"), ("actual_en", "actual_da"))


def check_entry(facts: EntryFacts, *, on: date) -> list[Breach]:
    """What is wrong with a line before it may stand; *on* is the day of writing."""
    found = [
        Breach(
            "CPR_NUMBER",
            _(
                "The text holds what reads as a CPR number. CPR numbers are never stored here: "
                "leave it out."
            ),
            subject=name,
            rule="G-01",
        )
        for name in TEXTS
        if contains_cpr(getattr(facts, name))
    ]
    found += [
        Breach(
            "ONE_LANGUAGE",
            _("The achievements stand in one language only. Write them in both, or in neither."),
            subject=empty,
            rule=RULE,
        )
        for written, empty in PAIRS
        if getattr(facts, written) and not getattr(facts, empty)
    ]
    if facts.told_on is not None and facts.told_on > on:
        found.append(
            Breach(
                "TOLD_LATER",
                _("The beneficiaries cannot have been told on %(day)s, which is still to come."),
                subject="told_on",
                params={"day": facts.told_on},
                rule=RULE,
            )
        )
    return found


def check_told(told_on: date | None, *, is_written: bool, on: date) -> list[Breach]:
    """Whether the line may be published on *on*: it is written, and its beneficiaries know."""
    if not is_written:
        return [
            Breach(
                "ENTRY_MISSING",
                _(
                    "The grant's line in the public list is not written yet. Write purpose, "
                    "expected achievements and place first."
                ),
                subject="purpose_da",
                rule=RULE,
            )
        ]
    if told_on is None or told_on > on:
        return [
            Breach(
                "BENEFICIARIES_NOT_TOLD",
                _(
                    "The beneficiaries must be told before their names are published. Tell them, "
                    "and write the day."
                ),
                subject="told_on",
                rule=RULE,
            )
        ]
    return []


def due_again(published_on: date) -> date:
    """The last day on which the list must be published anew (CPR art. 49(3))."""
    return add_months(published_on, MONTHS_BETWEEN)
