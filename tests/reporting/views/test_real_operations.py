"""Real lists of operations, as four authorities publish them: each gives its stated outcome, from
the page and from `manage.py import_rows`."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from consortium.exchange.sheets import open_book
from consortium.rules.cell_dates import DAY_FIRST
from grants.models import RelatedOperation
from grants.queries.operations import list_totals
from grants.rules.operations import OVER, ROUNDED
from tests.reporting.operation_lists import command, counted, send
from tests.sheets import shared_file

DANISH = "dk/EFRE_ESF_2007-2013_uden_beskrivelse.xlsx"
ENGLISH = "messy/UK_England_list_of_operations.csv"
AUSTRIAN = "messy/AT_ERDF_2014-2020.xlsx"
GERMAN = "messy/DE_BaWue_ERDF.xlsx"


@pytest.fixture(autouse=True)
def _demo_day(settings: Any) -> None:
    settings.DEMO_DAY = dt.date(2012, 6, 21)


def plain(cell: Any) -> Decimal:
    """An amount of the English list, whichever way it is written."""
    return Decimal(str(cell).strip().replace(",", "."))


def everything(name: str, first: int, place: int) -> Decimal:
    """The sum of a column, straight from the file."""
    path = shared_file(name)
    with open_book(path, path.name) as book:
        cells = [row[1][place] for row in book.sheets[0].rows() if row[0] >= first]
    return sum((Decimal(str(cell)) for cell in cells), Decimal(0))


@pytest.mark.parametrize(
    ("name", "currency", "rows", "first", "place"),
    [(DANISH, "DKK", 598, 5, 5), (AUSTRIAN, "EUR", 49, 2, 5), (GERMAN, "EUR", 91, 12, 5)],
)
def test_every_operation_is_taken_from_page_and_command(
    client, world, name, currency, rows, first, place
):
    path = shared_file(name)
    client.force_login(world.pm)
    said = {"source": "Listen 2016", "currency": currency}
    shown = send(client, "M-003", path.read_bytes(), path.name, **said)
    assert counted(shown) == [rows, 0, 0, 0]
    assert not RelatedOperation.objects.exists()
    status, told = command(path, "--fixed", "source=Listen 2016", "--fixed", f"currency={currency}")
    assert (status, told["new"], told["refused"], told["written"]) == (0, rows, 0, True)
    assert told["totals_rows"] == []
    [whole] = list_totals(world.grant)
    assert (whole.source, whole.currency, whole.operations) == ("Listen 2016", currency, rows)
    assert whole.total == Decimal(told["amounts"][f"new {currency}"])
    assert whole.total == everything(name, first, place)
    again = send(client, "M-003", path.read_bytes(), path.name, write="1", **said)
    assert counted(again) == [0, 0, rows, 0]
    assert RelatedOperation.objects.count() == rows


def test_the_danish_list_is_recorded_with_its_authority_s_rounding(client, world):
    path = shared_file(DANISH)
    status, told = command(path, "--fixed", "source=2007-2013", "--fixed", "currency=DKK")
    assert status == 0
    rounded = RelatedOperation.objects.filter(deviation=ROUNDED)
    # Exact arithmetic finds four further over, on rows 446, 447, 471 and 513: 50.0209 % at most.
    over = RelatedOperation.objects.filter(deviation=OVER)
    assert rounded.count() == 56
    assert set(over.values_list("source_row", flat=True)) == {446, 447, 471, 513}
    assert len(told["remarks"]) == 60
    first = RelatedOperation.objects.get(source_row=5)
    assert (first.name, first.identifier) == ("Bornholm i Vækst - konsulentbistand", "26696348")
    assert (first.starts_on, first.ends_on) == (dt.date(2008, 4, 1), dt.date(2011, 10, 1))
    assert (first.postcode, first.fund) == ("3700", "ERDFB")
    assert (first.total, first.fund_amount) == (Decimal("1497300.30"), Decimal("748650.15"))
    client.force_login(world.pm)
    url = reverse("grants:operation-list", args=["M-003"])
    page = client.get(url, {"q": "bornholms regions"})
    assert "Bornholms Regionskommune" in page.text and "Slagelse Kommune" not in page.text
    assert page.context["deviations"] == {"rounded": 56, "over": 4}


def test_the_english_list_is_taken_or_refused_row_by_row(client, world):
    path = shared_file(ENGLISH)
    fixed = ("--fixed", "source=England", "--fixed", "currency=GBP", "--dates", "day")
    status, told = command(path, *fixed)
    assert (status, told["written"]) == (1, False)
    assert told["new"] + told["refused"] == 394
    refused = {fault["row"] for fault in told["faults"]}
    assert len(refused) == told["refused"]
    assert all(fault["reason"] for fault in told["faults"])
    with open_book(path, path.name) as book:
        header, *rows = whole = list(book.sheets[0].rows())
    assert header[0] == 1
    good = sum(plain(cells[7]) for number, cells in rows if number not in refused)
    assert Decimal(told["amounts"]["new GBP"]) == good
    assert not RelatedOperation.objects.exists()
    client.force_login(world.pm)
    said = {"source": "England", "currency": "GBP", "order": DAY_FIRST}
    page = send(client, "M-003", path.read_bytes(), path.name, **said)
    assert counted(page) == [told["new"], 0, 0, told["refused"]]
    # Without the refused rows the list is written, and its total is that of the accepted.
    text = io.StringIO()
    csv.writer(text).writerows(cells for number, cells in whole if number not in refused)
    page = send(client, "M-003", text.getvalue().encode(), write="1", **said)
    assert counted(page)[0] == told["new"], page.context["faults"]
    [total] = list_totals(world.grant)
    assert (total.currency, total.operations, total.total) == ("GBP", told["new"], good)
