"""Forms of the application and of the decisions about it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDateField, DanishDecimalField
from grants.models import Application, Call, Fund, RuleProfileVersion
from grants.rules.flat_rates import LABELS, Kind
from grants.rules.profiles import RuleProfile
from partners.models import Organisation

KRONER = {"data-suffix": "kr."}


def money(label: Any, **kwargs: Any) -> DanishDecimalField:
    """An amount above zero, with its unit beside it."""
    field = DanishDecimalField(label=label, min_value=0, **kwargs)
    field.widget.attrs.update(KRONER)
    return field


class ApplicationForm(EditedForm):
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
    call = forms.ModelChoiceField(
        label=_("Call"),
        queryset=Call.objects.filter(state="open"),
        required=False,
        help_text=_("The open call that the application answers, if it answers one."),
    )
    fund = forms.ModelChoiceField(label=_("Fund"), queryset=Fund.objects.all())
    profile = forms.ModelChoiceField(
        label=_("Rule profile"), queryset=RuleProfileVersion.objects.all()
    )

    field_order = ("seat", "call", "title", "summary", "fund", "profile")

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
    flat_rate = forms.ChoiceField(label=_("Flat rate"), required=False)
    flat_rate_pct = DanishDecimalField(
        label=_("Flat rate, per cent"), min_value=0, max_value=100, required=False
    )
    staff_rate_pct = DanishDecimalField(
        label=_("Staff cost as a flat rate of other direct cost, per cent"),
        min_value=0,
        max_value=100,
        required=False,
        help_text=_("Leave it out where staff is paid at real cost."),
    )
    rate_calculation = forms.CharField(
        label=_("Where the calculation of a calculated rate is filed"),
        max_length=200,
        required=False,
    )
    inkind_allowed = forms.BooleanField(
        label=_("Contributions in kind are allowed"), required=False
    )
    inkind_strict = forms.ChoiceField(
        label=_("The in-kind test (L4) subtracts"),
        choices=[
            ("no", _("contributions in kind, and other public support that is paid")),
            ("yes", _("the same, and the public contributions in kind once more (strict)")),
        ],
        required=False,
        help_text=_(
            "Art. 67(1)(a) can be read both ways: the public support of an operation that includes "
            "contributions in kind, or public support with public contributions in kind counted "
            "into it. Ask the authority; the usual reading is the first. In 2007-13 the test is "
            "about the fund alone, and public support is not subtracted."
        ),
    )
    market_check_from = money(
        _("Procurement file or market check above"),
        required=False,
        help_text=_("Left empty: none is asked for."),
    )
    standard_hour_rate = money(
        _("Standard rate an hour"), required=False, help_text=_("Left empty: there is none.")
    )
    preparation_from = DanishDateField(
        label=_("Preparation cost counts from"),
        required=False,
        help_text=_("Only if the letter says so; left empty, cost counts from the start."),
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
        profile = RuleProfile.from_json(parameters)
        form = cls(
            data,
            initial={
                "amount": application.requested,
                "budget": application.budget,
                "match_test": parameters["match_test"],
                "rate_basis": parameters["rate_basis"],
                "inkind_allowed": profile.inkind_allowed,
                "inkind_strict": "yes" if profile.inkind_strict else "no",
                "market_check_from": profile.market_check_from,
                "standard_hour_rate": profile.standard_hour_rate,
                "preparation_from": profile.preparation_from,
            },
        )
        form.fields["flat_rate"].choices = [  # type: ignore[attr-defined]
            ("", _("None: real cost only")),
            *(
                (kind.value, _(label))
                for kind, label in LABELS.items()
                if kind is not Kind.STAFF_OF_OTHER and parameters.get(kind)
            ),
        ]
        return form

    def overrides(self, application: Application) -> dict[str, Any]:
        """The terms that differ from the profile."""
        frozen = RuleProfile.from_json(application.profile.parameters)
        given = self.cleaned_data
        asked = replace(
            frozen,
            match_test=given["match_test"],
            rate_basis=given["rate_basis"],
            flat_rates=self._flat_rates(),
            rate_calculation=given["rate_calculation"],
            inkind_allowed=given["inkind_allowed"],
            inkind_strict=given["inkind_strict"] == "yes",
            market_check_from=given["market_check_from"],
            standard_hour_rate=given["standard_hour_rate"],
            preparation_from=given["preparation_from"],
            recovery_interest_pct=given["recovery_interest_pct"] or Decimal(0),
        ).to_json()
        before = frozen.to_json()
        return {name: value for name, value in asked.items() if value != before[name]}

    def clean(self) -> dict[str, Any]:
        """A flat rate has its kind and its percentage, or neither."""
        values = super().clean() or {}
        if bool(values.get("flat_rate")) != bool(values.get("flat_rate_pct")):
            self.add_error(
                "flat_rate_pct", _("Choose the flat rate and write its percentage, or neither.")
            )
        return values

    def _flat_rates(self) -> tuple[tuple[str, Fraction], ...]:
        values = self.cleaned_data
        given = {
            values["flat_rate"]: values["flat_rate_pct"],
            Kind.STAFF_OF_OTHER.value: values["staff_rate_pct"],
        }
        return tuple(
            (kind, Fraction(per_cent) / 100)
            for kind, per_cent in given.items()
            if kind and per_cent
        )
