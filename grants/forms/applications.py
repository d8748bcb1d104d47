"""Forms of the application and of the decisions about it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.fields import DanishDateField, DanishDecimalField
from grants.models import Application, Fund, RuleProfileVersion
from partners.models import Organisation

KRONER = {"data-suffix": "kr."}


def money(label: Any, **kwargs: Any) -> DanishDecimalField:
    """An amount above zero, with its unit beside it."""
    field = DanishDecimalField(label=label, min_value=0, **kwargs)
    field.widget.attrs.update(KRONER)
    return field


class ApplicationForm(forms.Form):
    """What a consortium asks a fund for."""

    title = forms.CharField(label=_("Title"), max_length=200)
    summary = forms.CharField(
        label=_("Purpose and local organisation"), widget=forms.Textarea, required=False
    )
    starts_on = DanishDateField(label=_("Project starts"))
    ends_on = DanishDateField(label=_("Project ends"))
    budget = money(_("Total budget"))
    requested = money(_("Requested from the fund"))
    ceiling = money(_("Fund ceiling"), help_text=_("The financial frame that the call names."))
    partners = forms.ModelMultipleChoiceField(
        label=_("Partners"),
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Each of them must give its support before the application can be submitted."),
    )

    def __init__(self, *args: Any, lead: Organisation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Organisation.objects.exclude(pk=lead.pk) if lead else Organisation.objects.all()
        self.fields["partners"].queryset = known  # type: ignore[attr-defined]


class NewApplicationForm(ApplicationForm):
    """The same, with what stays fixed from the first draft on."""

    seat = forms.ChoiceField(label=_("Reference and lead partner"))
    fund = forms.ModelChoiceField(label=_("Fund"), queryset=Fund.objects.all())
    profile = forms.ModelChoiceField(
        label=_("Rule profile"), queryset=RuleProfileVersion.objects.all()
    )

    field_order = ("seat", "title", "summary", "fund", "profile")

    def __init__(self, *args: Any, seats: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = seats  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """A note that goes with a decision."""

    note = forms.CharField(label=_("Note"), widget=forms.Textarea)


class ReasonForm(forms.Form):
    """The reason for a step backwards."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea)


class AwardForm(forms.Form):
    """The funder's letter: the amount and the terms that differ from the profile."""

    amount = money(_("Grant"))
    budget = money(_("Approved budget"))
    offered_on = DanishDateField(label=_("Letter dated"))
    journal_no = forms.CharField(label=_("Journal number"), max_length=60, required=False)
    match_test = forms.BooleanField(
        label=_("One-to-one matching of the co-financing"), required=False
    )
    rate_basis = forms.ChoiceField(
        label=_("The fund pays"),
        choices=[
            ("grant_ratio", _("the grant's share of the budget")),
            ("cap_rate", _("the highest rate until the grant is used")),
        ],
    )
    recovery_interest_pct = DanishDecimalField(
        label=_("Interest on an overdue recovery, per cent a year"),
        required=False,
        min_value=0,
        help_text=_("Empty: as the rule profile says, without interest."),
    )
    deviation = forms.CharField(
        label=_("Reason, if the grant stands above the cap"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    @classmethod
    def for_application(cls, application: Application, data: Any = None) -> AwardForm:
        """The form with what was asked for."""
        parameters = application.profile.parameters
        return cls(
            data,
            initial={
                "amount": application.requested,
                "budget": application.budget,
                "match_test": parameters["match_test"],
                "rate_basis": parameters["rate_basis"],
            },
        )

    def overrides(self, application: Application) -> dict[str, Any]:
        """The terms that differ from the profile."""
        parameters = application.profile.parameters
        asked = {name: self.cleaned_data[name] for name in ("match_test", "rate_basis")}
        if self.cleaned_data["recovery_interest_pct"] is not None:
            asked["recovery_interest_pct"] = str(self.cleaned_data["recovery_interest_pct"])
        return {name: value for name, value in asked.items() if value != parameters.get(name)}
