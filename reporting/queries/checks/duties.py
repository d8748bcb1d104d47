"""Duties of a project that no cost hangs on: publicity (A-33)."""

from __future__ import annotations

from consortium.rules.refusals import Term
from consortium.rules.refusals import gettext_noop as _
from reporting.models import Claim, PublicityProof
from reporting.queries.checks.base import Fault, Scope, fault
from reporting.rules.publicity import KINDS, missing_proof


def publicity_is_proven(scope: Scope) -> list[Fault]:
    """A-33: website, material and poster are proven once a claim has been sent."""
    proven = PublicityProof.objects.filter(scope.of()).values_list("grant", "kind")
    known: dict[int, set[str]] = {}
    for grant, kind in proven:
        known.setdefault(grant, set()).add(kind)
    sent = Claim.objects.filter(scope.of(), is_advance=False, submitted_at__isnull=False)
    claiming = set(sent.values_list("grant", flat=True))
    sentence = _("%(grant)s has sent a claim, and no proof is kept of: %(kind)s.")
    return [
        fault("A-33", grant, sentence, grant=grant.ref, kind=Term(KINDS[kind]))
        for grant in scope.grants
        for kind in missing_proof(known.get(grant.pk, set()), grant.pk in claiming)
    ]
