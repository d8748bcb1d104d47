"""Bank statements read to the last entry, files that attack, and payment files for the bank."""

from __future__ import annotations

import datetime as dt
import re
import time
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from partners.rules.accounts import Account
from reporting.exchange.camt053 import StatementRefused, read_statements
from reporting.exchange.pain001 import Batch, Order, render_pain001
from reporting.rules.bank import check_statement, fingerprint
from tests.reporting.invoicing import SHARED, camt_schema, pain_schema
from tests.reporting.said import said
from tests.reporting.statements import ACCOUNT, entry, statement

D = Decimal


@pytest.mark.skipif(not SHARED.exists(), reason="the bank's files are not at hand")
@pytest.mark.parametrize("name", ["camt053.v2.minimal.xml", "camt053.v8.xml"])
def test_real_statements_are_read_to_the_last_entry(name):
    [read] = read_statements((SHARED / "bank" / name).read_bytes())
    assert read.statement_id == "253EURNL26VAYB8060476890"
    assert read.account == "NL26VAYB8060476890"
    assert read.opening == (D("18.15"), "EUR")
    assert read.closing == (D("-27.00"), "SEK")
    [one] = read.entries
    assert (one.amount, one.currency, one.is_credit) == (D("8.85"), "EUR", True)
    assert (one.booked_on, one.value_on) == (dt.date(2014, 12, 31), dt.date(2015, 1, 2))
    assert one.counterparty == "NAME NAME"
    assert [b.code for b in check_statement(read)] == ["OTHER_CURRENCY", "MIXED_BALANCE"]
    if name.endswith("v8.xml"):
        assert one.end_to_end == "MUELL/FINP/RA12345"
        assert (one.reference, one.text) == ("AAAASESS-FP-CN_98765/01", "4654654654654654")


def test_our_own_files_cover_the_same_traits_and_keep_the_official_schema():
    content = statement(
        entry("125000.00", ref="A1", text="Faktura 00001", who="Aarhus Kommune"),
        entry("93750.00", ref="A2", side="DBIT", key="K-1", who="Randers Erhvervsråd"),
        entry("5.00", side="DBIT", text="Gebyr"),
        entry("5.00", side="DBIT", text="Gebyr"),
        entry("10.00", ref="A3", ccy="EUR"),
        last="31240.00",
    )
    assert camt_schema("02").is_valid(content.decode())
    [read] = read_statements(content)
    told = [(one.number, one.signed, one.currency, one.end_to_end) for one in read.entries]
    assert told == [
        (1, D("125000.00"), "DKK", ""),
        (2, D("-93750.00"), "DKK", "K-1"),
        (3, D("-5.00"), "DKK", ""),
        (4, D("-5.00"), "DKK", ""),
        (5, D("10.00"), "EUR", ""),
    ]
    newer = content.replace(b"053.001.02", b"053.001.08")
    newer = re.sub(rb"<Sts>(\w+)</Sts>", rb"<Sts><Cd>\1</Cd></Sts>", newer)
    newer = re.sub(rb"(<(?:Dbtr|Cdtr)>)(.*?)(</(?:Dbtr|Cdtr)>)", rb"\1<Pty>\2</Pty>\3", newer)
    assert camt_schema("08").is_valid(newer.decode())
    assert read_statements(newer)[0].entries == read.entries


def test_payments_that_the_bank_gathers_are_told_one_by_one():
    parts = "".join(
        f'<TxDtls><Refs><EndToEndId>K-{n}</EndToEndId></Refs><AmtDtls><TxAmt><Amt Ccy="DKK">{a}'
        "</Amt></TxAmt></AmtDtls></TxDtls>"
        for n, a in ((1, "70.00"), (2, "30.00"))
    )
    one = entry("100.00", ref="B", side="DBIT")
    whole = statement(one.replace("</Ntry>", f"<NtryDtls>{parts}</NtryDtls></Ntry>"))
    assert camt_schema("02").is_valid(whole.decode())
    [read] = read_statements(whole)
    assert [(e.end_to_end, e.amount, e.reference) for e in read.entries] == [
        ("K-1", D("70.00"), "B/1"),
        ("K-2", D("30.00"), "B/2"),
    ]
    # Parts that do not add up are not believed; the entry stands as a whole.
    [read] = read_statements(whole.replace(b">30.00<", b">30.01<"))
    assert [(e.end_to_end, e.amount) for e in read.entries] == [("", D("100.00"))]


def test_the_sum_of_a_statement_is_tested():
    fine = statement(entry("10.00"), first="5.00", last="15.00")
    assert check_statement(read_statements(fine)[0]) == []
    [breach] = check_statement(read_statements(fine.replace(b">15.00<", b">16.00<"))[0])
    assert str(breach) == (
        "The entries come to 10.00, and the balance went from 5.00 to 16.00: 1.00 is missing from "
        "the file."
    )
    pending = statement(entry("10.00", status="PDNG"), first="5.00", last="5.00")
    assert check_statement(read_statements(pending)[0]) == []


