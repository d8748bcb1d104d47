"""Forms that keep what is typed, and that never overwrite another editor's words unseen.

A view names its forms once, after it has asked for the reader's rights::

    form = AgreementForm(request.POST or None, initial=initial)
    editing(request, form)

The rest happens around it: a script sends the form to its own address again and again, to be kept
as a draft; the page offers the draft to whoever comes back; and where the action finds that
somebody has saved a newer version, the answer is a page that shows both (409).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.http.response import HttpResponseBase

from consortium.actions.editing import Stale
from consortium.actions.form_drafts import DraftRefused, drop_form_draft, keep_form_draft
from consortium.forms.editing import EditedForm, fill_in
from consortium.models import FormDraft
from consortium.queries import clock
from consortium.queries.editing import drafts_around, version_of
from consortium.queries.texts import sentence_text, time_text
from consortium.rules.editing import merged
from consortium.views.conflicts import conflict_page

# What the script asks for: only keep what is typed, or save it for good where the form allows it.
HEADER = "X-Autosave"
KEEP, SAVE = "draft", "save"
KEY, TITLE = "draft-key", "draft-title"
KEY_LENGTH = 32
NOT_KEPT = ("csrfmiddlewaretoken", "more", KEY, TITLE)


class Answered(Exception):
    """The request has its answer: it was a draft to keep or to throw away, and no form to save."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


@dataclass(frozen=True)
class Kept:
    """What a page says beside its form: the reader's own drafts, and who else is typing here.

    *key* names the draft of this opening of the page; a draft that goes on keeps its own.
    """

    drafts: tuple[FormDraft, ...]
    others: tuple[FormDraft, ...]
    continued: FormDraft | None
    key: str


@dataclass(frozen=True)
class Editing:
    """The forms that a request is about, and where "keep theirs" leads."""

    forms: tuple[forms.Form, ...]
    back: str
    kept: Kept


def editing(
    request: HttpRequest,
    form: EditedForm,
    *more: forms.Form,
    back: str = "",
    scope: str = "",
    keeps: bool = False,
) -> None:
    """Let *form*, and *more* of the same page, be kept as a draft and compared when it is saved.

    The reader's rights have been asked: a draft is kept for whoever may send the form. *back* is
    the page that shows the form, if it is not where the form is sent: such a short form is compared
    and, unless it *keeps* drafts that its page shows with `keep_at`, not kept. Below *scope* others
    count as being at the same page.
    """
    kept = _kept(request, scope or request.path)
    form.beside = [one for one in more if not isinstance(one, EditedForm)]
    is_kept = keeps or not back
    form.kept = kept if is_kept else None
    request.editing = Editing((form, *more), back or request.path, kept)  # type: ignore[attr-defined]
    if request.method != "POST":
        if kept.continued is not None:
            _show_draft(kept.continued, form, *more)
        return
    if request.POST.get("draft") == "discard":
        drop_form_draft(request.user, request.path, kept.key)
        raise Answered(HttpResponseRedirect(back or request.path))
    if request.headers.get(HEADER) == KEEP and is_kept:
        raise Answered(_keep(request, form))


def keep_at(request: HttpRequest, shown: Mapping[str, EditedForm], scope: str) -> None:
    """Let each of the forms *shown* on a page keep one draft at the address where it is sent.

    The addresses lie below *scope*. What was typed and not sent stands in its box again, on
    whatever device.
    """
    drafts = {one.address: one for one in _own(request, scope) if not one.key}
    for address, form in shown.items():
        draft = drafts.get(address)
        form.kept = Kept((), (), draft, "")
        if draft is not None and not form.is_bound:
            _show_draft(draft, form)


def others_at(request: HttpRequest, scope: str) -> tuple[FormDraft, ...]:
    """Who else has typed below *scope* just now."""
    others = {
        one.user_id: one
        for one in reversed(_around(request, scope))
        if one.user_id != request.user.pk
    }
    return tuple(others.values())


