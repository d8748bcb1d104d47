"""What the partner's people do again and again: a report begun, filled in, approved, submitted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from consortium.actions.evidence import keep_file
from consortium.models import EvidenceFile
from grants.models import ActivityType, BudgetLine
from reporting.actions.cofinancing import receive_cofinancing, record_revenue
from reporting.actions.costs import ExpenditureEntry, Valuation, enter_expenditure
from reporting.actions.delivery import count_indicator, hold_activity
from reporting.actions.evidence import prove_expenditure
from reporting.actions.hours import HourEntry, enter_hours
from reporting.actions.rates import set_pay_rate
from reporting.actions.reports import (
    approve_report,
    open_report,
    save_report_texts,
    submit_report,
)
from reporting.models import Expenditure, PartnerReport, PayRate, TimeSheet
from tests.cast import at, signed_grant
from tests.copies import laid_out
from tests.sample_files import pdf

MARCH = dt.date(2012, 3, 1)
PDF = pdf()
NO_ROWS = {
    "activities_answer": "none",
    "expenditure_answer": "none",
    "hours_answer": "none",
    "cofinancing_answer": "none",
    "revenue_answer": "none",
}


def begin(world: SimpleNamespace) -> PartnerReport:
    """Aarhus begins its report of the period that is open: of the first one, late in it."""
    if world.clock.now < at(2012, 6, 20):
        world.clock.move_to(2012, 6, 20)
    return open_report(world.aarhus, world.period, by=world.pu, at=world.clock())


def voucher(number: str = "B1", **changes: Any) -> ExpenditureEntry:
    """An invoice for travel: net 1000, VAT 250."""
    fields: dict[str, Any] = {
        "line": BudgetLine.objects.get(code=changes.pop("line", "travel")),
        "voucher_no": number,
        "text": "Togbilletter",
        "supplier": "DSB",
        "supplier_cvr": "25050053",
        "invoice_no": f"F-{number}",
        "invoice_date": dt.date(2012, 4, 2),
        "delivery_date": dt.date(2012, 4, 2),
        "paid_on": dt.date(2012, 4, 20),
        "ledger_account": "4010",
        "booking_no": f"2012-{number}",
        "net": Decimal("1000.00"),
        "vat": Decimal("250.00"),
    }
    return ExpenditureEntry(**{**fields, **changes})


VALUED = Valuation(
    contribution="goods",
    method="Markedspris",
    source="Tre tilbud af 2. april 2012",
    valued_by="Ekstern vurderingsmand",
)


def proved(world: SimpleNamespace, report: PartnerReport, number: str = "B1") -> Expenditure:
    """A voucher with both its papers."""
    item = enter_expenditure(report, voucher(number), by=world.pu, at=world.clock())
    for role in ("invoice", "payment"):
        content = PDF + f"{number} {role}".encode()
        prove_expenditure(
            item, content=content, name="a.pdf", role=role, by=world.pu, at=world.clock()
        )
    return item


def counted(world: SimpleNamespace, report: PartnerReport) -> None:
    """The only indicator counted."""
    count_indicator(
        report,
        indicator=world.indicator,
        women=3,
        men=2,
        evidence_note="Deltagerliste",
        by=world.pu,
        at=world.clock(),
    )


def answered(world: SimpleNamespace, report: PartnerReport, **answers: str) -> PartnerReport:
    """Every question answered with none, but for *answers*."""
    fields: Any = {**NO_ROWS, **answers}
    return save_report_texts(report, by=world.pu, at=world.clock(), **fields)


def submitted(world: SimpleNamespace) -> PartnerReport:
    """A report with one proved voucher, approved and submitted."""
    report = begin(world)
    proved(world, report)
    counted(world, report)
    answered(world, report, expenditure_answer="yes")
    approve_report(report, by=world.pa, at=world.clock())
    return submit_report(report, by=world.pa, at=world.clock())


def employers_letter(world: SimpleNamespace, owner: int | None = None) -> EvidenceFile:
    """What Aarhus wrote about somebody's fixed share."""
    return keep_file(
        content=PDF + b"Fast andel",
        name="brev.pdf",
        owner_ref=str(owner or world.organisations["aarhus"].pk),
        by=world.pu,
        at=world.clock(),
    )


def hourly_rate(world: SimpleNamespace, **changes: Any) -> PayRate:
    """350.00 an hour for the whole of 2012."""
    fields: dict[str, Any] = {
        "method": PayRate.ANNUAL,
        "valid_from": dt.date(2012, 1, 1),
        "valid_to": dt.date(2012, 12, 31),
        "gross_cost": Decimal("602000.00"),
        "payroll_ref": "LØN-2011",
    }
    employee = changes.pop("employee", world.employee)
    if changes.get("method") in PayRate.BY_SHARE and "letter" not in changes:
        changes["letter"] = employers_letter(world)
    return set_pay_rate(
        employee,
        **{**fields, **changes},
        by=world.pu,
        at=world.clock(),
    )


def days(*hours: str, month: dt.date = MARCH) -> list[HourEntry]:
    """Hours on the first days of *month*."""
    return [HourEntry(month.replace(day=day), Decimal(h)) for day, h in enumerate(hours, start=1)]


def month_sheet(world: SimpleNamespace, report: PartnerReport, rate: PayRate) -> TimeSheet:
    """Three days of March, entered by the employee."""
    return enter_hours(
        report,
        employee=world.employee,
        month=MARCH,
        rate=rate,
        entries=days("7.4", "7.4", "5.2"),
        by=world.em,
        at=world.clock(),
    )


def seminar() -> ActivityType:
    """A local event with participants."""
    kind, _made = ActivityType.objects.get_or_create(
        code="seminar",
        defaults={
            "name_da": "Seminar",
            "name_en": "Seminar",
            "scope": ActivityType.LOCAL,
            "theme": "network",
        },
    )
    return kind


def report_of_every_kind() -> SimpleNamespace:
    """A signed grant, and a report with a row of every kind."""
    world = laid_out(signed_grant)
    world.report = begin(world)
    world.item = proved(world, world.report)
    world.sheet = month_sheet(world, world.report, hourly_rate(world))
    now = world.clock
    world.activity = hold_activity(
        world.report,
        kind=seminar(),
        title="Velkomst",
        held_on=dt.date(2012, 5, 3),
        responsible=world.aarhus,
        participants=4,
        by=world.pu,
        at=now(),
    )
    day = dt.date(2012, 5, 1)
    world.cash = receive_cofinancing(
        world.report,
        source="municipal",
        form="cash",
        contributor="Kommunen",
        received_on=day,
        document_ref="Brev",
        amount=Decimal(500),
        by=world.pu,
        at=now(),
    )
    world.revenue = record_revenue(
        world.report, text="Gebyr", received_on=day, amount=Decimal(5), by=world.pu, at=now()
    )
    counted(world, world.report)
    return world
