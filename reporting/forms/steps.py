"""What a partner types about its deeds, its results and its money from others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDateField, DanishDecimalField
from consortium.queries.editing import version_of
from consortium.rules.editing import EDITED_FROM
from grants.models import CASH, FUND_SOURCE, OWN, SOURCES, ActivityType, GrantPartner, Indicator
from reporting.models import Activity, IndicatorValue, PartnerReport
from reporting.rules.counting import AGES, PARTS, SEXES, STATUS


class AnswerForm(EditedForm):
    """Yes or none: each step asks once. What is chosen is saved at once."""

    autosave = "save"
    answer = forms.ChoiceField(
        label=_("Is there anything to report here?"),
        choices=PartnerReport.ANSWERS[1:],
        widget=forms.RadioSelect,
    )


class ActivityForm(EditedForm):
    """One activity held."""

    kind = forms.ModelChoiceField(
        label=_("Type"), queryset=ActivityType.objects.all(), empty_label=_("Choose")
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    held_on = DanishDateField(label=_("Held on"))
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    participants = forms.IntegerField(label=_("Participants"), min_value=0, initial=0)
    companies = forms.IntegerField(label=_("Companies"), min_value=0, initial=0)
    responsible = forms.ModelChoiceField(
        label=_("Responsible partner"), queryset=GrantPartner.objects.none()
    )
    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, partner: GrantPartner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partners = GrantPartner.objects.filter(grant=partner.grant_id)
        self.fields["responsible"].queryset = partners.select_related("organisation")  # type: ignore[attr-defined]
        self.fields["responsible"].initial = partner

    @staticmethod
    def values_of(activity: Activity) -> dict[str, Any]:
        """The activity as this form shows it."""
        names = ["title", "held_on", "place", "participants", "companies", "note"]
        values = {name: getattr(activity, name) for name in names}
        values |= {"kind": activity.kind_id, "responsible": activity.responsible_id}
        return {**values, "edited_from": version_of(activity)}


class CountForm(EditedForm):
    """What was counted for one indicator in the period."""

    women = forms.IntegerField(label=_("Women"), min_value=0, required=False)
    men = forms.IntegerField(label=_("Men"), min_value=0, required=False)
    other = forms.IntegerField(label=_("Other or not stated"), min_value=0, required=False)
    value = forms.IntegerField(label=_("Counted"), min_value=0, required=False)
    out_of = forms.IntegerField(label=_("Out of"), min_value=0, required=False)
    under_18 = forms.IntegerField(label=_("Age: under 18"), min_value=0, required=False)
    age_18_29 = forms.IntegerField(label=_("Age: 18 to 29"), min_value=0, required=False)
    age_30_54 = forms.IntegerField(label=_("Age: 30 to 54"), min_value=0, required=False)
    from_55 = forms.IntegerField(label=_("Age: 55 and over"), min_value=0, required=False)
    unemployed = forms.IntegerField(label=_("Unemployed"), min_value=0, required=False)
    long_term = forms.IntegerField(label=_("Long-term unemployed"), min_value=0, required=False)
    inactive = forms.IntegerField(label=_("Inactive"), min_value=0, required=False)
    employed = forms.IntegerField(label=_("Employed or self-employed"), min_value=0, required=False)
    evidence_note = forms.CharField(label=_("Evidence"), max_length=200, required=False)

    def __init__(
        self, data: Any = None, *, indicator: Indicator, counted: IndicatorValue | None
    ) -> None:
        initial: dict[str, Any] = {}
        if counted:
            initial = {name: getattr(counted, name) for name in self.base_fields}
        initial["edited_from"] = version_of(counted)
        super().__init__(data, prefix=f"i{indicator.pk}", initial=initial)
        self.indicator, self.counted, self.about = indicator, counted, indicator.name
        for is_asked, names in (
            (not indicator.by_sex, ("value",)),
            (indicator.by_sex, SEXES),
            (indicator.by_age, AGES),
            (indicator.by_status, STATUS),
            (indicator.is_ratio, ("out_of",)),
        ):
            for name in () if is_asked else names:
                del self.fields[name]

    @classmethod
    def sent(
        cls, data: Mapping[str, Any], *, indicator: Indicator, counted: IndicatorValue | None
    ) -> CountForm:
        """The form with what was sent of this indicator, if anything was."""
        is_sent = any(name.startswith(f"i{indicator.pk}-") for name in data)
        return cls(data if is_sent else None, indicator=indicator, counted=counted)

    def clean(self) -> dict[str, Any]:
        """Nothing typed is not a count of none; an indicator left alone waits."""
        if self.counted is None and not self.has_changed():
            return self.cleaned_data
        typed = [self.cleaned_data.get(name) for name in (*SEXES, "value")]
        if not self.errors and all(number is None for number in typed):
            raise ValidationError(_("Enter a figure, also if it is 0."))
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """The keyword arguments of the action."""
        values: dict[str, Any] = dict(self.cleaned_data)
        for name in PARTS:
            if name in values:
                values[name] = values[name] or 0
        return values


class CoFinancingForm(EditedForm):
    """Money received from somebody else than the fund."""

    source = forms.ChoiceField(
        label=_("Source"), choices=[choice for choice in SOURCES if choice[0] != FUND_SOURCE]
    )
    form = forms.ChoiceField(
        label=_("Form"),
        choices=[(CASH, _("Cash")), (OWN, _("Own financing"))],
        widget=forms.RadioSelect,
        initial=CASH,
        help_text=_("Staff time comes from the time sheets; gifts in kind are entered as costs."),
    )
    contributor = forms.CharField(label=_("Contributor"), max_length=120)
    received_on = DanishDateField(label=_("Received on"))
    document_ref = forms.CharField(label=_("Letter or bank reference"), max_length=120)
    amount = DanishDecimalField(label=_("Amount"), min_value=0)


class RevenueForm(EditedForm):
    """Something the project earned."""

    text = forms.CharField(label=_("Text"), max_length=200)
    received_on = DanishDateField(label=_("Received on"))
    amount = DanishDecimalField(label=_("Amount"), min_value=0)


class TextsForm(EditedForm):
    """The words of the report; each is saved when its field is left."""

    autosave = "save"
    progress_text = forms.CharField(
        label=_("What we did"), required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    deviation_text = forms.CharField(
        label=_("Deviations and why"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    next_text = forms.CharField(
        label=_("Plans for the next period"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    @classmethod
    def begun_with(cls, name: str, words: str, initial: Mapping[str, Any]) -> dict[str, Any]:
        """*initial* with *words* in a field that is empty: it was read as empty all the same."""
        read = cls(initial=initial).reading(initial[EDITED_FROM])
        return {**initial, name: words, EDITED_FROM: str(read)}


class ReasonForm(forms.Form):
    """Why something is sent back."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class ReplyForm(EditedForm):
    """The answer to one question."""

    text = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 3}))
