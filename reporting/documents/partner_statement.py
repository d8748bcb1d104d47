"""One partner's account of one claim: reported, accepted, shared, paid (rules.md 5.6)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from consortium.rules.refusals import gettext_noop as _
from grants.models import GrantPartner, ReportingPeriod
from reporting.documents.material import Material, gather
from reporting.documents.parts import PARTNER_STATEMENT, meta_of, signatures_of, statement_of
from reporting.documents.t_costs import cost_tables, voucher_table
from reporting.documents.t_shares import (
    contribution_table,
    fallen_table,
    payment_table,
    query_table,
    reported_table,
    working_table,
)
from reporting.documents.t_staff import staff_table
from reporting.documents.tables import ZERO, Check, Document, Table, both
from reporting.models import ClaimShare
from reporting.queries import documents as read
from reporting.queries import statements as own_rows


def partner_statement(partner: GrantPartner, period: ReportingPeriod, at: dt.datetime) -> Document:
    """The statement of *partner* on the claim of *period*."""
    material = gather(partner.grant, period)
    scope = material.scope
    shares = own_rows.shares_of(scope.claim)
    own = next((one.amount for one in shares if one.grant_partner_id == partner.pk), ZERO)
    staff = [row for row in read.staff(scope) if row["grant_partner_id"] == partner.pk]
    tables = (
        reported_table(own_rows.reported_of(scope, partner.pk)),
        fallen_table(own_rows.fallen_of(scope, partner.pk)),
        working_table(scope.claim, shares, partner.pk),
        payment_table(own, own_rows.disbursements_of(scope.claim, partner.pk)),
        contribution_table(own_rows.contributions_of(scope, partner.pk)),
        replace(staff_table(staff, read.hours_of_years(scope)), code="S6"),
        voucher_table(read.vouchers(scope, partner.pk), "S7"),
        query_table(own_rows.open_queries(scope, partner.pk)),
    )
    # The papers of one period lie in one folder, so the partner's number is part of the name.
    file_part = f"partner-statement-{partner.number:02d}"
    return Document(
        kind=PARTNER_STATEMENT,
        meta=meta_of(
            material,
            PARTNER_STATEMENT,
            at,
            (both(_("Partner")), f"{partner.number} {partner.organisation.name}"),
            file_part=file_part,
        ),
        statement=statement_of(material),
        tables=tables,
        signatures=signatures_of(scope, with_auditor=False),
        reconciliations=_checks(material, partner, tables, shares_total(shares)),
    )


def shares_total(shares: list[ClaimShare]) -> Decimal:
    """All partners' shares of the claim."""
    return sum((one.amount for one in shares), ZERO)


def _checks(
    material: Material, partner: GrantPartner, tables: tuple[Table, ...], shared: Decimal
) -> tuple[Check, ...]:
    reported = tables[0]
    costs = next(table for table in cost_tables(material) if table.code == f"T1.{partner.number}")
    earned = sum((this for key, _earlier, this in material.revenues if key == partner.pk), ZERO)
    parts = [reported.total(key) for key in ("reported", "disallowed", "awaiting")]
    checks = [
        Check(
            both(_("Reported − disallowed − awaiting budget = verified")),
            parts[0] - parts[1] - parts[2],
            reported.total("verified"),
            "S1",
        ),
        Check(
            both(_("Verified − revenue = T1 this period + T10 of this partner")),
            reported.total("verified") - earned,
            costs.total("this") + costs.total("corrected"),
            "S1",
        ),
    ]
    if material.scope.claim is not None and shared:
        label = both(_("Sum of the partners' shares = T3 claim"))
        checks.append(Check(label, shared, material.fund.amount, "S3"))
    return tuple(checks)
