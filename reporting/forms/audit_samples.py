"""How an auditor's sample is drawn, what is found in a row, and what is concluded."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDateField, DanishDecimalField
from consortium.rules.money import ZERO
from grants.models import Grant
from reporting.actions.audit_samples import Choice
from reporting.models import AuditSample, AuditSampleUnit, Claim, Finding
from reporting.queries.as_of import instant_of
from reporting.queries.audit_samples import Target
from reporting.rules.audit_samples import Planning
from reporting.rules.mus import BILATERAL, Z
from reporting.rules.projecting import ACCIDENTAL

WHOLE = "grant"
CONFIDENCES = sorted(Z[BILATERAL], reverse=True)


class DrawForm(forms.Form):
    """What is drawn from, and how; the seed is made by the system."""

    target = forms.ChoiceField(label=_("Drawn from"))
    sign = forms.ChoiceField(
        label=_("Rows"), choices=AuditSample.SIGNS, widget=forms.RadioSelect, initial="positive"
    )
    as_of = DanishDateField(
        label=_("Rows as of the day"),
        required=False,
        help_text=_("Empty: as they stand now."),
    )
    method = forms.ChoiceField(
        label=_("Method"), choices=AuditSample.METHODS, widget=forms.RadioSelect, initial="mus"
    )
    confidence = forms.TypedChoiceField(
        label=_("Confidence, per cent"),
        choices=[(one, str(one)) for one in CONFIDENCES],
        coerce=int,
        initial=CONFIDENCES[0],
    )
    sides = forms.ChoiceField(
        label=_("Confidence interval"),
        choices=AuditSample.SIDES,
        widget=forms.RadioSelect,
        initial=BILATERAL,
    )
    materiality_pct = DanishDecimalField(
        label=_("Tolerable error, per cent of the book value"), initial=Decimal("2.00")
    )
    anticipated_pct = DanishDecimalField(
        label=_("Anticipated error, per cent of the book value"), initial=Decimal("0.20")
    )
    sigma_pct = DanishDecimalField(
        label=_("Expected spread of the error rates, per cent"),
        initial=Decimal("5.00"),
        help_text=_(
            "From earlier samples or a pilot; not used by a sample that is not statistical."
        ),
    )
    size = forms.IntegerField(
        label=_("Sample size"),
        required=False,
        min_value=1,
        help_text=_("Empty: the least that is needed."),
    )
    reason = forms.CharField(
        label=_("Why this sample"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grant = grant
        self.claims = {
            f"claim-{one.pk}": one
            for one in Claim.objects.filter(grant=grant, is_advance=False)
            .exclude(state="draft")
            .select_related("period")
        }
        self.periods = {f"period-{one.period_id}": one.period for one in self.claims.values()}
        self.partners = {
            f"partner-{one.pk}": one for one in grant.partners.select_related("organisation")
        }
        field = self.fields["target"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            *(
                (key, gettext("Claim %(number)s") % {"number": one.number})
                for key, one in reversed(self.claims.items())
            ),
            *(
                (key, gettext("The claims of period %(number)s") % {"number": one.number})
                for key, one in reversed(self.periods.items())
            ),
            *(
                (key, gettext("All claims, %(partner)s") % {"partner": one})
                for key, one in self.partners.items()
            ),
            (WHOLE, gettext("All claims of the grant")),
        ]

    def choice(self) -> Choice:
        """What the auditor has chosen, as the action asks for it."""
        given = self.cleaned_data
        key = given["target"]
        target = Target(
            self.grant,
            claim=self.claims.get(key),
            period=self.periods.get(key),
            partner=self.partners.get(key),
        )
        planning = Planning(
            given["method"],
            given["confidence"],
            given["sides"],
            given["materiality_pct"],
            given["anticipated_pct"],
            given["sigma_pct"] / 100,
        )
        as_of: dt.date | None = given["as_of"]
        instant = instant_of(as_of) if as_of is not None else None
        return Choice(target, planning, given["sign"], given["size"], instant, given["reason"])


class ErrorForm(EditedForm):
    """What the auditor has found in one row of the sample."""

    error = DanishDecimalField(
        label=_("Error, DKK"), help_text=_("0,00 where the row is in order.")
    )
    kind = forms.ChoiceField(
        label=_("Type of error"), choices=[("", "–"), *Finding.KINDS], required=False
    )
    nature = forms.ChoiceField(
        label=_("Nature of the error"),
        choices=AuditSampleUnit.NATURES,
        widget=forms.RadioSelect,
        initial=ACCIDENTAL,
    )
    is_corrected = forms.BooleanField(
        label=_("The error has been corrected already"), required=False
    )
    note = forms.CharField(
        label=_("What was looked at, and what is wrong"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    @staticmethod
    def values_of(pick: AuditSampleUnit) -> dict[str, Any]:
        """A row that has been looked at, as this form shows it."""
        return {
            "error": pick.error,
            "kind": pick.kind,
            "nature": pick.nature or ACCIDENTAL,
            "is_corrected": pick.is_corrected,
            "note": pick.note,
        }


class ConclusionForm(EditedForm):
    """The end of a sample."""

    systemic = DanishDecimalField(
        label=_("Systemic errors in the whole population, delimited, DKK"),
        required=False,
        help_text=_("Only where the sample has found a systemic error."),
    )
    text = forms.CharField(label=_("What is concluded"), widget=forms.Textarea(attrs={"rows": 6}))

    def clean_systemic(self) -> Decimal:
        """No amount is 0.00."""
        given: Decimal | None = self.cleaned_data["systemic"]
        return given if given is not None else ZERO
