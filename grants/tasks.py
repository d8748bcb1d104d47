"""Long work of this room, taken from the database's queue. Every task may safely run again."""

from __future__ import annotations

from django_tasks import task

from consortium.queries.clock import now
from grants.actions.round_mails import deliver_round


@task()
def send_round(round_id: int) -> None:
    """Mail the owners of a status round who are asked and have not been written to."""
    deliver_round(round_id, at=now())
