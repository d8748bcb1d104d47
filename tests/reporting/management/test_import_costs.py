"""`manage.py import_costs`: counts and exit 0, or every faulty cell and exit 1."""

from __future__ import annotations

import json
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from reporting.queries.references import report_by_ref, report_ref
from tests.reporting.paperwork import begin
from tests.reporting.sheets import csv_bytes, row


@pytest.fixture
def run(world, tmp_path, settings):
    """Runs the command on rows; gives exit status and what it printed."""
    report = begin(world)
    settings.DEMO_DAY = world.clock.now.date()

    def runs(rows, **options):
        path = tmp_path / "k.csv"
        path.write_bytes(csv_bytes(rows))
        out, status = StringIO(), 0
        given = {"report": report_ref(report), "by": world.pu.email, **options}
        try:
            call_command("import_costs", str(path), stdout=out, **given)
        except SystemExit as end:
            status = int(end.code or 0)
        return status, out.getvalue()

    return SimpleNamespace(report=report, of=runs)


def test_counts_and_nothing_on_a_dry_run(run):
    status, told = run.of([row("B1")], json=True, dry_run=True)
    answer = json.loads(told)
    assert (status, answer["new"], answer["written"]) == (0, 1, False)
    assert not run.report.expenditure.exists()
    status, told = run.of([row("B1")], json=True)
    assert (status, json.loads(told)["written"]) == (0, True)
    assert run.report.expenditure.count() == 1
    status, told = run.of([row("B1")], json=True)
    answer = json.loads(told)
    assert (status, answer["unchanged"], answer["written"]) == (0, 1, False)


def test_every_faulty_cell_with_row_column_value_and_reason(run):
    bad = [row("B1"), row("B2", net="x"), row("B3", paid_on="")]
    status, told = run.of(bad, json=True)
    answer = json.loads(told)
    assert (status, answer["written"], answer["refused"]) == (1, False, 2)
    first = answer["faults"][0]
    assert (first["row"], first["column"], first["value"]) == (3, "L", "x")
    assert first["reason"].startswith("“x”")
    status, told = run.of(bad)
    assert status == 1
    assert "3 L " in told and "4 I " in told
    assert not run.report.expenditure.exists()


def test_what_the_sheet_does_not_show_is_asked(run):
    bare = {name: value for name, value in row("B1").items() if name != "line"}
    with pytest.raises(CommandError) as asked:
        run.of([bare])
    assert "--fixed line=" in str(asked.value)
    status, told = run.of([bare], json=True)
    assert (status, len(json.loads(told)["questions"])) == (1, 1)
    assert run.of([bare], fixed=["line=travel"])[0] == 0


@pytest.mark.parametrize("options", [{"report": "nowhere/1/1"}, {"by": "nobody@example.org"}])
def test_who_and_where_must_be_known(run, options):
    with pytest.raises(CommandError):
        run.of([row("B1")], **options)


def test_a_report_is_named_and_found(world):
    report = begin(world)
    assert report_by_ref(report_ref(report)) == report
    assert [report_by_ref(ref) for ref in ("", "x", "a/b/c", f"{report_ref(report)}9")] == [
        None
    ] * 4
