"""The tables of the lead's pages as the papers' `Table`, from the very rows that the page shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from consortium.queries.texts import STATE_LABELS
from consortium.rules.refusals import gettext_noop as _
from grants.models import FORMS, SOURCES, Grant
from grants.queries.budgets import Grid
from reporting.documents.material import choice
from reporting.documents.screen_parts import moment, wording_of
from reporting.documents.t_costs import total_row
from reporting.documents.tables import (
    DATE,
    HOURS,
    INT,
    MONEY,
    TEXT,
    Cell,
    Column,
    Document,
    Meta,
    Row,
    Table,
    Words,
    both,
)

Get = Callable[[Any], Cell]
# Key, heading, kind, how the cell is read off the row; `ADDED` has a total below.
Spec = tuple[str, str, str, Get]
ADDED = "added"
LINES = _("Lines of all reports")


def page_document(
    grant: Grant, page: str, title: str, tables: tuple[Table, ...], at: dt.datetime
) -> Document:
    """The tables of a page as a paper, so that its files are made like every other one's."""
    facts: tuple[tuple[Words, Cell], ...] = (
        (both(_("Project")), grant.title),
        (both(_("Grant")), grant.ref),
        (both(_("As of")), moment(at)),
    )
    return Document(
        kind=page,
        meta=Meta(both(title), grant.ref, page, facts, "", at.isoformat()),
        statement=wording_of(grant),
        tables=tables,
    )


def page_table(code: str, title: str, specs: Sequence[Spec], rows: Iterable[Any]) -> Table:
    """One table of a page; with a total row if any column is added up."""
    columns = tuple(
        Column(key, both(label), MONEY if kind == ADDED else kind, summed=kind == ADDED)
        for key, label, kind, _get in specs
    )
    body = tuple(Row(tuple(get(row) for _key, _label, _kind, get in specs)) for row in rows)
    added = any(column.summed for column in columns)
    total = (total_row(columns, body, both(_("Total"))),) if added else ()
    return Table(code, both(title), columns, (*body, *total))


def state_words(code: str) -> Words:
    """A state as the badges say it."""
    return both(STATE_LABELS.get(code, code))


def _same(text: object) -> str:
    return "" if text is None else str(text)


def _day(instant: dt.datetime | dt.date | None) -> dt.date | None:
    return instant.date() if isinstance(instant, dt.datetime) else instant


def claims_page(claims: Iterable[Any]) -> Table:
    """The list of claims."""
    specs: tuple[Spec, ...] = (
        ("claim", _("Claim"), INT, lambda one: one.number),
        ("period", _("Period"), INT, lambda one: one.period.number),
        ("state", _("State"), TEXT, lambda one: state_words(one.state)),
        ("new_cost", _("New cost, DKK"), ADDED, lambda one: one.new_eligible),
        ("entitlement", _("Entitlement"), MONEY, lambda one: one.entitlement),
        ("asked", _("Claim, DKK"), ADDED, lambda one: one.amount),
        ("accepted", _("Accepted"), ADDED, lambda one: one.accepted_amount),
        ("payable", _("Payable"), ADDED, lambda one: one.payable),
        ("binding", _("Binding limit"), TEXT, lambda one: one.binding),
    )
    return page_table("claims", _("Claims"), specs, claims)


def accounts_page(accounts: Iterable[Any]) -> Table:
    """What the lead owes the partners, and they the lead."""
    specs: tuple[Spec, ...] = (
        ("partner", _("Partner"), TEXT, lambda one: one.partner.organisation.name),
        ("passed_on", _("Passed on, DKK"), ADDED, lambda one: one.passed_on),
        ("held", _("Received, not yet sent on"), ADDED, lambda one: one.owed),
        ("owed", _("To be paid back"), ADDED, lambda one: one.to_recover),
    )
    return page_table("accounts", _("Accounts with the partners"), specs, accounts)


