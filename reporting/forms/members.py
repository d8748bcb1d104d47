"""The form of a body that takes part without a vote."""

from __future__ import annotations

from dataclasses import fields

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.fields import DanishDateField
from partners.models import ConsortiumMember
from partners.rules.members import MemberFacts


class WithoutVoteForm(forms.Form):
    """A body, as what it takes part, and which office comes."""

    name = forms.CharField(label=_("Body"), max_length=160)
    body = forms.ChoiceField(label=_("Kind of body"), choices=ConsortiumMember.BODIES)
    standing = forms.ChoiceField(label=_("Takes part as"), choices=ConsortiumMember.STANDINGS)
    representative = forms.CharField(
        label=_("Represented by"),
        max_length=120,
        help_text=_("The office, not the person's name."),
    )
    starts_on = DanishDateField(label=_("From"))
    ends_on = DanishDateField(label=_("To"), required=False)

    def facts(self) -> MemberFacts:
        """What was typed."""
        return MemberFacts(**{one.name: self.cleaned_data[one.name] for one in fields(MemberFacts)})
