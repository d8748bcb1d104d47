"""Two workers empty one outbox at the same moment: every person gets one mail.

Real operating system processes and a real mail server on a socket, on PostgreSQL.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from consortium.actions.mails import gather_mails
from consortium.actions.notices import notify
from consortium.models import Mail, Notification, User
from consortium.queries.clock import now
from tests.consortium.postbox import free_port, mail_server

WORKERS, PEOPLE, NOTICES = 3, 40, 3
ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.postgres_only,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="row locks are PostgreSQL's; SQLite takes turns"
    ),
]


def worker(port: int) -> subprocess.Popen[str]:
    """One run of the command against the test database and the mail server on *port*."""
    told = connection.settings_dict
    place = f"{told['HOST'] or 'localhost'}:{told['PORT'] or 5432}"
    return subprocess.Popen(
        [sys.executable, "manage.py", "send_notices"],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": f"postgres://{told['USER']}:{told['PASSWORD']}@{place}/{told['NAME']}",
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "DIGEST_HOUR": "0",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def readers() -> list[User]:
    people = [
        User.objects.create_user(f"nr{number}@konsortium.example", name=f"Nr {number}")
        for number in range(PEOPLE)
    ]
    for person in people:
        for number in range(NOTICES):
            notify(person, "test", f"Besked {number}", {}, at=now())
    return people


def sent_by_all(port: int) -> int:
    running = [worker(port) for _number in range(WORKERS)]
    counts = []
    for process in running:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        counts.append(int(out.split()[0]))
    return sum(counts)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_gathered", [False, True])
def test_every_mail_leaves_once_whoever_takes_it(is_gathered):
    people = readers()
    if is_gathered:
        gather_mails(at=now().replace(hour=23))
    port = free_port()
    with mail_server(port) as box:
        sent = sent_by_all(port)
        got = Counter(to for to, _message in box.read())
    assert got == {person.email: 1 for person in people}
    assert sent == PEOPLE
    assert set(Mail.objects.values_list("state", "attempts")) == {(Mail.SENT, 1)}
    assert not Notification.objects.filter(sent_at__isnull=True).exists()
