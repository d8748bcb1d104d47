"""The mixin of every form that two people may have open: it carries the version it was read from.

The version travels in one hidden field with a short mark of each field as it was read, so that the
page that shows two editors' words can tell who changed what.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consortium.rules.editing import EDITED_FROM, EditedFrom, mark_of, one_spelling


@dataclass(frozen=True)
class Reading:
    """What the hidden field says: the version, the version saved over, the marks as read."""

    version: int
    over: int | None
    marks: Mapping[str, str]

    @classmethod
    def of(cls, text: str) -> Reading:
        """*text* as `ReadField` wrote it."""
        told = json.loads(text)
        over = told.get("over")
        marks = {str(name): str(mark) for name, mark in told.get("read", {}).items()}
        return cls(int(told["version"]), None if over is None else int(over), marks)

    def __str__(self) -> str:
        told = {"version": self.version, "over": self.over, "read": dict(self.marks)}
        return json.dumps(told, separators=(",", ":"))


class ReadField(forms.CharField):
    """The hidden field; clean, it is the `EditedFrom` that the action asks for."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(label=_("Version"), required=False, max_length=100_000)

    def clean(self, value: Any) -> Any:
        """The version, or None where the form was not sent by its page."""
        text = super().clean(value)
        if not text:
            return None
        try:
            read = Reading.of(text)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ValidationError(_("The form is damaged. Open the page again.")) from error
        return EditedFrom(read.version, read.over)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """The version is no input."""
        return False


class EditedForm(forms.Form):
    """A form whose page was read from a version of a row, given as ``initial["edited_from"]``.

    Without one (a form for something new) it has no such field, and is only kept as a draft.
    """

    # What comes first on a page of several forms of one kind.
    about = ""
    # "save": what is typed goes straight into the row when its field is left; else it is a draft.
    autosave = "draft"
    # The draft at this page and who else is here, set by `consortium.views.editing`.
    kept: Any = None
    # Forms of the same page whose fields were read with this one.
    beside: Sequence[forms.Form] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if EDITED_FROM in self.initial:
            self.fields[EDITED_FROM] = ReadField()

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """The hidden field is written from the version and the fields as they are now."""
        value = super().get_initial_for_field(field, field_name)
        if isinstance(field, ReadField) and isinstance(value, int):
            return str(self.reading(value))
        return value

    def reading(self, version: int, over: int | None = None, *, sent: bool = False) -> Reading:
        """The hidden field for *version*; the marks are of what was *sent*, or else of what is."""
        forms_read = [self, *self.beside]
        words = sent_values if sent else stored_values
        marks = {
            bound.html_name: mark_of(words(bound))
            for form in forms_read
            for bound in typed_fields(form)
        }
        return Reading(version, over, marks)

    def make_room(self, sent: Any) -> None:
        """Add the rows that a draft has and the row has not; most forms have no rows."""

    def sent_reading(self) -> Reading | None:
        """What the hidden field that was sent says, if it says anything."""
        if EDITED_FROM not in self.fields:
            return None
        text = self.data.get(self.add_prefix(EDITED_FROM), "")
        try:
            return Reading.of(text) if text else None
        except (ValueError, TypeError, KeyError, AttributeError):
            return None


def typed_fields(form: forms.Form) -> Iterator[BoundField]:
    """The fields of *form* that somebody fills in."""
    aside = (ReadField, forms.FileField)
    return (
        bound for bound in form if not isinstance(bound.field, aside) and not bound.field.disabled
    )


def sent_values(bound: BoundField) -> list[str]:
    """What was sent of a field."""
    data: Any = bound.form.data
    if hasattr(data, "getlist"):
        return [str(value) for value in data.getlist(bound.html_name)]
    value = data.get(bound.html_name)
    return [] if value is None else [str(value)]


def stored_values(bound: BoundField) -> list[str]:
    """What the page would send of a field that nobody touches."""
    value = bound.field.prepare_value(bound.initial)
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return ["on"] if value else []
    if isinstance(value, (list, tuple, set)):
        return [str(one) for one in value]
    return [] if value is None else [str(value)]


def fields_of(form: EditedForm, *more: forms.Form) -> dict[str, list[str]]:
    """What a browser would send of the untouched *form* and of *more* of its page."""
    shown = [form, *more]
    form.beside = [one for one in more if not isinstance(one, EditedForm)]
    fields = {bound.html_name: stored_values(bound) for one in shown for bound in typed_fields(one)}
    for one in shown:
        version = one.initial.get(EDITED_FROM)
        if isinstance(one, EditedForm) and version is not None:
            fields[one.add_prefix(EDITED_FROM)] = [str(one.reading(version))]
    return fields


def differs(bound: BoundField) -> bool:
    """Whether what was sent is another value than the stored one, and not only another spelling."""
    if one_spelling(sent_values(bound)) == one_spelling(stored_values(bound)):
        return False
    sent = bound.field.widget.value_from_datadict(bound.form.data, {}, bound.html_name)
    return bound.field.has_changed(bound.initial, sent)


def words_of(bound: BoundField, values: Sequence[str]) -> str:
    """*values* of a field as people read them: the labels of choices, yes and no."""
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return gettext("Yes") if one_spelling(values) else gettext("No")
    choices: Any = getattr(bound.field, "choices", None)
    if choices is None:
        return "\n".join(values)
    labels = {str(key): str(label) for key, label in choices}
    return ", ".join(labels.get(value, value) for value in values if value)


def name_of(bound: BoundField) -> str:
    """A field's name as the reader knows it, with what comes before it on a page of many."""
    label = str(bound.field.widget.attrs.get("aria-label") or bound.label)
    about = getattr(bound.form, "about", "")
    return f"{about}: {label}" if about else label


def fill_in(form: forms.Form, fields: Mapping[str, Sequence[str]], sent: Any) -> None:
    """Show *form* as its draft has it; *sent* is the draft as a browser would send it."""
    if isinstance(form, EditedForm):
        form.make_room(sent)
        if told := list(fields.get(form.add_prefix(EDITED_FROM), ())):
            form.initial[EDITED_FROM] = told[-1]
    for bound in typed_fields(form):
        value = bound.field.widget.value_from_datadict(sent, {}, bound.html_name)
        form.initial[bound.name] = value
