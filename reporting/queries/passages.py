"""Partners' passages, read: where they go, who has answered, what a paper takes (rules.md 5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Concat
from django.utils.functional import cached_property
from django.utils.translation import gettext

from consortium.rules.markup import word_count
from consortium.rules.money import ZERO
from grants.models import BudgetLine, Grant, GrantPartner, Indicator, ReportingPeriod
from grants.rules.indicators import SUM
from reporting.models import (
    Activity,
    Expenditure,
    FinalReport,
    IndicatorValue,
    PaperRecipient,
    PaperSection,
    Passage,
    ReportSnapshot,
)
from reporting.models.passages import FINAL_REPORT
from reporting.queries.texts import OWN
from reporting.rules.final_report import SECTIONS
from reporting.rules.passages import ANNEX
from reporting.rules.section_texts import length_hint

FINAL_SENT = ("submitted", "accepted")
PERIODS_OWN = tuple(code for code, _label in PaperRecipient.BASES)


@dataclass(frozen=True)
class Place:
    """Where passages go: a section of one period's paper, or a text of the final report."""

    grant: Grant
    section: PaperSection | None = None
    period: ReportingPeriod | None = None
    part: str = ""

    @property
    def title(self) -> str:
        """What the section is called."""
        return self.section.title if self.section else gettext(SECTIONS[self.part])

    @property
    def paper(self) -> str:
        """Whom the paper goes to, or that it is the final report."""
        return self.section.recipient.name if self.section else gettext(FINAL_REPORT)

    @property
    def help(self) -> str:
        """What the section should say."""
        return self.section.help if self.section else ""

    @cached_property
    def is_sent(self) -> bool:
        """Whether the paper has been frozen."""
        if self.section is None or self.period is None:
            return FinalReport.objects.filter(grant=self.grant, state__in=FINAL_SENT).exists()
        kind = self.section.recipient.kind
        papers = ReportSnapshot.objects.filter(grant=self.grant, period=self.period, kind=kind)
        return papers.exists()

    @property
    def passages(self) -> QuerySet[Passage]:
        """What was asked for here and not withdrawn, by partner."""
        found = Passage.objects.at_place(self.grant, self.section, self.period, self.part)
        return found.select_related(*AROUND).order_by("grant_partner__number")

    @property
    def not_asked(self) -> QuerySet[GrantPartner]:
        """Partners that may still be asked."""
        asked = Passage.objects.at_place(self.grant, self.section, self.period, self.part)
        partners = GrantPartner.objects.filter(grant=self.grant).order_by("number")
        others = partners.exclude(pk__in=asked.values("grant_partner"))
        return others.select_related("organisation")


AROUND = (
    *("grant_partner__organisation", "grant_partner__grant__fund", "section__recipient__grant"),
    *("period", "asked_by", "written_by", "sent_by", "taken_in_by"),
)


def place_of(passage: Passage) -> Place:
    """Where *passage* goes."""
    return Place(passage.grant, passage.section, passage.period, passage.part)


@dataclass(frozen=True)
class Answer:
    """A passage with its length, for a list."""

    passage: Passage

    @cached_property
    def words(self) -> int:
        """How many words it has, once it may be read."""
        return word_count(self.passage.body) if self.passage.state in Passage.READ else 0

    @property
    def hint(self) -> str:
        """Whether it is shorter or longer than asked for."""
        one = self.passage
        return length_hint(self.words, one.min_words, one.max_words) if self.words else ""


def open_passages(rows: QuerySet[Passage]) -> QuerySet[Passage]:
    """Those of *rows* that wait for their partner, and whose paper has not been sent."""
    kind = Case(
        When(section__recipient__code__in=PERIODS_OWN, then=F("section__recipient__code")),
        default=Concat(Value(OWN), F("section__recipient__code")),
        output_field=CharField(),
    )
    papers = ReportSnapshot.objects.filter(
        grant=OuterRef("grant_partner__grant"), period=OuterRef("period"), kind=OuterRef("kind")
    )
    final = FinalReport.objects.filter(grant=OuterRef("grant_partner__grant"), state__in=FINAL_SENT)
    waiting = rows.filter(state__in=Passage.WITH_PARTNER).annotate(kind=kind)
    return waiting.exclude(Exists(papers)).exclude(Q(section__isnull=True) & Exists(final))


