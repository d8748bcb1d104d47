"""A sample that a stranger can draw again: tables, properties, sentences."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.rules.sampling import (
    Unit,
    check_bulk,
    check_draw,
    check_extent,
    draw,
    extent_pct,
    in_random_order,
    least_size,
    population_sha256,
    random_part,
)
from tests.refusals.saying import Said, check, named

SEED = "0123456789abcdef"


def units(*amounts):
    return [Unit(place, f"B{place}", Decimal(one)) for place, one in enumerate(amounts, start=1)]


TEN = units(*(f"{place}00.00" for place in range(1, 11)))


def test_a_stranger_draws_the_same_lines_with_sha_256_alone():
    """As the page tells it: SHA-256 of ``seed:key``, sorted, the first ones."""
    keys = sorted(range(1, 11), key=lambda k: hashlib.sha256(f"{SEED}:{k}".encode()).hexdigest())
    assert list(draw(TEN, SEED, 3).picks) == keys[:3]
    listed = "\n".join(f"{place};B{place};{place}00.00" for place in range(1, 11))
    assert population_sha256(TEN) == hashlib.sha256(listed.encode()).hexdigest()


def test_large_lines_and_those_not_above_zero_are_always_taken():
    found = draw(
        [*TEN, Unit(11, "K1", Decimal("-5.00")), Unit(12, "N", Decimal("0.00"))],
        SEED,
        2,
        Decimal("900.00"),
    )
    assert found.always == (9, 10, 11, 12)
    assert len(found.picks) == 2 and not set(found.picks) & {9, 10, 11, 12}


@pytest.mark.parametrize(
    ("population", "least"),
    [(0, 0), (1, 1), (10, 1), (11, 2), (299, 30), (300, 30), (5000, 30)],
)
def test_a_tenth_of_few_and_thirty_of_many(population, least):
    assert least_size(population) == least


@pytest.mark.parametrize(
    ("checked", "population", "extent"),
    [(0, 0, 100), (1, 1000, 1), (1, 3, 33), (2, 3, 66), (37, 37, 100)],
)
def test_the_extent_is_never_rounded_up(checked, population, extent):
    assert extent_pct(checked, population) == extent


populations = st.lists(st.decimals("0.01", "99999.99", places=2), min_size=1, max_size=60)


@given(amounts=populations, seed=st.text(min_size=8, max_size=20), data=st.data())
def test_a_draw_is_of_the_population_each_line_once_and_repeats(amounts, seed, data):
    rows = units(*amounts)
    size = data.draw(st.integers(0, len(rows)))
    found = draw(rows, seed, size)
    assert len(found.picks) == len(set(found.picks)) == size
    assert found.keys <= {unit.key for unit in rows}
    assert found == draw(rows, seed, size)
    # A larger sample holds the smaller one: nobody loses a pick by asking for more.
    assert set(found.picks) <= set(draw(rows, seed, len(rows)).picks)


@given(seed=st.integers(0, 10**9))
def test_the_order_of_the_list_does_not_decide(seed):
    first = draw(TEN, f"seed-{seed:010d}", 3).picks
    assert first == draw(list(reversed(TEN)), f"seed-{seed:010d}", 3).picks


def test_every_line_comes_first_about_as_often():
    counts = [0] * 11
    for place in range(5000):
        counts[draw(TEN, f"seed-{place:06d}", 1).picks[0]] += 1
    assert min(counts[1:]) > 400 and max(counts) < 600


REFUSED = [
    Said(
        lambda: check_draw(TEN, "pleasant", 3, None, SEED),
        *("METHOD_UNKNOWN", "rules 4.2", "method"),
        "Choose how the sample is drawn.",
        "Vælg, hvordan stikprøven udtrækkes.",
    ),
    Said(
        lambda: check_draw([], "simple", 0, None, SEED),
        *("NOTHING_TO_DRAW", "rules 4.2", ""),
        "The report has no line that could be drawn.",
        "Rapporten har ingen linje, der kan udtrækkes.",
    ),
    Said(
        lambda: check_draw(TEN, "simple", 3, None, "1234567"),
        *("SEED_TOO_SHORT", "A-25", "seed"),
        "The seed has at least 8 characters.",
        "Startværdien har mindst 8 tegn.",
    ),
    *(
        Said(
            partial(check_draw, TEN, method, 3, above, SEED),
            *("AMOUNT_MISSING", "rules 4.2", "above"),
            "Give the amount from which every line is taken, above 0; else leave it out.",
            "Angiv det beløb over 0, hvorfra hver linje tages med; ellers udelad det.",
        )
        for method, above in (
            *(("above", None), ("above", Decimal("0.00")), ("above", Decimal("-1.00"))),
            *(("simple", Decimal("900.00")), ("simple", Decimal("0.00"))),
        )
    ),
    *(
        Said(
            partial(check_draw, TEN, "simple", size, None, SEED),
            *("SIZE_OUTSIDE", "rules 4.2", "size"),
            "Of 10 lines left to chance, at least 1 and at most all are drawn.",
            "Af 10 linjer, der er overladt til tilfældet, udtrækkes mindst 1 og højst alle.",
        )
        for size in (0, 11)
    ),
    Said(
        lambda: check_draw(TEN, "above", 9, Decimal("900.00"), SEED),
        *("SIZE_OUTSIDE", "rules 4.2", "size"),
        "Of 8 lines left to chance, at least 1 and at most all are drawn.",
        "Af 8 linjer, der er overladt til tilfældet, udtrækkes mindst 1 og højst alle.",
    ),
    Said(
        lambda: check_bulk(["B1", "B2"]),
        *("SAMPLED_IN_BULK", "rules 4.2", ""),
        "B1, B2: drawn in the sample, so each is opened and decided by hand. Accept the others "
        "without them.",
        "B1, B2: udtrukket i stikprøven, så hver åbnes og afgøres i hånden. Godkend de andre uden "
        "dem.",
    ),
    Said(
        lambda: check_extent(100, 30, False, 2),
        *("SAMPLE_UNCHECKED", "A-24", ""),
        "2 lines of the sample have not been checked by hand.",
        "2 linjer i stikprøven er ikke gennemgået i hånden.",
    ),
    Said(
        lambda: check_extent(30, 30, True, 0),
        *("SAMPLE_STALE", "A-25", ""),
        "The lines have changed since the sample was drawn. Draw again; both count.",
        "Linjerne er ændret, siden stikprøven blev udtrukket. Udtræk igen; begge gælder.",
    ),
    Said(
        lambda: check_extent(50, None, False, 0),
        *("SAMPLE_MISSING", "A-24", "extent_pct"),
        "Less than 100 per cent is a sample: draw it first.",
        "Mindre end 100 procent er en stikprøve: Udtræk den først.",
    ),
    Said(
        lambda: check_extent(50, 30, False, 0),
        *("EXTENT_NOT_DRAWN", "A-24", "extent_pct"),
        "The sample covers 30 per cent of the lines: the extent is that, or 100.",
        "Stikprøven dækker 30 procent af linjerne: Omfanget er det eller 100.",
    ),
]
CASES = named(REFUSED)


@pytest.mark.parametrize("name", CASES)
def test_a_no_is_one_sentence_in_both_languages(name):
    check(CASES[name])


def test_several_things_are_said_at_once():
    codes = [one.code for one in check_draw([], "pleasant", 5, None, "1")]
    assert codes == ["METHOD_UNKNOWN", "NOTHING_TO_DRAW", "SEED_TOO_SHORT", "SIZE_OUTSIDE"]
    codes = [one.code for one in check_extent(50, None, True, 1)]
    assert codes == ["SAMPLE_UNCHECKED", "SAMPLE_STALE", "SAMPLE_MISSING"]
    # An amount that is wrong says nothing about what is left to chance.
    assert [one.code for one in check_draw([], "above", 5, None, SEED)] == [
        *("NOTHING_TO_DRAW", "AMOUNT_MISSING")
    ]


def test_what_is_left_to_chance_is_above_zero_and_below_the_amount():
    rows = units("5.00", "0.00", "-5.00", "10.00", "9.99")
    assert random_part(rows) == 3
    assert random_part(rows, Decimal("10.00")) == 2
    assert draw(rows, SEED, 0, Decimal("10.00")).always == (2, 3, 4)
    assert draw(rows, SEED, 0).always == (2, 3)


def test_the_order_is_that_of_the_seed():
    assert [one.key for one in in_random_order(TEN, SEED)] == list(draw(TEN, SEED, 10).picks)


def test_what_is_in_order_is_not_refused():
    assert check_draw(TEN, "simple", 1, None, SEED) == []
    assert check_draw(TEN, "simple", 10, None, "12345678") == []
    assert check_draw(TEN, "above", 8, Decimal("900.00"), SEED) == []
    assert check_bulk([]) == []
    for asked, drawn in ((100, None), (100, 30), (30, 30)):
        assert check_extent(asked, drawn, False, 0) == []
