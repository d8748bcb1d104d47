"""Five thousand lines of a city's public ledger, through the page: mapped once, then remembered."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from decimal import Decimal

from django.core.management import call_command
from django.urls import reverse

from reporting.actions import import_jobs
from reporting.models import SheetImport
from reporting.queries.references import report_ref
from tests.reporting.paperwork import begin
from tests.reporting.sheets import kind
from tests.reporting.views.test_imports import send
from tests.sheets import shared_file

FILE = "messy/UK_Sheffield_2011-01_ledger_5000rows.csv"
PLACES = {
    "voucher_no": "Document No.",
    "text": "Expense Code Description",
    "supplier": "Supplier Name",
    "invoice_no": "Invoice No.",
    "invoice_date": "GL Date",
    "delivery_date": "GL Date",
    "paid_on": "GL Date",
    "ledger_account": "Expense Code",
    "booking_no": "Document No.",
    "net": "Invoiced Value",
}


def moved(content: bytes) -> tuple[bytes, list[dict[str, str]]]:
    """The real lines at a time when the grant of the tests runs, and what they say."""
    text = content.decode("utf-8-sig").replace("2011-01-31", "2011-01-30")
    text = text.replace("2011-01-", "2012-04-")
    return text.encode(), list(csv.DictReader(io.StringIO(text)))


def test_every_line_is_taken_or_refused_with_a_reason(
    world, client, monkeypatch, tmp_path, settings
):
    monkeypatch.setattr(import_jobs, "QUICK_BYTES", 10_000_000)
    report = begin(world)
    client.force_login(world.pu)
    content, lines = moved(shared_file(FILE).read_bytes())
    asked = send(client, report, content, "ledger.csv")
    form = asked.context["form"]
    labels = list(form.layout.labels)
    data = {f"at_{column.name}": "" for column in kind().columns}
    data |= {f"at_{name}": str(labels.index(label)) for name, label in PLACES.items()}
    data |= {"all_line": "2 Ekstern bistand", "is_numbered": "on"}
    columns = reverse("reporting:sheet-columns", args=[SheetImport.objects.get().pk])
    preview = client.post(columns, data, follow=True)
    told = SheetImport.objects.get().outcome
    assert told is not None and preview.status_code == 200
    assert told["counts"]["new"] + told["counts"]["refused"] == len(lines) == 5000
    assert told["counts"]["refused"] == len({one["row"] for one in told["faults"]}) or (
        told["fault_count"] > len(told["faults"])
    )
    assert all(one["said"]["da"] and one["said"]["en"] for one in told["faults"])
    refused = {one["row"] for one in told["faults"]}
    good = [line for number, line in enumerate(lines, start=2) if number not in refused]
    if told["fault_count"] == len(told["faults"]):
        total = sum(Decimal(line["Invoiced Value"]) for line in good)
        assert Decimal(told["amounts"]["new"]) == total
    # The next month's ledger has the same headers: nothing is asked any more.
    again = send(client, report, content, "ledger2.csv")
    assert again.context.get("form") is None
    remembered = SheetImport.objects.latest("pk").outcome
    assert remembered is not None and remembered["counts"] == told["counts"]
    # And the command knows the mapping too, and tells every faulty cell.
    settings.DEMO_DAY = world.clock.now.date()
    path, said = tmp_path / "ledger3.csv", io.StringIO()
    path.write_bytes(content)
    given = {"report": report_ref(report), "by": world.pu.email, "json": True, "dry_run": True}
    with contextlib.suppress(SystemExit):
        call_command("import_costs", str(path), stdout=said, **given)
    by_command = json.loads(said.getvalue())
    assert {name: by_command[name] for name in told["counts"]} == told["counts"]
    refused = {one["row"] for one in by_command["faults"]}
    assert len(refused) == told["counts"]["refused"]
    good = [line for number, line in enumerate(lines, start=2) if number not in refused]
    total = sum(Decimal(line["Invoiced Value"]) for line in good)
    assert Decimal(by_command["amounts"]["new"]) == total
