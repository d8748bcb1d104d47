"""The migrations say what the models say, by the short way and by the long one."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils.translation import override


@pytest.mark.django_db
def test_no_migration_is_missing():
    # The suite makes its tables without them: here they are looked at for what they are.
    assert MigrationLoader(None).disk_migrations
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_the_long_way_of_an_older_installation_ends_where_the_short_one_ends():
    """`Together` makes the tables of an empty database; whoever has older ones takes each step."""
    long = MigrationLoader(None)
    assert ("reporting", "0001_squashed") in long.graph.nodes
    long.replace_migrations = False  # type: ignore[attr-defined]
    long.build_graph()
    for key, short in long.replacements.items():
        long.graph.remove_replacement_node(key, short.replaces)
    assert ("reporting", "0002_flat_rates") in long.graph.nodes
    # Without a language, as `makemigrations` reads the models' words.
    with override(None):
        for loader in (MigrationLoader(None), long):
            found = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
            assert found.changes(loader.graph) == {}
