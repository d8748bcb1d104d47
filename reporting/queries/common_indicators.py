"""The common indicators of the ESF+ for a grant: each person once, complete records only (G-06)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from grants.models import Grant
from grants.rules.common_indicators import DERIVED, TOTAL_OF
from partners.models import Participant

SEXES = ("women", "men", "other")


@dataclass(frozen=True)
class Common:
    """One common indicator that the participants' records answer, by sex."""

    code: str
    label: str
    women: int
    men: int
    other: int

    @property
    def total(self) -> int:
        """All sexes."""
        return self.women + self.men + self.other


@dataclass(frozen=True)
class CommonCounts:
    """All of them; *incomplete* records do not count (G-05)."""

    rows: tuple[Common, ...]
    total: Common
    incomplete: int


def common_counts(grant: Grant) -> CommonCounts:
    """Counted over all partners in one question; a person has one record in an operation."""
    people = Participant.objects.filter(grant_ref=grant.ref)
    questions = {
        f"{code}_of_{sex}": Count("pk", filter=Q(**{f"{one.question}__in": one.answers}, sex=sex))
        for code, one in DERIVED.items()
        for sex in SEXES
    }
    told = people.complete().order_by().aggregate(**{f"q_{k}": v for k, v in questions.items()})
    rows = {
        code: Common(code, one.label, *(told[f"q_{code}_of_{sex}"] for sex in SEXES))
        for code, one in DERIVED.items()
    }
    sums = [sum(getattr(rows[code], sex) for code in TOTAL_OF) for sex in SEXES]
    incomplete = people.count() - people.complete().count()
    return CommonCounts(tuple(rows.values()), Common("total", "", *sums), incomplete)
