"""What stands in the way of a claim's next step, before anybody presses the button."""

from __future__ import annotations

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from reporting.models import Claim
from reporting.queries.auditing import statement_breaches
from reporting.queries.claims import Figures, missing_partners
from reporting.queries.parking import blocks_final


def blocks_check(claim: Claim, now: Figures | None) -> list[Breach]:
    """Why a draft cannot be checked as it stands."""
    found = []
    missing = [] if claim.is_advance else missing_partners(claim.grant, claim.period)
    if missing:
        message = _("The reports of %(partners)s for the period have not been verified.")
        params = {"partners": [str(partner) for partner in missing]}
        found.append(Breach("REPORTS_MISSING", message, "", params, "rules 3.1"))
    found += blocks_final(claim)
    if now is not None and now.amount < claim.amount:
        message = _("Another claim has taken the room: %(room)s kr. is left. Build it again.")
        found.append(Breach("CLAIM_OVER_CEILING", message, "", {"room": now.amount}, "rules 2.2"))
    return found


def blocks_submission(claim: Claim) -> list[Breach]:
    """Why a checked claim cannot be signed and sent yet."""
    return statement_breaches(claim) if claim.state in {"checked", "audited"} else []
