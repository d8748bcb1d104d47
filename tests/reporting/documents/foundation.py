"""What the books stand on: a grant with four partners, a budget and something to count."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from grants.models import (
    ActivityType,
    Application,
    BudgetAmount,
    BudgetLine,
    BudgetVersion,
    FinancingCommitment,
    Fund,
    Grant,
    GrantPartner,
    Indicator,
    RuleProfileVersion,
)
from grants.rules.profiles import PROFILES
from partners.models import Organisation

NAMES = ["Erhverv Aarhus", "Lemvig Kommune", "Ringkøbing-Skjern Erhvervsråd", "Ærø Håndværk"]


def grant_of_books() -> tuple[Grant, list[GrantPartner]]:
    """The grant and its four partners."""
    fund = Fund.objects.create(
        code="esf",
        name_da="Den Europæiske Socialfond",
        name_en="European Social Fund",
        statement_da="Medfinansieret af Den Europæiske Union – Den Europæiske Socialfond",
        statement_en="Co-funded by the European Union – the European Social Fund",
    )
    profile = PROFILES["esf-2007-13"]
    version = RuleProfileVersion.objects.create(
        code=profile.code, name_da="p", name_en="p", parameters=profile.to_json()
    )
    organisations = _organisations()
    title = "Modtagelse og fastholdelse af udenlandsk arbejdskraft"
    shared: dict[str, Any] = {
        "ref": "M-003",
        "title": title,
        "fund": fund,
        "lead": organisations[0],
        "starts_on": dt.date(2012, 3, 1),
        "ends_on": dt.date(2015, 6, 30),
        "ceiling": Decimal("15000000.00"),
        "budget": Decimal("30000000.00"),
    }
    application = Application.objects.create(
        **shared, profile=version, requested=Decimal("15000000.00"), state="approved"
    )
    grant = Grant.objects.create(
        **shared,
        application=application,
        profile_code=profile.code,
        profile=profile.to_json() | {"match_test": True},
        profile_sha256="0" * 64,
        amount=Decimal("15000000.00"),
        journal_no="ESFK-11-0044",
        offered_on=dt.date(2012, 1, 20),
        state="accepted",
    )
    return grant, _partners(grant, organisations)


def _organisations() -> list[Organisation]:
    return [
        Organisation.objects.create(
            name=name,
            short_name=name.split()[0],
            cvr=f"1000000{number}",
            sector=Organisation.PRIVATE if number in (0, 3) else Organisation.MUNICIPAL,
        )
        for number, name in enumerate(NAMES)
    ]


def _partners(grant: Grant, organisations: list[Organisation]) -> list[GrantPartner]:
    return [
        GrantPartner.objects.create(
            grant=grant, organisation=organisation, number=number, is_lead=number == 0
        )
        for number, organisation in enumerate(organisations)
    ]


def budget_lines() -> list[BudgetLine]:
    """The four lines."""
    rows = [
        ("staff", "Løn til medarbejdere", "Staff"),
        ("external", "Ekstern bistand", "External assistance"),
        ("travel", "Rejser og ophold", "Travel"),
        ("materials", "Materialer, møder og formidling", "Materials and meetings"),
    ]
    return [
        BudgetLine.objects.create(
            code=code, number=number, name_da=danish, name_en=english, kind=code
        )
        for number, (code, danish, english) in enumerate(rows, start=1)
    ]


def approve_budget(grant: Grant, partners: list[GrantPartner], lines: list[BudgetLine]) -> None:
    """A budget in force, with its financing plan."""
    version = BudgetVersion.objects.create(
        grant=grant,
        number=1,
        effective_from=grant.starts_on,
        approved_on=grant.starts_on,
    )
    for partner in partners:
        for line in lines:
            amount = Decimal("3000000.00") if line.number == 1 else Decimal("1500000.00")
            BudgetAmount.objects.create(
                version=version, grant_partner=partner, line=line, amount=amount
            )
    plan = [
        ("eu", "cash", "15000000.00"),
        ("municipal", "staff_time", "9000000.00"),
        ("regional", "cash", "4000000.00"),
        ("private", "cash", "2000000.00"),
    ]
    for source, form, amount_text in plan:
        FinancingCommitment.objects.create(
            version=version, source=source, form=form, amount=Decimal(amount_text)
        )
    version.state = "approved"
    version.save()


def count_participants(grant: Grant) -> None:
    """One indicator counted by sex, one type of activity."""
    Indicator.objects.create(
        grant=grant,
        number=1,
        code="participants",
        name_da="Deltagere i aktiviteter",
        name_en="Participants in activities",
        unit_da="personer",
        unit_en="persons",
        count_rule="Hver person én gang",
        source="Deltagerlister",
        by_sex=True,
        target=400,
    )
    ActivityType.objects.create(
        code="network", name_da="Virksomhedsnetværk", name_en="Company network",
        scope="regional", theme="network",
    )  # fmt: skip
