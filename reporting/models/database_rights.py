"""What the application's own role may do in PostgreSQL, made from the models and the triggers.

Two roles: one owns the tables and migrates, the other runs the site. The second has no right to
change or delete where a trigger refuses that always, may empty no table at once, and owns nothing,
so that it can take away neither a trigger nor a constraint.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps

from reporting.models.guarding import ALWAYS, DELETE, UPDATE
from reporting.models.keeping import MONTHS, STEPS, TOTALS
from reporting.models.triggers import guards

SELECT, INSERT = "SELECT", "INSERT"
# Written by `migrate` alone.
LEFT_TO_THE_OWNER = ("auth_permission", "django_content_type", "django_migrations")
# Written by triggers alone, which do so by the owner's right.
KEPT = (TOTALS, STEPS, MONTHS)


def rights() -> dict[str, tuple[str, ...]]:
    """By table: what the application may do to its rows."""
    refused = {(one.table, one.deed) for one in guards("postgresql") if one.when == ALWAYS}
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    only_read = {*LEFT_TO_THE_OWNER, *KEPT}
    found = {}
    for table in sorted(tables | set(LEFT_TO_THE_OWNER)):
        deeds = [deed for deed in (UPDATE, DELETE) if (table, deed) not in refused]
        found[table] = (SELECT, INSERT, *deeds) if table not in only_read else (SELECT,)
    return found


def grants(role: str, schema: str = "public") -> Iterator[str]:
    """The statements that give *role* these rights and no others; the owner runs them."""
    who, where = _quoted(role), _quoted(schema)
    yield f"REVOKE CREATE ON SCHEMA {where} FROM PUBLIC, {who}"
    yield f"GRANT USAGE ON SCHEMA {where} TO {who}"
    for kind in ("TABLES", "SEQUENCES"):
        yield f"REVOKE ALL ON ALL {kind} IN SCHEMA {where} FROM PUBLIC, {who}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {where} TO {who}"
    for table, deeds in rights().items():
        yield f"GRANT {', '.join(deeds)} ON {where}.{_quoted(table)} TO {who}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
