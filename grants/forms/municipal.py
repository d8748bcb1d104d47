"""Forms of a municipal agreement: its words, each kind of row in its tree, what is added later."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDateField, DanishDecimalField
from consortium.forms.uploads import OneFileField
from grants.models import AgreedTarget, AgreementParty, MunicipalAgreement
from partners.models import Organisation


def _text(label: Any, rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **more)


class MunicipalAgreementForm(EditedForm):
    """What the agreement rests on and is for."""

    basis_plan = forms.CharField(label=_("Basis plan"), max_length=200, required=False)
    decision = _text(_("Decision that the agreement rests on"), 3, required=False)
    decided_on = DanishDateField(label=_("Decided on"), required=False)
    background = _text(_("Background"), 6, required=False)
    purpose = _text(_("Purpose"), 4, required=False)
    payment_terms = _text(_("Payment"), 3, required=False)
    vat_note = _text(
        _("VAT"),
        2,
        required=False,
        help_text=_("Whether the money is outside VAT, and who has confirmed it."),
    )


class PartForm(EditedForm):
    """A row of the tree; what it may point at comes from its own agreement."""

    def __init__(self, *args: Any, agreement: MunicipalAgreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("area", agreement.areas), ("activity", agreement.activities)):
            if name in self.fields:
                self.fields[name].queryset = rows.all()  # type: ignore[attr-defined]


def _area() -> forms.ModelChoiceField[Any]:
    return forms.ModelChoiceField(label=_("Area"), queryset=None)


def _activity() -> forms.ModelChoiceField[Any]:
    return forms.ModelChoiceField(
        label=_("Activity"), queryset=None, required=False, empty_label=_("The whole area")
    )


class PartyForm(PartForm):
    """One of the two parties."""

    role = forms.ChoiceField(label=_("Role"), choices=AgreementParty.ROLES)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.all()
    )
    street = forms.CharField(label=_("Street"), max_length=120)
    postcode = forms.CharField(label=_("Postcode"), max_length=10)
    city = forms.CharField(label=_("Town"), max_length=60)
    gln = forms.CharField(
        label=_("EAN location number (GLN)"),
        max_length=13,
        required=False,
        help_text=_("13 digits. The municipality is invoiced there."),
    )
    signs_as = forms.CharField(
        label=_("Signs as"), max_length=80, help_text=_("The office, not the person's name.")
    )


class BodyForm(PartForm):
    """One body of the path; its place is the order in which it was added."""

    name = forms.CharField(label=_("Body"), max_length=120)


class AreaForm(PartForm):
    """A strategic area."""

    letter = forms.CharField(label=_("Letter"), max_length=4, required=False)
    title = forms.CharField(label=_("Title"), max_length=160)
    background = _text(_("Background"), 6, required=False)
    responsible = forms.CharField(label=_("Responsible"), max_length=120, required=False)
    by_own_agreement = forms.BooleanField(
        label=_("Described by an agreement of its own"), required=False
    )


class ActivityForm(PartForm):
    """One activity of an area."""

    area = _area()
    title = forms.CharField(label=_("Title"), max_length=160)
    description = _text(_("Description"), 5, required=False)
    outcomes = _text(_("Outcomes of this activity"), 3, required=False)
    responsible = forms.CharField(label=_("Responsible"), max_length=120, required=False)
    starts_on = DanishDateField(label=_("From"), required=False)
    ends_on = DanishDateField(label=_("To"), required=False)
    is_possible = forms.BooleanField(
        label=_("Possible, not promised"),
        required=False,
        help_text=_("The agreement says that it may be done, not that it will."),
    )


class OutcomeForm(PartForm):
    """What an area leads to."""

    area = _area()
    text = _text(_("Outcome"), 3)


class BaselineForm(PartForm):
    """A figure to start from."""

    area = _area()
    text = _text(_("What it tells"), 3)
    value = DanishDecimalField(label=_("Figure"))
    unit = forms.CharField(label=_("Unit"), max_length=20, initial="%")
    source = forms.CharField(label=_("Source of the figure"), max_length=160)


class TargetForm(PartForm):
    """A target of any kind."""

    area = _area()
    activity = _activity()
    text = forms.CharField(label=_("Target"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=AgreedTarget.KINDS)
    minimum = DanishDecimalField(label=_("At least"), required=False)
    maximum = DanishDecimalField(label=_("At most"), required=False)
    unit = forms.CharField(label=_("Unit"), max_length=40, required=False)
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=1990,
        max_value=2100,
        help_text=_("Empty: in every year of the agreement."),
    )


class AmountForm(PartForm):
    """What is given in one year, and when the activity starts and ends."""

    area = _area()
    activity = _activity()
    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100)
    amount = DanishDecimalField(label=_("Amount, DKK"))
    starts_on = DanishDateField(
        label=_("The activity starts"), help_text=_("Half of the amount falls due then.")
    )
    ends_on = DanishDateField(label=_("The activity ends"), help_text=_("The rest falls due then."))


FORMS: dict[str, type[PartForm]] = {
    "party": PartyForm,
    "body": BodyForm,
    "area": AreaForm,
    "activity": ActivityForm,
    "outcome": OutcomeForm,
    "baseline": BaselineForm,
    "target": TargetForm,
    "amount": AmountForm,
}


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}))


class EndForm(ReasonForm):
    """Why, and from when."""

    ended_on = DanishDateField(label=_("Last day"))


class MoveForm(ReasonForm):
    """The day on which a half falls due, and why it is another."""

    due_on = DanishDateField(label=_("Due on"))


class SourceNoteForm(forms.Form):
    """A fault of the signed document."""

    place = forms.CharField(label=_("Page or section"), max_length=120)
    fault = _text(_("What the document says"), 3)
    decision = _text(_("What we go by"), 3)


class AddendumForm(forms.Form):
    """What changes and why; the lower half only where it gives more money."""

    dated_on = DanishDateField(label=_("Dated"))
    text = _text(_("What changes"), 5)
    reason = _text(_("Reason"), 3)
    letter = OneFileField(label=_("The addendum as a file"), required=False)
    area: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Area that gets more"), queryset=None, required=False, empty_label=_("None")
    )
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1990, max_value=2100)
    amount = DanishDecimalField(label=_("Further amount, DKK"), required=False)
    starts_on = DanishDateField(label=_("The activity starts"), required=False)
    ends_on = DanishDateField(label=_("The activity ends"), required=False)
    MONEY = ("area", "year", "amount", "starts_on", "ends_on")

    def __init__(self, *args: Any, agreement: MunicipalAgreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = agreement.areas.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Money is told whole or not at all."""
        values = super().clean() or {}
        told = [name for name in self.MONEY if values.get(name)]
        for name in self.MONEY if told else ():
            if name not in told and name not in self.errors:
                self.add_error(name, _("Needed where the addendum gives more money."))
        return values
