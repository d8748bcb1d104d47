"""Forms of what the public sees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDateField
from grants.models import ActivityType, GrantPartner
from reporting.models import PackMove, VisibilityEntry
from reporting.rules.visibility import EventFacts

OF_EVENT = ("title", "on", "place", "hours", "text", "link")


class SeatForm(forms.Form):
    """A form that is filled in for one of the partners that its reader writes for."""

    partner = forms.ChoiceField(label=_("Partner"))

    def __init__(self, *args: Any, seats: Sequence[GrantPartner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {str(one.pk): one for one in seats}
        named = [(key, one.organisation.name) for key, one in self.seats.items()]
        self.fields["partner"].choices = named  # type: ignore[attr-defined]

    @property
    def seat(self) -> GrantPartner:
        """For whom it is filled in."""
        return self.seats[self.cleaned_data["partner"]]

    def rest(self) -> dict[str, Any]:
        """Everything but the partner."""
        return {name: value for name, value in self.cleaned_data.items() if name != "partner"}


class EventForm(SeatForm):
    """An event for everybody."""

    kind = forms.ChoiceField(label=_("Kind"))
    title = forms.CharField(label=_("Title"), max_length=200)
    on = DanishDateField(label=_("Day"))
    hours = forms.CharField(label=_("Time of day"), max_length=40, required=False)
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    text = forms.CharField(
        label=_("Text"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    link = forms.URLField(label=_("Sign up at"), required=False, assume_scheme="https")

    def __init__(self, *args: Any, kinds: Sequence[ActivityType], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = {str(one.pk): one for one in kinds}
        danish = (get_language() or "da").startswith("da")
        named = [(key, one.name_da if danish else one.name_en) for key, one in self.kinds.items()]
        self.fields["kind"].choices = named  # type: ignore[attr-defined]

    def facts(self) -> EventFacts:
        """What everybody is told."""
        return EventFacts(**{name: self.cleaned_data[name] for name in OF_EVENT})

    @property
    def chosen(self) -> ActivityType:
        """The kind of activity."""
        return self.kinds[self.cleaned_data["kind"]]


class SeenForm(SeatForm):
    """Where the project was seen."""

    medium = forms.ChoiceField(label=_("Where"), choices=VisibilityEntry.MEDIA)
    seen_on = DanishDateField(label=_("Seen on"))
    text = forms.CharField(
        label=_("What was shown"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Title and paper, channel or place. Name no private persons."),
    )
    link = forms.URLField(label=_("Address"), required=False, assume_scheme="https")
    audience = forms.IntegerField(label=_("Audience, if it is known"), min_value=0, required=False)
    names_fund = forms.BooleanField(label=_("Names the support of the EU"), required=False)


class PackForm(SeatForm):
    """Packs that came or went."""

    move = forms.ChoiceField(label=_("What happened"), choices=PackMove.MOVES)
    count = forms.IntegerField(label=_("Packs"), min_value=1)
    moved_on = DanishDateField(label=_("Day"))
    note = forms.CharField(
        label=_("Note"),
        max_length=200,
        required=False,
        help_text=_("To which company or fair; name no private persons."),
    )


class PublicPageForm(EditedForm):
    """What a consortium says of itself."""

    text_da = forms.CharField(label=_("Text in Danish"), widget=forms.Textarea(attrs={"rows": 8}))
    text_en = forms.CharField(
        label=_("Text in English"), required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    contact = forms.CharField(
        label=_("Where to write or call"),
        max_length=200,
        required=False,
        help_text=_("An office's address, no person's."),
    )
    is_published = forms.BooleanField(label=_("Show the page to everybody"), required=False)
