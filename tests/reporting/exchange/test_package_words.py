"""What a package says to an auditor who knows nothing of the house, on any machine (A-36)."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.reporting.exchange.forging import edited

COSTS = "data/reporting.expenditure.csv"


@pytest.mark.parametrize("letters", ["cp850", "cp1252", "ascii"])
def test_a_console_that_lacks_letters_is_told_all_the_same(folder, letters):
    """Windows writes what is sent into a file in its own old letters."""
    edited(folder / COSTS, lambda rows: rows.pop(0))
    told = subprocess.run(
        [sys.executable, "-S", str(folder / "verify.py"), str(folder)],
        capture_output=True,
        env={"PYTHONIOENCODING": letters},
        check=False,
    )
    assert (told.returncode, told.stderr) == (1, b"")
    assert told.stdout.decode(letters).splitlines()[-1].startswith("IKKE BEVIST: ")


@pytest.mark.parametrize("name", ["LÆSMIG.txt", "README.txt"])
def test_what_a_reader_needs_to_know_stands_beside_it(folder, name):
    """Every option, every file and every word that a fault uses."""
    text = (folder / name).read_text(encoding="utf-8")
    parts = {path.relative_to(folder).parts[0] for path in folder.rglob("*.*")} - {"LÆSMIG.txt"}
    for word in (*(parts - {"README.txt"}), "--head", "--en", "limit_1", "passed on", "shares of"):
        assert word in text, word
    assert max(map(len, text.splitlines())) <= 102
