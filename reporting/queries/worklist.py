"""Which lines the controller works through, in which order, and which comes next.

List and line view ask the same functions, so that filter and order survive going on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from consortium.rules.refusals import gettext_noop as _
from reporting.models import Expenditure, ExpenditureFile
from reporting.queries.marks import UNDECIDED, Marked, proof
from reporting.rules.marks import KINDS, MarkKind

TAKEN_UP, SAMPLED = "taken_up", "sample"
# What is no mark of the line itself and is looked for in the same way.
MORE_KINDS: Mapping[str, MarkKind] = {
    TAKEN_UP: MarkKind(
        "M-11", _("Taken up after parking"), _("Parked in an earlier period and decided now.")
    ),
    SAMPLED: MarkKind("M-12", _("In the sample"), _("Drawn, so it is decided by hand.")),
}
ALL_KINDS = {**KINDS, **MORE_KINDS}
ORDERS: Mapping[str, str] = {
    "voucher_no": "voucher_no",
    "line": "line__number",
    "delivery_date": "delivery_date",
    "state": "state",
    "amount": "amount",
    "accepted": "accepted",
    "partner": "grant_partner__number",
}


@dataclass(frozen=True)
class Wanted:
    """What the filter asks for; every part narrows, and every mark that is ticked must be there."""

    state: str = ""
    line: str = ""
    text: str = ""
    partner: str = ""
    marks: tuple[str, ...] = ()
    sort: str = ""

    @property
    def filters(self) -> bool:
        """Whether anything is left out."""
        return bool(self.state or self.line or self.text or self.partner or self.marks)


def wanted_keys(wanted: Wanted, marked: Mapping[int, Marked]) -> list[int]:
    """The keys of the lines that *wanted* asks for."""
    return [pk for pk, one in marked.items() if _is_wanted(one, wanted)]


def wanted_lines(
    rows: QuerySet[Expenditure], wanted: Wanted, marked: Mapping[int, Marked]
) -> QuerySet[Expenditure]:
    """*rows*, all of which are in *marked*, as filtered and ordered by *wanted*."""
    if wanted.filters:
        rows = rows.filter(pk__in=wanted_keys(wanted, marked))
    return rows.order_by(*order_of(wanted.sort))


def _is_wanted(one: Marked, wanted: Wanted) -> bool:
    states = UNDECIDED if wanted.state == "undecided" else (wanted.state or one.state,)
    return (
        one.state in states
        and wanted.line in ("", str(one.line))
        and wanted.partner in ("", str(one.partner))
        and wanted.text.casefold() in one.words
        and set(wanted.marks) <= codes_of(one)
    )


def codes_of(one: Marked) -> set[str]:
    """The codes that a line is found by."""
    codes = {mark.code for mark in one.marks}
    if one.kind == Expenditure.TAKEN_UP:
        codes.add(TAKEN_UP)
    if one.is_drawn:
        codes.add(SAMPLED)
    return codes


def order_of(sort: str) -> tuple[str, ...]:
    """The columns of *sort* as the table spells it; by delivery where it says nothing known."""
    column = ORDERS.get(sort.removeprefix("-"))
    if column is None:
        return "delivery_date", "pk"
    return f"{'-' if sort.startswith('-') else ''}{column}", "pk"


def mark_counts(keys: Iterable[int], marked: Mapping[int, Marked]) -> Counter[str]:
    """How many of the lines carry each mark."""
    counts: Counter[str] = Counter()
    for key in keys:
        counts.update(codes_of(marked[key]))
    return counts


def shown_lines(rows: QuerySet[Expenditure]) -> QuerySet[Expenditure]:
    """*rows* with all that the list says about each."""
    taken = Expenditure.objects.filter(
        corrects=OuterRef("pk"), kind=Expenditure.TAKEN_UP, parked__lt=0
    )
    return rows.select_related(
        *("line", "time_sheet__employee", "time_sheet__rate"),
        *("corrects__report__period", "late_of"),
    ).annotate(
        has_voucher=proof(ExpenditureFile.INVOICE),
        has_payment=proof(ExpenditureFile.PAYMENT),
        has_delivery=proof(ExpenditureFile.DELIVERY),
        taken_up_in=Subquery(taken.values("report__period__number")[:1]),
    )


@dataclass(frozen=True)
class Place:
    """Where a line stands in the work: its neighbours, and the next one to decide."""

    number: int
    of: int
    previous: int | None
    next: int | None
    undecided: int | None


def place_of(pk: int, lines: QuerySet[Expenditure]) -> Place:
    """The place of *pk* among *lines*; after the last undecided line the work begins anew."""
    rows = list(lines.values_list("pk", "state"))
    keys = [key for key, _state in rows]
    at = keys.index(pk) if pk in keys else -1
    after = [key for key, state in rows[at + 1 :] if state == "submitted"]
    before = [key for key, state in rows[: max(at, 0)] if state == "submitted"]
    return Place(
        number=at + 1,
        of=len(keys),
        previous=keys[at - 1] if at > 0 else None,
        next=keys[at + 1] if at + 1 < len(keys) else None,
        undecided=next(iter([*after, *before]), None),
    )
