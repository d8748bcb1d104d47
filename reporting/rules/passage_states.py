"""Who may move a partner's passage where: asked for, sent, returned, taken in (rules.md 5.1)."""

from __future__ import annotations

from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability as C
from consortium.rules.states import Step, Table

PASSAGE: Table = {
    "send": Step(
        ("asked", "returned"),
        "sent",
        C.WRITE_REPORT,
        _("The passage has words; the paper has not been sent."),
    ),
    "return": Step(("sent",), "returned", C.BUILD_CLAIM, _("With a question.")),
    "take_in": Step(
        ("sent",),
        "taken_in",
        C.BUILD_CLAIM,
        _("The section's text is a draft; the paper has not been sent."),
        label=_("Take in"),
    ),
    "put_back": Step(
        ("taken_in",), "sent", C.BUILD_CLAIM, _("With a reason."), label=_("Take out again")
    ),
    "withdraw": Step(("asked", "returned"), "withdrawn", C.BUILD_CLAIM, _("With a reason.")),
}
