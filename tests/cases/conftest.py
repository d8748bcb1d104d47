"""Terms as a grant under a real profile has them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from grants.rules.profiles import ESF_2007_13, ESF_2021_27
from reporting.rules.funding import terms_of


def _terms_under(profile):
    def build(grant, budget, final=False, **overrides):
        return terms_of(
            replace(profile, **overrides),
            grant=Decimal(grant),
            budget=Decimal(budget),
            final=final,
        )

    return build


@pytest.fixture
def esf_2007():
    """Build terms under the profile 2007-13."""
    return _terms_under(ESF_2007_13)


@pytest.fixture
def esf_2021():
    """Build terms under the profile 2021-27."""
    return _terms_under(ESF_2021_27)
