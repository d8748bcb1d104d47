"""What a page links to, its reader may open: no way through the product ends at a refusal."""

from __future__ import annotations

import re
from collections import deque
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from reporting.models import PartnerReport

pytestmark = [
    pytest.mark.once,
    # A newsletter's PDF may be made on the way.
    pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014:ResourceWarning"),
]

LINK = re.compile(r'<a\b[^>]*href="(/[^"#]*)')
# A file is made where it is asked for; the admin is Django's own.
LEFT_OUT = re.compile(r"^/admin/|[/.](pdf|xlsx|csv|xml|json|file)$|\.ics$")


def ends(client: Client) -> list[str]:
    """Every link to a 403 or a 404 on what can be reached from the first page."""
    found: list[str] = []
    waiting, known, seen = deque([("/", "")]), {"/"}, set[str]()
    while waiting:
        path, page = waiting.popleft()
        name = resolve(path.partition("?")[0]).view_name
        if name in seen:
            continue
        answer: Any = client.get(path, follow=True)
        if answer.status_code in (403, 404):
            found.append(f"{page} -> {path}: {answer.status_code}")
            continue
        seen.add(name)
        body = answer.getvalue()
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        links = LINK.findall(body.decode()) if is_page else []
        for link in (one.replace("&amp;", "&") for one in links):
            if link not in known and not LEFT_OUT.search(link):
                known.add(link)
                waiting.append((link, path))
    return found


@pytest.fixture(autouse=True)
def draft_that_was_sent_back(settled, db):
    """As in real life: only a report that was sent in once has a question from the lead."""
    PartnerReport.objects.filter(pk=settled.draft.pk).update(submitted_at=settled.clock.now)


@pytest.mark.parametrize("role", ["em", "pu", "pa", "pm", "lc", "ls", "au", "ma", "rg", "ad"])
def test_no_link_leads_to_a_refusal(settled, db, client, role):
    client.force_login(getattr(settled, role))
    assert ends(client) == []


def test_an_employee_reaches_the_own_month_and_nothing_else_of_the_report(settled, db, client):
    client.force_login(settled.em)
    page = client.get(f"/reports/{settled.draft.pk}/hours/{settled.employee.pk}/2012-10/")
    links = LINK.findall(page.content.decode())
    assert "/hours/" in links
    assert not [one for one in links if one.startswith(f"/reports/{settled.draft.pk}/")]
