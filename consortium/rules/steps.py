"""What the steps of the workflows are called where a table does not say it (rules.md 3.1)."""

from __future__ import annotations

from collections.abc import Mapping

from consortium.rules.refusals import gettext_noop as _
from consortium.rules.states import Step

STEP_LABELS: Mapping[str, str] = {
    "accept": _("Accept"),
    "accept_in_part": _("Accept in part"),
    "adverse": _("State against it"),
    "answer": _("Answer"),
    "approve": _("Approve"),
    "begin": _("Begin"),
    "book": _("Book"),
    "check": _("Check"),
    "claim": _("Put into a claim"),
    "clean": _("State without reservation"),
    "close": _("Close"),
    "confirm": _("Confirm receipt"),
    "decide": _("Decide"),
    "disallow": _("Disallow"),
    "dispose": _("Dispose of the papers"),
    "drop": _("Drop"),
    "fall_due": _("Become overdue"),
    "hear": _("Answer the hearing"),
    "include": _("Include in a claim"),
    "move_on": _("Move to the next period"),
    "offset": _("Offset in a disbursement"),
    "park": _("Park"),
    "pay": _("Book the payment"),
    "qualified": _("State with reservation"),
    "query": _("Ask a question"),
    "recall": _("Call back"),
    "receive": _("Receive"),
    "reconcile": _("Match with the bank"),
    "recover": _("Recover"),
    "reject": _("Reject"),
    "release": _("Set free again"),
    "retain": _("Begin retention"),
    "return": _("Return"),
    "send": _("Send"),
    "send_back": _("Send back"),
    "send_to_auditor": _("Send to the auditor"),
    "settle": _("Settle"),
    "sign": _("Sign"),
    "state": _("Issue the statement"),
    "submit": _("Submit"),
    "take_back": _("Take back"),
    "undecide": _("Take the decision back"),
    "unstate": _("Withdraw the statement"),
    "unverify": _("Take the verification back"),
    "verify": _("Verify"),
    "wait": _("Let it wait for budget"),
    "withdraw": _("Withdraw"),
    "write_off": _("Write off"),
}


def step_label(code: str, step: Step) -> str:
    """The step in English words: its own label, the house's, or its code made readable."""
    return step.label or STEP_LABELS.get(code) or code.replace("_", " ").capitalize()
