"""What is filled in along a claim's way."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.fields import DanishDateField, DanishDecimalField
from consortium.rules.money import ZERO
from grants.models import Grant
from reporting.models import AuditorStatement

ORDINARY, FINAL, ADVANCE = "ordinary", "final", "advance"


class NewClaimForm(forms.Form):
    """Which period is claimed, and what kind of claim it is."""

    period = forms.ChoiceField(label=_("Period"))
    kind = forms.ChoiceField(
        label=_("Kind of claim"),
        choices=[
            (ORDINARY, _("Claim for verified cost")),
            (FINAL, _("Final claim: tests over-financing as well")),
            (ADVANCE, _("Advance, as the grant letter allows")),
        ],
        widget=forms.RadioSelect,
        initial=ORDINARY,
    )

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.periods = {str(period.pk): period for period in grant.periods.exclude(state="planned")}
        self.fields["period"].choices = [  # type: ignore[attr-defined]
            (key, str(period)) for key, period in reversed(self.periods.items())
        ]


class StatementForm(forms.Form):
    """The auditor's conclusion."""

    kind = forms.ChoiceField(
        label=_("Conclusion"), choices=AuditorStatement.KINDS, widget=forms.RadioSelect
    )
    qualified_amount = DanishDecimalField(
        label=_("Amount with reservation"),
        required=False,
        help_text=_("Only for a statement with a reservation."),
    )
    text = forms.CharField(label=_("Statement"), widget=forms.Textarea(attrs={"rows": 8}))

    def clean_qualified_amount(self) -> Any:
        """No amount is 0.00."""
        return self.cleaned_data["qualified_amount"] or ZERO


class DecisionForm(forms.Form):
    """The funder's decision."""

    accepted = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Accepted")), ("no", _("Rejected"))],
        widget=forms.RadioSelect,
    )
    on = DanishDateField(label=_("Date of the decision"))
    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class PaymentForm(forms.Form):
    """The bank line of a payment from the fund."""

    amount = DanishDecimalField(label=_("Amount on the bank line"))
    received_on = DanishDateField(label=_("Received on"))
    bank_ref = forms.CharField(label=_("Bank reference"), max_length=80)


class SendForm(forms.Form):
    """The bank's order for all disbursements of a payment."""

    on = DanishDateField(label=_("Sent on"))
    bank_ref = forms.CharField(label=_("Bank reference"), max_length=80)


class ReceiptForm(forms.Form):
    """The partner's receipt."""

    on = DanishDateField(label=_("Received on"))