def payments_page(payments: Iterable[Any]) -> Table:
    """What the fund has paid."""
    specs: tuple[Spec, ...] = (
        ("reference", _("Bank reference"), TEXT, lambda one: one.bank_ref),
        ("claim", _("Claim"), INT, lambda one: one.claim.number),
        ("received_on", _("Received on"), DATE, lambda one: one.received_on),
        ("received", _("Amount, DKK"), ADDED, lambda one: one.amount),
        ("state", _("State"), TEXT, lambda one: state_words(one.state)),
    )
    return page_table("payments", _("Payments from the fund"), specs, payments)


def repayments_page(repayments: Iterable[Any]) -> Table:
    """What goes back to the fund."""
    specs: tuple[Spec, ...] = (
        ("calculated_on", _("Worked out on"), DATE, lambda one: one.calculated_on),
        ("claim", _("Claim"), INT, lambda one: one.claim.number),
        ("sent_on", _("Sent on"), DATE, lambda one: one.sent_on),
        ("reference", _("Bank reference"), TEXT, lambda one: one.bank_ref),
        ("paid_back", _("Amount, DKK"), ADDED, lambda one: one.amount),
        ("state", _("State"), TEXT, lambda one: state_words(one.state)),
    )
    return page_table("repayments", _("Payments back to the fund"), specs, repayments)


def corrections_page(corrections: Iterable[Any]) -> Table:
    """Corrections after a claim."""
    specs: tuple[Spec, ...] = (
        ("number", _("No."), INT, lambda one: one.number),
        ("partner", _("Partner"), TEXT, lambda one: str(one.original.grant_partner)),
        ("voucher", _("Original cost"), TEXT, lambda one: _voucher(one.original)),
        ("falls", _("Cost that falls, DKK"), ADDED, lambda one: one.amount),
        ("state", _("State"), TEXT, lambda one: state_words(one.state)),
        ("hearing_due_on", _("Hearing until"), DATE, lambda one: one.hearing_due_on),
        ("fund_effect", _("Effect on the fund's part"), ADDED, lambda one: one.fund_effect),
        ("to_recover", _("To recover"), ADDED, _recovered),
    )
    return page_table("corrections", _("Corrections"), specs, corrections)


def _voucher(row: Any) -> str:
    return f"{row.voucher_no} {row.text}"


def _recovered(correction: Any) -> Cell:
    recovery = getattr(correction, "recovery", None)
    return recovery.amount if recovery else None


def recoveries_page(recoveries: Iterable[Any]) -> Table:
    """What partners owe after corrections; pairs of a recovery and its state on the day."""
    specs: tuple[Spec, ...] = (
        ("correction", _("Correction"), INT, lambda one: one[0].correction.number),
        ("partner", _("Partner"), TEXT, lambda one: one[0].debtor.organisation.name),
        ("state", _("State"), TEXT, lambda one: state_words(one[1])),
        ("due_on", _("Due on"), DATE, lambda one: one[0].due_on),
        ("recovery", _("Amount, DKK"), ADDED, lambda one: one[0].amount),
        ("settled", _("Settled so far"), ADDED, lambda one: one[0].settled_amount),
        ("left", _("Still owed"), ADDED, lambda one: one[0].left),
    )
    return page_table("recoveries", _("Recoveries"), specs, recoveries)


def reports_page(reports: Iterable[Any]) -> Table:
    """The partners' reports as they wait for verification."""
    specs: tuple[Spec, ...] = (
        ("partner", _("Partner"), TEXT, lambda one: str(one.grant_partner)),
        ("period", _("Period"), INT, lambda one: one.period.number),
        ("state", _("State"), TEXT, lambda one: state_words(one.state)),
        ("submitted", _("Submitted"), DATE, lambda one: _day(one.submitted_at)),
        ("reported", _("Reported, DKK"), ADDED, lambda one: one.amount),
        ("undecided", _("Undecided lines"), INT, lambda one: one.waiting),
        ("questions", _("Open queries"), INT, lambda one: one.questions),
        ("verified_by", _("Verified by"), TEXT, lambda one: _same(one.verified_by)),
    )
    return page_table("reports", _("Reports of the partners"), specs, reports)


