"""Papers against the bare libraries on the same content (issue 6): time, and peak memory.

Each run is a process of its own that has loaded Django and what makes papers, and nothing else; the
two sides take turns. "Bare" is WeasyPrint on the same HTML with every row in it, and xlsxwriter's
constant-memory mode on the same cells. A peak is the most that the process has held, all that it
had loaded included; nothing here starts another process, which ``children_megabytes`` shows, so the
greatest single process and the sum at one time are the same.
"""

from __future__ import annotations

import datetime as dt
import gc
import importlib
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

import xlsxwriter
from django.utils.translation import override
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from reporting.documents import printing, render_pdf
from reporting.documents.editions import Edition, draft_edition
from reporting.documents.rendering import render
from reporting.documents.tables import (
    DATE,
    INT,
    MONEY,
    TOTAL,
    Column,
    Document,
    Meta,
    Row,
    Section,
    Signature,
    Table,
    Words,
)

AT = dt.datetime(2014, 4, 15, 10, tzinfo=dt.UTC)
DENSE_PAGE = 32
XLSX_ROWS = 100_000


@dataclass(frozen=True)
class Job:
    """What is made, how often, and the goals: of time against the bare library, of memory."""

    name: str
    format_: str
    counts: tuple[int, ...]
    rounds: int
    ratio: float = 0
    megabytes: int = 0


# A half-yearly report of the demo has tables of this size; in the first none is long enough to be
# drawn, so that both sides lay out the very same HTML.
JOBS = (
    Job("half-yearly report", "pdf", (*[7] * 9, *[35] * 5), 5, 1.05),
    Job("half-yearly report with drawn tables", "pdf", (*[7] * 9, 60, 60, 96), 5, 1.05),
    Job("annex 100 pages", "pdf", (DENSE_PAGE * 100,), 1, 0.5, 250),
    Job("annex 500 pages", "pdf", (DENSE_PAGE * 500,), 1, 0, 250),
    Job("workbook 100000 rows", "xlsx", (XLSX_ROWS,), 3, 1.15, 60),
)
KEYS: tuple[tuple[str, str], ...] = (
    ("no", "text"),
    ("partner", "text"),
    ("invoice_date", DATE),
    ("delivery_date", DATE),
    ("paid_on", DATE),
    ("supplier_cvr", "text"),
    ("text", "text"),
    ("net", MONEY),
    ("vat", MONEY),
    ("eligible_vat", MONEY),
    ("line", INT),
    ("amount", MONEY),
)
LONG_TEXT = "Lokaleleje, forplejning og oplæg"


def vouchers(count: int) -> Iterator[Row]:
    """Voucher rows as T5 has them."""
    day = dt.date(2013, 3, 1)
    for number in range(count):
        net = Decimal(100_000 + number % 9_000 * 137).scaleb(-2)
        vat = (net / 4).quantize(Decimal("0.01"))
        yield Row(
            (
                f"B{number:06d}",
                ("Aarhus", "Horsens-Hedensted", "Ringkøbing-Skjern")[number % 3],
                day + dt.timedelta(number % 180),
                day + dt.timedelta(number % 180),
                day + dt.timedelta(number % 180 + 12),
                f"{10_000_000 + number % 97}",
                f"{LONG_TEXT} {number % 40}",
                net,
                vat,
                vat,
                number % 8 + 1,
                net + vat,
            )
        )


def voucher_table(code: str, count: int) -> Table:
    """The rows and their total."""
    columns = tuple(
        Column(key, Words(key.capitalize(), key.capitalize()), kind, summed=kind == MONEY)
        for key, kind in KEYS
    )
    rows = tuple(vouchers(count))
    sums = [
        sum((Decimal(str(row.cells[place])) for row in rows), Decimal("0.00"))
        if column.summed
        else None
        for place, column in enumerate(columns)
    ]
    return Table(code, Words("Bilag", "Vouchers"), columns, (*rows, Row(tuple(sums), TOTAL)))


def edition(counts: Sequence[int]) -> Edition:
    """A paper with one table for each of *counts*."""
    text = Words("Vi holdt møder for nye familier. " * 20, "We met new families. " * 20)
    document = Document(
        kind="authority",
        meta=Meta(Words("Rapport", "Report"), "B-1", "authority", (), "1", AT.isoformat()),
        statement=Words("Medfinansieret af Den Europæiske Union", "Co-funded by the EU"),
        sections=tuple(
            Section(Words(f"Afsnit {number}", f"Part {number}"), ((text, text),))
            for number in range(4)
        ),
        tables=tuple(voucher_table(f"T{number}", count) for number, count in enumerate(counts, 1)),
        signatures=(Signature(Words("Projektleder", "Project manager")),),
    )
    return draft_edition(document, "da")


def bare_pdf(one: Edition) -> bytes:
    """WeasyPrint alone, on the same HTML with every row in it."""
    fonts = FontConfiguration()
    fetcher = URLFetcher(allowed_protocols=("file", "data"), allow_redirects=False)
    whole = {
        "tables": [
            printing.printed(table, one.language, limit=len(table.rows))
            for table in one.document.tables
        ]
    }
    with override(one.language):
        context = render_pdf.page_context(one) | whole
        html = render_pdf.render_to_string("documents/paper.html", context)
    page = HTML(string=html, url_fetcher=fetcher)
    style = CSS(string=render_pdf.stylesheet(one), font_config=fonts, url_fetcher=fetcher)
    made: bytes = page.write_pdf(
        stylesheets=[style],
        font_config=fonts,
        pdf_variant="pdf/a-3a",
        attachments=render_pdf.attachments(one),
    )
    return made


