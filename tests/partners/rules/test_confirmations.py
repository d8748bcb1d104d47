"""Asked every six months, reminded once, at rest after thirty days, deleted sixty days later."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.rules.hashing import sha256
from partners.rules.confirmations import (
    ASK,
    LAPSE,
    NOTHING,
    REMIND,
    REST,
    TEXT,
    TEXT_VERSION,
    Asked,
    ask_on,
    next_step,
)
from partners.rules.contacts import ContactFacts, exported

D = dt.date
KNOWN = D(2012, 8, 31)
ON = D(2013, 2, 28)


@pytest.mark.parametrize(
    ("known_on", "day"),
    [
        (KNOWN, ON),
        (D(2012, 3, 1), D(2012, 9, 1)),
        (D(2011, 8, 30), D(2012, 2, 29)),
    ],
)
def test_six_months_later(known_on, day):
    assert ask_on(known_on) == day


@pytest.mark.parametrize(
    ("asked", "rests", "on", "step"),
    [
        (None, False, D(2013, 2, 27), NOTHING),
        (None, False, ON, ASK),
        (Asked(ON), False, D(2013, 3, 13), NOTHING),
        (Asked(ON), False, D(2013, 3, 14), REMIND),
        (Asked(ON, 1), False, D(2013, 3, 29), NOTHING),
        (Asked(ON, 1), False, D(2013, 3, 30), REST),
        (Asked(ON), False, D(2013, 3, 30), REST),
        (Asked(ON, 1), True, D(2013, 5, 28), NOTHING),
        (Asked(ON, 1), True, D(2013, 5, 29), LAPSE),
        # The job has not run for a year: one step at a time.
        (None, False, D(2014, 6, 1), ASK),
        (Asked(ON), False, D(2014, 6, 1), REST),
    ],
)
def test_the_step_of_a_day(asked, rests, on, step):
    assert next_step(KNOWN, asked, rests=rests, on=on) == step


@given(
    st.dates(D(2012, 1, 1), D(2030, 1, 1)),
    st.lists(st.integers(1, 400), min_size=1, max_size=60),
)
def test_however_rarely_the_job_runs_nobody_is_deleted_unasked(known_on, gaps):
    """Asked at least six months after, at rest at least 30 days after that, deleted 60 later."""
    day, rests = known_on, False
    asked: Any = None
    rested_on: dt.date | None = None
    for gap in gaps:
        day += dt.timedelta(days=gap)
        step = next_step(known_on, asked, rests=rests, on=day)
        if step == ASK:
            assert day >= ask_on(known_on)
            asked = Asked(day)
        elif step == REMIND:
            assert (day - asked.on).days >= 14
            asked = Asked(asked.on, asked.reminders + 1)
            assert asked.reminders == 1
        elif step == REST:
            assert (day - asked.on).days >= 30
            rests, rested_on = True, day
        elif step == LAPSE:
            assert rested_on is not None
            assert (day - asked.on).days >= 90
            return


def test_a_changed_text_is_a_new_version():
    """Who says yes has said it to words; whoever changes them gives them another version."""
    known = {"web-1": "a8fa35fe4f1a07d53f095eb64cb0cb20dcf7d4e01ae7594cb68aac6908ff7349"}
    assert known[TEXT_VERSION] == sha256("\n".join(TEXT))


def test_what_leaves_the_house_names_nobody_who_may_not_be_published():
    maria = ContactFacts("Maria", "m@example.org", "12345678", "Spansk", "Aarhus", "Ambassadør")
    assert exported(maria, may_publish=True) == maria
    assert exported(maria, may_publish=False) == ContactFacts(
        "", "", "", "Spansk", "Aarhus", "Ambassadør"
    )
