"""A survey's answers come as counts by group, never as answers of persons (G-07)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consortium.rules.identifiers import contains_cpr
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

MOST_ROWS, MOST_COLUMNS, LONGEST = 30, 12, 120
TOTALS = frozenset({"i alt", "total", "in all", "sum", "alle"})


@dataclass(frozen=True)
class Answers:
    """A table of counts: its groups stand across, its answers down."""

    groups: tuple[str, ...]
    answers: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


def read_answers(lines: Sequence[Sequence[object]]) -> tuple[Answers | None, list[Breach]]:
    """The table in the rows of a sheet: a first row of groups, then an answer with its counts.

    Rows and columns of totals are left out: totals are worked out, and checked by nobody else.
    """
    rows = [[_text(cell) for cell in line] for line in lines if any(_text(cell) for cell in line)]
    if len(rows) < 2 or len(rows[0]) < 2:
        message = _("The sheet needs a first row with the groups and one row for each answer.")
        return None, [Breach("NO_TABLE", message, "sheet", rule="G-07")]
    kept = [place for place, cell in enumerate(rows[0]) if place and cell.casefold() not in TOTALS]
    # A table of one group may well call it "all".
    kept = kept or list(range(1, len(rows[0])))
    groups = tuple(rows[0][place] for place in kept)
    body = [row for row in rows[1:] if row[0].casefold() not in TOTALS]
    found: list[Breach] = []
    counts = []
    for row in body:
        cells = [row[place] if place < len(row) else "" for place in kept]
        counts.append(tuple(int(cell) if cell.isdecimal() else 0 for cell in cells))
        found += [_no_count(row[0], cell) for cell in cells if not cell.isdecimal()]
    answers = tuple(row[0] for row in body)
    found += _shape(groups, answers)
    return (None if found else Answers(groups, answers, tuple(counts))), found


def check_survey(
    facts: Mapping[str, str], asked_on: dt.date, invited: int, answered: int, today: dt.date
) -> list[Breach]:
    """Who was asked, when, and how many answered."""
    found = [
        Breach("CPR_NUMBER", _("A survey holds no CPR numbers."), name, rule="G-01")
        for name, text in facts.items()
        if contains_cpr(text)
    ]
    if answered > invited:
        message = _("%(answered)s have answered, but only %(invited)s were invited.")
        params = {"answered": answered, "invited": invited}
        found.append(Breach("TOO_MANY_ANSWERS", message, "answered", params, "G-07"))
    if asked_on > today:
        message = _("%(day)s is still to come; a survey is taken in when it has been answered.")
        found.append(Breach("NOT_ASKED_YET", message, "asked_on", {"day": asked_on}, "G-07"))
    return found


def check_sum(answers: Answers, answered: int) -> list[Breach]:
    """The counts are of people who answered: there cannot be more than that."""
    total = sum(map(sum, answers.counts))
    if total <= answered:
        return []
    message = _("The table counts %(total)s answers, but only %(answered)s people answered.")
    params = {"total": total, "answered": answered}
    return [Breach("MORE_THAN_ANSWERED", message, "sheet", params, "G-07")]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    text = " ".join(str(cell).split())
    # A workbook may write a whole number as 12.0.
    return text.removesuffix(".0") if text.removesuffix(".0").isdecimal() else text


def _no_count(answer: str, cell: str) -> Breach:
    message = _(
        "“%(answer)s” holds “%(cell)s”, which is no count. Write whole numbers, and 0 for none."
    )
    return Breach("NO_COUNT", message, "sheet", {"answer": answer, "cell": cell}, "G-07")


def _shape(groups: tuple[str, ...], answers: tuple[str, ...]) -> list[Breach]:
    found = []
    for names in (groups, answers):
        if "" in names or len(set(names)) != len(names):
            message = _("Each group and each answer needs a name of its own.")
            found.append(Breach("NAMES_MISSING", message, "sheet", rule="G-07"))
        if any(len(name) > LONGEST or contains_cpr(name) for name in names):
            message = _(
                "A group or an answer is longer than %(most)s characters or holds a personal "
                "number. Free answers of persons are not taken in."
            )
            found.append(Breach("FREE_TEXT", message, "sheet", {"most": LONGEST}, "G-07"))
    if not groups or not answers or len(answers) > MOST_ROWS or len(groups) > MOST_COLUMNS:
        message = _(
            "A table has at most %(rows)s answers and %(columns)s groups: this looks like a list "
            "of persons. Count the answers first."
        )
        params = {"rows": MOST_ROWS, "columns": MOST_COLUMNS}
        found.append(Breach("LOOKS_LIKE_PERSONS", message, "sheet", params, "G-07"))
    return found
