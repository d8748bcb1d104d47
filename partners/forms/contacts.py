"""Forms of contacts and their consents."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.fields import DanishDateField
from partners.actions.confirmations import Purposes
from partners.models import Consent, ContactList
from partners.rules.contacts import FACTS, HOSTS, ConsentFacts, ContactFacts, needs_consent

OF_CONSENT = (
    *("text_version", "given_on", "how"),
    *("for_publication", "for_sharing", "for_newsletter", "is_adult"),
)


class ContactListForm(forms.Form):
    """A list: in which project, of whom."""

    grant_ref = forms.ChoiceField(label=_("Grant"))
    kind = forms.ChoiceField(label=_("Kind"), choices=ContactList.KINDS)
    name = forms.CharField(label=_("Name of the list"), max_length=120)

    def __init__(self, *args: Any, grants: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grant_ref"].choices = grants  # type: ignore[attr-defined]


class ContactForm(forms.Form):
    """What is kept of a contact, and nothing else (G-03). What is typed is kept nowhere before."""

    name = forms.CharField(label=_("Name or alias"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), max_length=200, required=False)
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        help_text=_("An e-mail address or a telephone number; one of them is enough."),
    )
    language = forms.CharField(label=_("Language"), max_length=80, required=False)
    area = forms.CharField(label=_("Area"), max_length=120, required=False)
    role = forms.CharField(label=_("Role"), max_length=120, required=False)
    read_at = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def facts(self) -> ContactFacts:
        """What was typed."""
        return ContactFacts(**{name: self.cleaned_data[name] for name in FACTS})

    def clean_read_at(self) -> dt.datetime | None:
        """When the details that the form shows were last changed."""
        text = self.cleaned_data["read_at"]
        try:
            return dt.datetime.fromisoformat(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(_("The form is damaged. Open the page again.")) from error


class ConsentForm(forms.Form):
    """A yes, and to what."""

    text_version = forms.CharField(
        label=_("Version of the information text"),
        max_length=60,
        help_text=_("As it stands on the text that the person has read, in Danish or English."),
    )
    given_on = DanishDateField(label=_("Given on"))
    how = forms.ChoiceField(label=_("How it was given"), choices=Consent.HOWS)
    for_publication = forms.BooleanField(label=_("Name and role may be published"), required=False)
    for_sharing = forms.BooleanField(
        label=_("May be shared with the other partners of the project"), required=False
    )
    for_newsletter = forms.BooleanField(label=_("Wants the newsletter by e-mail"), required=False)
    is_adult = forms.BooleanField(label=_("Has said to be of age"), required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind != HOSTS:
            # Nothing is asked that is not needed (G-03).
            del self.fields["is_adult"]

    def facts(self) -> ConsentFacts:
        """What was said."""
        said: dict[str, Any] = {name: self.cleaned_data.get(name, False) for name in OF_CONSENT}
        return ConsentFacts(**said)


class NewContactForm(ConsentForm, ContactForm):
    """A contact with the first consent, or without one as yet."""

    field_order = (*FACTS, *OF_CONSENT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("text_version", "given_on", "how"):
            self.fields[name].required = False
        how: Any = self.fields["how"]
        how.choices = [("", "–"), *Consent.HOWS]
        self.fields["given_on"].help_text = (
            _("Empty: the contact waits for consent, and is not active.")
            if needs_consent(self.kind)
            else _("May be empty: company contacts are kept by legitimate interest.")
        )

    def facts(self) -> ContactFacts:  # type: ignore[override]
        """Who it is."""
        return ContactForm.facts(self)

    def consent(self) -> ConsentFacts | None:
        """The consent, if its day was filled in."""
        if self.cleaned_data["given_on"] is None:
            return None
        return ConsentForm.facts(self)

    def clean(self) -> dict[str, Any]:
        """Words about a consent need its day."""
        values: dict[str, Any] = super().clean() or {}
        said = any(values.get(name) for name in OF_CONSENT)
        if said and not values.get("given_on") and "given_on" not in self.errors:
            message = _("Say on which day the consent was given; without it there is none.")
            self.add_error("given_on", forms.ValidationError(message))
        return values


class OwnDataForm(ContactForm):
    """What a contact sees of itself on its own page, and to what it says yes."""

    read_at = None  # type: ignore[assignment]
    for_publication = forms.BooleanField(
        label=_("My name and role may be published"), required=False
    )
    for_sharing = forms.BooleanField(
        label=_("The other partners of the project may see me and write to me"), required=False
    )
    for_newsletter = forms.BooleanField(label=_("I want the newsletter by e-mail"), required=False)

    def purposes(self) -> Purposes:
        """What is ticked."""
        return Purposes(**{one.name: self.cleaned_data[one.name] for one in fields(Purposes)})
