"""Live references in a text: ``{{T1.total.this}}`` stands for a figure of the paper (rules.md 5.1).

A token names the table, the row and the column, in this order; a table's code may hold a point of
its own. What a token stands for is looked up by the paper that holds the text, so that a figure in
a sentence is always the figure in the table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

TOKEN = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
# What is left of a pair of braces that does not close is a slip of the pen, and is said.
STRAY = re.compile(r"\{\{|\}\}")


def tokens_in(text: str) -> list[str]:
    """Every token of *text* in its order, without its braces."""
    return TOKEN.findall(text)


def resolved(text: str, value_of: Callable[[str], str]) -> str:
    """*text* with each token replaced by what *value_of* gives for it."""
    return TOKEN.sub(lambda found: value_of(found[1]), text)


def check_tokens(text: str, known: Container[str]) -> list[Breach]:
    """One breach for each token that names no figure, and one for braces that do not close."""
    return list(_faults(text, known))


def _faults(text: str, known: Container[str]) -> Iterator[Breach]:
    message = _(
        "“%(token)s” names no figure of this paper. Choose one from the list of figures, or take "
        "the braces away."
    )
    for token in dict.fromkeys(tokens_in(text)):
        if token not in known:
            yield Breach("TOKEN_UNKNOWN", message, "body", {"token": token}, "rules 5.1")
    if STRAY.search(TOKEN.sub("", text)):
        message = _("A pair of braces does not close. A reference reads {{ and }} around one name.")
        yield Breach("TOKEN_OPEN", message, "body", rule="rules 5.1")
