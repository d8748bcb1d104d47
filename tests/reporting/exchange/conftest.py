"""A package of the full story, made once: its papers take a while."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporting.exchange.package import write_package
from tests.copies import laid_out
from tests.reporting.exchange.forging import unzipped
from tests.reporting.full_story import full_story

# WeasyPrint opens its colour profile and leaves the closing to the garbage collector.
LEAK = "ignore:unclosed file .*sRGB2014:ResourceWarning"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Only here, where papers are printed."""
    for item in items:
        if "exchange" in item.path.parts:
            item.add_marker(pytest.mark.filterwarnings(LEAK))


@pytest.fixture(scope="session")
def kept_package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the package lies once it has been made."""
    return tmp_path_factory.mktemp("package") / "M-003.zip"


@pytest.fixture
def package(db: None, kept_package: Path, tmp_path: Path, settings: pytest.FixtureRequest) -> Path:
    """The package of the full story as a ZIP."""
    if not kept_package.exists():
        settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
        world = laid_out(full_story)
        with kept_package.open("w+b") as stream:
            write_package(world.grant, stream)
    return kept_package


@pytest.fixture
def folder(package: Path, tmp_path: Path) -> Path:
    """The package, unzipped for one attack."""
    return unzipped(package, tmp_path / "unzipped")
