"""The history of any row: its versions with what each changed, as the auditor's page tells it."""

import datetime as dt
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field, StringConstraints

from reporting.api.asking import CURSOR, MOST_A_PAGE, Key, cursor_after, key_in
from reporting.api.reading import REFUSALS
from reporting.queries import history
from reporting.queries.history import told_versions

# ninja reads the types of a view's arguments when it is made, so they cannot stand in quotes here.
router = Router()
Label = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z]+\.[a-z]+$", max_length=60),
    Field(examples=["reporting.expenditure"]),
]


class ChangeOut(Schema):
    """One column, before and after, as readers read it."""

    label: str
    old: str
    new: str


class VersionOut(Schema):
    """One version of a row."""

    number: int = Field(description="Number of the version; in quotes the ETag.")
    at: dt.datetime
    by: str
    reason: str
    kind: str = Field(description="made, changed or deleted")
    changes: list[ChangeOut]


class VersionPage(Schema):
    """Versions, the newest first."""

    items: list[VersionOut]
    next: str | None = Field(None, description="Cursor of the next page; null on the last.")


class Asked(Schema):
    """Which page of the versions."""

    limit: int = Field(50, ge=1, le=MOST_A_PAGE)
    cursor: str | None = Field(None, pattern=CURSOR)


@router.get(
    "/history/{label}/{key}",
    response={200: VersionPage, **REFUSALS},
    operation_id="read_history",
    url_name="history",
    summary="Versions of one row",
    tags=["history"],
)
def versions(
    request: HttpRequest,
    response: HttpResponse,
    label: Path[Label],
    key: Path[Key],
    asked: Query[Asked],
) -> Any:
    """What changed in one row, who did it, when and why; also after it was deleted.

    The label is a table of the house, such as reporting.expenditure or grants.grant.
    """
    model = history.tracked_model(label)
    home = history.home_of(model, key) if model else None
    if home is None or not history.may_see(request.user, home):
        raise Http404
    rows = history.versions_of(model, key)
    if asked.cursor:
        rows = rows.filter(history_id__lt=key_in(asked.cursor))
    # One more than is shown: what the oldest version of the page has changed.
    page = list(rows[: asked.limit + 1])
    older = page.pop() if len(page) > asked.limit else None
    told: list[dict[str, Any]] = [
        {
            "number": one.number,
            "at": one.at,
            "by": one.by,
            "reason": one.reason,
            "kind": one.kind,
            "changes": [
                {"label": change.label, "old": change.old, "new": change.new}
                for change in one.changes
            ],
        }
        for one in told_versions(model, page, older)
    ]
    return {"items": told, "next": cursor_after(told[-1]["number"]) if older else None}
