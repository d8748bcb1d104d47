"""The half-yearly report to the managing authority: T1 to T10 (rules.md 5.1)."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant, ReportingPeriod
from reporting.documents.material import gather
from reporting.documents.parts import (
    AUTHORITY,
    limits_picture,
    meta_of,
    share_picture,
    signatures_of,
    statement_of,
    texts_of,
    used_picture,
)
from reporting.documents.reconciliation import authority_checks
from reporting.documents.t_costs import correction_table, cost_tables, voucher_table
from reporting.documents.t_delivery import partner_table
from reporting.documents.t_euro import euro_tables
from reporting.documents.t_financing import financing_table, fund_table
from reporting.documents.t_flat_rates import flat_rate_tables
from reporting.documents.t_indicators import indicator_tables, targets_picture
from reporting.documents.t_register import contract_table, reached_table, received_table
from reporting.documents.t_staff import payroll_table, staff_table
from reporting.documents.tables import Check, Document, both
from reporting.queries import paper_rows
from reporting.queries.indicators import standings
from reporting.queries.paper_sums import staff


def authority_report(grant: Grant, period: ReportingPeriod, at: dt.datetime) -> Document:
    """The report of *period* from the rows as they stand at *at*."""
    material = gather(grant, period, on=timezone.localdate(at))
    scope = material.scope
    costs = cost_tables(material)
    flat = flat_rate_tables(material)
    items = paper_rows.items(scope)
    people = staff(scope)
    counted = standings(scope)
    rest = {
        "T2": financing_table(material),
        "T3": fund_table(material.fund),
        "T3a": received_table(material),
        "T4": staff_table(people),
        "T4a": payroll_table(people),
        "T5": voucher_table(paper_rows.vouchers(items)),
        **{table.code: table for table in indicator_tables(grant, counted)},
        "T7": partner_table(material),
        "T8": reached_table(material),
        "T9": contract_table(material),
        "T10": correction_table(paper_rows.corrections(items)),
    }
    label = both(_("Payroll by employer type = T4 staff"))
    split = Check(label, rest["T4a"].total("amount"), rest["T4"].total("amount"), "T4a")
    return Document(
        kind=AUTHORITY,
        meta=meta_of(material, AUTHORITY, at),
        statement=statement_of(material),
        sections=texts_of(material.members),
        tables=(*costs, *flat, *rest.values(), *euro_tables(material.fund, material.euro)),
        charts=(
            used_picture(costs[0], declared=scope.is_sent),
            share_picture(rest["T2"]),
            limits_picture(material.fund, declared=scope.is_sent),
            *targets_picture(counted),
        ),
        signatures=signatures_of(scope),
        reconciliations=(*authority_checks(material, costs, rest, flat), split),
    )
