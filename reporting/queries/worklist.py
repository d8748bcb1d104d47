"""Which lines the controller works through, in which order, and which comes next.

List and line view ask the same functions, so that filter and order survive going on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from consortium.rules.refusals import gettext_noop as _
from reporting.models import Expenditure, ExpenditureFile, SampleLine
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


def wanted_lines(
    rows: QuerySet[Expenditure], wanted: Wanted, marked: Mapping[int, Marked]
) -> QuerySet[Expenditure]:
    """*rows* as filtered and ordered by *wanted*."""
    if wanted.state == "undecided":
        rows = rows.filter(state__in=UNDECIDED)
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.line:
        rows = rows.filter(line=int(wanted.line))
    if wanted.partner:
        rows = rows.filter(grant_partner=int(wanted.partner))
    if wanted.text:
        rows = rows.filter(
            Q(voucher_no__icontains=wanted.text)
            | Q(text__icontains=wanted.text)
            | Q(supplier__icontains=wanted.text)
        )
    ticked = {code for code in wanted.marks if code in KINDS}
    if ticked:
        rows = rows.filter(pk__in=[pk for pk, one in marked.items() if ticked <= codes_of(one)])
    if TAKEN_UP in wanted.marks:
        rows = rows.filter(kind=Expenditure.TAKEN_UP)
    if SAMPLED in wanted.marks:
        rows = rows.filter(pk__in=SampleLine.objects.values("expenditure"))
    return rows.order_by(*order_of(wanted.sort))


def codes_of(marked: Marked) -> set[str]:
    """The codes of a line's marks."""
    return {mark.code for mark in marked.marks}


def order_of(sort: str) -> tuple[str, ...]:
    """The columns of *sort* as the table spells it; by delivery where it says nothing known."""
    column = ORDERS.get(sort.removeprefix("-"))
    if column is None:
        return "delivery_date", "pk"
    return f"{'-' if sort.startswith('-') else ''}{column}", "pk"


@dataclass(frozen=True)
class Counts:
    """How many lines are shown, and how many of them carry each mark."""

    lines: int
    marks: Counter[str]


def mark_counts(rows: QuerySet[Expenditure], marked: Mapping[int, Marked]) -> Counts:
    """What *rows* carry, in one statement."""
    drawn = Exists(SampleLine.objects.filter(expenditure=OuterRef("pk")))
    counts: Counter[str] = Counter()
    keys = list(rows.order_by().annotate(drawn=drawn).values_list("pk", "kind", "drawn"))
    for pk, kind, is_drawn in keys:
        if pk in marked:
            counts.update(codes_of(marked[pk]))
        counts[TAKEN_UP] += kind == Expenditure.TAKEN_UP
        counts[SAMPLED] += is_drawn
    return Counts(len(keys), counts)


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
