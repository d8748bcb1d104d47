"""One partner's account of one claim: reported, accepted, shared, paid (rules.md 5.6)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant, GrantPartner, ReportingPeriod
from reporting.documents.material import Material, gather
from reporting.documents.parts import PARTNER_STATEMENT, meta_of, signatures_of, statement_of
from reporting.documents.t_costs import voucher_table
from reporting.documents.t_shares import (
    account_table,
    contribution_table,
    fallen_table,
    payment_table,
    query_table,
    regional_table,
    reported_table,
    working_table,
)
from reporting.documents.t_staff import staff_table
from reporting.documents.tables import ZERO, Check, Document, Meta, Table, both
from reporting.queries import statements
from reporting.queries.paper_rows import vouchers
from reporting.queries.paper_sums import staff
from reporting.queries.regional import RegionalRow, contribution_at


def partner_statement(
    grant: Grant, period: ReportingPeriod, number: int, at: dt.datetime
) -> Document:
    """The statement of the partner *number* on the claim of *period*.

    Raises GrantPartner.DoesNotExist.
    """
    material = gather(grant, period)
    partner = next((one for one in material.partners if one.number == number), None)
    if partner is None:
        raise GrantPartner.DoesNotExist(f"{grant} has no partner {number}")
    scope = material.scope
    own = statements.own_rows(scope, partner.pk)
    shares = {one.partner.pk: one.share for one in material.members if one.share is not None}
    paid = statements.disbursements_of(scope, partner.pk)
    of_claim = [one for one in paid if scope.claim and one.payment.claim_id == scope.claim.pk]
    given = [row for row in material.financing if row.partner == partner.pk and row.this]
    tables = (
        reported_table(own.by_line),
        fallen_table(own.refused),
        working_table(scope.claim, material.members, partner),
        payment_table(shares.get(partner.pk, ZERO), of_claim),
        contribution_table((row.source, row.form, row.this) for row in given),
        replace(staff_table(staff(scope, partner.pk)), code="S6"),
        voucher_table(vouchers(own.counted), "S7"),
        query_table(statements.open_queries(scope, partner.pk)),
        regional_table(_contribution(material, partner)),
        account_table(_shared_so_far(material, partner), paid),
    )
    return Document(
        kind=PARTNER_STATEMENT,
        meta=_meta(material, partner, at),
        statement=statement_of(material),
        tables=tables,
        signatures=signatures_of(scope, with_auditor=False),
        reconciliations=_checks(material, partner, tables, sum(shares.values(), ZERO)),
    )


def _meta(material: Material, partner: GrantPartner, at: dt.datetime) -> Meta:
    """The papers of one period lie in one folder, so the partner's number is part of the name."""
    return meta_of(
        material,
        PARTNER_STATEMENT,
        at,
        (both(_("Partner")), f"{partner.number} {partner.organisation.name}"),
        file_part=f"partner-statement-{partner.number:02d}",
    )


def _shared_so_far(material: Material, partner: GrantPartner) -> Decimal:
    """The partner's shares of this claim and of those before it."""
    found = next(one for one in material.members if one.partner.pk == partner.pk)
    return found.shared_so_far or ZERO


def _contribution(material: Material, partner: GrantPartner) -> RegionalRow | None:
    """What the key of the regional tasks asks of *partner* at this claim (R-72)."""
    scope = material.scope
    claims = [*scope.before, scope.claim] if scope.claim is not None else []
    members = [(one.partner, one.weight) for one in material.members if one.weight is not None]
    return contribution_at(claims, material.sums.regional, members, partner.number)


def _checks(
    material: Material, partner: GrantPartner, tables: tuple[Table, ...], shared: Decimal
) -> tuple[Check, ...]:
    reported = tables[0]
    own = [row for row in material.costs if row.partner == partner.pk]
    counted = sum((row.this + row.corrected for row in own), ZERO)
    earned = sum((this for key, _earlier, this in material.revenues if key == partner.pk), ZERO)
    fell = [reported.total(key) for key in ("disallowed", "awaiting", "parked")]
    checks = [
        Check(
            both(_("Reported − disallowed − awaiting budget − parked = verified")),
            reported.total("reported") - sum(fell, ZERO),
            reported.total("verified"),
            "S1",
        ),
        Check(
            both(_("Verified − revenue = T1 this period + T10 of this partner")),
            reported.total("verified") - earned,
            counted - earned,
            "S1",
        ),
    ]
    if material.scope.claim is not None and shared:
        label = both(_("Sum of the partners' shares = T3 claim"))
        checks.append(Check(label, shared, material.fund.amount, "S3"))
    return tuple(checks)
