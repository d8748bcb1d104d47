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

MOST = 12
READERS = ("pu", "pa", "em", "lc", "ls", "pm", "ma", "ad")


PAGES = [(name, route) for name, route in addresses() if not name.endswith("-file")]


@pytest.mark.parametrize(("name", "route"), PAGES, ids=lambda part: str(part)[:40])
def test_a_page_has_at_most_12_queries(settled, db, client, caplog, name, route):
    caplog.set_level("CRITICAL")
    url = address_of(settled, name, route)
    client.raise_request_exception = False
    for reader in READERS:
        client.force_login(getattr(settled, reader))
        # The first page of a session also reads the reader's seats, once.
        client.get("/grants/")
        if read(client, url) != 200:
            continue
        with CaptureQueriesContext(connection) as asked:
            read(client, url)
        assert len(asked) <= MOST, "\n".join(query["sql"][:200] for query in asked)
