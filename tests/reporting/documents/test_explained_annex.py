"""The annex of the claim: the same formulas and values as the pages, frozen with the claim."""

import json
import re
from decimal import Decimal
from fractions import Fraction

from consortium.queries.texts import money_text
from consortium.rules.hashing import canonical
from reporting.documents.bodies import from_body, to_body
from reporting.documents.claim_document import claim_body, claim_document
from reporting.documents.tables import Words
from reporting.models import Claim
from reporting.queries.explained import claim_facts
from reporting.rules.figures import VOCABULARY
from reporting.rules.figures_claims import ANNEX
from tests.reporting.documents.books import NOON
from tests.reporting.formulas import by_hand
from tests.reporting.story import all_verified

# The books store no payment; the whole story of `test_explain` does, and works it out there.
WITHOUT_PAYMENT = [key for key in ANNEX if key not in ("payable", "not-due")]


def rows_of(document):
    table = document.table("C2")
    return {
        row.cells[table.place("symbol")] or row.cells[table.place("text")].en: dict(
            zip([column.key for column in table.columns], row.cells, strict=True)
        )
        for row in table.rows
    }


def test_the_annex_holds_what_the_claim_stored(made, paper):
    claim = made.claims[1]
    rows = rows_of(paper("claim"))
    assert rows["TE"]["amount"] == claim.total_eligible
    assert rows["F"]["amount"] == claim.entitlement
    assert rows["A"]["amount"] == claim.amount
    assert rows["r"]["rate"] == Fraction(claim.rate_numerator, claim.rate_denominator)
    assert rows["L2"]["formula"] == "d(r × TE)"
    assert (rows["L2"]["rule"], rows["L2"]["law"].da) == (
        "R-02",
        "CPR art. 112(3); 1083/2006 bilag III",
    )


def test_the_values_stand_in_their_places_in_both_languages(made, paper):
    claim = made.claims[1]
    worked = rows_of(paper("claim"))["L2"]["worked"]
    rate = f"({claim.rate_numerator}/{claim.rate_denominator})"
    assert worked == Words(
        f"d({rate} × {money_text(claim.total_eligible, language='da')})",
        f"d({rate} × {money_text(claim.total_eligible, language='en')})",
    )


def test_every_formula_of_the_annex_gives_its_amount_worked_by_hand(made):
    """What is printed in English can be typed into a calculator."""
    for claim in made.claims:
        facts = claim_facts(claim)
        for key in WITHOUT_PAYMENT:
            figure, value = facts.figure(key), facts.values[key]
            if figure.formula and value is not None:
                values = {VOCABULARY[one].symbol: facts.values[one] for one in figure.inputs}
                assert by_hand(figure.formula, values) == Fraction(value), key


def test_the_printed_values_alone_give_the_printed_amounts(paper):
    rows = rows_of(paper("claim"))
    assert len(rows) > 15
    for row in (row for name, row in rows.items() if name not in ("Y", "Not yet due")):
        worked = row["worked"].en
        if worked and row["amount"] is not None:
            plain = re.sub(r"(?<=\d),(?=\d{3})", "", worked)
            assert by_hand(plain, {}) == Fraction(row["amount"]), worked


def test_a_limit_that_is_not_tested_has_no_row(made, paper):
    assert "L5" not in rows_of(paper("claim"))


def test_the_annex_freezes_with_the_claim_and_reads_back(made):
    body = claim_body(Claim.objects.get(pk=made.claims[1].pk), NOON)
    stored = from_body(json.loads(canonical(body)))
    assert canonical(to_body(stored)) == canonical(body)
    assert rows_of(stored)["F"]["amount"] == made.claims[1].entitlement


def test_a_claim_that_is_not_built_yet_is_explained_from_what_it_would_be(world):
    all_verified(world, {world.aarhus: ["1000.00"]}, ["800.00"])
    rows = rows_of(claim_document(world.grant, world.period, NOON))
    assert rows["F"]["amount"] == Decimal("500.00")
    assert rows["L3"]["worked"].en == "d(800.00 × (1/2) / (1 − (1/2)))"
    assert "Y" not in rows
