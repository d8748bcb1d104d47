"""The same invoice as OIOUBL 2.1, for a receiver that is only reached over NemHandel's old road.

OIOUBL knows no category “outside the scope of VAT”: a line without VAT is `ZeroRated` with the
rate 0. Its `TaxExclusiveAmount` is the VAT, not the sum before it.
"""

from __future__ import annotations

import uuid
from decimal import Decimal

from lxml import etree

from reporting.exchange.ubl import (
    COUNTRY,
    CREDIT_TYPE,
    EACH,
    INVOICE_TYPE,
    add,
    amount,
    root_of,
    written,
)
from reporting.rules.invoices import CURRENCY, TO_ACCOUNT, InvoiceFacts, Line, Party

Element = etree._Element
AGENCY = "320"
CODE_LIST = "urn:oioubl:codelist:{}-1.1"
PROFILE = "urn:www.nesubl.eu:profiles:profile5:ver2.0"
# The old list names its ways of payment itself.
CHANNELS = {TO_ACCOUNT: "DK:BANK"}
IBAN_CHANNEL = "IBAN"
VAT, VAT_NAME, NO_VAT = "63", "Moms", "ZeroRated"
# The key of a document: made from what it says, so that the same invoice has the same key.
KEY_SPACE = uuid.UUID("5f0f7f1a-6a0e-5d0b-9a43-0d9b2d9c7c55")


def render_oioubl(facts: InvoiceFacts) -> bytes:
    """*facts* as OIOUBL 2.1."""
    root = root_of(facts)
    _head(root, facts)
    seller = add(add(root, "cac:AccountingSupplierParty"), "cac:Party")
    _party(seller, facts.seller, "DK:CVR", f"DK{facts.seller.cvr}")
    buyer = add(add(root, "cac:AccountingCustomerParty"), "cac:Party")
    _party(buyer, facts.buyer, "GLN", facts.buyer.gln)
    contact = add(buyer, "cac:Contact")
    add(contact, "cbc:ID", facts.buyer_reference or facts.order_reference)
    # A credit note of this list is set against the invoice, and has no way of payment of its own.
    if not facts.is_credit_note:
        _payment(root, facts)
    _vat(root, facts.total)
    _totals(root, facts.total)
    for line in facts.lines:
        _line(root, facts, line)
    return written(root)


def _head(root: Element, facts: InvoiceFacts) -> None:
    add(root, "cbc:UBLVersionID", "2.1")
    add(root, "cbc:CustomizationID", "OIOUBL-2.1")
    profile = {"schemeAgencyID": AGENCY, "schemeID": "urn:oioubl:id:profileid-1.2"}
    add(root, "cbc:ProfileID", PROFILE, **profile)
    add(root, "cbc:ID", facts.number)
    add(root, "cbc:CopyIndicator", "false")
    add(root, "cbc:UUID", str(uuid.uuid5(KEY_SPACE, f"{facts.seller.cvr}/{facts.number}")))
    add(root, "cbc:IssueDate", facts.issued_on.isoformat())
    if facts.is_credit_note:
        add(root, "cbc:CreditNoteTypeCode", CREDIT_TYPE)
    else:
        _code(root, "cbc:InvoiceTypeCode", INVOICE_TYPE, "invoicetypecode")
    if facts.note:
        add(root, "cbc:Note", facts.note)
    add(root, "cbc:DocumentCurrencyCode", CURRENCY)
    add(root, "cbc:AccountingCost", facts.project_reference)
    if facts.order_reference:
        add(add(root, "cac:OrderReference"), "cbc:ID", facts.order_reference)
    if facts.is_credit_note:
        reference = add(add(root, "cac:BillingReference"), "cac:InvoiceDocumentReference")
        add(reference, "cbc:ID", facts.credits_number)
        if facts.credits_on:
            add(reference, "cbc:IssueDate", facts.credits_on.isoformat())


