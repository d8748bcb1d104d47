"""Two claimed half years, and the four papers about the second."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reporting.documents.editions import Edition, draft_edition
from reporting.documents.papers import draft_of
from reporting.documents.tables import Document
from tests.reporting.documents.books import NOON, Books, books

# WeasyPrint opens its colour profile and leaves the closing to the garbage collector.
LEAK = "ignore:unclosed file .*sRGB2014:ResourceWarning"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Only here, where papers are printed."""
    for item in items:
        item.add_marker(pytest.mark.filterwarnings(LEAK))


@pytest.fixture
def made(db: None) -> Books:
    """The books."""
    return books()


@pytest.fixture
def paper(made: Books) -> Callable[..., Document]:
    """A paper of the second half year by its kind."""

    def of(kind: str, period: int = 1) -> Document:
        return draft_of(kind, made.grant, made.periods[period], made.partners[1], NOON)

    return of


@pytest.fixture
def edition(paper: Callable[..., Document]) -> Callable[..., Edition]:
    """Its draft edition in Danish."""

    def of(kind: str) -> Edition:
        return draft_edition(paper(kind), "da")

    return of
