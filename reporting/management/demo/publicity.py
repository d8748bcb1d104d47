"""What the demo project shows of its support: a page, a brochure, a poster."""

from __future__ import annotations

import datetime as dt

from grants.models import Grant
from reporting.actions.publicity import note_publicity
from reporting.management.demo.account import Account
from reporting.management.demo.papers import paper
from reporting.rules.publicity import MATERIAL, POSTER, WEBSITE

SHOWN = (
    (WEBSITE, "https://erhvervaarhus.example/bosaetning: omtale, tilskud og fondens emblem", ""),
    (MATERIAL, "Folderen “Velkommen til egnen”, bagsiden", "folder.pdf"),
    (POSTER, "Plakat i forhallen hos Erhverv Aarhus", "plakat.pdf"),
)


def publicity(grant: Grant, account: Account, on: dt.date) -> None:
    """All three are proven before the first claim."""
    account.clock.move_to(on)
    for kind, text, name in SHOWN:
        file = paper(text, ["Medfinansieret af Den Europæiske Socialfond"]) if name else None
        note_publicity(
            grant,
            kind=kind,
            text=text,
            seen_on=on,
            file=file,
            name=name,
            by=account.people["lead"],
            at=account.clock(),
        )
