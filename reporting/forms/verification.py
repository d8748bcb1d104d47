"""What the lead controller fills in while verifying a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consortium.forms.fields import DanishDateField, DanishDecimalField
from reporting.models import Expenditure
from reporting.queries.worklist import ALL_KINDS, Wanted
from reporting.rules.checklist import ANSWERS, CHECKLIST, YES
from reporting.rules.reasons import DISALLOW_CODES

CHECK = "check_"


class LineFilter(forms.Form):
    """Which lines of a report, or of all reports of a period, to show."""

    state = forms.ChoiceField(label=_("State"), required=False)
    partner = forms.ChoiceField(label=_("Partner"), required=False)
    line = forms.ChoiceField(label=_("Budget line"), required=False)
    text = forms.CharField(label=_("Voucher, text or supplier"), required=False)
    mark = forms.MultipleChoiceField(
        label=_("What deserves a look"), required=False, widget=forms.CheckboxSelectMultiple
    )
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        lines: list[tuple[str, str]],
        partners: list[tuple[str, str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("All"))]
        states = [*every, ("undecided", _("Undecided")), *Expenditure.STATES]
        self.fields["state"].choices = states  # type: ignore[attr-defined]
        self.fields["line"].choices = [*every, *lines]  # type: ignore[attr-defined]
        if partners is None:
            del self.fields["partner"]
        else:
            self.fields["partner"].choices = [*every, *partners]  # type: ignore[attr-defined]
        self.count({})

    def count(self, counts: Mapping[str, int]) -> None:
        """Say beside each mark how many of the lines shown carry it."""
        self.fields["mark"].choices = [  # type: ignore[attr-defined]
            (code, f"{gettext(kind.label)} ({counts.get(code, 0)})")
            for code, kind in ALL_KINDS.items()
        ]

    def wanted(self) -> Wanted:
        """What is asked for; everything where the question makes no sense."""
        if not self.is_valid():
            return Wanted()
        given = self.cleaned_data
        return Wanted(
            state=given["state"],
            line=given["line"],
            text=given["text"].strip(),
            partner=given.get("partner", ""),
            marks=tuple(given["mark"]),
            sort=given["sort"],
        )


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

    def __init__(
        self,
        *args: Any,
        answers: Mapping[str, str] | None = None,
        extent: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if extent is not None:
            self.fields["extent_pct"].initial = extent
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
                initial=(answers or {}).get(point.key),
                widget=forms.RadioSelect,
                error_messages={"required": _("Answer this, or settle with the partner first.")},
            )
        self.fields |= last

    def checklist(self) -> dict[str, str]:
        """The answers by the checklist's own keys."""
        return {point.key: self.cleaned_data[CHECK + point.key] for point in CHECKLIST}
