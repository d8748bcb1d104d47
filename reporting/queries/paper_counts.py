"""Counts, contracts and money received: what a paper says besides cost, in the same question.

They are arms of the one union of `paper_sums`, so that a page asks no more for them. A count stands
there in hundredths, like every amount of the union.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, Count, Max, Q, Sum, Value, When
from django.db.models.functions import Coalesce, Concat

from consortium.models.fields import MoneyField
from partners.models import Participant
from reporting.models import Activity, PaymentReceived, ProcurementContract
from reporting.queries.documents import COUNTED, VERIFIED_REPORTS, ZERO, Scope
from reporting.queries.paper_arms import arm

# Parts of a text in one column of the union; nobody types it.
BETWEEN = "\x1f"
HUNDREDTHS = 100
ACTIVITIES, PARTICIPANTS, COMPANIES = "activities", "participants", "companies"
PEOPLE = "people"


@dataclass(frozen=True)
class Reached:
    """How many were reached before the period and in it."""

    earlier: int
    this: int

    @property
    def cumulative(self) -> int:
        """All of them."""
        return self.earlier + self.this


@dataclass(frozen=True)
class Bought:
    """A contract of the register, with what has been accepted under it until the period's end."""

    number: int
    partner: int
    text: str
    supplier: str
    cvr: str
    procedure: str
    value: Decimal
    threshold: Decimal | None
    paid: Decimal
    signed_on: dt.date
    file_hash: str


@dataclass(frozen=True)
class Received:
    """What came from the fund for one claim, DKK; *is_advance* for the money that came ahead."""

    claim: int
    is_advance: bool
    amount: Decimal
    last_on: dt.date


@dataclass(frozen=True)
class Counts:
    """Everything that a paper counts: activities, people by sex, contracts, money received."""

    reached: Mapping[str, Reached]
    people: Mapping[str, Reached]
    contracts: Sequence[Bought]
    received: Sequence[Received]


def count_arms(scope: Scope) -> Iterator[Any]:
    """The arms of the union that count."""
    yield from _activity_arms(scope)
    yield _people_arm(scope)
    yield _contract_arm(scope)
    yield _received_arm(scope)


def counts_of(found: Mapping[str, Iterable[Any]]) -> Counts:
    """What the arms have answered."""
    reached = {what: _added(found.get(what, ())) for what in (ACTIVITIES, PARTICIPANTS, COMPANIES)}
    people = {row[2]: _added([row]) for row in found.get(PEOPLE, ())}
    contracts = sorted(map(_bought, found.get("contract", ())), key=lambda one: one.number)
    received = [Received(row[1], bool(row[2]), row[4], row[7]) for row in found.get("received", ())]
    return Counts(reached, people, contracts, sorted(received, key=lambda one: one.claim))


def _added(rows: Iterable[Any]) -> Reached:
    rows = list(rows)
    return Reached(int(sum(row[4] for row in rows)), int(sum(row[5] for row in rows)))


def _bought(row: Any) -> Bought:
    text, supplier, cvr, file_hash = row[2].split(BETWEEN)
    return Bought(
        *(row[1], row[0], text, supplier, cvr, row[3], row[4], row[6]),
        row[5] or ZERO,
        row[7],
        file_hash,
    )


def _activity_arms(scope: Scope) -> Iterator[Any]:
    """Activities of verified reports, who came to them, and the companies among them (T8)."""
    this = Q(report__period=scope.period)
    rows = Activity.objects.filter(
        report__grant_partner__grant=scope.grant,
        report__state__in=VERIFIED_REPORTS,
        report__period__number__lte=scope.period.number,
    )
    yield arm(rows, ACTIVITIES, earlier=_count(~this), this=_count(this))
    for column in (PARTICIPANTS, COMPANIES):
        yield arm(
            rows,
            column,
            earlier=Sum(column, filter=~this, default=0) * HUNDREDTHS,
            this=Sum(column, filter=this, default=0) * HUNDREDTHS,
        )


def _people_arm(scope: Scope) -> Any:
    """Persons with a complete record, each once, by sex (G-05)."""
    rows = Participant.objects.complete().filter(
        grant_ref=scope.grant.ref, started_on__lte=scope.period.ends_on
    )
    before = Q(started_on__lt=scope.period.starts_on)
    return arm(rows, PEOPLE, source="sex", earlier=_count(before), this=_count(~before))


def _count(where: Q) -> Any:
    return Count("pk", filter=where) * HUNDREDTHS


def _contract_arm(scope: Scope) -> Any:
    """Contracts signed until the period's end, with the accepted cost under each (T9)."""
    parts: list[Any] = ["text"]
    for column in ("supplier", "supplier_cvr", Coalesce("file__sha256", Value(""))):
        parts += [Value(BETWEEN), column]
    named = ProcurementContract.objects.filter(
        grant=scope.grant, signed_on__lte=scope.period.ends_on
    ).annotate(words=Concat(*parts, output_field=CharField()))
    declared = _declared(scope)
    return arm(
        named,
        "contract",
        partner="grant_partner_id",
        line="number",
        source="words",
        form="procedure",
        earlier=Max("value"),
        this=Coalesce(
            Sum("costs__expenditure__accepted", filter=declared),
            Value(ZERO, output_field=MoneyField()),
        ),
        corrected=Max("threshold"),
        documented_on=Max("signed_on"),
    )


def _declared(scope: Scope) -> Q:
    """Cost under a contract that this claim or an earlier one declares."""
    claims = [one.pk for one in (*scope.before, scope.claim) if one is not None]
    declared = Q(costs__expenditure__claim__in=claims)
    if scope.claim is None:
        declared |= Q(
            costs__expenditure__claim__isnull=True,
            costs__expenditure__report__period__number__lte=scope.period.number,
        )
    return declared & Q(costs__expenditure__state__in=COUNTED)


def _received_arm(scope: Scope) -> Any:
    """What the fund has paid for the claims up to this one, advances among them (T3)."""
    rows = PaymentReceived.objects.filter(claim__grant=scope.grant)
    if scope.claim is not None:
        rows = rows.filter(claim__number__lte=scope.claim.number)
    return arm(
        rows.annotate(mark=_advance_mark()),
        "received",
        line="claim__number",
        source="mark",
        earlier=Sum("amount"),
        documented_on=Max("received_on"),
    )


def _advance_mark() -> Any:
    return Case(
        When(claim__is_advance=True, then=Value("advance")),
        default=Value(""),
        output_field=CharField(),
    )
