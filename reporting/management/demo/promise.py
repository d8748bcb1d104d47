"""From the application to the first budget: what the demo consortium was promised."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from consortium.rules.money import Base, split
from grants.actions.agreements import (
    offer_agreement,
    sign_agreement_as_lead,
    sign_agreement_as_partner,
)
from grants.actions.applications import (
    ask_for_support,
    draft_application,
    give_support,
    recommend_application,
    submit_application,
)
from grants.actions.awards import award_grant
from grants.actions.budgets import Commitment, approve_budget, draft_budget, propose_budget
from grants.actions.grants import accept_grant
from grants.actions.indicators import set_indicator
from grants.actions.periods import lay_out_periods
from grants.models import (
    Application,
    BudgetLine,
    BudgetVersion,
    Fund,
    Grant,
    GrantPartner,
    Indicator,
    ReportingPeriod,
    RuleProfileVersion,
)
from reporting.management.demo.clock import Clock
from reporting.management.demo.lifecycle import seek_consortium
from reporting.management.demo.people import REF, People

TITLE = "Modtagelse og fastholdelse af udenlandsk arbejdskraft"
SUMMARY = (
    "Ét samlet regionalt projekt for hele Region Midtjylland. Syv lokale konsortier lægger den "
    "lokale indsats; Erhverv Aarhus er tovholder, søger Socialfonden, styrer budgettet og "
    "afrapporterer til styrelsen og til regionen. Alle partnere bidrager til de regionale opgaver."
)
# The grant split of cases.md C05: budgets that do not divide evenly.
BUDGETS = {
    "lead": "4500000.00",
    "aarhus": "5750000.00",
    "randers": "3333333.33",
    "silkeborg": "3166666.67",
    "horsens": "3900000.00",
    "viborg": "3650000.00",
    "ringkobing": "3499999.99",
    "lemvig": "2200000.01",
}
LINE_SHARES = [("staff", "62"), ("external", "18"), ("travel", "4"), ("materials", "16")]
# Financing beside the fund (C09): 6 mio. municipal cash, 1.5 state, 1.5 private, 6 staff time.
INDICATORS = [
    ("participants", "Deltagere i aktiviteter", "Participants in activities", 9000, True),
    ("companies", "Virksomheder rådgivet", "Companies advised", 1200, False),
    ("spouses", "Ægtefæller vejledt mod job", "Spouses guided towards a job", 600, True),
    ("ambassadors", "Ambassadører og kontaktagenter", "Ambassadors and contact agents", 250, False),
    ("volunteers", "Frivillige i netværket", "Volunteers in the network", 400, True),
]


@dataclass
class Promise:
    """The grant and what hangs on it, by the demo's keys."""

    grant: Grant
    partners: dict[str, GrantPartner]
    lines: dict[str, BudgetLine]
    indicators: list[Indicator]
    periods: list[ReportingPeriod]
    budget: BudgetVersion


def make_promise(people: People, clock: Clock) -> Promise:
    """Apply, be granted, agree and budget."""
    grant = _apply(people, clock)
    grant = accept_grant(grant, by=people["signatory"], at=clock())
    by_organisation = {o.pk: key for key, o in people.organisations.items()}
    partners = {
        by_organisation[partner.organisation_id]: partner
        for partner in grant.partners.select_related("organisation", "grant")
    }
    _agree(people, clock, partners)
    lines = {line.code: line for line in BudgetLine.objects.all()}
    budget = _budget(people, clock, grant, partners, lines)
    indicators = [
        set_indicator(
            grant,
            number=number,
            code=code,
            name_da=danish,
            name_en=english,
            unit_da="personer" if code != "companies" else "virksomheder",
            unit_en="persons" if code != "companies" else "companies",
            count_rule="Hver person eller virksomhed tæller én gang pr. periode og partner.",
            source="Partnernes deltagerlister og besøgsnotater",
            by_sex=by_sex,
            target=target,
            by=people["lead"],
            at=clock(),
        )
        for number, (code, danish, english, target, by_sex) in enumerate(INDICATORS, start=1)
    ]
    periods = lay_out_periods(grant, by=people["lead"], at=clock())
    return Promise(grant, partners, lines, indicators, list(periods), budget)


def _apply(people: People, clock: Clock) -> Grant:
    clock.move_to(dt.date(2011, 12, 1))
    application = _draft(people, clock)
    application = ask_for_support(application, by=people["lead"], at=clock())
    clock.move_to(dt.date(2011, 12, 15))
    for letter in application.support_letters.all():
        give_support(letter, by=people.approver_of(letter.organisation_id), at=clock())
    application = submit_application(application, by=people["signatory"], at=clock())
    clock.move_to(dt.date(2012, 1, 20))
    application = recommend_application(
        application,
        note="Vækstforum indstiller ansøgningen til godkendelse.",
        by=people["region"],
        at=clock(),
    )
    clock.move_to(dt.date(2012, 2, 10))
    return award_grant(
        application,
        amount=Decimal("15000000.00"),
        budget=Decimal("30000000.00"),
        offered_on=dt.date(2012, 2, 10),
        journal_no="1-33-76-22-10-11 (demo)",
        overrides={"advance": "0"},
        by=people["funder"],
        at=clock(),
    )


