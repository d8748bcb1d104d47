"""An import against two peers in the same run: stock django-import-export, and bare SQL.

Stock is the same columns through a plain `ModelResource` with `use_bulk`; it is slow, so it takes a
slice of the rows and is counted by the row. The floor reads the file (csv, calamine) and hands bare
tuples of rows and versions to `executemany` or COPY, with no rule, no check and no hash.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
import re
import resource
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine
import tablib
import xlsxwriter
from django.db import connection, transaction
from import_export import fields, resources, widgets

from consortium.models.bulk import BATCH, insert, tracked
from grants.models import BudgetLine
from reporting.actions.cost_filling import FILLED
from reporting.actions.cost_imports import fixed_columns
from reporting.actions.imports import IMPORTABLE, Source, layout_of, write
from reporting.models import Expenditure, PartnerReport

STOCK_ROWS = 2_000
HEADERS = (
    *("Budgetpost", "Bilagsnummer", "Tekst", "Leverandør", "CVR", "Fakturanr", "Fakturadato"),
    *("Leveringsdato", "Betalingsdato", "Konto", "Posteringsnr", "Beløb", "Moms"),
)
COLUMNS = (
    *("line", "voucher_no", "text", "supplier", "supplier_cvr", "invoice_no", "invoice_date"),
    *("delivery_date", "paid_on", "ledger_account", "booking_no", "net", "vat"),
)
LINES = ("Ekstern bistand", "Rejser", "Materialer og møder")


def vouchers(count: int, start: int) -> Iterator[list[Any]]:
    """*count* vouchers, numbered from *start*: texts, days, and amounts in whole øre."""
    chance = random.Random(start)
    for number in range(start, start + count):
        day = dt.date(2012, 3, 1) + dt.timedelta(days=chance.randrange(60))
        texts = [
            LINES[number % 3],
            f"B{number}",
            f"Konsulent {number}",
            f"Leverandør {number % 50}",
            "29189668",
            f"F-{number}",
        ]
        cents = chance.randrange(10_000, 900_000)
        yield [*texts, day, day, day, "4010", str(number), cents, cents // 4]


def as_csv(rows: Iterable[list[Any]], path: Path) -> Path:
    """The rows as a Danish accounting system writes them."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADERS)
        for row in rows:
            days = [f"{day:%d.%m.%Y}" for day in row[6:9]]
            money = [f"{cents // 100},{cents % 100:02d}" for cents in row[11:]]
            writer.writerow([*row[:6], *days, *row[9:11], *money])
    return path


