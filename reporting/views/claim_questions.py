"""The funder's questions about a claim and the lead's answers (W-07)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from consortium.queries import clock
from consortium.queries.texts import day_text
from consortium.rules.roles import Capability as C
from consortium.views.deeds import require
from reporting.actions.claim_letters import answer_with_file, ask_by_letter
from reporting.forms.claims import FunderAnswerForm, FunderQuestionForm
from reporting.views.claim_decisions import by_letter, claim_to_decide
from reporting.views.claims import claim_page, load_claim
from reporting.views.lead_pages import done


def question_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask about a claim; its clock stands until the answer."""
    claim = claim_to_decide(request, pk)
    form = FunderQuestionForm(
        request.POST or None,
        request.FILES or None,
        initial={"on": clock.today()},
        by_letter=by_letter(request, claim),
    )
    if request.method == "POST" and done(
        form, lambda given: ask_by_letter(claim, **given, by=request.user, at=clock.now())
    ):
        messages.success(request, _("The question is asked. The clock stands until the answer."))
        return redirect("reporting:claim-detail", pk)
    return claim_page(request, claim, form, _("Ask about the claim"), _("Ask"))


def question_answer(request: HttpRequest, pk: int, query_pk: int) -> HttpResponse:
    """Answer the funder; the clock runs again."""
    claim = load_claim(request, pk)
    require(request, C.BUILD_CLAIM, claim.grant)
    question = get_object_or_404(claim.questions.select_related("claim__grant"), pk=query_pk)
    form = FunderAnswerForm(
        request.POST or None, request.FILES or None, initial={"on": clock.today()}
    )
    if request.method == "POST" and done(
        form, lambda given: answer_with_file(question, **given, by=request.user, at=clock.now())
    ):
        messages.success(request, _("The question is answered. The clock runs again."))
        return redirect("reporting:claim-detail", pk)
    facts = [(_("Question"), question.text), (_("Asked on"), day_text(question.asked_on))]
    return claim_page(request, claim, form, _("Answer the funder"), _("Answer"), facts=facts)