def bare_xlsx(one: Edition) -> bytes:
    """xlsxwriter in its constant-memory mode, a value a cell."""
    path = os.path.join(os.environ["VAR_DIR"], "bare.xlsx")
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    money, day = book.add_format({"num_format": "#,##0.00"}), book.add_format({"num_format": 14})
    for table in one.document.tables:
        sheet = book.add_worksheet(table.code)
        for line, row in enumerate(table.rows):
            for place, cell in enumerate(row.cells):
                match cell:
                    case str():
                        sheet.write_string(line, place, cell)
                    case dt.date():
                        sheet.write_datetime(line, place, dt.datetime.combine(cell, dt.time()), day)
                    case Decimal():
                        sheet.write_number(line, place, cell, money)
                    case int():
                        sheet.write_number(line, place, cell)
    book.close()
    with open(path, "rb") as file:
        return file.read()


SIDES: dict[str, Callable[[Edition], bytes]] = {
    "bare-pdf": bare_pdf,
    "own-pdf": lambda one: render(one, "pdf"),
    "bare-xlsx": bare_xlsx,
    "own-xlsx": lambda one: render(one, "xlsx"),
}
# The same in a process that has loaded the whole product, as the worker of long tasks has.
PRODUCT = "product-"


def resident(name: str) -> float:
    """VmRSS (now) or VmHWM (the most since it was set back) of this process, in megabytes."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    [found] = [line for line in lines if line.startswith(f"{name}:")]
    return int(found.split()[1]) / 1024


def report_one(side: str, counts: Sequence[int]) -> dict[str, Any]:
    """One side of one job, in this process: seconds, bytes, peak and how much of it was ours."""
    if side.startswith(PRODUCT):
        importlib.import_module("reporting.tasks")
        importlib.import_module("consortium.urls")
    idle = resident("VmRSS")
    one = edition(counts)
    # The making of the rows is not what is measured: the mark of the most is set back.
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    before, started = resident("VmRSS"), time.process_time()
    wall = time.perf_counter()
    made = SIDES[side.removeprefix(PRODUCT)](one)
    # Libraries ask the system for their files when they are loaded: that is not the paper's.
    later = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {
        "seconds": time.perf_counter() - wall,
        "cpu": time.process_time() - started,
        "bytes": len(made),
        "idle": idle,
        "peak": resident("VmHWM"),
        "grown": resident("VmHWM") - before,
        "children": later / 1024 if later > children else 0,
    }


def main() -> int:
    """``report-one SIDE ROWS…``: one side in this process, told as a line of JSON."""
    sys.stdout.write(json.dumps(report_one(sys.argv[2], [int(word) for word in sys.argv[3:]])))
    return 0


def _apart(side: str, counts: Sequence[int]) -> dict[str, Any]:
    words = [sys.executable, "-m", "bench", "report-one", side, *map(str, counts)]
    told = subprocess.run(words, capture_output=True, check=True, text=True)
    found: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    return found


def report_jobs(say: Callable[..., None]) -> bool:
    """Each job; one line each."""
    reached = [_job(say, job) for job in JOBS]
    return all(reached)


def _job(say: Callable[..., None], job: Job) -> bool:
    own, bare = [], []
    for _round in range(job.rounds):
        own.append(_apart(f"own-{job.format_}", job.counts))
        if job.ratio:
            bare.append(_apart(f"bare-{job.format_}", job.counts))
    # A workbook's rows are in memory before either side begins; a paper's whole process counts.
    counted = "grown" if job.format_ == "xlsx" else "peak"
    memory = max(one[counted] for one in own)
    reached = not job.megabytes or memory <= job.megabytes
    line: dict[str, Any] = {}
    if job.ratio:
        # Of processor time: each side is one process, and the machine may have other work.
        ratio = median(one["cpu"] / other["cpu"] for one, other in zip(own, bare, strict=True))
        reached = reached and ratio <= job.ratio
        line = {
            "ratio": round(ratio, 3),
            "goal": job.ratio,
            "bare_seconds": round(median(one["seconds"] for one in bare), 2),
            "bare_peak_megabytes": round(max(one[counted] for one in bare)),
        }
    elif job.format_ == "pdf":
        whole = _apart(f"{PRODUCT}own-pdf", job.counts)
        line = {
            "product_idle_megabytes": round(whole["idle"]),
            "product_peak_megabytes": round(whole["peak"]),
        }
    say(
        job=job.name,
        rows=sum(job.counts),
        rounds=job.rounds,
        **line,
        seconds=round(median(one["seconds"] for one in own), 2),
        cpu_seconds=round(median(one["cpu"] for one in own), 2),
        peak_megabytes=round(memory),
        goal_megabytes=job.megabytes or None,
        idle_megabytes=round(own[0]["idle"]),
        children_megabytes=round(max(one["children"] for one in own)),
        kilobytes=own[0]["bytes"] // 1024,
        reached=reached,
    )
    return reached
