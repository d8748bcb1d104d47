"""Claims on the fund: the list, one claim with its limits and split, and a new one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from consortium.queries import clock
from consortium.queries.texts import day_text, money_text
from consortium.rules.refusals import gettext_noop
from consortium.rules.roles import Capability as C
from consortium.views.deeds import require
from grants.models import Grant
from reporting.actions.claims import build_claim
from reporting.documents.charts import limits_chart
from reporting.forms.claims import ADVANCE, FINAL, NewClaimForm
from reporting.models import AuditorStatement, Claim, ClaimQuestion
from reporting.queries.auditing import BOOKED
from reporting.queries.claim_clock import running_clock
from reporting.queries.claims import claim_figures, stored_shares
from reporting.queries.euro import columns, day_of, indicative, of_row
from reporting.queries.next_steps import blocks_check, blocks_submission
from reporting.rules.payment_clock import Clock
from reporting.rules.states import CLAIM
from reporting.views.explain_links import explain_url, explained
from reporting.views.lead_pages import crumbs, done, grant_for, rights_on

RUNNING = ("submitted", "accepted", "partly_accepted")
QUESTION_PARTS = ("asked_by", "answered_by", "letter", "answer_file")
USABLE = ("clean", "qualified", "adverse")
LIMITS = {
    "L1": gettext_noop("The ceiling and the grant, less cancelled support"),
    "L2": gettext_noop("The grant rate of the eligible expenditure"),
    "L3": gettext_noop("Krone for krone with the co-financing"),
    "L4": gettext_noop("The in-kind test"),
    "L5": gettext_noop("No over-financing in the final accounts"),
}


def load_claim(request: HttpRequest, pk: int, grant: Grant | None = None) -> Claim:
    """A claim that the reader may see, of *grant* where one is given."""
    claims = Claim.objects.visible_to(request.user).select_related(
        *("grant__lead", "period", "built_by", "checked_by", "signed_by", "snapshot"),
        *("decision__letter", "decision__decided_by", "public_certificate__certified_by"),
    )
    of = {} if grant is None else {"grant": grant}
    return get_object_or_404(claims.annotate(**columns(clock.today())), pk=pk, **of)


def listed_claims(request: HttpRequest, grant: Grant) -> QuerySet[Claim]:
    """The claims of *grant* that the reader may see, the newest first."""
    claims = Claim.objects.visible_to(request.user).filter(grant=grant)
    return claims.select_related("period", "grant").order_by("-number")


@require_GET
def claim_list(request: HttpRequest, ref: str) -> HttpResponse:
    """All claims of a grant."""
    grant = grant_for(request, ref, C.VIEW_ROWS, C.VIEW_FROZEN)
    claims = list(listed_claims(request, grant).prefetch_related("questions"))
    today = clock.today()
    context = {
        "grant": grant,
        "heading": _("Claims"),
        "claims": [(claim, clock_text(running_clock(claim, today))) for claim in claims],
        "rights": rights_on(request, grant),
        "breadcrumbs": crumbs(grant, (_("Claims"), None)),
    }
    return render(request, "reporting/claims/list.html", context)


def claim_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Build a claim from the verified rows of a period."""
    grant = grant_for(request, ref)
    require(request, C.BUILD_CLAIM, grant)
    form = NewClaimForm(request.POST or None, grant=grant)
    made: list[Claim] = []

    def build(given: dict[str, Any]) -> None:
        claim = build_claim(
            grant,
            form.periods[given["period"]],
            is_final=given["kind"] == FINAL,
            is_advance=given["kind"] == ADVANCE,
            by=request.user,
            at=clock.now(),
        )
        made.append(claim)

    if request.method == "POST" and done(form, build):
        messages.success(request, _("The claim is built. Look it through and have it checked."))
        return redirect("reporting:claim-detail", made[0].pk)
    context = {
        "grant": grant,
        "heading": _("New claim"),
        "form": form,
        "submit": _("Build the claim"),
        "cancel_url": reverse("reporting:claim-list", args=[ref]),
        "breadcrumbs": crumbs(
            grant, (_("Claims"), reverse("reporting:claim-list", args=[ref])), (_("New"), None)
        ),
    }
    return render(request, "components/confirm.html", context)


