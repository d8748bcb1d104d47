"""Who may move applications, grants, budgets, agreements and periods where (rules.md 3.0, 3.1)."""

from __future__ import annotations

from consortium.rules.roles import Capability as C
from consortium.rules.states import Step, Table

APPLICATION: Table = {
    "ask_support": Step(("draft",), "consortium_review", C.PLAN_PROJECT),
    "submit": Step(("consortium_review",), "submitted", C.SIGN_AS_LEAD),
    "recommend": Step(("submitted",), "recommended", C.RECOMMEND),
    "approve": Step(("submitted", "recommended"), "approved", C.DECIDE_GRANT),
    "reject": Step(("submitted", "recommended"), "rejected", C.DECIDE_GRANT),
    "withdraw": Step(
        ("draft", "consortium_review", "submitted", "recommended"), "withdrawn", C.SIGN_AS_LEAD
    ),
}
GRANT: Table = {
    "accept": Step(("offered",), "accepted", C.SIGN_AS_LEAD),
}
BUDGET: Table = {
    "propose": Step(("draft",), "proposed", C.PLAN_PROJECT),
    "send_back": Step(("proposed",), "draft", C.CHECK_BUDGET),
    "approve_within_flex": Step(("proposed",), "approved", C.CHECK_BUDGET),
    "approve": Step(("proposed",), "approved", C.DECIDE_BUDGET),
    "supersede": Step(("approved",), "superseded"),
}
AGREEMENT: Table = {
    "sign_as_partner": Step(("draft",), "signed_partner", C.SIGN_AS_PARTNER),
    "sign_as_lead": Step(("signed_partner",), "active", C.SIGN_AS_LEAD),
    "end": Step(("active",), "ended", C.SIGN_AS_LEAD),
}
PERIOD: Table = {
    "open": Step(("planned",), "open", C.PLAN_PROJECT),
    "close": Step(("open", "reopened"), "closed", C.VERIFY_REPORT),
    "lock": Step(("open", "closed", "reopened"), "locked"),
    "reopen": Step(("closed",), "reopened", C.VERIFY_REPORT),
}
