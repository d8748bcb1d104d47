"""Nothing is sent past a fault that matters, nor past a warning that nobody has read (4.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from consortium.rules.refusals import Breach, Refused
from consortium.rules.refusals import gettext_noop as _
from reporting.queries.checks.base import Fault
from reporting.queries.gates import Findings

FAULTS_NAMED = 20


class HeldBack(Refused):
    """The checks have found something; `found` has it all, with the rows."""

    found = Findings()


class FaultsFound(HeldBack):
    """A fault that must be mended before anything is sent."""

    code = "FAULTS_FOUND"


class WarningsUnread(HeldBack):
    """Faults that stop nothing, and that the sender must say to have read."""

    code = "WARNINGS_UNREAD"


def must_pass(found: Findings, seen: str) -> dict[str, Any]:
    """Refuse unless nothing blocks and the warnings, if any, are those that were *seen*.

    Returns what the event says of the warnings that were sent past.
    """
    if found.blocking:
        _refuse(FaultsFound, found, found.blocking)
    if found.warnings and seen != found.seal:
        message = _(
            "The checks have found something that does not stop you and that you must have read: "
            "%(count)s. Read it and tick that you have."
        )
        first = Breach(
            WarningsUnread.code, message, "", {"count": len(found.warnings)}, "rules 4.4"
        )
        _refuse(WarningsUnread, found, found.warnings, first)
    if not found.warnings:
        return {}
    return {"warnings_read": [f"{one.check} {one.table} {one.row}" for one in found.warnings]}


def _refuse(
    refusal: type[HeldBack], found: Findings, faults: Sequence[Fault], *first: Breach
) -> None:
    named = [replace(fault.breach, rule=fault.check) for fault in faults[:FAULTS_NAMED]]
    if more := len(faults) - len(named):
        message = _("%(count)s more of them.")
        named.append(Breach(refusal.code, message, "", {"count": more}, "rules 4.4"))
    refused = refusal(*first, *named)
    refused.found = found
    raise refused
