"""What the lead controller fills in to take a parked line up, or to let it fall."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consortium.queries.texts import span_text
from grants.models import Grant, ReportingPeriod
from reporting.rules.reasons import DISALLOW_CODES

TAKES_ROWS = ("open", "reopened", "closed")


class TakeUpForm(forms.Form):
    """The later period in whose verification the line is decided."""

    period = forms.ModelChoiceField(
        label=_("In the verification of period"), queryset=ReportingPeriod.objects.none()
    )

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["period"]
        periods = ReportingPeriod.objects.filter(grant=grant, state__in=TAKES_ROWS)
        field.queryset = periods.order_by("-number")  # type: ignore[attr-defined]
        field.empty_label = None  # type: ignore[attr-defined]
        field.label_from_instance = _period_label  # type: ignore[attr-defined]


class FallForm(TakeUpForm):
    """The period in which a parked line falls, and why."""

    code = forms.ChoiceField(label=_("Reason code"))
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [  # type: ignore[attr-defined]
            (code, gettext(label)) for code, label in DISALLOW_CODES.items()
        ]


def _period_label(period: ReportingPeriod) -> str:
    return f"{period.number}: {span_text(period.starts_on, period.ends_on)}"