@require_GET
def claim_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One claim: what is asked, which limit holds it, whose it is, and what comes next."""
    claim = load_claim(request, pk)
    rights = rights_on(request, claim.grant)
    is_draft, is_open = claim.state == "draft", claim.state in Claim.OPEN_STATES
    now = claim_figures(claim.grant, claim) if is_draft and rights[C.VIEW_ROWS.value] else None
    limits = limit_values(claim)
    statements = _statements(claim)
    # A claim that has not been sent has neither questions nor payments.
    questions = [] if is_open else list(claim.questions.select_related(*QUESTION_PARTS))
    context = {
        "grant": claim.grant,
        "claim": claim,
        "heading": _("Claim %(number)s") % {"number": claim.number},
        "figures": _key_figures(claim),
        "clock": _clock(claim, questions),
        "limits": limit_rows(claim),
        "chart": limits_chart(limits, claim.entitlement, _so_far(claim), get_language()),
        "inputs": _inputs(claim),
        "euro": _euro(claim),
        "shares": stored_shares(claim),
        "statements": statements,
        "usable": next((one for one in statements if one.state in USABLE), None),
        "questions": questions,
        "decision": getattr(claim, "decision", None),
        "is_running": claim.state in RUNNING,
        "taken_back_from": CLAIM["take_back"].sources,
        "payments": [] if is_open else list(claim.payments.all()),
        "blocks": blocks_check(claim, now) if is_draft else blocks_submission(claim),
        "rights": rights,
        "breadcrumbs": crumbs(
            claim.grant,
            (_("Claims"), reverse("reporting:claim-list", args=[claim.grant.ref])),
            (f"{claim.number}", None),
        ),
    }
    return render(request, "reporting/claims/detail.html", context)


def limit_values(claim: Claim) -> list[tuple[str, Any]]:
    """L1 to L5 as they were stored (R-12)."""
    return [
        ("L1", claim.limit_1),
        ("L2", claim.limit_2),
        ("L3", claim.limit_3),
        ("L4", claim.limit_4),
        ("L5", claim.limit_5),
    ]


def _so_far(claim: Claim) -> Decimal:
    """What has been claimed in all, as the paper draws it: with this claim once it is sent."""
    if claim.state in Claim.OPEN_STATES or claim.state == "rejected":
        before: Decimal = claim.claimed_before
        return before
    with_it: Decimal = claim.claimed_before + claim.amount
    return with_it


def limit_rows(claim: Claim) -> list[dict[str, Any]]:
    """Each limit in words, what is left below it, and whether it binds (R-12)."""
    binding = claim.binding.split(",")
    return [
        {
            "name": name,
            "room_key": f"room-{name}",
            "what": _(LIMITS[name]),
            "value": value,
            "room": None if value is None else value - claim.entitlement,
            "binds": name in binding,
        }
        for name, value in limit_values(claim)
    ]


def _statements(claim: Claim) -> list[AuditorStatement]:
    """What the auditor has said about the claim, with what is booked of each reservation."""
    booked = Sum("corrections__amount", filter=Q(corrections__state__in=BOOKED))
    return list(claim.statements.select_related("issued_by").annotate(booked=booked))


def clock_text(state: Clock | None) -> str:
    """How many days the funder has left, as a reader says it."""
    if state is None:
        return ""
    if state.is_late:
        return _("%(days)s days late") % {"days": -state.left}
    if state.is_stopped:
        return _("%(left)s days left; stands until the answer") % {"left": state.left}
    return _("%(left)s days left") % {"left": state.left}


def _clock(claim: Claim, questions: list[ClaimQuestion]) -> dict[str, str] | None:
    """The funder's clock while the claim waits for its money (W-07)."""
    claim._prefetched_objects_cache = {"questions": questions}  # type: ignore[attr-defined]
    state = running_clock(claim, clock.today())
    if state is None:
        return None
    due = day_text(state.due_on) if state.due_on else _("no day while a question is open")
    note = _("%(used)s of %(days)s days have run; to be paid by: %(due)s") % {
        "used": state.used,
        "days": state.used + state.left,
        "due": due,
    }
    return {"text": clock_text(state), "note": note}


