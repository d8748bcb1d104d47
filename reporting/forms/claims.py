"""What is filled in along a claim's way."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.fields import DanishDateField, DanishDecimalField
from consortium.forms.uploads import OneFileField
from consortium.queries.texts import money_text
from consortium.rules.money import ZERO
from grants.models import Grant
from reporting.models import AuditorStatement, Claim, Correction, Finding
from reporting.queries.findings import quotable

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


class FindingsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not at run time
    """Boxes of findings: number, type, what each is about, and how much is at stake."""

    def label_from_instance(self, obj: Any) -> str:
        """The words beside one box."""
        amount = money_text(obj.amount, "kr")
        return f"{obj.number} {obj.get_kind_display()}: {obj.subject_label}, {amount}"


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
    findings = FindingsField(
        label=_("Findings that the statement quotes"),
        queryset=Finding.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With a reservation, each quoted cost becomes a proposed correction."),
    )
    text = forms.CharField(label=_("Statement"), widget=forms.Textarea(attrs={"rows": 8}))

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = quotable(claim).select_related("grant")
        field = self.fields["findings"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = rows
        if not rows:
            del self.fields["findings"]

    def clean_qualified_amount(self) -> Any:
        """No amount is 0.00."""
        return self.cleaned_data["qualified_amount"] or ZERO


class DecisionForm(forms.Form):
    """The funder's decision; what has been cut before it is not accepted."""

    accepted = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Accepted, without what is cut")), ("no", _("Rejected"))],
        widget=forms.RadioSelect,
    )
    on = DanishDateField(label=_("Date of the decision"))
    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    letter = OneFileField(
        label=_("The funder's letter"), help_text=_("PDF or picture. No CPR numbers.")
    )

    def __init__(self, *args: Any, by_letter: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["letter"].required = by_letter


class CutForm(forms.Form):
    """How much of one cost the funder accepts, and why no more."""

    accepted = DanishDecimalField(label=_("Accepted by the funder"))
    reason_code = forms.ChoiceField(label=_("Reason code"), choices=Correction.REASONS)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}))
    is_irregular = forms.BooleanField(
        label=_("It is an irregularity: its support is cancelled for this grant"), required=False
    )


ALL, CUT = "", "cut"


class ItemFilter(forms.Form):
    """Which costs of a claim to show."""

    partner = forms.ChoiceField(label=_("Partner"), required=False)
    result = forms.ChoiceField(
        label=_("The funder's result"),
        required=False,
        choices=[(ALL, _("All")), (CUT, _("Only what is cut"))],
    )
    text = forms.CharField(label=_("Voucher, text or supplier"), required=False)

    def __init__(self, *args: Any, partners: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].choices = [  # type: ignore[attr-defined]
            ("", _("All")),
            *partners,
        ]


class FunderQuestionForm(forms.Form):
    """A question of the funder, as asked here or as a letter says it."""

    text = forms.CharField(label=_("Question"), widget=forms.Textarea(attrs={"rows": 5}))
    on = DanishDateField(label=_("Asked on"))
    letter = OneFileField(
        label=_("The funder's letter"), help_text=_("PDF or picture. No CPR numbers.")
    )

    def __init__(self, *args: Any, by_letter: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["letter"].required = by_letter


class FunderAnswerForm(forms.Form):
    """The lead's answer; the clock runs again from its day."""

    text = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 5}))
    on = DanishDateField(label=_("Answered on"))
    file = OneFileField(
        label=_("File"), required=False, help_text=_("PDF or picture. No CPR numbers.")
    )


class PaymentForm(forms.Form):
    """The bank line of a payment from the fund."""

    amount = DanishDecimalField(label=_("Amount on the bank line"))
    received_on = DanishDateField(label=_("Received on"))
    bank_ref = forms.CharField(label=_("Bank reference"), max_length=80)
    late_reason = forms.CharField(
        label=_("Why the payment is late"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only if the funder's days had run out; the delay is logged with it."),
    )


class SendForm(forms.Form):
    """The bank's order for all disbursements of a payment."""

    on = DanishDateField(label=_("Sent on"))
    bank_ref = forms.CharField(label=_("Bank reference"), max_length=80)


class ReceiptForm(forms.Form):
    """The partner's receipt."""

    on = DanishDateField(label=_("Received on"))
