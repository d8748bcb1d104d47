"""A-31: chains read from their stored text, against their heads, seals and papers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext

from consortium.models import AuditEvent, ChainHead, ChainSeal
from consortium.queries.chain import (
    Verified,
    chains,
    hash_of,
    head_of,
    newest_seal,
    verify_chain,
)
from consortium.rules.chain import PaperHead, Point
from consortium.rules.refusals import gettext_noop as _
from reporting.models import ReportSnapshot
from reporting.queries.checks.base import Check, Fault, Scope, fault
from reporting.queries.checks.memory import unreadable
from reporting.queries.checks.reading import DAMAGE, every_row
from reporting.queries.snapshots import body_of, head_in

EVENTS, HEADS = AuditEvent._meta.db_table, ChainHead._meta.db_table
COLUMNS_DIFFER = _("The columns of event %(event)s do not say what was hashed.")
WRITTEN_ANEW = _(
    "%(paper)s names event %(number)s of %(chain)s with the hash %(told)s; the chain holds "
    "%(held)s there. The chain was written anew, or the paper is of another installation."
)


def chain_is_unbroken(scope: Scope) -> list[Fault]:
    """Numbers without gaps, each text with its own hash and the one before, ends at its head."""
    return [one for chain in _chains(scope) for one in _faults(verify_chain(chain))]


def events_say_what_was_hashed(scope: Scope) -> list[Fault]:
    """Every column of an event against the text that its hash was taken of."""
    events = AuditEvent.objects.filter(chain__in=_chains(scope))
    return _columns(events)


def seals_and_papers_agree(scope: Scope) -> list[Fault]:
    """Each chain passes through its seals, and through the end that each frozen paper names."""
    found = []
    held = AuditEvent.objects.filter(chain=OuterRef("chain"), number=OuterRef("number"))
    seals = ChainSeal.objects.filter(chain__in=_chains(scope)).annotate(
        held=Subquery(held.values("sha256")[:1])
    )
    for seal in seals.iterator():
        if seal.held != seal.sha256:
            sentence = _("The chain %(chain)s does not pass through its seal at event %(number)s.")
            found.append(fault("A-31", seal, sentence, chain=seal.chain, number=seal.number))
        if not seal.verified:
            sentence = _("The chain %(chain)s was broken when it was sealed at event %(number)s.")
            found.append(fault("A-31", seal, sentence, chain=seal.chain, number=seal.number))
    damaged: list[object] = []
    for paper in every_row(ReportSnapshot.objects.filter(scope.of()), damaged):
        try:
            head = head_in(body_of(paper))
        except (*DAMAGE, KeyError, AttributeError):
            head = None  # An altered paper is A-32's to tell.
        if head is not None and (difference := _difference(head, str(paper))):
            found.append(fault("A-31", paper, WRITTEN_ANEW, **difference))
    return found


def chain_is_whole_since_its_seal(scope: Scope) -> list[Fault]:
    """What is new since the last verified seal of each chain, columns included: fast enough to ask
    at any time. What lies before the seal is `chain_is_unbroken`'s to read.
    """
    found = []
    heads = ChainHead.objects.order_by("chain").values_list("chain", flat=True)
    # An event without a head is found by the whole verification, which looks at every row.
    for chain in heads if scope.grant is None else [scope.grant.ref]:
        seal = newest_seal(chain)
        start = Point(seal.number, seal.sha256) if seal else Point()
        if seal is not None and hash_of(chain, seal.number) != seal.sha256:
            sentence = _("The chain %(chain)s does not pass through its seal at event %(number)s.")
            found.append(fault("A-31", seal, sentence, chain=chain, number=seal.number))
        found += _faults(verify_chain(chain, start))
        found += _columns(AuditEvent.objects.filter(chain=chain, number__gt=start.number))
    return found


SINCE_SEAL = Check(
    "A-31", _("Nothing is broken since the last seal"), chain_is_whole_since_its_seal
)


def heads_on_paper(heads: Iterable[PaperHead]) -> Check:
    """A check of what a paper copy says, which nobody can have altered here."""
    told = tuple(heads)

    def find(_scope: Scope) -> list[Fault]:
        differences = [_difference(head, gettext("The paper")) for head in told]
        return [
            Fault("A-31", EVENTS, f"{one['chain']} #{one['number']}", WRITTEN_ANEW, one)
            for one in differences
            if one
        ]

    return Check("A-31", _("Chains hold what paper copies name"), find)


def _difference(head: PaperHead, paper: str) -> dict[str, Any] | None:
    held = hash_of(head.chain, head.point.number)
    if held == head.point.sha256:
        return None
    told = {"paper": paper, "chain": head.chain, "number": head.point.number}
    return told | {"told": head.point.sha256, "held": held or "–"}


def _chains(scope: Scope) -> list[str]:
    return chains() if scope.grant is None else [scope.grant.ref]


def _faults(found: Verified) -> Iterator[Fault]:
    for one in found.broken:
        params = {"event": f"{found.chain} #{one.number}", "before": one.before}
        yield Fault("A-31", EVENTS, str(one.key), one.sentence, params)
    if head_of(found.chain) != found.end:
        params = {"chain": found.chain}
        if ChainHead.objects.filter(chain=found.chain).exists():
            sentence = _("The chain %(chain)s does not end where its head says.")
        else:
            sentence = _("The chain %(chain)s has no head.")
        yield Fault("A-31", HEADS, found.chain, sentence, params)


def _columns(events: Any) -> list[Fault]:
    damaged: list[object] = []
    found = [
        fault("A-31", event, COLUMNS_DIFFER, event=f"{event.chain} #{event.number}")
        for event in every_row(events, damaged)
        if not _is_what_was_hashed(event)
    ]
    return found + unreadable("A-31", AuditEvent, damaged)


def _is_what_was_hashed(event: AuditEvent) -> bool:
    try:
        return event.is_what_was_hashed()
    except DAMAGE:
        return False
