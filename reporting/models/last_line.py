"""The triggers step aside while `migrate` runs, and stand again after it.

A migration alters tables that triggers look into; SQLite then builds the table anew under another
name and cannot rename it while a trigger names the old one. So every guard, also one that an older
release has put up, is taken down before the first migration. If a migration fails, they stay down
until `migrate` has run to its end; `verify_ledger` says so meanwhile (H-02).
"""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate, pre_migrate
from django.dispatch import receiver

from reporting.models.triggers import install

STANDING = {
    "postgresql": (
        "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE NOT t.tgisinternal AND t.tgname LIKE 'guard\\_%'"
    ),
    "sqlite": (
        "SELECT name, tbl_name FROM sqlite_master"
        " WHERE type = 'trigger' AND name LIKE 'guard\\_%' ESCAPE '\\'"
    ),
}


def take_down(connection: BaseDatabaseWrapper) -> int:
    """Drop every guard that stands, whichever release put it up; how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING[connection.vendor])
        standing = cursor.fetchall()
        for name, table in standing:
            on_table = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER "{name}"{on_table}')
    return len(standing)


@receiver(pre_migrate, dispatch_uid="last_line_down")
def _before_migrate(app_config: Any, using: str, plan: Any = (), **_kwargs: Any) -> None:
    # Once is enough, and only if there is something to do: `migrate` is run at every start.
    if app_config.label == "reporting" and plan:
        take_down(connections[using])


@receiver(post_migrate, dispatch_uid="last_line")
def _after_migrate(app_config: Any, using: str, **_kwargs: Any) -> None:
    # Reporting is the topmost room: when its turn comes, every table that is to be is there.
    if app_config.label == "reporting":
        install(connections[using])