def lines_page(lines: Iterable[Any], title: str = LINES) -> Table:
    """The costs of one report or of all of a period, as they are filtered and sorted."""
    specs: tuple[Spec, ...] = (
        ("voucher", _("Voucher"), TEXT, lambda one: one.voucher_no),
        ("text", _("Text"), TEXT, lambda one: one.text),
        ("partner", _("Partner"), TEXT, lambda one: str(one.grant_partner)),
        ("line", _("Line"), TEXT, lambda one: _line(one.line)),
        ("delivery_date", _("Delivered"), DATE, lambda one: one.delivery_date),
        ("state", _("State"), TEXT, lambda one: state_words(one.state)),
        ("hours", _("Hours"), HOURS, lambda one: one.hours or None),
        ("reported", _("Reported"), ADDED, lambda one: one.amount),
        ("accepted_cost", _("Accepted"), ADDED, lambda one: one.accepted),
        ("disallowed", _("Disallowed"), ADDED, lambda one: one.disallowed),
        ("awaiting", _("Awaiting budget"), ADDED, lambda one: one.awaiting),
        ("parked", _("Parked"), ADDED, lambda one: one.parked),
    )
    return page_table("lines", title, specs, lines)


def contributions_page(rows: Iterable[Any]) -> Table:
    """The co-financing of one report."""
    specs: tuple[Spec, ...] = (
        ("contributor", _("Contributor"), TEXT, lambda one: one.contributor),
        ("source", _("Source"), TEXT, lambda one: choice(SOURCES, one.source)),
        ("form", _("Form"), TEXT, lambda one: choice(FORMS, one.form)),
        ("received_on", _("Received on"), DATE, lambda one: one.received_on),
        ("document_ref", _("Letter or bank reference"), TEXT, lambda one: one.document_ref),
        ("contribution", _("Amount, DKK"), ADDED, lambda one: one.amount),
        ("state", _("State"), TEXT, lambda one: state_words(one.state)),
    )
    return page_table("contributions", _("Co-financing received"), specs, rows)


def parked_page(lines: Iterable[Any]) -> Table:
    """Lines that were set aside."""
    specs: tuple[Spec, ...] = (
        ("voucher", _("Voucher"), TEXT, _voucher),
        ("partner", _("Partner"), TEXT, lambda one: str(one.grant_partner)),
        ("period", _("Period"), INT, lambda one: one.report.period.number),
        ("line", _("Line"), TEXT, lambda one: _line(one.line)),
        ("parked", _("Parked, DKK"), ADDED, lambda one: one.parked),
        ("reason", _("Reason"), TEXT, lambda one: one.decision_reason),
        ("decided_by", _("Parked by"), TEXT, lambda one: _same(one.decided_by)),
        ("taken_up_in", _("Taken up in period"), INT, lambda one: one.pending_period),
    )
    return page_table("parked", _("Parked lines"), specs, lines)


def _line(line: Any) -> Words:
    return Words(f"{line.number} {line.name_da}", f"{line.number} {line.name_en}")


def contracts_page(contracts: Iterable[Any]) -> Table:
    """The register of contracts."""
    specs: tuple[Spec, ...] = (
        ("number", _("No."), INT, lambda one: one.row.number),
        ("bought", _("What is bought"), TEXT, lambda one: one.row.text),
        ("partner", _("Partner"), TEXT, lambda one: one.row.grant_partner.organisation.short_name),
        ("supplier", _("Supplier"), TEXT, lambda one: one.row.supplier),
        ("cvr", _("CVR number"), TEXT, lambda one: one.row.supplier_cvr),
        ("signed_on", _("Signed on"), DATE, lambda one: one.row.signed_on),
        ("contract_value", _("Value without VAT"), ADDED, lambda one: one.row.value),
        ("accepted_cost", _("Accepted cost"), ADDED, lambda one: one.paid),
    )
    return page_table("contracts", _("Contracts"), specs, contracts)


