"""Terms as a grant under a real profile has them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest

from grants.models import BudgetLine
from grants.rules.profiles import ESF_2007_13, ESF_2021_27
from reporting.rules.funding import terms_of
from tests.cast import signed_grant


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


@pytest.fixture
def world_with(monkeypatch):
    """A signed grant of 2021-27 style rates whose whole budget stands with Aarhus, by line."""

    def make(lines: dict[str, str], rates: dict[str, str], **award) -> SimpleNamespace:
        def rows(world):
            BudgetLine.objects.get_or_create(
                code="indirect",
                defaults={
                    "number": 6,
                    "name_da": "Indirekte omkostninger",
                    "name_en": "Indirect costs",
                    "kind": BudgetLine.FLAT,
                },
            )
            return [
                (world.aarhus, BudgetLine.objects.get(code=code), Decimal(amount))
                for code, amount in lines.items()
            ]

        monkeypatch.setattr("tests.cast.budget_rows", rows)
        # The rate of the case is the programme's 2021-27 maximum; the rest of the letter stays.
        return signed_grant(
            flat_rates=rates,
            indirect_of_staff="3/20",
            indirect_of_direct="7/100",
            **award,
        )

    return make
