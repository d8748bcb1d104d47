"""Forms of requests for erasure. Nothing in them says who has asked (G-03)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.fields import DanishDateField
from partners.models import ErasureRequest
from partners.rules.erasures import CONTACT, AnswerFacts, RequestFacts

AREA = forms.Textarea(attrs={"rows": 3})


class ErasureForm(forms.Form):
    """Somebody has asked; at a contact it is known what the request is about."""

    about = forms.ChoiceField(label=_("What it is about"))
    asked_by = forms.ChoiceField(label=_("Who has asked"), choices=ErasureRequest.ASKERS)
    asked_on = DanishDateField(label=_("Requested on"))
    reference = forms.CharField(
        label=_("Filed as"),
        max_length=60,
        help_text=_("The number under which the letter is filed. The name stays in the letter."),
    )

    def __init__(self, *args: Any, of_contact: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of_contact = of_contact
        if of_contact:
            del self.fields["about"]
            return
        choices = [one for one in ErasureRequest.ABOUT if one[0] != CONTACT]
        self.fields["about"].choices = choices  # type: ignore[attr-defined]
        self.fields["about"].help_text = _(
            "A request of somebody in a list of contacts begins at the contact in its list."
        )

    def facts(self) -> RequestFacts:
        """What was typed."""
        given = self.cleaned_data
        about = CONTACT if self.of_contact else given["about"]
        return RequestFacts(about, given["asked_by"], given["asked_on"], given["reference"])


class LongerForm(forms.Form):
    """Why more time is needed."""

    reason = forms.CharField(label=_("Why more time is needed"), widget=AREA)


class AnswerForm(forms.Form):
    """What was done, or on which ground it was refused."""

    outcome = forms.ChoiceField(label=_("Answer"), choices=ErasureRequest.OUTCOMES)
    ground = forms.ChoiceField(
        label=_("Ground of a refusal"),
        choices=[("", _("No refusal")), *ErasureRequest.GROUNDS],
        required=False,
    )
    told = forms.CharField(
        label=_("What the person was told"),
        widget=AREA,
        help_text=_("Without the name. A refusal also says where to complain."),
    )

    def facts(self) -> AnswerFacts:
        """What was typed."""
        given = self.cleaned_data
        return AnswerFacts(given["outcome"], given["ground"], given["told"])
