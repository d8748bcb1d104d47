"""Participants from a sheet: each is found by a key, and the sheet is forgotten (G-05)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from partners.actions.participants import (
    ANSWERS,
    change_participant,
    register_participant,
    secret_of,
)
from partners.rules.participants import normalised, pseudonym
from reporting.actions.row_imports import Line, SheetRows, Standing, said_the_same
from reporting.exchange import participant_sheet
from reporting.exchange.columns import KEY, SheetKind

PERSON = ("name", "birth_year")


@dataclass
class ParticipantRows(SheetRows):
    """Participants: known by the key that name and birth year make."""

    kind: ClassVar[SheetKind] = participant_sheet.PARTICIPANTS
    _secret: str = field(default="", init=False)

    def __post_init__(self) -> None:
        self._secret = secret_of(self.target.grant_partner.grant.ref)

    def standing(self) -> Iterable[Standing]:
        """The partner's participants in the grant, each with its key where a name would be."""
        for row in participant_sheet.standing(self.target):
            values = participant_sheet.values_of(row)
            yield Standing(values[KEY], row, {**values, "person": row.key})

    def identity(self, values: Mapping[str, Any]) -> Hashable:
        """The key; before the project has a secret, what it will be made of."""
        if "person" in values:
            return str(values["person"])
        name, year = values["name"], values["birth_year"]
        if self._secret and name and year is not None:
            return pseudonym(self._secret, name, year)
        return normalised(name), year

    def same(self, name: str, old: Any, new: Any, standing: Standing) -> bool:
        """Who it is has been settled by the key; only the answers can differ."""
        return name in PERSON or said_the_same(old, new)

    def enter(self, lines: Sequence[Line]) -> None:
        """Count the person, or correct what is said of them."""
        partner = self.target.grant_partner
        for line in lines:
            answers = {name: line.values[name] for name in ANSWERS}
            if line.standing is not None:
                change_participant(line.standing.row, **answers, by=self.by, at=self.at)
                continue
            register_participant(
                partner.organisation,
                grant_ref=partner.grant.ref,
                name=line.values["name"],
                birth_year=line.values["birth_year"] or 0,
                **answers,
                by=self.by,
                at=self.at,
            )
