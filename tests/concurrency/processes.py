"""Actors as processes of their own on the test database, told by lines of JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def processes(module: str, number: int) -> Iterator[list[subprocess.Popen[str]]]:
    """*number* processes of *module* on the test database, ready to act."""
    address = database_address()
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


def database_address() -> str:
    """Where the test database is, as DATABASE_URL says it."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    place = f"{told['HOST'] or 'localhost'}:{told['PORT'] or 5432}"
    return f"postgres://{told['USER']}:{told['PASSWORD']}@{place}/{told['NAME']}"


def race(
    actors: list[subprocess.Popen[str]], *deeds: dict[str, Any], lags: Sequence[float]
) -> list[dict[str, Any]]:
    """What each actor answers when all do their deed at the same moment, or so much later."""
    go = time.time() + 0.15
    for actor, deed, lag in zip(actors, deeds, lags, strict=True):
        tell(actor, **{"go": go + lag, **deed})
    answers = [heard(actor) for actor in actors]
    # A deadlock or a lock that runs out of time is a fault of ours, never an answer.
    assert not [answer for answer in answers if "error" in answer], answers
    return answers


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
