"""The Danish rules of Peppol BIS Billing 3: asked before a file is made, and held in it."""

from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.queries.texts import sentence_text
from grants.rules.instalments import Granted, check_invoices, instalments, outstanding
from partners.rules.accounts import Account, check_account, tidy
from reporting.exchange.oioubl import render_oioubl
from reporting.exchange.ubl import render_peppol
from reporting.rules.invoices import (
    Line,
    check_facts,
    from_body,
    number_text,
    project_reference,
    to_body,
)
from tests.reporting.invoicing import SHARED, credit, facts, said_in

BUYER, SELLER, ACCOUNT = facts().buyer, facts().seller, facts().account
# The rule of each refusal, what breaks it, and what is said in English and in Danish.
REFUSED = {
    "PEPPOL-COMMON-R040": (
        facts(buyer=replace(BUYER, gln="5790000418641")),
        "“5790000418641” is no EAN location number (GLN): it has 13 digits, the last of which "
        "checks the others.",
        "“5790000418641” er ikke et EAN-lokationsnummer (GLN): det har 13 cifre, hvoraf det sidste "
        "kontrollerer de andre.",
    ),
    "DK-R-002": (
        facts(seller=replace(SELLER, cvr="")),
        "Erhverv Aarhus has no CVR number, and an invoice names the seller's; write it down.",
        "Erhverv Aarhus har ikke noget CVR-nummer, og en faktura nævner sælgerens; skriv det.",
    ),
    "DK-R-014": (
        facts(seller=replace(SELLER, cvr="12345678")),
        "12345678 is not the CVR number of Erhverv Aarhus: its check digit is wrong.",
        "12345678 er ikke CVR-nummeret på Erhverv Aarhus: kontrolcifferet er forkert.",
    ),
    "DK-R-017": (
        facts(buyer=replace(BUYER, cvr="DK551330")),
        "DK551330 is not the CVR number of Aarhus Kommune: its check digit is wrong.",
        "DK551330 er ikke CVR-nummeret på Aarhus Kommune: kontrolcifferet er forkert.",
    ),
    "PEPPOL-EN16931-R003": (
        facts(buyer_reference=" ", order_reference=""),
        "The municipality needs a reference: write its order number, or who has asked for the "
        "invoice.",
        "Kommunen skal have en reference: skriv dens rekvisitionsnummer, eller hvem der har bedt "
        "om fakturaen.",
    ),
    "DK-R-005": (
        facts(means="50"),
        "“50” is no way of payment that is used here: it is 42, to a Danish account, or 31, by "
        "IBAN.",
        "“50” er ikke en betalingsmåde, der bruges her: det er 42, til en dansk konto, eller 31, "
        "med IBAN.",
    ),
    "DK-R-006": (
        facts(account=Account("", "1234567890")),
        "“” is no registration number: it has four digits.",
        "“” er ikke et registreringsnummer: det har fire cifre.",
    ),
    "DK-R-016": (
        credit(lines=(Line(1, "Rate", Decimal("-1.00")),)),
        "The credit note is of -1.00 kr.; it is written with the amount that is taken back, which "
        "is never negative.",
        "Kreditnotaen lyder på -1,00 kr.; den skrives med det beløb, der tages tilbage, og det er "
        "aldrig negativt.",
    ),
}
# What the files never hold, so that the rule cannot be broken: the path that must be empty.
NEVER_THERE = {
    "PEPPOL-COMMON-R052": "//*[@schemeID='0096']",
    "PEPPOL-COMMON-R053": "//*[@schemeID='0198']",
    "DK-R-003": "//cac:CommodityClassification",
    "DK-R-004": "//cac:AllowanceCharge",
    "DK-R-007": "//cbc:PaymentMeansCode[.='49']",
    "DK-R-008": "//cbc:PaymentMeansCode[.='50']",
    "DK-R-009": "//cbc:PaymentID[starts-with(., '04#') or starts-with(., '15#')]",
    "DK-R-010": "//cbc:PaymentMeansCode[.='93']",
    "DK-R-011": "//cbc:PaymentID[starts-with(., '71#') or starts-with(., '75#')]",
    "DK-R-013": "//cac:PartyIdentification/cbc:ID[not(@schemeID)]",
}
# And what stands in every file, where a rule says how.
EVERYWHERE = {
    "DK-R-002": "//cac:AccountingSupplierParty//cac:PartyLegalEntity/cbc:CompanyID/text()",
    "DK-R-014": "//cac:AccountingSupplierParty//cac:PartyLegalEntity/cbc:CompanyID"
    "[@schemeID='0184']/text()",
    "PEPPOL-COMMON-R040": "//cbc:EndpointID[@schemeID='0088']/text()",
    "PEPPOL-COMMON-R042": "//cbc:EndpointID[@schemeID='0184']"
    "[string-length(.)=8 and translate(., '0123456789', '')='']/text()",
    "DK-R-006": "//cac:PayeeFinancialAccount[cbc:ID!='']/cac:FinancialInstitutionBranch"
    "/cbc:ID/text()",
}


