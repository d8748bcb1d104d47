"""The certificate of a destruction: what is gone, why, when, and by whose two hands (G-09)."""

from __future__ import annotations

import datetime as dt
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
from reporting.models import Closure, Destruction
from reporting.queries.disposal import Preview

BASES = {
    "profile": _("the fund's own rule"),
    "bookkeeping": _("the bookkeeping act, five years"),
    "de_minimis": _("de minimis aid, ten years"),
}


def keys_certificate(closure: Closure, participants: int, *, by: Any, at: dt.datetime) -> Document:
    """The key of the participants is gone; the counts that were made with it stay."""
    columns = (Column("what", both(_("What"))), Column("number", both(_("Number")), INT))
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
    return _certificate(closure, title, "keys", (table,), closure.opened_by, by, at)


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
    return _certificate(closure, title, "files", (table,), closure.disposal_asked_by, by, at)


def _certificate(
    closure: Closure,
    title: Words,
    part: str,
    tables: tuple[Table, ...],
    proposer: Any,
    by: Any,
    at: dt.datetime,
) -> Document:
    grant: Grant = closure.grant
    facts: list[tuple[Words, Cell]] = [
        (both(_("Project")), grant.title),
        (both(_("Grant")), grant.ref),
        (both(_("Destroyed")), moment(at)),
        (both(_("Proposed by")), str(proposer)),
        (both(_("Confirmed by")), str(by)),
        (both(_("Last payment")), closure.last_payment_on),
    ]
    if closure.retain_until is not None:
        facts += [
            (both(_("Kept until")), closure.retain_until),
            (both(_("Because of")), both(BASES[closure.retain_basis])),
        ]
    meta = Meta(title, grant.ref, f"destroyed-{part}", tuple(facts), "0", at.isoformat())
    fund = grant.fund
    signatures = (
        Signature(both(_("Proposed by")), str(proposer)),
        Signature(both(_("Confirmed by")), str(by), at.date()),
    )
    statement = Words(fund.statement_da, fund.statement_en)
    return Document(f"destroyed_{part}", meta, statement, tables=tables, signatures=signatures)


def certified(
    closure: Closure, kind: str, paper: Document, proposer: Any, by: Any, at: dt.datetime
) -> Destruction:
    """The row that keeps *paper*, not yet saved."""
    body = canonical(to_body(paper))
    return Destruction(
        grant=closure.grant,
        kind=kind,
        at=at,
        proposed_by=proposer,
        confirmed_by=by,
        body=body,
        sha256=sha256(body),
    )
