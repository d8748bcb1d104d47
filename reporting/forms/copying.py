"""What is ticked to be copied from the last period, and the forms that are filled in with it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm, fields_of
from consortium.queries.texts import money_text
from reporting.forms.costs import ExpenditureForm
from reporting.forms.hours import MonthForm
from reporting.forms.steps import ActivityForm, CoFinancingForm, CountForm
from reporting.models import Activity, PartnerReport
from reporting.queries.copying import Material, PersonMonths, RecurringCost
from reporting.rules.copying import (
    ACTIVITIES,
    COFINANCING,
    COPIED,
    COSTS,
    KINDS,
    NOTES,
    OWN,
    PEOPLE,
)

NOTES_KEY = "copy-notes"


@dataclass(frozen=True)
class Prefilled:
    """A form filled in part: where it is sent, under which key, and with which fields."""

    address: str
    key: str
    title: str
    fields: Mapping[str, Sequence[str]]


def key_of(kind: str, pk: int) -> str:
    """The key of the draft that a copied row becomes: copied twice, it is still one."""
    return f"copy-{kind}-{pk}"


class CopyForm(forms.Form):
    """One tick for each thing of the last period; what waits as a draft already is not offered."""

    activities = forms.MultipleChoiceField(
        label=_("Activities"), required=False, widget=forms.CheckboxSelectMultiple
    )
    costs = forms.MultipleChoiceField(
        label=_("Costs that come again"), required=False, widget=forms.CheckboxSelectMultiple
    )
    cofinancing = forms.MultipleChoiceField(
        label=_("Sources of co-financing"), required=False, widget=forms.CheckboxSelectMultiple
    )
    people = forms.MultipleChoiceField(
        label=_("Employees and their pay rates"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    notes = forms.MultipleChoiceField(
        label=_("Evidence of the indicators"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, data: Any = None, *, material: Material, waiting: Container[str], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        offered = {
            ACTIVITIES: [(row.pk, _activity_label(row)) for row in material.activities],
            COSTS: [(cost.newest.pk, _cost_label(cost)) for cost in material.costs],
            COFINANCING: [
                (row.pk, f"{row.contributor}: {row.get_source_display()}, {row.get_form_display()}")
                for row in material.contributions
            ],
            PEOPLE: [
                (one.employee.pk, _person_label(one)) for one in material.people if one.months
            ],
            NOTES: []
            if NOTES_KEY in waiting
            else [(row.pk, f"{row.indicator}: {row.evidence_note}") for row in material.notes],
        }
        for kind in KINDS:
            rows = [row for row in offered[kind] if key_of(kind, row[0]) not in waiting]
            if rows:
                self.fields[kind].choices = rows  # type: ignore[attr-defined]
            else:
                del self.fields[kind]

    def clean(self) -> dict[str, Any]:
        """Something is ticked."""
        if not self.errors and not any(self.cleaned_data.values()):
            raise ValidationError(_("Tick what shall be copied."))
        return self.cleaned_data

    def chosen(self, kind: str) -> set[int]:
        """The keys of the ticked rows of a kind."""
        return {int(key) for key in self.cleaned_data.get(kind, ())}


def _activity_label(row: Activity) -> str:
    kind = str(row.kind)
    return row.title if row.title == kind else f"{row.title} ({kind})"


def _cost_label(cost: RecurringCost) -> str:
    row = cost.newest
    return gettext(
        "%(supplier)s: %(text)s, %(line)s, account %(account)s (%(rows)s times, last %(amount)s)"
    ) % {
        "supplier": row.supplier,
        "text": row.text,
        "line": row.line.name,
        "account": row.ledger_account,
        "rows": cost.rows,
        "amount": money_text(row.net, "kr"),
    }


def _person_label(one: PersonMonths) -> str:
    months = ", ".join(f"{month:%m.%Y}" for month, _rate in one.months)
    return f"{one.employee.name}: {months}"


def prefilled(
    report: PartnerReport, material: Material, form: CopyForm, counts: Sequence[CountForm]
) -> list[Prefilled]:
    """The forms that the ticks of *form* fill in; *counts* is the page of the indicators."""
    return [
        *_activities(report, material, form.chosen(ACTIVITIES)),
        *_costs(report, material, form.chosen(COSTS)),
        *_cofinancing(report, material, form.chosen(COFINANCING)),
        *_people(report, material, form.chosen(PEOPLE)),
        *_notes(report, material, form.chosen(NOTES), counts),
    ]


def _url(report: PartnerReport, name: str, *args: Any) -> str:
    return reverse(f"reporting:{name}", args=[report.pk, *args])


def _open(kind: str, form: EditedForm) -> dict[str, list[str]]:
    """The fields of *form* without those that make a row its period's own."""
    return {name: told for name, told in fields_of(form).items() if name not in OWN[kind]}


