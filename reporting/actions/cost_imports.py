"""Costs from a sheet: every row through every rule, then all of them written, or none.

`CostBatches.check` takes the rows in batches and leaves nothing in the database: what is to be
written goes into a spool on disk, so that memory stays flat however long the sheet is. `write`
then puts it all in, inside the action that calls it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import models

from consortium.models.bulk import insert_rows
from consortium.models.fields import HoursField, HundredthsField
from consortium.models.memory import add_rows, change_rows
from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from grants.models import BudgetLine
from grants.rules.currency import DKK, check_kroner, is_counted
from reporting.actions.cost_entries import (
    TEXT_FIELDS,
    ExpenditureEntry,
    Tested,
    check_natures,
    check_number,
    check_shares,
    own_breaches,
)
from reporting.actions.cost_filling import FILLED, Filling, fill
from reporting.actions.cost_grounds import (
    Foreign,
    add_grounds,
    change_grounds,
    in_kroner,
    rates_for,
)
from reporting.actions.drafts import OWN_ITEM_STATES, locked_row
from reporting.actions.import_rows import CHANGED, NEW, UNCHANGED, Checked, Taken
from reporting.actions.import_seen import Seen
from reporting.actions.import_spool import Spool
from reporting.actions.plain_costs import AMOUNTS, PlainCosts
from reporting.exchange.columns import KEY
from reporting.exchange.cost_sheet import existing, values_of
from reporting.exchange.plain_rows import PlainReader
from reporting.exchange.reading import Parsed, Reading, Wrong
from reporting.models import Expenditure, PartnerReport
from reporting.queries.costs import (
    fingerprints_known,
    other_numbers,
    shares_taken,
    vouchers_with,
)
from reporting.rules.natures import ORDINARY

OTHERS = 500
_KEY = re.compile(r"E([0-9]{1,18})")
# Names that the rules give to what the sheet calls otherwise.
SHEET_NAMES = {"incurred_on": "delivery_date", "share": "project_share_pct", "rate": "currency"}
# What the sheet writes of a row that stands in the report.
WRITTEN = (
    *("line", "voucher_no", "text", "supplier", "supplier_cvr", "invoice_no", "invoice_date"),
    *("delivery_date", "paid_on", "ledger_account", "booking_no", "net", "vat", "recovery_pct"),
    *("eligible_vat", "project_share_pct", "amount", "fingerprint", "cofinancing_form"),
    *("cofinancing_source", "nature", "nature_basis", "nature_reason", "market_reason"),
    *("late_of", "late_reason"),
)
FOREIGN = ("currency", "foreign_net", "foreign_vat", "settlement")


@dataclass
class CostBatches:
    """The costs of one sheet on their way into *report*; *given* are the columns it has."""

    report: PartnerReport
    given: frozenset[str]
    by: Any
    at: dt.datetime

    def __post_init__(self) -> None:
        self._tested = Tested.of(self.report, [], {}, self.at)
        self._filling = Filling.of(self.report, self._tested.timing)
        self._seen = Seen()
        self._spool = Spool(FILLED)
        self._fixed = fixed_columns(self.report, self.by)
        self._others = other_numbers(self.report)
        self._special: list[ExpenditureEntry] = []

    def close(self) -> None:
        """Let go of the spool and of what was seen."""
        self._spool.close()
        self._seen.close()

    def checked(self, reading: Reading) -> Iterator[Sequence[Checked] | Taken]:
        """What the rows of *reading* are, some at a time: at one look where they are plain."""
        reader = PlainReader(reading, TEXT_FIELDS, AMOUNTS)
        costs = PlainCosts(self._tested, self._filling, self._seen, self._others, _plain, stored)
        for rows in reader.chunks():
            plain = reader.plain(rows)
            found = costs.take(plain, reader.values) if plain is not None else None
            if plain is not None and found is not None:
                reader.count(plain)
                taken, ready = found
                self._spool.add(ready)
                yield taken
                continue
            parsed = [reading.row(number, cells) for number, cells in rows]
            yield self.check([one for one in parsed if one is not None])

    def check(self, batch: Sequence[Parsed]) -> list[Checked]:
        """What each row of *batch* is, and what is wrong with it; good rows go into the spool."""
        found = _Found.of(self.report, batch, self._others)
        checked = [self._one(parsed, found) for parsed in batch]
        ready = [one for one in checked if one.entry is not None and not one.wrong]
        tested = self._in_kroner(ready)
        self._check_rules(ready, tested, found)
        rows, others = [], []
        for one in ready:
            if one.wrong:
                continue
            columns = self._filling.columns(one.entry, one.fingerprint)
            one.amount = columns["amount"]
            if one.key is None and one.entry.foreign is None:
                rows.append(stored(columns))
            else:
                others.append((one.key, one.parsed.row, one.entry))
        self._spool.add(list(zip(*rows, strict=True)), others)
        return checked

    def write(self, tell: Callable[[int], None]) -> None:
        """Write everything that was found good. Only called inside an action."""
        same, report = self._spool.same, self.report.pk
        names = [name for name in FILLED if name not in same]
        batches = self._spool.batches(names)
        fixed = {**self._fixed, **same}
        count = self._spool.count
        done = insert_rows(Expenditure, names, batches, fixed, tell, count, report_id=report)
        for others in self._spool.others():
            for start in range(0, len(others), OTHERS):
                some = others[start : start + OTHERS]
                self._write_others(some)
                done += len(some)
                tell(done)

    def _one(self, parsed: Parsed, found: _Found) -> Checked:
        item = found.of_row(parsed)
        one = Checked(parsed, CHANGED if item else NEW, item.pk if item else None)
        if parsed.wrong:
            return one
        values = parsed.values
        if item is not None:
            before = values_of(item)
            values |= {name: before[name] for name in values if name not in self.given}
            one.differences = _differences(before, values, item)
            if not one.differences:
                one.status, one.amount = UNCHANGED, item.amount
                self._seen.repeated([item.voucher_no])
                return one
            if locked := _locked(item):
                parsed.wrong.append(Wrong("voucher_no", item.voucher_no, locked))
                return one
        if wrong := _no_kroner(values):
            parsed.wrong.append(wrong)
            return one
        one.entry = _entry(values)
        return one

    def _in_kroner(self, ready: Sequence[Checked]) -> Tested:
        abroad = [one for one in ready if one.entry.foreign is not None]
        if not abroad:
            return self._tested
        rates = rates_for([one.entry for one in abroad])
        for one in abroad:
            one.entry = in_kroner(one.entry, rates)
        return replace(self._tested, rates=rates)

    def _check_rules(self, ready: Sequence[Checked], tested: Tested, found: _Found) -> None:
        repeated = self._seen.repeated([one.entry.voucher_no for one in ready])
        for one, is_repeated in zip(ready, repeated, strict=True):
            _note(one, own_breaches(one.entry, tested))
            taken = is_repeated or found.is_anothers(one.entry.voucher_no, one.key)
            _note(one, check_number(one.entry, taken))
            one.fingerprint = one.entry.fingerprint
        self._check_shares([one for one in ready if one.fingerprint])
        self._check_natures(ready)

    def _check_shares(self, printed: Sequence[Checked]) -> None:
        known = fingerprints_known(one.fingerprint for one in printed)
        held = shares_taken(known, {one.key for one in printed if one.key})
        asked = [(one.fingerprint, one.entry.project_share_pct) for one in printed]
        for one, earlier in zip(printed, self._seen.shares(asked), strict=True):
            if shares := [*held.get(one.fingerprint, ()), *earlier]:
                _note(one, check_shares(one.entry, one.fingerprint, shares, self.by))

    def _check_natures(self, ready: Sequence[Checked]) -> None:
        special = [one for one in ready if one.entry.nature != ORDINARY]
        if not special:
            return
        before = len(self._special)
        self._special += [one.entry for one in special]
        breaches = check_natures(self.report, self._special, self._tested.profile, None)
        for row, breach in breaches:
            if row > before:
                _note(special[row - before - 1], [breach])

    def _write_others(self, others: Sequence[tuple[int | None, int, ExpenditureEntry]]) -> None:
        entries = [entry for _key, _row, entry in others]
        rates = rates_for(entries)
        new = [entry for key, _row, entry in others if key is None]
        if new:
            items = [Expenditure(report=self.report, created_by=self.by) for _entry in new]
            fill(items, self._filling, new)
            add_rows(items, Expenditure)
            add_grounds(items, new, rates)
        changed = {key: entry for key, _row, entry in others if key is not None}
        rows = {row.pk: row for row in Expenditure.objects.filter(pk__in=changed)}
        items = [rows[key] for key in changed]
        if items:
            fill(items, self._filling, list(changed.values()))
            change_rows(items, Expenditure, WRITTEN)
        for item, entry in zip(items, changed.values(), strict=True):
            change_grounds(item, entry, rates)


@dataclass(frozen=True)
class _Found:
    """The rows of the report that a batch meets, by key and by voucher number."""

    by_key: Mapping[int, Expenditure]
    by_number: Mapping[str, Expenditure]

    @classmethod
    def of(
        cls, report: PartnerReport, batch: Sequence[Parsed], others: Mapping[str, int]
    ) -> _Found:
        numbers = {str(one.values.get("voucher_no", "")) for one in batch} - {""}
        keys = {key for one in batch if (key := _key_of(one)) is not None}
        keys |= set(vouchers_with(report, numbers).values())
        keys |= {others[number] for number in numbers & others.keys()}
        rows = existing(report).filter(pk__in=keys).exclude(kind=Expenditure.TAKEN_UP)
        found = list(rows) if keys else []
        return cls({one.pk: one for one in found}, {one.voucher_no: one for one in found})

    def of_row(self, parsed: Parsed) -> Expenditure | None:
        """The row that *parsed* is about; a key that the report does not have is a fault."""
        key = _key_of(parsed)
        if parsed.key and (key is None or key not in self.by_key):
            message = _(
                "“%(key)s” is no row of this report. Empty the cell to enter the row as new, or "
                "fetch a new workbook."
            )
            breach = Breach("KEY_UNKNOWN", message, KEY, {"key": parsed.key}, "A-03")
            parsed.wrong.append(Wrong(KEY, parsed.key, breach))
            return None
        if key is not None:
            return self.by_key[key]
        twin = self.by_number.get(str(parsed.values.get("voucher_no", "")))
        return twin if twin is not None and twin.kind == Expenditure.VOUCHER else None

    def is_anothers(self, number: str, key: int | None) -> bool:
        """Whether another row of the report has *number*."""
        holder = self.by_number.get(number)
        return holder is not None and holder.pk != key


def _key_of(parsed: Parsed) -> int | None:
    found = _KEY.fullmatch(parsed.key)
    return int(found[1]) if found else None


def _locked(item: Expenditure) -> Breach | None:
    """Why the partner cannot change *item* from a sheet."""
    if item.kind != Expenditure.VOUCHER:
        message = _("%(voucher)s is no paid voucher. Change it on its own page.")
        return Breach("NOT_A_VOUCHER", message, "voucher_no", {"voucher": item.voucher_no}, "R-20")
    return None if item.state in OWN_ITEM_STATES else locked_row(item)


def _no_kroner(values: Mapping[str, Any]) -> Wrong | None:
    found = check_kroner(values["currency"], values["settlement"], values["net"])
    return Wrong("net", "", found[0]) if found else None


def _plain(values: Mapping[str, Any]) -> ExpenditureEntry | None:
    """A cost of plain cells, or None where they do not make one."""
    return None if _no_kroner(values) else _entry(values)


def _entry(values: Mapping[str, Any]) -> ExpenditureEntry:
    own = dict(values)
    for name in FOREIGN:
        del own[name]
    own["net"], own["vat"] = own["net"] or ZERO, own["vat"] or ZERO
    if values["currency"] == DKK:
        return ExpenditureEntry(**own)
    net, vat = values["foreign_net"] or ZERO, values["foreign_vat"] or ZERO
    foreign = Foreign(values["currency"], net, vat, values["settlement"])
    return ExpenditureEntry(**own, foreign=foreign)


def _differences(
    before: Mapping[str, Any], values: Mapping[str, Any], item: Expenditure
) -> dict[str, tuple[Any, Any]]:
    """By column what the row holds and what the sheet says, where they differ."""
    counted = is_counted(values["currency"], values["settlement"])
    silent = {"net", "vat"} if counted else set()
    silent |= set() if item.late_of_id else {"late_reason"}
    return {
        name: (before[name], new)
        for name, new in values.items()
        if name not in silent and not _same(before[name], new)
    }


def _same(old: Any, new: Any) -> bool:
    if isinstance(old, models.Model):
        return bool(old == new)
    return (old or ZERO) == (new or ZERO) if isinstance(old or new, Decimal) else old == new


def _note(one: Checked, breaches: Sequence[Breach]) -> None:
    for breach in breaches:
        name = SHEET_NAMES.get(breach.subject, breach.subject)
        value = one.parsed.values.get(name, "")
        one.parsed.wrong.append(Wrong(name, _shown(value), breach))


def _shown(value: Any) -> str:
    if isinstance(value, BudgetLine):
        return value.code
    return "" if value is None else str(value)[:40]


def fixed_columns(report: PartnerReport, by: Any) -> dict[str, Any]:
    """The columns of a new row that no entry decides, and how their values are stored."""
    plain = Expenditure(report=report, created_by=by)
    plain.grant_id, plain.grant_partner_id = report.grant_partner.grant_id, report.grant_partner_id
    return {
        str(one.column): one.get_prep_value(getattr(plain, one.attname))
        for one in Expenditure._meta.concrete_fields
        if not one.primary_key and one.attname not in FILLED
    }


def stored(columns: Mapping[str, Any]) -> list[Any]:
    """What `Filling.columns` made of an entry, as the database stores it, in the order `FILLED`."""
    return [spell(columns[name]) if spell else columns[name] for name, spell in _SPELLINGS.items()]


def _cents(value: Decimal) -> int:
    return int(value.scaleb(2))


def _spelling_of(name: str) -> Callable[[Any], Any] | None:
    """How a value of this column is stored; the few percentages and days are remembered."""
    column: Any = Expenditure._meta.get_field(name)
    if isinstance(column, HoursField):
        return lru_cache(maxsize=256)(_cents)
    if isinstance(column, HundredthsField):
        return _cents
    return (
        lru_cache(maxsize=4096)(dt.date.isoformat) if isinstance(column, models.DateField) else None
    )


_SPELLINGS = {name: _spelling_of(name) for name in FILLED}
