"""The description of the API: an OpenAPI 3.1 document, and a page of ours made from it."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reporting.api.app import api, not_there
from reporting.api.problems import MEDIA_TYPE

PREFIX = "api/v1/"
JSON = "application/json"
ETAG = {
    "ETag": {
        "description": "Version of the row, for If-Match and If-None-Match.",
        "schema": {"type": "string"},
    }
}
NEXT = {
    "Link": {
        "description": "The next page, if there is one, as rel=next.",
        "schema": {"type": "string"},
    }
}
WAIT = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
PLACE = {
    "Location": {"description": "Where it is told how far it is.", "schema": {"type": "string"}}
}
WHO = {"WWW-Authenticate": {"description": "Bearer.", "schema": {"type": "string"}}}


@cache
def document() -> dict[str, Any]:
    """The whole description, the same for everybody."""
    made: dict[str, Any] = copy.deepcopy(dict(api.get_openapi_schema(path_prefix=PREFIX)))
    made["info"]["license"] = {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}
    made["security"] = [{"Token": []}]
    made["components"]["securitySchemes"]["Token"]["description"] = (
        "A token of one seat, made on the page “Access for programs”."
    )
    for methods in made["paths"].values():
        for operation in methods.values():
            _finish(operation)
    return made


def _finish(operation: dict[str, Any]) -> None:
    """Say what ninja does not: refusals are problem documents, and which headers answers carry."""
    for one in operation["parameters"]:
        # An address cannot say null: what may be left out is left out.
        kinds = [kind for kind in one["schema"].pop("anyOf", []) if kind.get("type") != "null"]
        if len(kinds) == 1:
            one["schema"] |= kinds[0]
        elif kinds:
            one["schema"]["anyOf"] = kinds
        if one["schema"].get("default", "") is None:
            del one["schema"]["default"]
    operation["parameters"].append(
        {
            "name": "Accept-Language",
            "in": "header",
            "required": False,
            "description": "Language of refusals: da or en.",
            "schema": {"type": "string", "enum": ["da", "en"]},
        }
    )
    for status, response in operation["responses"].items():
        content = response.get("content", {})
        if int(status) >= 400 and JSON in content:
            content[MEDIA_TYPE] = content.pop(JSON)
        if int(status) in (200, 201, 304) and not operation["operationId"].startswith("list_"):
            response["headers"] = ETAG
        elif int(status) == 200:
            response["headers"] = NEXT
        if int(status) == 429:
            response["headers"] = WAIT
        if int(status) == 401:
            response["headers"] = WHO
    content = operation["responses"].get(200, {}).get("content", {})
    if operation["operationId"] == "download_paper":  # in one of many formats, JSON among them
        content[JSON] = {"schema": {}}
    elif operation["operationId"].startswith("download_"):
        content.pop(JSON, None)
    if accepted := operation["responses"].get(202):
        accepted["headers"] = PLACE | WAIT


@login_not_required
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI 3.1 document."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


@dataclass(frozen=True)
class Deed:
    """One operation as the page shows it."""

    method: str
    path: str
    summary: str
    description: str
    parameters: list[dict[str, Any]]
    body: str
    statuses: str


@login_not_required
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The description for people: how to begin, every operation, every field."""
    made = document()
    groups: dict[str, list[Deed]] = {}
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            groups.setdefault(operation["tags"][0], []).append(_deed(method, path, operation))
    context = {
        "heading": _("The API for programs"),
        "groups": groups.items(),
        "schemas": [
            (name, _fields(schema)) for name, schema in made["components"]["schemas"].items()
        ],
        "document_url": reverse("api:openapi"),
        "root": request.build_absolute_uri("/api/v1"),
    }
    return render(request, "reporting/api/docs.html", context)


def _deed(method: str, path: str, operation: dict[str, Any]) -> Deed:
    body = operation.get("requestBody", {}).get("content", {}).get(JSON, {}).get("schema", {})
    return Deed(
        method.upper(),
        path,
        operation["summary"],
        operation.get("description", ""),
        [one for one in operation["parameters"] if one["name"] != "Accept-Language"],
        body.get("$ref", "").rpartition("/")[2],
        ", ".join(str(status) for status in operation["responses"]),
    )


def _fields(schema: dict[str, Any]) -> list[tuple[str, str, str, bool]]:
    """Each field: name, kind, meaning, and whether it must be there."""
    required = schema.get("required", [])
    return [
        (name, _kind(field), field.get("description", ""), name in required)
        for name, field in schema.get("properties", {}).items()
    ]


def _kind(field: dict[str, Any]) -> str:
    if "anyOf" in field:
        return " / ".join(_kind(one) for one in field["anyOf"])
    if "$ref" in field:
        return str(field["$ref"]).rpartition("/")[2]
    if "enum" in field:
        return ", ".join(f"“{one}”" for one in field["enum"])
    if field.get("type") == "array":
        return f"[{_kind(field.get('items', {}))}]"
    return str(field.get("format") or field.get("const") or field.get("type") or "JSON")


def unknown(request: HttpRequest, rest: str) -> HttpResponse:
    """An address that the API does not have."""
    return not_there(request, Http404(rest))
