"""The budget editor: a grid of amounts and the rows of the financing plan, without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDateField, DanishDecimalField
from grants.actions.budgets import Commitment
from grants.models import (
    FORMS,
    SOURCES,
    BudgetLine,
    BudgetVersion,
    GrantPartner,
)

SPARE_ROWS = 4
MOST_ROWS = 200
PLAN_FIELDS = ("source", "form", "partner", "amount", "letter")


@dataclass(frozen=True)
class GridLine:
    """One partner's inputs."""

    partner: GrantPartner
    cells: list[BoundField]


class BudgetForm(EditedForm):
    """A budget version. Cells are named ``a-<partner>-<line>``, plan rows ``p-<row>-<field>``."""

    effective_from = DanishDateField(label=_("Effective from"))
    explanation = forms.CharField(
        label=_("Explanation"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST_ROWS)

    def __init__(
        self,
        data: Any = None,
        *,
        partners: list[GrantPartner],
        lines: list[BudgetLine],
        version: BudgetVersion | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        self.partners = {partner.pk: partner for partner in partners}
        self.lines = {line.pk: line for line in lines}
        start = {**(initial or {}), **(_start(version) if version else {})}
        start["rows"] = self.row_count = _row_count(data, start)
        super().__init__(data, initial=start)
        for partner in partners:
            for line in lines:
                self.fields[f"a-{partner.pk}-{line.pk}"] = _cell(partner, line)
        self._add_rows(0)

    def _add_rows(self, first: int) -> None:
        choices = [("", "–"), *((str(key), str(one)) for key, one in self.partners.items())]
        for row in range(first, self.row_count):
            self.fields.update(_plan_fields(row, choices))

    def make_room(self, sent: Any) -> None:
        """Show as many rows of the plan as the draft has."""
        shown, self.row_count = self.row_count, _row_count(sent, self.initial)
        self._add_rows(shown)

    def grid(self) -> list[GridLine]:
        """The inputs as the page lays them out."""
        return [
            GridLine(partner, [self[f"a-{key}-{line}"] for line in self.lines])
            for key, partner in self.partners.items()
        ]

    def plan(self) -> list[list[BoundField]]:
        """The rows of the financing plan."""
        return [[self[f"p-{row}-{name}"] for name in PLAN_FIELDS] for row in range(self.row_count)]

    def clean(self) -> dict[str, Any]:
        """A plan row with an amount names its source and form."""
        cleaned = super().clean() or {}
        for row in range(self.row_count):
            if cleaned.get(f"p-{row}-amount"):
                for name in ("source", "form"):
                    if not cleaned.get(f"p-{row}-{name}"):
                        self.add_error(f"p-{row}-{name}", _("Choose one for this amount."))
        return cleaned

    def amounts(self) -> list[tuple[GrantPartner, BudgetLine, Decimal]]:
        """The grid as the action takes it."""
        return [
            (partner, line, self.cleaned_data.get(f"a-{key}-{place}") or Decimal(0))
            for key, partner in self.partners.items()
            for place, line in self.lines.items()
        ]

    def commitments(self) -> list[Commitment]:
        """The financing plan as the action takes it; rows without an amount are left out."""
        found = []
        for row in range(self.row_count):
            one = {name: self.cleaned_data.get(f"p-{row}-{name}") or "" for name in PLAN_FIELDS}
            if one["amount"]:
                giver = self.partners[int(one["partner"])] if one["partner"] else None
                amount = Decimal(one["amount"])
                plan = Commitment(giver, one["source"], one["form"], amount, one["letter"])
                found.append(plan)
        return found


def _row_count(data: Any, start: Mapping[str, Any]) -> int:
    if data is not None:
        asked = str(data.get("rows", ""))
        more = SPARE_ROWS if "more" in data else 0
        rows = int(asked) + more if asked.isdigit() else SPARE_ROWS
        # Rows that another editor has added meanwhile are shown, too.
        return min(max(rows, int(start.get("plan_rows", 0))), MOST_ROWS)
    return int(start.get("plan_rows", 0)) + SPARE_ROWS


def _start(version: BudgetVersion) -> dict[str, Any]:
    values: dict[str, Any] = {
        "effective_from": version.effective_from,
        "explanation": version.explanation,
    }
    for cell in version.amounts.all():
        values[f"a-{cell.grant_partner_id}-{cell.line_id}"] = cell.amount or None
    plan = list(version.commitments.all())
    for row, one in enumerate(plan):
        given = (one.source, one.form, one.grant_partner_id or "", one.amount, one.letter_ref)
        values.update(
            {f"p-{row}-{name}": value for name, value in zip(PLAN_FIELDS, given, strict=True)}
        )
    return {**values, "plan_rows": len(plan)}


def _cell(partner: GrantPartner, line: BudgetLine) -> DanishDecimalField:
    label = f"{partner}, {line.name}"
    field = DanishDecimalField(label=label, min_value=0, required=False)
    field.widget.attrs.update({"aria-label": label, "class": "form-input number"})
    return field


def _plan_fields(row: int, partners: list[tuple[str, str]]) -> dict[str, forms.Field]:
    place = gettext("Financing, row %(row)s") % {"row": row + 1}
    fields: dict[str, forms.Field] = {
        "source": forms.ChoiceField(
            label=_("Source"), choices=[("", "–"), *SOURCES], required=False
        ),
        "form": forms.ChoiceField(label=_("Form"), choices=[("", "–"), *FORMS], required=False),
        "partner": forms.ChoiceField(label=_("Partner"), choices=partners, required=False),
        "amount": DanishDecimalField(label=_("Amount"), min_value=0, required=False),
        "letter": forms.CharField(label=_("Letter of commitment"), max_length=120, required=False),
    }
    for field in fields.values():
        kind = "form-select" if isinstance(field, forms.ChoiceField) else "form-input"
        if isinstance(field, DanishDecimalField):
            kind += " number"
        label = f"{place}: {field.label}"
        field.widget.attrs.update({"aria-label": label, "class": kind})
        field.label = label
    return {f"p-{row}-{name}": field for name, field in fields.items()}
