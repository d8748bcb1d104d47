"""Forms of a change request and of the decisions about it and about the grant."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDateField
from consortium.forms.uploads import OneFileField
from grants.forms.applications import money
from grants.models import BudgetVersion, ChangeRequest, Grant, GrantPartner
from grants.queries.changes import versions_under_way
from partners.models import Organisation

LETTER_HELP = _("Needed when you record the funder's decision for it. PDF or picture.")


class ChangeForm(EditedForm):
    """What changes, why, and what follows from it."""

    kind = forms.ChoiceField(label=_("Kind of change"), choices=ChangeRequest.KINDS)
    effective_from = DanishDateField(label=_("Effective from"))
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}))
    consequences = forms.CharField(
        label=_("Consequences"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For activities, partners, budget and financing."),
    )
    grant_partner = forms.ModelChoiceField(
        label=_("Partner that withdraws"), queryset=GrantPartner.objects.none(), required=False
    )
    organisation = forms.ModelChoiceField(
        label=_("New partner"), queryset=Organisation.objects.none(), required=False
    )
    new_ends_on = DanishDateField(label=_("New last day of the project"), required=False)
    budget_version = forms.ModelChoiceField(
        label=_("New budget and financing plan"),
        queryset=BudgetVersion.objects.none(),
        required=False,
        help_text=_("A budget version that you have drafted with the same effective day."),
    )
    new_budget = money(
        _("New total budget"),
        required=False,
        help_text=_("Only if the grant letter itself is to change; the signatory signs that too."),
    )
    new_amount = money(_("New grant"), required=False)

    def __init__(self, data: Any = None, *, grant: Grant, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        partners = grant.partners.select_related("organisation").filter(is_lead=False)
        inside = grant.partners.values("organisation")
        choices = {
            "grant_partner": partners,
            "organisation": Organisation.objects.exclude(pk__in=inside),
            "budget_version": versions_under_way(grant).select_related("grant"),
        }
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """The controller's note; it may be empty."""

    note = forms.CharField(
        label=_("Note"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )


class ApprovalForm(forms.Form):
    """When the funder decided, with which words, by which letter."""

    on = DanishDateField(label=_("Date of the decision"))
    note = forms.CharField(
        label=_("Note"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    file = OneFileField(label=_("The funder's letter"), required=False, help_text=LETTER_HELP)


class RefusalForm(ApprovalForm):
    """The same with a reason."""

    note = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}))


class GrantDecisionForm(forms.Form):
    """Why and from when a grant is suspended, resumed or terminated."""

    on = DanishDateField(label=_("Date of the decision"))
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}))
    file = OneFileField(label=_("The funder's letter"), required=False, help_text=LETTER_HELP)
