"""Every address × every role: what a GET answers stands in access_matrix.toml.

An address that is not in the file fails. After a change write the file anew, and read its diff as
carefully as code:

    WRITE_MATRIX=1 .venv/bin/pytest tests/house/test_access_matrix.py

200 may read; 302 is sent on; 403 sees the object but may not do this; 404 does not know that it
exists; 405 takes no GET; 409 may, but not in this state.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from tests.house.addresses import (
    ROLES,
    address_of,
    addresses,
    read,
)

FILE = Path(__file__).with_name("access_matrix.toml")
HEAD = (
    "# What a GET answers, by address and role. Written by test_access_matrix.py, read by people.\n"
)


@pytest.fixture
def answers(settled, db, client, caplog):
    caplog.set_level("CRITICAL")
    client.raise_request_exception = False
    routes = dict(addresses())
    found: dict[str, dict[str, int]] = {}
    for role in ROLES:
        for name in routes:
            # A page may log out or choose a language: each is asked with a fresh session.
            client.logout()
            if role != "anonymous":
                client.force_login(getattr(settled, role))
            url = address_of(settled, name, routes[name])
            found.setdefault(name, {})[role] = read(client, url)
    return found


def written(found: dict[str, dict[str, int]]) -> str:
    lines = [HEAD]
    for name in sorted(found):
        lines.append(f'\n["{name}"]\n')
        by_status: dict[int, list[str]] = {}
        for role, status in found[name].items():
            by_status.setdefault(status, []).append(role)
        for status in sorted(by_status):
            roles = ", ".join(f'"{role}"' for role in by_status[status])
            lines.append(f"{status} = [{roles}]\n")
    return "".join(lines)


def test_every_address_answers_every_role_as_the_matrix_says(answers):
    if os.environ.get("WRITE_MATRIX"):
        FILE.write_text(written(answers), encoding="utf-8")
    stored = tomllib.loads(FILE.read_text(encoding="utf-8"))
    wanted = {
        name: {role: int(status) for status, roles in by_status.items() for role in roles}
        for name, by_status in stored.items()
    }
    assert sorted(answers) == sorted(wanted)
    wrong = {
        f"{name} {role}": (status, wanted[name].get(role))
        for name, by_role in answers.items()
        for role, status in by_role.items()
        if wanted[name].get(role) != status
    }
    assert wrong == {}
    assert 500 not in {status for by_role in answers.values() for status in by_role.values()}


# Pages that show to more people than may send their form.
MIXED = {
    *("reporting:report-activities", "reporting:activity", "reporting:report-indicators"),
    *("reporting:expenditure", "reporting:report-cofinancing", "reporting:report-revenue"),
    *("reporting:report-texts", "reporting:month"),
}
# What anybody may send: the log-in, one's own language, notices and calendar address.
FREE = {
    *("login", "logout", "set_language", "notices-read", "notice-settings", "reporting:home"),
    *("reporting:calendar-feed", "reporting:calendar-feed-revoke"),
}


def _sent(client, world, reader, routes):
    answers = {}
    for name in routes:
        client.logout()
        client.force_login(getattr(world, reader))
        answer = client.post(address_of(world, name, routes[name]), {})
        answers[name] = answer.status_code
    return answers


@pytest.mark.parametrize("reader", ["ro", "stranger", "randers_pu"])
def test_who_may_not_write_gets_403_or_404_for_all_that_is_sent(
    settled, db, client, caplog, reader
):
    """Lists and papers take no form: they answer what is sent as they answer a GET, or 405."""
    caplog.set_level("CRITICAL")
    client.raise_request_exception = False
    routes = {name: route for name, route in addresses() if name not in FREE}
    answers = _sent(client, settled, reader, routes)
    got = {
        name: status
        for name, status in answers.items()
        if status not in (403, 404, 405) and (status != 200 or name in MIXED)
    }
    assert got == {}
