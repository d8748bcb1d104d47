"""Forms of a municipality's link: whom the lead writes to, and what comes back without a log-in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.fields import DanishDateField
from grants.models import ApprovalBody, Grant
from reporting.models import EvaluationDecision


class AskForm(forms.Form):
    """Who is asked to sign."""

    office = forms.CharField(
        label=_("Office that signs"), max_length=120, help_text=_("As the agreement names it.")
    )
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("Of the municipality, and of somebody without a log-in.")
    )
    opens_until = DanishDateField(label=_("Opens until"))


class AskBodyForm(forms.Form):
    """Which body is asked for its decision."""

    body: forms.ModelChoiceField[Any] = forms.ModelChoiceField(label=_("Body"), queryset=None)
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("Of the body's secretary, who has no log-in.")
    )
    opens_until = DanishDateField(label=_("Opens until"))

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = ApprovalBody.objects.filter(agreement__grant=grant)
        self.fields["body"].queryset = rows  # type: ignore[attr-defined]


class SignByLinkForm(forms.Form):
    """A signature without a log-in."""

    signer = forms.CharField(label=_("Your name"), max_length=120)
    office = forms.CharField(label=_("Your office"), max_length=120)
    agrees = forms.BooleanField(
        label=_("I have read it, and I may sign it for the municipality"), required=False
    )


class DecideByLinkForm(forms.Form):
    """What a body decided, told without a log-in."""

    outcome = forms.ChoiceField(label=_("Decision"), choices=EvaluationDecision.OUTCOMES)
    decided_on = DanishDateField(label=_("Decided on"))
    text = forms.CharField(
        label=_("Remarks"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("Needed unless it is adopted without remarks."),
    )
    signer = forms.CharField(label=_("Your name"), max_length=120)
    agrees = forms.BooleanField(
        label=_("I may say what the body has decided, and it has decided this"), required=False
    )
