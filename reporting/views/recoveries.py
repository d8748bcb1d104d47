"""Recoveries: what is owed, each movement, the interest with its working (R-84)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from consortium.queries import clock
from consortium.queries.texts import money_text
from consortium.rules.roles import Capability as C
from consortium.views.deeds import reader, require
from reporting.actions import recoveries as deeds
from reporting.forms.recoveries import CloseForm, RefundForm, SettlementForm, WriteOffForm
from reporting.models import Recovery
from reporting.queries.recoveries import (
    RecoveryAccount,
    overdue_recoveries,
    recoveries_of,
    recovery_account,
)
from reporting.rules.recoveries import is_overdue
from reporting.views.lead_pages import (
    Crumb,
    crumbs,
    done,
    grant_for,
    rights_on,
    rows_of_my_grants,
    rows_of_my_partner,
)


def with_state(rows: Iterable[Recovery], today: dt.date) -> list[tuple[Recovery, str]]:
    """Each recovery with its state on the day *today*."""
    return [(row, _state_on(row, today)) for row in rows]


@require_GET
def recovery_list(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything that partners owe after corrections, and what has come of it."""
    grant = grant_for(request, ref)
    today = clock.today()
    rows = list(recoveries_of(grant))
    context = {
        "grant": grant,
        "heading": _("Recoveries"),
        "rows": with_state(rows, today),
        "total": sum(row.amount for row in rows),
        "total_left": sum(row.left for row in rows),
        "may_mark": rights_on(request, grant)[C.BOOK_PAYMENT]
        and overdue_recoveries(grant, on=today).exists(),
        "breadcrumbs": crumbs(grant, _corrections(grant.ref), (_("Recoveries"), None)),
    }
    return render(request, "reporting/corrections/recoveries.html", context)


@require_POST
def recovery_mark_overdue(request: HttpRequest, ref: str) -> HttpResponse:
    """Note what has passed its day."""
    grant = grant_for(request, ref)
    deeds.mark_overdue_recoveries(grant, by=reader(request), at=clock.now())
    messages.success(request, _("What has passed its day is marked as overdue."))
    return redirect("reporting:recovery-list", ref)


@require_GET
def recovery_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One recovery with its movements and its interest."""
    recovery = _seen(request, pk)
    grant = recovery.correction.grant
    account = recovery_account(recovery, on=clock.today())
    rights = rights_on(request, grant)
    books, is_open = rights[C.BOOK_PAYMENT], recovery.state in {"demanded", "overdue"}
    context = {
        "grant": grant,
        "recovery": recovery,
        "account": account,
        "heading": _("Recovery after correction %(number)s")
        % {"number": recovery.correction.number},
        "facts": _facts(account),
        "rights": rights,
        "may_book": books and is_open,
        "may_book_interest": books and recovery.state != "settled" and account.interest_left,
        "may_write_off": rights[C.DECIDE_CORRECTION] and is_open and not recovery.debtor.is_lead,
        "may_close": books and recovery.state in {"offset", "paid", "written_off"},
        "may_refund": books and account.to_refund,
        "breadcrumbs": _way(recovery, None),
    }
    return render(request, "reporting/corrections/recovery.html", context)


def recovery_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Book what a partner has paid back."""
    recovery = _for(request, pk, C.BOOK_PAYMENT)
    form = SettlementForm(request.POST or None, initial={"amount": recovery.left})
    words = (_("Book a repayment"), _("Book"), _("The repayment is booked."))
    return _deed(request, recovery, form, deeds.settle_recovery, words)


def recovery_interest(request: HttpRequest, pk: int) -> HttpResponse:
    """Book interest that has come."""
    recovery = _for(request, pk, C.BOOK_PAYMENT)
    left = recovery_account(recovery, on=clock.today()).interest_left
    form = SettlementForm(request.POST or None, initial={"amount": left})
    words = (_("Book interest"), _("Book"), _("The interest is booked."))
    return _deed(request, recovery, form, deeds.pay_recovery_interest, words)


