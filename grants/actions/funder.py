"""Who speaks for the funder: its case officer, or the project manager with the funder's letter."""

from __future__ import annotations

from typing import Any

from consortium.actions.base import must
from consortium.models import EvidenceFile
from consortium.models.access import actor_of
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.models import Grant


class LetterMissing(Refused):
    """A decision of the funder that somebody else records needs the funder's letter."""

    code = "LETTER_MISSING"


def must_speak_for_funder(
    by: Any, grant: Grant, right: Capability, letter: EvidenceFile | None
) -> bool:
    """Refuse unless *by* decides for the funder or records its *letter*; say whether it decides."""
    if actor_of(by).can(right, grant):
        return True
    must(by, Capability.PLAN_PROJECT, grant)
    if letter is None:
        raise LetterMissing.because(
            _("The funder decides; to record its decision, attach its letter."),
            rule="W-09",
            subject="letter",
        )
    return False
