"""Two instants of a grant beside each other: rows added, gone and changed, and what that sums to.

A row's newest version of the span tells who changed it last and why; its version of the first
instant is what it was. The sums are added up by the database twice: over the rows that the span
touched, and over all rows at either instant. The two must differ by the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.fields import CharField, IntegerField

from consortium.models import AuditEvent
from consortium.models.past import as_it_stood
from consortium.rules.money import ZERO
from consortium.rules.refusals import gettext_noop as _
from grants.models import BudgetLine, Grant, GrantPartner
from reporting.queries.history import Change, changes_between, columns_of, names_for
from reporting.queries.kinds import KINDS

ADDED, GONE, CHANGED, SAME = _("added"), _("gone"), _("changed"), _("changed and back")


@dataclass(frozen=True)
class Measure:
    """What a table's rows add up: a column of DKK, and whose and on which line it is."""

    amount: str = ""
    partner: str = ""
    line: str = ""


# In the order in which a reader follows the money.
MEASURES: dict[str, Measure] = {
    "reporting.expenditure": Measure("amount", "grant_partner_id", "line_id"),
    "reporting.cofinancingcontribution": Measure("amount", "grant_partner_id"),
    "reporting.revenue": Measure("amount", "report__grant_partner_id"),
    "reporting.timesheet": Measure("", "report__grant_partner_id"),
    "reporting.partnerreport": Measure("", "grant_partner_id"),
    "reporting.claim": Measure("amount"),
    "reporting.claimshare": Measure("amount", "grant_partner_id"),
    "reporting.paymentreceived": Measure("amount"),
    "reporting.disbursement": Measure("amount", "grant_partner_id"),
    "reporting.correction": Measure("amount", "original__grant_partner_id", "original__line_id"),
    "reporting.recovery": Measure("amount", "debtor_id"),
    "reporting.query": Measure("", "report__grant_partner_id"),
    "reporting.expenditurefile": Measure("", "expenditure__grant_partner_id"),
    "grants.budgetversion": Measure(),
    "grants.budgetamount": Measure("amount", "grant_partner_id", "line_id"),
    "grants.financingcommitment": Measure("amount", "grant_partner_id"),
    "grants.reportingperiod": Measure(),
    "grants.grantpartner": Measure("", "id"),
    "grants.grant": Measure("amount"),
}


@dataclass(frozen=True)
class Span:
    """What is compared: one table of a grant, from after one instant until another."""

    grant: Grant
    label: str
    first: dt.datetime
    last: dt.datetime

    @property
    def model(self) -> Any:
        """The table."""
        return apps.get_model(self.label)

    @property
    def measure(self) -> Measure:
        """What its rows add up."""
        return MEASURES[self.label]

    @property
    def rows(self) -> Q:
        """The rows of the grant."""
        path = path_to_grant(self.label)
        return Q(**{path: self.grant.pk}) if path else Q(pk=self.grant.pk)


@dataclass(frozen=True)
class Difference:
    """One row that is not what it was: how, in which columns, and who wrote it last."""

    pk: int
    name: str
    how: str
    changes: tuple[Change, ...]
    before: Decimal | None
    after: Decimal | None
    at: dt.datetime
    by: str
    reason: str
    verb: str = ""
    event: str = ""

    @property
    def difference(self) -> Decimal | None:
        """What the row adds to the sums, DKK."""
        if self.before is None and self.after is None:
            return None
        return (self.after or ZERO) - (self.before or ZERO)


@dataclass(frozen=True)
class Total:
    """One partner and line: all its rows at either instant, and the rows that were touched."""

    partner: str
    line: str
    before: Decimal
    after: Decimal
    touched: Decimal

    @property
    def difference(self) -> Decimal:
        """What the sum has changed by."""
        return self.after - self.before

    @property
    def check(self) -> Decimal:
        """The difference of the sums less the sum of the differences: nothing, or a fault."""
        return self.difference - self.touched


@dataclass(frozen=True)
class Comparison:
    """A page of differences, and the sums of all."""

    rows: list[Difference] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)

    @property
    def total(self) -> Total:
        """Everything added up."""
        sums = [
            sum((getattr(one, name) for one in self.totals), ZERO)
            for name in ("before", "after", "touched")
        ]
        return Total("", "", *sums)


def path_to_grant(label: str) -> str:
    """The way from a row of *label* to its grant, through the columns that lead there."""
    path, model = [], apps.get_model(label)
    while model is not Grant:
        column = model._meta.get_field(KINDS[model._meta.label_lower].parent)
        path.append(column.name)
        model = column.related_model
    return "__".join(path)


def touched_counts(grant: Grant, first: dt.datetime, last: dt.datetime) -> dict[str, int]:
    """By table: how many rows were written in the span, in one question."""
    parts = []
    for label in MEASURES:
        span = Span(grant, label, first, last)
        rows = _versions(span).order_by().values(of=Value(label, CharField()))
        parts.append(rows.annotate(found=Count(span.model._meta.pk.attname, distinct=True)))
    counted = parts[0].union(*parts[1:], all=True)
    return {row["of"]: row["found"] for row in counted}


