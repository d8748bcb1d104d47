"""A finding as it is written, answered, followed up and closed; and the register's filter."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDateField, DanishDecimalField
from consortium.rules.money import ZERO
from grants.models import Grant, GrantPartner
from reporting.actions.findings import FindingEntry
from reporting.forms.evidence import ACCEPT, FilesField, FilesInput
from reporting.models import Finding
from reporting.queries.finding_register import Choices

PARTNER = "PA"


class OwnerChoices:
    """Who may own a finding of a grant: the lead's seats, and each partner."""

    def __init__(self, grant: Grant) -> None:
        rows = grant.partners.select_related("organisation").order_by("number")
        self.partners: dict[str, GrantPartner] = {str(one.pk): one for one in rows}

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """The boxes: a role's code, or a partner's key."""
        seats: list[tuple[str, Any]] = [one for one in Finding.OWNERS if one[0] != PARTNER]
        return [*seats, *((key, str(one)) for key, one in self.partners.items())]


class FindingForm(EditedForm):
    """What is wrong, how much is at stake, why, what to do, and who answers until when."""

    kind = forms.ChoiceField(label=_("Type of finding"), choices=Finding.KINDS)
    amount = DanishDecimalField(
        label=_("Amount at stake, DKK"),
        required=False,
        help_text=_("Empty where no money is at stake."),
    )
    text = forms.CharField(label=_("What was found"), widget=forms.Textarea(attrs={"rows": 4}))
    cause = forms.CharField(label=_("Cause"), widget=forms.Textarea(attrs={"rows": 3}))
    recommendation = forms.CharField(
        label=_("Recommendation"), widget=forms.Textarea(attrs={"rows": 3})
    )
    owner = forms.ChoiceField(label=_("Who answers"))
    due_on = DanishDateField(label=_("Answer due on"))

    def __init__(self, *args: Any, owners: OwnerChoices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owners = owners
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = owners.choices

    def entry(self, about: tuple[str, int]) -> FindingEntry:
        """The finding as the action asks for it."""
        given = self.cleaned_data
        partner = self.owners.partners.get(given["owner"])
        amount: Decimal | None = given["amount"]
        return FindingEntry(
            about=about,
            kind=given["kind"],
            text=given["text"],
            cause=given["cause"],
            recommendation=given["recommendation"],
            owner=PARTNER if partner is not None else given["owner"],
            due_on=given["due_on"],
            partner=partner,
            amount=amount if amount is not None else ZERO,
        )


class WordsForm(EditedForm):
    """An answer, or what a finding has led to."""

    text = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label


class AnswerForm(EditedForm):
    """An answer, and the papers that show it."""

    text = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 6}))
    papers = FilesField(
        label=_("Papers that show it"),
        required=False,
        help_text=_("One or several. PDF or picture. No CPR numbers."),
        widget=FilesInput(attrs={"accept": ACCEPT}),
    )

    def clean_papers(self) -> list[Any]:
        """The papers that came; a name without a file is none."""
        return [one for one in self.cleaned_data["papers"] if one]


class FollowUpForm(EditedForm):
    """What is missing in an answer, and until when it may come."""

    text = forms.CharField(
        label=_("What is missing in the answer"), widget=forms.Textarea(attrs={"rows": 5})
    )
    due_on = DanishDateField(label=_("Answer due on"))


class RegisterFilter(forms.Form):
    """Which findings of a grant to show."""

    state = forms.ChoiceField(label=_("State"), required=False)
    kind = forms.ChoiceField(label=_("Type of finding"), required=False)
    year = forms.ChoiceField(label=_("Year"), required=False)
    owner = forms.ChoiceField(label=_("Who answers"), required=False)
    words = forms.CharField(label=_("Words"), required=False)

    def __init__(
        self, *args: Any, owners: OwnerChoices, years: Sequence[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        overdue = ("overdue", gettext("Overdue"))
        _choose(self, "state", [*Finding.STATES, overdue])
        _choose(self, "kind", list(Finding.KINDS))
        _choose(self, "year", [(str(year), str(year)) for year in years])
        _choose(self, "owner", owners.choices)


class AllFindingsFilter(forms.Form):
    """Which findings of all grants to show, and by what to add them up."""

    BY = (
        ("grant", _("Grant")),
        ("year", _("Year")),
        ("kind", _("Type of finding")),
        ("state", _("State")),
        ("owner", _("Who answers")),
    )
    grant = forms.ChoiceField(label=_("Grant"), required=False)
    year = forms.ChoiceField(label=_("Year"), required=False)
    kind = forms.ChoiceField(label=_("Type of finding"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    owner = forms.ChoiceField(label=_("Who answers"), required=False)
    words = forms.CharField(label=_("Words"), required=False)
    by = forms.ChoiceField(label=_("Sums by"), required=False, choices=BY)

    def __init__(self, *args: Any, among: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seats = [one for one in Finding.OWNERS if one[0] != PARTNER]
        partners = [(str(key), name) for key, name in among.partners]
        states = [*Finding.STATES, ("overdue", gettext("Overdue"))]
        _choose(self, "grant", [(ref, ref) for ref in among.grants])
        _choose(self, "year", [(str(year), str(year)) for year in among.years])
        _choose(self, "kind", list(Finding.KINDS))
        _choose(self, "state", states)
        _choose(self, "owner", [*seats, *partners])

    @property
    def group(self) -> str:
        """What the sums are made by."""
        return str((self.is_valid() and self.cleaned_data["by"]) or "grant")


def _choose(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", gettext("All")), *choices]
