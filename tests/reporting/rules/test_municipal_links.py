"""How long a municipality's link opens (001, rules.md 5.3)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.rules.municipal_links import (
    LONGEST,
    LinkFacts,
    check_link,
    check_new_link,
    check_offer,
    check_signer,
)
from reporting.rules.status import check_turn

DAY = dt.date(2024, 2, 1)
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1))


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (LinkFacts(DAY), []),
        (LinkFacts(DAY - dt.timedelta(days=1)), ["LINK_EXPIRED"]),
        (LinkFacts(DAY, used_on=DAY), ["LINK_USED"]),
        (LinkFacts(DAY, is_withdrawn=True), ["LINK_WITHDRAWN"]),
        # What was done is told before what has ended since.
        (LinkFacts(DAY - dt.timedelta(days=1), used_on=DAY), ["LINK_USED"]),
    ],
)
def test_a_link_opens_until_its_day_and_once(facts, code):
    assert [one.code for one in check_link(facts, DAY)] == code


@given(opens_until=DAYS, today=DAYS)
def test_a_new_link_opens_on_its_first_day_and_never_for_longer_than_it_may(opens_until, today):
    refused = check_new_link("a@b.example", opens_until, today, has_log_in=False)
    assert (not refused) == (today <= opens_until <= today + LONGEST)
    if not refused:
        assert check_link(LinkFacts(opens_until), today) == []
        assert check_link(LinkFacts(opens_until), today + LONGEST + dt.timedelta(days=1))


@pytest.mark.parametrize(
    ("offered", "as_asked", "signs"),
    [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
)
def test_only_what_was_offered_is_signed(offered, as_asked, signs):
    assert (check_offer(is_offered=offered, is_as_asked=as_asked) == []) == signs


def test_all_that_a_signature_lacks_is_said_at_once():
    assert [one.code for one in check_signer(" ", has_agreed=False)] == ["WHO_SIGNS", "NOT_AGREED"]
    assert check_signer("Kirsten Holm", has_agreed=True) == []
    assert [one.code for one in check_new_link("a", DAY, DAY, has_log_in=True)] == ["HAS_LOG_IN"]


@given(st.integers(1, 9), st.integers(1, 9))
def test_a_body_decides_in_its_turn_alone(body, turn):
    found = [one.code for one in check_turn((body, f"{body}"), (turn, f"{turn}"))]
    expected = [] if body == turn else ["BODY_HAS_DECIDED" if body < turn else "NOT_ITS_TURN"]
    assert found == expected
