"""What a day to keep is, whose it is, and who sees it.

All kinds come from the database in one statement, a union: each source gives the same columns, so
another kind costs no query. A source only gives what is still to be done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, IntegerField, Q, QuerySet, Value
from django.db.models.expressions import Combinable

from consortium.models.access import actor_of
from consortium.rules.roles import Capability, Role
from grants.models import Grant, GrantPartner
from partners.models import Organisation

RUNNING = ("accepted", "amended", "suspended")
PU, PA, PM, LC, LS = Role.PU, Role.PA, Role.PM, Role.LC, Role.LS


@dataclass(frozen=True)
class Scope:
    """Whose days are asked for.

    Of the *whole* grants all; of the *seen* ones the project's own and the *organisations*'.
    """

    whole: QuerySet[Grant]
    seen: QuerySet[Grant]
    organisations: frozenset[int] = frozenset()
    # The keys of the whole grants, where one reader asks.
    whole_keys: frozenset[int] = frozenset()

    def address(self, due: Due) -> str:
        """Where this reader finds what *due* is about."""
        if due.kind.is_with_partner:
            is_holder = bool(due.partner and due.partner.organisation_id in self.organisations)
        else:
            is_holder = due.grant.pk in self.whole_keys
        return due.url if is_holder else due.other_url

    def of_partner(self, grant: str, organisation: str) -> Q:
        """Rows of one partner: for who reads the whole grant, and for the partner itself."""
        return Q(**{f"{grant}__in": self.whole}) | Q(
            **{f"{grant}__in": self.seen, f"{organisation}__in": self.organisations}
        )

    def of_names(self) -> Q:
        """Seats whose holder may be named: who reads the whole grant, and one's own house."""
        partners = GrantPartner.objects.filter(grant__in=self.whole)
        return Q(grant_ref__in=self.whole.values("ref")) | Q(grant_ref="") & (
            Q(organisation__in=self.organisations)
            | Q(organisation__in=partners.values("organisation"))
        )


def scope_of(user: object, grant: Grant | None = None) -> Scope:
    """What *user* may see, in all running grants or in one."""
    actor = actor_of(user)
    running = Grant.objects.filter(state__in=RUNNING)
    if grant is not None:
        running = running.filter(pk=grant.pk)
    keys = actor.ids(Capability.VIEW_ROWS, Grant)
    return Scope(
        whole=running.filter(pk__in=keys),
        whole_keys=keys,
        seen=running & Grant.objects.visible_to(user),
        organisations=actor.ids(Capability.VIEW_DESK, Organisation),
    )


def scope_of_all() -> Scope:
    """Every day of every running grant, for the reminders."""
    running = Grant.objects.filter(state__in=RUNNING)
    return Scope(whole=running, seen=running)


@dataclass(frozen=True)
class Row:
    """What a source says about one day: all that a sentence and an address need."""

    kind: str
    pk: int
    on: dt.date
    grant_id: int
    partner_id: int
    number: str
    link: int


@dataclass(frozen=True)
class Kind:
    """One kind of day: its words, who must act, where, and what is still to be done.

    Sentences know %(grant)s, %(partner)s, %(number)s and %(day)s.
    """

    code: str
    label: str
    what: str
    before: str
    after: str
    roles: tuple[Role, ...]
    rows: Callable[[Scope, dt.date], QuerySet[Any]]
    url: Callable[[Row, Grant], str]
    # Where the other side looks: the lead at a partner's work, a partner at the lead's.
    other_url: Callable[[Row, Grant], str] | None = None
    # Whether somebody has still to act when the day has passed; else the day only passes.
    is_task: bool = True
    # The day itself, where it does not stand in the row.
    day: Callable[[Row, Grant], dt.date | None] = lambda row, _grant: row.on
    # Whether somebody above is told when it is long overdue.
    goes_up: bool = True
    # Days that share this number are reminded of together.
    together: Callable[[Row], int] = lambda row: row.pk

    @property
    def is_with_partner(self) -> bool:
        """Whether a partner holds the pen, so that the lead is told when it is long overdue."""
        return bool(set(self.roles) & {PU, PA})

    @property
    def escalated_to(self) -> tuple[Role, ...]:
        """Who hears of it when it is long overdue."""
        return (PM, LC) if self.is_with_partner else (LS,)


@dataclass(frozen=True)
class Due:
    """One day to keep."""

    kind: Kind
    on: dt.date
    grant: Grant
    partner: GrantPartner | None
    number: str
    key: str
    url: str
    other_url: str

    @property
    def uid(self) -> str:
        """Its name for ever, whatever its day becomes."""
        return f"{self.key}-{self.partner.number}" if self.partner else self.key

    @property
    def params(self) -> dict[str, object]:
        """What its sentences need."""
        return {
            "grant": self.grant.ref,
            "partner": str(self.partner or ""),
            "number": self.number,
            "day": self.on,
        }

    def days_left(self, on: dt.date) -> int:
        """Days from *on* to the day; negative when it has passed."""
        return (self.on - on).days


Column = str | Combinable


def columns(
    rows: QuerySet[Any],
    kind: str,
    *,
    on: str,
    grant: str,
    partner: Column | None = None,
    number: Column | None = None,
    link: Column | None = None,
) -> QuerySet[Any]:
    """*rows* with the columns of `Row`, ready to be joined to those of other sources."""
    named: dict[str, Any] = {
        "day_kind": Value(kind, CharField()),
        "day_on": F(on),
        "day_grant": F(grant),
        "day_partner": _column(partner, Value(0, IntegerField())),
        "day_number": _column(number, Value("", CharField())),
        "day_link": _column(link, Value(0, IntegerField())),
    }
    order = ("day_kind", "pk", "day_on", "day_grant", "day_partner", "day_number", "day_link")
    found: QuerySet[Any] = rows.order_by().annotate(**named).values_list(*order)
    return found


def _column(given: Column | None, empty: Value) -> Combinable:
    if given is None:
        return empty
    return F(given) if isinstance(given, str) else given
