"""The migrations say what the models say."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader


@pytest.mark.django_db
def test_no_migration_is_missing():
    # The suite makes its tables without them: here they are looked at for what they are.
    assert MigrationLoader(None).disk_migrations
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