def compared(span: Span, start: int, stop: int) -> Comparison:
    """The differences of *span* from *start* to *stop*, the newest first, with the sums of all."""
    versions = list(_newest(span)[start:stop])
    keys = [version.id for version in versions]
    with as_it_stood(span.first):
        was = {row.pk: row for row in span.model.objects.filter(pk__in=keys)}
    sums = _sums(span)
    names = names_for(
        span.model,
        [*versions, *was.values()],
        {
            GrantPartner: {partner for partner, _line in sums} - {None},
            BudgetLine: {line for _partner, line in sums} - {None},
        },
    )
    events = _events(span, keys)
    rows = [
        _difference(span, was.get(version.id), version, names, events.get(str(version.id)))
        for version in versions
    ]
    return Comparison(rows, _totals(sums, names))


def _versions(span: Span) -> QuerySet[Any]:
    """The versions that the span has made of the grant's rows."""
    path = path_to_grant(span.label)
    mine = {path: span.grant.pk} if path else {"id": span.grant.pk}
    kept = span.model.history.model.objects
    return kept.filter(  # type: ignore[no-any-return]
        history_date__gt=span.first, history_date__lte=span.last, **mine
    )


def _newest(span: Span) -> QuerySet[Any]:
    """Of each row that the span touched its last version there."""
    newer = span.model.history.model.objects.filter(
        id=OuterRef("id"), history_id__gt=OuterRef("history_id"), history_date__lte=span.last
    )
    rows = _versions(span).filter(~Exists(newer)).select_related("history_user")
    return rows.order_by("-history_date", "-history_id")


def _difference(
    span: Span, was: Any, version: Any, names: dict[tuple[Any, Any], str], event: Any
) -> Difference:
    row = None if version.history_type == "-" else version
    fields = [column.name for column in columns_of(span.model)]
    if row is None:
        changes = (
            tuple(
                Change(one.label, one.new, one.old)
                for one in changes_between(span.model, [(None, was)], fields, names)[0]
            )
            if was is not None
            else ()
        )
    else:
        changes = changes_between(span.model, [(was, row)], fields, names)[0]
    amount = span.measure.amount
    return Difference(
        pk=version.id,
        name=names.get((span.model, version.id), f"#{version.id}"),
        how=_how(was, row, changes),
        changes=changes,
        before=getattr(was, amount) if amount and was is not None else None,
        after=getattr(row, amount) if amount and row is not None else None,
        at=version.history_date,
        by=str(version.history_user or ""),
        reason=version.history_change_reason or "",
        verb=event.verb if event else "",
        event=f"{event.chain} #{event.number}" if event else "",
    )


def _how(was: Any, row: Any, changes: Sequence[Change]) -> str:
    if was is None:
        return SAME if row is None else ADDED
    if row is None:
        return GONE
    return CHANGED if changes else SAME


def _events(span: Span, keys: Sequence[int]) -> dict[str, AuditEvent]:
    """By row: the last event of the span that names it."""
    rows = AuditEvent.objects.filter(
        subject_type=span.label,
        subject_id__in=[str(key) for key in keys],
        at__gt=span.first,
        at__lte=span.last,
    )
    return {event.subject_id: event for event in rows.order_by("pk")}


Sums = dict[tuple[int | None, int | None], list[Decimal]]


def _sums(span: Span) -> Sums:
    """By partner and line: all rows before and after, and the touched ones before and after."""
    measure = span.measure
    if not measure.amount:
        return {}
    nothing = Value(None, IntegerField(null=True))
    touched = Q(pk__in=_versions(span).order_by().values(span.model._meta.pk.attname))
    found: Sums = {}
    for place, instant in enumerate((span.first, span.last)):
        with as_it_stood(instant):
            rows = (
                span.model.objects.filter(span.rows)
                .order_by()
                .annotate(
                    of_partner=F(measure.partner) if measure.partner else nothing,
                    of_line=F(measure.line) if measure.line else nothing,
                )
                .values("of_partner", "of_line")
                .annotate(every=Sum(measure.amount), some=Sum(measure.amount, filter=touched))
            )
            for row in rows:
                sums = found.setdefault((row["of_partner"], row["of_line"]), [ZERO] * 4)
                sums[place] += row["every"] or ZERO
                sums[place + 2] += row["some"] or ZERO
    return found


def _totals(sums: Sums, names: dict[tuple[Any, Any], str]) -> list[Total]:
    totals = [
        Total(
            names.get((GrantPartner, partner), ""),
            names.get((BudgetLine, line), ""),
            before,
            after,
            some_after - some_before,
        )
        for (partner, line), (before, after, some_before, some_after) in sums.items()
    ]
    moved = [one for one in totals if one.difference or one.touched]
    return sorted(moved, key=lambda one: (one.partner, one.line))
