"""Figures of the payments page: what came, what was passed on, what goes back (rules.md 2.8)."""

from __future__ import annotations

from consortium.rules.refusals import gettext_noop as _
from reporting.rules.explaining import Figure
from reporting.rules.figures_engine import GRANT_ONLY, PAYMENT_LAW

FUND_PAYMENTS, REPAYMENTS, FINAL_CLAIM, FALLEN = (
    "fund_payments",
    "repayments",
    "final_claim",
    "fallen",
)
PASSED_ON, HELD, OWING = "passed_on", "held", "owing"
AGREEMENT = _("The partnership agreement")
CORRECTION_LAW = "CPR art. 103(1)-(3)"

WITH_THE_FUND = (
    Figure(
        "fund-received",
        _("Received from the fund"),
        _("Every payment from the fund on the lead's account."),
        symbol="Rc",
        rule="R-70",
        law=PAYMENT_LAW,
        rows=FUND_PAYMENTS,
        scopes=GRANT_ONLY,
    ),
    Figure(
        "fund-sent-back",
        _("Paid back to the fund"),
        _("Every payment that has gone back to the fund."),
        symbol="Rb",
        rule="rules 2.8",
        law=PAYMENT_LAW,
        rows=REPAYMENTS,
        scopes=GRANT_ONLY,
    ),
    Figure(
        "final-claimed",
        _("Entitlement of the final claim"),
        _("The entitlement of the final claim as the fund has accepted it; nothing before that."),
        symbol="Ff",
        rule="R-03",
        law=_("The five limits together"),
        rows=FINAL_CLAIM,
        scopes=GRANT_ONLY,
    ),
    Figure(
        "final-fallen",
        _("Corrections after the final claim"),
        _("What corrections booked since have moved the entitlement by; no claim holds them."),
        symbol="Kf",
        rule="R-81",
        law=CORRECTION_LAW,
        rows=FALLEN,
        scopes=GRANT_ONLY,
    ),
    Figure(
        "send-back",
        _("To go back to the fund"),
        _("What has come and has not gone back, less the final entitlement; never below nothing."),
        formula="max(0, Rc − Rb − Ff − Kf)",
        rule="rules 2.8",
        law=PAYMENT_LAW,
        inputs=("fund-received", "fund-sent-back", "final-claimed", "final-fallen"),
        scopes=GRANT_ONLY,
    ),
)

WITH_PARTNERS = (
    Figure(
        "passed-on",
        _("Passed on to partners"),
        _("What the lead has sent on of the fund's payments."),
        rule="R-71",
        law=AGREEMENT,
        rows=PASSED_ON,
        scopes=GRANT_ONLY,
    ),
    Figure(
        "held",
        _("Received, not yet sent on"),
        _("What the lead owes the partners of payments that have come; its own part is left out."),
        rule="R-71",
        law=AGREEMENT,
        rows=HELD,
        scopes=GRANT_ONLY,
    ),
    Figure(
        "owing",
        _("To be paid back by partners"),
        _("Recoveries as far as they are open, and parts of what went back to the fund."),
        rule="R-84",
        law=AGREEMENT,
        rows=OWING,
        scopes=GRANT_ONLY,
    ),
)

FIGURES = (*WITH_THE_FUND, *WITH_PARTNERS)
