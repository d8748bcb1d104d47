"""When a contact is asked whether the data still holds, and what silence means (003, G-02, G-10).

Every six months a contact is asked by mail; two weeks later once more. Who has not answered after
thirty days rests: shown to the partner that keeps the list and to nobody else. Sixty days later
the data are deleted. A contact without an e-mail address is asked by telephone, on the same days.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from consortium.rules.refusals import gettext_noop as _
from consortium.rules.spans import add_months

EVERY_MONTHS = 6
REMIND_AFTER = dt.timedelta(days=14)
ANSWER_WITHIN = dt.timedelta(days=30)
LAPSES_AFTER = dt.timedelta(days=60)
ASK, REMIND, REST, LAPSE, NOTHING = "ask", "remind", "rest", "lapse", ""
CONFIRMED, CORRECTED, LEFT, BY_PARTNER = "confirmed", "corrected", "left", "partner"
# What a contact reads and says yes to on its own page. A changed text is a new version.
TEXT_VERSION = "web-1"
TEXT = (
    _(
        "We keep your name or alias, an e-mail address or a telephone number, and your language, "
        "area and role, and nothing else. We keep them because you have said yes."
    ),
    _(
        "The organisation that keeps the list is responsible for your data. Others see them only "
        "if you tick it below, and each tick can be taken off alone."
    ),
    _(
        "We ask you every six months. If you do not answer, nobody outside that organisation sees "
        "you after 30 days, and your data are deleted 60 days later, and at the latest six months "
        "after the end of the project."
    ),
    _(
        "You may take your consent back at any time; your data are then deleted at once. Only what "
        "proves a cost, such as a signed list of participants, must be kept as long as the law "
        "asks, and cannot be deleted on request (GDPR article 17(3)(b))."
    ),
    _("You may complain to the Danish Data Protection Agency, Datatilsynet."),
)


@dataclass(frozen=True)
class Asked:
    """The days of one question to a contact."""

    on: dt.date
    reminders: int = 0

    @property
    def remind_on(self) -> dt.date:
        """From when on the contact is reminded."""
        return self.on + REMIND_AFTER

    @property
    def rests_on(self) -> dt.date:
        """From when on the contact is shared with nobody."""
        return self.on + ANSWER_WITHIN

    @property
    def lapses_on(self) -> dt.date:
        """From when on the data are deleted."""
        return self.rests_on + LAPSES_AFTER


def ask_on(known_on: dt.date) -> dt.date:
    """The day on which a contact is asked whose data were known to be right on *known_on*."""
    return add_months(known_on, EVERY_MONTHS)


def next_step(known_on: dt.date, asked: Asked | None, *, rests: bool, on: dt.date) -> str:
    """What is done about a contact on the day *on*; *asked* is the question without an answer.

    One step at a time, so that a job that did not run for months leaves nobody unasked: silence
    counts from the day of the question.
    """
    if asked is None:
        return ASK if on >= ask_on(known_on) else NOTHING
    if rests:
        return LAPSE if on >= asked.lapses_on else NOTHING
    if on >= asked.rests_on:
        return REST
    return REMIND if not asked.reminders and on >= asked.remind_on else NOTHING
