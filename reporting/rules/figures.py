"""The closed vocabulary of explainable figures, from its three parts."""

from __future__ import annotations

from collections.abc import Mapping

from reporting.rules import figures_claims, figures_engine, figures_ledger
from reporting.rules.explaining import Figure, vocabulary

VOCABULARY: Mapping[str, Figure] = vocabulary(
    figures_engine.FIGURES, figures_claims.FIGURES, figures_ledger.FIGURES
)