def _copied(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in COPIED[kind]}


def _activities(
    report: PartnerReport, material: Material, chosen: Container[int]
) -> Iterator[Prefilled]:
    address = _url(report, "report-activities")
    for row in material.activities:
        if row.pk in chosen:
            values = {"kind": row.kind_id, "title": row.title, "place": row.place}
            initial = _copied(ACTIVITIES, {**values, "responsible": row.responsible_id})
            form = ActivityForm(partner=report.grant_partner, initial=initial)
            yield Prefilled(address, key_of(ACTIVITIES, row.pk), row.title, _open(ACTIVITIES, form))


def _costs(
    report: PartnerReport, material: Material, chosen: Container[int]
) -> Iterator[Prefilled]:
    address = _url(report, "expenditure-new")
    for cost in material.costs:
        row = cost.newest
        if row.pk in chosen:
            values = {name: getattr(row, name) for name in COPIED[COSTS] if name != "line"}
            # As Danes write it: the draft shows what stands in it.
            values["project_share_pct"] = f"{row.project_share_pct}".replace(".", ",")
            initial = _copied(COSTS, {**values, "line": row.line_id})
            form = ExpenditureForm(grant=report.grant_partner.grant, initial=initial)
            title = f"{row.supplier}: {row.text}"
            yield Prefilled(address, key_of(COSTS, row.pk), title, _open(COSTS, form))


def _cofinancing(
    report: PartnerReport, material: Material, chosen: Container[int]
) -> Iterator[Prefilled]:
    address = _url(report, "report-cofinancing")
    for row in material.contributions:
        if row.pk in chosen:
            initial = {name: getattr(row, name) for name in COPIED[COFINANCING]}
            fields = _open(COFINANCING, CoFinancingForm(initial=initial))
            yield Prefilled(address, key_of(COFINANCING, row.pk), row.contributor, fields)


def _people(
    report: PartnerReport, material: Material, chosen: Container[int]
) -> Iterator[Prefilled]:
    """A form for each month that has none yet, with the rate; the hours are open."""
    for one in material.people:
        for month, rate in one.months if one.employee.pk in chosen else ():
            values = {"rate": rate.pk, "is_cofinancing": one.is_cofinancing}
            # Begun from no month at all: one that somebody enters meanwhile is not overwritten.
            form = MonthForm(rates=[rate], initial={**values, "edited_from": 0})
            address = _url(report, "month", one.employee.pk, f"{month:%Y-%m}")
            title = f"{one.employee.name}, {month:%m.%Y}"
            yield Prefilled(address, key_of(PEOPLE, one.employee.pk), title, fields_of(form))


def _notes(
    report: PartnerReport,
    material: Material,
    chosen: Container[int],
    counts: Sequence[CountForm],
) -> Iterator[Prefilled]:
    """One form with all chosen notes: the indicators are counted on one page."""
    notes = {row.indicator_id: row.evidence_note for row in material.notes if row.pk in chosen}
    if not notes or not counts:
        return
    fields = fields_of(counts[0], *counts[1:])
    for form in counts:
        if form.indicator.pk in notes:
            fields[form.add_prefix("evidence_note")] = [notes[form.indicator.pk]]
    title = gettext("Evidence of the indicators")
    yield Prefilled(_url(report, "report-indicators"), NOTES_KEY, title, fields)


def without_rate(people: Iterable[PersonMonths]) -> list[tuple[str, str]]:
    """Whose months no pay rate covers: the name and the months in words."""
    return [
        (one.employee.name, ", ".join(f"{month:%m.%Y}" for month in one.without_rate))
        for one in people
        if one.without_rate
    ]
