"""The shape of every page that does something: a form, one action, a message, the next page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from consortium.models import User
from consortium.models.access import actor_of
from consortium.rules.refusals import Refused
from consortium.rules.roles import Capability
from consortium.views.problems import add_refusal

FORM_PAGE = "components/form_page.html"


def reader(request: HttpRequest) -> User:
    """Who is logged in: the middleware lets nobody else through."""
    assert request.user.is_authenticated
    return request.user


def require(request: HttpRequest, capability: Capability, target: models.Model) -> None:
    """Answer 403 to a reader who may see *target* and may not do this to it."""
    if not actor_of(request.user).can(capability, target):
        raise PermissionDenied


def require_to_send(request: HttpRequest, capability: Capability, target: models.Model) -> None:
    """As `require`, on a page that shows to more people than may send its form."""
    if request.method == "POST":
        require(request, capability, target)


def form_page(
    request: HttpRequest,
    form: forms.Form,
    deed: Callable[[dict[str, Any]], str],
    *,
    context: Mapping[str, Any],
    done: str,
    template: str = FORM_PAGE,
) -> HttpResponse:
    """Show *form*; when it is sent and in order, do *deed*, which returns where to go next."""
    refused = False
    if request.method == "POST" and form.is_valid():
        try:
            address = deed(form.cleaned_data)
        except Refused as refusal:
            add_refusal(form, refusal)
            refused = True
        else:
            messages.success(request, done)
            return redirect(address)
    return render(request, template, {**context, "form": form, "refused": refused})
