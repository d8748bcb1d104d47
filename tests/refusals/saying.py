"""How a refusal is told: the rule, the field, and the exact sentence in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from consortium.queries.texts import sentence_text
from consortium.rules.refusals import Breach, Refused


@dataclass(frozen=True)
class Said:
    """What one breach must say; *found* makes it from the rule itself."""

    found: Callable[[], Sequence[Breach] | Iterable[Breach] | None]
    code: str
    rule: str
    subject: str
    english: str
    danish: str


def check(said: Said) -> None:
    """The rule refuses for this one reason, in exactly these words."""
    try:
        breaches = list(said.found() or ())
    except Refused as refusal:
        breaches = list(refusal.breaches)
    # A reader of the values asks for them by name, also where there are none.
    assert all(isinstance(one.params, Mapping) for one in breaches)
    told = [
        (
            one.code,
            one.rule,
            one.subject,
            sentence_text(one, "en").replace("\N{NO-BREAK SPACE}", " "),
            sentence_text(one, "da").replace("\N{NO-BREAK SPACE}", " "),
        )
        for one in breaches
    ]
    assert told == [(said.code, said.rule, said.subject, said.english, said.danish)]


def named(cases: Sequence[Said]) -> dict[str, Said]:
    """The cases by a name that a report of the tests can show."""
    return {f"{case.rule} {case.code} {place}": case for place, case in enumerate(cases)}
