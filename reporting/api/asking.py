"""What a read may ask: which rows, which page of them, and of which instant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema
from pydantic import AwareDatetime, Field, StringConstraints, create_model

from consortium.actions.base import NotAllowed
from consortium.actions.reading import note_reading
from consortium.models.access import actor_of
from consortium.models.past import as_it_stood
from consortium.queries import clock
from consortium.rules.refusals import Breach, Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability as C
from reporting.api.fields import column_at, kind_of
from reporting.api.resources import Resource
from reporting.api.tokens import token_of
from reporting.queries.as_of import instant_of

MOST_A_PAGE = 200
FIRST_YEAR, LAST_YEAR = 1950, 2200
# A key of a row: JSON numbers are exact up to here.
Key = Annotated[int, Field(ge=1, le=2**53 - 1)]
# No control characters: a database that keeps text takes no NUL.
Word = Annotated[
    str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]+$")
]
CURSOR = r"^k[0-9]{1,15}$"
ABOUT = {
    "grant": "Reference of the grant.",
    "partner": "Key of a partner (see partners).",
    "period": "Key of a period (see periods).",
    "report": "Key of a report.",
    "state": "State, as a code.",
}
KEYS = frozenset(
    {"partner", "period", "report", "claim", "employee", "budget_version", "expenditure"}
)


class BadQuestion(Refused):
    """A question that cannot be answered as it is put."""

    code = "BAD_QUESTION"


class AsOf(Schema):
    """Of which instant."""

    as_of: AwareDatetime | dt.date | None = Field(
        None,
        description=(
            "Rows as they stood: the end of a day (2013-10-03), or a moment "
            "(2013-10-03T14:05:00+02:00). Left out: as they stand now."
        ),
        examples=["2013-10-03"],
    )


class Paged(AsOf):
    """Which page."""

    limit: int = Field(50, ge=1, le=MOST_A_PAGE, description="Rows a page, at most.")
    cursor: str | None = Field(
        None,
        pattern=CURSOR,
        description="The value of `next` from the page before.",
    )


def questions_of(resource: Resource) -> Any:
    """What a list of *resource* may be asked."""
    fields: dict[str, Any] = {}
    for name, path in resource.filters.items():
        kind: Any = Key if name in KEYS else Word
        if name == "state":
            kind = kind_of(column_at(resource.model, path)[0])
        about = ABOUT.get(name, f"By {name.replace('_', ' ')}.")
        fields[name] = (kind | None, Field(None, description=about))
    if resource.has_versions or resource.made_at:
        about = "Rows that were made or changed at this instant or later."
        fields["changed_since"] = (AwareDatetime | None, Field(None, description=about))
    title = "".join(part.capitalize() for part in resource.name.split("-"))
    return create_model(f"{title}Questions", __base__=Paged, **fields)


@contextmanager
def standing(request: HttpRequest, as_of: dt.date | None) -> Iterator[None]:
    """Read everything as it stood at *as_of*; without it, as it stands."""
    if as_of is None:
        yield
        return
    actor = actor_of(request.user)
    if not (actor.can_anywhere(C.VIEW_HISTORY) or actor.can_anywhere(C.VIEW_DESK)):
        raise NotAllowed.because(
            _("This seat does not read what was: it needs the right to a history."),
            rule="rules 3.0",
            subject="as_of",
        )
    must_be_sensible(as_of, "as_of")
    instant = as_of if isinstance(as_of, dt.datetime) else instant_of(as_of)
    if instant == instant_of(clock.today()):
        yield  # this day is not over: as it stands
        return
    if instant > clock.now():
        raise BadQuestion.because(
            _("%(at)s lies ahead. Leave as_of out to read the rows as they stand."),
            subject="as_of",
            at=instant,
        )
    with as_it_stood(instant):
        yield


def must_be_sensible(instant: dt.date | None, name: str) -> None:
    """Refuse an instant that no database holds."""
    if instant is not None and not FIRST_YEAR <= instant.year <= LAST_YEAR:
        message = _("%(value)s is outside the time that this house knows.")
        params = {"value": instant.isoformat()}
        raise BadQuestion(Breach("BAD_INSTANT", message, name, params))


def cursor_after(key: int) -> str:
    """A page's end, as the next request names it."""
    return f"k{key}"


def key_in(cursor: str) -> int:
    """The key that *cursor* names; its shape has been checked."""
    return int(cursor[1:])


def tell_reading(request: HttpRequest, resource: Resource) -> None:
    """Note who has read rows that name persons, once a day for each token (G-08)."""
    if resource.personal:
        token = token_of(request)
        note_reading(resource.personal, token, by=request.user, at=clock.now())
