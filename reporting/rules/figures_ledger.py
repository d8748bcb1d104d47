"""Figures of the ledger: budget against actual, financing, one report, one cost, one recovery."""

from __future__ import annotations

from consortium.rules.refusals import gettext_noop as _
from reporting.rules.explaining import GRANT, HOURS, PERCENT, REPORT, Figure, Variant
from reporting.rules.figures_engine import ELIGIBLE_LAW

GRANT_ONLY = frozenset({GRANT})
REPORT_ONLY = frozenset({REPORT})

BUDGET, REPORTED, VERIFIED, CLAIMED, DISALLOWED, AWAITING = (
    "budget",
    "reported",
    "verified",
    "claimed",
    "disallowed",
    "awaiting",
)
PLAN, RECEIVED = "plan", "received"
OF_REPORT, ACCEPTED_OF_REPORT, DISALLOWED_OF_REPORT, AWAITING_OF_REPORT = (
    "of_report",
    "accepted_of_report",
    "disallowed_of_report",
    "awaiting_of_report",
)
ENTRIES, CORRECTION_ROW = "entries", "correction_row"
CAPPED, SHARED = "capped", "fixed_share"

BUDGET_LAW = "CPR art. 63(7)"
STAFF_LAW = "CPR art. 55(2)-(3)"
CORRECTION_LAW = "CPR art. 103(1)-(3)"
LETTER = _("The grant letter")

LEDGER = (
    Figure(
        "approved",
        _("Approved budget"),
        _("The newest budget that has been approved."),
        symbol="b",
        rule="R-90",
        law=BUDGET_LAW,
        rows=BUDGET,
        scopes=GRANT_ONLY,
    ),
    Figure(
        "reported",
        _("Reported cost"),
        _("What the partners have reported, before any decision."),
        rule="R-05",
        law=ELIGIBLE_LAW,
        rows=REPORTED,
        scopes=GRANT_ONLY,
    ),
    Figure(
        "verified",
        _("Verified cost"),
        _("What has been accepted of the reported cost."),
        symbol="v",
        rule="R-05",
        law=ELIGIBLE_LAW,
        rows=VERIFIED,
        scopes=GRANT_ONLY,
    ),
    Figure(
        "claimed",
        _("Claimed cost"),
        _("Verified cost that a claim declares."),
        rule="R-05",
        law=ELIGIBLE_LAW,
        rows=CLAIMED,
        scopes=GRANT_ONLY,
    ),
    Figure(
        "disallowed",
        _("Disallowed cost"),
        _("What the lead has not accepted of the reported cost."),
        rule="R-80",
        law=ELIGIBLE_LAW,
        rows=DISALLOWED,
        scopes=GRANT_ONLY,
    ),
    Figure(
        "awaiting",
        _("Cost that awaits budget"),
        _("Good cost above the line's limit; it counts when the budget has room for it."),
        rule="R-91",
        law=BUDGET_LAW,
        rows=AWAITING,
        scopes=GRANT_ONLY,
    ),
    Figure(
        "remaining",
        _("Remaining budget"),
        _("The approved budget less the verified cost."),
        formula="b − v",
        rule="R-90",
        law=BUDGET_LAW,
        inputs=("approved", "verified"),
        scopes=GRANT_ONLY,
    ),
    Figure(
        "used",
        _("Used part of the budget"),
        _("The verified cost as a part of the approved budget."),
        formula="v / b",
        rule="R-90",
        law=BUDGET_LAW,
        inputs=("verified", "approved"),
        unit=PERCENT,
        scopes=GRANT_ONLY,
    ),
    Figure(
        "flex",
        _("Flexibility of the programme"),
        _("How far a line may pass its approved budget; flat-rate lines never may."),
        symbol="fx",
        rule="R-90",
        law=BUDGET_LAW,
        unit=PERCENT,
        scopes=GRANT_ONLY,
    ),
    Figure(
        "flex-used",
        _("Used flexibility of the line"),
        _("What is verified above the approved budget, as a part of what the line may pass it by."),
        formula="max(0, v − b) / (b × fx)",
        rule="R-90",
        law=BUDGET_LAW,
        inputs=("verified", "approved", "flex"),
        unit=PERCENT,
        scopes=GRANT_ONLY,
    ),
    Figure(
        "limit",
        _("Limit of the line with its flexibility"),
        _("The approved budget and its flexibility, rounded down to whole øre."),
        symbol="lim",
        formula="b + d(b × fx)",
        rule="R-90",
        law=BUDGET_LAW,
        inputs=("approved", "flex"),
        scopes=GRANT_ONLY,
        variants={
            CAPPED: Variant(
                "b + min(d(b × fx), fxmax)",
                _("The approved budget and its flexibility, which is capped in kroner as well."),
                ("approved", "flex", "flex-cap"),
            )
        },
    ),
    Figure(
        "flex-cap",
        _("Cap of the flexibility in kroner"),
        _("From the rule profile that is frozen with the grant."),
        symbol="fxmax",
        rule="R-90",
        law=BUDGET_LAW,
        scopes=GRANT_ONLY,
    ),
    Figure(
        "planned",
        _("Planned financing"),
        _("The financing plan of the newest approved budget."),
        symbol="pl",
        rule="R-13",
        law=LETTER,
        rows=PLAN,
        scopes=GRANT_ONLY,
    ),
    Figure(
        "received",
        _("Documented financing"),
        _("What has come and is verified; of the fund, what has been claimed."),
        symbol="re",
        rule="R-13",
        law=LETTER,
        rows=RECEIVED,
        scopes=GRANT_ONLY,
    ),
    Figure(
        "missing",
        _("Financing that is still to come"),
        _("The plan less what is documented."),
        formula="pl − re",
        rule="R-13",
        law=LETTER,
        inputs=("planned", "received"),
        scopes=GRANT_ONLY,
    ),
)

