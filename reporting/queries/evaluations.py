"""What a year's evaluation is built from: the closed statuses of its quarters (rules.md 5.3)."""

from __future__ import annotations

from collections.abc import Iterator

from consortium.queries.texts import EN_DASH, day_text
from grants.models import Area, Grant, ReportingPeriod
from reporting.models import AnnualEvaluation, StatusLine, StatusMeeting, TargetResult
from reporting.queries.status import AreaStatus, kept, statuses

# The first words of an evaluation are the municipality's to read.
WRITTEN_IN = "da"


def last_period(grant: Grant, year: int) -> ReportingPeriod:
    """The quarter that ends a year of the agreement."""
    return grant.periods.filter(ends_on__year=year).order_by("-number")[0]


def figures_of(evaluation: AnnualEvaluation) -> list[AreaStatus]:
    """The year's figures: those kept by its last quarter, or as they stand until then."""
    period = last_period(evaluation.grant, evaluation.year)
    meeting = StatusMeeting.objects.filter(period=period, state="closed").first()
    if meeting is not None:
        return kept(meeting)
    return statuses(evaluation.grant, period)


def first_words(grant: Grant, year: int) -> Iterator[tuple[Area, dict[str, str]]]:
    """Each area's first draft: what was done, deviations and next steps of the closed quarters."""
    lines: dict[int, list[StatusLine]] = {}
    rows = StatusLine.objects.filter(
        meeting__grant=grant, meeting__state="closed", meeting__period__ends_on__year=year
    )
    for line in rows.select_related("meeting__period").order_by("meeting__period__number"):
        lines.setdefault(line.area_id, []).append(line)
    done: dict[int, list[TargetResult]] = {}
    results = TargetResult.objects.filter(grant=grant, done_on__year=year)
    for result in results.select_related("target").order_by("done_on", "pk"):
        done.setdefault(result.target.area_id, []).append(result)
    for one in statuses(grant, last_period(grant, year)):
        own = lines.get(one.area.pk, [])
        yield (
            one.area,
            {
                "background": one.area.background,
                "activities": "\n".join(
                    f"{day_text(result.done_on, WRITTEN_IN)}: {result.text}"
                    for result in done.get(one.area.pk, [])
                ),
                "outcomes": "\n".join(_so_far(one)),
                "learning": _by_quarter(own, "deviation"),
                "proposal": own[-1].next_step if own else "",
            },
        )


def _so_far(one: AreaStatus) -> Iterator[str]:
    for reached in one.reached:
        asked = "" if reached.minimum is None else f" / {reached.minimum:.0f}"
        if reached.maximum is not None:
            asked += f"{EN_DASH}{reached.maximum:.0f}"
        yield f"{reached.text}: {reached.done:.0f}{asked} {reached.unit}".strip()


def _by_quarter(lines: list[StatusLine], name: str) -> str:
    return "\n".join(
        f"{line.meeting.period.number}: {text}" for line in lines if (text := getattr(line, name))
    )
