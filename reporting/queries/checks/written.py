"""The words of the papers that go with a claim: written and approved before it is sent (T-01)."""

from __future__ import annotations

from consortium.rules.refusals import gettext_noop as _
from reporting.models import Claim, PaperRecipient
from reporting.queries.checks.base import Fault, Scope, fault
from reporting.queries.texts import unapproved

# The papers that the claim's signature freezes.
WITH_CLAIM = (PaperRecipient.AUTHORITY, PaperRecipient.REGION)
WAITING = ("checked", "with_auditor", "audited")


def texts_are_approved(scope: Scope) -> list[Fault]:
    """T-01: each section that is asked for, or begun, is approved before its claim is sent."""
    found = []
    for claim in _claims(scope):
        for section in unapproved(claim.grant, [claim.period_id], WITH_CLAIM):
            sentence = _(
                "The section “%(title)s” of “%(recipient)s” has no approved text for period "
                "%(period)s. Write it and have it approved."
            )
            found.append(
                fault(
                    "T-01",
                    section,
                    sentence,
                    title=section.title_da,
                    recipient=section.recipient.name,
                    period=claim.period.number,
                )
            )
    return found


def _claims(scope: Scope) -> list[Claim]:
    """The claim that is looked at, or all that wait for a signature."""
    claims = Claim.objects.filter(is_advance=False).select_related("grant", "period")
    if scope.claim is not None:
        return list(claims.filter(pk=scope.claim.pk))
    return list(claims.filter(scope.of(), state__in=WAITING))
