"""Pages for what cannot be shown or done: no access, not found, broken, refused."""

from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader

from consortium.actions.base import NotAllowed
from consortium.actions.editing import Stale
from consortium.queries.texts import sentence_text
from consortium.rules.refusals import Breach, Refused


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the reader may see that this exists, but may not do it."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: it does not exist, or it is not the reader's to see; the page does not say which."""
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault. The page needs neither database nor session, which may be down."""
    return HttpResponseServerError(loader.render_to_string("500.html"))


def refusal_page(
    request: HttpRequest, refused: Refused, back_url: str = "", status: int = 409
) -> HttpResponse:
    """409: a rule said no. The page says what was refused, which rule, and the way back."""
    context = {"refused": refused, "breaches": refused.breaches, "back_url": back_url}
    return render(request, "refusal.html", context, status=status)


def _field_of(form: forms.Form, breach: Breach) -> str | None:
    """The field that *breach* is about; a file is "file" to the rules, whatever a form calls it."""
    if breach.subject in form.fields:
        return breach.subject
    files = [name for name, field in form.fields.items() if isinstance(field, forms.FileField)]
    return files[0] if breach.subject == "file" and len(files) == 1 else None


def add_refusal(form: forms.Form, refused: Refused) -> None:
    """Show each breach on the field it names, or on top of the form. NotAllowed becomes a 403.

    A stale form is answered by a page of its own, which `EditingMiddleware` makes.
    """
    if isinstance(refused, NotAllowed):
        raise PermissionDenied from refused
    if isinstance(refused, Stale):
        raise refused
    for breach in refused.breaches:
        form.add_error(_field_of(form, breach), sentence_text(breach))