def as_xlsx(rows: Iterable[list[Any]], path: Path) -> Path:
    """The same rows as a workbook."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet, form = book.add_worksheet(), book.add_format({"num_format": "dd-mm-yyyy"})
    sheet.write_row(0, 0, HEADERS)
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, row[:6])
        for place in (6, 7, 8):
            sheet.write_datetime(number, place, dt.datetime.combine(row[place], dt.time()), form)
        sheet.write_row(number, 9, [*row[9:11], row[11] / 100, row[12] / 100])
    book.close()
    return path


def product(world: Any, report: PartnerReport, path: Path, at: dt.datetime) -> float:
    """Seconds from the file to committed rows with versions and one event, every rule checked."""
    kind = IMPORTABLE["costs"].kind
    started = time.perf_counter()
    with path.open("rb") as content:
        layout = layout_of(content, path.name, report, kind)
    source = Source(report, kind, lambda: path.open("rb"), path.name, layout, world.pu, at)
    outcome = write(source)
    spent = time.perf_counter() - started
    if not outcome.is_good or not outcome.writes:
        raise SystemExit(f"the import refused rows: {outcome.faults[:2]}")
    return spent


def plain(world: Any, report: PartnerReport, path: Path, at: dt.datetime) -> float:
    """As `floor`, by the plain INSERT that everybody writes."""
    return floor(world, report, path, at, _plain_insert)


def floor(
    world: Any, report: PartnerReport, path: Path, at: dt.datetime, insert: Any = insert
) -> float:
    """Seconds for reading the file and handing bare rows and versions to the database.

    By the quickest statement that we know; the product uses the same one.
    """
    fixed = fixed_columns(report, world.pu)
    columns = [*FILLED, *fixed]
    lines = {line.name_da: line.pk for line in BudgetLine.objects.all()}
    base = [*(_default(name) for name in FILLED), *fixed.values()]
    places = [columns.index({"line": "line_id"}.get(name, name)) for name in COLUMNS]
    amount = columns.index("amount")
    started = time.perf_counter()
    read = _csv_values(path) if path.suffix == ".csv" else _xlsx_values(path)
    versions = Expenditure.history.model
    names = tracked(versions)
    moment = connection.ops.adapt_datetimefield_value(at)

    def rows() -> Any:
        for values in read:
            row = base.copy()
            row[places[0]] = lines[values[0]]
            for place, value in zip(places[1:], values[1:], strict=True):
                row[place] = value
            row[amount] = values[11]
            yield row

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT COALESCE(MAX(id), 0) FROM reporting_expenditure")
            key = cursor.fetchone()[0]
        said = [moment, None, "+", world.pu.pk]
        order = [["id", *columns].index(name) for name in names]
        about = ["history_date", "history_change_reason", "history_type", "history_user_id"]
        numbered = ([key + place, *row] for place, row in enumerate(rows(), start=1))
        while ready := list(islice(numbered, BATCH)):
            insert("reporting_expenditure", ["id", *columns], ready, {})
            history = ([*(row[place] for place in order), *said] for row in ready)
            insert(versions._meta.db_table, [*names, *about], history, {})
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence('reporting_expenditure', 'id'), "
                    "(SELECT MAX(id) FROM reporting_expenditure))"
                )
    return time.perf_counter() - started


def _plain_insert(table: str, columns: list[str], rows: Any, fixed: Any) -> None:
    if connection.vendor == "postgresql":
        insert(table, columns, rows, fixed)
        return
    marks = ", ".join(["?"] * len(columns))
    with connection.cursor() as cursor:
        raw = cursor.connection.cursor()
        raw.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)


def _default(name: str) -> Any:
    column = Expenditure._meta.get_field(name)
    return column.get_prep_value(column.get_default())


def _csv_values(path: Path) -> Any:
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.reader(file, delimiter=";")
        next(reader)
        for row in reader:
            days = [f"{day[6:]}-{day[3:5]}-{day[:2]}" for day in row[6:9]]
            money = [int(text.replace(",", "")) for text in row[11:]]
            yield [*row[:6], *days, *row[9:11], *money]


def _xlsx_values(path: Path) -> Any:
    sheet = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    rows = sheet.iter_rows()
    next(rows)
    for row in rows:
        days = [day.isoformat()[:10] for day in row[6:9]]
        yield [*row[:6], *days, *row[9:11], round(row[11] * 100), round(row[12] * 100)]


class Stock(resources.ModelResource):  # type: ignore[misc]  # no stubs
    """The same columns as import-export brings them: bulk, no rule, versions by their own way."""

    line = fields.Field("line", "line", widgets.ForeignKeyWidget(BudgetLine, "name_da"))

    class Meta:
        model = Expenditure
        fields = (*COLUMNS, "amount", "report", "grant", "grant_partner", "created_by")
        import_id_fields = ("voucher_no", "report")
        use_bulk = True
        batch_size = 1000
        skip_diff = True


def stock(world: Any, report: PartnerReport, rows: Iterable[list[Any]]) -> tuple[float, float]:
    """Seconds a row of the stock path, rows read already; and those of the processor."""
    own = {"report": report.pk, "grant": report.grant_partner.grant_id}
    own |= {"grant_partner": report.grant_partner_id, "created_by": world.pu.pk}
    data = tablib.Dataset(headers=[*COLUMNS, "amount", *own])
    for row in rows:
        money = [f"{cents // 100}.{cents % 100:02d}" for cents in row[11:]]
        data.append(
            [
                *row[:6],
                *(day.isoformat() for day in row[6:9]),
                *row[9:11],
                *money,
                money[0],
                *own.values(),
            ]
        )
    started, busy = time.perf_counter(), time.process_time()
    result = Stock().import_data(data, use_transactions=True, raise_errors=True)
    spent, busy = time.perf_counter() - started, time.process_time() - busy
    if result.has_errors():
        raise SystemExit("stock import-export failed")
    return spent / len(data), busy / len(data)


def peak_megabytes() -> float:
    """The most memory that this process has held, since `forget_peak` where the system can tell."""
    status = Path("/proc/self/status")
    if status.exists():
        # The kernel's other answer, ru_maxrss, begins with what the parent process held.
        found = re.search(r"VmHWM:\s+([0-9]+) kB", status.read_text())
        if found:
            return int(found[1]) / 1024
    scale = 1024 if sys.platform != "darwin" else 1024 * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale


def forget_peak() -> None:
    """Let the peak begin anew."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def report_of(world: Any) -> PartnerReport:
    """The report that the rows go into: the first of the partner for which `pu` writes."""
    period = world.grant.periods.order_by("number")[0]
    report, _made = PartnerReport.objects.get_or_create(
        grant_partner=world.aarhus, period=period, defaults={"state": "draft"}
    )
    return PartnerReport.objects.select_related(
        "period", "grant_partner__grant", "grant_partner__organisation"
    ).get(pk=report.pk)
