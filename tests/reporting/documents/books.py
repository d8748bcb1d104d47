"""A grant with two claimed half years, written straight into the tables inside one deed.

Small enough to check by hand, and with everything a paper has to survive: æøå, a formula in a
text, revenue, a correction after the claim, a disallowed cost, and a partner that lacks money.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from consortium.actions.base import action, record
from consortium.models import User
from consortium.rules.money import Base, split
from grants.models import (
    ActivityType,
    BudgetLine,
    Grant,
    GrantPartner,
    Indicator,
    ReportingPeriod,
)
from partners.models import Employee
from reporting.documents.material import Material, gather
from reporting.documents.parts import PERIODLESS, kinds_of
from reporting.models import (
    Activity,
    Claim,
    ClaimShare,
    CoFinancingContribution,
    Correction,
    Expenditure,
    IndicatorValue,
    PartnerReport,
    PayRate,
    Revenue,
    TimeSheet,
)
from reporting.queries.funding import funding_terms
from reporting.rules.funding import Position, entitlement
from tests.reporting.documents.foundation import (
    approve_budget,
    budget_lines,
    count_participants,
    grant_of_books,
)

# The papers that account for a claim; those of other grants have tests of their own.
CLAIM_KINDS = [kind for kind in kinds_of("esf-2007-13") if kind not in PERIODLESS]
NOON = dt.datetime(2013, 1, 15, 12, tzinfo=ZoneInfo("Europe/Copenhagen"))
FORMULA = "=SUM(A1) forplejning, øl og vand"
PERIODS = [
    (dt.date(2012, 3, 1), dt.date(2012, 8, 31)),
    (dt.date(2012, 9, 1), dt.date(2013, 2, 28)),
]


@dataclass
class Books:
    """What was written."""

    user: User
    grant: Grant
    partners: list[GrantPartner]
    periods: list[ReportingPeriod]
    claims: list[Claim]


def books(vouchers: int = 3, at: dt.datetime = NOON) -> Books:
    """The grant, with *vouchers* vouchers per partner and period."""
    user = User.objects.create_user("books@konsortium.example", name="Signe Ågård")
    return _write(vouchers, by=user, at=at)


@action
def _write(vouchers: int, *, by: User, at: dt.datetime) -> Books:
    grant, partners = grant_of_books()
    lines = budget_lines()
    approve_budget(grant, partners, lines)
    count_participants(grant)
    periods = [
        ReportingPeriod.objects.create(
            grant=grant,
            number=number,
            starts_on=starts,
            ends_on=ends,
            partner_due_on=ends + dt.timedelta(10),
            funder_due_on=ends + dt.timedelta(21),
            state="locked",
        )
        for number, (starts, ends) in enumerate(PERIODS, start=1)
    ]
    made = Books(by, grant, partners, periods, [])
    for period in periods:
        for partner in partners:
            _report(made, partner, period, lines, vouchers)
        if period.number == 2:
            _correct(made, period)
        made.claims.append(_claim(made, period, at))
    record("books.written", grant, chain=grant.ref)
    return made


def _report(
    made: Books,
    partner: GrantPartner,
    period: ReportingPeriod,
    lines: list[BudgetLine],
    vouchers: int,
) -> None:
    report = PartnerReport.objects.create(
        grant_partner=partner,
        period=period,
        state="included",
        progress_text="Vi holdt møder for nye familier på Ærø og i Ringkøbing.\n\nDet gik godt.",
        deviation_text="Ét møde blev aflyst på grund af sne.",
        next_text="Flere virksomhedsbesøg.",
    )
    day = period.starts_on + dt.timedelta(20)
    for number in range(vouchers):
        line = lines[1 + number % 3]
        _cost(made, report, line, f"B-{period.number}{partner.number}{number:03d}", number)
    _cost(made, report, lines[1], f"B-{period.number}{partner.number}999", 7, fallen=True)
    _staff(made, report, lines[0], day.replace(day=1))
    _income(made, report, day)
    _deliver(report, day)


def _income(made: Books, report: PartnerReport, day: dt.date) -> None:
    partner = report.grant_partner
    if partner.number == 0:
        Revenue.objects.create(
            report=report, text="Deltagerbetaling", received_on=day, amount=Decimal("1234.56")
        )
    if partner.number == 1:
        CoFinancingContribution.objects.create(
            report=report,
            grant=made.grant,
            grant_partner=partner,
            source="regional",
            form="cash",
            contributor="Region Midtjylland",
            received_on=day,
            document_ref="RM-1",
            amount=Decimal("20000.10"),
            state="verified",
        )


def _deliver(report: PartnerReport, day: dt.date) -> None:
    partner = report.grant_partner
    Activity.objects.create(
        report=report,
        kind=ActivityType.objects.get(),
        title="Netværksmøde",
        held_on=day,
        participants=12 + partner.number,
        companies=3,
        responsible=partner,
    )
    IndicatorValue.objects.create(
        report=report, indicator=Indicator.objects.get(), women=7, men=5, other=1, value=13
    )


def _cost(
    made: Books,
    report: PartnerReport,
    line: BudgetLine,
    voucher: str,
    number: int,
    *,
    fallen: bool = False,
    **more: Any,
) -> Expenditure:
    day = report.period.starts_on + dt.timedelta(15 + number % 100)
    amount = Decimal("1000.05") + number * Decimal("137.41")
    values: dict[str, Any] = {
        "report": report,
        "grant": made.grant,
        "grant_partner": report.grant_partner,
        "line": line,
        "voucher_no": voucher,
        "text": FORMULA if number == 1 else "Tryk af pjecer til nye borgere",
        "supplier": "Trykkeriet Æbelø",
        "supplier_cvr": "12345678",
        "invoice_date": day,
        "delivery_date": day,
        "paid_on": day + dt.timedelta(5),
        "ledger_account": "4010",
        "booking_no": "77",
        "net": amount,
        "amount": amount,
        "accepted": Decimal("0.00") if fallen else amount,
        "disallowed": amount if fallen else Decimal("0.00"),
        "decision_reason": "Uden for projektet" if fallen else "",
        "state": "disallowed" if fallen else "verified",
        "created_by": made.user,
    }
    return Expenditure.objects.create(**values | more)


def _staff(made: Books, report: PartnerReport, line: BudgetLine, month: dt.date) -> None:
    partner = report.grant_partner
    employee, _new = Employee.objects.get_or_create(
        organisation=partner.organisation,
        staff_id=f"M{partner.number:02d}",
        defaults={
            "name": "Hemmelig Medarbejder",
            "employed_from": dt.date(2010, 1, 1),
        },
    )
    rate, _new = PayRate.objects.get_or_create(
        employee=employee,
        method="annual",
        valid_from=dt.date(2012, 1, 1),
        defaults={
            "valid_to": dt.date(2013, 12, 31),
            "gross_cost": Decimal("516000.00"),
            "rate": Decimal("300.00"),
            "payroll_ref": "L-1",
        },
    )
    sheet = TimeSheet.objects.create(
        report=report, employee=employee, month=month, rate=rate, hours=Decimal("80.50")
    )
    _cost(
        made,
        report,
        line,
        f"T-{employee.staff_id}-{month:%Y%m}",
        0,
        kind="staff",
        time_sheet=sheet,
        hours=Decimal("80.50"),
        accepted_hours=Decimal("80.50"),
        net=Decimal("24150.00"),
        amount=Decimal("24150.00"),
        accepted=Decimal("24150.00"),
        cofinancing_form="staff_time",
        cofinancing_source=partner.organisation.sector,
    )


def _correct(made: Books, period: ReportingPeriod) -> None:
    original = Expenditure.objects.filter(kind="voucher", state="claimed").order_by("pk")[0]
    report = PartnerReport.objects.get(period=period, grant_partner=original.grant_partner)
    row = _cost(
        made,
        report,
        original.line,
        "K-1",
        0,
        kind="correction",
        corrects=original,
        net=-original.amount,
        amount=-original.amount,
        accepted=-original.amount,
    )
    Correction.objects.create(
        grant=made.grant,
        number=1,
        original=original,
        row=row,
        amount=original.amount,
        reason_code="not_documented",
        reason="Bilag mangler",
        is_irregular=True,
        state="booked",
        hearing_due_on=period.ends_on,
        te_effect=-original.amount,
        fund_effect=Decimal("500.02"),
        proposed_by=made.user,
    )


def _claim(made: Books, period: ReportingPeriod, at: dt.datetime) -> Claim:
    """What the claim's own actions would store, from the same rules."""
    material = gather(made.grant, period)
    te = sum((row.earlier + row.this + row.corrected for row in material.costs), Decimal(0))
    te -= sum((earlier + this for _key, earlier, this in material.revenues), Decimal(0))
    position = _position(material, te)
    result = entitlement(position, funding_terms(made.grant))
    before = made.claims[-1].entitlement if made.claims else Decimal("0.00")
    rate = funding_terms(made.grant).rate
    claim = Claim.objects.create(
        grant=made.grant,
        period=period,
        number=period.number,
        total_eligible=te,
        public_support=position.P,
        other_financing=position.X,
        rate_numerator=rate.numerator,
        rate_denominator=rate.denominator,
        limit_1=result.limits.L1,
        limit_2=result.limits.L2,
        limit_3=result.limits.L3,
        limit_4=result.limits.L4,
        limit_5=result.limits.L5,
        binding=",".join(result.binding),
        entitlement=result.entitlement,
        claimed_before=before,
        amount=result.entitlement - before,
        unfinanced=result.unfinanced,
        built_by=made.user,
        signed_by=made.user,
        submitted_at=at,
    )
    _share(claim, made)
    claim.state = "submitted"
    claim.save()
    free = {"claim__isnull": True, "state": "verified"}
    Expenditure.objects.filter(**free).update(state="claimed", claim=claim)
    CoFinancingContribution.objects.filter(**free).update(state="claimed", claim=claim)
    Revenue.objects.filter(claim__isnull=True).update(claim=claim)
    return claim


def _position(material: Material, te: Decimal) -> Position:
    given = [(row.source, row.earlier + row.this) for row in material.financing]
    return Position(
        TE=te,
        P=sum((amount for source, amount in given if source != "private"), Decimal(0)),
        X=sum((amount for _source, amount in given), Decimal(0)),
    )


def _share(claim: Claim, made: Books) -> None:
    costs = {partner.pk: Decimal(0) for partner in made.partners}
    for key, amount in Expenditure.objects.filter(claim__isnull=True).values_list(
        "grant_partner_id", "accepted"
    ):
        costs[key] += amount
    bases = [Base(partner.number, costs[partner.pk]) for partner in made.partners]
    for partner, amount in zip(made.partners, split(claim.amount, bases), strict=True):
        ClaimShare.objects.create(
            claim=claim, grant_partner=partner, eligible=costs[partner.pk], amount=amount
        )
