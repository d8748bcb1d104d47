"""What was sent, worked out again from the rows as they stood then (H-07)."""

from __future__ import annotations

from consortium.rules.refusals import gettext_noop as _
from reporting.models import Claim
from reporting.queries.checks.base import Fault, Scope, fault
from reporting.queries.recomputed import recomputed_claim


def claims_recompute(scope: Scope) -> list[Fault]:
    """H-07: every figure of a claim that was sent is what the rows of that instant give."""
    found = []
    sent = Claim.objects.filter(scope.of(), submitted_at__isnull=False).order_by("pk")
    for claim in sent.select_related("grant"):
        for pair in recomputed_claim(claim):
            if not pair.agrees:
                sentence = _(
                    "Claim %(number)s: %(symbol)s was sent as %(stored)s, the rows of then give "
                    "%(made)s."
                )
                params = {"symbol": pair.key, "stored": pair.stored, "made": pair.made}
                found.append(fault("H-07", claim, sentence, number=claim.number, **params))
    return found
