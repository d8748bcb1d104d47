"""Seals: how far each chain had come and that it was whole, told by a house event (A-31)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from consortium.actions.base import action, record
from consortium.models import HOUSE_CHAIN, AuditEvent, ChainHead, ChainSeal
from consortium.queries.chain import head_of, newest_seal, verify_chain
from consortium.rules.chain import ORIGIN, Point

SEALED = "chains.sealed"


def seal_chains(*, at: dt.datetime, by: Any = None) -> list[ChainSeal]:
    """Seal every chain that has moved since its last seal; a second run finds nothing to do."""
    sealed = {
        (seal.chain, seal.number)
        for seal in ChainSeal.objects.raw(
            "SELECT * FROM consortium_chainseal s WHERE number = "
            "(SELECT MAX(number) FROM consortium_chainseal o WHERE o.chain = s.chain)"
        )
    }
    moved = [
        head.chain
        for head in ChainHead.objects.filter(number__gt=0).order_by("chain")
        if (head.chain, head.number) not in sealed and not _only_sealed(head, sealed)
    ]
    return seal_all(moved, by=by, at=at) if moved else []


@action
def seal_all(chains: list[str], *, by: Any, at: dt.datetime) -> list[ChainSeal]:
    """Seal *chains*, each read on from its last seal. One event of the house names all their heads.

    So whoever rewrites one chain has to rewrite the house's as well. A chain that is broken is
    sealed too, as not verified: it never becomes what is read on from.
    """
    seals = [seal_head(chain, at=at) for chain in chains]
    after = {
        one.chain: {"number": one.number, "sha256": one.sha256, "verified": one.verified}
        for one in seals
    }
    record(SEALED, seals[-1], after=after)
    return seals


def seal_head(chain: str, *, at: dt.datetime) -> ChainSeal:
    """Seal *chain* where it stands; part of a deed that tells of it."""
    head = head_of(chain)
    known = ChainSeal.objects.filter(chain=chain, number=head.number).first()
    if known is not None:
        return known
    last = newest_seal(chain)
    start = Point(last.number, last.sha256) if last else ORIGIN
    found = verify_chain(chain, start)
    # Others may have gone on behind this head in the meantime: it must have been passed through.
    whole = not found.broken and found.end.number >= head.number
    if whole and found.end != head:
        whole = AuditEvent.objects.filter(
            chain=chain, number=head.number, sha256=head.sha256
        ).exists()
    # The night and a paper may seal at the same moment: whoever comes second takes the first seal.
    made, _is_new = ChainSeal.objects.get_or_create(
        chain=chain,
        number=head.number,
        defaults={"sha256": head.sha256, "at": at, "verified": whole},
    )
    return made


def _only_sealed(head: ChainHead, sealed: set[tuple[str, int]]) -> bool:
    """Whether all that has happened in the house since its seal is that it was sealed."""
    if head.chain != HOUSE_CHAIN or (HOUSE_CHAIN, head.number - 1) not in sealed:
        return False
    newest = AuditEvent.objects.filter(chain=HOUSE_CHAIN, number=head.number)
    return newest.filter(verb=SEALED).exists()