@pytest.mark.parametrize("rule", REFUSED)
def test_a_broken_rule_is_a_sentence_before_a_file_is_made(rule):
    broken, english, danish = REFUSED[rule]
    breaches = [one for one in check_facts(broken) if one.rule == rule]
    assert [plainly(one, "en") for one in breaches] == [english]
    assert [plainly(one, "da") for one in breaches] == [danish]


def plainly(breach, language):
    return sentence_text(breach, language).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("made", [facts(), credit(), facts(means="31")])
def test_every_file_holds_what_the_rules_ask(made):
    assert check_facts(made) == []
    content = render_peppol(made)
    for rule, path in EVERYWHERE.items():
        assert len(said_in(content, path)) == 1, rule
    for rule, path in NEVER_THERE.items():
        assert said_in(content, path) == [], rule
    assert said_in(render_oioubl(made), NEVER_THERE["DK-R-013"]) == []
    assert said_in(content, "//cbc:PaymentMeansCode/text()") == [made.means]


@pytest.mark.skipif(not SHARED.exists(), reason="the table of the Danish rules is not at hand")
def test_no_danish_rule_is_forgotten():
    with (SHARED / "einvoice" / "dk_rules.tsv").open(encoding="utf-8") as lines:
        told = {row[0] for row in csv.reader(lines, delimiter="\t") if row}
    assert told <= set(REFUSED) | set(NEVER_THERE) | set(EVERYWHERE)


def test_other_faults_have_sentences_too():
    no_iban = facts(means="31", account=Account("4183", "1234567890"))
    assert [one.code for one in check_facts(no_iban)] == ["IBAN_MISSING"]
    early = facts(due_on=facts().issued_on.replace(year=2022))
    assert [one.code for one in check_facts(early)] == ["DUE_BEFORE"]
    assert [one.code for one in check_facts(facts(lines=()))] == ["NOTHING"]
    assert [one.code for one in check_facts(facts(project_reference=""))] == ["NO_PROJECT"]
    assert [one.code for one in check_facts(credit(credits_number=""))] == ["CREDITS_NOTHING"]
    homeless = facts(buyer=replace(BUYER, street=""))
    assert [one.code for one in check_facts(homeless)] == ["NO_ADDRESS"]


def test_frozen_facts_are_read_back_as_they_were():
    for one in (facts(), credit(), facts(means="31")):
        assert from_body(to_body(one)) == one
    assert number_text(7) == "00007"
    assert project_reference("M-001", "a", 2023, 1) == "M-001/a/2023/1-2"


def test_an_iban_that_is_of_another_account_is_told():
    assert check_account(ACCOUNT) == []
    assert check_account(Account(tidy("4183"), tidy("123 456-7890"))) == []
    wrong = {
        "IBAN_WRONG": replace(ACCOUNT, iban="DK0041831234567890"),
        "IBAN_DIFFERS": replace(ACCOUNT, account_no="1234567891"),
        "ACCOUNT_WRONG": Account("4183", "12a"),
        "REGISTRATION_WRONG": Account("41833", "1234567890"),
        "BIC_WRONG": replace(ACCOUNT, bic="DAB"),
    }
    for code, account in wrong.items():
        assert [one.code for one in check_account(account)] == [code]


@given(st.decimals(min_value="0.01", max_value="99999999999.99", places=2))
def test_whatever_the_amount_the_file_adds_up_to_the_oere(amount):
    for one in (facts, credit):
        content = render_peppol(one(lines=(Line(1, "Rate", amount),)))
        assert said_in(content, "//cbc:PayableAmount/text()") == [format(amount, ".2f")]
        assert said_in(content, "//cbc:LineExtensionAmount/text()") == [format(amount, ".2f")] * 2


def test_the_agreement_of_001_gives_its_ten_invoices():
    agreement = [
        Granted("a", 2023, Decimal("250000.00")),
        Granted("b", 2023, Decimal("250000.00")),
        Granted("c", 2023, Decimal("100000.00")),
        Granted("d", 2023, Decimal("500000.00")),
        Granted("d", 2024, Decimal("500000.00")),
    ]
    rows = instalments(agreement)
    amounts = sorted(str(row.amount) for row in rows)
    assert amounts == ["125000.00"] * 4 + ["250000.00"] * 4 + ["50000.00"] * 2
    files = [
        render_peppol(
            facts(
                number=number_text(place),
                project_reference=project_reference("M-001", row.activity, row.year, row.number),
                lines=(Line(1, row.activity, row.amount),),
            )
        )
        for place, row in enumerate(rows, start=1)
    ]
    sums = [Decimal(said_in(one, "//cbc:PayableAmount/text()")[0]) for one in files]
    assert sum(sums) == Decimal("1600000.00")
    assert len({said_in(one, "//cac:ProjectReference/cbc:ID/text()")[0] for one in files}) == 10
    starts = [row for row in rows if row.number == 1]
    assert outstanding(agreement, starts, 2023) == Decimal("550000.00")
    assert check_invoices(agreement, rows) == []
    assert [one.code for one in check_invoices(agreement, [*rows, rows[0]])] == [
        "INVOICED_OVER_GRANT"
    ]
