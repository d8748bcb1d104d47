"""Every test in this folder drives Debian's Chromium against a live server."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.stage import PATIENCE_MS, Stage

# Playwright keeps an event loop running in the test's thread, which Django takes for async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("e2e")
            item.add_marker("once")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = shutil.which("chromium")
    if chromium is None:
        assert os.environ.get("CI") != "true", "CI needs Chromium: apt-get install chromium"
        pytest.skip("Chromium is not on this machine: apt-get install chromium")
    # The browser stays with the site under test: it looks for no updates and asks no one else.
    quiet = ["--no-first-run", "--disable-background-networking", "--disable-component-update"]
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-sync", *quiet]
    return {**browser_type_launch_args, "executable_path": chromium, "args": flags}


@pytest.fixture
def stage(
    browser: Browser,
    transactional_db: None,
    live_server: Any,
    settings: Any,
    tmp_path: Path,
) -> Iterator[Stage]:
    """Browsers before a live site; none of them may complain in its console."""
    settings.MEDIA_ROOT = tmp_path
    made = Stage(browser, live_server.url, settings)
    expect.set_options(timeout=PATIENCE_MS)
    yield made
    assert made.leave() == []
