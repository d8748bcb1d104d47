"""What the lead writes for the status note: themes, actions, key figures, texts (rules 5.4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.models import (
    ActionMeasure,
    ActionOwner,
    AgendaTheme,
    Grant,
    KeyFigure,
    Measure,
    MeasureOwner,
    NoteText,
    PrioritisedAction,
    StatedFigure,
)
from grants.queries.measures import next_number, register_of
from grants.rules.notes import TEXT_KEYS, Compared, check_stated, check_text


class NoteRefused(Refused):
    """The note cannot say it like this."""

    code = "NOTE_REFUSED"


@dataclass(frozen=True)
class Figure:
    """A key figure as the note shows it."""

    label: str
    value: Decimal
    year: int
    source: str
    about: str = ""
    unit: str = ""
    change: str = ""


@action
def enter_theme(grant: Grant, *, number: int, title: str, by: Any, at: dt.datetime) -> AgendaTheme:
    """Name a theme of the agenda."""
    grant = _register(grant, by)
    if not title.strip() or AgendaTheme.objects.filter(grant=grant, number=number).exists():
        raise NoteRefused.because(
            _("A theme has a title and a number of its own."), rule="rules 5.4", subject="title"
        )
    theme = AgendaTheme.objects.create(grant=grant, number=number, title=title.strip())
    record("note.theme_entered", theme, chain=grant.ref, after={"number": number, "title": title})
    return theme


@action
def prioritise(
    theme: AgendaTheme,
    *,
    number: int,
    text: str,
    owners: Sequence[MeasureOwner],
    measures: Sequence[Measure],
    by: Any,
    at: dt.datetime,
) -> PrioritisedAction:
    """Put an action under its theme, with its owners and the proposals that it covers."""
    grant = _register(theme.grant, by)
    if PrioritisedAction.objects.filter(theme=theme, number=number).exists():
        raise NoteRefused.because(
            _("Action %(number)s stands under this theme already."),
            rule="rules 5.4",
            subject="number",
            number=number,
        )
    row = PrioritisedAction(theme=theme, number=number)
    _fill(row, text, owners, measures)
    record("note.action_prioritised", row, chain=grant.ref, after=_told(row))
    return row


@action
def change_prioritised(
    row: PrioritisedAction,
    *,
    text: str,
    owners: Sequence[MeasureOwner],
    measures: Sequence[Measure],
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> PrioritisedAction:
    """Write how a prioritised action stands, who carries it and what it covers."""
    grant = _register(row.theme.grant, by)
    rows = PrioritisedAction.objects.select_for_update(of=("self",)).select_related("theme__grant")
    row = rows.get(pk=row.pk)
    must_be_unchanged(row, edited_from, chain=grant.ref)
    before = _told(row)
    _fill(row, text, owners, measures)
    record("note.action_changed", row, chain=grant.ref, before=before, after=_told(row))
    return row


@action
def enter_key_figure(grant: Grant, figure: Figure, *, by: Any, at: dt.datetime) -> KeyFigure:
    """Add a figure at the end of the list."""
    grant = _register(grant, by)
    _must_have_source(figure)
    place = next_number(KeyFigure.objects.filter(grant=grant), "place")
    row = KeyFigure.objects.create(grant=grant, place=place, **asdict(figure))
    record("note.figure_entered", row, chain=grant.ref, after=asdict(figure))
    return row


@action
def change_key_figure(
    row: KeyFigure,
    figure: Figure,
    *,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> KeyFigure:
    """Write the figure of a new year over that of the old one, whose row history keeps it."""
    grant = _register(row.grant, by)
    row = KeyFigure.objects.select_for_update(of=("self",)).get(pk=row.pk)
    must_be_unchanged(row, edited_from, chain=grant.ref)
    _must_have_source(figure)
    before = {name: getattr(row, name) for name in asdict(figure)}
    for name, value in asdict(figure).items():
        setattr(row, name, value)
    row.save()
    record("note.figure_changed", row, chain=grant.ref, before=before, after=asdict(figure))
    return row


@action
def save_note_text(
    grant: Grant,
    *,
    key: str,
    text: str,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> NoteText:
    """Keep one text of the note; its counts stand in it by name."""
    grant = _register(grant, by)
    if key not in TEXT_KEYS:
        raise KeyError(key)
    refuse_if(check_text(text), NoteRefused)
    row = NoteText.objects.filter(grant=grant, key=key).first()
    must_be_unchanged(row, edited_from, chain=grant.ref)
    before = {"text": row.text if row else ""}
    row = row or NoteText(grant=grant, key=key)
    row.text = text.strip()
    row.save()
    after = {"key": key, "text": row.text}
    record("note.text_saved", row, chain=grant.ref, before=before, after=after)
    return row


@action
def state_figure(
    grant: Grant,
    *,
    key: str,
    where: str,
    stated: int,
    explanation: str,
    by: Any,
    at: dt.datetime,
) -> StatedFigure:
    """Keep a count that a document prints; where ours differs, say why (rules 5.4)."""
    grant = _register(grant, by)
    counted = register_of(grant).counts.get(key, 0)
    refuse_if(check_stated(Compared(key, stated, counted, where, explanation)), NoteRefused)
    row, _new = StatedFigure.objects.update_or_create(
        grant=grant,
        key=key,
        where=where.strip(),
        defaults={"stated": stated, "explanation": explanation.strip()},
    )
    after = {"key": key, "where": where, "stated": stated, "counted": counted}
    record("note.figure_stated", row, chain=grant.ref, after=after)
    return row


def _register(grant: Grant, by: Any) -> Grant:
    must(by, Capability.PLAN_PROJECT, grant)
    return Grant.objects.select_for_update(no_key=True, of=("self",)).get(pk=grant.pk)


def _must_have_source(figure: Figure) -> None:
    if not figure.source.strip() or not figure.label.strip():
        raise NoteRefused.because(
            _("A key figure has words and a source; a number alone cannot be checked."),
            rule="rules 5.4",
            subject="source",
        )


def _fill(
    row: PrioritisedAction, text: str, owners: Sequence[MeasureOwner], measures: Sequence[Measure]
) -> None:
    refuse_if(check_text(text), NoteRefused)
    if not text.strip() or not owners or not measures:
        raise NoteRefused.because(
            _("An action has words, at least one owner and at least one proposal."),
            rule="rules 5.4",
            subject="text",
        )
    row.text = text.strip()
    row.save()
    for old in (*row.owned.all(), *row.covered.all()):
        old.delete()
    for place, owner in enumerate(owners, start=1):
        ActionOwner.objects.create(action=row, owner=owner, place=place)
    for measure in measures:
        ActionMeasure.objects.create(action=row, measure=measure)


def _told(row: PrioritisedAction) -> dict[str, Any]:
    return {
        "text": row.text,
        "owners": list(row.owned.values_list("owner__code", flat=True)),
        "measures": list(row.covered.values_list("measure__number", flat=True)),
    }
