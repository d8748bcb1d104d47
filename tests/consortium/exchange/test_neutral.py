"""Text that a spreadsheet would run is guarded on its way out, and itself again on its way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.exchange.neutral import FORMULA_MARKS, is_formula, neutral, restored

ATTACKS = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "\uff1d1+1",
           '=HYPERLINK("http://example.com";"x")', "=cmd|' /C calc'!A0", "-"]  # fmt: skip


@pytest.mark.parametrize("text", ATTACKS)
def test_a_formula_gets_a_guard_and_loses_it_again(text):
    assert is_formula(text)
    assert neutral(text) == f"'{text}"
    assert restored(neutral(text)) == text


@pytest.mark.parametrize("text", ["", "Leje", "'Leje'", "1-2", " =1", "12", "'", "æ=", "''=1"])
def test_other_text_stays_as_it_is(text):
    assert neutral(text) == restored(text) == text


@given(st.text(max_size=8))
def test_nothing_that_goes_out_is_run_and_nothing_is_lost(text):
    assert not neutral(text).startswith(FORMULA_MARKS)
    if not text.startswith("'"):
        assert restored(neutral(text)) == text
