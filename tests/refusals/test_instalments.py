"""Refusals about municipal agreements, their table, and programmes (R-06, R-73, R-95, R-96)."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from grants.rules.fundingtable import (
    FundingRow,
    FundingTable,
    compare_stated,
    joined,
    row_faults,
)
from grants.rules.instalments import Granted, Instalment, check_invoices, unspent
from grants.rules.profiles import profile_for
from tests.refusals.saying import Said, check, named

TABLE = FundingTable(
    (2013, 2014), (FundingRow("Region", "Vækstforum", (D(400), None), D(401)),), "2013"
)
GRANTED = Granted("Iværksætterkursus", 2013, D("1000.00"))


def added(other: FundingTable):
    return [joined(TABLE, other)]


def named_profile(code: str):
    return [profile_for(code)]


CASES = [
    Said(
        lambda: named_profile("esf-1999"),
        "UNKNOWN_PROFILE",
        "R-06",
        "profile",
        "There is no rule profile esf-1999; choose one of esf-2007-13, esf-2014-20, "
        "esf-2021-27, municipal-agreement, funding-register.",
        "Der findes ingen regelprofil esf-1999; vælg en af esf-2007-13, esf-2014-20, "
        "esf-2021-27, municipal-agreement, funding-register.",
    ),
    Said(
        lambda: row_faults(TABLE),
        "ROW_TOTAL",
        "R-95",
        "Vækstforum",
        "Vækstforum prints 401.00, its years add up to 400.00; correct a year or the total.",
        "Vækstforum er trykt som 401,00, men årene giver i alt 400,00; ret et år eller totalen.",
    ),
    Said(
        lambda: compare_stated(D("1000.00"), D("900.00")).warnings,
        "STATED_DIFFERS",
        "R-96",
        "stated",
        "The text says 1,000.00, the table holds 900.00; 100.00 lies elsewhere.",
        "Teksten siger 1.000,00, tabellen indeholder 900,00; 100,00 ligger andetsteds.",
    ),
    Said(
        lambda: added(FundingTable((2013, 2014), (), "2014")),
        "PRICE_LEVELS",
        "R-96",
        "",
        "Amounts at 2013 and at 2014 price level cannot be added; convert one table to the "
        "level of the other first.",
        "Beløb i pris- og lønniveau 2013 og 2014 kan ikke lægges sammen; omregn først den ene"
        " tabel til den andens niveau.",
    ),
    Said(
        lambda: added(FundingTable((2014, 2015), (), "2013")),
        "YEARS",
        "R-96",
        "",
        "One table covers 2013, 2014, the other 2014, 2015; they cannot be added. Give both "
        "the same years.",
        "Den ene tabel dækker 2013, 2014, den anden 2014, 2015; de kan ikke lægges sammen. "
        "Giv begge de samme år.",
    ),
    Said(
        lambda: check_invoices([GRANTED], [Instalment(GRANTED.activity, 2013, 1, D("1000.01"))]),
        "INVOICED_OVER_GRANT",
        "R-73",
        "Iværksætterkursus",
        "Iværksætterkursus 2013 is invoiced with 1,000.01 and granted 1,000.00; credit the "
        "0.01 above the grant.",
        "Iværksætterkursus 2013 er faktureret med 1.000,01 og bevilget 1.000,00; krediter de "
        "0,01 over bevillingen.",
    ),
    Said(
        lambda: unspent(GRANTED, D("999.99")),
        "UNSPENT",
        "R-73",
        "Iværksætterkursus",
        "Iværksætterkursus has used DKK 999.99 of DKK 1,000.00; DKK 0.01 is unspent.",
        "Iværksætterkursus har brugt 999,99 kr. af 1.000,00 kr.; 0,01 kr. er uforbrugt.",
    ),
]


@pytest.mark.parametrize("case", named(CASES).values(), ids=named(CASES))
def test_a_refusal_says(case):
    check(case)
