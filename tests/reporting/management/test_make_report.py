"""Papers by command: the newest frozen version, a marked draft, refusals that list what exists."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reporting.actions.documents import submit_document
from reporting.management.commands import write_demo_reports
from reporting.models import ReportSnapshot
from tests.reporting.documents.books import NOON, books


def make(*arguments, **options):
    printed = StringIO()
    call_command("make_report", *arguments, stdout=printed, **options)
    return printed.getvalue().split()


def test_a_draft_is_written_and_named_as_one(db, tmp_path):
    books()
    paths = make("authority", grant="M-003", period="2", format="json", out=tmp_path)
    assert paths == [str(tmp_path / "M-003-p02-authority-draft-da.json")]
    assert json.loads((tmp_path / "M-003-p02-authority-draft-da.json").read_text())["kind"] == (
        "authority"
    )


def test_the_last_claimed_period_is_meant_if_none_is_named(db, tmp_path):
    books()
    assert "p02-region" in make("region", grant="M-003", format="csv", out=tmp_path)[0]


def test_the_statement_of_a_partner(db, tmp_path):
    books()
    paths = make(
        "partner-statement", grant="M-003", partner=2, format="xml", language="en", out=tmp_path
    )
    assert paths == [str(tmp_path / "M-003-p02-partner-statement-02-draft-en.xml")]


def test_what_was_frozen_is_what_is_written(db, tmp_path, monkeypatch):
    made = books()
    monkeypatch.setattr("reporting.actions.documents.must", lambda *_args: None)
    snapshot = submit_document("region", made.grant, made.periods[1], by=made.user, at=NOON)
    path = make("region", grant="M-003", format="json", out=tmp_path)[0]
    assert path.endswith("region-v1-da.json")
    with open(path, encoding="utf-8") as file:
        assert file.read() == ReportSnapshot.objects.get(pk=snapshot.pk).body
    preview = make("region", grant="M-003", format="json", preview=True, out=tmp_path)[0]
    assert "draft" in preview
    with pytest.raises(CommandError, match="had been sent"):
        make("region", grant="M-003", as_of="2012-01-01", out=tmp_path)


@pytest.mark.parametrize(
    ("arguments", "options", "sentence"),
    [
        (["nonsense"], {"grant": "M-003"}, "choose authority, region"),
        (["claim"], {"grant": "X-9"}, "choose M-003"),
        (["claim"], {"grant": "M-003", "period": "9"}, "choose 1, 2"),
        (["partner-statement"], {"grant": "M-003"}, "Lemvig Kommune"),
        (["claim"], {"grant": "M-003", "as_of": "soon"}, "write it as"),
    ],
)
def test_a_wrong_word_is_answered_with_the_right_ones(db, tmp_path, arguments, options, sentence):
    books()
    with pytest.raises(CommandError, match=sentence):
        make(*arguments, out=tmp_path, **options)


def test_the_demo_s_reports_are_those_of_every_claimed_period(db):
    made = books()
    names = {one.file_name("pdf") for one in write_demo_reports.editions_of(made.grant, "da")}
    assert len(names) == 2 * 3 + 4 + 3
    assert "M-003-p01-claim-draft-da.pdf" in names


def test_nothing_claimed_is_said(db, tmp_path):
    with pytest.raises(CommandError, match="No grant has a claim"):
        call_command("write_demo_reports", out=tmp_path)
