"""What every cost has to pass besides its dates: currency, kind, valuation, market, double funding.

The sentences are those that the partner reads, in both languages.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from consortium.queries.texts import sentence_text
from grants.actions.currency import enter_exchange_rate
from grants.models import ExchangeRate, Grant, GrantPartner, ReportingPeriod
from grants.rules.currency import RateFacts
from reporting.actions.costs import (
    CostRefused,
    Foreign,
    Valuation,
    change_expenditure,
    drop_expenditure,
    enter_expenditure,
    enter_many,
)
from reporting.actions.evidence import prove_expenditure
from reporting.actions.reports import open_report
from reporting.models import Expenditure, ForeignAmount, InKindValuation, PartnerReport
from reporting.queries.reports import completeness_facts
from reporting.rules.completeness import missing_parts
from tests.cast import signed_grant
from tests.reporting.paperwork import PDF, VALUED, begin, voucher

D = Decimal
SWEDISH = Foreign("SEK", D("1000.00"), D("250.00"), "monthly")
NATURES_2021 = {"equipment": "reasoned", "interest": "excluded", "land": "capped"}


def krona(world, rate="0.8401", month=4, reason=""):
    """The monthly rate of the Swedish krona."""
    facts = RateFacts(
        currency="SEK",
        month=dt.date(2012, month, 1),
        kind="voucher",
        rate=D(rate),
        source="Nationalbanken",
        published_on=dt.date(2012, month, 28),
    )
    return enter_exchange_rate(facts, reason=reason, by=world.pm, at=world.clock())


def abroad(**changes):
    """A Swedish invoice, paid in April 2012."""
    return voucher(**{"net": D(0), "vat": D(0), "foreign": SWEDISH, **changes})


def enter(world, report, entry):
    return enter_expenditure(report, entry, by=world.pu, at=world.clock())


def refused(world, report, entry):
    """The breaches of an entry, by rule and in both languages."""
    with pytest.raises(CostRefused) as refusal:
        enter(world, report, entry)
    return [
        (breach.rule, sentence_text(breach, "en"), sentence_text(breach, "da"))
        for breach in refusal.value.breaches
    ]


# --- currency (R-53) -------------------------------------------------------------------------


def test_a_foreign_voucher_is_counted_at_the_rate_of_the_month_it_was_paid_in(world):
    report = begin(world)
    rate = krona(world)
    krona(world, "0.8500", month=5)
    item = enter(world, report, abroad())
    assert (item.net, item.vat) == (D("840.10"), D("210.03"))
    kept = ForeignAmount.objects.get(expenditure=item)
    assert (kept.currency, kept.net, kept.vat) == ("SEK", D("1000.00"), D("250.00"))
    assert (kept.rate, kept.exchange_rate) == (D("0.840100"), rate)
    assert (kept.rate_source, kept.rate_published_on) == ("Nationalbanken", dt.date(2012, 4, 28))
    assert kept.history.count() == 1


def test_a_corrected_rate_moves_no_cost_that_stands(world):
    report = begin(world)
    krona(world)
    item = enter(world, report, abroad())
    krona(world, "0.9000", reason="Tastefejl")
    item.refresh_from_db()
    assert item.net == D("840.10")
    later = enter(world, report, abroad(voucher_no="B2", invoice_no="F-2"))
    assert later.net == D("900.00")
    assert later.foreign.exchange_rate.version == 2


def test_without_a_rate_of_the_month_nothing_is_guessed(world):
    report = begin(world)
    krona(world, month=5)
    assert refused(world, report, abroad()) == [
        (
            "R-53",
            "There is no monthly rate of SEK for 04.2012, the month of payment. Ask the lead to "
            "enter it, or enter the amount that the bank settled.",
            "Der er ingen månedskurs for SEK for 04.2012, betalingsmåneden. Bed projektholderen "
            "indtaste den, eller indtast det beløb, som banken har afregnet.",
        )
    ]
    assert not Expenditure.objects.exists()


def test_kroner_that_the_bank_settled_stand_as_they_are(world):
    report = begin(world)
    settled = replace(SWEDISH, settlement="bank")
    assert refused(world, report, abroad(foreign=settled))[0][1:] == (
        "Enter the amount in kroner that the bank settled.",
        "Indtast det beløb i kroner, som banken har afregnet.",
    )
    item = enter(world, report, abroad(foreign=settled, net=D("851.22"), vat=D("212.80")))
    assert (item.net, item.foreign.rate, item.foreign.exchange_rate) == (D("851.22"), None, None)


@pytest.mark.parametrize(
    ("foreign", "english", "danish"),
    [
        (
            replace(SWEDISH, settlement=""),
            "Say how the voucher came into kroner: as the bank settled it, or at the monthly rate.",
            "Angiv, hvordan bilaget blev til kroner: som banken afregnede det, eller til "
            "månedskursen.",
        ),
        (
            replace(SWEDISH, net=D(0), vat=D(0), settlement="bank"),
            "Enter what the invoice says in SEK, above 0.",
            "Indtast, hvad fakturaen lyder på i SEK, over 0.",
        ),
    ],
)
def test_what_is_no_foreign_amount(world, foreign, english, danish):
    found = refused(world, begin(world), abroad(foreign=foreign, net=D("5.00")))
    assert found == [("R-53", english, danish)]


def test_one_invoice_is_the_same_at_another_rate(world):
    report = begin(world)
    krona(world)
    enter(world, report, abroad(project_share_pct=D(60)))
    again = replace(SWEDISH, settlement="bank")
    twin = abroad(
        voucher_no="B2",
        invoice_no="F-B1",
        foreign=again,
        net=D("851.22"),
        vat=D("212.80"),
        project_share_pct=D(50),
    )
    assert [rule for rule, _en, _da in refused(world, report, twin)] == ["R-60"]


def test_a_cost_can_become_danish_again_and_be_dropped(world):
    report = begin(world)
    krona(world)
    item = enter(world, report, abroad())
    item = change_expenditure(item, voucher(), by=world.pu, at=world.clock())
    assert not ForeignAmount.objects.exists()
    item = change_expenditure(item, abroad(), by=world.pu, at=world.clock())
    assert item.net == D("840.10")
    drop_expenditure(item, by=world.pu, at=world.clock())
    assert not ForeignAmount.objects.exists()
    assert ForeignAmount.history.filter(history_type="-").count() == 2


def test_what_a_decided_cost_rests_on_is_locked_by_the_database(world):
    report = begin(world)
    krona(world)
    enter(world, report, abroad())
    Expenditure.objects.update(state="verified", accepted=D("840.10"))
    for change in (
        lambda: ForeignAmount.objects.update(net=D(1)),
        lambda: ForeignAmount.objects.all()._raw_delete("default"),
        lambda: Expenditure.objects.update(nature="land"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert ExchangeRate.objects.count() == 1


def test_the_eur_line_reads_the_table_of_rates(db):
    """R-50: below EUR 5 million all VAT counts; 30,000,000 kr. at 5.99 is above, at 7.46 below."""
    world = signed_grant(
        vat_rule="all_below_limit", vat_limit_eur="5000000.00", dk_recoverable_vat_out=False
    )
    report = begin(world)
    assert enter(world, report, voucher()).eligible_vat == D("250.00")
    enter_exchange_rate(
        RateFacts(
            currency="EUR",
            month=world.grant.offered_on.replace(day=1),
            kind="accounting",
            rate=D("5.99"),
            source="InforEuro",
            published_on=world.grant.offered_on,
        ),
        by=world.pm,
        at=world.clock(),
    )
    assert enter(world, report, voucher("B2")).eligible_vat == D("0.00")


# --- kinds of cost (R-54) --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nature", "english", "danish"),
    [
        (
            "interest",
            "Interest on debt is never eligible. Leave the cost out.",
            "Gældsrenter er aldrig støtteberettigede. Udelad udgiften.",
        ),
        (
            "recoverable_vat",
            "VAT that somebody pays back is not eligible. Leave the cost out.",
            "Moms, som nogen betaler tilbage, er ikke støtteberettiget. Udelad udgiften.",
        ),
        (
            "equipment",
            "Furniture, equipment and vehicles are not bought with this grant's money; only their "
            "depreciation counts. Enter the depreciation of the period instead.",
            "Inventar, udstyr og køretøjer købes ikke for dette tilsagns midler; kun afskrivningen "
            "tæller. Indtast periodens afskrivning i stedet.",
        ),
    ],
)
def test_kinds_that_the_period_2007_13_does_not_pay(world, nature, english, danish):
    found = refused(world, begin(world), voucher(nature=nature))
    assert found == [("R-54", english, danish)]


def test_depreciation_counts_where_the_purchase_does_not(world):
    item = enter(world, begin(world), voucher(nature="depreciation"))
    assert (item.nature, item.amount) == ("depreciation", D("1000.00"))


def test_esf_plus_wants_the_reason_for_equipment_and_keeps_it(db):
    world = signed_grant(cost_natures=NATURES_2021)
    report = begin(world)
    assert refused(world, report, voucher(nature="equipment")) == [
        (
            "R-54",
            "Bought equipment counts if it is necessary for the aim, fully depreciated in the "
            "project, or the cheapest way. Choose which.",
            "Købt udstyr tæller, hvis det er nødvendigt for formålet, afskrives fuldt i projektet "
            "eller er den billigste løsning. Vælg hvilken.",
        ),
        (
            "R-54",
            "Give the reason why the equipment was bought, for the auditor.",
            "Begrund, hvorfor udstyret blev købt, af hensyn til revisor.",
        ),
    ]
    entry = voucher(nature="equipment", nature_basis="cheapest", nature_reason="Leje koster 3.000")
    item = enter(world, report, entry)
    assert (item.nature_basis, item.nature_reason) == ("cheapest", "Leje koster 3.000")


def test_land_is_at_most_a_tenth_over_all_rows(db):
    world = signed_grant(budget="30000.00", amount="15000.00", land_max="1/10")
    report = begin(world)
    plot = {"nature": "land", "vat": D(0)}
    enter(world, report, voucher("B1", net=D("2000.00"), **plot))
    assert refused(world, report, voucher("B2", net=D("1000.01"), **plot)) == [
        (
            "R-54",
            "Land may be 3,000.00 kr. of this project, and 2,000.00 kr. are declared already: at "
            "most 1,000.00 kr. is left, not 1,000.01 kr.",
            "Jord må udgøre 3.000,00 kr. af dette projekt, og 2.000,00 kr. er allerede anmeldt: "
            "der er højst 1.000,00 kr. tilbage, ikke 1.000,01 kr.",
        )
    ]
    pair = [voucher("B2", net=D("600.00"), **plot), voucher("B3", net=D("400.01"), **plot)]
    with pytest.raises(CostRefused):
        enter_many(report, pair, by=world.pu, at=world.clock())
    assert enter(world, report, voucher("B2", net=D("1000.00"), **plot)).pk


def test_a_kind_that_the_frozen_rules_do_not_name(db):
    world = signed_grant(cost_natures={})
    assert refused(world, begin(world), voucher(nature="depreciation")) == [
        (
            "R-54",
            "The grant's rules do not name this kind of cost. Choose an ordinary cost.",
            "Tilsagnets regler nævner ikke denne art udgift. Vælg en almindelig udgift.",
        )
    ]


# --- in kind (R-20 to R-24) ------------------------------------------------------------------


@pytest.fixture
def generous(db):
    """A grant whose letter allows contributions in kind."""
    return signed_grant(inkind_allowed=True)


def gift(number="N1", **changes):
    plain = {"vat": D(0), "supplier": "", "supplier_cvr": "", "invoice_no": "", "booking_no": "–"}
    plain |= {"kind": "in_kind", "line": "in_kind", "valuation": VALUED}
    return voucher(number, **{**plain, **changes})


MENTORS = Valuation(
    contribution="unpaid_work",
    method="Timer × løn for tilsvarende arbejde",
    source="Overenskomst for socialrådgivere",
    valued_by="Lønkontoret",
    work_hours=D("720.00"),
    hourly_pay=D("215.00"),
)


def test_c17_unpaid_work_is_hours_times_equal_pay(generous):
    report = begin(generous)
    item = enter(generous, report, gift(net=D("154800.00"), valuation=MENTORS))
    note = InKindValuation.objects.get(expenditure=item)
    assert (note.work_hours, note.hourly_pay, note.valued_by) == (720, 215, "Lønkontoret")
    assert item.amount == D("154800.00")
    over = gift("N2", net=D("154800.01"), valuation=MENTORS)
    assert refused(generous, report, over) == [
        (
            "R-20",
            "720.00 hours at 215.00 kr. are 154,800.00 kr., not 154,800.01 kr.",
            "720,00 timer à 215,00 kr. er 154.800,00 kr., ikke 154.800,01 kr.",
        )
    ]


def test_a_gift_without_a_valuation_note_says_all_that_is_missing(generous):
    assert refused(generous, begin(generous), gift(valuation=None)) == [
        (
            "R-20",
            "Choose what was contributed: goods, services, premises, work or wages.",
            "Vælg, hvad der er ydet: varer, tjenesteydelser, lokaler, arbejde eller løn.",
        ),
        (
            "R-20",
            "Say how the contribution was valued.",
            "Angiv, hvordan naturalydelsen er værdisat.",
        ),
        (
            "R-20",
            "Name the source of the value, so that others can assess it.",
            "Angiv kilden til værdien, så andre kan vurdere den.",
        ),
        (
            "R-20",
            "Name who valued the contribution.",
            "Angiv, hvem der har værdisat naturalydelsen.",
        ),
    ]


@pytest.mark.parametrize(
    ("changes", "english", "danish"),
    [
        (
            {"contribution": "unpaid_work"},
            "Unpaid work is verified hours × the pay for equal work. Enter both, above 0.",
            "Frivilligt arbejde er bekræftede timer × løn for tilsvarende arbejde. Indtast begge, "
            "over 0.",
        ),
        (
            {"contribution": "third_party_pay", "third_party_cost": D("1000.00")},
            "Name the third party that pays the wages or allowances.",
            "Angiv den tredjepart, der betaler lønnen eller ydelserne.",
        ),
        (
            {
                "contribution": "third_party_pay",
                "third_party": "Jobcentret",
                "third_party_cost": D("999.99"),
            },
            "1,000.00 kr. is more than the third party's own cost of 999.99 kr. Enter at most what "
            "the third party paid.",
            "1.000,00 kr. er mere end tredjepartens egen udgift på 999,99 kr. Indtast højst det, "
            "tredjeparten har betalt.",
        ),
    ],
)
def test_what_is_valued_too_high_or_not_at_all(generous, changes, english, danish):
    entry = gift(valuation=replace(VALUED, **changes))
    [(_rule, in_english, in_danish)] = refused(generous, begin(generous), entry)
    assert (in_english, in_danish) == (english, danish)


def test_wages_of_a_third_party_up_to_its_cost(generous):
    paid = replace(
        VALUED,
        contribution="third_party_pay",
        third_party="Jobcentret",
        third_party_cost=D("1000.00"),
    )
    assert enter(generous, begin(generous), gift(valuation=paid)).valuation.third_party_cost == 1000


def test_the_time_of_an_employee_needs_a_payroll_reference(generous):
    report = begin(generous)
    assert refused(generous, report, gift(by_employee=True)) == [
        (
            "R-21",
            "Time of an employee is paid cost, not in kind; give the payroll reference that shows "
            "no salary was paid, or choose paid staff.",
            "En ansats tid er en betalt udgift, ikke en naturalydelse; angiv den lønreference, "
            "der viser, at der ikke er betalt løn, eller vælg lønnet personale.",
        )
    ]
    item = enter(generous, report, gift(by_employee=True, payroll_ref="LØN 04: orlov"))
    assert (item.valuation.by_employee, item.valuation.payroll_ref) == (True, "LØN 04: orlov")


def lacks(report):
    return [
        (one.rule, sentence_text(one.breach, "en"), sentence_text(one.breach, "da"))
        for one in missing_parts(completeness_facts(report))
        if one.where.startswith("expenditure")
    ]


def prove(world, item, role):
    content = PDF + role.encode()
    prove_expenditure(item, content=content, name="a.pdf", role=role, by=world.pu, at=world.clock())


def test_a_gift_is_submitted_with_proof_of_delivery(generous):
    report = begin(generous)
    item = enter(generous, report, gift())
    assert lacks(report) == [
        (
            "A-20",
            "N1 Togbilletter, in kind, has no proof of delivery. Attach what shows that it was "
            "given.",
            "N1 Togbilletter, naturalydelse, mangler dokumentation for levering. Vedhæft det, der "
            "viser, at den er ydet.",
        )
    ]
    prove(generous, item, "delivery")
    assert lacks(report) == []


# --- market check and preparation (R-52) ----------------------------------------------


def test_above_the_limit_a_market_check_or_the_reason_for_none(db):
    world = signed_grant(market_check_from="30000.00")
    report = begin(world)
    item = enter(world, report, voucher("B1", net=D("30000.01"), vat=D(0)))
    enter(world, report, voucher("B2", net=D("30000.00"), vat=D(0)))
    reason = "Kun én leverandør i regionen"
    enter(world, report, voucher("B3", net=D("40000.00"), vat=D(0), market_reason=reason))
    for row in Expenditure.objects.all():
        for role in ("invoice", "payment"):
            prove(world, row, role)
    assert lacks(report) == [
        (
            "A-21",
            "B1 Togbilletter lies above the limit of the grant. Attach the procurement file or the "
            "market check, or give the reason why none was possible.",
            "B1 Togbilletter ligger over tilsagnets grænse. Vedhæft udbudsmaterialet eller "
            "markedsafsøgningen, eller begrund, hvorfor den ikke var mulig.",
        )
    ]
    prove(world, item, "market")
    assert lacks(report) == []


def test_preparation_counts_only_from_the_day_of_the_letter(world):
    early = voucher(delivery_date=dt.date(2012, 2, 1))
    assert [rule for rule, _en, _da in refused(world, begin(world), early)] == ["R-52"]


def test_a_letter_that_allows_preparation(db):
    world = signed_grant(preparation_from="2012-02-01")
    report = begin(world)
    assert enter(world, report, voucher(delivery_date=dt.date(2012, 2, 1))).pk
    before = voucher("B2", delivery_date=dt.date(2012, 1, 31))
    assert [rule for rule, _en, _da in refused(world, report, before)] == ["R-52"]


# --- double funding (R-60) -------------------------------------------------------------------


def other_grant(world) -> Grant:
    """Another project of the same consortium."""
    values = {
        column.attname: getattr(world.grant, column.attname)
        for column in Grant._meta.concrete_fields
        if column.name not in {"id", "ref", "application"}
    }
    letter = world.grant.application
    letter.pk, letter.ref = None, "M-004"
    letter.save()
    return Grant.objects.create(ref="M-004", application=letter, **values)


def declared_elsewhere(world, partner, entry) -> Expenditure:
    """The same invoice in a report of *partner* in the other project, as its row stands there."""
    grant = other_grant(world)
    there = GrantPartner.objects.create(
        grant=grant, organisation=partner.organisation, number=partner.number
    )
    period = ReportingPeriod.objects.get(pk=world.period.pk)
    period.pk, period.grant = None, grant
    period.save()
    report = PartnerReport.objects.create(grant_partner=there, period=period)
    return Expenditure.objects.create(
        report=report,
        grant=grant,
        grant_partner=there,
        line=entry.line,
        voucher_no="X9",
        text="Samme faktura",
        invoice_date=entry.invoice_date,
        delivery_date=entry.delivery_date,
        paid_on=entry.paid_on,
        ledger_account="1",
        booking_no="1",
        net=entry.net,
        amount=entry.net,
        project_share_pct=D(60),
        fingerprint=entry.fingerprint,
        created_by=world.pu,
    )


def test_c14_an_invoice_over_two_projects_names_who_holds_the_rest(world):
    report = begin(world)
    entry = voucher(net=D("80000.00"), vat=D(0), project_share_pct=D(50))
    declared_elsewhere(world, world.aarhus, entry)
    assert refused(world, report, entry) == [
        (
            "R-60",
            "This voucher is already financed with 60.00 per cent, as X9 (Aarhus, M-004); at most "
            "40.00 per cent is left, not 50.00.",
            "Dette bilag er allerede finansieret med 60,00 procent, som X9 (Aarhus, M-004); der er "
            "højst 40,00 procent tilbage, ikke 50,00.",
        )
    ]
    item = enter(world, report, replace(entry, project_share_pct=D(40)))
    assert item.amount == D("32000.00")


def test_a_stranger_s_share_is_counted_and_not_named(world):
    report = begin(world)
    entry = voucher(project_share_pct=D(50))
    declared_elsewhere(world, world.randers, entry)
    [(rule, english, _danish)] = refused(world, report, entry)
    assert (rule, english) == (
        "R-60",
        "This voucher is already financed with 60.00 per cent; at most 40.00 per cent is left, not "
        "50.00.",
    )


def test_another_partner_of_the_same_grant_is_not_named_either(world):
    report = begin(world)
    enter(world, report, voucher("B1"))
    other = open_report(world.randers, world.period, by=world.randers_pu, at=world.clock())
    with pytest.raises(CostRefused) as refusal:
        again = voucher("R7", invoice_no="F-B1")
        enter_expenditure(other, again, by=world.randers_pu, at=world.clock())
    assert "B1" not in sentence_text(refusal.value.breaches[0], "en")
