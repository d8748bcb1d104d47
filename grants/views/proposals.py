"""Political proposals: the list, one proposal with reached against promised, and its words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tables2 import RequestConfig

from consortium.models.access import Actor, actor_of
from consortium.queries.clock import now
from consortium.queries.editing import version_of, with_version
from consortium.queries.texts import number_text, state_text
from consortium.rules.roles import Capability as C
from consortium.rules.states import step_label
from consortium.views.columns import MoneyColumn, StateColumn
from consortium.views.deeds import form_page, reader, require
from consortium.views.editing import editing
from grants.actions.proposals import AMOUNT_SET, change_proposal, draft_proposal
from grants.forms.proposals import NewProposalForm, ProposalForm
from grants.models import Application, MunicipalAgreement, Proposal
from grants.models.promised import VERDICTS
from grants.models.proposals import PARTY_ROLES
from grants.queries import proposals as queries
from grants.rules.promised import KNOWN, PROMISED, STRATEGY, met
from grants.rules.proposal_states import PROPOSAL
from grants.rules.proposals import FACTS, WANTED
from partners.models import Membership

PER_PAGE = 25


class ProposalTable(tables.Table):  # type: ignore[misc]  # no stubs
    """Proposals with their state and money."""

    caption = gettext_lazy("Political proposals")
    row_header = "title"

    ref = tables.Column(verbose_name=gettext_lazy("Reference"))
    title = tables.Column(verbose_name=gettext_lazy("Title"))
    organisation = tables.Column(
        verbose_name=gettext_lazy("Kept by"), accessor="organisation__name"
    )
    state = StateColumn(verbose_name=gettext_lazy("State"))
    amount = MoneyColumn(verbose_name=gettext_lazy("Amount, DKK"), default=gettext_lazy("Not set"))
    target_count = tables.Column(
        verbose_name=gettext_lazy("Targets"), attrs={"cell": {"class": "number"}}
    )

    class Meta:
        empty_text = gettext_lazy("There is no proposal that you may see.")

    def render_title(self, record: Proposal) -> SafeString:
        """The title opens the proposal."""
        page = reverse("grants:proposal-detail", args=[record.ref])
        return format_html('<a href="{}">{}</a>', page, record.title)


def way(proposal: Proposal | None = None, *last: str) -> list[tuple[str, str | None]]:
    """The way here."""
    found: list[tuple[str, str | None]] = [
        (_("Political proposals"), reverse("grants:proposal-list"))
    ]
    if proposal:
        page = reverse("grants:proposal-detail", args=[proposal.ref]) if last else None
        found.append((proposal.ref, page))
    return [*found, *((label, None) for label in last)]


def find(request: HttpRequest, ref: str) -> Proposal:
    """The proposal that the reader may see, or 404."""
    visible = with_version(Proposal.objects.visible_to(request.user))
    return get_object_or_404(visible.select_related("organisation"), ref=ref)


def proposal_list(request: HttpRequest) -> HttpResponse:
    """All that I may see."""
    table = ProposalTable(queries.proposals_seen_by(request.user))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    may_draft = queries.free_proposal_seats(request.user).exists()
    context = {"heading": _("Political proposals"), "table": table, "may_draft": may_draft}
    return render(request, "grants/proposals/list.html", context)


def proposal_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything that it says, and what was reached against what was promised."""
    proposal = find(request, ref)
    rows = queries.compared(proposal)
    parties = list(proposal.parties.select_related("organisation"))
    levels = {level: [one for one in rows if one.target.level == level] for level in LEVELS}
    context = {
        "proposal": proposal,
        "heading": proposal.title,
        "breadcrumbs": way(proposal),
        "facts": _facts(proposal),
        "roles": [
            (role, label, [one for one in parties if one.role == role])
            for role, label in PARTY_ROLES
        ],
        "measures": proposal.measures.all(),
        "parts": list(proposal.parts.all()),
        "levels": [(level, LEVELS[level], found) for level, found in levels.items()],
        "verdicts": {code: str(label) for code, label in VERDICTS.items()},
        "met": _met(levels[PROMISED]),
        "costs": queries.costs_of(proposal, rows),
        "decisions": _decisions(proposal),
        **_became(request, proposal),
        **_may(proposal, actor_of(request.user)),
    }
    return render(request, "grants/proposals/detail.html", context)


LEVELS = {
    PROMISED: gettext_lazy("Reached against promised"),
    STRATEGY: gettext_lazy("What the strategy wants"),
    KNOWN: gettext_lazy("Known, to compare with"),
}


