"""A ledger of 12 partners × 8 lines × 12 periods × 3 sources, written inside the database.

Every row has two versions: it came in with its report's sheet, and was decided on by a deed of its
own at an instant of its own, in the two months after the period. So nothing but months can be added
up beforehand, and a past instant has to add up many deeds: the worst that a ledger can be.
"""

from __future__ import annotations

import datetime as dt
import time
from decimal import Decimal
from typing import Any

from django.db import connection

from bench.data import PARTNERS, partners_of
from consortium.models.bulk import tracked
from grants.models import BudgetLine, ReportingPeriod
from reporting.models import Expenditure, PartnerReport, triggers

PERIODS, LINES, SHEETS = 12, 8, 144
FIRST = dt.datetime(2012, 7, 1, tzinfo=dt.UTC)
# A period has 182 days; its sheets come on the first day after it, decisions from 30 days on.
HALF_YEAR, WAIT, DECIDING = 182 * 86_400, 30 * 86_400, 60 * 86_400
SERIES = {
    "sqlite": (
        "WITH RECURSIVE n(i) AS (SELECT {0} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {1})"
    ),
    "postgresql": "WITH n(i) AS (SELECT generate_series({0}, {1} - 1))",
}
INSTANT = {
    "sqlite": "datetime('2012-07-01', '+' || ({0}) || ' seconds')",
    "postgresql": "(timestamptz '2012-07-01 00:00:00+00' + ({0}) * interval '1 second')",
}
CENTS = "(10000 + n.i * 7919 % 890000)"
IS_OPEN = "n.i % 11 = 0"
SOURCE = f"n.i / {SHEETS * LINES} % 3"


def places(world: Any) -> Expenditure:
    """The reports and lines that rows stand in; gives a row that all others are copied from."""
    for number in range(BudgetLine.objects.count() + 1, LINES + 1):
        names = {"name_da": f"Bench {number}", "name_en": f"Bench {number}", "kind": "external"}
        BudgetLine.objects.create(code=f"b{number}", number=90 + number, **names)
    for number in range(world.grant.periods.count() + 1, PERIODS + 1):
        last = world.grant.periods.order_by("-number")[0].ends_on
        starts, ends, due = (last + dt.timedelta(days=days) for days in (1, 180, 201))
        told = {"starts_on": starts, "ends_on": ends, "partner_due_on": due, "funder_due_on": due}
        ReportingPeriod.objects.create(grant=world.grant, number=number, **told)
    partners = partners_of(world)[:PARTNERS]
    reports = [
        PartnerReport.objects.get_or_create(
            grant_partner=partner, period=period, defaults={"state": "verified"}
        )[0]
        for period in world.grant.periods.order_by("number")[:PERIODS]
        for partner in partners
    ]
    lines = BudgetLine.objects.order_by("number").values_list("pk", flat=True)[:LINES]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bench_sheet (place int, report int, partner int)")
        cursor.execute("CREATE TEMPORARY TABLE bench_line (place int, line int)")
        told_sheets = [(at, one.pk, one.grant_partner_id) for at, one in enumerate(reports)]
        cursor.executemany("INSERT INTO bench_sheet VALUES (%s, %s, %s)", told_sheets)
        cursor.executemany("INSERT INTO bench_line VALUES (%s, %s)", list(enumerate(lines)))
    return Expenditure.objects.create(
        report=reports[0],
        grant=world.grant,
        grant_partner_id=reports[0].grant_partner_id,
        line_id=lines[0],
        kind="voucher",
        voucher_no="bench",
        text="Bench",
        amount=Decimal(0),
        net=Decimal(0),
        created_by=world.pu,
        **dict.fromkeys(("invoice_date", "delivery_date", "paid_on"), dt.date(2012, 4, 2)),
    )


def fill(template: Expenditure, first: int, last: int) -> float:
    """Rows number *first* to *last* with their versions; seconds that counting all totals takes."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        known = Expenditure.objects.order_by("-pk").values_list("pk", flat=True)[0]
        cursor.execute(_rows(template, first, last))
        for statement in _versions(known, first, last):
            cursor.execute(statement)
        cursor.execute("ANALYZE")
    started = time.perf_counter()
    triggers.install(connection)
    return time.perf_counter() - started


def _rows(template: Expenditure, first: int, last: int) -> str:
    told = {
        "report_id": "s.report",
        "grant_partner_id": "s.partner",
        "line_id": "l.line",
        "state": f"CASE WHEN {IS_OPEN} THEN 'submitted' ELSE 'verified' END",
        "voucher_no": "'B' || n.i",
        "booking_no": "'' || n.i",
        "fingerprint": "'bench' || n.i",
        "net": CENTS,
        "amount": CENTS,
        "accepted": f"CASE WHEN {IS_OPEN} THEN 0 ELSE {CENTS} END",
        "cofinancing_form": f"CASE {SOURCE} WHEN 0 THEN '' ELSE 'own' END",
        "cofinancing_source": (
            f"CASE {SOURCE} WHEN 0 THEN '' WHEN 1 THEN 'municipal' ELSE 'state' END"
        ),
    }
    table = Expenditure._meta.db_table
    names = [column.column for column in Expenditure._meta.concrete_fields if column.name != "id"]
    chosen = ", ".join(told.get(name, f"t.{name}") for name in names)
    series = SERIES[connection.vendor].format(first, last)
    return (
        f"{_head(table, names, series)} SELECT {chosen} FROM n"
        f" JOIN bench_sheet s ON s.place = n.i % {SHEETS}"
        f" JOIN bench_line l ON l.place = n.i / {SHEETS} % {LINES}"
        f" JOIN {table} t ON t.id = {template.pk} ORDER BY n.i"
    )


def _head(table: str, names: list[str], series: str) -> str:
    return f"INSERT INTO {table} ({', '.join(names)}) {series}"


def _versions(known: int, first: int, last: int) -> list[str]:
    """The rows after key *known*, number *first* and on: as they came, and as they stand."""
    versions: Any = Expenditure.history.model  # type: ignore[attr-defined]
    names = tracked(versions)
    number = f"(e.id - {known + 1 - first})"
    period = f"({number} % {SHEETS} / {PARTNERS} * {HALF_YEAR})"
    came = f"{period} + {number} % {PARTNERS} * 3600"
    # Rows of a period follow each other at even distances, whatever partner they are of.
    rank = f"({number} / {SHEETS} * {PARTNERS} + {number} % {PARTNERS})"
    each = max(1, DECIDING * PERIODS // last)
    decided = f"{period} + {WAIT} + {rank} * {each}"
    entered = {"state": "'draft'", "accepted": "0"}
    kinds = (("'+'", came, entered), ("'~'", decided, {}))
    return [
        f"INSERT INTO {versions._meta.db_table} ({', '.join(names)}, history_date, history_type)"
        f" SELECT {', '.join(told.get(name, f'e.{name}') for name in names)},"
        f" {INSTANT[connection.vendor].format(instant)}, {kind}"
        f" FROM reporting_expenditure e WHERE e.id > {known} ORDER BY e.id"
        for kind, instant, told in kinds
    ]