def _draft(people: People, clock: Clock) -> Application:
    organisations = people.organisations
    return draft_application(
        ref=REF,
        call=seek_consortium(people, clock),
        title=TITLE,
        fund=Fund.objects.get(code="esf"),
        profile=RuleProfileVersion.objects.get(code="esf-2007-13"),
        lead=organisations["lead"],
        starts_on=dt.date(2012, 3, 1),
        ends_on=dt.date(2015, 6, 30),
        ceiling=Decimal("15000000.00"),
        budget=Decimal("30000000.00"),
        requested=Decimal("15000000.00"),
        summary=SUMMARY,
        partners=[organisations[key] for key in BUDGETS if key != "lead"],
        by=people["lead"],
        at=clock(),
    )


def _agree(people: People, clock: Clock, partners: dict[str, GrantPartner]) -> None:
    clock.move_to(dt.date(2012, 2, 20))
    for key, partner in partners.items():
        agreement = offer_agreement(
            partner,
            starts_on=partner.grant.starts_on,
            ends_on=partner.grant.ends_on,
            terms=(
                "Partneren afrapporterer hvert halvår til ansøger på aktiviteter og lokalt budget, "
                "bidrager til de regionale opgaver og opbevarer bilag. Ansøger udbetaler senest 14 "
                "dage efter fondens betaling."
            ),
            by=people["lead"],
            at=clock(),
        )
        agreement = sign_agreement_as_partner(agreement, by=people[f"{key}.approver"], at=clock())
        sign_agreement_as_lead(agreement, by=people["signatory"], at=clock())


def _budget(
    people: People,
    clock: Clock,
    grant: Grant,
    partners: dict[str, GrantPartner],
    lines: dict[str, BudgetLine],
) -> BudgetVersion:
    amounts = []
    for key, total in BUDGETS.items():
        bases = [Base(n, Decimal(share)) for n, (_code, share) in enumerate(LINE_SHARES)]
        for (code, _share), amount in zip(LINE_SHARES, split(Decimal(total), bases), strict=True):
            amounts.append((partners[key], lines[code], amount))
    version = draft_budget(
        grant,
        effective_from=grant.starts_on,
        explanation="Budgettet i tilsagnet, fordelt på partnere og budgetposter.",
        amounts=amounts,
        commitments=_financing(grant, partners),
        by=people["lead"],
        at=clock(),
    )
    version = propose_budget(version, by=people["lead"], at=clock())
    return approve_budget(version, on=clock.now.date(), by=people["funder"], at=clock())


def amend_budget(people: People, promise: Promise, clock: Clock) -> BudgetVersion:
    """Aarhus moves a little to meetings: within flexibility, so the lead decides."""
    old = promise.budget
    moved = {"external": Decimal("-120000.00"), "materials": Decimal("120000.00")}
    amounts = []
    for cell in old.amounts.select_related("grant_partner", "line"):
        is_aarhus = cell.grant_partner == promise.partners["aarhus"]
        change = moved.get(cell.line.code, Decimal("0.00")) if is_aarhus else Decimal("0.00")
        amounts.append((cell.grant_partner, cell.line, cell.amount + change))
    version = draft_budget(
        promise.grant,
        effective_from=clock.now.date(),
        explanation="Aarhus holder flere møder selv og køber færre oplæg.",
        amounts=amounts,
        commitments=[
            Commitment(line.grant_partner, line.source, line.form, line.amount, line.letter_ref)
            for line in old.commitments.select_related("grant_partner")
        ],
        by=people["lead"],
        at=clock(),
    )
    version = propose_budget(version, by=people["lead"], at=clock())
    return approve_budget(version, on=clock.now.date(), by=people["controller"], at=clock())


def _financing(grant: Grant, partners: dict[str, GrantPartner]) -> list[Commitment]:
    plan = [Commitment(None, "eu", "cash", grant.amount, "Tilsagn 10.2.2012")]
    bases = [Base(n, Decimal(total)) for n, total in enumerate(BUDGETS.values())]
    # Per partner: own employees' hours, and cash from the source that is usual there.
    for (key, _total), hours, cash in zip(
        BUDGETS.items(),
        split(Decimal("6000000.00"), bases),
        split(Decimal("9000000.00"), bases),
        strict=True,
    ):
        partner = partners[key]
        sector = partner.organisation.sector
        plan.append(Commitment(partner, sector, "staff_time", hours, "Erklæring om medgået tid"))
        source = {"lead": "state", "ringkobing": "private"}.get(key, "municipal")
        plan.append(Commitment(partner, source, "cash", cash, "Medfinansieringstilsagn"))
    return plan
