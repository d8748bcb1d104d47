"""What the lead controller fills in while verifying a report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consortium.forms.fields import DanishDateField, DanishDecimalField
from reporting.models import Expenditure
from reporting.rules.checklist import ANSWERS, CHECKLIST, YES
from reporting.rules.reasons import DISALLOW_CODES

CHECK = "check_"


class LineFilter(forms.Form):
    """Which lines of a report to show."""

    state = forms.ChoiceField(label=_("State"), required=False)
    line = forms.ChoiceField(label=_("Budget line"), required=False)
    mark = forms.ChoiceField(label=_("Mark"), required=False)
    text = forms.CharField(label=_("Voucher, text or supplier"), required=False)

    def __init__(self, *args: Any, lines: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("All"))]
        self.fields["state"].choices = [*every, *Expenditure.STATES]  # type: ignore[attr-defined]
        self.fields["line"].choices = [*every, *lines]  # type: ignore[attr-defined]
        marks = [("late", _("Late")), ("taken_up", _("Taken up after parking"))]
        self.fields["mark"].choices = [*every, *marks]  # type: ignore[attr-defined]


class DisallowForm(forms.Form):
    """How much of a cost falls, and why."""

    amount = DanishDecimalField(label=_("Amount that falls"))
    code = forms.ChoiceField(label=_("Reason code"))
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].widget.attrs["data-suffix"] = "kr."
        self.fields["code"].choices = [  # type: ignore[attr-defined]
            (code, gettext(label)) for code, label in DISALLOW_CODES.items()
        ]


class QuestionForm(forms.Form):
    """A query to the partner."""

    text = forms.CharField(label=_("Question"), widget=forms.Textarea(attrs={"rows": 3}))
    due_on = DanishDateField(label=_("Answer by"))


class WhyForm(forms.Form):
    """A reason."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class ConclusionForm(forms.Form):
    """The checklist, the extent and the conclusion."""

    extent_pct = forms.IntegerField(
        label=_("Extent, per cent of the lines"), min_value=1, max_value=100, initial=100
    )
    conclusion = forms.CharField(label=_("Conclusion"), widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = {name: self.fields.pop(name) for name in ("extent_pct", "conclusion")}
        for point in CHECKLIST:
            choices = [
                (code, gettext(label))
                for code, label in ANSWERS.items()
                if code == YES or point.may_be_irrelevant
            ]
            self.fields[CHECK + point.key] = forms.ChoiceField(
                label=gettext(point.question),
                choices=choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Answer this, or settle with the partner first.")},
            )
        self.fields |= last

    def checklist(self) -> dict[str, str]:
        """The answers by the checklist's own keys."""
        return {point.key: self.cleaned_data[CHECK + point.key] for point in CHECKLIST}
