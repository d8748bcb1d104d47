"""Actors as processes of their own on the test database, told by lines of JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def processes(module: str, number: int) -> Iterator[list[subprocess.Popen[str]]]:
    """*number* processes of *module* on the test database, ready to act."""
    told = connection.settings_dict
    place = f"{told['HOST'] or 'localhost'}:{told['PORT'] or 5432}"
    address = f"postgres://{told['USER']}:{told['PASSWORD']}@{place}/{told['NAME']}"
    started = [
        subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": address},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _process in range(number)
    ]
    try:
        for process in started:
            assert "ready" in heard(process)
        yield started
    finally:
        for process in started:
            process.communicate(timeout=30)


def heard(process: subprocess.Popen[str]) -> dict[str, Any]:
    """The next answer of *process*."""
    assert process.stdout is not None
    answer: dict[str, Any] = json.loads(process.stdout.readline())
    return answer


def tell(process: subprocess.Popen[str], **asked: object) -> None:
    """Ask *process* to act."""
    assert process.stdin is not None
    process.stdin.write(json.dumps({name: str(value) for name, value in asked.items()}) + "\n")
    process.stdin.flush()