def own_drafts(request: HttpRequest, scope: str) -> list[FormDraft]:
    """What the reader has typed below *scope* and not saved, the newest first."""
    return [one for one in _own(request, scope) if one.address.startswith(scope)]


def sent_by_script(request: HttpRequest) -> bool:
    """Whether a script has sent the form, for good or as a draft, and waits for a short answer."""
    return HEADER in request.headers


def saves_by_itself(request: HttpRequest) -> bool:
    """Whether a script has sent the form to be saved for good, and waits for a short answer."""
    return request.headers.get(HEADER) == SAVE


def saved_answer(request: HttpRequest, form: EditedForm, row: Any) -> HttpResponse:
    """What such a script is told: when it was saved, and the version to go on from."""
    drop_form_draft(request.user, request.path, _sent_key(request))
    reading = form.reading(version_of(row), sent=True)
    return JsonResponse({"saved": time_text(clock.now()), "edited_from": str(reading)})


def _kept(request: HttpRequest, scope: str) -> Kept:
    own = [one for one in _own(request, scope) if one.address == request.path]
    asked = request.GET.get("draft")
    continued = next((one for one in own if str(one.pk) == asked), None)
    if request.method == "POST":
        key = _sent_key(request)
    else:
        key = continued.key if continued else secrets.token_hex(8)
    offered = tuple(one for one in own if one.key != key)
    return Kept(offered, others_at(request, scope), continued, key)


def _own(request: HttpRequest, scope: str) -> list[FormDraft]:
    return [one for one in _around(request, scope) if one.user_id == request.user.pk]


def _around(request: HttpRequest, scope: str) -> list[FormDraft]:
    """The drafts that concern a page, asked for once a request."""
    known: dict[str, list[FormDraft]] = request.__dict__.setdefault("drafts_around", {})
    if scope not in known:
        known[scope] = drafts_around(request.user, request.path, scope, clock.now())
    return known[scope]


def _sent_key(request: HttpRequest) -> str:
    return request.POST.get(KEY, "")[:KEY_LENGTH]


def _show_draft(draft: FormDraft, *shown: forms.Form) -> None:
    sent = QueryDict(mutable=True)
    for name, values in draft.fields.items():
        sent.setlist(name, values)
    for form in shown:
        fill_in(form, draft.fields, sent)


def _keep(request: HttpRequest, form: EditedForm) -> HttpResponse:
    fields = {name: values for name, values in request.POST.lists() if name not in NOT_KEPT}
    read = form.sent_reading()
    at = clock.now()
    try:
        keep_form_draft(
            request.user,
            request.path,
            fields,
            key=_sent_key(request),
            version=read.version if read else 0,
            title=request.POST.get(TITLE, ""),
            at=at,
        )
    except DraftRefused as refused:
        sentences = " ".join(sentence_text(breach) for breach in refused.breaches)
        return JsonResponse({"refused": sentences}, status=422)
    return JsonResponse({"kept": time_text(at)})


class EditingMiddleware:
    """Before the view the merged form, after it the draft's end, and instead of it the conflict."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method == "POST" and "merge" in request.POST:
            request.POST = _chosen(request.POST)  # type: ignore[assignment]
        response = self.get_response(request)
        if request.method == "POST" and response.status_code == 302 and _edits(request):
            # The form was in order and its page leads on: there is nothing left to come back to.
            drop_form_draft(request.user, request.path, _sent_key(request))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Answered):
            return exception.response
        known: Editing | None = getattr(request, "editing", None)
        if isinstance(exception, Stale) and known is not None:
            return conflict_page(request, exception, known.forms, known.back, {KEY: known.kept.key})
        return None


def _edits(request: HttpRequest) -> bool:
    return hasattr(request, "editing")


def _chosen(sent: QueryDict) -> QueryDict:
    chosen = QueryDict(mutable=True)
    values = merged(dict(sent.lists()), all_mine=sent["merge"] == "mine")
    for name, kept in values.items():
        chosen.setlist(name, kept)
    return chosen
