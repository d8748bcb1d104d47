"""Forms of a political proposal: its words, its rows, what was reached, and each decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDateField, DanishDecimalField
from grants.forms.applications import money
from grants.models import Fund, Grant, PromisedTarget, Proposal, ProposalPart, RuleProfileVersion
from grants.models.promised import LEVELS, TARGET_KINDS
from grants.models.proposals import PARTY_ROLES
from grants.rules import promised as rules
from grants.rules.proposals import FACTS, ProposalFacts
from partners.models import Organisation

YEARS: dict[str, Any] = {"min_value": 1990, "max_value": 2100, "required": False}


def _text(label: Any, rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **more)


class ProposalForm(EditedForm):
    """A proposal in its own words."""

    title = forms.CharField(label=_("Title"), max_length=200)
    background = _text(_("Background: why it is proposed"), 6, required=False)
    text = _text(_("What is proposed"), 6, required=False)
    amount = money(
        _("Amount"),
        required=False,
        help_text=_("Leave it empty where the document names none: it is then shown as not set."),
    )
    financing = forms.CharField(label=_("Financing"), max_length=300, required=False)
    pilot_months = forms.IntegerField(
        label=_("Months of the pilot"), min_value=1, max_value=120, required=False
    )
    continuation = _text(_("After the pilot"), 3, required=False)
    strategy = forms.CharField(label=_("Strategy that it serves"), max_length=200, required=False)
    strategy_adopted = forms.CharField(
        label=_("Adopted by, and when"), max_length=120, required=False
    )
    strategy_measures = forms.IntegerField(
        label=_("Measures of the strategy, in number"),
        min_value=1,
        max_value=999,
        required=False,
        help_text=_("Those that the document names are added one by one on the page."),
    )

    def facts(self, values: dict[str, Any]) -> ProposalFacts:
        """The proposal as the action takes it."""
        return ProposalFacts(**{name: values[name] for name in FACTS})


class NewProposalForm(ProposalForm):
    """The same, with what stays fixed from the first draft on."""

    seat = forms.ChoiceField(label=_("Reference, and who keeps it"))
    field_order = ("seat",)

    def __init__(self, *args: Any, seats: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = seats  # type: ignore[attr-defined]


class RowForm(EditedForm):
    """A row of a draft; the parts that it may point at are the proposal's own."""

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "part" in self.fields:
            parts: Any = self.fields["part"]
            parts.queryset = ProposalPart.objects.filter(proposal=proposal)


class PartyForm(RowForm):
    """Who proposes, is addressed, carries it or may do so."""

    role = forms.ChoiceField(label=_("Role"), choices=PARTY_ROLES)
    name = forms.CharField(label=_("Name"), max_length=160)
    organisation = forms.ModelChoiceField(
        label=_("Registered here as"),
        queryset=Organisation.objects.all(),
        required=False,
        help_text=_("An application asks it for its support."),
    )


class MeasureTextForm(RowForm):
    """A measure of the strategy."""

    text = forms.CharField(label=_("Measure of the strategy"), max_length=300)


class ProposalPartForm(RowForm):
    """One thing that is proposed."""

    title = forms.CharField(label=_("Title"), max_length=160)
    background = _text(_("Background"), 5, required=False)
    text = _text(_("What is proposed"), 5)


