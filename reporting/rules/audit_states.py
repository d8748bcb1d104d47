"""Who may move an auditor's samples and findings where (rules.md 4.3, A-26)."""

from __future__ import annotations

from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability as C
from consortium.rules.states import Step, Table

AUDIT_SAMPLE: Table = {
    "conclude": Step(
        ("drawn",),
        "concluded",
        C.AUDIT_CLAIM,
        _("Every row of the sample has been looked at; the working paper is kept."),
        _("Conclude"),
    ),
}
_ASKED = ("open", "follow_up")
_BY_OWNER = _("It is the answer of the seat or the partner that the finding names.")
FINDING: Table = {
    "answer_as_manager": Step(
        _ASKED, "answered", C.BUILD_CLAIM, _BY_OWNER, _("Answer as project manager")
    ),
    "answer_as_controller": Step(
        _ASKED, "answered", C.CHECK_CLAIM, _BY_OWNER, _("Answer as controller")
    ),
    "answer_as_signatory": Step(
        _ASKED, "answered", C.SIGN_CLAIM, _BY_OWNER, _("Answer as signatory")
    ),
    "answer_as_partner": Step(
        _ASKED, "answered", C.ANSWER_HEARING, _BY_OWNER, _("Answer as partner")
    ),
    "follow_up": Step(
        ("answered",),
        "follow_up",
        C.AUDIT_CLAIM,
        _("The answer is not enough; with what is missing and a new day."),
        _("Follow up"),
    ),
    "close": Step(
        ("open", "answered", "follow_up"),
        "closed",
        C.AUDIT_CLAIM,
        _("With what it has led to; no correction of it is still undecided."),
    ),
}
