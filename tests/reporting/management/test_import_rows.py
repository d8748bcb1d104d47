"""`manage.py import_rows KIND FILE`."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from reporting.models import CoFinancingContribution
from reporting.queries.references import report_ref
from tests.reporting.actions.test_row_imports import MONEY
from tests.reporting.paperwork import begin


@pytest.fixture
def run(world: Any, tmp_path: Any, settings: Any) -> Any:
    """The command on Aarhus' report, with what it printed."""
    report = begin(world)
    settings.DEMO_DAY = dt.date(2012, 6, 21)

    def run(text: str, *options: str, by: str = "pu") -> Any:
        path = tmp_path / "penge.csv"
        path.write_text(text.strip(), encoding="utf-8")
        out = StringIO()
        asked = ["cofinancing", str(path), "--report", report_ref(report)]
        try:
            call_command(
                "import_rows",
                *asked,
                "--by",
                f"{by}@konsortium.example",
                "--json",
                *options,
                stdout=out,
            )
        except SystemExit as end:
            return end.code, json.loads(out.getvalue())
        return 0, json.loads(out.getvalue())

    return run


def test_written_then_unchanged(run):
    status, said = run(MONEY)
    assert (status, said["new"], said["written"]) == (0, 2, True)
    status, said = run(MONEY)
    assert (status, said["unchanged"], said["written"]) == (0, 2, False)


def test_a_dry_run_writes_nothing(run):
    assert run(MONEY, "--dry-run")[1]["new"] == 2
    assert not CoFinancingContribution.objects.exists()


def test_faults_are_listed(run):
    status, said = run(MONEY.replace("1.234,56", "0"))
    assert status == 1
    [fault] = said["faults"]
    assert (fault["row"], fault["column"], fault["rule"]) == (3, "F", "A-19")
    assert not CoFinancingContribution.objects.exists()


def test_who_may_not_write_is_told_so(run):
    status, said = run(MONEY, by="stranger")
    assert status == 1
    assert len(said["refused"]) == 1


def test_an_unknown_kind_is_refused():
    with pytest.raises(CommandError):
        call_command("import_rows", "gold", "x.csv", "--report", "a/1/1", "--by", "x")
