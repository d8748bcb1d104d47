"""Forms of coordination."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDateField
from grants.models import ActivityType, Grant, GrantPartner
from reporting.models import ForumMember, LocalArea, RegionalTask, RelatedProject
from reporting.rules.coordination import AreaFacts, MeetingFacts, RelatedFacts, TaskFacts

AREA = forms.Textarea(attrs={"rows": 3})


class RelatedForm(EditedForm):
    """A project of others."""

    name = forms.CharField(label=_("Name"), max_length=160)
    owner = forms.CharField(label=_("Run by"), max_length=160)
    where = forms.ChoiceField(label=_("Where it is"), choices=RelatedProject.WHERE)
    contact = forms.CharField(
        label=_("Where to write or call"),
        max_length=200,
        required=False,
        help_text=_("An office's address, no person's."),
    )
    link = forms.URLField(label=_("Address"), required=False, assume_scheme="https")
    overlap = forms.CharField(label=_("What both do"), required=False, widget=AREA)
    double_funding = forms.CharField(
        label=_("Why nothing is paid by both"),
        required=False,
        widget=AREA,
        help_text=_("Needed where both do the same (R-60)."),
    )
    is_shown = forms.BooleanField(
        label=_("Show name, owner and address to everybody on the public page"), required=False
    )

    def facts(self) -> RelatedFacts:
        """What was typed."""
        return RelatedFacts(**{name: self.cleaned_data[name] for name in RELATED})


RELATED = (
    *("name", "owner", "where", "contact", "link"),
    *("overlap", "double_funding", "is_shown"),
)


class TaskForm(EditedForm):
    """A regional task, and the partner that answers for it."""

    kind = forms.ModelChoiceField(
        ActivityType.objects.filter(scope=ActivityType.REGIONAL), label=_("Task")
    )
    responsible = forms.ModelChoiceField(
        GrantPartner.objects.none(), label=_("Responsible partner")
    )
    starts_on = DanishDateField(label=_("From"), required=False)
    ends_on = DanishDateField(label=_("To"), required=False)
    plan = forms.CharField(label=_("Plan"), required=False, widget=AREA)
    progress = forms.ChoiceField(label=_("Progress"), choices=RegionalTask.PROGRESS)
    follow_up = forms.CharField(label=_("Follow-up"), required=False, widget=AREA)

    def __init__(self, *args: Any, grant: Grant, may_plan: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partners: Any = self.fields["responsible"]
        partners.queryset = GrantPartner.objects.filter(grant=grant).select_related("organisation")
        partners.label_from_instance = lambda one: one.organisation.name
        for name in ("kind", "responsible"):
            # Who answers for a task does not give it away.
            self.fields[name].disabled = not may_plan

    def facts(self) -> TaskFacts:
        """What was typed."""
        return TaskFacts(**{name: self.cleaned_data[name] for name in OF_TASK})


OF_TASK = ("plan", "follow_up", "starts_on", "ends_on", "progress")


class AreaForm(EditedForm):
    """How an area is organised."""

    name = forms.CharField(label=_("Area"), max_length=120)
    municipalities = forms.CharField(
        label=_("Municipalities"),
        max_length=300,
        help_text=_("All of them, where several share one project manager."),
    )
    anchor = forms.ChoiceField(label=_("Anchored in"), choices=LocalArea.ANCHORS)
    manager = forms.CharField(
        label=_("Project manager's office"),
        max_length=160,
        help_text=_("The office, not the person's name."),
    )
    text = forms.CharField(
        label=_("How we are organised here"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def facts(self) -> AreaFacts:
        """What was typed."""
        return AreaFacts(**{name: self.cleaned_data[name] for name in OF_AREA})


OF_AREA = ("name", "municipalities", "anchor", "manager", "text")


class MemberForm(forms.Form):
    """A seat in the Dialogforum."""

    body = forms.CharField(label=_("Body"), max_length=160)
    seat = forms.CharField(
        label=_("Seat"),
        max_length=120,
        required=False,
        help_text=_("The office, not the person's name."),
    )
    starts_on = DanishDateField(label=_("From"))


class MeetingForm(EditedForm):
    """A meeting of the Dialogforum."""

    held_on = DanishDateField(label=_("Held on"))
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    agenda = forms.CharField(label=_("Agenda"), widget=forms.Textarea(attrs={"rows": 4}))
    present = forms.ModelMultipleChoiceField(
        ForumMember.objects.none(),
        label=_("Present"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    minutes = forms.CharField(
        label=_("Minutes"), required=False, widget=forms.Textarea(attrs={"rows": 8})
    )

    def __init__(self, *args: Any, members: Sequence[ForumMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [one.pk for one in members]
        self.fields["present"].queryset = ForumMember.objects.filter(pk__in=keys)  # type: ignore[attr-defined]

    def facts(self) -> MeetingFacts:
        """What was typed."""
        return MeetingFacts(**{name: self.cleaned_data[name] for name in OF_MEETING})


OF_MEETING = ("held_on", "place", "agenda", "minutes")
