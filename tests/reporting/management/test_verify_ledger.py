"""`manage.py verify_ledger`: exit status, words, JSON; and one byte changed in the file itself."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from reporting.models import Expenditure

ROOT = Path(__file__).parents[3]
Verified = Callable[[Path], dict[str, list[str]]]
BUILD = """
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
call_command("migrate", verbosity=0)
from tests.reporting.full_story import full_story
full_story()
"""


def run(var: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """A process of its own on the database in *var*."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    env = {**kept, "VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "consortium.settings"}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=env, text=True, capture_output=True, check=False
    )


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a database file that was made through the actions."""
    var = tmp_path_factory.mktemp("var")
    made = run(var, "-c", BUILD)
    assert made.returncode == 0, made.stderr
    return var


@pytest.fixture
def copy(original: Path, tmp_path: Path) -> Path:
    """A copy of the data folder, to be tampered with."""
    return Path(shutil.copytree(original, tmp_path / "copy"))


@pytest.fixture(scope="module")
def verified(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Verified]:
    """Asks the command, in a process of its own for each folder."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.reporting.management.verifier"],
        cwd=ROOT,
        env={**kept, "VAR_DIR": str(tmp_path_factory.mktemp("verifier"))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as verifier:
        questions, answers = verifier.stdin, verifier.stdout
        assert questions
        assert answers

        def ask(var: Path) -> dict[str, list[str]]:
            print(var, file=questions, flush=True)
            return faults_in(**json.loads(answers.readline()))

        yield ask
        questions.close()


def faults_in(status: int, said: str) -> dict[str, list[str]]:
    """The faulty tables and rows by check, as the command tells them."""
    answers = [json.loads(line) for line in said.splitlines()]
    faults: dict[str, list[str]] = {}
    for answer in answers:
        for fault in answer["faults"]:
            faults.setdefault(answer["check"], []).append(f"{fault['table']} {fault['row']}")
    assert status == (1 if faults else 0)
    return faults


def change_bytes(var: Path, old: bytes, new: bytes, place: int) -> None:
    """As with a hex editor: the bytes at one place of the file."""
    path = var / "konsortium.sqlite3"
    content = bytearray(path.read_bytes())
    start = -1
    for _time in range(place + 1):
        start = content.find(old, start + 1)
    assert start >= 0
    content[start : start + len(new)] = new
    path.write_bytes(content)


def places(var: Path, old: bytes) -> int:
    return (var / "konsortium.sqlite3").read_bytes().count(old)


@pytest.mark.sqlite_only
def test_the_file_as_it_was_made_is_whole(copy):
    done = run(copy, "manage.py", "verify_ledger", "--json")
    assert done.returncode == 0, done.stderr
    assert faults_in(done.returncode, done.stdout) == {}


@pytest.mark.sqlite_only
def test_each_place_of_a_text_in_the_file_is_missed_when_it_changes(original, tmp_path, verified):
    found = set()
    for place in range(places(original, b"Konsulenthuset ApS")):
        var = Path(shutil.copytree(original, tmp_path / str(place)))
        change_bytes(var, b"Konsulenthuset ApS", b"K", place)
        change_bytes(var, b"Konsulenthuset ApS", b"k", place)
        faults = verified(var)
        assert faults
        found |= {row.rsplit(" ", 1)[0] for rows in faults.values() for row in rows}
    assert {"reporting_expenditure", "reporting_historicalexpenditure"} <= found


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        (b"claim.submitted", b"claim.sabmitted", "consortium_auditevent"),
        (b"Uden forbehold.", b"uden forbehold.", "reporting_auditorstatement"),
        (b'"reconciliations"', b'"reconciliationz"', "reporting_reportsnapshot"),
        (b"invoice-A.pdf", b"invoice-B.pdf", "consortium_evidencefile"),
        (b"BANK-1", b"BANK-7", "reporting_paymentreceived"),
        # A byte that is no letter at all, so that the row cannot even be read.
        (b"Konsulenthuset", b"\xff", "reporting_expenditure"),
    ],
)
def test_one_byte_changed_in_the_file_names_the_row(copy, old, new, named, verified):
    tables = set()
    for place in range(places(copy, old)):
        change_bytes(copy, old, new, 0)
        tables |= {row.rsplit(" ", 1)[0] for rows in verified(copy).values() for row in rows}
        if named in tables:
            return
        assert place >= 0
    raise AssertionError(f"{named} is not among {sorted(tables)}")


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE reporting_expenditure SET amount = amount + 1", "A-32"),
        ("UPDATE reporting_historicalexpenditure SET net = net + 1", "A-32"),
        ("UPDATE consortium_auditevent SET reason = 'x' WHERE id = 40", "A-31"),
        ("UPDATE reporting_disbursement SET due_on = '2013-01-01'", "A-32"),
        ("DELETE FROM grants_budgetline", "H-01"),
    ],
)
def test_a_statement_past_the_triggers_is_found(copy, statement, named, verified):
    connection = sqlite3.connect(copy / "konsortium.sqlite3")
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for (name,) in triggers.fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    # The honest accounts of a clever hand: an amount that still adds up.
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute(statement)
    connection.commit()
    connection.close()
    faults = verified(copy)
    assert named in faults
    assert "H-02" in faults


@pytest.mark.sqlite_only
def test_an_index_that_says_another_thing_than_its_table_is_found(copy, verified):
    connection = sqlite3.connect(copy / "konsortium.sqlite3")
    pages = connection.execute("PRAGMA page_size").fetchone()[0]
    (root,) = connection.execute(
        "SELECT rootpage FROM sqlite_master WHERE name = 'expenditure_sums'"
    ).fetchone()
    connection.close()
    path = copy / "konsortium.sqlite3"
    content = bytearray(path.read_bytes())
    page = content[(root - 1) * pages : root * pages]
    place = page.find(b"claimed")
    assert place >= 0
    content[(root - 1) * pages + place] = ord("C")
    path.write_bytes(content)
    assert "H-01" in verified(copy)


@pytest.fixture
def told(world) -> Callable[..., tuple[int, str]]:
    def run_here(*arguments: str) -> tuple[int, str]:
        out = StringIO()
        try:
            call_command("verify_ledger", *arguments, stdout=out)
        except SystemExit as end:
            return int(str(end.code)), out.getvalue()
        return 0, out.getvalue()

    return run_here


def test_it_prints_each_check_and_ends_with_0(told):
    status, said = told("--grant", "M-003")
    assert status == 0
    assert said.count("\n") == said.count(" ok ")
    assert "A-31" in said


def test_it_names_the_faulty_row_and_ends_with_1(told, world):
    world.grant.save()
    status, said = told()
    assert status == 1
    assert "grants_historicalgrant" in said
    assert not Expenditure.objects.exists()


def test_an_unknown_grant_is_said(told):
    with pytest.raises(CommandError, match="no grant X-1"):
        told("--grant", "X-1")
