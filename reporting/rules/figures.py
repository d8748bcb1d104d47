"""The closed vocabulary of explainable figures, from its parts."""

from __future__ import annotations

from collections.abc import Mapping

from reporting.rules import (
    figures_claims,
    figures_engine,
    figures_ledger,
    figures_payments,
)
from reporting.rules.explaining import Figure, vocabulary

VOCABULARY: Mapping[str, Figure] = vocabulary(
    figures_engine.FIGURES,
    figures_claims.FIGURES,
    figures_ledger.FIGURES,
    figures_payments.FIGURES,
)
