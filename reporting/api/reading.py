"""The reads of the API: each table as a list and row by row, made from its `Resource`."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Query, Router
from pydantic import Field, create_model

from reporting.api import frame, happened, money
from reporting.api.asking import (
    AsOf,
    Key,
    cursor_after,
    key_in,
    must_be_sensible,
    questions_of,
    standing,
    tell_reading,
)
from reporting.api.problems import Problem
from reporting.api.resources import VERSION, Resource, changed_since

# ninja reads the types of a view's arguments when it is made, so they cannot stand in quotes here.
RESOURCES = [*frame.RESOURCES, *happened.RESOURCES, *money.RESOURCES]
REFUSALS: dict[Any, Any] = dict.fromkeys((400, 401, 403, 404, 409, 422, 429), Problem)
router = Router()
# By the name of the table: how one of its rows is described.
ROWS: dict[str, Any] = {}


def page_of(request: HttpRequest, resource: Resource, asked: Any) -> dict[str, Any]:
    """One page of *resource*, and the cursor of the next."""
    tell_reading(request, resource)
    since: dt.datetime | None = getattr(asked, "changed_since", None)
    must_be_sensible(since, "changed_since")
    with standing(request, asked.as_of):
        rows = resource.rows(request)
        for name, path in resource.filters.items():
            if (value := getattr(asked, name)) is not None:
                rows = rows.filter(**{path: value})
        if since is not None:
            if resource.has_versions:
                rows = rows.filter(changed_since(resource.model, since))
            else:
                rows = rows.filter(**{f"{resource.made_at}__gte": since})
        if asked.cursor:
            rows = rows.filter(pk__gt=key_in(asked.cursor))
        told = resource.told(rows[: asked.limit + 1])
    more = len(told) > asked.limit
    items = told[: asked.limit]
    return {"items": items, "next": cursor_after(items[-1]["id"]) if more else None}


def row_of(
    request: HttpRequest, resource: Resource, key: int, as_of: dt.date | None
) -> dict[str, Any]:
    """One row that the seat sees; else it is not there."""
    with standing(request, as_of):
        told = resource.told(resource.rows(request).filter(pk=key)[:1])
    if not told:
        raise Http404
    return told[0]


def etag_of(row: dict[str, Any]) -> str:
    """The version of a row as a header says it."""
    return f'"{row.get(VERSION) or 0}"'


def _list_view(resource: Resource) -> Any:
    asked_of = questions_of(resource)

    def view(
        request: HttpRequest,
        response: HttpResponse,
        asked: Query[asked_of],  # type: ignore[valid-type]
    ) -> Any:
        page = page_of(request, resource, asked)
        if page["next"]:
            query = request.GET.copy()
            query["cursor"] = page["next"]
            response["Link"] = f'<{request.path}?{query.urlencode()}>; rel="next"'
        return page

    return view


def _row_view(resource: Resource) -> Any:
    def view(
        request: HttpRequest,
        response: HttpResponse,
        key: Path[Key],
        asked: Query[AsOf],
    ) -> Any:
        tell_reading(request, resource)
        row = row_of(request, resource, key, asked.as_of)
        if resource.has_versions:
            response["ETag"] = etag_of(row)
            if request.headers.get("If-None-Match") == etag_of(row):
                return HttpResponse(status=304, headers={"ETag": etag_of(row)})
        return row

    return view


def _mount(resource: Resource) -> None:
    row = ROWS[resource.name] = resource.schema()
    title = row.__name__.removesuffix("Row")
    page = create_model(
        f"{title}Page",
        items=(list[row], Field(description="The rows, by key.")),  # type: ignore[valid-type]
        next=(str | None, Field(description="Cursor of the next page; null on the last.")),
    )
    name = resource.name.replace("-", "_")
    router.get(
        f"/{resource.name}",
        response={200: page, **REFUSALS},
        operation_id=f"list_{name}",
        url_name=f"{resource.name}-list",
        summary=f"List: {resource.name}",
        description=resource.summary,
        tags=[resource.name],
    )(_list_view(resource))
    router.get(
        f"/{resource.name}/{{key}}",
        response={200: row, 304: None, **REFUSALS},
        operation_id=f"read_{name}",
        url_name=f"{resource.name}-row",
        summary=f"One row: {resource.name}",
        description=resource.summary,
        tags=[resource.name],
    )(_row_view(resource))


for _resource in RESOURCES:
    _mount(_resource)
BY_NAME = {resource.name: resource for resource in RESOURCES}
