"""What the signatory certifies with its signature on a claim (R-16)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.roles import Capability
from reporting.models import Claim, PublicCertificate
from reporting.queries.public_expenditure import allocated_public
from reporting.rules.public_expenditure import check_public_expenditure


class FundOverPublic(Refused):
    """The fund would pay more than the public money in the financing plan."""

    code = "FUND_OVER_PUBLIC"


@action
def certify_public_expenditure(claim: Claim, *, by: Any, at: dt.datetime) -> PublicCertificate:
    """Test R-16 on the day of the signature and keep the answer with the claim."""
    must(by, Capability.SIGN_CLAIM, claim.grant)
    allocated = allocated_public(claim.grant, timezone.localdate(at))
    refuse_if(check_public_expenditure(claim.entitlement, allocated.amount), FundOverPublic)
    certificate = PublicCertificate.objects.create(
        claim=claim,
        fund=claim.entitlement,
        allocated=allocated.amount,
        version=allocated.version,
        certified_by=by,
        certified_at=at,
    )
    record(
        "claim.public_certified",
        certificate,
        chain=claim.grant.ref,
        after={"claim": claim.number, "fund": claim.entitlement, "allocated": allocated.amount},
    )
    return certificate
