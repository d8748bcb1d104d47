"""What one count of an indicator must add up to before it stands in a report (A-23)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

SEXES = ("women", "men", "other")
AGES = ("under_18", "age_18_29", "age_30_54", "from_55")
# Participants are unemployed, inactive or employed (A-23); long-term unemployed stand apart here.
STATUS = ("unemployed", "long_term", "inactive", "employed")
PARTS = (*SEXES, *AGES, *STATUS)


@dataclass(frozen=True)
class Asked:
    """How the indicator is counted."""

    name: str
    by_sex: bool = False
    by_age: bool = False
    by_status: bool = False
    is_ratio: bool = False


def value_of(asked: Asked, value: int | None, parts: Mapping[str, int]) -> int | None:
    """The count as it was told, or the sum of its first parts where only they were."""
    if value is not None:
        return value
    for is_asked, names in (
        (asked.by_sex, SEXES),
        (asked.by_age, AGES),
        (asked.by_status, STATUS),
    ):
        if is_asked:
            return sum(parts.get(name, 0) for name in names)
    return None


def check_count(
    asked: Asked, value: int | None, out_of: int | None, parts: Mapping[str, int]
) -> list[Breach]:
    """A figure; its parts add up to it where they are asked for; a ratio says out of how many."""
    if value is None:
        message = _("Enter a figure, also if it is 0.")
        return [Breach("NOT_COUNTED", message, "value", rule="A-23")]
    return (
        _sexes(asked, value, parts)
        + _group(asked, asked.by_age, AGES, value, parts)
        + _group(asked, asked.by_status, STATUS, value, parts)
        + _ratio(asked, value, out_of)
    )


def _sexes(asked: Asked, value: int, parts: Mapping[str, int]) -> list[Breach]:
    told = sum(parts.get(name, 0) for name in SEXES)
    if asked.by_sex and told != value:
        message = _("Women, men and others are %(parts)s in all, but the total says %(value)s.")
        params = {"parts": told, "value": value}
        return [Breach("SEXES_DO_NOT_ADD_UP", message, "value", params, "A-23")]
    if told and not asked.by_sex:
        message = _("“%(name)s” is not counted by sex. Enter the total alone.")
        return [Breach("NOT_BY_SEX", message, "women", {"name": asked.name}, "A-23")]
    return []


def _group(
    asked: Asked, is_asked: bool, names: tuple[str, ...], value: int, parts: Mapping[str, int]
) -> list[Breach]:
    told = sum(parts.get(name, 0) for name in names)
    if is_asked and told != value:
        message = (
            _("The ages are %(parts)s in all, but the total says %(value)s.")
            if names is AGES
            else _(
                "Unemployed, inactive and employed are %(parts)s in all, but the total says "
                "%(value)s."
            )
        )
        params = {"parts": told, "value": value}
        return [Breach("PARTS_DO_NOT_ADD_UP", message, names[0], params, "A-23")]
    if told and not is_asked:
        message = (
            _("“%(name)s” is not counted by age. Leave the ages empty.")
            if names is AGES
            else _("“%(name)s” is not counted by status of work. Leave the status empty.")
        )
        return [Breach("PARTS_NOT_ASKED", message, names[0], {"name": asked.name}, "A-23")]
    return []


def _ratio(asked: Asked, value: int, out_of: int | None) -> list[Breach]:
    if asked.is_ratio and out_of is None:
        message = _("“%(name)s” is a ratio: say out of how many, also if it is 0.")
        return [Breach("OUT_OF_MISSING", message, "out_of", {"name": asked.name}, "A-23")]
    if not asked.is_ratio and out_of is not None:
        message = _("“%(name)s” is no ratio. Leave “out of” empty.")
        return [Breach("NO_RATIO", message, "out_of", {"name": asked.name}, "A-23")]
    if out_of is not None and value > out_of:
        message = _("%(part)s of %(whole)s is more than all.")
        params = {"part": value, "whole": out_of}
        return [Breach("PART_ABOVE_WHOLE", message, "out_of", params, "A-23")]
    return []
