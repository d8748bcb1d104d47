"""How the amounts of a claim are worked out: the annex, from the vocabulary that the pages use."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from consortium.queries.texts import fraction_text, money_text
from consortium.rules.refusals import gettext_noop as _
from reporting.documents.material import Material
from reporting.documents.tables import FRACTION, MONEY, Column, Row, Table, Words, both
from reporting.queries.explained import Facts, Value, claim_facts, facts_of
from reporting.rules.explaining import RATE, Figure, worked
from reporting.rules.figures import VOCABULARY
from reporting.rules.figures_claims import ANNEX


def explained_table(material: Material) -> Table:
    """C2: every figure with its formula, the values in their places, its rule and its law."""
    columns = (
        Column("symbol", both(_("Symbol")), width=5),
        Column("text", both(_("Figure")), width=18),
        Column("formula", both(_("Formula")), width=15),
        Column("worked", both(_("With the values")), width=24),
        Column("amount", both(_("Amount")), MONEY, width=10),
        Column("rate", both(_("Rate")), FRACTION, width=5),
        Column("rule", both(_("Rule")), width=5),
        Column("law", both(_("Law")), width=25),
    )
    facts = _facts(material)
    rows = tuple(
        _row(facts.figure(key), facts) for key in ANNEX if facts.values.get(key) is not None
    )
    notes = (
        both(
            _(
                "d( ) rounds down to whole øre, q( ) half up (R-02). Rates are exact fractions. "
                "The values are those that the claim was worked out from."
            )
        ),
    )
    return Table("C2", both(_("How the amounts are worked out")), columns, rows, notes)


def _facts(material: Material) -> Facts:
    claim, fund = material.scope.claim, material.fund
    if claim is not None and claim.limit_1 is not None:
        return claim_facts(claim)
    frame = dict(fund.limits)["L1"]
    values: dict[str, Value] = {
        **{"TE": fund.te, "IK": fund.ik, "P": fund.p, "IKpub": fund.ikpub, "X": fund.x},
        **{"K": fund.cancelled, "r": fund.rate, **dict(fund.limits)},
        **{"F": fund.entitlement, "F0": fund.claimed_before, "claim": fund.amount},
        "M": None if frame is None else frame + fund.cancelled,
    }
    return facts_of(material.grant, values)


def _row(figure: Figure, facts: Facts) -> Row:
    value = facts.values[figure.key]
    is_rate = figure.unit == RATE
    return Row(
        (
            figure.symbol,
            both(figure.title),
            figure.formula or both(_("the rows, added up")),
            Words(_worked(figure, facts, "da"), _worked(figure, facts, "en")),
            value if isinstance(value, Decimal) else None,
            Fraction(value) if is_rate and value is not None else None,
            figure.rule,
            both(figure.law),
        )
    )


def _worked(figure: Figure, facts: Facts, language: str) -> str:
    if not figure.inputs:
        return ""
    texts = {
        VOCABULARY[key].symbol: _text(facts.values.get(key), language) for key in figure.inputs
    }
    return worked(figure.formula, texts)


def _text(value: Value, language: str) -> str:
    if isinstance(value, Fraction):
        return f"({fraction_text(value)})"
    text = money_text(value, language=language)
    return f"({text})" if value is not None and value < 0 else text
