"""Proposals of a register from a sheet: each entered or corrected through its action (004)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from grants.actions.measures import Ties, change_measure, enter_measure
from grants.models import MeasureOwner
from grants.rules.measures import FACTS, MeasureFacts
from reporting.actions.row_imports import Line, SheetRows, Standing
from reporting.exchange import measure_sheet
from reporting.exchange.columns import KEY, SheetKind
from reporting.exchange.reading import Wrong


@dataclass
class MeasureRows(SheetRows):
    """Proposals: known by their number."""

    kind: ClassVar[SheetKind] = measure_sheet.MEASURES
    _owners: dict[str, MeasureOwner] = field(default_factory=dict, init=False)

    def standing(self) -> Iterable[Standing]:
        """The register of the grant."""
        for owner in MeasureOwner.objects.filter(grant=self.target):
            self._owners[owner.code.casefold()] = owner
        for row in measure_sheet.standing(self.target):
            row.grant = self.target
            values = measure_sheet.values_of(row)
            yield Standing(values[KEY], row, values)

    def identity(self, values: Mapping[str, Any]) -> Hashable:
        """The number."""
        number: int = values["number"]
        return number

    def prepare(self, values: dict[str, Any]) -> list[Wrong]:
        """Texts without stray blanks, but their lines; owners as the register writes them."""
        for name, value in values.items():
            if isinstance(value, str):
                lines = (" ".join(line.split()) for line in value.splitlines())
                values[name] = "\n".join(lines).strip()
        codes = [one.strip() for one in values["owners"].replace(";", ",").split(",")]
        codes = [one for one in codes if one]
        for code in codes:
            if code.casefold() not in self._owners:
                message = _("“%(owner)s” is no owner of this register. Enter the owner first.")
                breach = Breach("OWNER_UNKNOWN", message, "owners", {"owner": code}, "rules 6.4")
                return [Wrong("owners", code, breach)]
        values["owners"] = ", ".join(self._owners[code.casefold()].code for code in codes)
        return []

    def enter(self, lines: Sequence[Line]) -> None:
        """Enter the proposal, or correct it; its money stays tied where it was tied."""
        for line in lines:
            facts = MeasureFacts(**{name: line.values[name] for name in FACTS})
            owners = [self._owners[one.casefold()] for one in line.values["owners"].split(", ")]
            told: dict[str, Any] = {"by": self.by, "at": self.at}
            if line.standing is None:
                enter_measure(self.target, facts, Ties(owners), **told)
                continue
            row = line.standing.row
            change_measure(row, facts, Ties(owners, row.funding_line, row.funding_grant), **told)
