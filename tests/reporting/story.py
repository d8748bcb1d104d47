"""Chapters of the lead's story: a report comes in, is verified, claimed, paid and passed on.

The partner's side is told by rows that stand as its actions leave them, so that one line says what
a test is about; everything the lead does goes through its actions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from consortium.models import EvidenceFile
from grants.actions.periods import open_period
from grants.models import BudgetLine, GrantPartner, ReportingPeriod
from reporting.actions.claims import (
    build_claim,
    check_claim,
    decide_claim,
    issue_statement,
    send_to_auditor,
    submit_claim,
)
from reporting.actions.payments import (
    approve_disbursements,
    book_payment,
    confirm_disbursement,
    send_disbursements,
)
from reporting.actions.verification import accept_contributions, accept_items, verify_report
from reporting.models import (
    Claim,
    CoFinancingContribution,
    Disbursement,
    Expenditure,
    ExpenditureFile,
    PartnerReport,
    PaymentReceived,
)
from reporting.queries.gates import before_claim
from reporting.rules.checklist import full_checklist


@dataclass(frozen=True)
class Cost:
    """One cost of a report."""

    amount: str
    line: str = "external"
    on: dt.date | None = None
    form: str = ""
    source: str = ""


def writers(world: SimpleNamespace, partner: GrantPartner) -> tuple[Any, Any]:
    """Who writes and who approves for *partner*."""
    return {
        world.lead.pk: (world.lead_pu, world.lead_pa),
        world.aarhus.pk: (world.pu, world.pa),
        world.randers.pk: (world.randers_pu, world.randers_pa),
    }[partner.pk]


def next_opened(world: SimpleNamespace) -> ReportingPeriod:
    """It is the first day of the next period, and it is open."""
    coming: ReportingPeriod = world.periods[world.period.number]
    world.clock.move_to(coming.starts_on.year, coming.starts_on.month, coming.starts_on.day)
    opened = open_period(coming, by=world.pm, at=world.clock())
    world.period = opened
    return opened


def submitted(
    world: SimpleNamespace,
    partner: GrantPartner,
    costs: Sequence[object] = (),
    cash: Sequence[str] = (),
    period: ReportingPeriod | None = None,
) -> PartnerReport:
    """The partner has submitted a report with these costs and this cash from its municipality."""
    period = period or world.period
    approver = writers(world, partner)[1]
    report, _new = PartnerReport.objects.update_or_create(
        grant_partner=partner,
        period=period,
        defaults={
            "state": "submitted",
            "revenue_answer": "none",
            "approved_by": approver,
            "submitted_by": approver,
            "submitted_at": world.clock(),
        },
    )
    if report.revenues.exists():
        PartnerReport.objects.filter(pk=report.pk).update(revenue_answer="yes")
    for place, cost in enumerate(costs, start=report.expenditure.count() + 1):
        _cost_row(world, report, cost if isinstance(cost, Cost) else Cost(str(cost)), place)
    for amount in cash:
        CoFinancingContribution.objects.create(
            report=report,
            grant=world.grant,
            grant_partner=partner,
            source="private",
            form="cash",
            contributor="Medlemmer",
            received_on=period.starts_on,
            document_ref="Brev",
            amount=Decimal(amount),
            state="submitted",
        )
    return report


def _cost_row(world: SimpleNamespace, report: PartnerReport, cost: Cost, place: int) -> None:
    partner, period = report.grant_partner, report.period
    on = cost.on or period.starts_on
    item = Expenditure.objects.create(
        report=report,
        grant=world.grant,
        grant_partner=partner,
        line=BudgetLine.objects.get(code=cost.line),
        state="submitted",
        voucher_no=f"B{period.number}-{partner.number}-{place}",
        text="Konsulent",
        invoice_date=on,
        delivery_date=on,
        paid_on=on,
        ledger_account="4000",
        booking_no=str(place),
        net=Decimal(cost.amount),
        amount=Decimal(cost.amount),
        cofinancing_form=cost.form,
        cofinancing_source=cost.source,
        created_by=writers(world, partner)[0],
    )
    for role in ("invoice", "payment"):
        proof = EvidenceFile.objects.create(
            sha256=f"{item.pk:060d}{role[:4]}",
            name=f"{role}.pdf",
            content_type="application/pdf",
            size=9,
            file="none",
            owner_ref=str(partner.organisation_id),
            uploaded_by=writers(world, partner)[0],
            uploaded_at=world.clock(),
        )
        ExpenditureFile.objects.create(expenditure=item, file=proof, role=role)


def verified(world: SimpleNamespace, report: PartnerReport) -> PartnerReport:
    """The outside controller accepts everything and concludes."""
    items = list(report.expenditure.filter(state="submitted"))
    if items:
        accept_items(report, items, by=world.lc2, at=world.clock())
    cash = list(report.contributions.filter(state="submitted"))
    if cash:
        accept_contributions(report, cash, by=world.lc2, at=world.clock())
    return verify_report(
        report,
        checklist=full_checklist(),
        extent_pct=100,
        conclusion="Ingen bemærkninger.",
        by=world.lc2,
        at=world.clock(),
    )


def all_verified(
    world: SimpleNamespace,
    costs: Mapping[Any, Sequence[object]],
    cash: Sequence[str] = (),
    period: ReportingPeriod | None = None,
) -> None:
    """All partners report; who has no costs reports none. Cash comes from the lead's members."""
    for partner in (world.lead, world.aarhus, world.randers):
        own_cash = cash if partner == world.lead else ()
        verified(world, submitted(world, partner, costs.get(partner, ()), own_cash, period))


