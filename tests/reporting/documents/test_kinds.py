"""Which papers a grant has is its rule profile's business."""

from __future__ import annotations

from reporting.documents import parts
from reporting.documents.papers import BUILDERS, WHOLE_BUILDERS
from reporting.documents.parts import AUTHORITY, KINDS, PARTNER_STATEMENT, PERIODLESS


def test_a_grant_of_a_fund_has_the_papers_that_account_for_a_claim() -> None:
    kinds = parts.kinds_of("esf-2007-13")
    assert AUTHORITY in kinds
    assert all(parts.accounts_for_claim(kind) for kind in kinds)


def test_no_profile_has_a_paper_that_nobody_can_make() -> None:
    for kinds in [parts.kinds_of("esf-2007-13"), *parts.OWN_KINDS.values()]:
        for kind in kinds:
            assert kind in KINDS
            made = WHOLE_BUILDERS if kind in PERIODLESS else BUILDERS
            assert kind in made or kind == PARTNER_STATEMENT
