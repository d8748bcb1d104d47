"""A sample that a stranger can draw again: tables, properties, sentences."""

from __future__ import annotations

import hashlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.queries.texts import sentence_text
from reporting.rules.sampling import (
    Unit,
    check_bulk,
    check_draw,
    check_extent,
    draw,
    extent_pct,
    least_size,
    population_sha256,
)

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


REFUSALS = [
    (
        lambda: check_draw(TEN, "pleasant", 3, None, SEED),
        "Choose how the sample is drawn.",
        "Vælg, hvordan stikprøven udtrækkes.",
    ),
    (
        lambda: check_draw([], "simple", 0, None, SEED),
        "The report has no line that could be drawn.",
        "Rapporten har ingen linje, der kan udtrækkes.",
    ),
    (
        lambda: check_draw(TEN, "simple", 3, None, "7"),
        "The seed has at least 8 characters.",
        "Startværdien har mindst 8 tegn.",
    ),
    (
        lambda: check_draw(TEN, "above", 3, None, SEED),
        "Give the amount from which every line is taken, above 0; else leave it out.",
        "Angiv det beløb over 0, hvorfra hver linje tages med; ellers udelad det.",
    ),
    (
        lambda: check_draw(TEN, "simple", 0, None, SEED),
        "Of 10 lines left to chance, at least 1 and at most all are drawn.",
        "Af 10 linjer, der er overladt til tilfældet, udtrækkes mindst 1 og højst alle.",
    ),
    (
        lambda: check_draw(TEN, "above", 9, Decimal("900.00"), SEED),
        "Of 8 lines left to chance, at least 1 and at most all are drawn.",
        "Af 8 linjer, der er overladt til tilfældet, udtrækkes mindst 1 og højst alle.",
    ),
    (
        lambda: check_bulk(["B1", "B2"]),
        "B1, B2: drawn in the sample, so each is opened and decided by hand. Accept the others "
        "without them.",
        "B1, B2: udtrukket i stikprøven, så hver åbnes og afgøres i hånden. Godkend de andre uden "
        "dem.",
    ),
    (
        lambda: check_extent(100, 30, False, 2),
        "2 lines of the sample have not been checked by hand.",
        "2 linjer i stikprøven er ikke gennemgået i hånden.",
    ),
    (
        lambda: check_extent(30, 30, True, 0),
        "The lines have changed since the sample was drawn. Draw again; both count.",
        "Linjerne er ændret, siden stikprøven blev udtrukket. Udtræk igen; begge gælder.",
    ),
    (
        lambda: check_extent(50, None, False, 0),
        "Less than 100 per cent is a sample: draw it first.",
        "Mindre end 100 procent er en stikprøve: Udtræk den først.",
    ),
    (
        lambda: check_extent(50, 30, False, 0),
        "The sample covers 30 per cent of the lines: the extent is that, or 100.",
        "Stikprøven dækker 30 procent af linjerne: Omfanget er det eller 100.",
    ),
]


@pytest.mark.parametrize(("found", "english", "danish"), REFUSALS)
def test_a_no_is_one_sentence_in_both_languages(found, english, danish):
    [breach] = found()
    assert sentence_text(breach, "en") == english
    assert sentence_text(breach, "da") == danish


def test_what_is_in_order_is_not_refused():
    assert check_draw(TEN, "simple", 1, None, SEED) == []
    assert check_draw(TEN, "above", 8, Decimal("900.00"), SEED) == []
    assert check_bulk([]) == []
    for asked, drawn in ((100, None), (100, 30), (30, 30)):
        assert check_extent(asked, drawn, False, 0) == []
