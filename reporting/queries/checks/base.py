"""What a check is: a question that is answered with nothing, or with the faulty rows by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q

from consortium.rules.papers import Look
from consortium.rules.refusals import Breach
from grants.models import Grant
from reporting.models import Claim, Expenditure, PartnerReport

# What a report declares before anybody has decided on it.
WAITING = ("draft", "query", "submitted")
COUNTED = ("verified", "claimed")


@dataclass(frozen=True)
class Fault:
    """One faulty row: which check, which row of which table, and an English sentence why."""

    check: str
    table: str
    row: str
    sentence: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def breach(self) -> Breach:
        """The fault as every other sentence of the house, for pages and commands."""
        return Breach(self.check, self.sentence, f"{self.table} {self.row}", self.params)


@dataclass(frozen=True)
class Scope:
    """What is looked at: one report or one claim of a grant, a grant, or everything.

    The rows of a report are looked at as they would count, before anybody has decided on them.
    """

    grant: Grant | None = None
    report: PartnerReport | None = None
    claim: Claim | None = None
    # Who opens stored files, which this floor cannot; without it their text is not read again.
    look: Callable[[bytes, str], Look] | None = None

    def of(self, path: str = "grant") -> Q:
        """Rows whose *path* leads to the grant."""
        return Q() if self.grant is None else Q(**{path: self.grant})

    def rows(self) -> Q:
        """Costs and contributions: of the report, in the claim, or of the grant."""
        if self.report is not None:
            return Q(report=self.report)
        return self.of() if self.claim is None else Q(claim=self.claim)

    def counted(self, *states: str) -> Q:
        """Rows in *states*; of a report those that it declares."""
        wanted = WAITING if self.report is not None else states or COUNTED
        return self.rows() & Q(state__in=wanted)

    def in_reports(self, path: str = "report") -> Q:
        """Rows whose *path* leads to the report, those with rows in the claim, or the grant's."""
        if self.report is not None:
            return Q(**{path: self.report.pk})
        if self.claim is not None:
            own = PartnerReport.objects.filter(
                Q(expenditure__claim=self.claim) | Q(contributions__claim=self.claim)
            )
            return Q(**{f"{path}__in": own.values("pk")})
        return self.of("grant_partner__grant" if path == "pk" else f"{path}__grant_partner__grant")

    def sent(self, *states: str) -> Q:
        """Reports in *states*; the one that is looked at is about to be sent."""
        wanted = Q() if self.report is not None else Q(state__in=states)
        return self.in_reports("pk") & wanted

    def holds(self, cost: Expenditure) -> bool:
        """Whether *cost* is among what is looked at; a partner is told of its own rows only."""
        if self.report is not None:
            return bool(cost.report_id == self.report.pk)
        return self.grant is None or bool(cost.grant_id == self.grant.pk)

    @property
    def is_narrow(self) -> bool:
        """Whether less than a grant is looked at."""
        return self.report is not None or self.claim is not None

    @property
    def grants(self) -> list[Grant]:
        """The grants that are looked at."""
        return list(Grant.objects.all()) if self.grant is None else [self.grant]


@dataclass(frozen=True)
class Check:
    """A line of the check-list in rules.md 4.4, with the query that answers it."""

    code: str
    title: str
    find: Callable[[Scope], list[Fault]]


def fault(check: str, row: models.Model, sentence: str, **params: object) -> Fault:
    """A fault of *row*."""
    return Fault(check, row._meta.db_table, str(row.pk), sentence, params)


def faults(check: str, rows: Any, sentence: str, **columns: str) -> list[Fault]:
    """A fault for each of *rows*; the sentence's parameters are read from the named columns."""
    return [
        fault(check, row, sentence, **{name: _read(row, path) for name, path in columns.items()})
        for row in rows
    ]


def _read(row: Any, path: str) -> object:
    for name in path.split("__"):
        row = getattr(row, name)
    return row if not isinstance(row, models.Model) else str(row)
