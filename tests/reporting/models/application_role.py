"""The application's own role on the PostgreSQL of the tests, as docs/database-roles.md makes it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection

from reporting.models.database_rights import grants

ROLE, WORD = "konsortium_test_app", "app"


@contextmanager
def application_role() -> Iterator[None]:
    """The role stands with its rights, and is gone afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{WORD}'")
        for statement in grants(ROLE):
            # The suite makes its tables without migrations, and so without their register.
            if "django_migrations" not in statement:
                cursor.execute(statement)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP OWNED BY {ROLE}")


@contextmanager
def serving_as_the_role() -> Iterator[None]:
    """Everything that Django asks of the database is asked by the role."""
    owner = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
    connection.close()
    connection.settings_dict.update(USER=ROLE, PASSWORD=WORD)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(owner)


def connected() -> psycopg.Connection[tuple[object, ...]]:
    """A connection of the role, past Django."""
    told = connection.settings_dict
    return psycopg.connect(
        host=told["HOST"] or "localhost",
        port=told["PORT"] or 5432,
        dbname=told["NAME"],
        user=ROLE,
        password=WORD,
    )
