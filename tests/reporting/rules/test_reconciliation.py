"""A pair of figures that differs is named with both figures and the difference."""

from dataclasses import dataclass
from decimal import Decimal

from reporting.rules.reconciliation import check_reconciliations


@dataclass(frozen=True)
class Two:
    label: str
    left: Decimal
    right: Decimal

    @property
    def difference(self) -> Decimal:
        return self.left - self.right


def test_equal_figures_say_nothing():
    assert check_reconciliations([Two("a", Decimal("1.00"), Decimal(1))]) == []


def test_an_oere_is_a_difference():
    pairs = [Two("a", Decimal("1.00"), Decimal("1.00")), Two("b", Decimal("2.01"), Decimal("2"))]
    breach = check_reconciliations(pairs)[0]
    assert (breach.code, breach.subject) == ("RECONCILIATION", "b")
    assert "0.01" in str(breach)
