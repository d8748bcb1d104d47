"""What a section, a recipient, a contract and a decision must be, in both languages."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.rules.refusals import Breach
from reporting.rules.paper_steps import check_decision, next_body
from reporting.rules.procurement import DIRECT, PROCEDURES, QUOTES, check_contract, warnings_of
from reporting.rules.section_texts import (
    LONGEST,
    SectionState,
    check_body,
    check_hand,
    check_recipient,
    check_section,
    check_sections,
    length_hint,
)
from tests.refusals.saying import Said, check, named

D = Decimal


def state(state: str = "", *, required: bool = True, has_text: bool = False) -> SectionState:
    return SectionState("economy", "Økonomi", required, state, has_text)


def warned(**more: object) -> list[Breach]:
    told = {
        "value": D("40000.00"),
        "procedure": QUOTES,
        "threshold": None,
        "market_check_from": D("30000.00"),
        "has_file": True,
        "has_reason": False,
        "paid": D("0.00"),
    }
    return warnings_of(**{**told, **more})  # type: ignore[arg-type]


DAY = dt.date(2013, 3, 1)
CASES = [
    Said(
        lambda: check_sections([state()]),
        *("TEXT_NOT_APPROVED", "rules 5.1", "economy"),
        "The section “Økonomi” has no text. Write it and have it approved first.",
        "Afsnittet “Økonomi” har ingen tekst. Skriv det, og få det godkendt først.",
    ),
    Said(
        lambda: check_sections([state("draft", required=False, has_text=True)]),
        *("TEXT_NOT_APPROVED", "rules 5.1", "economy"),
        "The section “Økonomi” is “Draft”. Have it approved first.",
        "Afsnittet “Økonomi” er “Kladde”. Få det godkendt først.",
    ),
    Said(
        lambda: check_hand(1, {1, 2}, "Pm"),
        *("FOUR_EYES", "A-07", ""),
        "Pm has written in this text, so another one reviews and approves it.",
        "Pm har skrevet i teksten, så en anden gennemlæser og godkender den.",
    ),
    Said(
        lambda: check_body(" \n"),
        *("TEXT_EMPTY", "rules 5.1", "body"),
        "The section has no text yet. Write it first.",
        "Afsnittet har endnu ingen tekst. Skriv det først.",
    ),
    Said(
        lambda: check_body("x" * (LONGEST + 1)),
        *("TEXT_TOO_LONG", "rules 5.1", "body"),
        "The text has 20001 characters; a section takes at most 20000.",
        "Teksten har 20001 tegn; et afsnit har højst 20000.",
    ),
    Said(
        lambda: check_recipient("Byen", "Aarhus", ""),
        *("RECIPIENT_CODE", "rules 5", "code"),
        "The code is made of small letters a to z, digits and hyphens, begins with a letter and "
        "has at most 20 signs, not “Byen”.",
        "Koden består af små bogstaver fra a til z, cifre og bindestreger, begynder med et bogstav "
        "og har højst 20 tegn, ikke “Byen”.",
    ),
    Said(
        lambda: check_recipient("byen", " ", ""),
        *("RECIPIENT_NAME", "rules 5", "name"),
        "The recipient has no name.",
        "Modtageren har intet navn.",
    ),
    Said(
        lambda: check_recipient("byen", "Aarhus", "5790000418641"),
        *("EAN_NUMBER", "rules 5.3", "ean"),
        "“5790000418641” is no EAN number: 13 digits, the last of which is a check digit.",
        "“5790000418641” er ikke et EAN-nummer: 13 cifre, hvoraf det sidste er et kontrolciffer.",
    ),
    Said(
        lambda: check_section("economy", 100, 50),
        *("SECTION_LENGTH", "rules 5", "max_words"),
        "The shortest length, 100 words, lies above the longest, 50.",
        "Den korteste længde, 100 ord, er over den længste, 50.",
    ),
    Said(
        lambda: check_contract(" ", "", D("1.00"), None),
        *("SUPPLIER", "rules 5.1", "supplier"),
        "The contract names no supplier.",
        "Kontrakten nævner ingen leverandør.",
    ),
    Said(
        lambda: check_contract("A", "12345678", D("1.00"), None),
        *("CVR", "rules 5.1", "supplier_cvr"),
        "“12345678” is no CVR number: eight digits with the right check digit.",
        "“12345678” er ikke et CVR-nummer: otte cifre med det rigtige kontrolciffer.",
    ),
    Said(
        lambda: check_contract("A", "", D("0.00"), None),
        *("VALUE", "rules 5.1", "value"),
        "The value of a contract lies above 0.00 kr., not at 0.00 kr.",
        "En kontrakts værdi er over 0,00 kr., ikke 0,00 kr.",
    ),
    Said(
        lambda: check_contract("A", "", D("1.00"), D("-1.00")),
        *("THRESHOLD", "A-21", "threshold"),
        "A threshold lies at 0.00 kr. or above, not at -1.00 kr.",
        "En tærskelværdi er 0,00 kr. eller mere, ikke -1,00 kr.",
    ),
    Said(
        lambda: warned(procedure=DIRECT),
        *("NO_MARKET_CHECK", "A-21", ""),
        "40,000.00 kr. were bought directly, and the market is checked from 30,000.00 kr. on. Keep "
        "the market check, or write why there was none.",
        "Der er købt direkte for 40.000,00 kr., og markedet afsøges fra 30.000,00 kr. Vedlæg "
        "markedsafsøgningen, eller skriv, hvorfor der ingen var.",
    ),
    Said(
        lambda: warned(threshold=D("40000.00")),
        *("NOT_TENDERED", "R-83", ""),
        "The value of 40,000.00 kr. reaches the threshold of 40,000.00 kr. and was not put out to "
        "tender; a flat correction of 5 to 100 per cent may follow.",
        "Værdien på 40.000,00 kr. når tærskelværdien på 40.000,00 kr. og har ikke været i udbud; "
        "det kan give en fast korrektion på 5 til 100 procent.",
    ),
    Said(
        lambda: warned(procedure="national", threshold=D("40000.01")),
        *("TENDERED_BY_CHOICE", "A-21", ""),
        "The value of 40,000.00 kr. lies below the threshold of 40,000.01 kr.: the tender was made "
        "by choice.",
        "Værdien på 40.000,00 kr. er under tærskelværdien på 40.000,01 kr.: udbuddet er "
        "frivilligt.",
    ),
    Said(
        lambda: warned(has_file=False),
        *("NO_FILE", "A-21", ""),
        "No file proves the procedure yet.",
        "Ingen fil dokumenterer fremgangsmåden endnu.",
    ),
    Said(
        lambda: warned(paid=D("40000.01")),
        *("OVERPAID", "A-21", ""),
        "40,000.01 kr. have been paid under a contract of 40,000.00 kr.",
        "Der er betalt 40.000,01 kr. under en kontrakt på 40.000,00 kr.",
    ),
    Said(
        lambda: check_decision(" ", DAY, sent_on=DAY, last=None, today=DAY),
        *("DECISION_EMPTY", "rules 5.2", "decision"),
        "Write what was decided.",
        "Skriv, hvad der blev afgjort.",
    ),
    Said(
        lambda: check_decision("Ja", DAY, sent_on=DAY, last=dt.date(2013, 3, 2), today=DAY),
        *("DECISION_DAY", "rules 5.2", "decided_on"),
        "The decision is dated between 02/03/2013 and 01/03/2013, not 01/03/2013.",
        "Afgørelsen dateres mellem 2.3.2013 og 1.3.2013, ikke 1.3.2013.",
    ),
]


@pytest.mark.parametrize("said", named(CASES).values(), ids=named(CASES).keys())
def test_what_is_wrong_is_said(said):
    check(said)


def test_what_is_right_passes():
    assert check_sections([state("approved", has_text=True), state(required=False)]) == []
    assert check_body("Ja.") == []
    assert check_hand(3, {1, 2}, "Ls") == []
    assert check_recipient("byen", "Aarhus Kommune", "5790000418640") == []
    assert check_section("economy", 50, 50) == []
    assert check_contract("A", "29189668", D("0.01"), D("0.00")) == []
    assert check_decision("Ja", DAY, sent_on=DAY, last=None, today=DAY) == []
    assert warned() == []
    assert warned(procedure=DIRECT, has_reason=True) == []
    assert warned(procedure=DIRECT, value=D("29999.99")) == []


@given(st.integers(0, 900), st.integers(0, 900), st.integers(0, 900))
def test_a_length_is_short_or_long_or_fits(words, least, most):
    hint = length_hint(words, min(least, most), max(least, most))
    assert hint == (
        "short" if words < min(least, most) else "long" if words > max(least, most) else ""
    )


@given(st.lists(st.text(min_size=1), max_size=4), st.integers(0, 6))
def test_the_path_goes_from_body_to_body_and_ends(bodies, decided):
    found = next_body(bodies, decided)
    assert (found is None) == (decided >= len(bodies))


@given(
    st.sampled_from(list(PROCEDURES)),
    st.decimals("0.01", "99999", places=2),
    st.none() | st.decimals("0", "99999", places=2),
)
def test_a_contract_is_never_both_over_and_under_its_threshold(procedure, value, threshold):
    codes = {one.code for one in warned(procedure=procedure, value=value, threshold=threshold)}
    assert not {"NOT_TENDERED", "TENDERED_BY_CHOICE"} <= codes
