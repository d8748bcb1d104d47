"""The refusal of a paper whose figures do not agree (rules.md 5.1)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal as D

import pytest

from reporting.rules.reconciliation import check_reconciliations
from tests.refusals.saying import Said, check, named


@dataclass(frozen=True)
class Two:
    label: str
    left: D
    right: D

    @property
    def difference(self) -> D:
        return self.left - self.right


CASES = [
    Said(
        lambda: check_reconciliations([Two("T1 = T5", D("2000.01"), D("2000.00"))]),
        "RECONCILIATION",
        "rules 5.1",
        "T1 = T5",
        "The figures do not agree: T1 = T5. 2,000.01 kr. stands against 2,000.00 kr., a "
        "difference of 0.01 kr. Find the row that is missing or counted twice.",
        "Tallene stemmer ikke: T1 = T5. 2.000,01 kr. står over for 2.000,00 kr., en "
        "difference på 0,01 kr. Find den række, der mangler eller er talt med to gange.",
    ),
]


@pytest.mark.parametrize("case", named(CASES).values(), ids=named(CASES))
def test_a_refusal_says(case):
    check(case)
