"""One half year through the actions alone, from the first voucher to a booked correction.

Unlike `story`, not a row is written past the actions, so that the ledger's checks find nothing.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from grants.actions.periods import open_period
from grants.models import BudgetLine, Grant, GrantPartner
from reporting.actions.claims import (
    build_claim,
    check_claim,
    decide_claim,
    issue_statement,
    send_to_auditor,
    submit_claim,
)
from reporting.actions.cofinancing import receive_cofinancing, record_revenue
from reporting.actions.corrections import book_correction, decide_correction, propose_correction
from reporting.actions.costs import ExpenditureEntry, Valuation, enter_expenditure
from reporting.actions.delivery import count_indicator
from reporting.actions.evidence import prove_expenditure
from reporting.actions.hours import HourEntry, approve_time_sheets, enter_hours, sign_time_sheet
from reporting.actions.payments import (
    approve_disbursements,
    book_payment,
    confirm_disbursement,
    send_disbursements,
)
from reporting.actions.publicity import note_publicity
from reporting.actions.rates import set_pay_rate
from reporting.actions.reports import (
    approve_report,
    open_report,
    save_report_texts,
    submit_report,
)
from reporting.actions.verification import accept_contributions, accept_items, verify_report
from reporting.models import Expenditure, PartnerReport
from reporting.rules.checklist import full_checklist
from reporting.rules.publicity import MATERIAL, POSTER, WEBSITE
from tests.cast import signed_grant
from tests.sample_files import pdf

ANSWERS = ("activities", "expenditure", "hours", "cofinancing", "revenue")


def entry(number: str, net: str, vat: str = "0", *, kind: str = "voucher") -> ExpenditureEntry:
    """A cost of May 2012."""
    line = "in_kind" if kind == "in_kind" else "external"
    return ExpenditureEntry(
        line=BudgetLine.objects.get(code=line),
        voucher_no=number,
        text="Oplæg om bosætning",
        supplier="Konsulenthuset ApS",
        supplier_cvr="29189668" if kind == "voucher" else "",
        invoice_no=f"F-{number}" if kind == "voucher" else "",
        invoice_date=dt.date(2012, 5, 2),
        delivery_date=dt.date(2012, 5, 3),
        paid_on=dt.date(2012, 5, 20),
        ledger_account="4711",
        booking_no=f"B-{number}",
        net=Decimal(net),
        vat=Decimal(vat),
        kind=kind,
        cofinancing_source="private" if kind == "in_kind" else "",
        valuation=Valuation("goods", "Markedspris", "Tre tilbud", "Vurderingsmand")
        if kind == "in_kind"
        else None,
    )


def _answered(report: PartnerReport, by: Any, world: SimpleNamespace, **answers: str) -> None:
    given: Any = {f"{name}_answer": answers.get(name, "none") for name in ANSWERS}
    texts: Any = {
        "progress_text": "Vi er begyndt.",
        "deviation_text": "Ingen.",
        "next_text": "Mere.",
    }
    save_report_texts(report, by=by, at=world.clock(), **given, **texts)


def _costs(report: PartnerReport, writer: Any, world: SimpleNamespace, number: str) -> None:
    item = enter_expenditure(
        report, entry(f"{number}1", "40000.00", "10000.00"), by=writer, at=world.clock()
    )
    for role in ("invoice", "payment"):
        prove_expenditure(
            item,
            content=pdf(f"{role} {number}"),
            name=f"{role}-{number}.pdf",
            role=role,
            by=writer,
            at=world.clock(),
        )


def _hours(report: PartnerReport, world: SimpleNamespace) -> None:
    rate = set_pay_rate(
        world.employee,
        method="annual",
        valid_from=dt.date(2012, 1, 1),
        valid_to=dt.date(2012, 12, 31),
        gross_cost=Decimal("602000.00"),
        payroll_ref="Løn 2011",
        by=world.pa,
        at=world.clock(),
    )
    sheet = enter_hours(
        report,
        employee=world.employee,
        month=dt.date(2012, 5, 1),
        rate=rate,
        entries=[
            HourEntry(dt.date(2012, 5, day), Decimal("7.50"), task="Rådgivning")
            for day in (7, 8, 9)
        ],
        by=world.em,
        at=world.clock(),
    )
    sign_time_sheet(sheet, by=world.em, at=world.clock())
    approve_time_sheets([sheet], by=world.pa, at=world.clock())


def reported(world: SimpleNamespace) -> list[PartnerReport]:
    """All three partners have reported their first half year."""
    world.clock.move_to(2012, 9, 3)
    aarhus = open_report(world.aarhus, world.period, by=world.pu, at=world.clock())
    _costs(aarhus, world.pu, world, "A")
    _hours(aarhus, world)
    record_revenue(
        aarhus,
        text="Deltagergebyr",
        received_on=dt.date(2012, 5, 5),
        amount=Decimal("500.00"),
        by=world.pu,
        at=world.clock(),
    )
    count_indicator(
        aarhus,
        indicator=world.indicator,
        women=12,
        men=9,
        evidence_note="Deltagerliste 5.5.2012",
        by=world.pu,
        at=world.clock(),
    )
    _answered(aarhus, world.pu, world, expenditure="yes", hours="yes", revenue="yes")
    randers = open_report(world.randers, world.period, by=world.randers_pu, at=world.clock())
    _costs(randers, world.randers_pu, world, "R")
    receive_cofinancing(
        randers,
        source="private",
        form="cash",
        contributor="Medlemmerne",
        received_on=dt.date(2012, 5, 9),
        document_ref="Bank 44",
        amount=Decimal("60000.00"),
        by=world.randers_pu,
        at=world.clock(),
    )
    _answered(randers, world.randers_pu, world, expenditure="yes", cofinancing="yes")
    lead = open_report(world.lead, world.period, by=world.lead_pu, at=world.clock())
    for report, writer in ((randers, world.randers_pu), (lead, world.lead_pu)):
        count_indicator(report, indicator=world.indicator, by=writer, at=world.clock())
    _answered(lead, world.lead_pu, world)
    approvers = {aarhus: world.pa, randers: world.randers_pa, lead: world.lead_pa}
    for report, approver in approvers.items():
        approve_report(report, by=approver, at=world.clock())
        submit_report(report, by=approver, at=world.clock())
    return [aarhus, randers, lead]


def verified(world: SimpleNamespace, reports: list[PartnerReport]) -> None:
    """The outside controller has accepted everything."""
    for report in reports:
        if items := list(report.expenditure.filter(state="submitted")):
            accept_items(report, items, by=world.lc2, at=world.clock())
        if cash := list(report.contributions.filter(state="submitted")):
            accept_contributions(report, cash, by=world.lc2, at=world.clock())
        verify_report(
            report,
            checklist=full_checklist(),
            extent_pct=100,
            conclusion="Ingen bemærkninger.",
            by=world.lc2,
            at=world.clock(),
        )


def shown(world: SimpleNamespace) -> None:
    """Who supports the project is shown on a page, on material and on a poster."""
    for kind in (WEBSITE, MATERIAL, POSTER):
        note_publicity(
            world.grant,
            kind=kind,
            text="erhvervaarhus.example",
            seen_on=world.clock().date(),
            file=None if kind == WEBSITE else pdf(kind),
            name=f"{kind}.pdf",
            by=world.pm,
            at=world.clock(),
        )


def paid(world: SimpleNamespace) -> None:
    """The claim is sent, accepted, paid and passed on."""
    claim = build_claim(world.grant, world.period, by=world.pm, at=world.clock())
    claim = check_claim(claim, by=world.lc, at=world.clock())
    claim = send_to_auditor(claim, by=world.pm, at=world.clock())
    issue_statement(claim, "clean", "Uden forbehold.", by=world.au, at=world.clock())
    claim = submit_claim(claim, by=world.ls, at=world.clock())
    day = world.clock().date()
    claim = decide_claim(claim, accepted=True, note="", on=day, by=world.ma, at=world.clock())
    payment = book_payment(
        claim,
        amount=claim.payable,
        received_on=day,
        bank_ref="BANK-1",
        by=world.lc,
        at=world.clock(),
    )
    approve_disbursements(payment, by=world.ls, at=world.clock())
    receivers: dict[GrantPartner, Any] = {
        world.lead: world.lead_pu,
        world.aarhus: world.pu,
        world.randers: world.randers_pu,
    }
    rows = send_disbursements(payment, on=day, bank_ref="UD-1", by=world.lc, at=world.clock())
    for row in rows:
        confirm_disbursement(row, on=day, by=receivers[row.grant_partner], at=world.clock())
    world.claim, world.payment = claim, payment


def corrected(world: SimpleNamespace) -> None:
    """An irregular voucher of Randers falls after it was paid."""
    open_period(world.periods[1], by=world.pm, at=world.clock())
    original = Expenditure.objects.get(voucher_no="R1")
    correction = propose_correction(
        original,
        amount=Decimal("1000.00"),
        reason_code="not_eligible",
        reason="Ikke støtteberettiget.",
        is_irregular=True,
        by=world.lc,
        at=world.clock(),
    )
    correction = decide_correction(
        correction,
        on=world.clock().date(),
        reason="Partneren har erklæret sig enig.",
        by=world.ls,
        at=world.clock(),
    )
    world.correction = book_correction(correction, by=world.lc, at=world.clock())


def full_story() -> SimpleNamespace:
    """Everything above, in one world."""
    world = signed_grant()
    verified(world, reported(world))
    shown(world)
    paid(world)
    corrected(world)
    world.grant = Grant.objects.get(pk=world.grant.pk)
    return world
