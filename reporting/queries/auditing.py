"""Whether a claim's statement lets it go: usable, not withdrawn, reservations booked (W-02)."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Sum

from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from reporting.models import AuditorStatement, Claim

BOOKED = ("booked", "recovered", "written_off")


def stated(claim: Claim) -> AuditorStatement | None:
    """The last conclusion on the claim with exactly these figures (A-27), withdrawn or not."""
    return claim.statements.filter(claim_sha256=claim.sha256).exclude(kind="").last()


def booked_of(statement: AuditorStatement) -> Decimal:
    """How much of the reservation is booked as correction, DKK."""
    rows = statement.corrections.filter(state__in=BOOKED)
    total: Decimal | None = rows.aggregate(total=Sum("amount"))["total"]
    return total or ZERO


def statement_breaches(claim: Claim) -> list[Breach]:
    """Why the claim cannot be sent as far as the auditor is concerned."""
    if claim.is_advance:
        return []
    statement = stated(claim)
    params: dict[str, object] = {"period": claim.period.number, "number": claim.number}
    if statement is None:
        message = _(
            "Period %(period)s needs an auditor's statement on claim %(number)s without "
            "adverse conclusion. Send the claim to the auditor first."
        )
        needed = claim.period.auditor_required
        return [Breach("STATEMENT_MISSING", message, "", params, "W-02")] if needed else []
    if statement.state == "withdrawn":
        message = _(
            "The auditor has withdrawn the statement on claim %(number)s. Send the claim to the "
            "auditor again, or take it back and mend it."
        )
        return [Breach("STATEMENT_WITHDRAWN", message, "", params, "W-02")]
    if statement.state == "adverse":
        message = _(
            "The auditor's conclusion on claim %(number)s is adverse. Take the claim back, mend "
            "it and have it stated again."
        )
        return [Breach("STATEMENT_ADVERSE", message, "", params, "W-02")]
    return _reservation(claim, statement)


def _reservation(claim: Claim, statement: AuditorStatement) -> list[Breach]:
    booked = booked_of(statement)
    missing = statement.qualified_amount - booked
    if missing <= ZERO:
        return []
    message = _(
        "The auditor has a reservation about %(qualified)s kr. of claim %(number)s, of which "
        "%(booked)s kr. is booked as correction; %(missing)s kr. is missing. Book it as a "
        "correction, or take the claim back and disallow the cost."
    )
    params: dict[str, object] = {
        "qualified": statement.qualified_amount,
        "number": claim.number,
        "booked": booked,
        "missing": missing,
    }
    return [Breach("RESERVATION_OPEN", message, "", params, "rules 3.1")]
