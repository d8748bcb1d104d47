"""Tokens in a text: found, replaced, and refused where they name no figure."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reporting.rules.references import check_tokens, resolved, tokens_in
from tests.refusals.saying import Said, check

KNOWN = {"T1.total.this": "1.234,50", "T3.F.amount": "99,00"}


def test_a_token_is_its_figure_however_it_is_spaced():
    text = "I alt {{T1.total.this}} og {{ T3.F.amount }} kr."
    assert tokens_in(text) == ["T1.total.this", "T3.F.amount"]
    assert resolved(text, KNOWN.__getitem__) == "I alt 1.234,50 og 99,00 kr."
    assert check_tokens(text, KNOWN) == []


def test_an_unknown_token_is_told_once():
    check(
        Said(
            lambda: check_tokens("{{T9.x.y}} og {{T9.x.y}}", KNOWN),
            *("TOKEN_UNKNOWN", "rules 5.1", "body"),
            "“T9.x.y” names no figure of this paper. Choose one from the list of figures, or take "
            "the braces away.",
            "“T9.x.y” er ikke et tal i dette papir. Vælg et fra listen over tal, eller fjern "
            "klammerne.",
        )
    )


def test_braces_that_do_not_close_are_told():
    check(
        Said(
            lambda: check_tokens("{{T1.total.this} kr.", KNOWN),
            *("TOKEN_OPEN", "rules 5.1", "body"),
            "A pair of braces does not close. A reference reads {{ and }} around one name.",
            "Et par klammer lukkes ikke. En henvisning skrives med {{ og }} om ét navn.",
        )
    )


@given(st.text(alphabet="{}T1. a", max_size=30))
def test_a_text_that_passes_has_no_braces_left_when_resolved(text):
    if check_tokens(text, KNOWN) == []:
        assert "{{" not in resolved(text, KNOWN.__getitem__)
    else:
        assert "{{" in text or "}}" in text