def _accepted_figure(claim: Claim) -> list[dict[str, str]]:
    """What the funder accepted, once it has decided (W-06)."""
    if claim.accepted_amount is None:
        return []
    cut = claim.amount - claim.accepted_amount
    note = _("%(cut)s less than was claimed") % {"cut": money_text(cut)} if cut else ""
    return [
        {
            "label": _("Accepted"),
            "text": money_text(claim.accepted_amount, "kr"),
            "note": note,
        }
    ]


def _key_figures(claim: Claim) -> list[dict[str, str]]:
    return [
        {
            "label": _("Claim"),
            "text": money_text(claim.amount, "kr"),
            "url": explain_url(claim, "claim"),
            "note": _("Entitlement %(entitlement)s less claimed before %(before)s")
            % {
                "entitlement": money_text(claim.entitlement),
                "before": money_text(claim.claimed_before),
            },
        },
        *_accepted_figure(claim),
        _key_figure(claim, _("Payable now"), claim.counted_payable, "payable"),
        _key_figure(claim, _("Not yet due"), claim.not_yet_due, "not-due"),
        _key_figure(claim, _("Cost without financing"), claim.unfinanced, "unfinanced"),
    ]


def _euro(claim: Claim) -> dict[str, Any] | None:
    """The claim in EUR, which is never more than indicative (R-53); None without a rate."""
    today = clock.today()
    on = day_of(claim, today)
    rate = of_row(claim) if on == today else indicative(on)
    return {"amount": rate.eur(claim.amount), "rate": rate} if rate else None


def _key_figure(claim: Claim, label: str, amount: Decimal, key: str) -> dict[str, str]:
    return {"label": label, "text": money_text(amount, "kr"), "url": explain_url(claim, key)}


def _inputs(claim: Claim) -> list[tuple[str, Any]]:
    rate = Fraction(claim.rate_numerator, claim.rate_denominator)
    return [
        (_("Eligible expenditure in this claim"), explained(claim.new_eligible, "new", claim)),
        (_("Eligible expenditure in all (TE)"), explained(claim.total_eligible, "TE", claim)),
        (_("Of which in kind (IK)"), explained(claim.in_kind, "IK", claim)),
        (_("Other public support (P)"), explained(claim.public_support, "P", claim)),
        (_("All other financing (X)"), explained(claim.other_financing, "X", claim)),
        (_("Cancelled support (K)"), explained(claim.cancelled, "K", claim)),
        (_("Grant rate"), explained(rate, "r", claim)),
        (_("Built by"), str(claim.built_by)),
        (_("Checked by"), str(claim.checked_by or "")),
        (_("Signed by"), str(claim.signed_by or "")),
        (_("Public expenditure certified (R-16)"), _certified(claim)),
        (_("Submitted"), claim.submitted_at),
        (_("Decided on"), claim.decided_on),
        (_("Decision"), claim.decision_note),
        (_("Hash (SHA-256)"), claim.sha256),
    ]


def _certified(claim: Claim) -> str:
    """What the signatory certified of the fund's part and public money, if the programme asks."""
    found = getattr(claim, "public_certificate", None)
    if found is None:
        return ""
    return _("%(fund)s of %(allocated)s, by %(person)s on %(day)s") % {
        "fund": money_text(found.fund, "kr"),
        "allocated": money_text(found.allocated, "kr"),
        "person": found.certified_by,
        "day": day_text(timezone.localdate(found.certified_at)),
    }


def claim_page(
    request: HttpRequest,
    claim: Claim,
    form: forms.Form,
    heading: str,
    submit: str,
    facts: Sequence[tuple[str, Any]] = (),
) -> HttpResponse:
    """A page that asks for *form* before a step of *claim*."""
    back = reverse("reporting:claim-detail", args=[claim.pk])
    context = {
        "grant": claim.grant,
        "heading": heading,
        "form": form,
        "facts": facts,
        "submit": submit,
        "cancel_url": back,
        "breadcrumbs": crumbs(
            claim.grant,
            (_("Claims"), reverse("reporting:claim-list", args=[claim.grant.ref])),
            (f"{claim.number}", back),
            (heading, None),
        ),
    }
    return render(request, "components/confirm.html", context)
