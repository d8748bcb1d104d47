"""Money, agreements, persons and texts beside a claim: each check is broken and names the row."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest

from consortium.queries.texts import sentence_text
from grants.actions.addenda import (
    Extra,
    draft_addendum,
    sign_addendum_as_municipality,
    sign_addendum_as_operator,
)
from grants.actions.fundingtable import LineFacts, enter_funding_lines, open_funding_table
from partners.actions.contacts import add_contact, open_contact_list, withdraw_consent
from partners.models import Contact, ContactDetails
from partners.rules.contacts import ConsentFacts, ContactFacts
from reporting.actions.bank import confirm_match, read_bank_file
from reporting.actions.invoices import credit_invoice
from reporting.actions.payment_files import make_payment_file
from reporting.models import ContactDisposal, Destruction
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting.invoicing_story import approved as paid_on
from tests.reporting.invoicing_story import ready_to_invoice, sent
from tests.reporting.queries.checks.test_faults import faults_of, past_the_triggers
from tests.reporting.statements import entry, statement
from tests.reporting.written import approved, named, written

D = Decimal
CODES = ("H-10", "H-11", "H-12", "H-13", "H-14", "H-15")


def municipal() -> SimpleNamespace:
    """An invoice, its credit note, the invoice anew and paid; an addendum; a funding table."""
    world = ready_to_invoice()
    told = {"by": world.pm, "at": world.clock()}
    credit_invoice(sent(world), reason="Forkert reference", by=world.lc, at=world.clock())
    world.invoice = sent(world)
    day = world.clock().date().isoformat()
    paid = entry(str(world.invoice.amount), ref="B1", on=day, text=world.invoice.number_text)
    [read] = read_bank_file(
        world.grant, file=statement(paid), name="udtog.xml", by=world.lc, at=world.clock()
    )
    key = {"kind": "invoice", "key": world.invoice.pk}
    confirm_match(read.entries.get(), **key, by=world.lc, at=world.clock())
    extra = Extra(world.areas["a"], 2024, D("50000.01"), dt.date(2024, 2, 1), dt.date(2024, 6, 30))
    addendum = draft_addendum(
        world.agreement,
        dated_on=dt.date(2023, 1, 10),
        text="Indsatsen fortsætter.",
        reason="Evalueringen",
        extra=[extra],
        **told,
    )
    addendum = sign_addendum_as_operator(addendum, by=world.ls, at=world.clock())
    sign_addendum_as_municipality(addendum, by=world.mu, at=world.clock())
    table = open_funding_table(
        world.grant,
        title="Midler",
        price_level="2024 p/l",
        first_year=2024,
        last_year=2025,
        **told,
    )
    line = LineFacts("Kommunen", "Pakke", (D(800), D(200)), D(1000))
    enter_funding_lines(table, [line], **told)
    return world


def transfers() -> SimpleNamespace:
    """The fund has paid, and a file for the bank passes the money on."""
    world = laid_out(paid_on)
    day = world.clock().date()
    make_payment_file(world.payment, execute_on=day, by=world.lc, at=world.clock())
    return world


def kept() -> SimpleNamespace:
    """An approved text, a contact that withdrew, and one that stands in its list."""
    world = signed_grant()
    named(world)
    approved(written(world, world.period, "economy", "Forbruget er som ventet."), world)
    told = {"by": world.pu, "at": world.clock()}
    own = {"grant_ref": world.ref, "kind": "ambassadors", "name": "Ambassadører"}
    listed = open_contact_list(world.aarhus.organisation, **own, **told)
    consent = ConsentFacts("1.0", dt.date(2012, 2, 1), "mail", for_sharing=True)
    for name in ("Maria", "José"):
        world.contact = add_contact(listed, ContactFacts(name, "a@example.org"), consent, **told)
    withdraw_consent(world.contact, **told)
    return world


@pytest.fixture(params=[municipal, transfers, kept], ids=lambda told: told.__name__)
def whole(request, db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return laid_out(request.param)


def test_what_the_actions_make_has_no_fault(whole):
    for code in CODES:
        for scope in (None, whole.grant):
            assert [str(one.breach) for one in faults_of(code, scope)] == [], code


INVOICES = "UPDATE reporting_invoice SET"
PAID = "state = 'paid'"
BREAKS = [
    (
        municipal,
        "H-10",
        f"{INVOICES} number = 7 WHERE {PAID}",
        "reporting_invoice",
        "Invoice 7 follows 2: numbers are missing between.",
        "Faktura 7 følger efter 2: der mangler numre imellem.",
    ),
    (
        municipal,
        "H-10",
        f"{INVOICES} body = replace(body, '2023', '2024') WHERE {PAID}",
        "reporting_invoice",
        "What invoice 3 says is not what was frozen when it was sent.",
        "Det, faktura 3 siger, er ikke det, der blev låst, da den blev sendt.",
    ),
    (
        municipal,
        "H-10",
        f"{INVOICES} amount = amount - 100, paid = amount - 100 WHERE {PAID}",
        "reporting_invoice",
        "Invoice 3 says 125,000.00 and asks for 124,999.00.",
        "Faktura 3 siger 125.000,00 og beder om 124.999,00.",
    ),
    (
        municipal,
        "H-10",
        f"{INVOICES} amount = amount - 100, paid = amount - 100 WHERE {PAID}",
        "reporting_invoice",
        "The lines of an invoice come to 125,000.00, and it asks for 124,999.00.",
        "En fakturas linjer er i alt 125.000,00, og den beder om 124.999,00.",
    ),
    (
        municipal,
        "H-10",
        f"{INVOICES} amount = amount - 100, paid = amount - 100 WHERE {PAID}",
        "reporting_invoice",
        "Invoice 3 asks for 124,999.00; its instalment is 125,000.00.",
        "Faktura 3 beder om 124.999,00; dens rate er 125.000,00.",
    ),
    (
        municipal,
        "H-10",
        f"{INVOICES} amount = amount + 100 WHERE kind = 'credit_note'",
        "reporting_invoice",
        "Credit note 2 takes back 125,001.00; its invoice asked for 125,000.00.",
        "Kreditnota 2 tager 125.001,00 tilbage; dens faktura bad om 125.000,00.",
    ),
    (
        municipal,
        "H-10",
        f"{INVOICES} credits_id = (SELECT id FROM reporting_invoice WHERE {PAID})"
        " WHERE kind = 'credit_note'",
        "reporting_invoice",
        "Credit note 2 takes back an invoice that still stands.",
        "Kreditnota 2 tager en faktura tilbage, der stadig gælder.",
    ),
    (
        municipal,
        "H-10",
        f"{INVOICES} credits_id = (SELECT id FROM reporting_invoice WHERE {PAID})"
        " WHERE kind = 'credit_note'",
        "reporting_invoice",
        "Invoice 1 is credited, and there is no credit note.",
        "Faktura 1 er krediteret, og der er ingen kreditnota.",
    ),
    (
        municipal,
        "H-11",
        "UPDATE reporting_bankmatch SET amount = amount - 100",
        "reporting_bankmatch",
        "is matched to another amount: 124,999.00.",
        "er afstemt med et andet beløb: 124.999,00.",
    ),
    (
        municipal,
        "H-11",
        "UPDATE reporting_bankentry SET is_credit = NOT is_credit",
        "reporting_bankmatch",
        "is matched to money that goes the other way.",
        "er afstemt med penge, der går den anden vej.",
    ),
    (
        municipal,
        "H-11",
        "UPDATE reporting_bankmatch SET fingerprint = 'another'",
        "reporting_bankmatch",
        "is matched under another entry's mark.",
        "er afstemt under en anden posterings mærke.",
    ),
    (
        municipal,
        "H-11",
        f"{INVOICES} paid = 0, state = 'sent' WHERE {PAID}",
        "reporting_invoice",
        "The bank has brought 125,000.00 on invoice 3; 0.00 counts as paid.",
        "Banken har bragt 125.000,00 på faktura 3; 0,00 tæller som betalt.",
    ),
    (
        transfers,
        "H-11",
        "UPDATE reporting_paymentfile SET content = content || ' '",
        "reporting_paymentfile",
        "are not those that were made.",
        "er ikke det, der blev lavet.",
    ),
    (
        transfers,
        "H-11",
        "UPDATE reporting_paymentfile SET control_sum = control_sum + 100",
        "reporting_paymentfile",
        "its rows are 2 of",
        "dens rækker er 2 på",
    ),
    (
        transfers,
        "H-11",
        "UPDATE reporting_paymentfilerow SET amount = amount + 100",
        "reporting_paymentfilerow",
        "its disbursement is of",
        "dens udbetaling er på",
    ),
    (
        transfers,
        "H-11",
        "UPDATE reporting_paymentfilerow SET is_live = NOT is_live",
        "reporting_paymentfilerow",
        "and its file do not agree on whether it is withdrawn.",
        "og dens fil er ikke enige om, hvorvidt den er trukket tilbage.",
    ),
    (
        municipal,
        "H-12",
        "UPDATE grants_instalment SET amount = amount + 100 WHERE number = 1 AND year = 2023",
        "grants_agreedamount",
        "and its instalments come to 250,001.00 in 2 parts; half is owed at the start and the rest "
        "at the end.",
        "og dens rater er i alt 250.001,00 i 2 dele; halvdelen skyldes ved start og resten ved "
        "slutningen.",
    ),
    (
        municipal,
        "H-12",
        "UPDATE grants_municipalagreement SET payment_terms = 'Straks'",
        "grants_municipalagreement",
        "is not what both parties have signed.",
        "er ikke det, begge parter har underskrevet.",
    ),
    (
        municipal,
        "H-12",
        "UPDATE grants_agreedtarget SET minimum = minimum + 100 WHERE minimum IS NOT NULL",
        "grants_agreedtarget",
        "is not what both parties have signed.",
        "er ikke det, begge parter har underskrevet.",
    ),
    (
        municipal,
        "H-12",
        "UPDATE grants_addendum SET text = 'Indsatsen ophører.'",
        "grants_addendum",
        "“text” of",
        "“text” i",
    ),
    (
        municipal,
        "H-13",
        "UPDATE grants_fundingcell SET amount = amount + 100 WHERE year = 2024",
        "grants_fundingtable",
        "Pakke prints 1,000.00, its years add up to 1,001.00; correct a year or the total.",
        "Pakke",
    ),
    (
        municipal,
        "H-13",
        "UPDATE grants_fundingcell SET year = 2026 WHERE year = 2025",
        "grants_fundingcell",
        "Pakke has an amount in 2026, which is none of the table's years.",
        "Pakke har et beløb i 2026, som ikke er et af tabellens år.",
    ),
    (
        kept,
        "H-14",
        "UPDATE partners_contact SET state = 'ended', basis = '' WHERE state <> 'withdrawn'",
        "partners_contactdetails",
        "is gone, and who it was is still kept.",
        "er borte, og hvem det var, er stadig gemt.",
    ),
    (
        kept,
        "H-15",
        "UPDATE reporting_sectiontext SET body = 'Forbruget er rekordhøjt.'",
        "reporting_sectiontext",
        "of period 1 is not the one that was approved.",
        "for periode 1 er ikke den, der blev godkendt.",
    ),
]


@pytest.fixture
def told(request, db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return laid_out(request.param)


@pytest.mark.parametrize(
    ("told", "code", "statement", "table", "english", "danish"), BREAKS, indirect=["told"]
)
def test_a_check_names_the_row_that_breaks_it(told, code, statement, table, english, danish):
    past_the_triggers(statement)
    for scope in (None, told.grant):
        found = [one for one in faults_of(code, scope) if one.table == table]
        for language, words in (("en", english), ("da", danish)):
            sentences = [sentence_text(one.breach, language) for one in found]
            plain = [one.replace("\N{NO-BREAK SPACE}", " ") for one in sentences]
            assert any(words in one for one in plain), plain


def test_a_name_after_the_lists_were_emptied_is_named(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    world = laid_out(kept)
    assert faults_of("H-14") == []
    at = world.clock()
    hands = {"proposed_by": world.lc, "confirmed_by": world.ls}
    certificate = Destruction.objects.create(
        grant=world.grant, kind="lists", at=at, body="{}", **hands
    )
    ContactDisposal.objects.create(
        grant=world.grant,
        number=1,
        preview_sha256="",
        asked_by=world.lc,
        asked_at=at,
        signed_by=world.ls,
        certificate=certificate,
    )
    [found] = faults_of("H-14", world.grant)
    assert found.row == str(ContactDetails.objects.get().pk)
    contact = Contact.objects.get(details__isnull=False).pk
    assert sentence_text(found.breach, "en") == (
        f"Contact {contact} is still named; the lists of its project were emptied with a "
        "certificate."
    )
    assert sentence_text(found.breach, "da") == (
        f"Kontakt {contact} er stadig nævnt ved navn; projektets lister blev tømt med et bevis."
    )
