"""Addresses of the API for programs. A token opens them and no session: no log-in is asked for."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from reporting.api import document
from reporting.api.app import api
from reporting.api.speaking import speaking


def _opened(pattern: URLPattern) -> URLPattern:
    view = login_not_required(speaking(pattern.callback))
    # No cookie opens anything here, so there is nothing that another site could misuse.
    pattern.callback = csrf_exempt(view)
    return pattern


app_name = "api"
urlpatterns = [
    path("openapi.json", document.openapi, name="openapi"),
    path("docs/", document.docs, name="docs"),
    *(_opened(pattern) for pattern in api.urls[0] if isinstance(pattern, URLPattern)),
    _opened(path("<path:rest>", document.unknown, name="unknown")),
]
