"""A page asks the database at most 12 questions, session, user and rights among them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.house.addresses import (
    address_of,
    addresses,
    read,
)

pytestmark = pytest.mark.once

MOST = 12
READERS = ("pu", "pa", "em", "lc", "ls", "pm", "ma", "ad")


PAGES = [(name, route) for name, route in addresses() if not name.endswith("-file")]
# They end the session that the other pages are read in.
LEAVING = {"logout"}


def _asked(client, url):
    with CaptureQueriesContext(connection) as asked:
        status = read(client, url)
    return len(asked) if status == 200 else 0


@pytest.mark.parametrize("reader", READERS)
def test_a_page_has_at_most_12_queries(settled, db, client, caplog, reader):
    caplog.set_level("CRITICAL")
    client.raise_request_exception = False
    client.force_login(getattr(settled, reader))
    # The first page of a session also reads the reader's seats, once.
    client.get("/grants/")
    found = {}
    for name, route in PAGES:
        if name in LEAVING:
            continue
        url = address_of(settled, name, route)
        # What a page keeps for the next reading is asked for once.
        if _asked(client, url) > MOST and (again := _asked(client, url)) > MOST:
            found[name] = again
    assert found == {}