OF_REPORTS = (
    Figure(
        "report-reported",
        _("Reported in this report"),
        _("All cost of the report, before any decision."),
        rule="R-05",
        law=ELIGIBLE_LAW,
        rows=OF_REPORT,
        scopes=REPORT_ONLY,
    ),
    Figure(
        "report-accepted",
        _("Accepted of this report"),
        _("What the lead has accepted of the report's cost."),
        rule="R-05",
        law=ELIGIBLE_LAW,
        rows=ACCEPTED_OF_REPORT,
        scopes=REPORT_ONLY,
    ),
    Figure(
        "report-disallowed",
        _("Disallowed in this report"),
        _("What the lead has not accepted of the report's cost."),
        rule="R-80",
        law=ELIGIBLE_LAW,
        rows=DISALLOWED_OF_REPORT,
        scopes=REPORT_ONLY,
    ),
    Figure(
        "report-awaiting",
        _("Awaiting budget in this report"),
        _("Good cost above the line's limit; it counts when the budget has room for it."),
        rule="R-91",
        law=BUDGET_LAW,
        rows=AWAITING_OF_REPORT,
        scopes=REPORT_ONLY,
    ),
)


def _plain(key: str, title: str, symbol: str, unit: str = "money") -> Figure:
    """An input of one cost that stands on its papers."""
    words = _("From the cost's own papers.")
    return Figure(key, title, words, symbol, unit=unit, scopes=REPORT_ONLY)