def counted(recipient: PaperRecipient, period: ReportingPeriod) -> Mapping[int, tuple[int, int]]:
    """By section: how many passages have come, of how many that were asked for."""
    rows: Iterable[Any] = (
        Passage.objects.filter(section__recipient=recipient, period=period)
        .exclude(state="withdrawn")
        .order_by()
        .values("section")
        .annotate(asked=Count("pk"), come=Count("pk", filter=~Q(state__in=Passage.WITH_PARTNER)))
    )
    return {row["section"]: (row["come"], row["asked"]) for row in rows}


def counted_final(grant: Grant) -> Mapping[str, tuple[int, int]]:
    """The same for the texts of the final report."""
    rows: Iterable[Any] = (
        Passage.objects.filter(grant_partner__grant=grant, section=None)
        .exclude(state="withdrawn")
        .order_by()
        .values("part")
        .annotate(asked=Count("pk"), come=Count("pk", filter=~Q(state__in=Passage.WITH_PARTNER)))
    )
    return {row["part"]: (row["come"], row["asked"]) for row in rows}


def annexed_final(grant: Grant) -> Mapping[str, list[Passage]]:
    """What stands below each text of the final report, in the order of the partners."""
    kept = Passage.objects.filter(
        grant_partner__grant=grant, section=None, state="taken_in", place=ANNEX
    )
    found: dict[str, list[Passage]] = {}
    for one in kept.select_related("grant_partner__organisation").order_by("grant_partner__number"):
        found.setdefault(one.part, []).append(one)
    return found


@dataclass(frozen=True)
class OwnFigure:
    """One figure of a partner: what it is, its unit, in the period and in all periods."""

    label: str
    unit: str
    period: Decimal
    # None where the figures of several periods do not add up.
    so_far: Decimal | None


def own_figures(partner: GrantPartner, period: ReportingPeriod | None) -> list[OwnFigure]:
    """What *partner* has reported itself, in *period* and up to it; all of it without a period."""
    until = {} if period is None else {"report__period__number__lte": period.number}
    own = {"report__grant_partner": partner, **until}
    now = Q(report__isnull=False) if period is None else Q(report__period=period)
    return [*_costs(own, now), *_deeds(own, now), *_counts(own, now)]


def _costs(own: dict[str, Any], now: Q) -> list[OwnFigure]:
    sums: dict[Any, Any] = {
        row["line"]: row
        for row in Expenditure.objects.filter(**own)
        .order_by()
        .values("line")
        .annotate(
            here=Sum("amount", filter=now),
            all=Sum("amount"),
            hours_here=Sum("hours", filter=now),
            hours_all=Sum("hours"),
        )
    }

    def _of(name: str) -> Decimal:
        return sum((row[name] or ZERO for row in sums.values()), ZERO)

    found = [
        OwnFigure(str(line), "kr", sums[line.pk]["here"] or ZERO, sums[line.pk]["all"] or ZERO)
        for line in BudgetLine.objects.filter(pk__in=sums)
    ]
    if found:
        found.append(OwnFigure(gettext("Costs in all"), "kr", _of("here"), _of("all")))
    if _of("hours_all"):
        found.append(OwnFigure(gettext("Hours"), "h", _of("hours_here"), _of("hours_all")))
    return found


def _deeds(own: dict[str, Any], now: Q) -> list[OwnFigure]:
    row = Activity.objects.filter(**own).aggregate(
        here=Count("pk", filter=now),
        all=Count("pk"),
        people_here=Sum("participants", filter=now),
        people_all=Sum("participants"),
    )
    if not row["all"]:
        return []
    return [
        OwnFigure(gettext("Activities"), "", Decimal(row["here"]), Decimal(row["all"])),
        OwnFigure(
            gettext("Participants"),
            "",
            Decimal(row["people_here"] or 0),
            Decimal(row["people_all"] or 0),
        ),
    ]


def _counts(own: dict[str, Any], now: Q) -> list[OwnFigure]:
    """What was counted; only an indicator that is summed over time has a figure so far (A-23)."""
    rows: Iterable[Any] = (
        IndicatorValue.objects.filter(**own, out_of__isnull=True)
        .order_by()
        .values("indicator")
        .annotate(here=Sum("value", filter=now), all=Sum("value"))
    )
    sums = {row["indicator"]: row for row in rows}
    return [
        OwnFigure(
            one.name,
            one.unit,
            Decimal(sums[one.pk]["here"] or 0),
            Decimal(sums[one.pk]["all"]) if one.over_time == SUM else None,
        )
        for one in Indicator.objects.filter(pk__in=sums).order_by("number")
    ]
