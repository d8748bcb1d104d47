"""A political proposal's way: proposed, adopted, tried as a pilot, taken into operation (6.3)."""

from __future__ import annotations

from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability as C
from consortium.rules.states import Step, Table, Workflow

AMOUNT_SET = _("The amount is set; a reason is given.")

PROPOSAL: Table = {
    "propose": Step(
        ("draft",),
        "proposed",
        C.PLAN_PROJECT,
        label=_("Put it forward"),
        guard=_("It says who proposes what, and has at least one target."),
    ),
    "take_back": Step(
        ("proposed",),
        "draft",
        C.PLAN_PROJECT,
        label=_("Take it back"),
        guard=_("A reason is given; nobody has decided yet."),
    ),
    "adopt": Step(
        ("proposed",),
        "adopted",
        C.DECIDE_AS_MUNICIPALITY,
        label=_("Adopt"),
        guard=_("With the body that decides and its day; the amount may still be missing."),
    ),
    "reject": Step(
        ("proposed",),
        "rejected",
        C.DECIDE_AS_MUNICIPALITY,
        label=_("Reject"),
        guard=_("A reason is given."),
    ),
    "start_pilot": Step(
        ("adopted",),
        "pilot",
        C.SIGN_AS_LEAD,
        label=_("Start the pilot"),
        guard=_("The amount and the length of the pilot are set."),
    ),
    "start_operation": Step(
        ("adopted",),
        "operation",
        C.DECIDE_AS_MUNICIPALITY,
        label=_("Put into operation without a pilot"),
        guard=AMOUNT_SET,
    ),
    "continue_pilot": Step(
        ("pilot",),
        "operation",
        C.DECIDE_AS_MUNICIPALITY,
        label=_("From pilot to operation"),
        guard=_("What was reached is told for every target; a shortfall is given a reason."),
    ),
    "end_pilot": Step(
        ("pilot",),
        "ended",
        C.DECIDE_AS_MUNICIPALITY,
        label=_("End after the pilot"),
        guard=_("What was reached is told for every target; a reason is given."),
    ),
    "end": Step(
        ("operation",),
        "ended",
        C.DECIDE_AS_MUNICIPALITY,
        label=_("End"),
        guard=_("A reason is given."),
    ),
}
PROPOSAL_WORKFLOWS: tuple[Workflow, ...] = (
    Workflow(
        "proposal",
        _("Political proposal"),
        "draft",
        PROPOSAL,
        "grants.proposal",
        _("Its words, parts and targets, when it is put forward."),
    ),
)