def recovery_write_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide that the partner cannot pay."""
    recovery = _for(request, pk, C.DECIDE_CORRECTION)
    form = WriteOffForm(request.POST or None)
    words = (_("Write off"), _("Write off"), _("The rest is written off; the lead is liable."))
    return _deed(request, recovery, form, deeds.write_off_recovery, words)


def recovery_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Lock a recovery that is settled."""
    recovery = _for(request, pk, C.BOOK_PAYMENT)
    form = CloseForm(request.POST if request.method == "POST" else None)
    words = (_("Close the recovery"), _("Close"), _("The recovery is settled and locked."))
    return _deed(request, recovery, form, deeds.close_recovery, words)


def recovery_refund(request: HttpRequest, pk: int) -> HttpResponse:
    """Book that money has gone back to the partner."""
    recovery = _for(request, pk, C.BOOK_PAYMENT)
    due = recovery_account(recovery, on=clock.today()).to_refund
    form = RefundForm(request.POST or None, initial={"amount": due})
    words = (_("Pay back to the partner"), _("Book"), _("The repayment is booked."))
    return _deed(request, recovery, form, deeds.refund_recovery, words)


def _deed(
    request: HttpRequest,
    recovery: Recovery,
    form: forms.Form,
    deed: Callable[..., Recovery],
    words: tuple[str, str, str],
) -> HttpResponse:
    heading, submit, told = words
    if request.method == "POST" and done(
        form, lambda given: deed(recovery, **given, by=request.user, at=clock.now())
    ):
        messages.success(request, told)
        return redirect("reporting:recovery-detail", recovery.pk)
    context = {
        "grant": recovery.correction.grant,
        "heading": heading,
        "facts": _facts(recovery_account(recovery, on=clock.today())),
        "form": form,
        "submit": submit,
        "cancel_url": reverse("reporting:recovery-detail", args=[recovery.pk]),
        "breadcrumbs": _way(recovery, heading),
    }
    return render(request, "components/confirm.html", context)


def _seen(request: HttpRequest, pk: int) -> Recovery:
    visible = Recovery.objects.filter(
        rows_of_my_grants(request, "correction__grant", C.VIEW_ROWS, C.DECIDE_CORRECTION)
        | rows_of_my_partner(request, "debtor")
    )
    rows = visible.select_related(
        "correction__grant__lead", "correction__original", "debtor__organisation"
    )
    return get_object_or_404(rows, pk=pk)


def _for(request: HttpRequest, pk: int, right: C) -> Recovery:
    recovery = _seen(request, pk)
    require(request, right, recovery.correction.grant)
    return recovery


def _state_on(recovery: Recovery, today: dt.date) -> str:
    late = is_overdue(recovery.state, recovery.due_on, recovery.left, today)
    return "overdue" if late else recovery.state


def _facts(account: RecoveryAccount) -> list[tuple[str, Any]]:
    recovery = account.recovery
    return [
        (_("Partner"), recovery.debtor.organisation.name),
        (_("Original cost"), str(recovery.correction.original)),
        (_("Amount"), money_text(recovery.amount, "kr")),
        (_("Due on"), recovery.due_on),
        (_("Settled so far"), money_text(recovery.settled_amount, "kr")),
        (_("Still owed"), money_text(account.left, "kr")),
        (_("Interest that has run"), money_text(account.interest.amount, "kr")),
        (_("Interest not paid"), money_text(account.interest_left, "kr")),
        (_("Settled on"), recovery.settled_on),
        *(
            [(_("To be paid back to the partner"), money_text(account.to_refund, "kr"))]
            if recovery.dropped_on
            else []
        ),
    ]


def _corrections(ref: str) -> Crumb:
    return (_("Corrections"), reverse("reporting:correction-list", args=[ref]))


def _way(recovery: Recovery, last: str | None) -> list[Crumb]:
    grant, number = recovery.correction.grant, recovery.correction.number
    here = reverse("reporting:recovery-detail", args=[recovery.pk]) if last else None
    return crumbs(
        grant,
        _corrections(grant.ref),
        (str(number), reverse("reporting:correction-detail", args=[recovery.correction_id])),
        (_("Recovery"), here),
        *([(last, None)] if last else []),
    )
