"""The figures that a text may name, from the tables that a page can ask for (rules.md 5.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from grants.models import Grant, ReportingPeriod
from reporting.documents.material import gather
from reporting.documents.region_report import region_table
from reporting.documents.t_costs import cost_tables
from reporting.documents.t_delivery import consortium_table, partner_table
from reporting.documents.t_financing import financing_table, fund_table
from reporting.documents.t_indicators import indicator_table
from reporting.documents.t_register import contract_table, reached_table, received_table
from reporting.documents.tables import Table
from reporting.documents.written import LiveFigure, live_figures
from reporting.models import PaperRecipient
from reporting.queries import delivery
from reporting.queries.indicators import standings


def figures_for(base: str, grant: Grant, period: ReportingPeriod) -> dict[str, LiveFigure]:
    """Today's figures of the paper *base* of *period*, by their tokens."""
    return live_figures(_tables(base, grant, period))


def _tables(base: str, grant: Grant, period: ReportingPeriod) -> Iterable[Table]:
    material = gather(grant, period)
    indicators = indicator_table(standings(material.scope))
    financing = financing_table(material)
    if base == PaperRecipient.REGION:
        held = delivery.activities_held(material.scope)
        return (
            consortium_table(material, held),
            replace(indicators, code="R4"),
            replace(financing, code="R5"),
            region_table(financing),
        )
    return (
        *cost_tables(material),
        financing,
        fund_table(material.fund),
        received_table(material),
        indicators,
        partner_table(material),
        reached_table(material),
        contract_table(material),
    )
