"""T6 indicators with their milestones, parts and picture; T6C common indicators (rules.md 5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from consortium.queries.texts import number_text
from consortium.rules.money import cents_half_up
from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant, Indicator
from grants.rules.indicators import Figure
from partners.models import Participant
from reporting.documents.material import choice
from reporting.documents.parts import TARGETS_CHART
from reporting.documents.tables import (
    INT,
    PERCENT,
    TOTAL,
    Cell,
    Column,
    Picture,
    Row,
    Table,
    Words,
    both,
)
from reporting.queries.common_indicators import SEXES, CommonCounts, common_counts
from reporting.queries.indicators import Standing
from reporting.rules.counting import AGES, STATUS

# The profile whose funder asks for the common indicators; 2007-13 has forms of its own (G-06).
WITH_COMMON = "esf-2021-27"


def indicator_tables(grant: Grant, rows: Sequence[Standing]) -> tuple[Table, ...]:
    """T6, its parts where ages or status are counted, and what the regulation has in common."""
    tables = [indicator_table(rows)]
    parted = [one for one in rows if one.indicator.by_age or one.indicator.by_status]
    if parted:
        tables.append(parts_table(parted))
    if grant.profile_code == WITH_COMMON:
        tables.append(common_table(common_counts(grant)))
    return tuple(tables)


def indicator_table(rows: Sequence[Standing]) -> Table:
    """T6: target, milestone and count, by sex where the sexes are counted."""
    columns = (
        Column("no", both(_("No.")), INT),
        Column("name", both(_("Indicator"))),
        Column("unit", both(_("Unit"))),
        Column("target", both(_("Target")), INT),
        Column("milestone", both(_("By the end of the period")), INT),
        Column("this", both(_("This period")), INT),
        Column("cumulative", both(_("Cumulative")), INT),
        Column("reached", both(_("Reached")), PERCENT),
        Column("women", both(_("Women")), INT),
        Column("men", both(_("Men")), INT),
        Column("other", both(_("Other or not stated")), INT),
        Column("evidence", both(_("Evidence"))),
    )
    notes = [both(_("Women, men and other are cumulative."))]
    if any(one.indicator.is_ratio for one in rows):
        message = _("A ratio is that of the sums of all partners; its target is per cent.")
        notes.append(both(message))
    body = tuple(Row(_cells(one)) for one in rows)
    return Table("T6", both(_("Indicators")), columns, body, tuple(notes))


def _cells(one: Standing) -> tuple[Cell, ...]:
    indicator, asked = one.indicator, one.target
    sexes = [one.parts[sex] if indicator.by_sex else None for sex in SEXES]
    return (
        indicator.number,
        Words(indicator.name_da, indicator.name_en),
        Words(indicator.unit_da, indicator.unit_en),
        _asked_cell(indicator, indicator.target, indicator.target_max),
        _asked_cell(indicator, asked.minimum, asked.maximum) if asked else None,
        _reached_cell(indicator, one.this),
        _reached_cell(indicator, one.cumulative),
        one.share,
        *sexes,
        indicator.source,
    )


def _asked_cell(indicator: Indicator, minimum: int, maximum: int | None) -> Cell:
    """A target; that of a ratio says that it is per cent."""
    cell = range_cell(minimum, maximum)
    if not indicator.is_ratio:
        return cell
    number = cell if isinstance(cell, Words) else Words(str(cell), str(cell))
    return both(_("%(number)s per cent"), number=number)


def _reached_cell(indicator: Indicator, figure: Figure | None) -> Cell:
    """A count; of a ratio that nobody has told of, or of nobody yet, nothing rather than 0."""
    unknown = indicator.is_ratio and (figure is None or figure.value is None)
    return None if unknown else figure_cell(figure)


def range_cell(minimum: int, maximum: int | None) -> Cell:
    """A target: a number, or from and to."""
    if maximum is None:
        return minimum
    return Words(*(f"{number_text(minimum, 0, la)}–{number_text(maximum, 0, la)}" for la in LA))


LA = ("da", "en")


def figure_cell(figure: Figure | None) -> Cell:
    """A count as a number; a ratio with both its sides; an average with one decimal."""
    if figure is None:
        return 0
    if figure.whole is not None:
        message = _("%(part)s of %(whole)s (%(share)s per cent)")
        if figure.value is None:
            message = _("%(part)s of %(whole)s")
        values = {"part": figure.part, "whole": figure.whole, "share": figure.value}
        return both(message, **{name: _number(value) for name, value in values.items()})
    if figure.part.denominator == 1:
        return int(figure.part)
    return _number(figure.part)


def _number(value: Fraction | None) -> Words:
    places = 0 if value is None or value.denominator == 1 else 1
    return Words(*(number_text(value, places, language) for language in LA))


def parts_table(rows: Sequence[Standing]) -> Table:
    """T6B: ages and status of work, cumulative, where the indicator is counted by them."""
    labels = dict(zip(AGES, (label for _code, label in Participant.AGES), strict=True))
    labels |= dict(zip(STATUS, (label for _code, label in Participant.WORK), strict=True))
    columns = (
        Column("no", both(_("No.")), INT),
        Column("name", both(_("Indicator"))),
        *(Column(name, both(label), INT) for name, label in labels.items()),
    )
    body = []
    for one in rows:
        asked = {
            **dict.fromkeys(AGES, one.indicator.by_age),
            **dict.fromkeys(STATUS, one.indicator.by_status),
        }
        cells = [one.parts[name] if is_asked else None for name, is_asked in asked.items()]
        name = Words(one.indicator.name_da, one.indicator.name_en)
        body.append(Row((one.indicator.number, name, *cells)))
    title = both(_("Indicators by age and status of work, cumulative"))
    return Table("T6B", title, columns, tuple(body))


def common_table(counts: CommonCounts) -> Table:
    """T6C: the common indicators that participants' records answer, each person once."""
    columns = (
        Column("name", both(_("Common indicator"))),
        *(Column(sex, choice(Participant.SEXES, sex), INT) for sex in SEXES),
        Column("total", both(_("Total")), INT),
    )
    body = [
        Row((both(one.label), *(getattr(one, sex) for sex in SEXES), one.total))
        for one in counts.rows
    ]
    last = counts.total
    label = both(_("Total: unemployed, inactive and employed"))
    body.append(Row((label, *(getattr(last, sex) for sex in SEXES), last.total), TOTAL))
    notes = (
        both(_("Each person counts once in the project; only complete records count.")),
        both(_("Incomplete records left out: %(count)s."), count=counts.incomplete),
    )
    return Table("T6C", both(_("Common indicators of the ESF+")), columns, tuple(body), notes)


def targets_picture(rows: Sequence[Standing]) -> tuple[Picture, ...]:
    """Target against actual, if anything is counted at all; a ratio once there is one."""
    if not rows:
        return ()
    drawn = tuple(
        (
            _picture_label(one.indicator),
            Decimal(one.indicator.target),
            exact(one.cumulative),
        )
        for one in rows
        if not (one.indicator.is_ratio and (one.cumulative is None or one.cumulative.value is None))
    )
    return (Picture(TARGETS_CHART, both(_("Targets and results")), drawn),)


def _picture_label(indicator: Indicator) -> Words:
    """The name; beside the bars of a ratio stand numbers of per cent."""
    name = Words(indicator.name_da, indicator.name_en)
    return both(_("%(name)s, per cent"), name=name) if indicator.is_ratio else name


def exact(figure: Figure | None) -> Decimal:
    """A figure as a decimal number with two places at most, for a picture."""
    value = figure.value if figure else None
    if value is None:
        return Decimal(0)
    return Decimal(int(value)) if value.denominator == 1 else cents_half_up(value)