def aid_page(decisions: Iterable[Any]) -> Table:
    """Decisions on aid to companies."""
    specs: tuple[Spec, ...] = (
        ("company", _("Company"), TEXT, lambda one: one.company.name),
        ("cvr", _("CVR number"), TEXT, lambda one: one.company.cvr),
        ("conferred_on", _("Right conferred on"), DATE, lambda one: one.conferred_on),
        ("aid", _("Aid, DKK"), ADDED, lambda one: one.amount),
        ("eur", _("Aid, EUR"), ADDED, lambda one: one.eur),
        ("window_total", _("Sum in the window, EUR"), MONEY, lambda one: one.window_total),
        ("register_due_on", _("Register by"), DATE, lambda one: one.register_due_on),
        ("registered_on", _("Registered on"), DATE, lambda one: one.registered_on),
        ("withdrawn_on", _("Withdrawn on"), DATE, lambda one: one.withdrawn_on),
    )
    return page_table("aid", _("Aid to companies"), specs, decisions)


def grid_page(code: str, title: str, first: str, grid: Grid) -> Table:
    """A grid of amounts with its totals."""
    columns = (
        Column("what", both(first)),
        *(
            Column(f"c{number}", Words(label, label), MONEY, summed=True)
            for number, label in enumerate(grid.columns, start=1)
        ),
        Column("total", both(_("Total")), MONEY, summed=True),
    )
    body = tuple(Row((row.label, *row.cells, row.total)) for row in grid.rows)
    total = total_row(columns, body, both(_("Total")))
    return Table(code, both(title), columns, (*body, total))


def forecast_pages(
    path: Iterable[Any], lines: Iterable[Any], partners: Iterable[Any]
) -> tuple[Table, ...]:
    """The forecast period by period, by line and by partner."""
    by_period: tuple[Spec, ...] = (
        ("period", _("Period"), TEXT, lambda one: one["label"]),
        ("TE", _("Cost (TE)"), MONEY, lambda one: one["TE"]),
        ("X", _("Co-financing (X)"), MONEY, lambda one: one["X"]),
        ("F", _("Entitlement (F)"), MONEY, lambda one: one["F"]),
        ("binding", _("Binding limit"), TEXT, lambda one: one["binding"]),
    )
    by_line: tuple[Spec, ...] = (
        ("line", _("Budget line"), TEXT, lambda one: one["label"]),
        ("approved", _("Approved"), ADDED, lambda one: one["planned"]),
        ("limit", _("Limit with flexibility"), MONEY, lambda one: one["limit"]),
        ("verified", _("Verified"), ADDED, lambda one: one["actual"]),
        ("expected", _("Expected cost"), ADDED, lambda one: one["expected"]),
        ("left", _("Left of the budget"), ADDED, lambda one: one["left"]),
        ("above", _("Awaiting budget"), ADDED, lambda one: one["above"]),
        ("over_on", _("Over its limit from"), DATE, lambda one: one["over_on"]),
    )
    by_partner: tuple[Spec, ...] = (
        ("partner", _("Partner"), TEXT, lambda one: one["label"]),
        ("approved", _("Approved"), ADDED, lambda one: one["planned"]),
        ("verified", _("Verified"), ADDED, lambda one: one["actual"]),
        ("expected", _("Expected cost"), ADDED, lambda one: one["expected"]),
        ("promised", _("Co-financing promised"), ADDED, lambda one: one["promised"]),
        ("given", _("Given so far"), ADDED, lambda one: one["given"]),
        ("coming", _("Expected in all"), ADDED, lambda one: one["coming"]),
        ("lacks", _("Lacking"), ADDED, lambda one: one["lacks"]),
        ("short_on", _("Short from"), DATE, lambda one: one["short_on"]),
    )
    return (
        page_table("path", _("Period by period"), by_period, path),
        page_table("lines", _("By budget line"), by_line, lines),
        page_table("partners", _("By partner"), by_partner, partners),
    )
