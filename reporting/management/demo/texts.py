"""What the lead writes in the demo's papers, and the contracts behind its vouchers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from grants.models import Grant, ReportingPeriod
from reporting.actions.final_reports import FinalTexts, save_final_report
from reporting.actions.paper_steps import note_body_decision
from reporting.actions.procurement import ContractFacts, enter_contract, tie_costs
from reporting.actions.recipients import take_over_recipients
from reporting.actions.texts import approve_text, review_text, write_text
from reporting.management.demo.account import Account
from reporting.management.demo.papers import paper
from reporting.models import Expenditure, PaperSection, ReportSnapshot
from reporting.rules.procurement import DIRECT, QUOTES

# Demo words: what a project manager would write, with figures that the papers fill in.
WORDS = {
    ("authority", "activity"): (
        "Konsortiet har gennemført {{T8.1.this}} aktiviteter."
        " De lokale netværk mødes nu fast, og kurserne i dansk arbejdskultur er i drift:\n\n"
        "- introduktion til nye medarbejdere og deres familier\n"
        "- sprogværksteder sammen med virksomhederne\n"
        "- fælles informationsmøder om skat, bolig og skole"
    ),
    ("authority", "economy"): (
        "De støtteberettigede udgifter i perioden er {{T1.total.this}} kr. og i alt"
        " {{T1.total.cumulative}} kr. af et budget på {{T1.total.budget}} kr."
        " ({{T1.total.used}} er brugt). Der anmodes om {{T3.total.amount}} kr."
    ),
    ("authority", "organisation"): (
        "Partnerkredsen er uændret: lead og syv konsortier, som tilsammen har brugt"
        " {{T7.total.cost}} kr. til dato. Hos hver partner skifter de ansatte på projektet efter"
        " månedens opgaver; ledelsen er den samme."
    ),
    ("authority", "procurement"): (
        "Registret viser kontrakter for {{T9.total.value}} kr. uden moms, heraf er"
        " {{T9.total.paid}} kr. godkendt. Kurserne er købt efter flere tilbud, trykkeopgaven"
        " direkte, da den ligger langt under tærskelværdien."
    ),
    ("authority", "publicity"): (
        "Projektets hjemmeside, nyhedsbreve og plakater hos partnerne viser EU's emblem og teksten"
        " om støtten. Arrangementerne er omtalt i de lokale aviser."
    ),
    ("authority", "large-cost"): (
        "Aarhus Kommune er den største partner; udgifterne følger antallet af tilflyttere og de"
        " fælles kurser, som kommunen holder for nabokonsortierne."
    ),
    ("region", "regional-tasks"): (
        "De regionale opgaver er delt mellem partnerne. Netværk og informationsmøder er i gang;"
        " en fælles regional avis står tilbage."
    ),
    ("region", "economy"): (
        "Udgifterne på {{R5.total.cumulative}} kr. er finansieret. Regionen har ikke"
        " givet egne midler i perioden."
    ),
    ("region", "summary"): (
        "De syv konsortier er i fuld gang: {{R2.total.activities}} aktiviteter med"
        " {{R2.total.participants}} deltagere i perioden, og forbruget er {{R2.total.used}} kr."
        " i alt."
    ),
}


def take_over(grant: Grant, account: Account, on: dt.date) -> None:
    """From now on the papers ask for written sections, as the programme does."""
    account.clock.move_to(on)
    by = account.people["lead"]
    take_over_recipients(grant, by=by, at=account.clock())
    _contracts(grant, account)


def write_papers(period: ReportingPeriod, account: Account, on: dt.date) -> None:
    """Written by the project manager, reviewed by the controller, approved by the signatory."""
    account.clock.move_to(on)
    people, clock = account.people, account.clock
    for (recipient, code), body in WORDS.items():
        section = PaperSection.objects.select_related("recipient").get(
            recipient__grant=period.grant, recipient__code=recipient, code=code
        )
        text = write_text(section, period, body, by=people["lead"], at=clock())
        text = review_text(text, by=people["controller"], at=clock())
        approve_text(text, by=people["signatory"], at=clock())


def decide_path(period: ReportingPeriod, account: Account, on: dt.date) -> None:
    """The growth forum has had the region's paper; the next body's turn has come."""
    account.clock.move_to(on)
    snapshot = ReportSnapshot.objects.select_related("grant").get(period=period, kind="region")
    decision = "Vækstforum tog opfølgningen til efterretning."
    by = account.people["lead"]
    note_body_decision(snapshot, decided_on=on, decision=decision, by=by, at=account.clock())


def begin_final(grant: Grant, account: Account, on: dt.date) -> None:
    """The project manager has begun on the final report, long before its day (demo words)."""
    account.clock.move_to(on)
    texts = FinalTexts(
        activities="Netværk, kurser og informationsmøder er i gang i alle syv konsortier (kladde).",
        results="Indikatorerne følges hvert halvår; status står i tabel T6 (kladde).",
        lessons="Møder tæt på virksomhederne giver flere deltagere end store møder (kladde).",
        afterwards="Kommunerne drøfter, hvad der føres videre efter 30. juni 2015 (kladde).",
    )
    save_final_report(grant, texts, by=account.people["lead"], at=account.clock())


def _contracts(grant: Grant, account: Account) -> None:
    """Two contracts of Aarhus, one after quotes and one bought directly (demo data)."""
    partner = next(one for one in grant.partners.all() if "Aarhus Kommune" in str(one.organisation))
    told = (
        ("Oplæg om interkulturel forståelse", "Kultur i Arbejde", Decimal("180000.00"), QUOTES),
        ("Oversættelse af velkomstmateriale", "Tekstværket", Decimal("120000.00"), DIRECT),
    )
    by = account.people["lead"]
    for text, supplier, value, procedure in told:
        facts = ContractFacts(
            text=text,
            supplier=supplier,
            value=value,
            procedure=procedure,
            supplier_cvr=(
                Expenditure.objects.filter(grant_partner=partner, supplier=supplier)
                .values_list("supplier_cvr", flat=True)
                .first()
                or ""
            ),
            signed_on=grant.starts_on + dt.timedelta(days=3),
            threshold=Decimal("500000.00"),
        )
        file = paper(f"Tilbud: {text}", [supplier]) if procedure == QUOTES else None
        contract = enter_contract(
            partner, facts, file=file, name="tilbud.pdf", by=by, at=account.clock()
        )
        costs = Expenditure.objects.filter(
            grant_partner=partner, kind=Expenditure.VOUCHER, supplier=supplier, contract_cost=None
        )
        tie_costs(contract, list(costs.order_by("pk")), by=by, at=account.clock())
