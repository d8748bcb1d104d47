"""The vocabulary of explainable figures: closed, and its formulas are the engine's."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.rules.money import as_fraction
from grants.rules.profiles import FUND_ONLY, PUBLIC_SUPPORT
from reporting.rules import explaining as rules
from reporting.rules import figures_engine
from reporting.rules.explaining import Figure, Variant, vocabulary, worked
from reporting.rules.figures import VOCABULARY
from reporting.rules.figures_claims import ANNEX
from reporting.rules.funding import Position, Terms, entitlement, payable
from tests.reporting.formulas import by_hand

KINDS = (FUND_ONLY, PUBLIC_SUPPORT)
amounts = st.decimals(0, 40_000_000, places=2)


def test_every_formula_names_only_its_inputs():
    for figure in VOCABULARY.values():
        for one in (figure, *(figure.under(name) for name in figure.variants)):
            symbols = {VOCABULARY[key].symbol for key in one.inputs}
            named = set(rules.SYMBOL.findall(one.formula)) - {"d", "q", "min", "max"}
            assert named == symbols, one.key


def test_no_two_figures_share_a_symbol():
    symbols = [figure.symbol for figure in VOCABULARY.values() if figure.symbol]
    assert len(symbols) == len(set(symbols))


def test_every_figure_that_is_worked_out_names_rule_and_law():
    silent = [
        figure.key
        for figure in VOCABULARY.values()
        if (figure.formula or figure.rows) and not (figure.rule and figure.law)
    ]
    assert silent == []


def test_nothing_is_explained_twice_or_rests_on_a_stranger():
    one = Figure("one", "One", "Words")
    with pytest.raises(ValueError, match="one would be explained twice"):
        vocabulary([one], [one])
    with pytest.raises(ValueError, match="rests on \\['two'\\], which nobody explains"):
        vocabulary([Figure("one", "One", "Words", inputs=("two",))])
    variant = {"other": Variant("three", "Words", ("three",))}
    with pytest.raises(ValueError, match="rests on \\['three'\\]"):
        vocabulary([Figure("one", "One", "Words", variants=variant)])


def test_a_formula_is_worked_with_its_values():
    assert worked("d(r × TE)", {"r": "(1/2)", "TE": "100,01"}) == "d((1/2) × 100,01)"
    assert worked("TE − IK − P", {"TE": "3", "IK": "2", "P": "1"}) == "3 − 2 − 1"


def test_the_annex_is_of_the_vocabulary():
    assert set(ANNEX) <= set(VOCABULARY)


@given(
    *(amounts for _symbol in range(5)),
    st.fractions(Fraction(1, 100), Fraction(99, 100), max_denominator=1000),
    st.booleans(),
    st.sampled_from(KINDS),
    st.booleans(),
)
def test_the_printed_formulas_give_what_the_engine_gives(
    te, ik, p, ikpub, x, rate, final, kind, strict
):
    terms = Terms(
        rate,
        Decimal("15000000.00"),
        Decimal("14000000.00"),
        cancelled=Decimal("1000.00"),
        inkind_test=kind,
        inkind_strict=strict,
        final=final,
    )
    result = entitlement(Position(te, ik, p, ikpub, x), terms)
    tested = result.limits.tested()
    values = {
        **{"TE": te, "IK": ik, "P": p, "IKpub": ikpub, "X": x, "r": rate, "K": terms.cancelled},
        **{"C": terms.ceiling, "G": terms.grant, "M": Decimal("14000000.00")},
        **tested,
    }
    public = figures_engine.STRICT if strict else figures_engine.PUBLIC_SUPPORT
    l4 = "" if kind == FUND_ONLY else public
    for name, limit in tested.items():
        figure = VOCABULARY[name].under(l4 if name == "L4" else "")
        assert by_hand(figure.formula, values) == as_fraction(limit), name
    values["F"] = result.entitlement
    assert by_hand(f"max(0, min({', '.join(tested)}))", values) == result.entitlement
    assert by_hand(VOCABULARY["unfinanced"].formula, values) == result.unfinanced


@given(amounts, amounts, st.booleans())
def test_the_formulas_of_payment_give_what_the_engine_gives(entitled, paid, final):
    grant, limit, kept = Decimal("15000000.00"), Fraction(9, 10), Decimal("5.00")
    due = payable(entitled, grant, paid, interim_limit=limit, retention_pct=kept, final=final)
    values = {"F": entitled, "G": grant, "i": limit, "h": kept, "U": paid, "Y": due.payment}
    variant = figures_engine.FINAL if final else ""
    for key, amount in (("payable", due.payment), ("not-due", due.not_yet_due)):
        figure = VOCABULARY[key].under(variant)
        assert by_hand(figure.formula, values) == as_fraction(amount), key
