"""What each indicator has reached: counts of verified reports, added up by its own rule (A-23)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum

from grants.models import Grant, GrantPartner, Indicator, IndicatorTarget, ReportingPeriod
from grants.rules.indicators import SUM, Count, Figure, Target, figure_of, standing
from reporting.models import IndicatorValue
from reporting.queries.documents import VERIFIED_REPORTS, Scope
from reporting.rules.counting import PARTS

ASKED = ("minimum", "maximum", "is_milestone")


@dataclass(frozen=True)
class Standing:
    """An indicator by the end of a period: what it adds up to, and what it was to reach."""

    indicator: Indicator
    this: Figure | None
    cumulative: Figure | None
    parts: dict[str, int] = field(default_factory=dict)
    # What the period asks for; without a target of its own nothing is asked before the end.
    target: IndicatorTarget | None = None

    @property
    def promised(self) -> Target:
        """The indicator's own target, to be reached at the end."""
        return Target(self.indicator.target, self.indicator.target_max)

    @property
    def share(self) -> Fraction | None:
        """How much of the promised is reached."""
        value = self.cumulative.value if self.cumulative else Fraction()
        if value is None or not self.indicator.target:
            return None
        return value / self.indicator.target

    @property
    def state(self) -> str:
        """Below, within or above what the period asks for."""
        return standing(self.cumulative, self.target.target if self.target else None)


@dataclass(frozen=True)
class Step:
    """One period of one indicator."""

    period: ReportingPeriod
    this: Figure | None
    cumulative: Figure | None
    target: IndicatorTarget | None

    @property
    def state(self) -> str:
        """Below, within or above what the period asks for."""
        return standing(self.cumulative, self.target.target if self.target else None)


def standings(scope: Scope) -> list[Standing]:
    """Each indicator of the scope's grant, with this period's figure and the cumulative one."""
    return standings_of(scope.grant, scope.period)


def standings_of(grant: Grant, period: ReportingPeriod) -> list[Standing]:
    """As `standings`, by the end of *period*: one question where everything is a plain sum.

    Indicators that add up otherwise are read count by count, which is one question more.
    """
    values = _verified(grant).filter(report__period__number__lte=period.number)
    rows = list(_summed(grant, period, values))
    astray = [one for one in rows if one.ways != (SUM, SUM)]
    counts = _by_indicator(values.filter(indicator__in=astray)) if astray else {}
    return [_standing(one, period, counts.get(one.pk, [])) for one in rows]


def _summed(
    grant: Grant, period: ReportingPeriod, values: QuerySet[IndicatorValue]
) -> QuerySet[Indicator]:
    this = Q(report__period=period)
    sums = (
        values.filter(indicator=OuterRef("pk"))
        .order_by()
        .values("indicator")
        .annotate(
            now=Sum("value", filter=this),
            so_far=Sum("value"),
            **{f"of_{name}": Sum(name) for name in PARTS},
        )
    )
    names = ("now", "so_far", *(f"of_{name}" for name in PARTS))
    asked = IndicatorTarget.objects.filter(indicator=OuterRef("pk"), period=period)
    return (
        Indicator.objects.filter(grant=grant)
        .annotate(
            **{f"sum_{name}": Subquery(sums.values(name)) for name in names},
            **{f"asked_{name}": Subquery(asked.values(name)) for name in ASKED},
        )
        .order_by("number")
    )


def _standing(one: Any, period: ReportingPeriod, counts: Sequence[Count]) -> Standing:
    if one.ways == (SUM, SUM):
        this, in_all = _plain(one.sum_now), _plain(one.sum_so_far)
    else:
        now = [count for count in counts if count.period == period.number]
        this, in_all = figure_of(now, one.ways), figure_of(counts, one.ways)
    parts = {name: getattr(one, f"sum_of_{name}") or 0 for name in PARTS}
    target = None
    if one.asked_minimum is not None:
        asked = {name: getattr(one, f"asked_{name}") for name in ASKED}
        target = IndicatorTarget(indicator=one, period=period, **asked)
    return Standing(one, this, in_all, parts, target)


def _plain(total: int | None) -> Figure | None:
    return None if total is None else Figure(Fraction(total))


def steps_of(indicator: Indicator) -> list[Step]:
    """Every period of the grant with what was counted in it and in all by its end."""
    counts = _by_indicator(_verified(indicator.grant).filter(indicator=indicator))
    own = counts.get(indicator.pk, [])
    targets = {row.period_id: row for row in indicator.targets.all()}
    last = max((one.period for one in own), default=0)
    found = []
    for period in indicator.grant.periods.order_by("number"):
        now = [one for one in own if one.period == period.number]
        so_far = [one for one in own if one.period <= period.number]
        reached = figure_of(so_far, indicator.ways) if period.number <= last else None
        found.append(Step(period, figure_of(now, indicator.ways), reached, targets.get(period.pk)))
    return found


def by_partner(indicator: Indicator) -> list[tuple[GrantPartner, Figure | None]]:
    """What each partner's counts add up to over time."""
    counts = _by_indicator(_verified(indicator.grant).filter(indicator=indicator))
    own: dict[int, list[Count]] = {}
    for one in counts.get(indicator.pk, []):
        own.setdefault(one.partner, []).append(one)
    partners = indicator.grant.partners.select_related("organisation").order_by("number")
    return [(one, figure_of(own.get(one.number, []), indicator.ways)) for one in partners]


def latest_period(grant: Grant) -> ReportingPeriod | None:
    """The newest period of which a report has been verified."""
    keys = _verified(grant).values("report__period")
    return grant.periods.filter(pk__in=keys).order_by("-number").first()


def _verified(grant: Grant) -> QuerySet[IndicatorValue]:
    return IndicatorValue.objects.filter(indicator__grant=grant, report__state__in=VERIFIED_REPORTS)


def _by_indicator(values: QuerySet[IndicatorValue]) -> dict[int, Sequence[Count]]:
    found: dict[int, list[Count]] = {}
    rows: Iterable[tuple[int, int, int, int, int | None]] = values.order_by().values_list(
        "indicator_id",
        "report__grant_partner__number",
        "report__period__number",
        "value",
        "out_of",
    )
    for indicator, *count in rows:
        found.setdefault(indicator, []).append(Count(*count))  # type: ignore[arg-type]
    return dict(found)