class PromisedTargetForm(RowForm):
    """A target of any kind."""

    level = forms.ChoiceField(label=_("Who wants it"), choices=LEVELS)
    part = forms.ModelChoiceField(
        label=_("Part"),
        queryset=ProposalPart.objects.none(),
        required=False,
        empty_label=_("The whole proposal"),
    )
    text = forms.CharField(label=_("Target"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=TARGET_KINDS)
    minimum = DanishDecimalField(
        label=_("Figure, or from"),
        required=False,
        help_text=_("Of a rank: the place that is wanted. Of what is done or not: empty."),
    )
    maximum = DanishDecimalField(label=_("To"), required=False)
    unit = forms.CharField(label=_("Unit"), max_length=60, required=False)
    places = forms.IntegerField(
        label=_("Institutions, or among how many"), min_value=1, max_value=9999, required=False
    )
    is_strict = forms.BooleanField(label=_("More than, not at least"), required=False)
    is_about = forms.BooleanField(label=_("About"), required=False)
    each_year = forms.BooleanField(label=_("Each year"), required=False)
    since = forms.IntegerField(label=_("From year"), **YEARS)
    until = forms.IntegerField(label=_("To year"), **YEARS)
    is_unit = forms.BooleanField(
        label=_("Reckon what one of these costs"),
        required=False,
        help_text=_("The amount divided by the figure, at both ends of a range."),
    )


FORMS: dict[str, type[RowForm]] = {
    "party": PartyForm,
    "measure": MeasureTextForm,
    "part": ProposalPartForm,
    "target": PromisedTargetForm,
}


class ReachedForm(forms.Form):
    """What was reached of one target; only what its kind asks for."""

    on = DanishDateField(label=_("Dated"))
    year = forms.IntegerField(
        label=_("Year that it was reached in"), min_value=1990, max_value=2100
    )
    value = DanishDecimalField(label=_("Reached"), min_value=0)
    compared = DanishDecimalField(label=_("Compared with"), min_value=0)
    places = forms.IntegerField(label=_("Institutions"), min_value=1, required=False)
    source = forms.CharField(label=_("Source of the figure"), max_length=200)

    def __init__(self, *args: Any, target: PromisedTarget, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = {
            "year": target.each_year,
            "compared": target.kind == rules.ABOVE,
            "places": target.kind == rules.PER_PLACE,
        }
        for name, is_asked in wanted.items():
            if not is_asked:
                del self.fields[name]


class BackForm(forms.Form):
    """The reason for taking it back."""

    reason = _text(_("Reason"), 3)


class DecisionForm(forms.Form):
    """Who decided it, when and why."""

    body = forms.CharField(label=_("Body that decides"), max_length=160)
    decided_on = DanishDateField(label=_("Decided on"))
    reason = _text(_("Reason"), 4, required=False)


class AdoptForm(DecisionForm):
    """The decision, with the money that is set aside."""

    amount = money(
        _("Amount set aside"), required=False, help_text=_("Empty: as it stands in the proposal.")
    )
    field_order = ("body", "decided_on", "amount", "reason")


class AmountForm(DecisionForm):
    """The money of a proposal that was adopted without any."""

    amount = money(_("Amount set aside"))
    field_order = ("body", "decided_on", "amount", "reason")


class PilotForm(forms.Form):
    """When the pilot begins, and for how long it runs."""

    starts_on = DanishDateField(label=_("The pilot starts"))
    months = forms.IntegerField(
        label=_("Months of the pilot"),
        min_value=1,
        max_value=120,
        required=False,
        help_text=_("Empty: as it stands in the proposal."),
    )
    reason = _text(_("Remark"), 2, required=False)


class ApplyForm(forms.Form):
    """What a proposal does not say and an application needs."""

    fund = forms.ModelChoiceField(label=_("Fund"), queryset=Fund.objects.all())
    profile = forms.ModelChoiceField(
        label=_("Rule profile"), queryset=RuleProfileVersion.objects.all()
    )
    starts_on = DanishDateField(label=_("Project starts"))
    ends_on = DanishDateField(label=_("Project ends"))
    requested = money(
        _("Requested from the fund"), required=False, help_text=_("Empty: the whole amount.")
    )
    ceiling = money(_("Fund ceiling"), required=False, help_text=_("Empty: the whole amount."))


class AgreeForm(forms.Form):
    """The municipality's grant whose agreement takes it in."""

    grant = forms.ModelChoiceField(
        label=_("Grant of the municipality"),
        queryset=Grant.objects.none(),
        help_text=_("Its agreement is begun, or the draft of it gets the parts as areas."),
    )

    def __init__(self, *args: Any, grants: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["grant"]
        chosen.queryset = grants
