"""The status note to a council: its texts, and the figures that stand in them (rules 5.4).

A text holds no typed count: it names the figure in braces, ``{progress}``, and the register fills
it in. What another document prints is kept beside it, with the reason where the two differ.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from consortium.rules.identifiers import contains_cpr
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

# The texts of the note, in its order.
LEAD, PROBLEM, FIGURES, SOLUTION, ACTIONS, FUNDING = (
    "lead",
    "problem",
    "figures",
    "solution",
    "actions",
    "funding",
)
SCOPE, EARLIER = "scope", "earlier"
TEXT_KEYS = (LEAD, PROBLEM, FIGURES, SOLUTION, ACTIONS, FUNDING, SCOPE, EARLIER)

# What the register counts, by the name that a text may use.
MEASURES, OWN, OUTSIDE, BARRIERS, PROGRESS = "measures", "own", "external", "barriers", "progress"
LISTED, PRIORITISED, COVERED, THEMES = "listed", "prioritised", "covered", "themes"
COUNTS = (BARRIERS, MEASURES, OWN, OUTSIDE, PROGRESS, LISTED, PRIORITISED, COVERED, THEMES)

REFERENCE = re.compile(r"\{(\w*)\}")
# A figure typed before the words that are counted here: "20 af", "43 forslag".
TYPED = re.compile(
    r"\b\d+\s+(?:ud\s+af\b|(?:løsnings)?forslag\b|barrierer\b|proposals?\b|barriers?\b|of\s+\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Compared:
    """One count: what the document prints, what the register holds, and why they differ."""

    key: str
    stated: int
    counted: int
    where: str
    explanation: str = ""

    @property
    def difference(self) -> int:
        """How many the register has less than the document says."""
        return self.stated - self.counted

    @property
    def agrees(self) -> bool:
        """Whether both say the same."""
        return not self.difference


def check_text(text: str) -> list[Breach]:
    """What is wrong with a text of the note before it may be kept."""
    found = []
    if contains_cpr(text):
        message = _(
            "The text holds what reads as a CPR number. CPR numbers are never stored here: leave "
            "it out."
        )
        found.append(Breach("CPR_NUMBER", message, "text", rule="G-01"))
    for name in dict.fromkeys(REFERENCE.findall(text)):
        if name not in COUNTS:
            message = _("“{%(name)s}” is no count of the register. There are: %(known)s.")
            params: dict[str, object] = {"name": name, "known": ", ".join(COUNTS)}
            found.append(Breach("COUNT_UNKNOWN", message, "text", params, "rules 5.4"))
    typed = TYPED.search(text)
    if typed:
        message = _(
            "“%(typed)s” is a typed count. Counts are made by the register: write its name in "
            "braces, such as {progress} or {measures}."
        )
        found.append(Breach("COUNT_TYPED", message, "text", {"typed": typed.group()}, "rules 5.4"))
    return found


def filled(text: str, counts: Mapping[str, int]) -> str:
    """*text* with every named count in its place. Raises KeyError for a name that is none."""
    return REFERENCE.sub(lambda found: str(counts[found.group(1)]), text)


def check_stated(compared: Compared) -> list[Breach]:
    """A printed figure that the register does not find must be explained (rules 5.4)."""
    if compared.key not in COUNTS:
        message = _("“{%(name)s}” is no count of the register. There are: %(known)s.")
        params: dict[str, object] = {"name": compared.key, "known": ", ".join(COUNTS)}
        return [Breach("COUNT_UNKNOWN", message, "key", params, "rules 5.4")]
    if compared.agrees or compared.explanation.strip():
        return []
    message = _(
        "The document says %(stated)s, the register counts %(counted)s. Say what makes the "
        "difference."
    )
    params = {"stated": compared.stated, "counted": compared.counted}
    return [Breach("DIFFERENCE_UNEXPLAINED", message, "explanation", params, "rules 5.4")]
