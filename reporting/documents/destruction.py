"""The certificate of a destruction: what is gone, why, when, and by whose two hands (G-09)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from consortium.rules.hashing import canonical, sha256
from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant
from reporting.documents.bodies import to_body
from reporting.documents.screen_parts import moment
from reporting.documents.tables import (
    DATE,
    HASH,
    INT,
    NORMAL,
    TOTAL,
    Cell,
    Column,
    Document,
    Meta,
    Row,
    Signature,
    Table,
    Words,
    both,
)
from reporting.models import Closure, ContactDisposal, Destruction
from reporting.queries.contact_disposal import KeptContacts
from reporting.queries.disposal import Preview

BASES = {
    "profile": _("the fund's own rule"),
    "bookkeeping": _("the bookkeeping act, five years"),
    "de_minimis": _("de minimis aid, ten years"),
}


@dataclass(frozen=True)
class Hands:
    """The two hands of a destruction: who proposed it, who confirmed it, and when."""

    proposer: Any
    by: Any
    at: dt.datetime


def keys_certificate(closure: Closure, participants: int, *, by: Any, at: dt.datetime) -> Document:
    """The key of the participants is gone; the counts that were made with it stay."""
    columns = (
        Column("what", both(_("What"))),
        Column("number", both(_("Number counted")), INT),
    )
    rows = (Row((both(_("Participants who can no longer be recognised")), participants)),)
    notes = (
        both(
            _(
                "Names and birth years were never stored. A participant was known by a key made "
                "with a secret of the project; the secret was overwritten, and no copy of it was "
                "kept in history or events. Counts stay (G-05)."
            )
        ),
    )
    table = Table("D1", both(_("Key of the participants")), columns, rows, notes)
    title = both(_("Certificate: the key of the participants is destroyed"))
    hands = Hands(closure.opened_by, by, at)
    return _certificate(closure.grant, title, "keys", table, hands, _until(closure))


def files_certificate(closure: Closure, gone: Preview, *, by: Any, at: dt.datetime) -> Document:
    """The evidence files are gone, each named by its hash: a file name may name a person."""
    columns = (
        Column("sha256", both(_("SHA-256")), HASH),
        Column("type", both(_("Type"))),
        Column("kept", both(_("Received")), DATE),
        Column("size", both(_("Size in bytes")), INT, summed=True),
    )
    body = tuple(
        Row((file.sha256, file.content_type, file.uploaded_at.date(), file.size), NORMAL)
        for file in gone.files
    )
    total = Row((both(_("Total")), str(len(gone.files)), None, gone.size), TOTAL)
    notes = (
        both(
            _(
                "The bytes of the files, the pictures of their pages, %(papers)s imported sheets "
                "and made papers. Files that another grant or a pay rate needs stay: %(kept)s."
            ),
            papers=str(gone.working_papers),
            kept=str(gone.in_use),
        ),
    )
    table = Table("D1", both(_("Evidence files")), columns, (*body, total), notes)
    title = both(_("Certificate: the evidence files are destroyed"))
    hands = Hands(closure.disposal_asked_by, by, at)
    return _certificate(closure.grant, title, "files", table, hands, _until(closure))


def lists_certificate(disposal: ContactDisposal, gone: KeptContacts, hands: Hands) -> Document:
    """Who stood in the lists of contacts is gone; how many there were stays (G-10)."""
    columns = (
        Column("partner", both(_("Partner"))),
        Column("list", both(_("List"))),
        Column("number", both(_("Number counted")), INT, summed=True),
    )
    body = tuple(Row((one.partner, one.name, one.number)) for one in gone.lists)
    total = Row((both(_("Total")), None, gone.number), TOTAL)
    notes = (
        both(
            _(
                "Names, addresses and telephone numbers were deleted; they stood in one table "
                "without history, and in no event. Consents stay as proof that there was one. "
                "A project's contacts are deleted six months after its end (G-10)."
            )
        ),
    )
    table = Table("D1", both(_("Lists of contacts")), columns, (*body, total), notes)
    title = both(_("Certificate: the lists of contacts are emptied"))
    ends = ((both(_("Project ends")), disposal.grant.ends_on),)
    return _certificate(disposal.grant, title, "lists", table, hands, ends)


def _until(closure: Closure) -> tuple[tuple[Words, Cell], ...]:
    facts: list[tuple[Words, Cell]] = [(both(_("Last payment")), closure.last_payment_on)]
    if closure.retain_until is not None:
        facts += [
            (both(_("Kept until")), closure.retain_until),
            (both(_("Because of")), both(BASES[closure.retain_basis])),
        ]
    return tuple(facts)


def _certificate(
    grant: Grant,
    title: Words,
    part: str,
    table: Table,
    hands: Hands,
    more: tuple[tuple[Words, Cell], ...],
) -> Document:
    facts: tuple[tuple[Words, Cell], ...] = (
        (both(_("Project")), grant.title),
        (both(_("Grant")), grant.ref),
        (both(_("Destroyed")), moment(hands.at)),
        (both(_("Proposed by")), str(hands.proposer)),
        (both(_("Confirmed by")), str(hands.by)),
        *more,
    )
    meta = Meta(title, grant.ref, f"destroyed-{part}", facts, "0", hands.at.isoformat())
    fund = grant.fund
    signatures = (
        Signature(both(_("Proposed by")), str(hands.proposer)),
        Signature(both(_("Confirmed by")), str(hands.by), hands.at.date()),
    )
    statement = Words(fund.statement_da, fund.statement_en)
    return Document(f"destroyed_{part}", meta, statement, tables=(table,), signatures=signatures)


def certified(grant: Grant, kind: str, paper: Document, hands: Hands) -> Destruction:
    """The row that keeps *paper*, not yet saved."""
    body = canonical(to_body(paper))
    return Destruction(
        grant=grant,
        kind=kind,
        at=hands.at,
        proposed_by=hands.proposer,
        confirmed_by=hands.by,
        body=body,
        sha256=sha256(body),
    )
