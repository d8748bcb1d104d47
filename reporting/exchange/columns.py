"""What a sheet of a kind holds, column by column: one list for template, preview and import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, override

TEXT, AMOUNT, DAY, PER_CENT, HOURS, COUNT, CHOICE, YES_NO, RATE = (
    "text",
    "amount",
    "day",
    "per_cent",
    "hours",
    "count",
    "choice",
    "yes_no",
    "rate",
)
LANGUAGES = ("da", "en")
KEY = "key"


@dataclass(frozen=True)
class Column:
    """One column: its *name* in the code, its *label* and *note* as English message ids.

    *most* is the longest text; *choices* names the list that a CHOICE is taken from; *otherwise*
    is what an empty cell means; *aliases* are other headers under which people know it.
    """

    name: str
    label: str
    form: str = TEXT
    most: int = 0
    is_required: bool = False
    choices: str = ""
    otherwise: Any = ""
    note: str = ""
    aliases: tuple[str, ...] = ()

    def title(self, language: str) -> str:
        """The header in *language*; a star marks what must be filled in."""
        with override(language):
            return gettext(self.label) + (" *" if self.is_required else "")

    def bare_title(self, language: str) -> str:
        """The header without its star."""
        return self.title(language).removesuffix(" *")

    @property
    def names(self) -> tuple[str, ...]:
        """All headers under which the column is known."""
        return (*(self.bare_title(one) for one in LANGUAGES), *self.aliases)


@dataclass(frozen=True)
class Choice:
    """One value of a list: what the code takes, how it reads, and other spellings of it."""

    value: Any
    labels: Mapping[str, str]
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> set[str]:
        """Every spelling, in small letters."""
        return {one.strip().casefold() for one in (*self.labels.values(), *self.aliases)}


Lists = Mapping[str, Sequence[Choice]]


@dataclass(frozen=True)
class SheetKind:
    """What can be imported: its columns, their lists for a report, and the rows that stand there.

    *rows* gives each row of the report as values by column, with its row key under ``key``.
    *total* names the column that is added up in the preview, where it is not money.
    """

    code: str
    label: str
    columns: tuple[Column, ...]
    lists: Callable[[Any], Lists]
    rows: Callable[[Any], Iterable[Mapping[str, Any]]]
    hints: tuple[str, ...] = ()
    total: str = ""

    def column(self, name: str) -> Column:
        """The column called *name*."""
        return next(one for one in self.columns if one.name == name)


def said(label: Any) -> dict[str, str]:
    """A translated word in each language, as the labels of a choice."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = gettext(label) if isinstance(label, str) else str(label)
    return found


def choices_of(pairs: Iterable[tuple[str, Any]]) -> list[Choice]:
    """The choices of a model's field: each code with its words."""
    return [Choice(value, said(label), (value,)) for value, label in pairs]


def named(row: Any, *aliases: str) -> Choice:
    """A row of reference data with a Danish and an English name."""
    return Choice(row, {"da": row.name_da, "en": row.name_en}, aliases)


def told_apart(rows: Iterable[Any], label: Callable[[Any], str], *, by: str) -> list[Choice]:
    """Rows by *label*; by their attribute *by* alone too, where only one of them has it."""
    found = list(rows)
    many = Counter(str(getattr(row, by)).strip().casefold() for row in found)
    choices = []
    for row in found:
        short = str(getattr(row, by)).strip()
        is_only = many[short.casefold()] == 1
        choices.append(Choice(row, said_alike(label(row)), (short,) if is_only else ()))
    return choices


def said_alike(text: str) -> dict[str, str]:
    """A name that reads the same in every language."""
    return dict.fromkeys(LANGUAGES, text)
