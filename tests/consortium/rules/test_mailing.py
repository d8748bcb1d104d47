"""When a mail leaves and when it is tried again."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.rules.mailing import AT_ONCE, BACK_OFF, DAILY, IN_APP, leaves_now, next_try

AT = dt.datetime(2014, 4, 15, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("attempts", "minutes"),
    [(1, 5), (2, 15), (3, 60), (4, 240), (5, 720), (6, 1440), (7, 1440), (8, None), (99, None)],
)
def test_each_failure_waits_longer_until_nobody_tries(attempts, minutes):
    wanted = None if minutes is None else AT + dt.timedelta(minutes=minutes)
    assert next_try(attempts, AT) == wanted


def test_a_mail_that_was_not_tried_has_not_failed():
    with pytest.raises(ValueError, match=r"^a mail is tried before it fails$"):
        next_try(0, AT)


@given(st.integers(1, len(BACK_OFF) - 1))
def test_the_wait_never_shrinks(attempts):
    sooner, later = next_try(attempts, AT), next_try(attempts + 1, AT)
    assert sooner is not None
    assert later is not None
    assert AT < sooner <= later


@pytest.mark.parametrize(
    ("pace", "hour", "had_todays", "leaves"),
    [
        (AT_ONCE, 0, False, True),
        (AT_ONCE, 23, True, True),
        (DAILY, 6, False, False),
        (DAILY, 7, False, True),
        (DAILY, 23, False, True),
        (DAILY, 7, True, False),
        (IN_APP, 12, False, False),
    ],
)
def test_a_digest_leaves_from_seven_and_once_a_day(pace, hour, had_todays, leaves):
    local = AT.replace(hour=hour)
    assert leaves_now(pace, local, digest_hour=7, had_todays=had_todays) == leaves
