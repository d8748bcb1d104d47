"""The theme tree is two steps deep, its numbers are single, and a kind counts once (003)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from grants.rules.themes import Around, ThemeFacts, check_theme

FACTS = ThemeFacts("1.2", "Netværk", "Networks")


def codes(facts=FACTS, **around):
    return [breach.code for breach in check_theme(facts, Around(**around))]


@given(st.text(max_size=6))
def test_a_number_is_short_and_plain(code):
    found = "CODE_WRONG" in codes(ThemeFacts(code, "N", "N"))
    parts = code.split(".")
    short = all(1 <= len(one) <= 4 for one in parts)
    plain = len(parts) <= 2 and short and all(one.isascii() and one.isalnum() for one in parts)
    assert found != plain


@given(st.booleans(), st.booleans(), st.integers(0, 3), st.integers(0, 3))
def test_nothing_stands_three_deep_and_no_area_holds_activities(has_area, deep, below, kinds):
    area = "Virksomheder" if has_area else ""
    around = {"area": area, "area_is_theme": deep and has_area, "below": below, "kinds": kinds}
    allowed = not codes(**around)
    assert allowed == (
        not (deep and has_area) and not (has_area and below) and (has_area or not kinds)
    )
