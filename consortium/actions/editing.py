"""Two editors: what one has saved, another does not overwrite unseen.

Every action that changes what a form has shown takes ``edited_from``, the version that the form
was read from, and asks `must_be_unchanged` after it has locked the row. Imports and commands edit
from no page and leave it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django.db import models

from consortium.actions.base import record
from consortium.queries.editing import versions_since
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _


class Stale(Refused):
    """Somebody has saved a newer version since the form was read."""

    code = "STALE"


def must_be_unchanged(
    row: models.Model | None,
    edited_from: EditedFrom | None,
    *,
    chain: str = "",
    fields: Sequence[str] = (),
) -> None:
    """Refuse if *row*, which is locked, has been saved since the version *edited_from*.

    With *fields* only these columns count: whoever changes the words does not collide with whoever
    has just answered a question of the same report. An edit that was saved over a newer version by
    choice leaves an event of its own in *chain*.
    """
    if row is None or edited_from is None:
        return
    since = versions_since(row, edited_from.version)
    if since and since[0].history_id != edited_from.version:
        columns = [row._meta.get_field(name).attname for name in fields]  # type: ignore[union-attr]
        found = _last_change(since, edited_from.version, columns)
        if found is not None:
            raise Stale.because(
                _(
                    "%(person)s saved this on %(at)s, after you opened it. Yours is not saved yet, "
                    "and nothing is overwritten: choose what shall stand."
                ),
                person=str(found.history_user or ""),
                at=found.history_date,
            )
    if edited_from.over is not None:
        record(
            "edit.saved_over",
            row,
            chain=chain,
            before={"version": edited_from.over},
            after={"version": edited_from.version},
        )


def _last_change(since: Sequence[Any], version: int, columns: Sequence[str]) -> Any | None:
    """The newest version after *version* that changed what counts, or None if none did."""
    if not columns or since[-1].history_id != version:
        return since[0]
    for newer, older in pairwise(since):
        if any(getattr(newer, name) != getattr(older, name) for name in columns):
            # Changed and changed back again is no change to whoever edits.
            base = since[-1]
            same = all(getattr(since[0], name) == getattr(base, name) for name in columns)
            return None if same else newer
    return None
