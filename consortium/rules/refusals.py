"""How rules say no: a `Breach` is a finding, a `Refused` stops the action.

Sentences are English message ids with named parameters (``%(amount)s``). They are marked with
`say`, which gettext's tools know as a keyword, and are put into the reader's language at the edge
(page, import preview, command, API), so that the same words appear everywhere.
Parameters stay values (``Decimal``, ``date``, ``Fraction``, ``str``) until then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self


def gettext_noop(message: str) -> str:
    """Mark *message* for translation and hand it back unchanged."""
    return message


class Term(str):
    """A word of the house inside a sentence: an English message id, translated where shown."""

    __slots__ = ()


@dataclass(frozen=True)
class Breach:
    """One broken rule: a stable *code*, an English sentence, its subject, and the rule's number."""

    code: str
    message: str
    subject: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    rule: str = ""

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


class Refused(Exception):
    """An action was refused; `breaches` says which rules and why. Nothing has been saved."""

    code = "REFUSED"

    def __init__(self, *breaches: Breach) -> None:
        if not breaches:
            raise ValueError("a refusal names at least one breach")
        self.breaches = breaches
        super().__init__("; ".join(str(breach) for breach in breaches))

    @classmethod
    def because(
        cls, message: str, *, rule: str = "", subject: str = "", code: str = "", **params: object
    ) -> Self:
        """Refuse for one reason: an English sentence with parameters, and the rule's number."""
        return cls(Breach(code or cls.code, message, subject, params, rule))


def refuse_if(breaches: list[Breach], refusal: type[Refused] = Refused) -> None:
    """Raise *refusal* with all *breaches*, if there are any."""
    if breaches:
        raise refusal(*breaches)
