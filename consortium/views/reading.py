"""A page that shows persons tells who reads it (G-08)."""

from __future__ import annotations

from django.db import models
from django.http import HttpRequest

from consortium.actions.reading import note_reading
from consortium.models.past import as_it_stands
from consortium.queries import clock

NOTED = "readings"
# So many lists a day are remembered by the session; the log itself knows all of them.
REMEMBERED = 200


def log_reading(request: HttpRequest, what: str, subject: models.Model) -> None:
    """Note the first reading of the day; the session remembers it, and a second asks nothing."""
    # Whoever looks at the list of a past day reads it today.
    with as_it_stands():
        day = clock.today().isoformat()
        reading = f"{day} {what} {subject._meta.label_lower} {subject.pk}"
        noted = [one for one in request.session.get(NOTED, []) if one.startswith(day)]
        if reading in noted:
            return
        note_reading(what, subject, by=request.user, at=clock.now())
        request.session[NOTED] = [*noted, reading][-REMEMBERED:]
