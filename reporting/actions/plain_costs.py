"""New vouchers of a long sheet, many at once: by the same rules, each asked as seldom as it can be.

What a row shares with many others (its line, days, share and choices: its *frame*) is put through
every rule once, as a cost of its own, and gives what the rows of that frame hold. Texts, amounts
and fingerprints are looked at by column. Rows of which anything is more than plainly right are not
taken here: `CostBatches` then looks at each of them and says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from reporting.actions.cost_entries import TEXT_FIELDS, ExpenditureEntry, Tested, own_breaches
from reporting.actions.cost_filling import FILLED, Filling
from reporting.actions.import_rows import Taken
from reporting.actions.import_seen import Seen
from reporting.exchange.plain_rows import Frame, Plain
from reporting.queries.costs import fingerprints_known, vouchers_with
from reporting.rules.eligibility import eligible_cents
from reporting.rules.natures import ORDINARY
from reporting.rules.vouchers import VOUCHER, fingerprints_of, stand_by_themselves

# So many frames are remembered.
REMEMBERED = 10_000
# What a cost holds that is tested for the sake of its frame alone.
SAMPLE = "x"
AMOUNTS = ("net", "vat")
# What a row of a frame holds, in the order `FILLED`; None where each row must be looked at.
Framed = list[Any] | None


@dataclass
class PlainCosts:
    """The plain rows of one sheet on their way into a report.

    *entry_of* makes a cost of what the columns hold, *others* are the numbers in the report that
    are no vouchers.
    """

    tested: Tested
    filling: Filling
    seen: Seen
    others: Mapping[str, int]
    entry_of: Callable[[Mapping[str, Any]], ExpenditureEntry | None]
    stored: Callable[[Mapping[str, Any]], list[Any]]
    _known: dict[Frame, Framed] = field(default_factory=dict)

    def take(
        self, plain: Plain, values: Callable[[Frame], dict[str, Any] | None]
    ) -> tuple[Taken, list[Sequence[Any]]] | None:
        """The rows by column as they are stored, ordered as `FILLED`, if all are new and right."""
        nets, vats = (plain.cents[name] for name in AMOUNTS)
        if not stand_by_themselves(plain.texts, nets, vats):
            return None
        framed = self._framed(plain.frames, values)
        if framed is None:
            return None
        columns: dict[str, Sequence[Any]] = dict(
            zip(FILLED, zip(*framed, strict=True), strict=True)
        )
        columns |= {**plain.texts, **plain.cents}
        recovery = columns["recovery_pct"][0]
        columns["eligible_vat"], columns["amount"] = eligible_cents(
            nets, vats, recovery, columns["project_share_pct"]
        )
        columns["fingerprint"] = self._fingerprints(columns)
        if not self._are_new(columns):
            return None
        taken = Taken(plain.count, Decimal(sum(columns["amount"])).scaleb(-2))
        return taken, list(columns.values())

    def _framed(
        self, frames: Sequence[Frame], values: Callable[[Frame], dict[str, Any] | None]
    ) -> list[list[Any]] | None:
        found: dict[Frame, Framed] = {}
        for frame in set(frames):
            if frame not in self._known:
                made = self._row_of(values(frame))
                if len(self._known) < REMEMBERED:
                    self._known[frame] = made
            else:
                made = self._known[frame]
            if made is None:
                return None
            found[frame] = made
        return [found[frame] for frame in frames]  # type: ignore[misc]  # none is None

    def _row_of(self, values: dict[str, Any] | None) -> Framed:
        """What rows of a frame hold, if a cost of it passes every rule and asks for nothing."""
        if values is None:
            return None
        values |= dict.fromkeys(TEXT_FIELDS, SAMPLE)
        entry = self.entry_of(values | {"net": Decimal("1.00"), "vat": Decimal("0.00")})
        if entry is None or entry.foreign is not None or entry.kind != VOUCHER:
            return None
        if entry.nature != ORDINARY or own_breaches(entry, self.tested):
            return None
        return self.stored(self.filling.columns(entry, ""))

    def _fingerprints(self, columns: Mapping[str, Sequence[Any]]) -> list[str]:
        pairs = zip(columns["supplier_cvr"], columns["supplier"], strict=True)
        gross = map(int.__add__, columns["net"], columns["vat"])
        suppliers = [number or name for number, name in pairs]
        return fingerprints_of(suppliers, columns["invoice_no"], gross, columns["invoice_date"])

    def _are_new(self, columns: Mapping[str, Sequence[Any]]) -> bool:
        """Whether neither the report nor the sheet so far has these numbers and invoices."""
        numbers, prints = columns["voucher_no"], columns["fingerprint"]
        report = self.filling.report
        if self.others.keys() & set(numbers) or vouchers_with(report, numbers):
            return False
        if fingerprints_known(prints):
            return False
        shares = zip(prints, columns["project_share_pct"], strict=True)
        return self.seen.take(numbers, [pair for pair in shares if pair[0]])
