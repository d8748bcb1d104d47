"""The final report with the final accounts, down to the last balance (rules.md 5.1)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant, ReportingPeriod
from reporting.documents.material import Material, gather
from reporting.documents.parts import (
    FINAL,
    day_words,
    limits_picture,
    meta_of,
    share_picture,
    signatures_of,
    statement_of,
    used_picture,
)
from reporting.documents.reconciliation import financing_agrees, fund_agrees, partners_agree
from reporting.documents.t_costs import cost_tables
from reporting.documents.t_final import all_corrections_table, balance_table, claims_table
from reporting.documents.t_financing import financing_table, fund_table
from reporting.documents.t_indicators import indicator_tables, targets_picture
from reporting.documents.tables import ZERO, Check, Document, Section, Table, Words, both
from reporting.models import Correction, FinalReport
from reporting.queries.final_reports import account_of, booked_corrections, fallen_of, repaid
from reporting.queries.indicators import standings
from reporting.queries.passages import annexed_final
from reporting.queries.repayments import DECIDED
from reporting.rules.final_report import SECTIONS

NAMELESS = Words("", "")


def final_report(grant: Grant, period: ReportingPeriod, at: dt.datetime) -> Document:
    """The final report from the rows as they stand at *at*; *period* is the final claim's."""
    material = gather(grant, period, final=True)
    scope = material.scope
    report = FinalReport.objects.filter(grant=grant).select_related("signed_by").first()
    costs = cost_tables(material)
    financing = financing_table(material)
    account = account_of(grant)
    back = repaid(grant)
    corrections = booked_corrections(grant)
    counted = standings(scope)
    claims = claims_table(account, back)
    owed = scope.claim.counted_entitlement if scope.claim else material.fund.entitlement
    return Document(
        kind=FINAL,
        meta=meta_of(material, FINAL, at),
        statement=statement_of(material),
        sections=_sections(grant, report),
        tables=(
            *costs,
            financing,
            fund_table(material.fund),
            claims,
            balance_table(owed, account, back, _fallen(material, corrections)),
            *indicator_tables(grant, counted),
            all_corrections_table(corrections),
        ),
        charts=(
            used_picture(costs[0], declared=scope.is_sent),
            share_picture(financing),
            limits_picture(material.fund, declared=scope.is_sent),
            *targets_picture(counted),
        ),
        signatures=signatures_of(scope),
        reconciliations=(
            partners_agree(costs[0], costs[1:]),
            *financing_agrees(financing, costs[0]),
            *fund_agrees(material.fund, financing, costs[0]),
            *_claims_agree(material, claims),
        ),
    )


def _fallen(material: Material, corrections: list[Correction]) -> Decimal:
    """What corrections that no claim holds have moved the decided final entitlement by."""
    claim = material.scope.claim
    if claim is None or not claim.is_final or claim.state not in DECIDED:
        return ZERO
    return fallen_of(corrections)


def _claims_agree(material: Material, claims: Table) -> tuple[Check, ...]:
    """All claims together are the entitlement (R-03)."""
    claim = material.scope.claim
    if claim is None or not claim.is_final:
        return ()
    label = both(_("Sum of the claims as accepted = entitlement"))
    return (Check(label, claims.total("accepted"), claim.counted_entitlement, "F1"),)


def _sections(grant: Grant, report: FinalReport | None) -> tuple[Section, ...]:
    """The four texts, each with the passages of partners below it, and the note of the visit."""
    passages = annexed_final(grant)
    found = []
    for name, title in SECTIONS.items():
        text = getattr(report, name) if report else ""
        paragraphs = [(NAMELESS, text)] if text else []
        for one in passages.get(name, ()):
            own = one.grant_partner.organisation.name
            paragraphs.append((Words(own, own), one.body))
        if paragraphs:
            found.append(Section(both(title), tuple(paragraphs)))
    if report and report.visited_on:
        day = day_words(report.visited_on)
        head = both(_("%(day)s by %(person)s"), day=day, person=report.visited_by)
        found.append(Section(both(_("Site visit")), ((head, report.visit_note),)))
    return tuple(found)
