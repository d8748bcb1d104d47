"""The register of findings over grants and years: what is shown, added up, taken along, to whom."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reporting.actions.findings import close_finding
from reporting.queries.finding_register import GROUPS, all_findings, sums_of
from tests.copies import laid_out
from tests.reporting.audit_story import with_findings
from tests.reporting.auditing import found

D = Decimal
URL = "/findings/"


@pytest.fixture
def told(db, settings):
    world = laid_out(with_findings)
    settings.DEMO_DAY = world.clock.now.date() + dt.timedelta(days=1)
    return world


def shown(client, query=""):
    page = client.get(f"{URL}?{query}").content.decode()
    return re.findall(r'href="/findings/\d+/">(\d+)<', page)


def figures(told, by):
    rows = all_findings(told.au)
    return [
        (one.key, one.count, one.unclosed, one.overdue, one.amount, one.corrected)
        for one in sums_of(rows, by, told.clock.now.date())
    ]


def test_two_corrections_of_one_finding_count_its_amount_once(told):
    assert figures(told, "grant") == [("M-003", 2, 2, 0, D("70.00"), D("60.00"))]
    assert figures(told, "year") == [("2012", 2, 2, 0, D("70.00"), D("60.00"))]
    assert figures(told, "kind") == [
        ("ineligible_cost", 1, 1, 0, D("50.00"), D("60.00")),
        ("procurement", 1, 1, 0, D("20.00"), D("0.00")),
    ]
    name = told.aarhus.organisation.name
    assert {one[:2] for one in figures(told, "owner")} == {("LC", 1), (name, 1)}
    close_finding(told.leads, text="Set.", by=told.au, at=told.clock())
    assert [one[:3] for one in figures(told, "state")] == [("closed", 1, 0), ("open", 1, 1)]


def test_what_is_late_is_counted(told):
    late = told.finding.due_on + dt.timedelta(days=1)
    [one] = sums_of(all_findings(told.au), "grant", late)
    assert one.overdue == 2


def test_it_is_narrowed_down(told, client):
    client.force_login(told.au)
    for query, wanted in (
        ("", ["2", "1"]),
        ("grant=M-003", ["2", "1"]),
        ("year=2012", ["2", "1"]),
        ("kind=procurement", ["2"]),
        ("state=closed", []),
        ("state=overdue", []),
        ("owner=LC", ["2"]),
        (f"owner={told.aarhus.organisation_id}", ["1"]),
        ("words=tilbud", ["2"]),
        # What is not among the choices narrows nothing.
        ("grant=M-999", ["2", "1"]),
    ):
        assert shown(client, query) == wanted, query


def test_the_sums_are_of_what_is_shown(told, client):
    client.force_login(told.au)
    client.cookies["django_language"] = "en"
    page = client.get(f"{URL}?kind=procurement&by=owner").content.decode()
    assert "Lead controller" in page and "20.00" in page and "70.00" not in page
    page = client.get(URL).content.decode()
    assert "70.00" in page and "60.00" in page
    for by in GROUPS:
        assert client.get(f"{URL}?by={by}").status_code == 200


def test_it_is_taken_along(told, client):
    client.force_login(told.au)
    client.cookies["django_language"] = "en"
    answer = client.get(f"{URL}register/csv?by=kind")
    assert answer["Content-Disposition"].startswith('attachment; filename="findings-2012-')
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        tables = {
            part: list(
                csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig")), delimiter=";")
            )
            for name in archive.namelist()
            for part in ("F1", "F2")
            if part in name
        }
    assert [row[1:3] for row in tables["F1"][1:3]] == [["M-003", "2"], ["M-003", "1"]]
    total = tables["F2"][-1]
    assert total[2:] == ["2", "2", "0", "70,00", "60,00"]
    assert client.get(f"{URL}register/xlsx").status_code == 200
    assert client.get(f"{URL}register/pdf").status_code == 404
    # A filter that nothing fits gives an empty paper, and no error.
    assert client.get(f"{URL}register/xlsx?state=closed").status_code == 200


@pytest.mark.parametrize("name", ["au", "lc", "pm", "ls", "ro"])
def test_who_reads_the_rows_of_a_grant_reads_it(told, client, name):
    client.force_login(getattr(told, name))
    assert shown(client) == ["2", "1"]


@pytest.mark.parametrize("name", ["pu", "pa", "randers_pa", "em", "rg", "ad", "stranger"])
def test_to_others_it_does_not_exist(told, client, name):
    client.force_login(getattr(told, name))
    for url in (URL, f"{URL}register/csv"):
        assert client.get(url).status_code == 404


def test_it_asks_no_more_for_more_rows(told, client):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        return len(queries)

    client.force_login(told.au)
    client.get(URL)
    few = asked()
    for _number in range(4):
        found(told)
    assert asked() == few <= 12
