"""A database as the first release left it, as a process of its own: its tables, rows and triggers.

    python -m tests.upgrade.first_release ROWS.json.gz

The rows were written by the first release itself (a whole half year through its actions, with
histories, events and hashes), so nothing here imitates how it hashed.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
import sys
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consortium.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management.color import no_style  # noqa: E402
from django.core.serializers import python as reading  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402

ROOMS = ("consortium", "partners", "grants", "reporting")


def first_tables() -> Any:
    """Every room at its first migration, the rest of the house as it is; the models of then."""
    executor = MigrationExecutor(connection)
    # Its tables came step by step, before there was one step for all of them.
    executor.loader.replace_migrations = False  # type: ignore[attr-defined]
    executor.loader.build_graph()
    leaves = [key for key in executor.loader.graph.leaf_nodes() if key[0] not in ROOMS]
    targets = [*leaves, *((room, "0001_initial") for room in ROOMS)]
    return executor.migrate(targets).apps


def fill(models: Any, rows: list[dict[str, Any]]) -> None:
    """Insert *rows* as they were; foreign keys are checked at the end."""
    reading.apps = models  # type: ignore[attr-defined]
    with transaction.atomic():
        for one in reading.Deserializer(rows):
            one.save()
    tables = [model for model in models.get_models() if model._meta.managed]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)


def main(path: str) -> None:
    kept = json.loads(gzip.decompress(Path(path).read_bytes()))
    fill(first_tables(), kept["rows"])
    for name, content in kept["files"].items():
        file = Path(settings.MEDIA_ROOT) / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(base64.b64decode(content))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for trigger in kept["triggers"]:
                cursor.execute(trigger)


if __name__ == "__main__":
    main(sys.argv[1])
