"""The funder goes through a claim: its costs, what is cut of each, and the decision (W-06)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, FilteredRelation, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_tables2 import RequestConfig

from consortium.models.access import actor_of
from consortium.queries import clock
from consortium.queries.texts import money_text
from consortium.rules.money import ZERO
from consortium.rules.roles import Capability as C
from reporting.actions.claim_letters import decide_by_letter
from reporting.actions.claims import cut_item, restore_item
from reporting.forms.claims import CUT, CutForm, DecisionForm, ItemFilter
from reporting.models import Claim, Expenditure, ItemResult
from reporting.queries.auditing import stated
from reporting.views.claim_tables import ItemTable
from reporting.views.claims import claim_page, load_claim
from reporting.views.lead_pages import crumbs, done, rights_on

ROWS_A_PAGE = 50


def may_decide(request: HttpRequest, claim: Claim) -> bool:
    """Whether the reader decides: the funder, or the project manager with the funder's letter."""
    actor = actor_of(request.user)
    return any(actor.can(right, claim.grant) for right in (C.DECIDE_CLAIM, C.BUILD_CLAIM))


def by_letter(request: HttpRequest, claim: Claim) -> bool:
    """Whether the reader only records what a letter says."""
    return not actor_of(request.user).can(C.DECIDE_CLAIM, claim.grant)


def claim_to_decide(request: HttpRequest, pk: int) -> Claim:
    """The claim, for who may decide on it; 403 for other readers."""
    claim = load_claim(request, pk)
    if not may_decide(request, claim):
        raise PermissionDenied
    return claim


@require_GET
def claim_items(request: HttpRequest, pk: int) -> HttpResponse:
    """Every cost of a claim, with what the funder accepts of it."""
    claim = load_claim(request, pk)
    rights = rights_on(request, claim.grant)
    if not (rights[C.VIEW_ROWS.value] or rights[C.DECIDE_CLAIM.value]):
        raise PermissionDenied
    partners = claim.grant.partners.select_related("organisation").order_by("number")
    names = [(str(one.pk), one.organisation.short_name) for one in partners]
    form = ItemFilter(request.GET or None, partners=names)
    may_cut = claim.state == "submitted" and may_decide(request, claim)
    statement = stated(claim) if rights[C.PROPOSE_CORRECTION.value] else None
    booking = statement is not None and statement.state == "qualified" and is_open(claim)
    table = ItemTable(
        _items(claim, form),
        claim=claim,
        may_cut=may_cut,
        statement=statement.pk if statement and booking else 0,
    )
    RequestConfig(request, paginate={"per_page": ROWS_A_PAGE}).configure(table)
    cuts = cuts_of(claim)
    context = {
        "grant": claim.grant,
        "claim": claim,
        "heading": _("Costs of claim %(number)s") % {"number": claim.number},
        "table": table,
        "filter_form": form,
        "cut": cuts,
        "may_cut": may_cut,
        "breadcrumbs": _way(claim, (_("Costs"), None)),
    }
    return render(request, "reporting/claims/items.html", context)


def is_open(claim: Claim) -> bool:
    """Whether the claim has not been sent."""
    return claim.state in Claim.OPEN_STATES


def cuts_of(claim: Claim) -> dict[str, Any]:
    """How many costs are cut, and by how much in all."""
    rows = claim.results.aggregate(whole=Sum("item__accepted"), left=Sum("accepted"))
    whole, left = rows["whole"], rows["left"]
    return {"is_any": whole is not None, "amount": (whole or ZERO) - (left or ZERO)}


def claim_item(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """Cut one cost of the claim, or change what was cut."""
    claim = claim_to_decide(request, pk)
    item = _item(claim, item_pk)
    result = ItemResult.objects.filter(claim=claim, item=item).first()
    initial = {"accepted": ZERO} if result is None else result.__dict__
    form = CutForm(request.POST or None, initial=initial)
    if request.method == "POST" and done(
        form,
        lambda given: cut_item(claim, item, **given, by=request.user, at=clock.now()),
    ):
        messages.success(request, _("The cut is noted. It counts when the claim is decided."))
        return redirect("reporting:claim-items", pk)
    back = reverse("reporting:claim-items", args=[pk])
    context = {
        "grant": claim.grant,
        "claim": claim,
        "item": item,
        "result": result,
        "heading": _("Cut %(voucher)s") % {"voucher": item.voucher_no},
        "facts": [
            (_("Partner"), str(item.grant_partner)),
            (_("Voucher"), f"{item.voucher_no} {item.text}"),
            (_("In the claim"), money_text(item.accepted, "kr")),
        ],
        "form": form,
        "submit": _("Cut"),
        "cancel_url": back,
        "breadcrumbs": _way(claim, (_("Costs"), back), (item.voucher_no, None)),
    }
    return render(request, "reporting/claims/item.html", context)


@require_POST
def claim_item_restore(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """Take a cut back."""
    claim = claim_to_decide(request, pk)
    restore_item(claim, _item(claim, item_pk), by=request.user, at=clock.now())
    messages.success(request, _("The cut is taken back; the cost is accepted in full."))
    return redirect("reporting:claim-items", pk)


def claim_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """The funder's decision: what is not cut is accepted."""
    claim = claim_to_decide(request, pk)
    form = DecisionForm(
        request.POST or None, request.FILES or None, by_letter=by_letter(request, claim)
    )

    def decide(given: dict[str, Any]) -> None:
        decide_by_letter(
            claim,
            letter=given["letter"],
            accepted=given["accepted"] == "yes",
            note=given["note"],
            on=given["on"],
            by=request.user,
            at=clock.now(),
        )

    if request.method == "POST" and done(form, decide):
        messages.success(request, _("The decision is noted."))
        return redirect("reporting:claim-detail", pk)
    cut = cuts_of(claim)
    facts = [(_("Claim"), money_text(claim.amount, "kr"))]
    if cut["is_any"]:
        facts.append((_("Cost that is cut"), money_text(cut["amount"], "kr")))
    return claim_page(request, claim, form, _("The funder's decision"), _("Decide"), facts=facts)


def _items(claim: Claim, form: ItemFilter) -> QuerySet[Expenditure]:
    rows = (
        claim.items.select_related("grant_partner__organisation", "line")
        .annotate(cut=FilteredRelation("results", condition=Q(results__claim=claim)))
        .annotate(
            cut_to=F("cut__accepted"), cut_code=F("cut__reason_code"), cut_reason=F("cut__reason")
        )
        .order_by("grant_partner__number", "voucher_no", "pk")
    )
    chosen = form.cleaned_data if form.is_valid() else {}
    if chosen.get("partner"):
        rows = rows.filter(grant_partner=chosen["partner"])
    if chosen.get("result") == CUT:
        rows = rows.filter(cut_to__isnull=False)
    if text := chosen.get("text"):
        rows = rows.filter(
            Q(voucher_no__icontains=text) | Q(text__icontains=text) | Q(supplier__icontains=text)
        )
    return rows


def _item(claim: Claim, item_pk: int) -> Expenditure:
    rows = Expenditure.objects.filter(claim=claim)
    return get_object_or_404(rows.select_related("grant_partner__organisation"), pk=item_pk)


def _way(claim: Claim, *more: Any) -> list[Any]:
    here = reverse("reporting:claim-detail", args=[claim.pk])
    return crumbs(
        claim.grant,
        (_("Claims"), reverse("reporting:claim-list", args=[claim.grant.ref])),
        (f"{claim.number}", here),
        *more,
    )
