"""Jobs for spouses: what counts must fit, when a pair is followed up, and the ratio in a job (002).

A mentor programme that the lead knows brings more than 70 per cent into a job; that is what the
ratio is held against. There are no case files: a name makes a key and nothing else is asked.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.spans import add_months

COMPARISON = Fraction(70, 100)
FOLLOWED_UP_AFTER = 6
COUNTS = ("cases", "offers", "matches", "followed_up", "in_job")
MOST_IN_NAME = 80
# What no name holds: digits, signs of a sentence, or a second line.
_NO_NAME = re.compile(r"[\d:;!?@()/\n\r]")


@dataclass(frozen=True)
class InJob:
    """How many of those who were asked are in a job."""

    in_job: int
    asked: int

    @property
    def ratio(self) -> Fraction | None:
        """The share; None where nobody has been asked yet."""
        return Fraction(self.in_job, self.asked) if self.asked else None

    @property
    def is_above(self) -> bool:
        """Whether it is more than the comparison: exactly 70 per cent is not."""
        return self.ratio is not None and self.ratio > COMPARISON


def check_counts(counts: Mapping[str, int], before: Mapping[str, int]) -> list[Breach]:
    """One period's counts, and those of the periods *before* it."""
    found = []
    if counts["matches"] > counts["offers"]:
        message = _("%(matches)s matches need as many offers, but only %(offers)s are told.")
        params: dict[str, object] = {"matches": counts["matches"], "offers": counts["offers"]}
        found.append(Breach("MORE_MATCHES_THAN_OFFERS", message, "matches", params, "rules 6.1"))
    if counts["in_job"] > counts["followed_up"]:
        message = _("%(in_job)s in a job, but only %(asked)s were followed up.")
        params = {"in_job": counts["in_job"], "asked": counts["followed_up"]}
        found.append(Breach("MORE_JOBS_THAN_ASKED", message, "in_job", params, "rules 6.1"))
    asked = before["followed_up"] + counts["followed_up"]
    if asked > before["cases"]:
        message = _(
            "%(asked)s followed up so far, but earlier periods have only %(cases)s cases: a case "
            "is followed up six months after it began."
        )
        params = {"asked": asked, "cases": before["cases"]}
        found.append(Breach("FOLLOWED_UP_TOO_SOON", message, "followed_up", params, "rules 6.1"))
    return found


def check_only_a_name(names: Mapping[str, str]) -> list[Breach]:
    """Nothing but names: a field for a name is no place for a case."""
    message = _(
        "Write first name and surname alone. They make a key and are not kept, and nothing else "
        "about a person is taken in here: there are no case files."
    )
    return [
        Breach("NO_CASE_FILE", message, subject, rule="rules 6.1")
        for subject, name in names.items()
        if len(name) > MOST_IN_NAME or len(name.split()) > 6 or _NO_NAME.search(name)
    ]


def check_pair(started_on: dt.date, consented_on: dt.date, today: dt.date) -> list[Breach]:
    """Both have agreed before they are matched, and that has happened (G-02)."""
    if started_on > today:
        message = _("%(day)s is still to come; a pair is entered when it has been matched.")
        return [Breach("NOT_MATCHED_YET", message, "started_on", {"day": started_on}, "rules 6.1")]
    if consented_on > started_on:
        message = _("Mentor and mentee agree first, and are matched then.")
        return [Breach("NO_CONSENT_YET", message, "consented_on", rule="G-02")]
    return []


def check_end(started_on: dt.date, ended_on: dt.date, today: dt.date) -> list[Breach]:
    """A pair ends after it began, and not in the future."""
    if started_on <= ended_on <= today:
        return []
    message = _("A pair ends between the day of its match, %(first)s, and today.")
    return [Breach("END_OUT_OF_TIME", message, "ended_on", {"first": started_on}, "rules 6.1")]


def check_follow_up(ended_on: dt.date | None, asked_on: dt.date, today: dt.date) -> list[Breach]:
    """Six months after the end, and not before."""
    if ended_on is None:
        message = _("The pair has not ended yet; it is followed up six months after its end.")
        return [Breach("NOT_ENDED", message, "followed_up_on", rule="rules 6.1")]
    first = add_months(ended_on, FOLLOWED_UP_AFTER)
    if first <= asked_on <= today:
        return []
    message = _("The pair is followed up from %(first)s on, and not in the future.")
    return [Breach("FOLLOW_UP_TOO_SOON", message, "followed_up_on", {"first": first}, "rules 6.1")]
