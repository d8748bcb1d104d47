"""How a rule says no: the sentence with its values, and a refusal of one or several reasons."""

from __future__ import annotations

from decimal import Decimal

import pytest

from consortium.rules.refusals import Breach, Refused, refuse_if

ONE = Breach("ONE", "%(amount)s is too much.", "amount", {"amount": Decimal("1.00")}, "R-01")
TWO = Breach("TWO", "100 % of it.")


class NotThis(Refused):
    """A refusal with a code of its own."""

    code = "NOT_THIS"


def test_a_sentence_holds_its_values_and_one_without_is_left_alone():
    assert str(ONE) == "1.00 is too much."
    assert str(TWO) == "100 % of it."
    assert (TWO.subject, TWO.params, TWO.rule) == ("", {}, "")


def test_a_refusal_says_all_its_reasons():
    refusal = Refused(ONE, TWO)
    assert refusal.breaches == (ONE, TWO)
    assert str(refusal) == "1.00 is too much.; 100 % of it."


def test_a_refusal_has_a_reason():
    with pytest.raises(ValueError, match=r"^a refusal names at least one breach$"):
        Refused()


def test_a_refusal_for_one_reason():
    bare = NotThis.because("No.")
    assert bare.breaches == (Breach("NOT_THIS", "No.", "", {}, ""),)
    assert type(bare) is NotThis
    full = NotThis.because("%(a)s no.", rule="R-01", subject="x", code="OWN", a=1)
    assert full.breaches == (Breach("OWN", "%(a)s no.", "x", {"a": 1}, "R-01"),)


def test_nothing_is_refused_without_a_breach():
    refuse_if([])
    with pytest.raises(NotThis) as refusal:
        refuse_if([ONE, TWO], NotThis)
    assert refusal.value.breaches == (ONE, TWO)
    with pytest.raises(Refused):
        refuse_if([ONE])