def _party(one: Element, party: Party, scheme: str, endpoint: str) -> None:
    attributes = {"schemeID": scheme} | ({"schemeAgencyID": "9"} if scheme == "GLN" else {})
    add(one, "cbc:EndpointID", endpoint, **attributes)
    add(add(one, "cac:PartyIdentification"), "cbc:ID", endpoint, **attributes)
    add(add(one, "cac:PartyName"), "cbc:Name", party.name)
    address = add(one, "cac:PostalAddress")
    _code(address, "cbc:AddressFormatCode", "StructuredDK", "addressformatcode")
    street, number = _street(party.street)
    add(address, "cbc:StreetName", street)
    if number:
        add(address, "cbc:BuildingNumber", number)
    add(address, "cbc:CityName", party.city)
    add(address, "cbc:PostalZone", party.postcode)
    add(add(address, "cac:Country"), "cbc:IdentificationCode", COUNTRY)
    if party.cvr:
        legal = add(one, "cac:PartyLegalEntity")
        add(legal, "cbc:RegistrationName", party.name)
        add(legal, "cbc:CompanyID", f"DK{party.cvr}", schemeID="DK:CVR")


def _street(street: str) -> tuple[str, str]:
    """The street and the number of the house, which this list keeps apart."""
    name, _blank, number = street.rpartition(" ")
    return (name, number) if name and number[:1].isdigit() else (street, "")


def _payment(root: Element, facts: InvoiceFacts) -> None:
    means = add(root, "cac:PaymentMeans")
    add(means, "cbc:ID", "1")
    add(means, "cbc:PaymentMeansCode", facts.means)
    add(means, "cbc:PaymentDueDate", facts.due_on.isoformat())
    channel = CHANNELS.get(facts.means, IBAN_CHANNEL)
    _code(means, "cbc:PaymentChannelCode", channel, "paymentchannelcode")
    account = add(means, "cac:PayeeFinancialAccount")
    domestic = facts.means == TO_ACCOUNT
    add(account, "cbc:ID", facts.account.bban[4:] if domestic else facts.account.iban)
    add(account, "cbc:PaymentNote", facts.number)
    branch = add(account, "cac:FinancialInstitutionBranch")
    if domestic:
        add(branch, "cbc:ID", facts.account.registration_no)
    else:
        add(add(branch, "cac:FinancialInstitution"), "cbc:ID", facts.account.bic)
    terms = add(root, "cac:PaymentTerms")
    add(terms, "cbc:ID", "1")
    add(terms, "cbc:PaymentMeansID", "1")
    amount(terms, "cbc:Amount", facts.total)


def _totals(root: Element, total: Decimal) -> None:
    totals = add(root, "cac:LegalMonetaryTotal")
    amount(totals, "cbc:LineExtensionAmount", total)
    amount(totals, "cbc:TaxExclusiveAmount", Decimal(0))
    amount(totals, "cbc:TaxInclusiveAmount", total)
    amount(totals, "cbc:PayableAmount", total)


def _vat(place: Element, total: Decimal) -> None:
    tax = add(place, "cac:TaxTotal")
    amount(tax, "cbc:TaxAmount", Decimal(0))
    part = add(tax, "cac:TaxSubtotal")
    amount(part, "cbc:TaxableAmount", total)
    amount(part, "cbc:TaxAmount", Decimal(0))
    category = add(part, "cac:TaxCategory")
    scheme = {"schemeAgencyID": AGENCY, "schemeID": "urn:oioubl:id:taxcategoryid-1.1"}
    add(category, "cbc:ID", NO_VAT, **scheme)
    add(category, "cbc:Percent", "0")
    of = add(category, "cac:TaxScheme")
    scheme = {"schemeAgencyID": AGENCY, "schemeID": "urn:oioubl:id:taxschemeid-1.1"}
    add(of, "cbc:ID", VAT, **scheme)
    add(of, "cbc:Name", VAT_NAME)


def _line(root: Element, facts: InvoiceFacts, line: Line) -> None:
    credit = facts.is_credit_note
    place = add(root, "cac:CreditNoteLine" if credit else "cac:InvoiceLine")
    add(place, "cbc:ID", str(line.number))
    add(place, "cbc:CreditedQuantity" if credit else "cbc:InvoicedQuantity", "1.00", unitCode=EACH)
    amount(place, "cbc:LineExtensionAmount", line.amount)
    _vat(place, line.amount)
    item = add(place, "cac:Item")
    add(item, "cbc:Description", line.text)
    add(item, "cbc:Name", line.text[:40])
    price = add(place, "cac:Price")
    amount(price, "cbc:PriceAmount", line.amount)
    add(price, "cbc:BaseQuantity", "1", unitCode=EACH)
    add(price, "cbc:OrderableUnitFactorRate", "1")


def _code(parent: Element, name: str, value: str, code_list: str) -> None:
    add(parent, name, value, listAgencyID=AGENCY, listID=CODE_LIST.format(code_list))
