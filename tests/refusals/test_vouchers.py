"""Refusals about what a cost must state (A-03, G-01, R-05 to R-80)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest

from consortium.rules.refusals import Breach
from consortium.rules.spans import Span
from grants.rules.profiles import ESF_2007_13, RuleProfile
from reporting.rules.eligibility import VoucherDates
from reporting.rules.vouchers import CostFacts, check_cost
from tests.refusals.saying import Said, check, named

PROJECT = Span(date(2012, 3, 1), date(2015, 6, 30))
DAY = date(2012, 5, 1)
TEXTS = {"voucher_no": "1", "text": "Tog", "ledger_account": "4000", "booking_no": "9"}
COST = CostFacts(
    kind="voucher",
    line_kind="travel",
    texts=TEXTS,
    dates=VoucherDates(DAY, DAY, DAY),
    net=D("100.00"),
    vat=D("25.00"),
    share_pct=D(100),
)
IN_KIND_COST = replace(COST, kind="in_kind", vat=D("0.00"), form="in_kind")

ALLOWED = replace(ESF_2007_13, inkind_allowed=True)


def of(cost: CostFacts, profile: RuleProfile = ESF_2007_13, **changes: Any) -> Iterable[Breach]:
    return check_cost(replace(cost, **changes), profile, PROJECT, on=DAY)


CASES = [
    Said(
        lambda: of(COST, texts=TEXTS | {"voucher_no": " "}),
        "FIELD_MISSING",
        "A-03",
        "voucher_no",
        "A cost needs its voucher number. Enter it.",
        "En udgift skal have et bilagsnummer. Skriv det.",
    ),
    Said(
        lambda: of(COST, texts=TEXTS | {"text": " "}),
        "FIELD_MISSING",
        "A-03",
        "text",
        "A cost needs a text that says what was bought. Enter it.",
        "En udgift skal have en tekst, der siger, hvad der er købt. Skriv den.",
    ),
    Said(
        lambda: of(COST, texts=TEXTS | {"ledger_account": " "}),
        "FIELD_MISSING",
        "A-03",
        "ledger_account",
        "A cost names the account in the partner's own ledger. Enter it.",
        "En udgift skal nævne kontoen i partnerens eget regnskab. Skriv den.",
    ),
    Said(
        lambda: of(COST, texts=TEXTS | {"booking_no": " "}),
        "FIELD_MISSING",
        "A-03",
        "booking_no",
        "A cost names its booking number in the partner's own ledger. Enter it.",
        "En udgift skal nævne posteringsnummeret i partnerens eget regnskab. Skriv det.",
    ),
    Said(
        lambda: of(COST, texts=TEXTS | {"note": "Til 010203-1234"}),
        "CPR_NUMBER",
        "G-01",
        "note",
        "The text holds what reads as a CPR number. CPR numbers are never stored here: use "
        "the staff number or leave it out.",
        "Teksten indeholder noget, der ligner et CPR-nummer. CPR-numre gemmes aldrig her: "
        "brug medarbejdernummeret, eller udelad det.",
    ),
    Said(
        lambda: of(COST, net=D("-100.00")),
        "AMOUNT_NEGATIVE",
        "R-80",
        "net",
        "-100.00 kr. and VAT 25.00 kr.: a cost is never below zero. Enter what is left of "
        "the invoice after the credit note; a claimed cost is changed by a correction.",
        "-100,00 kr. og moms 25,00 kr.: en udgift er aldrig under nul. Skriv det, der er "
        "tilbage af fakturaen efter kreditnotaen; en anmodet udgift ændres med en "
        "korrektion.",
    ),
    Said(
        lambda: of(COST, vat=D("-0.01")),
        "AMOUNT_NEGATIVE",
        "R-80",
        "net",
        "100.00 kr. and VAT -0.01 kr.: a cost is never below zero. Enter what is left of "
        "the invoice after the credit note; a claimed cost is changed by a correction.",
        "100,00 kr. og moms -0,01 kr.: en udgift er aldrig under nul. Skriv det, der er "
        "tilbage af fakturaen efter kreditnotaen; en anmodet udgift ændres med en "
        "korrektion.",
    ),
    Said(
        lambda: of(COST, net=D("0.00"), vat=D("0.00")),
        "AMOUNT_ZERO",
        "R-05",
        "net",
        "A cost of 0 kr. is no cost. Enter the amount, or leave the cost out.",
        "En udgift på 0 kr. er ingen udgift. Indtast beløbet, eller udelad udgiften.",
    ),
    Said(
        lambda: of(COST, share_pct=D("100.01")),
        "SHARE_OUTSIDE",
        "R-60",
        "project_share_pct",
        "The project's share is above 0 and at most 100 per cent, not 100.01.",
        "Projektets andel er over 0 og højst 100 procent, ikke 100,01.",
    ),
    Said(
        lambda: of(COST, share_pct=D(0)),
        "SHARE_OUTSIDE",
        "R-60",
        "project_share_pct",
        "The project's share is above 0 and at most 100 per cent, not 0.00.",
        "Projektets andel er over 0 og højst 100 procent, ikke 0,00.",
    ),
    Said(
        lambda: of(COST, line_kind="flat_rate"),
        "FLAT_RATE_LINE",
        "R-42",
        "line",
        "Flat rates are calculated from verified cost; no voucher belongs on this line. "
        "Choose another line.",
        "Standardtillæg beregnes af verificerede udgifter; intet bilag hører til på denne "
        "post. Vælg en anden post.",
    ),
    Said(
        lambda: of(COST, form="staff_time"),
        "FORM_NOT_FOR_VOUCHER",
        "R-21",
        "cofinancing_form",
        "Staff time comes from approved time sheets, never from a voucher. Use the hours page.",
        "Medarbejdertid kommer fra godkendte timesedler, aldrig fra et bilag. Brug timesiden.",
    ),
    Said(
        lambda: of(COST, form="cash"),
        "FORM_NOT_FOR_VOUCHER",
        "R-21",
        "cofinancing_form",
        "A paid voucher is either no co-financing or the partner's own financing. Choose "
        "one of the two.",
        "Et betalt bilag er enten ikke medfinansiering eller partnerens egenfinansiering. "
        "Vælg en af de to.",
    ),
    Said(
        lambda: of(IN_KIND_COST),
        "IN_KIND_NOT_ALLOWED",
        "R-23",
        "kind",
        "The grant letter does not allow contributions in kind. Count them as an indicator,"
        " or ask the lead to have the letter changed.",
        "Tilsagnet tillader ikke naturalydelser. Tæl dem som indikator, eller bed "
        "projektholderen om at få tilsagnet ændret.",
    ),
    Said(
        lambda: of(IN_KIND_COST, ALLOWED, vat=D("25.00")),
        "IN_KIND_WITH_VAT",
        "R-20",
        "vat",
        "For a contribution in kind nothing is paid, so it carries no VAT. Set the VAT to 0.",
        "For en naturalydelse er intet betalt, så den har ingen moms. Sæt momsen til 0.",
    ),
    Said(
        lambda: of(IN_KIND_COST, ALLOWED, form="own"),
        "FORM_NOT_IN_KIND",
        "R-20",
        "cofinancing_form",
        "A contribution in kind counts as in kind and as no other co-financing. Choose in kind.",
        "En naturalydelse tæller som naturalydelse og ikke som anden medfinansiering. Vælg "
        "naturalydelse.",
    ),
    Said(
        lambda: of(COST, dates=VoucherDates(DAY, DAY, date(2012, 5, 2))),
        "NOT_PAID_YET",
        "R-52",
        "paid_on",
        "Paid on 02/05/2012, which is still to come. Enter the cost when it has been paid.",
        "Betalt den 2.5.2012, som ligger i fremtiden. Indtast udgiften, når den er betalt.",
    ),
]


@pytest.mark.parametrize("case", named(CASES).values(), ids=named(CASES))
def test_a_refusal_says(case):
    check(case)