def _became(request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
    """What it has become, as far as the reader may see it: a draft is not everybody's."""
    found: dict[str, Any] = {}
    if proposal.application_id:
        applications = Application.objects.visible_to(request.user)
        found["application"] = applications.filter(pk=proposal.application_id).first()
    if proposal.agreement_id:
        agreements = MunicipalAgreement.objects.visible_to(request.user)
        agreement = agreements.filter(pk=proposal.agreement_id).select_related("grant").first()
        found["agreement"] = agreement
    return found


def _may(proposal: Proposal, actor: Actor) -> dict[str, bool]:
    state = proposal.state
    plans, leads = actor.can(C.PLAN_PROJECT, proposal), actor.can(C.SIGN_AS_LEAD, proposal)
    decides = actor.can(C.DECIDE_AS_MUNICIPALITY, proposal)
    return {
        "may_edit": state == "draft" and plans,
        "may_take_back": state == "proposed" and plans,
        "may_tell": state in (*WANTED, "ended") and plans,
        "may_decide": state == "proposed" and decides,
        "may_set": state == "adopted" and decides and proposal.amount is None,
        "may_pilot": state == "adopted" and leads and proposal.amount is not None,
        "may_operate": state in ("adopted", "pilot") and decides and proposal.amount is not None,
        "may_end": state in ("pilot", "operation") and decides,
        "may_apply": state in WANTED and plans and not proposal.application_id,
        "may_agree": state in WANTED and plans and not proposal.agreement_id,
        "is_pilot": state == "pilot",
        "sees_history": actor.can(C.VIEW_HISTORY, proposal),
    }


def _met(rows: list[queries.Compared]) -> list[tuple[str, int]]:
    counts = met([one.verdict for one in rows])
    return [(str(label), counts[code]) for code, label in VERDICTS.items() if counts[code]]


def _facts(proposal: Proposal) -> list[tuple[str, object]]:
    unset = _("Not set")
    measures = proposal.strategy_measures
    return [
        (_("Reference"), proposal.ref),
        (_("Kept by"), proposal.organisation.name),
        (_("Amount, DKK"), unset if proposal.amount is None else proposal.amount),
        (_("Financing"), proposal.financing),
        (_("Months of the pilot"), proposal.pilot_months),
        (_("Pilot from"), proposal.pilot_from),
        (_("Pilot to"), proposal.pilot_to),
        (_("Strategy"), proposal.strategy),
        (_("Strategy adopted"), proposal.strategy_adopted),
        (_("Measures of the strategy"), measures),
    ]


DECIDED_BY_RESULTS = ("continue_pilot", "end_pilot", "end")


def _decisions(proposal: Proposal) -> list[dict[str, Any]]:
    """Each with the results that it was made on, as they were kept with it."""
    return [
        {
            "row": one,
            "label": _decided(one.step),
            "reached": [_kept(target) for target in one.reached]
            if one.step in DECIDED_BY_RESULTS
            else [],
        }
        for one in proposal.decisions.select_related("noted_by")
    ]


def _decided(step: str) -> str:
    """What was decided, in words: the state that it led to, or what it did instead."""
    if step == AMOUNT_SET:
        return _("Amount set aside")
    if step == "continue_pilot":
        return _(step_label(step, PROPOSAL[step]))
    return state_text(PROPOSAL[step].target)


def _kept(target: dict[str, Any]) -> tuple[str, str, str]:
    """Target, verdict and figure of a decision; the figures were kept as text."""
    figure = target["reached"]
    said = number_text(Decimal(figure), 0 if Decimal(figure) % 1 == 0 else 2) if figure else ""
    return target["target"], str(VERDICTS[target["verdict"]]), said


def proposal_new(request: HttpRequest) -> HttpResponse:
    """Begin a proposal; the reference comes with my seat."""
    seats = {str(seat.pk): seat for seat in queries.free_proposal_seats(request.user)}
    if not seats:
        raise PermissionDenied
    form = NewProposalForm(
        request.POST or None,
        seats=[(key, f"{seat.grant_ref}, {seat.organisation}") for key, seat in seats.items()],
    )
    editing(request, form)

    def deed(values: dict[str, Any]) -> str:
        seat: Membership = seats[values["seat"]]
        told: dict[str, Any] = {"by": reader(request), "at": now()}
        facts = form.facts(values)
        made = draft_proposal(facts, ref=seat.grant_ref, organisation=seat.organisation, **told)
        return reverse("grants:proposal-detail", args=[made.ref])

    context = {
        "heading": _("New political proposal"),
        "breadcrumbs": way(None, _("New political proposal")),
        "submit": _("Save draft"),
        "cancel_url": reverse("grants:proposal-list"),
    }
    return form_page(request, form, deed, context=context, done=_("The draft is saved."))


def proposal_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change the words of a draft."""
    proposal = find(request, ref)
    require(request, C.PLAN_PROJECT, proposal)
    initial = {name: getattr(proposal, name) for name in FACTS}
    form = ProposalForm(
        request.POST or None, initial={**initial, "edited_from": version_of(proposal)}
    )
    editing(request, form)
    page = reverse("grants:proposal-detail", args=[ref])

    def deed(values: dict[str, Any]) -> str:
        told: dict[str, Any] = {"by": reader(request), "at": now()}
        facts = form.facts(values)
        change_proposal(proposal, facts, edited_from=values["edited_from"], **told)
        return page

    context = {
        "heading": _("Change the proposal"),
        "breadcrumbs": way(proposal, _("Change")),
        "cancel_url": page,
    }
    return form_page(request, form, deed, context=context, done=_("The draft is saved."))
