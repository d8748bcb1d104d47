"""Tables of the API: what happened, in partners' reports."""

from __future__ import annotations

from typing import Any

from consortium.actions.reading import EMPLOYEES, HOURS, PAY_RATES
from partners.models import Employee
from reporting.api.frame import by_user
from reporting.api.resources import Resource
from reporting.api.tokens import seat_of
from reporting.models import (
    Activity,
    CoFinancingContribution,
    Expenditure,
    ExpenditureFile,
    IndicatorValue,
    PartnerReport,
    PayRate,
    Query,
    Revenue,
    TimeEntry,
    TimeSheet,
    Verification,
)
from reporting.queries import seen
from reporting.queries.hours import pay_rates_of
from reporting.rules.counting import AGES, STATUS

OF_REPORT = {
    "grant": "report__grant_partner__grant__ref",
    "partner": "report__grant_partner",
    "period": "report__period",
    "report": "report",
}
WHERE = (
    *("report", "grant=report__grant_partner__grant__ref", "partner=report__grant_partner"),
    "period=report__period",
)
DECISION = (
    *("accepted", "disallowed", "awaiting", "parked", "decision_code", "decision_reason"),
    *("decided_at", "claim", "corrects"),
)


def _of_reports(model: Any) -> Any:
    return by_user(lambda user: seen.of_seen_rows(model, user, "report__"))


RESOURCES = [
    Resource(
        "reports",
        PartnerReport,
        "Partners' reports. An employee finds those that hours are entered in, without contents.",
        lambda request: seen.reports_seen(request.user, seat_of(request)),
        (
            *("grant=grant_partner__grant__ref", "partner=grant_partner", "period", "state"),
            *("activities_answer", "expenditure_answer", "hours_answer", "cofinancing_answer"),
            *("revenue_answer", "progress_text", "deviation_text", "next_text", "submitted_at"),
            "verified_at",
        ),
        {
            "grant": "grant_partner__grant__ref",
            "partner": "grant_partner",
            "period": "period",
            "state": "state",
        },
        veiled=(
            *("activities_answer", "expenditure_answer", "hours_answer", "cofinancing_answer"),
            *("revenue_answer", "progress_text", "deviation_text", "next_text"),
        ),
    ),
    Resource(
        "expenditure",
        Expenditure,
        "The ledger: vouchers, staff time, contributions in kind and corrections.",
        by_user(seen.costs_seen),
        (
            *("report", "grant=grant__ref", "partner=grant_partner", "period=report__period"),
            *("line=line__code", "kind", "state", "voucher_no", "text", "supplier"),
            *("supplier_cvr", "invoice_no", "invoice_date", "delivery_date", "paid_on"),
            *("ledger_account", "booking_no", "net", "vat", "recovery_pct", "eligible_vat"),
            *("project_share_pct", "amount", "nature", "nature_basis", "nature_reason"),
            *("market_reason", "late_of", "late_reason", "time_sheet", "hours"),
            *("accepted_hours", "cofinancing_form", "cofinancing_source", *DECISION),
        ),
        {
            "grant": "grant__ref",
            "partner": "grant_partner",
            "period": "report__period",
            "report": "report",
            "state": "state",
            "line": "line__code",
        },
    ),
    Resource(
        "expenditure-files",
        ExpenditureFile,
        "Which file proves what of a cost; its bytes stand at …/content.",
        by_user(lambda user: seen.of_seen_rows(ExpenditureFile, user, "expenditure__")),
        (
            *("expenditure", "role", "name=file__name", "sha256=file__sha256"),
            *("size=file__size", "content_type=file__content_type"),
        ),
        {
            "grant": "expenditure__grant__ref",
            "partner": "expenditure__grant_partner",
            "expenditure": "expenditure",
        },
    ),
    Resource(
        "employees",
        Employee,
        "Employees of the seat's own organisation, or oneself.",
        lambda request: seen.employees_seen(request.user, seat_of(request)),
        (
            *("organisation", "staff_id", "name", "fte_pct", "month_hours", "employed_from"),
            "employed_to",
        ),
        personal=EMPLOYEES,
    ),
    Resource(
        "time-sheets",
        TimeSheet,
        "Months of hours: one person's month in one report.",
        lambda request: seen.sheets_seen(request.user, seat_of(request)),
        (
            *WHERE,
            *("employee", "staff_id=employee__staff_id", "month", "state", "hours", "rate"),
            *("is_cofinancing", "late_reason", "signed_at", "approved_at"),
        ),
        {**OF_REPORT, "state": "state", "employee": "employee"},
        personal=HOURS,
    ),
    Resource(
        "time-entries",
        TimeEntry,
        "Hours day by day; for the partner alone.",
        lambda request: seen.entries_seen(request.user, seat_of(request)),
        ("time_sheet", "employee=time_sheet__employee", "day", "hours", "activity", "task"),
        {
            "grant": "time_sheet__report__grant_partner__grant__ref",
            "report": "time_sheet__report",
            "employee": "time_sheet__employee",
        },
        personal=HOURS,
    ),
    Resource(
        "pay-rates",
        PayRate,
        "Pay rates of the seat's own organisation, with the payroll figures behind them.",
        by_user(pay_rates_of),
        (
            *("employee", "method", "valid_from", "valid_to", "gross_cost", "divisor"),
            *("share_pct", "rate", "payroll_ref", "documented_months", "documented_cost"),
        ),
        {"employee": "employee"},
        personal=PAY_RATES,
    ),
    Resource(
        "pay-rate-references",
        PayRate,
        "The pay rates behind the months that the seat sees, without any pay.",
        lambda request: seen.rate_references(request.user, seat_of(request)),
        ("employee", "method", "valid_from", "valid_to", "payroll_ref"),
        {"employee": "employee"},
        personal=PAY_RATES,
    ),
    Resource(
        "activities",
        Activity,
        "Activities that were held.",
        _of_reports(Activity),
        (
            *WHERE,
            *("kind=kind__code", "title", "held_on", "place", "participants", "companies"),
            *("responsible", "note"),
        ),
        OF_REPORT,
    ),
    Resource(
        "indicator-values",
        IndicatorValue,
        "What was counted.",
        _of_reports(IndicatorValue),
        (
            *WHERE,
            "indicator",
            "women",
            "men",
            "other",
            "value",
            "evidence_note",
            "out_of",
            *AGES,
            *STATUS,
        ),
        OF_REPORT,
    ),
    Resource(
        "cofinancing",
        CoFinancingContribution,
        "Money from others than the fund, as it was received.",
        _of_reports(CoFinancingContribution),
        (
            *WHERE,
            *("source", "form", "contributor", "received_on", "document_ref", "amount"),
            *("state", "decision_reason", "claim"),
        ),
        {**OF_REPORT, "state": "state"},
    ),
    Resource(
        "revenues",
        Revenue,
        "What the project earned.",
        _of_reports(Revenue),
        (*WHERE, "text", "received_on", "amount", "claim"),
        OF_REPORT,
    ),
    Resource(
        "queries",
        Query,
        "The lead's questions about a report or a line, and their answers.",
        _of_reports(Query),
        (*WHERE, "expenditure", "text", "due_on", "asked_at", "answer", "answered_at", "closed_at"),
        OF_REPORT,
    ),
    Resource(
        "verifications",
        Verification,
        "The lead controller's checks of reports.",
        _of_reports(Verification),
        (*WHERE, "checklist", "extent_pct", "conclusion", "verified_on"),
        OF_REPORT,
    ),
]
