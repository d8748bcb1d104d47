"""What a partner did, counted and received, from a sheet: one action for each row."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from reporting.actions.cofinancing import change_contribution, receive_cofinancing
from reporting.actions.delivery import change_activity, count_indicator, hold_activity
from reporting.actions.row_imports import Line, SheetRows, Standing
from reporting.exchange import activity_sheet, cofinancing_sheet, indicator_sheet
from reporting.exchange.columns import KEY, SheetKind
from reporting.exchange.reading import Wrong

# What the database holds of a count.
MOST_COUNTED = 2_147_483_647
SEXES = ("women", "men", "other")


def _standing(row: Any, values: Mapping[str, Any]) -> Standing:
    return Standing(values[KEY], row, values)


@dataclass
class ContributionRows(SheetRows):
    """Co-financing received: known by who paid, when, and the paper that shows it."""

    kind: ClassVar[SheetKind] = cofinancing_sheet.COFINANCING

    def standing(self) -> Iterable[Standing]:
        """The contributions of the report."""
        rows = self.target.contributions.order_by("pk")
        return (_standing(row, cofinancing_sheet.values_of(row)) for row in rows)

    def identity(self, values: Mapping[str, Any]) -> Hashable:
        """Who paid, when, and the paper; the amount may be corrected."""
        named = (values["contributor"], values["document_ref"])
        return (*(text.strip().casefold() for text in named), values["received_on"])

    def enter(self, lines: Sequence[Line]) -> None:
        """Receive it, or change what the lead has not seen yet."""
        for line in lines:
            if line.standing is None:
                receive_cofinancing(self.target, **line.values, by=self.by, at=self.at)
            else:
                change_contribution(line.standing.row, **line.values, by=self.by, at=self.at)


@dataclass
class ActivityRows(SheetRows):
    """Activities: known by type, title and day."""

    kind: ClassVar[SheetKind] = activity_sheet.ACTIVITIES

    def prepare(self, values: dict[str, Any]) -> list[Wrong]:
        """An activity is the partner's own unless the sheet names another."""
        values["responsible"] = values["responsible"] or self.target.grant_partner
        return []

    def standing(self) -> Iterable[Standing]:
        """The activities of the report."""
        rows = activity_sheet.standing(self.target)
        return (_standing(row, activity_sheet.values_of(row)) for row in rows)

    def identity(self, values: Mapping[str, Any]) -> Hashable:
        """What was held, and when; where and by how many may be corrected."""
        return values["kind"].pk, values["title"].strip().casefold(), values["held_on"]

    def enter(self, lines: Sequence[Line]) -> None:
        """Hold it, or correct it."""
        for line in lines:
            if line.standing is None:
                hold_activity(self.target, **line.values, by=self.by, at=self.at)
            else:
                change_activity(line.standing.row, **line.values, by=self.by, at=self.at)


@dataclass
class IndicatorRows(SheetRows):
    """Indicator values: one for each indicator, so that is how a row is known."""

    kind: ClassVar[SheetKind] = indicator_sheet.INDICATORS

    def prepare(self, values: dict[str, Any]) -> list[Wrong]:
        """Women, men and others make the total where the sheet gives none."""
        parts = sum(values[name] for name in SEXES)
        if values["value"] is None and (values["indicator"].by_sex or parts):
            values["value"] = parts
        if max(parts, values["value"] or 0, values["out_of"] or 0) <= MOST_COUNTED:
            return []
        message = _("%(value)s is more than anybody can have counted. Correct the figure.")
        breach = Breach("COUNT_TOO_LARGE", message, "value", {"value": values["value"]}, "A-23")
        return [Wrong("value", str(values["value"]), breach)]

    def standing(self) -> Iterable[Standing]:
        """The counts of the report."""
        rows = indicator_sheet.standing(self.target)
        return (_standing(row, indicator_sheet.values_of(row)) for row in rows)

    def identity(self, values: Mapping[str, Any]) -> Hashable:
        """The indicator."""
        return (values["indicator"].pk,)

    def enter(self, lines: Sequence[Line]) -> None:
        """Count it; a second count takes the place of the first."""
        for line in lines:
            count_indicator(self.target, **line.values, by=self.by, at=self.at)
