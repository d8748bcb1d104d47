"""The fund pays no more than the public expenditure allocated to the operation (R-16)."""

from __future__ import annotations

from decimal import Decimal

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _


def check_public_expenditure(entitled: Decimal, allocated: Decimal) -> list[Breach]:
    """Test *entitled* (F, cumulative) against all public money in the financing plan, DKK (R-16).

    Public are the fund itself, the state, regions, municipalities and what is like them, in every
    form (1083/2006 art. 2(5), 54(3)(c)).
    """
    if entitled <= allocated:
        return []
    message = _(
        "The fund would pay %(entitled)s kr. in all; the financing plan allocates %(allocated)s "
        "kr. of public money to the project. Have the financing plan amended, or claim less."
    )
    params = {"entitled": entitled, "allocated": allocated}
    return [Breach("FUND_OVER_PUBLIC", message, "", params, "R-16")]