OF_COSTS = (
    _plain("net", _("Amount without VAT"), "net"),
    _plain("vat", _("VAT"), "vat"),
    _plain("recovery", _("VAT that is paid back, per cent"), "pct", PERCENT),
    _plain("project-share", _("The project's share of the cost"), "psh", PERCENT),
    _plain("gross-cost", _("Gross employment cost"), "gross"),
    _plain("divisor", _("Divisor of the rate, hours"), "div", HOURS),
    _plain("fixed-share", _("Fixed share of the month"), "fsh", PERCENT),
    Figure(
        "hours",
        _("Hours of the month"),
        _("The hours that the employee signed and the superior approved, day by day."),
        symbol="hrs",
        rule="R-33",
        law=STAFF_LAW,
        unit=HOURS,
        rows=ENTRIES,
        scopes=REPORT_ONLY,
    ),
    Figure(
        "eligible-vat",
        _("VAT that nobody pays back"),
        _("The VAT less what the organisation gets back."),
        symbol="ev",
        formula="vat − q(vat × pct)",
        rule="R-50",
        law="CPR art. 64(1)(c); 1081/2006 art. 11(2)(a)",
        inputs=("vat", "recovery"),
        scopes=REPORT_ONLY,
    ),
    Figure(
        "cost",
        _("Eligible amount of a cost"),
        _("The amount and its eligible VAT, times the project's share, rounded down."),
        formula="d((net + ev) × psh)",
        rule="R-05",
        law=ELIGIBLE_LAW,
        inputs=("net", "eligible-vat", "project-share"),
        scopes=REPORT_ONLY,
    ),
    Figure(
        "rate",
        _("Hourly rate"),
        _("The gross employment cost over the divisor, rounded down; frozen at first use."),
        symbol="rate",
        formula="d(gross / div)",
        rule="R-36",
        law=STAFF_LAW,
        inputs=("gross-cost", "divisor"),
        scopes=REPORT_ONLY,
        variants={
            "unit_cost": Variant("", _("The standard rate that the programme or letter fixes."), ())
        },
    ),
    Figure(
        "staff-cost",
        _("Cost of a month's staff time"),
        _("The hourly rate times the hours."),
        formula="q(rate × hrs)",
        rule="R-30",
        law=STAFF_LAW,
        inputs=("rate", "hours"),
        rows=ENTRIES,
        rows_of="hours",
        scopes=REPORT_ONLY,
        variants={
            SHARED: Variant(
                "q(gross × fsh)",
                _("The month's gross employment cost times the fixed share; no time sheet."),
                ("gross-cost", "fixed-share"),
            )
        },
    ),
)

OF_RECOVERIES = (
    Figure(
        "te-effect",
        _("Effect on the eligible expenditure"),
        _("The eligible expenditure after the correction less before, with the flat rates."),
        rule="R-81",
        law=CORRECTION_LAW,
        rows=CORRECTION_ROW,
        scopes=GRANT_ONLY,
    ),
    Figure(
        "fund-effect",
        _("Effect on the fund's part"),
        _("The entitlement after the correction less before, both in all, as it was booked."),
        symbol="FE",
        rule="R-81",
        law=CORRECTION_LAW,
        rows=CORRECTION_ROW,
        rows_of="te-effect",
        scopes=GRANT_ONLY,
    ),
    Figure(
        "settled",
        _("Settled of the recovery"),
        _("What has been paid back or set off so far."),
        symbol="se",
        rule="R-84",
        law=CORRECTION_LAW,
        scopes=GRANT_ONLY,
    ),
    Figure(
        "recovery-due",
        _("Recovery from the partner"),
        _("What had been paid of the support that fell; the partner owes it to the lead."),
        symbol="Re",
        rule="R-84",
        law=CORRECTION_LAW,
        rows=CORRECTION_ROW,
        rows_of="te-effect",
        scopes=GRANT_ONLY,
    ),
    Figure(
        "recovery-open",
        _("Recovery that is still open"),
        _("The recovery less what has been settled."),
        formula="Re − se",
        rule="R-84",
        law=CORRECTION_LAW,
        inputs=("recovery-due", "settled"),
        scopes=GRANT_ONLY,
    ),
)

FIGURES = (*LEDGER, *OF_REPORTS, *OF_COSTS, *OF_RECOVERIES)
