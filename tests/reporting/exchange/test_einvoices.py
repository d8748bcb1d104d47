"""E-invoices before the official schema of UBL 2.1 and the CEN's schematron of EN 16931."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from lxml import etree

from reporting.exchange.oioubl import render_oioubl
from reporting.exchange.ubl import render_peppol
from reporting.rules.invoices import Line
from tests.reporting.invoicing import (
    SHARED,
    credit,
    facts,
    failed_asserts,
    said_in,
    schema_errors,
)

SHAPES = {
    "invoice": facts(),
    "credit note": credit(),
    "by IBAN": facts(means="31"),
    "no order number": facts(order_reference=""),
    "no name": facts(buyer_reference=""),
    "buyer with CVR": facts(buyer=replace(facts().buyer, cvr="55133018")),
    "two lines": facts(
        lines=(Line(1, "Ét & <to>", Decimal("0.01")), Line(2, "Æ", Decimal("99999999.99")))
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_official_schema_and_schematron_find_nothing(shape):
    content = render_peppol(SHAPES[shape])
    assert schema_errors(content) == []
    assert failed_asserts(content) == []


@pytest.mark.parametrize("shape", SHAPES)
def test_oioubl_keeps_the_official_schema(shape):
    assert schema_errors(render_oioubl(SHAPES[shape])) == []


def test_the_official_files_do_find_faults():
    content = render_peppol(facts())
    without_name = content.replace(
        b"<cbc:RegistrationName>Aarhus Kommune", b"<cbc:RegistrationName>"
    )
    assert failed_asserts(without_name) == ["BR-07"]
    rated = content.replace(
        b"<cac:ClassifiedTaxCategory>\n        <cbc:ID>O</cbc:ID>",
        b"<cac:ClassifiedTaxCategory>\n        <cbc:ID>O</cbc:ID><cbc:Percent>25</cbc:Percent>",
    )
    assert failed_asserts(rated) == ["BR-O-05"]
    vat_number = (
        b"</cac:PostalAddress><cac:PartyTaxScheme><cbc:CompanyID>DK55133018</cbc:CompanyID>"
        b"<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>"
    )
    assert "BR-O-02" in failed_asserts(content.replace(b"</cac:PostalAddress>", vat_number, 1))
    off = content.replace(b">125000.00</cbc:PayableAmount>", b">125000.01</cbc:PayableAmount>")
    assert "BR-CO-16" in failed_asserts(off)
    assert schema_errors(content.replace(b"cbc:IssueDate>", b"cbc:IssuedDate>"))


def test_outside_vat_there_is_no_rate_no_vat_and_no_vat_number():
    for one in (facts(), credit()):
        content = render_peppol(one)
        assert said_in(content, "//cac:TaxCategory/cbc:ID/text()") == ["O"]
        assert said_in(content, "//cac:ClassifiedTaxCategory/cbc:ID/text()") == ["O"]
        assert said_in(content, "//cbc:Percent") == []
        assert said_in(content, "//cac:PartyTaxScheme") == []
        assert set(said_in(content, "//cbc:TaxAmount/text()")) == {"0.00"}
        assert said_in(content, "//cbc:TaxExemptionReason/text()")


def test_a_credit_note_is_never_negative_and_names_its_invoice():
    for content in (render_peppol(credit()), render_oioubl(credit())):
        assert said_in(content, "//cbc:PayableAmount/text()") == ["125000.00"]
        assert said_in(content, "//cac:InvoiceDocumentReference/cbc:ID/text()") == ["00001"]


def test_the_same_facts_give_the_same_bytes():
    assert render_peppol(facts()) == render_peppol(facts())
    assert render_oioubl(facts()) == render_oioubl(facts())
    assert render_oioubl(facts()) != render_oioubl(facts(number="00009"))


@pytest.mark.skipif(not SHARED.exists(), reason="the official examples are not at hand")
@pytest.mark.parametrize(
    "name", ["peppol_base-example.xml", "peppol_vat-category-O.xml", "OIOUBL_Invoice_v2p2.xml"]
)
def test_the_official_examples_pass_the_same_schema(name):
    assert schema_errors((SHARED / "einvoice" / name).read_bytes()) == []


@pytest.mark.skipif(not SHARED.exists(), reason="the official examples are not at hand")
def test_oioubl_has_the_shape_of_the_official_example():
    official = etree.parse(SHARED / "einvoice" / "OIOUBL_Invoice_v2p2.xml").getroot()
    ours = etree.fromstring(render_oioubl(facts()))
    known, own = _shape(official), _shape(ours)
    # The example does without a note, and its lines bear VAT at a rate as the whole does.
    assert {path.rpartition("/")[2] for path in own.keys() - known.keys()} == {"Note"}
    for path, attributes in own.items():
        assert attributes == known.get(path, set()), path


def _shape(root):
    """Each place of a document, without numbers of repeated ones, and the attributes seen there."""
    shape: dict[str, set[str]] = {}
    for one in root.iter():
        path = re.sub(r"\[\d+\]|\{[^}]*\}", "", root.getroottree().getelementpath(one))
        shape.setdefault(path, set()).update(one.attrib)
    return shape
