"""A report of the lead's own choosing as a paper: tables, periods, partners (issue 6, 4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from django.utils import timezone

from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant, GrantPartner, ReportingPeriod
from reporting.documents.makers import MAKERS, Maker, OfPeriod, Whole, offered
from reporting.documents.screen_parts import moment, wording_of
from reporting.documents.tables import Cell, Document, Meta, Table, Words, both
from reporting.rules.building import Choice, Known, periods_of

KIND = "own_report"
NAMELESS = _("Report of own choosing")
Told = Callable[[int, int], None]


def known_of(grant: Grant, on: dt.date) -> Known:
    """What can be chosen in *grant* on the day *on*."""
    periods = list(grant.periods.order_by("number").values_list("number", "starts_on"))
    makers = offered(grant).values()
    return Known(
        of_period={maker.code for maker in makers if maker.of_period is not None},
        of_grant={maker.code for maker in makers if maker.of_grant is not None},
        periods=[number for number, _start in periods],
        begun=tuple(number for number, start in periods if start <= on),
        partners=list(grant.partners.values_list("number", flat=True)),
    )


def own_report(
    grant: Grant,
    choice: Choice,
    at: dt.datetime,
    *,
    name: str = "",
    told: Told | None = None,
) -> Document:
    """The report of *choice* from the rows as they stand at *at*.

    *told* hears after each table how many of all are made. Raises KeyError for an unknown table.
    """
    known = known_of(grant, timezone.localdate(at))
    chosen = grant.partners.select_related("organisation").order_by("number")
    partners = tuple(one for one in chosen if one.number in choice.partners)
    whole = Whole(grant, at, partners)
    numbers = periods_of(choice, known)
    periods = list(grant.periods.filter(number__in=numbers).order_by("number"))
    makers = [MAKERS[code] for code in MAKERS if code in choice.tables]
    tables = tuple(_made(makers, whole, periods, told))
    title = Words(name, name) if name else both(NAMELESS)
    return Document(
        kind=KIND,
        meta=Meta(
            title=title,
            grant=grant.ref,
            file_part=KIND,
            facts=_facts(whole, makers, periods),
            period="",
            made_at=at.isoformat(),
        ),
        statement=wording_of(grant),
        tables=tables,
    )


def _made(
    makers: Iterable[Maker], whole: Whole, periods: list[ReportingPeriod], told: Told | None
) -> Iterator[Table]:
    makers = list(makers)
    of_period = [one for one in makers if one.of_period is not None]
    of_grant = [one for one in makers if one.of_grant is not None]
    count, done = len(of_grant) + len(of_period) * len(periods), 0
    for period in periods if of_period else ():
        scope = OfPeriod(whole, period)
        for maker in of_period:
            assert maker.of_period is not None
            for table in maker.of_period(scope):
                yield _named(table, maker, whole, period if len(periods) > 1 else None)
            done += 1
            if told:
                told(done, count)
    for maker in of_grant:
        assert maker.of_grant is not None
        for table in maker.of_grant(whole):
            yield _named(table, maker, whole, None)
        done += 1
        if told:
            told(done, count)


def _named(table: Table, maker: Maker, whole: Whole, period: ReportingPeriod | None) -> Table:
    """*table* with its period in code and title where there are several, and whose it is."""
    if period is not None:
        title = both(
            _("%(table)s, period %(number)s"), table=table.title, number=str(period.number)
        )
        table = replace(table, code=f"{table.code}.P{period.number}", title=title)
    if whole.partners and not maker.by_partner:
        note = both(_("This table is of all partners, also where some were chosen."))
        table = replace(table, notes=(*table.notes, note))
    return table


def _facts(
    whole: Whole, makers: list[Maker], periods: list[ReportingPeriod]
) -> tuple[tuple[Words, Cell], ...]:
    facts: list[tuple[Words, Cell]] = [
        (both(_("Project")), whole.grant.title),
        (both(_("Grant")), whole.grant.ref),
        (both(_("Tables")), ", ".join(maker.code for maker in makers)),
    ]
    if any(maker.of_period for maker in makers):
        facts.append((both(_("Periods")), ", ".join(str(one.number) for one in periods)))
    facts += [
        (both(_("Partners")), _partners(whole.partners)),
        (both(_("As of")), moment(whole.at)),
    ]
    return tuple(facts)


def _partners(partners: tuple[GrantPartner, ...]) -> Cell:
    if not partners:
        return both(_("All"))
    return ", ".join(f"{one.number} {one.organisation.name}" for one in partners)
