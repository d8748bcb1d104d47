"""Every page as it stood: a moment ago it said what it says now, and long ago nothing breaks."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reporting.views.past import OF_ALL_TIMES, ONLY_TODAY
from tests.house.addresses import address_of, addresses

pytestmark = pytest.mark.once

READERS = ("au", "lc", "pa")
LONG_AGO = "2011-01-01"
MOST = 12
PAGES = [
    (name, route)
    for name, route in addresses()
    if ":" in name and not name.endswith("-file") and name not in ONLY_TODAY | {OF_ALL_TIMES}
]


def _main(page: str) -> str:
    return page.split("<main", 1)[-1].split("</main>", 1)[0]


def _figures(page: str) -> list[str]:
    """The cells of a page's tables and its definitions, without what is there to be pressed."""
    main = _main(page)
    main = re.sub(r'<div class="house-then">.*?</div>\s*</div>\s*</div>', "", main, flags=re.S)
    main = re.sub(r"<(details|form|select)\b.*?</\1>", "", main, flags=re.S)
    # Names of rows that only a deed's link speaks, which the past does not offer.
    main = re.sub(r'<span class="sr-only">.*?</span>', "", main, flags=re.S)
    cells = re.findall(r"<(?:td|dd)\b[^>]*>(.*?)</(?:td|dd)>", main, flags=re.S)
    texts = (" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells)
    return [text for text in texts if re.search(r"\d", text)]


def _wrong(client, url, moment):
    """What is wrong with the page as of *moment*, or with the page of long ago; else nothing."""
    now = client.get(url)
    if now.streaming:
        list(now.streaming_content)
    if now.status_code != 200 or not now.headers["Content-Type"].startswith("text/html"):
        return ""
    with CaptureQueriesContext(connection) as asked:
        then = client.get(url, {"as_of": moment})
    if client.get(url, {"as_of": LONG_AGO}).status_code not in (200, 302, 403, 404):
        return "long ago breaks"
    # A page of a form is not there in the past: nothing can be done in it.
    if then.status_code in (302, 403):
        return ""
    if then.status_code != 200:
        return str(then.status_code)
    if len(asked) > MOST:
        return "\n".join(query["sql"][-200:] for query in asked)
    main = _main(then.content.decode())
    if main.count('method="post"') != main.count("<fieldset disabled"):
        return "a form is open"
    before, after = _figures(now.content.decode()), _figures(then.content.decode())
    return "" if before == after else f"{before} {after}"


@pytest.mark.parametrize("reader", READERS)
def test_a_page_of_a_moment_ago_is_the_page_of_now(settled, db, client, caplog, reader):
    caplog.set_level("CRITICAL")
    moment = timezone.localtime().replace(tzinfo=None).isoformat()
    client.force_login(getattr(settled, reader))
    client.get("/grants/")
    found = {
        name: _wrong(client, address_of(settled, name, route), moment) for name, route in PAGES
    }
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
