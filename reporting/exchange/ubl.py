"""An invoice or credit note as UBL 2.1 in the shape of Peppol BIS Billing 3 (rules.md 5.3).

The same facts give the same bytes. A grant is outside VAT: category O, no rate, amount 0, and no
VAT number of anybody (BR-O-01 to BR-O-10).
"""

from __future__ import annotations

from decimal import Decimal

from lxml import etree

from reporting.rules.invoices import CURRENCY, TO_ACCOUNT, InvoiceFacts, Line, Party

Element = etree._Element
DOCUMENT = "urn:oasis:names:specification:ubl:schema:xsd:{}-2"
CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
SPACES = {"cac": CAC, "cbc": CBC}
CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
CVR_SCHEME, GLN_SCHEME = "0184", "0088"
OUTSIDE_VAT = "O"
INVOICE_TYPE, CREDIT_TYPE = "380", "381"
# The file speaks to the municipality's system, in its language.
EXEMPTION = "Tilskud uden for momslovens område"
COUNTRY = "DK"
EACH = "EA"


def add(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    """A child of *parent*, named with its prefix as in ``cbc:ID``."""
    prefix, _colon, local = name.partition(":")
    child = etree.SubElement(parent, f"{{{SPACES[prefix]}}}{local}", attributes)
    child.text = text
    return child


def root_of(facts: InvoiceFacts) -> Element:
    """The empty document of the right kind."""
    name = "CreditNote" if facts.is_credit_note else "Invoice"
    space = DOCUMENT.format(name)
    return etree.Element(f"{{{space}}}{name}", nsmap={None: space, **SPACES})


def written(root: Element) -> bytes:
    """The document as bytes."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def amount(parent: Element, name: str, value: Decimal) -> None:
    """An amount in kroner and øre."""
    add(parent, name, format(value, ".2f"), currencyID=CURRENCY)


def render_peppol(facts: InvoiceFacts) -> bytes:
    """*facts* as the municipality's access point takes them."""
    root = root_of(facts)
    _head(root, facts)
    _party(add(root, "cac:AccountingSupplierParty"), facts.seller, CVR_SCHEME, facts.seller.cvr)
    _party(add(root, "cac:AccountingCustomerParty"), facts.buyer, GLN_SCHEME, facts.buyer.gln)
    _payment(root, facts)
    _vat(root, facts.total)
    totals = add(root, "cac:LegalMonetaryTotal")
    for name in ("LineExtensionAmount", "TaxExclusiveAmount", "TaxInclusiveAmount"):
        amount(totals, f"cbc:{name}", facts.total)
    amount(totals, "cbc:PayableAmount", facts.total)
    for line in facts.lines:
        _line(root, facts, line)
    return written(root)


def _head(root: Element, facts: InvoiceFacts) -> None:
    add(root, "cbc:CustomizationID", CUSTOMIZATION)
    add(root, "cbc:ProfileID", PROFILE)
    add(root, "cbc:ID", facts.number)
    add(root, "cbc:IssueDate", facts.issued_on.isoformat())
    if facts.is_credit_note:
        add(root, "cbc:CreditNoteTypeCode", CREDIT_TYPE)
    else:
        add(root, "cbc:DueDate", facts.due_on.isoformat())
        add(root, "cbc:InvoiceTypeCode", INVOICE_TYPE)
    if facts.note:
        add(root, "cbc:Note", facts.note)
    add(root, "cbc:DocumentCurrencyCode", CURRENCY)
    if facts.buyer_reference:
        add(root, "cbc:BuyerReference", facts.buyer_reference)
    if facts.order_reference:
        add(add(root, "cac:OrderReference"), "cbc:ID", facts.order_reference)
    if facts.is_credit_note:
        _credited(root, facts)
        # A credit note has no place for a project, so that it stands as a reference to a document.
        project = add(root, "cac:AdditionalDocumentReference")
        add(project, "cbc:ID", facts.project_reference)
        add(project, "cbc:DocumentTypeCode", "50")
    else:
        add(add(root, "cac:ProjectReference"), "cbc:ID", facts.project_reference)


def _credited(root: Element, facts: InvoiceFacts) -> None:
    reference = add(add(root, "cac:BillingReference"), "cac:InvoiceDocumentReference")
    add(reference, "cbc:ID", facts.credits_number)
    if facts.credits_on:
        add(reference, "cbc:IssueDate", facts.credits_on.isoformat())


def _party(place: Element, party: Party, scheme: str, endpoint: str) -> None:
    one = add(place, "cac:Party")
    add(one, "cbc:EndpointID", endpoint, schemeID=scheme)
    add(add(one, "cac:PartyName"), "cbc:Name", party.name)
    address = add(one, "cac:PostalAddress")
    add(address, "cbc:StreetName", party.street)
    add(address, "cbc:CityName", party.city)
    add(address, "cbc:PostalZone", party.postcode)
    add(add(address, "cac:Country"), "cbc:IdentificationCode", COUNTRY)
    legal = add(one, "cac:PartyLegalEntity")
    add(legal, "cbc:RegistrationName", party.name)
    if party.cvr:
        add(legal, "cbc:CompanyID", party.cvr, schemeID=CVR_SCHEME)


def _payment(root: Element, facts: InvoiceFacts) -> None:
    means = add(root, "cac:PaymentMeans")
    add(means, "cbc:PaymentMeansCode", facts.means)
    if facts.is_credit_note:
        add(means, "cbc:PaymentDueDate", facts.due_on.isoformat())
    add(means, "cbc:PaymentID", facts.number)
    account = add(means, "cac:PayeeFinancialAccount")
    domestic = facts.means == TO_ACCOUNT
    add(account, "cbc:ID", facts.account.account_no if domestic else facts.account.iban)
    branch = facts.account.registration_no if domestic else facts.account.bic
    add(add(account, "cac:FinancialInstitutionBranch"), "cbc:ID", branch)


def _vat(root: Element, total: Decimal) -> None:
    tax = add(root, "cac:TaxTotal")
    amount(tax, "cbc:TaxAmount", Decimal(0))
    part = add(tax, "cac:TaxSubtotal")
    amount(part, "cbc:TaxableAmount", total)
    amount(part, "cbc:TaxAmount", Decimal(0))
    category = add(part, "cac:TaxCategory")
    add(category, "cbc:ID", OUTSIDE_VAT)
    add(category, "cbc:TaxExemptionReason", EXEMPTION)
    add(add(category, "cac:TaxScheme"), "cbc:ID", "VAT")


def _line(root: Element, facts: InvoiceFacts, line: Line) -> None:
    credit = facts.is_credit_note
    place = add(root, "cac:CreditNoteLine" if credit else "cac:InvoiceLine")
    add(place, "cbc:ID", str(line.number))
    add(place, "cbc:CreditedQuantity" if credit else "cbc:InvoicedQuantity", "1", unitCode=EACH)
    amount(place, "cbc:LineExtensionAmount", line.amount)
    item = add(place, "cac:Item")
    add(item, "cbc:Name", line.text)
    category = add(item, "cac:ClassifiedTaxCategory")
    add(category, "cbc:ID", OUTSIDE_VAT)
    add(add(category, "cac:TaxScheme"), "cbc:ID", "VAT")
    amount(add(place, "cac:Price"), "cbc:PriceAmount", line.amount)
