"""The world whose ledger is checked: made once for a module, broken and mended by each test."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from tests.reporting.full_story import full_story


@pytest.fixture(scope="module")
def half_year(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[SimpleNamespace]:
    """A half year that was reported, claimed, paid, passed on and corrected."""
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    media = tmp_path_factory.mktemp("media")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=media, PASSWORD_HASHERS=quick),
        transaction.atomic(),
    ):
        yield full_story()
        transaction.set_rollback(True)


@pytest.fixture
def ledger(half_year: SimpleNamespace, db: None) -> SimpleNamespace:
    """The half year; what the test does to it is rolled back."""
    return half_year
