"""Every kind of target of 000 and 002: reached or not, and what is missing."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.queries.texts import sentence_text
from grants.rules import promised as rules
from grants.rules.promised import Figure, Promise, check_figure, check_promise, unit_costs, verdict
from grants.rules.proposals import agreed_target, check_decision_point

SPOUSES = Promise("range", D(30), D(40))
SERVICE = Promise("days", D(2), D(6))
EVENTS = Promise("per_place", D(2))
LOWEST = Promise("rank", D(1), places=4)
IN_JOB = Promise("share", D(70), is_strict=True)
ABOVE = Promise("above")
WEBSITE = Promise("done")


@pytest.mark.parametrize(
    ("promise", "figure", "code", "missing"),
    [
        (Promise("count", D(200)), Figure(D(200)), "reached", 0),
        (Promise("count", D(50)), Figure(D(47)), "short", 3),
        (SPOUSES, Figure(D(29)), "short", 1),
        (SPOUSES, Figure(D(30)), "reached", 0),
        (SPOUSES, Figure(D(40)), "reached", 0),
        (SPOUSES, Figure(D(41)), "beyond", 0),
        (SERVICE, Figure(D(1)), "reached", 0),
        (SERVICE, Figure(D(6)), "reached", 0),
        (SERVICE, Figure(D("6.50")), "short", D("0.50")),
        (EVENTS, Figure(D(10)), "open", 0),
        (EVENTS, Figure(D(10), places=5), "reached", 0),
        (Promise("per_place", D(2), places=6), Figure(D(10)), "short", 2),
        (LOWEST, Figure(D(1)), "reached", 0),
        (LOWEST, Figure(D(3)), "short", 2),
        (IN_JOB, Figure(D(70)), "short", 0),
        (IN_JOB, Figure(D("70.01")), "reached", 0),
        (Promise("share", D(70)), Figure(D(70)), "reached", 0),
        (ABOVE, Figure(D("9.40"), compared=D("9.40")), "short", 0),
        (ABOVE, Figure(D("9.50"), compared=D("9.40")), "reached", 0),
        (ABOVE, Figure(D(9), compared=D("9.40")), "short", D("0.40")),
        (WEBSITE, Figure(D(1)), "reached", 0),
        (WEBSITE, Figure(D(0)), "short", 1),
        (SPOUSES, None, "untold", 0),
    ],
)
def test_a_promise_is_kept_or_not(promise, figure, code, missing):
    found = verdict(promise, figure)
    assert (found.code, found.missing) == (code, missing)
    assert found.is_met == (code in ("reached", "beyond"))


def test_what_one_costs_is_c17_to_the_oere():
    assert unit_costs(D("450000.00"), D(30), D(40)) == (
        (30, D("15000.00")),
        (35, D("12857.14")),
        (40, D("11250.00")),
    )


@pytest.mark.parametrize("amount", [None, D(100)])
def test_an_amount_that_is_not_set_costs_nothing_known(amount):
    assert unit_costs(amount, None if amount else D(30)) == ()


@given(
    amount=st.decimals(1, 10**9, places=2),
    least=st.integers(1, 500),
    more=st.integers(0, 500),
)
def test_the_costs_fall_and_are_within_half_an_oere(amount, least, more):
    costs = unit_costs(amount, D(least), D(least + more))
    assert [number for number, _cost in costs] == sorted(number for number, _cost in costs)
    assert list(costs) == sorted(costs, key=lambda one: -one[1])
    for number, cost in costs:
        assert abs(cost * number - amount) <= D("0.005") * number


@given(least=st.integers(1, 1000), width=st.integers(1, 1000), value=st.integers(0, 3000))
def test_more_is_never_worse_and_the_gap_closes_the_target(least, width, value):
    promise = Promise("range", D(least), D(least + width))
    now, better = verdict(promise, Figure(D(value))), verdict(promise, Figure(D(value + 1)))
    assert better.is_met or not now.is_met
    assert verdict(promise, Figure(D(value) + now.missing)).is_met


@pytest.mark.parametrize(
    "promise",
    [SPOUSES, SERVICE, EVENTS, LOWEST, IN_JOB, ABOVE, WEBSITE, Promise("count", D(1500))],
)
def test_the_targets_of_the_sources_are_in_order(promise):
    assert check_promise(promise) == []


@pytest.mark.parametrize(
    ("promise", "english", "danish"),
    [
        (
            Promise("guess"),
            "Choose what kind of target it is, and who wants it.",
            "Vælg, hvilken slags måltal det er, og hvem der ønsker det.",
        ),
        (
            Promise("done", D(1)),
            "A target of this kind has no figure of its own; leave the figures empty.",
            "Et måltal af denne slags har ikke selv noget tal; lad tallene stå tomme.",
        ),
        (
            Promise("count"),
            "The target needs a figure above zero.",
            "Måltallet skal have et tal over nul.",
        ),
        (
            Promise("count", D("2.50")),
            "2.50 cannot be counted; write a whole number.",
            "2,50 kan ikke tælles; skriv et helt tal.",
        ),
        (
            Promise("range", D(40), D(30)),
            "“From – to” has two figures, of which the second is the higher.",
            "“Fra – til” har to tal, hvoraf det andet er det højeste.",
        ),
        (
            Promise("count", D(40), D(50)),
            "Only “from – to” and a number of days have a second figure.",
            "Kun “fra – til” og et antal dage har et tal mere.",
        ),
        (
            Promise("share", D(101)),
            "A percentage is not above 100.",
            "En procent er ikke over 100.",
        ),
        (
            Promise("rank", D(1)),
            "Say among how many the place is counted; at least among two.",
            "Skriv, blandt hvor mange pladsen tælles; mindst blandt to.",
        ),
        (
            Promise("count", D(1), places=3),
            "Only a target per institution counts institutions, from 1 up.",
            "Kun et måltal pr. institution tæller institutioner, fra 1 og op.",
        ),
        (
            Promise("count", D(1), is_strict=True),
            "Only a percentage can be “more than”; a number is at least.",
            "Kun en procent kan være “mere end”; et antal er mindst.",
        ),
    ],
)
def test_a_target_that_does_not_fit_its_kind_is_refused(promise, english, danish):
    breach = check_promise(promise)[0]
    assert (sentence_text(breach, "en"), sentence_text(breach, "da")) == (english, danish)


@pytest.mark.parametrize(
    ("promise", "figure", "english", "danish"),
    [
        (
            LOWEST,
            Figure(D(5)),
            "A place is from 1 to 4.",
            "En plads er fra 1 til 4.",
        ),
        (
            Promise("count", D(5)),
            Figure(D("1.50")),
            "What was reached is a whole number from 0 up, not 1.50.",
            "Det nåede er et helt tal fra 0 og op, ikke 1,50.",
        ),
        (
            SERVICE,
            Figure(D(-1)),
            "What was reached is not below 0, as -1.00 is.",
            "Det nåede er ikke under 0, som -1,00 er.",
        ),
        (
            ABOVE,
            Figure(D(9)),
            "Say what the figure is compared with.",
            "Skriv, hvad tallet sammenlignes med.",
        ),
        (
            WEBSITE,
            Figure(D(2)),
            "Write 1 where it is done, 0 where it is not.",
            "Skriv 1, hvis det er gjort, og 0, hvis det ikke er.",
        ),
    ],
)
def test_a_result_that_its_kind_cannot_have_is_refused(promise, figure, english, danish):
    breach = check_figure(promise, figure)[0]
    assert (sentence_text(breach, "en"), sentence_text(breach, "da")) == (english, danish)


def test_the_decision_point_asks_for_every_target_and_for_the_reason_of_a_shortfall():
    told = {"A": verdict(SPOUSES, None), "B": verdict(EVENTS, Figure(D(1)))}
    assert [one.code for one in check_decision_point(told, "Fordi.")] == ["NOT_TOLD", "TARGET_OPEN"]
    told = {"A": verdict(SPOUSES, Figure(D(12)))}
    assert [one.code for one in check_decision_point(told, " ")] == ["REASON_MISSING"]
    assert check_decision_point(told, "Interessen vokser.") == []


@pytest.mark.parametrize(
    ("promise", "each_year", "kind", "figures"),
    [
        (SPOUSES, False, "range", (30, 40)),
        (SERVICE, False, "range", (2, 6)),
        (Promise("count", D(200)), True, "per_year", (200, None)),
        (Promise("per_place", D(2), places=5), True, "per_year", (10, None)),
        (EVENTS, True, "text", (None, None)),
        (WEBSITE, False, "text", (None, None)),
    ],
)
def test_a_target_stands_in_an_agreement(promise, each_year, kind, figures):
    agreed = agreed_target(promise, each_year=each_year)
    assert (agreed.kind, (agreed.minimum, agreed.maximum)) == (kind, figures)


def test_the_count_of_verdicts_leaves_none_out():
    told = [verdict(SPOUSES, None), verdict(SPOUSES, Figure(D(35)))]
    assert sum(rules.met(told).values()) == 2
