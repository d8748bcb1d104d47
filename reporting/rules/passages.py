"""Passages that the lead asks its partners for: when one may be asked, sent, taken in (rules 5.1).

A length is a hint here too and stops nobody. A passage names no figures between braces: the paper
would show there what all partners have used, not what the writer saw.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from reporting.rules.section_texts import LONGEST

RULE = "rules 5.1"
# Where a passage goes that is taken in: into the section's own words, or below them by name.
TEXT, ANNEX = "text", "annex"


def check_asking(
    due_on: dt.date, today: dt.date, least: int | None, most: int | None
) -> list[Breach]:
    """The day lies ahead, and the shortest length below the longest."""
    found = []
    if due_on < today:
        message = _("The passage is asked for by %(day)s, which has passed. Choose a later day.")
        found.append(Breach("PASSAGE_DAY", message, "due_on", {"day": due_on}, RULE))
    if least is not None and most is not None and least > most:
        message = _("The shortest length, %(least)s words, lies above the longest, %(most)s.")
        params = {"least": least, "most": most}
        found.append(Breach("PASSAGE_LENGTH", message, "max_words", params, RULE))
    return found


def check_asked(chosen: int, again: Sequence[str]) -> list[Breach]:
    """Somebody is asked, and nobody twice for the same place."""
    if again:
        message = _(
            "%(partner)s has already been asked for a passage here. Return that one with a "
            "question, or withdraw it first."
        )
        return [
            Breach("PASSAGE_TWICE", message, "partners", {"partner": one}, RULE) for one in again
        ]
    if not chosen:
        message = _("Every partner has already been asked for a passage here.")
        return [Breach("PASSAGE_NOBODY", message, "partners", rule=RULE)]
    return []


def check_words(body: str) -> list[Breach]:
    """A passage that is sent has words, an end, and no braces."""
    if not body.strip():
        message = _("The passage has no words yet. Write it, then send it.")
        return [Breach("PASSAGE_EMPTY", message, "body", rule=RULE)]
    return check_kept(body)


def check_kept(body: str) -> list[Breach]:
    """What holds for a passage as soon as it is saved."""
    found = []
    if len(body) > LONGEST:
        message = _("The text has %(count)s characters; a section takes at most %(most)s.")
        params = {"count": len(body), "most": LONGEST}
        found.append(Breach("PASSAGE_TOO_LONG", message, "body", params, RULE))
    if "{{" in body or "}}" in body:
        message = _(
            "A passage names no figures between braces. Write the figure itself, as it stands "
            "beside the text."
        )
        found.append(Breach("PASSAGE_BRACES", message, "body", rule=RULE))
    return found


def check_open(*, is_sent: bool) -> list[Breach]:
    """Once the paper is sent, nobody asks, writes or takes in any more (W-04)."""
    if not is_sent:
        return []
    message = _("The paper has been sent and its words are frozen, so no passage changes any more.")
    return [Breach("PASSAGE_FROZEN", message, rule="W-04")]


def joined(text: str, partner: str, body: str) -> str:
    """*text* with the passage of *partner* at its end, under the partner's name."""
    passage = f"{partner}:\n\n{body}"
    return f"{text.rstrip()}\n\n{passage}" if text.strip() else passage
