"""The iCalendar file, read back by a reader that shares no code with its writer."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from consortium.exchange.icalendar import Event, calendar_text
from tests.consortium.calendars import content_lines, day_of, events_of, summary_of, text_of

AT = dt.datetime(2014, 4, 15, 14, 5, tzinfo=dt.timezone(dt.timedelta(hours=2)))
# What people write; a control letter cannot be in a text value at all.
WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=200)


def event(summary="Rapport", description="", uid="a-1@konsortium.example"):
    url = "https://konsortium.example/calendar/"
    return Event(uid, dt.date(2014, 2, 28), summary, description, url)


def raw(*events, name="Frister", language="da"):
    return calendar_text(events, name=name, language=language, at=AT).encode()


def test_a_day_is_a_whole_day_and_the_stamp_is_in_utc():
    [read] = events_of(raw(event()))
    assert day_of(read) == dt.date(2014, 2, 28)
    assert read["DTEND"][1] == "20140301"
    assert read["DTSTAMP"][1] == "20140415T120500Z"
    assert read["UID"][1] == "a-1@konsortium.example"
    assert read["TRANSP"][1] == "TRANSPARENT"
    assert read["SUMMARY"][0] == {"LANGUAGE": "da"}


def test_separators_and_line_breaks_are_written_out():
    text = "Én; to, tre \\ fire\r\nfem"
    [read] = events_of(raw(event(description=text)))
    assert text_of(read["DESCRIPTION"][1]) == "Én; to, tre \\ fire\nfem"
    assert r"Én\; to\, tre \\ fire\nfem" in "".join(content_lines(raw(event(description=text))))


def test_a_calendar_without_events_is_a_calendar():
    assert events_of(raw()) == []


@given(st.lists(WORDS, max_size=5), WORDS)
def test_whatever_is_written_is_read_back(summaries, name):
    events = [event(text, text, uid=f"{place}@x") for place, text in enumerate(summaries)]
    data = raw(*events, name=name)
    read = events_of(data)
    assert [summary_of(one) for one in read] == summaries
    assert [text_of(one["DESCRIPTION"][1]) for one in read] == summaries
