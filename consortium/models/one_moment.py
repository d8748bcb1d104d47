"""Long reading that nobody waits for: everything within is as one moment left it.

An action takes SQLite's only write lock when it begins, which is right for seconds. A reading of a
minute would keep every writer out; so it begins without that lock and is shown the database as it
was at its first question. PostgreSQL shows each statement another moment unless it is told not to.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """Read within as of one moment, and write nothing. Within a transaction it is that one's."""
    if connection.in_atomic_block:
        yield
        return
    with _begun():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


@contextmanager
def _begun() -> Iterator[None]:
    own: Any = connection
    before = getattr(own, "transaction_mode", None)
    own.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic():
            own.transaction_mode = before
            yield
    finally:
        own.transaction_mode = before
