"""An installation of the first release is upgraded with all its rows, and its ledger is whole.

A-32 vouches for rows, versions and papers that were hashed before most of today's columns existed;
on SQLite the first release's triggers stand in the way of the migrations, as they do in the field.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
ROWS = Path(__file__).with_name("first_release.json.gz")


@pytest.fixture
def place(db: None, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an installation with an empty database of its own."""
    home = {**os.environ, "VAR_DIR": str(tmp_path)}
    if connection.vendor == "sqlite":
        yield {**home, "DATABASE_URL": f"sqlite:///{tmp_path}/old.sqlite3"}
        return
    told = connection.settings_dict
    server = f"{told['HOST'] or 'localhost'}:{told['PORT'] or 5432}"
    name = f"{told['NAME']}_old"
    address = f"postgres://{told['USER']}:{told['PASSWORD']}@{server}"
    with psycopg.connect(f"{address}/postgres", autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}"')
        admin.execute(f'CREATE DATABASE "{name}"')
        yield {**home, "DATABASE_URL": f"{address}/{name}"}
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(place: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    """What a process says in that installation."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=place,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_upgraded_ledger_is_clean_and_still_cries_when_it_is_altered(place):
    made = run(place, "-m", "tests.upgrade.first_release", str(ROWS))
    assert made.returncode == 0, made.stderr[-2000:]
    upgraded = run(place, "manage.py", "migrate", "--verbosity=0")
    assert upgraded.returncode == 0, upgraded.stderr[-2000:]
    checked = run(place, "manage.py", "verify_ledger")
    # A release that asked for no proof of publicity has none: that duty is open, and nothing else.
    faulty = [line[:4] for line in checked.stdout.splitlines() if line[6:10] in {"FEJL", "FAUL"}]
    assert faulty == ["A-33"], checked.stdout[-3000:]
    # The old rows are vouched for, not waved through: a statement's text and a recovery's sum.
    altered = run(place, "-c", ALTER)
    assert altered.returncode == 0, altered.stderr[-2000:]
    checked = run(place, "manage.py", "verify_ledger")
    assert checked.returncode == 1
    for table in ("reporting_historicalauditorstatement", "reporting_recovery"):
        assert table in checked.stdout, checked.stdout[-3000:]


ALTER = """
import os
import django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consortium.settings")
django.setup()
from django.db import connection
from reporting.models import AuditorStatement, Recovery, triggers
triggers.remove(connection)
AuditorStatement.history.update(text="Uden bem\\u00e6rkninger, men rettet.")
Recovery.objects.update(settled_amount=0)
triggers.install(connection)
"""
