"""A list of operations from a sheet: each row entered once, however often it comes (R-60)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from grants.actions.operations import change_operation, enter_operation
from grants.queries.operations import cap_for
from grants.rules.operations import FACTS, OperationFacts, known_as, remarks
from reporting.actions.row_imports import Line, SheetRows, Standing
from reporting.exchange import operation_sheet
from reporting.exchange.columns import KEY, SheetKind
from reporting.exchange.reading import Wrong

# A list may hold one operation of one beneficiary in several rows, told apart by the amount.
NAMED_BY = ("source", "name", "beneficiary", "identifier", "starts_on", "ends_on", "place")


@dataclass
class OperationRows(SheetRows):
    """Operations: known by list, operation, beneficiary, term, place and amount."""

    kind: ClassVar[SheetKind] = operation_sheet.OPERATIONS
    _named: dict[Hashable, set[Hashable]] = field(default_factory=dict, init=False)
    _caps: dict[str, Any] = field(default_factory=dict, init=False)

    def standing(self) -> Iterable[Standing]:
        """The register of the grant."""
        for row in operation_sheet.standing(self.target):
            row.grant = self.target
            values = operation_sheet.values_of(row)
            self._named.setdefault(_name(values), set()).add(values["total"])
            yield Standing(values[KEY], row, values)

    def identity(self, values: Mapping[str, Any]) -> Hashable:
        """The operation and its total."""
        return _name(values), values["total"]

    def prepare(self, values: dict[str, Any]) -> list[Wrong]:
        """Texts as the register holds them; nothing for an empty cell."""
        for name, value in values.items():
            if isinstance(value, str):
                values[name] = " ".join(value.split())
        return []

    def doubts(self, values: Mapping[str, Any]) -> list[Breach]:
        """A row that stands with another total would be counted twice: ask, do not guess."""
        totals = self._named.get(_name(values), set())
        if not totals or values["total"] in totals:
            return []
        message = _(
            "“%(name)s” stands in this list already with the total %(total)s. Correct it in the "
            "sheet of the register, whose row keys say which row is meant, or name the new "
            "edition of the list."
        )
        params = {"name": str(values["name"])[:80], "total": min(totals, key=str)}
        return [Breach("TOTAL_DIFFERS", message, "total", params, "R-60")]

    def currency(self, values: Mapping[str, Any]) -> str:
        """Amounts of two currencies are never added up."""
        return str(values.get("currency") or "")

    def remarks(self, values: Mapping[str, Any]) -> list[Breach]:
        """Support above the cap: recorded as decided, and told (R-17)."""
        facts = _facts(values)
        if facts.currency not in self._caps:
            self._caps[facts.currency] = cap_for(self.target, facts.currency)
        return remarks(facts, *self._caps[facts.currency])

    def enter(self, lines: Sequence[Line]) -> None:
        """Enter the operation, or correct the one that the row key names."""
        for line in lines:
            facts = _facts(line.values)
            told: Any = {"source_row": line.row, "by": self.by, "at": self.at}
            if line.standing is not None:
                change_operation(line.standing.row, facts, **told)
            else:
                enter_operation(self.target, facts, **told)


def _name(values: Mapping[str, Any]) -> Hashable:
    return tuple(
        known_as(value) if isinstance(value := values[name], str) else value for name in NAMED_BY
    )


def _facts(values: Mapping[str, Any]) -> OperationFacts:
    return OperationFacts(**{name: values[name] for name in FACTS})