def test_an_entry_is_known_again_by_the_banks_reference():
    [one], [again] = (
        read_statements(statement(entry("10.00", ref="A1"), number=name)) for name in ("1", "2")
    )
    assert fingerprint(one, one.entries[0], 0) == fingerprint(again, again.entries[0], 3)
    bare = read_statements(statement(entry("10.00")))[0]
    other = replace(bare, statement_id="9")
    keys = {fingerprint(bare, bare.entries[0], twin) for twin in (0, 1)}
    assert len(keys | {fingerprint(other, bare.entries[0], 0)}) == 3


ATTACKS = {
    "xxe": (
        statement().replace(
            b"<Document", b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><Document'
        ),
        "STATEMENT_WITH_ENTITIES",
    ),
    "laughs": (
        b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><Document>&b;</Document>',
        "STATEMENT_WITH_ENTITIES",
    ),
    "dtd": (statement().replace(b"<Document", b"<!DOCTYPE d><Document"), "STATEMENT_WITH_ENTITIES"),
    "negative": (statement(entry("-5.00")), "STATEMENT_ENTRY"),
    "words": (statement(entry("NaN")), "STATEMENT_ENTRY"),
    "exponent": (statement(entry("1e9")), "STATEMENT_ENTRY"),
    "thirds of an øre": (statement(entry("1.005")), "STATEMENT_ENTRY"),
    "no direction": (statement(entry("1.00", side="UP")), "STATEMENT_ENTRY"),
    "no day": (statement(entry("1.00", on="2012-02-30")), "STATEMENT_ENTRY"),
    "cut off": (statement(entry("1.00"))[:-40], "STATEMENT_DAMAGED"),
    "no xml": (b"PK\x03\x04", "STATEMENT_DAMAGED"),
    "empty": (b"", "STATEMENT_DAMAGED"),
    "deep": (
        statement().replace(b"<GrpHdr>", b"<a>" * 5000 + b"</a>" * 5000 + b"<GrpHdr>"),
        "STATEMENT_DAMAGED",
    ),
    "nameless": (statement(account=""), "STATEMENT_NAMELESS"),
    "other document": (statement().replace(b"camt.053", b"pain.001"), "STATEMENT_OTHER"),
    "no statement": (
        statement().replace(b"<Stmt>", b"<Rpt>").replace(b"</Stmt>", b"</Rpt>"),
        "STATEMENT_MISSING",
    ),
    "large": (b" " * 100_000_000, "STATEMENT_TOO_LARGE"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_file_that_attacks_is_refused_at_once(attack):
    content, code = ATTACKS[attack]
    began = time.perf_counter()
    with pytest.raises(StatementRefused) as refusal:
        read_statements(content)
    assert refusal.value.breaches[0].code == code
    assert time.perf_counter() - began < 2


def test_too_many_entries_are_refused(monkeypatch):
    monkeypatch.setattr("reporting.exchange.camt053.MOST_ENTRIES", 2)
    with pytest.raises(StatementRefused) as refusal:
        read_statements(statement(*[entry("1.00")] * 3))
    assert said(refusal, "en") == "The statement has more than 2 entries; fetch it in parts."


def test_a_cpr_number_that_a_payer_wrote_is_not_kept():
    [read] = read_statements(statement(entry("1.00", text="Fra 010203-1234 tak")))
    assert read.entries[0].text == "Fra ######-#### tak"


def batch():
    first = Order("K-1", D("93750.00"), "Aarhus Kommune", Account("4183", "1234567890"), "Krav 1")
    iban = Account("4183", "1234567890", ACCOUNT, "DABADKKK")
    second = Order("K-2", D("56250.01"), "Randers Erhvervsråd | <&>", iban, "Krav 1 – rate\n2")
    now = dt.datetime(2012, 10, 16, 8, 0, tzinfo=dt.UTC)
    payer = Account("9999", "1", "", "")
    day = dt.date(2012, 10, 17)
    return Batch("UDB-1", now, day, "Erhverv Aarhus", "29189609", payer, [first, second])


def test_a_payment_file_keeps_the_banks_schema_and_adds_up():
    content = render_pain001(batch())
    assert content == render_pain001(batch())
    told: Any = pain_schema().to_dict(content.decode())
    read = told["CstmrCdtTrfInitn"]
    assert read["GrpHdr"]["NbOfTxs"] == "2"
    assert read["GrpHdr"]["CtrlSum"] == read["PmtInf"][0]["CtrlSum"] == D("150000.01")
    orders = read["PmtInf"][0]["CdtTrfTxInf"]
    assert [one["PmtId"]["EndToEndId"] for one in orders] == ["K-1", "K-2"]
    assert orders[0]["CdtrAcct"]["Id"]["Othr"]["Id"] == "41831234567890"
    assert orders[1]["CdtrAcct"]["Id"]["IBAN"] == ACCOUNT
    assert orders[1]["Cdtr"]["Nm"] == "Randers Erhvervsråd"
    assert orders[1]["RmtInf"]["Ustrd"] == ["Krav 1 rate 2"]
    assert read["PmtInf"][0]["DbtrAcct"]["Id"]["Othr"]["Id"] == "99990000000001"
