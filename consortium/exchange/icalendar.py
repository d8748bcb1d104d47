"""All-day events as an iCalendar file (RFC 5545), for the calendar that somebody uses anyway."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Konsortium//Konsortium//DA"
# A line is at most 75 octets, its break not counted; a continued one begins with a space.
OCTETS = 75


@dataclass(frozen=True)
class Event:
    """One day: *uid* is the same whenever the calendar is read, whatever the day becomes."""

    uid: str
    on: dt.date
    summary: str
    description: str
    url: str


def calendar_text(events: Iterable[Event], *, name: str, language: str, at: dt.datetime) -> str:
    """The whole file: lines that end with CRLF, folded, text escaped."""
    return "".join(f"{folded(line)}\r\n" for line in _lines(events, name, language, at))


def _lines(events: Iterable[Event], name: str, language: str, at: dt.datetime) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN")
    yield from ("METHOD:PUBLISH", f"X-WR-CALNAME;LANGUAGE={language}:{escaped(name)}")
    yield from ("REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H")
    stamp = f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    for event in events:
        yield from ("BEGIN:VEVENT", f"UID:{event.uid}", f"DTSTAMP:{stamp}")
        yield f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}"
        # The end is the first day that no longer belongs to it.
        yield f"DTEND;VALUE=DATE:{event.on + dt.timedelta(days=1):%Y%m%d}"
        yield f"SUMMARY;LANGUAGE={language}:{escaped(event.summary)}"
        yield f"DESCRIPTION;LANGUAGE={language}:{escaped(event.description)}"
        # Nobody is busy all day because something is due on it.
        yield from (f"URL:{event.url}", "TRANSP:TRANSPARENT", "END:VEVENT")
    yield "END:VCALENDAR"


def escaped(text: str) -> str:
    """*text* as a TEXT value: backslash, semicolon, comma and line break are written out."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(text.splitlines())


def folded(line: str) -> str:
    """*line* broken so that no part has more than 75 octets; no letter is broken in two."""
    parts: list[str] = [""]
    size = 0
    for letter in line:
        octets = len(letter.encode("utf-8"))
        if size + octets > OCTETS:
            parts.append(" ")
            size = 1
        parts[-1] += letter
        size += octets
    return "\r\n".join(parts)
