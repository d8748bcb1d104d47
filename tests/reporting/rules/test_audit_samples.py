"""What may be drawn, entered and concluded: figures, limits, sentences in both languages."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from consortium.rules.refusals import Breach
from reporting.rules.audit_samples import (
    METHODS,
    NATURES,
    NEGATIVE,
    POSITIVE,
    Planning,
    check_audit_draw,
    check_conclusion,
    check_error,
    check_planning,
    figures,
    formula_size,
    of_sign,
)
from reporting.rules.projecting import ANOMALOUS, EXHAUSTIVE, SYSTEMIC, Looked
from reporting.rules.sampling import Unit
from tests.refusals.saying import Said, check, named

D = Decimal
SEED = "01234567"
MUS = Planning("mus", 90, "bilateral", D("2"), D("0.4"), D("0.085"))
SIMPLE, SMALL = replace(MUS, method="simple"), replace(MUS, method="small")


def units(*amounts):
    return [Unit(place, f"B{place}", D(one)) for place, one in enumerate(amounts, start=1)]


def planned(**changed: Any) -> list[Breach]:
    """What is said of the choice of monetary units, with something else."""
    return check_planning(replace(MUS, **changed))


MANY = units(*["100.00"] * 400)
THIRTY = units(*["100.00"] * 30)


def test_units_are_drawn_among_their_like():
    mixed = units("1.00", "-2.00", "0.00", "3.00")
    assert [unit.key for unit in of_sign(mixed, POSITIVE)] == [1, 4]
    assert [unit.key for unit in of_sign(mixed, NEGATIVE)] == [2]


def test_the_figures_of_a_choice():
    found = figures(MANY, MUS)
    assert (found.units, found.book) == (400, D("40000.00"))
    assert (found.tolerable, found.anticipated) == (D("800.00"), D("160.00"))
    # As in the guidance: 1.645 × 0.085 / 0.016, squared and up
    assert (found.formula_size, found.least) == (77, 77)
    assert figures(MANY, SIMPLE).least == 77
    small = figures(units(*["1.00"] * 41), SMALL)
    assert (small.units, small.book) == (41, D("41.00"))
    assert (small.tolerable, small.anticipated) == (D("0.82"), D("0.16"))
    assert (small.formula_size, small.least) == (0, 5)


def test_never_more_than_there_are_and_never_fewer_than_thirty():
    easy = replace(MUS, sigma=D("0.01"))
    assert (figures(MANY, easy).formula_size, figures(MANY, easy).least) == (2, 30)
    assert figures(THIRTY, SIMPLE).least == 30
    assert figures([], SIMPLE).least == 0
    # By monetary units n counts steps, not rows: with 77 of them every row is above the interval.
    assert figures(THIRTY, MUS).least == 77
    assert figures([], MUS).least == 30
    # Large rows are taken besides, so that three are left to chance.
    heavy = units(*["1000.00"] * 29, *["1.00"] * 40)
    assert figures(heavy, easy).least == 32
    assert figures(heavy, replace(easy, method="simple")).least == 30


def test_without_room_the_formula_gives_nothing():
    assert formula_size(MUS, D(100), D(2), D(2)) == 0
    assert formula_size(MUS, D(100), D(2), D(3)) == 0
    assert formula_size(SMALL, D(100), D(2), D(1)) == 0
    assert formula_size(SIMPLE, D(100), D(2), D(1)) == 196
    assert figures(MANY, replace(MUS, anticipated_pct=D(2))).least == 30


def test_z_is_that_of_the_table():
    assert MUS.z == D("1.645")
    assert replace(MUS, sides="unilateral", confidence=60).z == D("0.253")


def test_what_is_in_order_is_drawn():
    for planning, rows, size in (
        *((MUS, MANY, 77), (MUS, MANY, 400), (MUS, THIRTY, 30), (SIMPLE, THIRTY, 30)),
        *((MUS, THIRTY, 77), (MUS, HEAVY, 32)),
        *((SMALL, THIRTY, 3), (SMALL, THIRTY, 30), (SMALL, MANY[:299], 30)),
    ):
        assert check_audit_draw(rows, planning, size, SEED) == []
    for changed in (
        *({"materiality_pct": D("0.5"), "anticipated_pct": D(0)}, {"sigma": D(1)}),
        {"materiality_pct": D(2)},
    ):
        assert planned(**changed) == []
    assert check_planning(replace(SMALL, sigma=D(0))) == []


HEAVY = units(*["1000.00"] * 29, *["1.00"] * 40)
SYSTEMICS = [Looked(EXHAUSTIVE, D(100), D("10.00"), SYSTEMIC)]
ANOMALIES = [Looked(EXHAUSTIVE, D(100), D("10.00"), ANOMALOUS)]
CORRECTED = [Looked(EXHAUSTIVE, D(100), D("10.00"), SYSTEMIC, is_corrected=True)]
REFUSED = [
    Said(
        lambda: check_planning(replace(MUS, method="pleasant")),
        *("METHOD_UNKNOWN", "rules 4.3", "method"),
        "Choose how the sample is drawn.",
        "Vælg, hvordan stikprøven udtrækkes.",
    ),
    *(
        Said(
            partial(planned, **changed),
            *("CONFIDENCE_UNKNOWN", "rules 4.3", "confidence"),
            f"The guidance has no z for {told} per cent; choose one of its table.",
            f"Vejledningen har ingen z for {told} procent; vælg en fra dens tabel.",
        )
        for changed, told in (({"confidence": 99}, 99), ({"sides": "both"}, 90))
    ),
    *(
        Said(
            partial(planned, materiality_pct=D(pct), anticipated_pct=D("-1")),
            *("MATERIALITY_OUTSIDE", "rules 4.3", "materiality_pct"),
            "The tolerable error is above 0 and at most 2 per cent of the book value.",
            "Den tolerable fejl er over 0 og højst 2 procent af den bogførte værdi.",
        )
        for pct in ("0", "2.01")
    ),
    *(
        Said(
            partial(planned, anticipated_pct=D(pct)),
            *("ANTICIPATED_OUTSIDE", "rules 4.3", "anticipated_pct"),
            "The anticipated error is not below 0 and lies below the tolerable error of 2.00 per "
            "cent; else no sample can tell.",
            "Den forventede fejl er ikke under 0 og ligger under den tolerable fejl på 2,00 "
            "procent; ellers kan ingen stikprøve vise noget.",
        )
        for pct in ("-0.01", "2")
    ),
    *(
        Said(
            partial(planned, sigma=D(sigma)),
            *("SIGMA_OUTSIDE", "rules 4.3", "sigma"),
            "The expected spread of the error rates lies above 0 and is at most 1.",
            "Den forventede spredning i fejlraterne ligger over 0 og er højst 1.",
        )
        for sigma in ("0", "1.01")
    ),
    Said(
        lambda: check_audit_draw(MANY, MUS, 77, "1234567"),
        *("SEED_TOO_SHORT", "A-25", "seed"),
        "The seed has at least 8 characters.",
        "Startværdien har mindst 8 tegn.",
    ),
    Said(
        lambda: check_audit_draw([], MUS, 77, SEED),
        *("NOTHING_TO_DRAW", "rules 4.2", ""),
        "There is no row that could be drawn in what was chosen.",
        "Der er ingen række at udtrække i det valgte.",
    ),
    Said(
        lambda: check_audit_draw(MANY, replace(MUS, sigma=D(0)), 3, SEED),
        *("SIGMA_OUTSIDE", "rules 4.3", "sigma"),
        "The expected spread of the error rates lies above 0 and is at most 1.",
        "Den forventede spredning i fejlraterne ligger over 0 og er højst 1.",
    ),
    Said(
        lambda: check_audit_draw(MANY[:300], SMALL, 30, SEED),
        *("NOT_SMALL", "rules 4.2", "method"),
        "300 rows are too many for a sample that is not statistical; it is for fewer than 300. "
        "Draw monetary units or a simple random sample.",
        "300 rækker er for mange til en stikprøve, der ikke er statistisk; den er til færre end "
        "300. Udtræk pengeenheder eller en simpel tilfældig stikprøve.",
    ),
    *(
        Said(
            partial(check_audit_draw, THIRTY, SMALL, size, SEED),
            *("SIZE_OUTSIDE", "rules 4.2", "size"),
            "Of 30 rows at least 3 and at most all are drawn.",
            "Af 30 rækker udtrækkes mindst 3 og højst alle.",
        )
        for size in (2, 31)
    ),
    Said(
        lambda: check_audit_draw(THIRTY[:29], SIMPLE, 29, SEED),
        *("TOO_FEW_UNITS", "rules 4.2", "method"),
        "A statistical sample has at least 30 units, and there are 29 rows. Draw a sample that is "
        "not statistical, or look at all of them.",
        "En statistisk stikprøve har mindst 30 enheder, og der er 29 rækker. Udtræk en stikprøve, "
        "der ikke er statistisk, eller gennemgå dem alle.",
    ),
    *(
        Said(
            partial(check_audit_draw, MANY, planning, size, SEED),
            *("SIZE_OUTSIDE", "rules 4.2", "size"),
            "Of 400 rows at least 30 and at most all are drawn.",
            "Af 400 rækker udtrækkes mindst 30 og højst alle.",
        )
        for planning, size in ((MUS, 29), (SIMPLE, 29), (SIMPLE, 401))
    ),
    *(
        Said(
            partial(check_audit_draw, HEAVY, MUS, size, SEED),
            *("STRATUM_TOO_SMALL", "rules 4.2", "size"),
            f"Chance would pick {size - 29} of the rows below the interval, and at least 3 are "
            "needed. Draw more rows.",
            f"Tilfældet ville vælge {size - 29} af rækkerne under intervallet, og der skal mindst "
            "3 til. Udtræk flere rækker.",
        )
        for size in (30, 31)
    ),
    *(
        Said(
            partial(check_error, D(book), D(error), "random", "x"),
            *("ERROR_OUTSIDE", "rules 4.3", "error"),
            "The error lies between 0 and the row's 10.00 kr.",
            "Fejlen ligger mellem 0 og rækkens 10,00 kr.",
        )
        for book, error in (("10.00", "10.01"), ("10.00", "-0.01"), ("-10.00", "10.01"))
    ),
    Said(
        lambda: check_error(D(10), D(0), "odd", ""),
        *("NATURE_UNKNOWN", "rules 4.3", "nature"),
        "Say whether the error is accidental, systemic or anomalous.",
        "Angiv, om fejlen er tilfældig, systematisk eller enkeltstående.",
    ),
    Said(
        lambda: check_error(D(10), D("0.01"), "random", " "),
        *("NOTE_MISSING", "rules 4.3", "note"),
        "Say what is wrong with the row.",
        "Skriv, hvad der er galt med rækken.",
    ),
    Said(
        lambda: check_conclusion(2, [], D(0), "I orden"),
        *("UNITS_WAITING", "rules 4.3", ""),
        "2 rows of the sample have not been looked at.",
        "2 rækker i stikprøven er ikke gennemgået.",
    ),
    Said(
        lambda: check_conclusion(0, SYSTEMICS, D("9.99"), "I orden"),
        *("SYSTEMIC_TOO_LOW", "rules 4.3", "systemic"),
        "The systemic errors in the whole population are at least the 10.00 kr. that the sample "
        "has found.",
        "De systematiske fejl i hele populationen er mindst de 10,00 kr., som stikprøven har "
        "fundet.",
    ),
    Said(
        lambda: check_conclusion(0, ANOMALIES, D("0.01"), "I orden"),
        *("SYSTEMIC_UNKNOWN", "rules 4.3", "systemic"),
        "No row of the sample has a systemic error, so none is delimited.",
        "Ingen række i stikprøven har en systematisk fejl, så der er ingen at afgrænse.",
    ),
    Said(
        lambda: check_conclusion(0, [], D(0), " "),
        *("TEXT_MISSING", "rules 4.3", "text"),
        "Write what you conclude.",
        "Skriv, hvad du konkluderer.",
    ),
]
CASES = named(REFUSED)


@pytest.mark.parametrize("name", CASES)
def test_a_no_is_one_sentence(name):
    check(CASES[name])


def test_what_is_in_order_is_entered_and_concluded():
    for book, error in (("10.00", "10.00"), ("10.00", "0.00"), ("-10.00", "10.00")):
        assert check_error(D(book), D(error), "systemic", "x") == []
    assert check_error(D(10), D(0), "random", "") == []
    assert check_conclusion(0, SYSTEMICS, D("10.00"), "I orden") == []
    assert check_conclusion(0, CORRECTED, D("5.00"), "I orden") == []
    assert check_conclusion(0, CORRECTED, D(0), "I orden") == []
    assert check_conclusion(0, [], D(0), "I orden") == []


def test_several_things_are_said_at_once():
    breaches = check_audit_draw([], replace(MUS, sigma=D(0)), 3, "1")
    assert [one.code for one in breaches] == ["SIGMA_OUTSIDE", "SEED_TOO_SHORT", "NOTHING_TO_DRAW"]
    assert [one.code for one in check_conclusion(1, [], D(1), "")] == [
        *("UNITS_WAITING", "SYSTEMIC_UNKNOWN", "TEXT_MISSING")
    ]


def test_methods_and_natures_are_those_that_are_stored():
    assert set(METHODS) == {"mus", "simple", "small"}
    assert set(NATURES) == {"random", "systemic", "anomalous"}
