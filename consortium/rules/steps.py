"""What the steps of the workflows are called where a table does not say it (rules.md 3.1)."""

from __future__ import annotations

from collections.abc import Mapping

from consortium.rules.refusals import gettext_noop as _
from consortium.rules.states import Step

STEP_LABELS: Mapping[str, str] = {
    "accept": _("Accept"),
    "approve": _("Approve"),
    "book": _("Book"),
    "check": _("Check"),
    "claim": _("Put into a claim"),
    "close": _("Close"),
    "confirm": _("Confirm receipt"),
    "decide": _("Decide"),
    "disallow": _("Disallow"),
    "dispose": _("Dispose of the papers"),
    "hear": _("Answer the hearing"),
    "include": _("Include in a claim"),
    "pay": _("Book the payment"),
    "query": _("Ask a question"),
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
    "undecide": _("Take the decision back"),
    "unverify": _("Take the verification back"),
    "verify": _("Verify"),
    "wait": _("Let it wait for budget"),
    "withdraw": _("Withdraw"),
}


def step_label(code: str, step: Step) -> str:
    """The step in English words: its own label, the house's, or its code made readable."""
    return step.label or STEP_LABELS.get(code) or code.replace("_", " ").capitalize()
