"""What is said of a file that cannot be kept (A-01, A-35, G-01)."""

from __future__ import annotations

import pytest

from consortium.rules.papers import Look, check_look
from tests.refusals.saying import Said, check, named


def said(code: str, rule: str, english: str, danish: str, fault: str, **facts: object) -> Said:
    look = Look("application/pdf", 0, fault, facts)
    return Said(lambda: check_look(look, "B1.pdf"), code, rule, "file", english, danish)


NO, LARGE, CPR = "FILE_NOT_ACCEPTED", "FILE_TOO_LARGE", "HOLDS_CPR"
CASES = [
    said(
        NO,
        "A-01",
        "“B1.pdf” is not a file of a kind that is kept; send one of PDF, PNG, JPEG, HEIC, XLSX, "
        "DOCX, CSV, TXT, XML.",
        "“B1.pdf” er ikke en filtype, der opbevares; send en af PDF, PNG, JPEG, HEIC, XLSX, DOCX, "
        "CSV, TXT, XML.",
        "kind",
    ),
    said(
        NO,
        "A-01",
        "“B1.pdf” holds macros, and no program is kept; save it as PDF and send that.",
        "“B1.pdf” indeholder makroer, og programmer gemmes ikke; gem den som PDF, og send den.",
        "macros",
    ),
    said(
        NO,
        "A-01",
        "“B1.pdf” is locked with a password, so nobody can check it; save it without the password "
        "and send it again.",
        "“B1.pdf” er låst med en adgangskode, så ingen kan kontrollere den; gem den uden "
        "adgangskode, og send den igen.",
        "locked",
    ),
    said(
        NO,
        "A-01",
        "“B1.pdf” says that it is PDF, but it is cut off or damaged and cannot be opened; fetch it "
        "anew from where it comes and send it again.",
        "“B1.pdf” giver sig ud for at være PDF, men er afkortet eller beskadiget og kan ikke "
        "åbnes; hent den igen dér, hvor den kommer fra, og send den igen.",
        "broken",
        type="PDF",
    ),
    said(
        NO,
        "A-01",
        "“B1.pdf” holds JavaScript, which runs when it is opened; print it to a new PDF and send "
        "that.",
        "“B1.pdf” indeholder JavaScript, som kører, når den åbnes; udskriv den til en ny PDF, og "
        "send den.",
        "live",
        what="JavaScript",
    ),
    said(
        LARGE,
        "A-01",
        "“B1.pdf” has 10000 × 9000 points, and 60 million is the most; send a smaller picture.",
        "“B1.pdf” har 10000 × 9000 punkter, og højst 60 millioner modtages; send et mindre "
        "billede.",
        "pixels",
        width=10000,
        height=9000,
        most=60,
    ),
    said(
        LARGE,
        "A-01",
        "“B1.pdf” has 2001 pages, and 2000 is the most; send it in parts, or only the pages that "
        "prove the cost.",
        "“B1.pdf” har 2001 sider, og højst 2000 modtages; send den i dele eller kun de sider, der "
        "dokumenterer udgiften.",
        "pages",
        pages=2001,
        most=2000,
    ),
    said(
        LARGE,
        "A-01",
        "“B1.pdf” unpacks to 96 MB of text, and 19 MB is the most; send only the part that proves "
        "the cost.",
        "“B1.pdf” fylder 96 MB tekst udpakket, og højst 19 MB modtages; send kun den del, der "
        "dokumenterer udgiften.",
        "long",
        size=96,
        most=19,
    ),
    said(
        LARGE,
        "A-01",
        "“B1.pdf” could not be read within 15 seconds; print it to a new PDF, or send it in parts.",
        "“B1.pdf” kunne ikke læses på 15 sekunder; udskriv den til en ny PDF, eller send den i "
        "dele.",
        "slow",
        seconds=15,
    ),
    said(
        CPR,
        "G-01",
        "“B1.pdf” holds a CPR number on page 2. CPR numbers are never stored: take it out of the "
        "file, so that the digits are gone and not only painted over, and send it again.",
        "“B1.pdf” indeholder et CPR-nummer på side 2. CPR-numre gemmes aldrig: fjern det fra "
        "filen, så cifrene er væk og ikke kun malet over, og send den igen.",
        "cpr",
        place="page",
        page=2,
    ),
    said(
        CPR,
        "G-01",
        "“B1.pdf” holds a CPR number in its hidden particulars, a note or a form field. CPR "
        "numbers are never stored: print the file to a new PDF without it and send that.",
        "“B1.pdf” indeholder et CPR-nummer i sine skjulte oplysninger, en note eller et "
        "formularfelt. CPR-numre gemmes aldrig: udskriv filen til en ny PDF uden det, og send den.",
        "cpr",
        place="facts",
    ),
    said(
        CPR,
        "G-01",
        "“B1.pdf” holds a CPR number; take it out of the file and send it again.",
        "“B1.pdf” indeholder et CPR-nummer; fjern det fra filen, og send den igen.",
        "cpr",
        place="text",
    ),
]
NAMED = named(CASES)


@pytest.mark.parametrize("case", NAMED.values(), ids=NAMED)
def test_the_refusal_says_so_in_both_languages(case):
    check(case)


def test_a_file_without_a_fault_is_not_refused():
    assert check_look(Look("application/pdf", 3), "B1.pdf") == []
