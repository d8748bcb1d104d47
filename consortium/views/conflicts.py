"""The page that shows two editors' words side by side and saves what the reader chooses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from consortium.actions.editing import Stale
from consortium.forms.editing import (
    EditedForm,
    ReadField,
    Reading,
    differs,
    name_of,
    sent_values,
    stored_values,
    typed_fields,
    words_of,
)
from consortium.rules.editing import suggested


@dataclass(frozen=True)
class Same:
    """A field that says the same in both, or was never touched."""

    label: str
    name: str
    text: str
    values: list[str]


@dataclass(frozen=True)
class Difference:
    """A field of which two values exist, and the one that is suggested."""

    label: str
    name: str
    mine: str
    theirs: str
    mine_values: list[str]
    theirs_values: list[str]
    # Empty where both changed it: then the reader must choose.
    suggested: str


def conflict_page(
    request: HttpRequest,
    refused: Stale,
    sent: Iterable[forms.Form],
    back: str,
    hidden_fields: Mapping[str, str],
) -> HttpResponse:
    """409: nothing is lost and nothing overwritten. Works without a script."""
    same: list[Same] = []
    different: list[Difference] = []
    hidden: list[tuple[str, str]] = list(hidden_fields.items())
    marks: dict[str, str] = {}
    for form in sent:
        if isinstance(form, EditedForm) and (read := form.sent_reading()):
            marks.update(read.marks)
            hidden += _seen(form, read)
        if form.is_bound:
            _compare(form, marks, same, different)
    told = refused.breaches[0].params
    context = {
        "heading": _("Two of you have changed this"),
        "breaches": refused.breaches,
        "person": told.get("person") or _("Somebody else"),
        "at": told.get("at"),
        "same": same,
        "different": different,
        "hidden": hidden,
        "address": request.get_full_path(),
        "back_url": back,
    }
    return render(request, "conflict.html", context, status=409)


def _seen(form: EditedForm, read: Reading) -> list[tuple[str, str]]:
    """The hidden field of the next attempt: the version that the reader has now seen."""
    field = next(bound for bound in form if isinstance(bound.field, ReadField))
    version = form.initial[field.name]
    over = read.version if version != read.version else read.over
    return [(field.html_name, str(form.reading(version, over)))]


def _compare(
    form: forms.Form, marks: dict[str, str], same: list[Same], different: list[Difference]
) -> None:
    for bound in typed_fields(form):
        mine, theirs = sent_values(bound), stored_values(bound)
        label, name, text = name_of(bound), bound.html_name, words_of(bound, mine)
        if not differs(bound):
            same.append(Same(label, name, text, mine))
            continue
        different.append(
            Difference(
                label=label,
                name=name,
                mine=text,
                theirs=words_of(bound, theirs),
                mine_values=mine,
                theirs_values=theirs,
                suggested=suggested(marks.get(name), mine, theirs),
            )
        )
