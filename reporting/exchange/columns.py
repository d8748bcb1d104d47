"""What a sheet of a kind holds, column by column: one list for template, preview and import."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, override

from reporting.models import PartnerReport

TEXT, AMOUNT, DAY, PER_CENT, HOURS, COUNT, CHOICE, YES_NO = (
    "text",
    "amount",
    "day",
    "per_cent",
    "hours",
    "count",
    "choice",
    "yes_no",
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
    """

    code: str
    label: str
    columns: tuple[Column, ...]
    lists: Callable[[PartnerReport], Lists]
    rows: Callable[[PartnerReport], Iterable[Mapping[str, Any]]]
    hints: tuple[str, ...] = ()

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
