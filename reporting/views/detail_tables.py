"""What the files of pages about one thing are made of: the rows of those very pages."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from consortium.rules.refusals import gettext_noop
from grants.models import Grant
from reporting.documents import page_tables as pages
from reporting.documents import page_tables_detail as details
from reporting.documents.t_indicators import common_table, indicator_table
from reporting.documents.tables import Table
from reporting.models import BankStatement, PaymentReceived
from reporting.queries.claims import stored_shares
from reporting.queries.common_indicators import common_counts
from reporting.queries.indicators import latest_period, standings_of
from reporting.queries.regional import regional_of
from reporting.views.bank import bank_rows
from reporting.views.claims import limit_rows, load_claim
from reporting.views.payments import parts_of
from reporting.views.vouchers import found_for
from reporting.views.whatif import Question, asked_in

Tables = tuple[Table, ...]


def key_in(request: HttpRequest, name: str) -> int:
    """The key that the address names behind the question mark; 0 where there is none."""
    key = request.GET.get(name, "")
    return int(key) if key.isdecimal() and len(key) < 12 else 0


def bank(_request: HttpRequest, grant: Grant) -> Tables:
    """All that the page of the bank lists."""
    rows = bank_rows(grant)
    return (
        details.proposals_page(rows["proposals"]),
        details.differences_page(rows["differences"]),
        details.entries_page("alone", gettext_noop("Entries that stand alone"), rows["alone"]),
        details.matches_page(rows["matches"]),
        details.statements_page(rows["statements"]),
        details.files_page(rows["files"]),
    )


def statement(request: HttpRequest, grant: Grant) -> Tables:
    """Every entry of one statement."""
    rows = BankStatement.objects.visible_to(request.user).filter(grant=grant)
    found = get_object_or_404(rows, pk=key_in(request, "statement"))
    return (details.entries_page("entries", gettext_noop("Entries"), found.entries.all()),)


def claim(request: HttpRequest, grant: Grant) -> Tables:
    """The limits of one claim, and the claim by partner."""
    found = load_claim(request, key_in(request, "claim"), grant)
    return details.limits_page(limit_rows(found)), details.shares_page(stored_shares(found))


def payment(request: HttpRequest, grant: Grant) -> Tables:
    """Each partner's part of one payment."""
    rows = PaymentReceived.objects.filter(claim__grant=grant)
    found = get_object_or_404(rows, pk=key_in(request, "payment"))
    return (details.parts_page(parts_of(found)),)


def indicators(_request: HttpRequest, grant: Grant) -> Tables:
    """Targets and results, and the common indicators."""
    period = latest_period(grant)
    rows = standings_of(grant, period) if period else []
    return indicator_table(rows), common_table(common_counts(grant))


def regional(_request: HttpRequest, grant: Grant) -> Tables:
    """The key of the regional tasks, and what each partner contributes by claim."""
    account = regional_of(grant)
    weights = account.key.weights.all() if account.key else []
    rows = [(one, row) for one in account.claims for row in one.rows(account.partners)]
    return details.weights_page(weights), details.regional_page(rows)


def what_if(request: HttpRequest, grant: Grant) -> Tables:
    """What is supposed in the address, and before and after."""
    asked: Question = asked_in(request, grant)
    return (
        details.supposed_page(one.text for one in asked.supposed),
        details.before_after_page(asked.rows()),
    )


def vouchers(request: HttpRequest, grant: Grant) -> Tables:
    """All costs and payments that the search has found."""
    found = found_for(request, grant)
    return details.found_page(found.costs), pages.payments_page(found.payments)
