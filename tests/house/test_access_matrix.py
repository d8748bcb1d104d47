"""Every address × every role: what a GET answers stands in access_matrix.toml.

An address that is not in the file fails. After a change write the file anew, and read its diff as
carefully as code:

    WRITE_MATRIX=1 .venv/bin/pytest tests/house/test_access_matrix.py

Without -n: each role adds its column to what stands.

200 may read; 302 is sent on; 401 asks for a token (the API: a session is none); 403 sees the object
but may not do this; 404 does not know that it exists; 405 takes no GET; 409 may, but not in this
state.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY

from tests.house.addresses import (
    ROLES,
    address_of,
    addresses,
    read,
)

pytestmark = pytest.mark.once

FILE = Path(__file__).with_name("access_matrix.toml")
HEAD = (
    "# What a GET answers, by address and role. Written by test_access_matrix.py, read by people.\n"
)


@pytest.fixture(scope="module")
def urls(settled, django_db_blocker):
    """Every address, made once: a GET changes none of the rows that it names."""
    with django_db_blocker.unblock():
        return {name: address_of(settled, name, route) for name, route in addresses()}


@pytest.fixture(scope="module")
def stored():
    text = FILE.read_text(encoding="utf-8") if FILE.exists() else ""
    return {
        name: {role: int(status) for status, roles in by_status.items() for role in roles}
        for name, by_status in tomllib.loads(text).items()
    }


def answers_to(role, world, urls, client):
    """What every address answers *role*, each asked with a session that is logged in."""
    user = None if role == "anonymous" else getattr(world, role)
    found = {}
    for name, url in urls.items():
        # A page may log out or choose a language: what it leaves must not colour the next.
        if user is None:
            client.logout()
        elif client.session.get(SESSION_KEY) != str(user.pk):
            client.force_login(user)
        found[name] = read(client, url)
        client.cookies.pop(settings.LANGUAGE_COOKIE_NAME, None)
    return found


def written(found: dict[str, dict[str, int]]) -> str:
    lines = [HEAD]
    for name in sorted(found):
        lines.append(f'\n["{name}"]\n')
        by_status: dict[int, list[str]] = {}
        for role in (one for one in ROLES if one in found[name]):
            by_status.setdefault(found[name][role], []).append(role)
        for status in sorted(by_status):
            roles = ", ".join(f'"{role}"' for role in by_status[status])
            lines.append(f"{status} = [{roles}]\n")
    return "".join(lines)


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_each_role_as_the_matrix_says(
    role, settled, urls, stored, db, client, caplog
):
    caplog.set_level("CRITICAL")
    client.raise_request_exception = False
    answers = answers_to(role, settled, urls, client)
    if os.environ.get("WRITE_MATRIX"):
        for name in [*stored]:
            if name not in urls:
                del stored[name]
        for name, status in answers.items():
            stored.setdefault(name, {})[role] = status
        FILE.write_text(written(stored), encoding="utf-8")
    assert sorted(answers) == sorted(stored)
    wrong = {
        name: (status, stored[name].get(role))
        for name, status in answers.items()
        if stored[name].get(role) != status
    }
    assert wrong == {}
    assert 500 not in answers.values()


# Pages that show to more people than may send their form.
MIXED = {
    *("reporting:report-activities", "reporting:activity", "reporting:report-indicators"),
    *("reporting:expenditure", "reporting:report-cofinancing", "reporting:report-revenue"),
    *("reporting:report-texts", "reporting:month"),
}
# What anybody may send: the log-in, one's own language, notices and calendar address.
FREE = {
    *(
        "second-factor",
        "login",
        "logout",
        "set_language",
        "notices-read",
        "notice-settings",
        "reporting:home",
    ),
    *("reporting:calendar-feed", "reporting:calendar-feed-revoke", "grants:token-new"),
    # Its signed link is the right, and a link that is none is gone (410).
    *("grants:round-answer", "reporting:municipal-link"),
    *("partners:contact-own", "partners:contact-leave", "reporting:newsletter-end"),
}
# Deeds of whoever may see the whole ledger: the checks run now, and a package is made.
LOOKING = {"reporting:ledger-checks", "reporting:package-list"}


def _sent(client, user, urls):
    answers = {}
    for name, url in urls.items():
        if client.session.get(SESSION_KEY) != str(user.pk):
            client.force_login(user)
        answers[name] = client.post(url, {}).status_code
    return answers


@pytest.mark.parametrize("reader", ["ro", "stranger", "randers_pu"])
def test_who_may_not_write_gets_403_or_404_for_all_that_is_sent(
    settled, urls, db, client, caplog, reader
):
    """Lists and papers take no form: they answer what is sent as they answer a GET, or 405."""
    caplog.set_level("CRITICAL")
    client.raise_request_exception = False
    asked = {name: url for name, url in urls.items() if name not in FREE}
    answers = _sent(client, getattr(settled, reader), asked)
    got = {
        name: status
        for name, status in answers.items()
        if status not in (401, 403, 404, 405)  # 401: a session opens nothing of the API
        and (status != 200 or name in MIXED)
        and not (reader == "ro" and name in LOOKING)
    }
    assert got == {}
