"""Lines that were set aside: the grant's queue of them, and the deeds that park and take up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from consortium.queries import clock
from consortium.rules.money import ZERO
from reporting.actions.verification import disallow_parked, park_item, take_up_item
from reporting.forms.parking import FallForm, TakeUpForm
from reporting.forms.verification import WhyForm
from reporting.queries.parking import parked_lines
from reporting.views.lead_pages import crumbs, done, grant_for, rights_on
from reporting.views.verification_lines import load_line, verification_item
from reporting.views.work import onward


@require_GET
def parked_list(request: HttpRequest, ref: str) -> HttpResponse:
    """Every line that waits to be taken up, with its reason; oldest first."""
    grant = grant_for(request, ref)
    lines: list[Any] = list(parked_lines(grant))
    amount = sum((line.parked for line in lines), ZERO)
    pending = sum((line.parked for line in lines if line.pending_pk), ZERO)
    context = {
        "grant": grant,
        "heading": _("Parked lines"),
        "lines": lines,
        "amount": amount,
        "pending": pending,
        "aside": amount - pending,
        "rights": rights_on(request, grant),
        "breadcrumbs": crumbs(
            grant,
            (_("Verification"), reverse("reporting:verification-list", args=[grant.ref])),
            (_("Parked lines"), None),
        ),
    }
    return render(request, "reporting/verification/parked.html", context)


@require_POST
def item_park(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """Set a doubtful line aside, with the reason."""
    item = load_line(request, pk, item_pk)
    form = WhyForm(request.POST, prefix="park")
    onwards = onward(request, item)
    if done(form, lambda given: park_item(item, **given, by=request.user, at=clock.now())):
        messages.success(request, _("%(voucher)s is parked.") % {"voucher": item.voucher_no})
        return redirect(onwards)
    return verification_item(request, pk, item_pk, {"park_form": form})


@require_POST
def item_take_up(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """Put a parked line up for decision in a later open period."""
    item = load_line(request, pk, item_pk)
    form = TakeUpForm(request.POST, grant=item.grant, prefix="take")
    if done(form, lambda given: take_up_item(item, **given, by=request.user, at=clock.now())):
        number = form.cleaned_data["period"].number
        messages.success(
            request,
            _("%(voucher)s is taken up in period %(period)s. Decide on it with that report.")
            % {"voucher": item.voucher_no, "period": number},
        )
        return redirect("reporting:parked-list", item.grant.ref)
    return verification_item(request, pk, item_pk, {"take_up_form": form})


@require_POST
def item_fall(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """Let a parked line fall as a whole."""
    item = load_line(request, pk, item_pk)
    form = FallForm(request.POST, grant=item.grant, prefix="fall")
    if done(form, lambda given: disallow_parked(item, **given, by=request.user, at=clock.now())):
        messages.success(
            request, _("The decision on %(voucher)s is kept.") % {"voucher": item.voucher_no}
        )
        return redirect("reporting:parked-list", item.grant.ref)
    return verification_item(request, pk, item_pk, {"fall_form": form})
