"""How a quarter's minutes and a year's evaluation become final (rules.md 5.3)."""

from __future__ import annotations

from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability as C
from consortium.rules.states import Step, Table, Workflow

STATUS_MEETING: Table = {
    "close": Step(
        ("draft",),
        "closed",
        C.PLAN_PROJECT,
        _("It says who met, when, and what was decided; figures and lights are kept."),
        _("Close the minutes"),
    ),
}
EVALUATION: Table = {
    "submit": Step(
        ("draft",),
        "submitted",
        C.SUBMIT_REPORTS,
        _("The minutes of all its quarters are closed; the paper is frozen."),
        _("Send to the first body"),
    ),
    "send_back": Step(
        ("submitted",),
        "draft",
        C.DECIDE_AS_MUNICIPALITY,
        _("By the body whose turn it is, with what is missing; also recorded from its minutes."),
        _("Send back"),
    ),
    "adopt": Step(
        ("submitted",),
        "adopted",
        C.DECIDE_AS_MUNICIPALITY,
        _("The last body of the path has adopted it; also recorded from its minutes."),
        _("Adopt"),
    ),
}
MUNICIPAL_REPORTS: tuple[Workflow, ...] = (
    Workflow(
        "status-meeting",
        _("Status meeting"),
        "draft",
        STATUS_MEETING,
        "reporting.statusmeeting",
        _("Lines, figures and minutes, when closed."),
    ),
    Workflow(
        "evaluation",
        _("Annual evaluation"),
        "draft",
        EVALUATION,
        "reporting.annualevaluation",
        _("Its texts, when it is sent; each decision at once."),
    ),
)
