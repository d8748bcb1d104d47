"""What the checking of a sheet finds, row by row and in all, whatever is imported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from consortium.queries.texts import sentence_text, value_text
from consortium.rules.identifiers import mask_cpr
from consortium.rules.money import ZERO
from reporting.exchange.columns import LANGUAGES
from reporting.exchange.reading import Parsed, Reading, Wrong

NEW, CHANGED, UNCHANGED, REFUSED = "new", "changed", "unchanged", "refused"
# The sum that the changed rows had before: unchanged + before becomes unchanged + changed + new.
BEFORE = "before"
# So many are kept with the import for its page; a command prints them all.
MOST_KEPT = 500


@dataclass
class Checked:
    """One row: what it is, the row of the report that it meets, and what would become of it."""

    parsed: Parsed
    status: str = NEW
    key: int | None = None
    entry: Any = None
    # What a change changes: by column, before and after.
    differences: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    amount: Decimal = ZERO
    # What a changed row held before.
    before: Decimal = ZERO
    # What the amounts are in, where a sheet may hold several currencies.
    currency: str = ""
    # What is said of the row, which is taken all the same.
    remarks: list[Wrong] = field(default_factory=list)
    # Of a voucher, worked out once.
    fingerprint: str = ""

    @property
    def wrong(self) -> list[Wrong]:
        """What is wrong with its cells."""
        return self.parsed.wrong


@dataclass(frozen=True)
class Taken:
    """Many new rows of which nothing was wrong, and what they add up to."""

    count: int
    amount: Decimal


@dataclass
class Outcome:
    """What a sheet would do to its report, or has done."""

    counts: Counter[str] = field(default_factory=Counter)
    amounts: dict[str, Decimal] = field(default_factory=dict)
    faults: list[dict[str, Any]] = field(default_factory=list)
    fault_count: int = 0
    changes: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[dict[str, Any]] = field(default_factory=list)
    remark_count: int = 0
    totals: list[int] = field(default_factory=list)
    left: int = 0
    has_cpr: bool = False

    @property
    def is_good(self) -> bool:
        """Whether nothing was refused."""
        return not self.counts[REFUSED]

    @property
    def writes(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.counts[NEW] or self.counts[CHANGED])

    def add(self, batch: Sequence[Checked] | Taken, reading: Reading, most: int = MOST_KEPT) -> int:
        """Take in the rows of one batch; returns how many."""
        if isinstance(batch, Taken):
            self.counts[NEW] += batch.count
            self._add_up(NEW, "", batch.amount)
            return batch.count
        for one in batch:
            status = REFUSED if one.wrong else one.status
            self.counts[status] += 1
            self._add_up(status, one.currency, one.amount)
            if status == CHANGED:
                self._add_up(BEFORE, one.currency, one.before)
            for remark in () if one.wrong else one.remarks:
                self.remark_count += 1
                if len(self.remarks) < most:
                    self.remarks.append(_told(one.parsed.row, remark, reading))
            for wrong in one.wrong:
                self.fault_count += 1
                self.has_cpr = self.has_cpr or wrong.breach.code == "CPR_NUMBER"
                if len(self.faults) < most:
                    self.faults.append(_told(one.parsed.row, wrong, reading))
            if status == CHANGED and len(self.changes) < most:
                self.changes.append(_change(one, reading))
        return len(batch)

    def _add_up(self, status: str, currency: str, amount: Decimal) -> None:
        """Amounts by what becomes of their rows: "new", or "new GBP" beside "new EUR"."""
        name = f"{status} {currency}" if currency else status
        self.amounts[name] = self.amounts.get(name, ZERO) + amount

    def to_json(self) -> dict[str, Any]:
        """As it is kept with the import."""
        return {
            "counts": {name: self.counts[name] for name in (NEW, CHANGED, UNCHANGED, REFUSED)},
            "amounts": {name: str(amount) for name, amount in self.amounts.items()},
            "faults": self.faults,
            "fault_count": self.fault_count,
            "changes": self.changes,
            "remarks": self.remarks,
            "remark_count": self.remark_count,
            "totals": self.totals[:MOST_KEPT],
            "left": self.left,
            "cpr": self.has_cpr,
        }


def _told(row: int, wrong: Wrong, reading: Reading) -> dict[str, Any]:
    place = reading.place_of(wrong.name)
    labels = _labels(wrong.name, reading)
    return {
        "row": row,
        "column": xl_col_to_name(place) if place is not None else "",
        "name": wrong.name,
        "labels": labels,
        "value": mask_cpr(wrong.value),
        "rule": wrong.breach.rule,
        "code": wrong.breach.code,
        "said": {one: sentence_text(wrong.breach, one) for one in LANGUAGES},
    }


def _labels(name: str, reading: Reading) -> dict[str, str]:
    known = [column for column in reading.kind.columns if column.name == name]
    return {one: known[0].bare_title(one) if known else name for one in LANGUAGES}


def _change(one: Checked, reading: Reading) -> dict[str, Any]:
    return {
        "row": one.parsed.row,
        "label": _known_as(one, reading),
        "fields": [
            {
                "labels": _labels(name, reading),
                "old": {language: _value(old, language) for language in LANGUAGES},
                "new": {language: _value(new, language) for language in LANGUAGES},
            }
            for name, (old, new) in one.differences.items()
        ],
    }


def _known_as(one: Checked, reading: Reading) -> str:
    """A changed row by its number, its key, or what stands in its first column."""
    values = one.parsed.values
    first = values.get(reading.kind.columns[0].name, "")
    return str(values.get("voucher_no") or one.parsed.key or first)[:80]


def _value(value: Any, language: str) -> str:
    return value_text(value, language)
