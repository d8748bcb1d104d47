"""A careful reader of iCalendar files: what RFC 5545 asks is asserted while it reads."""

from __future__ import annotations

import datetime as dt
import re

UTC_STAMP = re.compile(r"\d{8}T\d{6}Z")
Properties = dict[str, tuple[dict[str, str], str]]


def content_lines(raw: bytes) -> list[str]:
    """The unfolded lines (3.1): CRLF everywhere, at most 75 octets, whole letters."""
    assert raw.endswith(b"\r\n")
    physical = raw[:-2].split(b"\r\n")
    for line in physical:
        assert b"\n" not in line
        assert b"\r" not in line
        assert 0 < len(line) <= 75
        line.decode("utf-8")  # no letter is broken in two
    lines: list[str] = []
    for text in (part.decode("utf-8") for part in physical):
        if text.startswith(" "):
            lines[-1] += text[1:]
        else:
            lines.append(text)
    return lines


def text_of(value: str) -> str:
    """A TEXT value as it was meant (3.3.11)."""
    plain = re.sub(r"\\(.)", lambda hit: "\n" if hit[1] in "nN" else hit[1], value)
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value), "a separator stands unescaped"
    return plain


def split_line(line: str) -> tuple[str, dict[str, str], str]:
    """Name, parameters and value of a content line."""
    head, _colon, value = line.partition(":")
    name, *given = head.split(";")
    return name, dict(part.split("=", 1) for part in given), value


def events_of(raw: bytes) -> list[Properties]:
    """The events of a calendar, each property with its parameters."""
    lines = content_lines(raw)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    for once in ("VERSION:2.0", "METHOD:PUBLISH"):
        assert lines.count(once) == 1
    assert sum(line.startswith("PRODID:") for line in lines) == 1
    events: list[Properties] = []
    current: Properties | None = None
    for line in lines[1:-1]:
        if line == "BEGIN:VEVENT":
            assert current is None
            current = {}
        elif line == "END:VEVENT":
            assert current is not None
            events.append(_checked(current))
            current = None
        elif current is not None:
            name, given, value = split_line(line)
            assert name not in current
            current[name] = (given, value)
    assert current is None
    uids = [event["UID"][1] for event in events]
    assert len(uids) == len(set(uids))
    return events


def _checked(event: Properties) -> Properties:
    assert UTC_STAMP.fullmatch(event["DTSTAMP"][1])
    for name in ("DTSTART", "DTEND"):
        assert event[name][0] == {"VALUE": "DATE"}
    assert day_of(event, "DTEND") == day_of(event) + dt.timedelta(days=1)
    return event


def day_of(event: Properties, name: str = "DTSTART") -> dt.date:
    """The day of an event."""
    return dt.datetime.strptime(event[name][1], "%Y%m%d").date()


def summary_of(event: Properties) -> str:
    """What the calendar shows of an event."""
    return text_of(event["SUMMARY"][1])