def build(world: SimpleNamespace, period: ReportingPeriod | None = None, **kind: bool) -> Claim:
    """A claim has been built."""
    return build_claim(world.grant, period or world.period, by=world.pm, at=world.clock(), **kind)


def checked(world: SimpleNamespace, period: ReportingPeriod | None = None, **kind: bool) -> Claim:
    """A claim has been built and checked."""
    return check_claim(build(world, period, **kind), by=world.lc, at=world.clock())


def sent(world: SimpleNamespace, claim: Claim) -> Claim:
    """The claim has its statement, and the signatory has sent it."""
    if claim.period.auditor_required:
        claim = send_to_auditor(claim, by=world.pm, at=world.clock())
        issue_statement(claim, "clean", "Uden forbehold.", by=world.au, at=world.clock())
    # What the checks only tell is no matter of the story.
    seen = before_claim(claim).seal
    return submit_claim(claim, seen, by=world.ls, at=world.clock())


def accepted(world: SimpleNamespace, claim: Claim) -> Claim:
    """The funder has accepted the claim."""
    day = world.clock().date()
    return decide_claim(claim, accepted=True, note="", on=day, by=world.ma, at=world.clock())


def paid(world: SimpleNamespace, claim: Claim) -> PaymentReceived:
    """The fund's money has come."""
    return book(world, claim, claim.counted_payable)


def book(world: SimpleNamespace, claim: Claim, amount: object) -> PaymentReceived:
    """The controller books a bank line of *amount* for the claim."""
    return book_payment(
        claim,
        amount=Decimal(str(amount)),
        received_on=world.clock().date(),
        bank_ref=f"BANK-{claim.number}",
        by=world.lc,
        at=world.clock(),
    )


def passed_on(world: SimpleNamespace, payment: PaymentReceived) -> list[Disbursement]:
    """All partners have had their part and confirmed it."""
    approve_disbursements(payment, by=world.ls, at=world.clock())
    day = world.clock().date()
    rows = send_disbursements(payment, on=day, bank_ref="UD-1", by=world.lc, at=world.clock())
    return [
        confirm_disbursement(row, on=day, by=writers(world, row.grant_partner)[0], at=world.clock())
        for row in rows
    ]


def settled(world: SimpleNamespace, claim: Claim) -> PaymentReceived:
    """From a checked claim to money at the partners."""
    payment = paid(world, accepted(world, sent(world, claim)))
    passed_on(world, payment)
    return payment
