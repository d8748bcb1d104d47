"""Fixtures that every test may ask for."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from consortium.queries import clock
from reporting.models import triggers
from tests.cast import awarded_grant, people_and_organisations, signed_grant
from tests.copies import laid_out

# How long one example takes says something about the machine, not about a rule. Under mutmut a test
# runs thousands of times: few examples, always the same ones, can only leave more mutants alive.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.register_profile("mutants", deadline=None, max_examples=12, derandomize=True)
hypothesis_settings.load_profile("mutants" if "MUTANT_UNDER_TEST" in os.environ else "house")


TESTS = Path(__file__).parent

# What asks for a database; a test that asks for none of it says the same on every one.
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


# Floors whose tests ask whether a page or a paper is right, not whether a database keeps what it
# was given: where both are tested, each is asked on one of them (DECISIONS.md).
FLOORS = {"views": "once", "api": "once", "documents": "paper"}
# What takes minutes begins first, so that no process is left alone with it at the end.
LONG = ("upgrade", "concurrency", "journeys", "house", "walk", "cases")


# What has said itself where it is run; a second mark could leave it out everywhere.
MARKED = ("once", "sqlite_only", "postgres_only")


@pytest.hookimpl(tryfirst=True)
def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what is run on one database alone, by the floor that it looks at."""
    if _asks_for_database(item) and not any(map(item.get_closest_marker, MARKED)):
        for floor in item.path.relative_to(TESTS).parts[:-1]:
            if floor in FLOORS:
                item.add_marker(FLOORS[floor])
    marks = {mark.name for mark in item.iter_markers()}
    elsewhere = marks & {"sqlite_only", "paper"} or not _asks_for_database(item)
    if marks & {"postgres_only", "once"} and elsewhere:
        raise pytest.UsageError(f"{item.nodeid} would be run on neither database: {sorted(marks)}")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Rules and other tests without a database are run once, on SQLite; long ones go first."""
    if connection.vendor == "postgresql":
        config.hook.pytest_deselected(items=[one for one in items if not _asks_for_database(one)])
        items[:] = [one for one in items if _asks_for_database(one)]
    # What empties the tables afterwards stays behind the rest, where pytest-django has put it.
    items.sort(key=lambda one: (_empties_tables(one), _rank(one)))


def _empties_tables(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    mark = item.get_closest_marker("django_db")
    return bool({"transactional_db", "live_server"} & fixtures) or bool(
        mark and mark.kwargs.get("transaction")
    )


def _rank(item: pytest.Item) -> int:
    part = item.path.relative_to(TESTS).parts[0]
    return LONG.index(part) if part in LONG else len(LONG)


def _asks_for_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or DATABASE_FIXTURES & fixtures)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """The tables stand, made from the models; from here on the migrations are there to be read."""
    django_settings.MIGRATION_MODULES = {}


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """Real password hashing is slow by design; the tests log in hundreds of times."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def the_same_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that lives on a day of its own acts before noon there, whenever the tests are run.

    A deed on a page at night and the next one by the story's clock, which stands at noon a day
    before, would lie more than a day back, and that is refused.
    """
    began = dt.datetime.now(dt.UTC)

    def time_of_day(_instant: dt.datetime) -> dt.time:
        return (dt.datetime(2012, 1, 2, 11, 30) + (dt.datetime.now(dt.UTC) - began)).time()

    monkeypatch.setattr(clock, "time_of_day", time_of_day)


@pytest.fixture(autouse=True)
def no_throttle(settings: Any) -> None:
    """Failed log-ins of one test must not lock out another; the throttle has its own tests."""
    settings.AXES_ENABLED = False


@pytest.fixture(autouse=True)
def danish() -> Iterator[None]:
    """A page that was asked for in English must not leave its language to the next test."""
    with translation.override("da"):
        yield


@pytest.fixture(autouse=True, scope="session")
def flush_past_the_last_line() -> Iterator[None]:
    """Let a transactional test empty the tables afterwards, which the triggers rightly refuse.

    The flush puts the triggers back by itself: it sends `post_migrate` at its end.
    """
    flush = BaseDatabaseOperations.execute_sql_flush

    def unguarded(self: Any, sql_list: list[str]) -> None:
        triggers.remove(self.connection)
        flush(self, sql_list)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", unguarded)
        yield


@pytest.fixture
def people(db: None) -> SimpleNamespace:
    """Everybody in their seats; no application yet."""
    return laid_out(people_and_organisations)


@pytest.fixture
def offered(db: None) -> SimpleNamespace:
    """A grant letter has been offered."""
    return laid_out(awarded_grant)


@pytest.fixture
def world(db: None) -> SimpleNamespace:
    """A signed grant of 15 million on 30 million, with its first period open."""
    return laid_out(signed_grant)
