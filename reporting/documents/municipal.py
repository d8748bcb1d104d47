"""Papers to a municipality: quarterly status, annual evaluation, completion (rules.md 5.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from consortium.queries.texts import sentence_text, span_text
from consortium.rules.refusals import gettext_noop as _
from grants.models import AgreementParty, ApprovalBody, Grant, ReportingPeriod
from reporting.documents.material import choice
from reporting.documents.parts import COMPLETION, EVALUATION, KINDS, STATUS
from reporting.documents.tables import (
    DATE,
    INT,
    MONEY,
    TOTAL,
    ZERO,
    Cell,
    Check,
    Column,
    Document,
    Meta,
    Row,
    Section,
    Signature,
    Table,
    Words,
    both,
)
from reporting.models import (
    AnnualEvaluation,
    CompletionNote,
    EvaluationDecision,
    StatusLine,
    StatusMeeting,
)
from reporting.queries.evaluations import figures_of, last_period
from reporting.queries.status import AreaStatus, carried, shown, statuses, unspent_of
from reporting.rules.status import LIGHT_RULE

NOTHING = Words("", "")


def status_paper(grant: Grant, period: ReportingPeriod, at: dt.datetime) -> Document:
    """The status of a quarter with its minutes; without a meeting the figures alone."""
    meeting = StatusMeeting.objects.select_related("grant", "period").filter(period=period).first()
    lines = shown(meeting) if meeting else statuses(grant, period)
    facts: list[tuple[Words, Cell]] = [(both(_("Quarter")), _days(period))]
    if meeting is not None:
        facts.append((both(_("Meeting held on")), meeting.held_on))
    tables = [status_table(lines), target_table(lines)]
    if meeting is not None:
        tables.append(action_table(meeting))
    return Document(
        kind=STATUS,
        meta=_meta(grant, STATUS, period, at, facts),
        statement=NOTHING,
        sections=_minutes(meeting),
        tables=tuple(tables),
        signatures=_signatures(grant),
        reconciliations=_checks(lines),
    )


def evaluation_paper(grant: Grant, period: ReportingPeriod, at: dt.datetime) -> Document:
    """The evaluation of the year of *period*, built from its statuses."""
    year = period.ends_on.year
    evaluation = AnnualEvaluation.objects.filter(grant=grant, year=year).first()
    unsaved = evaluation or AnnualEvaluation(grant=grant, year=year)
    lines = figures_of(unsaved)
    sections: list[Section] = []
    if evaluation is not None:
        sections = _area_sections(evaluation)
    facts: list[tuple[Words, Cell]] = [(both(_("Year")), f"{year}")]
    return Document(
        kind=EVALUATION,
        meta=_meta(grant, EVALUATION, last_period(grant, year), at, facts),
        statement=NOTHING,
        sections=(*sections, *_unspent(lines)),
        tables=(
            _economy_table(lines),
            target_table(lines),
            _light_table(grant, year),
            _path_table(grant, evaluation),
        ),
        signatures=_signatures(grant),
        reconciliations=_checks(lines),
    )


def completion_paper(grant: Grant, at: dt.datetime) -> Document:
    """To the council: every project of the agreement that has ended, the newest last."""
    notes = CompletionNote.objects.filter(grant=grant).select_related("area")
    rows = tuple(
        Row((str(note.area), note.completed_on, note.text)) for note in notes.order_by("written_at")
    )
    columns = (
        Column("area", both(_("Area"))),
        Column("completed", both(_("Ended on")), DATE),
        Column("text", both(_("What came of it")), width=60),
    )
    table = Table("K1", both(_("Projects that have ended")), columns, rows)
    return Document(
        kind=COMPLETION,
        meta=_meta(grant, COMPLETION, None, at, []),
        statement=NOTHING,
        tables=(table,),
        signatures=_signatures(grant),
    )


def _meta(
    grant: Grant,
    kind: str,
    period: ReportingPeriod | None,
    at: dt.datetime,
    more: list[tuple[Words, Cell]],
) -> Meta:
    parties = {party.role: party for party in _parties(grant)}
    facts: list[tuple[Words, Cell]] = [
        (both(_("Agreement")), grant.title),
        (both(_("Reference")), grant.ref),
        (both(_("Operator")), grant.lead.name),
    ]
    if "municipality" in parties:
        facts.append((both(_("Municipality")), parties["municipality"].organisation.name))
    return Meta(
        title=both(KINDS[kind]),
        grant=grant.ref,
        file_part=kind,
        facts=(*facts, *more),
        period=str(period.number) if period else "",
        made_at=at.isoformat(),
    )


def _parties(grant: Grant) -> Sequence[AgreementParty]:
    return list(
        AgreementParty.objects.filter(agreement__grant=grant).select_related("organisation")
    )


def _days(period: ReportingPeriod) -> Words:
    texts = (span_text(period.starts_on, period.ends_on, one) for one in ("da", "en"))
    return Words(*texts)


def lines_of(grant: Grant, period: ReportingPeriod) -> list[AreaStatus]:
    """The areas as the status of *period* tells them; without a meeting the figures alone."""
    meeting = StatusMeeting.objects.select_related("grant", "period").filter(period=period).first()
    return shown(meeting) if meeting else statuses(grant, period)


def status_table(lines: Sequence[AreaStatus]) -> Table:
    """K1: money, light and words by area."""
    columns = (
        Column("area", both(_("Area"))),
        Column("deviation", both(_("Deviation"))),
        Column("next", both(_("Next step"))),
        Column("who", both(_("Responsible"))),
        *_money_columns(),
        Column("light", both(_("Light"))),
    )
    rows = [
        Row(
            (
                *(str(one.area), one.deviation, one.next_step, one.responsible),
                *_money(one),
                choice(StatusLine.LIGHTS, one.light),
            )
        )
        for one in lines
    ]
    total = Row((both(_("In all")), "", "", "", *_sums(lines), ""), TOTAL)
    notes = (both(LIGHT_RULE),)
    return Table("K1", both(_("Status by area")), columns, (*rows, total), notes)


def _economy_table(lines: Sequence[AreaStatus]) -> Table:
    columns = (Column("area", both(_("Area"))), *_money_columns())
    rows = [Row((str(one.area), *_money(one))) for one in lines]
    total = Row((both(_("In all")), *_sums(lines)), TOTAL)
    return Table("K1", both(_("Economy of the year")), columns, (*rows, total))


def _money_columns() -> tuple[Column, ...]:
    return (
        Column("granted", both(_("Granted")), MONEY, summed=True),
        Column("invoiced", both(_("Invoiced in the year")), MONEY, summed=True),
        Column("used", both(_("Used")), MONEY, summed=True),
        Column("remaining", both(_("Remaining")), MONEY, summed=True),
    )


def _money(one: AreaStatus) -> tuple[Cell, ...]:
    return (one.granted, one.invoiced, one.used, one.remaining)


def _sums(lines: Sequence[AreaStatus]) -> tuple[Cell, ...]:
    return tuple(
        sum((getattr(one, name) for one in lines), ZERO)
        for name in ("granted", "invoiced", "used", "remaining")
    )


def target_table(lines: Sequence[AreaStatus]) -> Table:
    """K2: what was to be reached, and what has been."""
    columns = (
        Column("area", both(_("Area"))),
        Column("target", both(_("Target"))),
        Column("minimum", both(_("At least")), INT),
        Column("maximum", both(_("At most")), INT),
        Column("done", both(_("Done to date")), INT),
        Column("unit", both(_("Unit"))),
    )
    rows = tuple(
        Row(
            (
                str(one.area),
                reached.text,
                None if reached.minimum is None else int(reached.minimum),
                None if reached.maximum is None else int(reached.maximum),
                int(reached.done),
                reached.unit,
            )
        )
        for one in lines
        for reached in one.reached
    )
    return Table("K2", both(_("Targets and results")), columns, rows)


def action_table(meeting: StatusMeeting) -> Table:
    """K3: who does what by when."""
    columns = (
        Column("number", both(_("No.")), INT),
        Column("text", both(_("Action"))),
        Column("owner", both(_("Owner"))),
        Column("due", both(_("Due on")), DATE),
        Column("done", both(_("Done on")), DATE),
        Column("how", both(_("How it ended"))),
    )
    rows = tuple(
        Row((one.number, one.text, one.owner, one.due_on, one.done_on, one.done_note))
        for one in carried(meeting)
    )
    return Table("K3", both(_("Actions, also those carried on")), columns, rows)


def _minutes(meeting: StatusMeeting | None) -> tuple[Section, ...]:
    if meeting is None:
        return ()
    parts = (
        (both(_("Participants")), meeting.participants),
        (both(_("Decisions")), meeting.decisions),
    )
    paragraphs = tuple((head, text) for head, text in parts if text)
    return (Section(both(_("Minutes")), paragraphs),) if paragraphs else ()


def _area_sections(evaluation: AnnualEvaluation) -> list[Section]:
    heads = (
        ("background", both(_("Background"))),
        ("activities", both(_("Activities"))),
        ("outcomes", both(_("Outcomes reached"))),
        ("learning", both(_("Learning"))),
        ("proposal", both(_("Proposal"))),
    )
    sections = []
    if evaluation.summary:
        sections.append(Section(both(_("Summary")), ((NOTHING, evaluation.summary),)))
    for row in evaluation.areas.select_related("area"):
        told = tuple((head, text) for name, head in heads if (text := getattr(row, name)))
        if told:
            title = str(row.area)
            sections.append(Section(Words(title, title), told))
    return sections


def _unspent(lines: Sequence[AreaStatus]) -> tuple[Section, ...]:
    flags = unspent_of(lines)
    if not flags:
        return ()
    rule = both(_("The agreement has no rule on money that is not used; it is told, no more."))
    told = tuple(
        (NOTHING, Words(sentence_text(flag, "da"), sentence_text(flag, "en"))) for flag in flags
    )
    return (Section(both(_("Unspent money")), ((NOTHING, rule), *told)),)


def _light_table(grant: Grant, year: int) -> Table:
    """The lights of the four quarters side by side, as they were kept."""
    periods = list(grant.periods.filter(ends_on__year=year).order_by("number"))
    rows: dict[str, dict[int, str]] = {}
    kept = StatusLine.objects.filter(meeting__period__in=periods, meeting__state="closed")
    for line in kept.select_related("area", "meeting").order_by("area__number"):
        rows.setdefault(str(line.area), {})[line.meeting.period_id] = line.light
    columns = (
        Column("area", both(_("Area"))),
        *(
            Column(f"q{one.number}", both(_("Quarter %(number)s"), number=one.number))
            for one in periods
        ),
    )
    shown_rows = tuple(
        Row((area, *(_light(lights.get(one.pk, "")) for one in periods)))
        for area, lights in rows.items()
    )
    return Table("K3", both(_("Lights of the quarters")), columns, shown_rows, (both(LIGHT_RULE),))


def _light(code: str) -> Cell:
    return choice(StatusLine.LIGHTS, code) if code else ""


def _path_table(grant: Grant, evaluation: AnnualEvaluation | None) -> Table:
    columns = (
        Column("body", both(_("Body"))),
        Column("round", both(_("Round")), INT),
        Column("decided", both(_("Decided on")), DATE),
        Column("outcome", both(_("Decision"))),
        Column("text", both(_("Remarks"))),
    )
    decisions = evaluation.decisions.select_related("body") if evaluation else ()
    rows = [
        Row(
            (
                *(one.body.name, one.round, one.decided_on),
                *(choice(EvaluationDecision.OUTCOMES, one.outcome), one.text),
            )
        )
        for one in decisions
    ]
    now = evaluation.round if evaluation else 1
    done = {one.body_id for one in decisions if one.round == now}
    bodies = ApprovalBody.objects.filter(agreement__grant=grant)
    waits = both(_("Not decided yet"))
    rows += [Row((body.name, now, None, waits, "")) for body in bodies if body.pk not in done]
    return Table("K4", both(_("Path of approval")), columns, tuple(rows))


def _signatures(grant: Grant) -> tuple[Signature, ...]:
    return tuple(
        Signature(
            both(
                _("%(office)s, %(organisation)s"),
                office=party.signs_as,
                organisation=party.organisation.name,
            )
        )
        for party in _parties(grant)
    )


def _checks(lines: Sequence[AreaStatus]) -> tuple[Check, ...]:
    """Granted less used is what remains, and no area is invoiced beyond its grant (5.3)."""
    granted, invoiced, used, remaining = (
        sum((getattr(one, name) for one in lines), ZERO)
        for name in ("granted", "invoiced", "used", "remaining")
    )
    within = sum((min(one.granted, one.invoiced) for one in lines), ZERO)
    return (
        Check(both(_("Granted − used = remaining")), granted - used, remaining, "K1"),
        Check(both(_("Invoiced within what each area is granted")), invoiced, within, "K1"),
    )
