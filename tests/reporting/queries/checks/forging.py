"""What a superuser could do with the triggers off, carefully: whole chains written anew."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection
from django.db.models import F

from consortium.models import AuditEvent, ChainHead, ChainSeal
from consortium.models.memory import frozen_digest
from consortium.rules.hashing import canonical, sha256
from reporting.models import ReportSnapshot, triggers


def write_anew(chain: str, number: int, **change: Any) -> None:
    """Change event *number* of *chain*; all later hashes, seals, papers and the head fit it."""
    triggers.remove(connection)
    before = AuditEvent.objects.filter(chain=chain, number=number - 1)
    hashes = {number - 1: before.values_list("sha256", flat=True).first() or ""}
    papers: dict[str, str] = {}
    for event in AuditEvent.objects.filter(chain=chain, number__gte=number).order_by("number"):
        if event.number == number:
            for name, value in change.items():
                setattr(event, name, value)
        event.previous_sha256 = hashes[event.number - 1]
        if event.verb == "snapshot.frozen":
            old, new = _fit_paper(event.subject_id, hashes)
            papers[old] = new
        if event.after.get("sha256") in papers:
            event.after["sha256"] = papers[event.after["sha256"]]
        _fit_versions(event, hashes)
        event.close()
        event.save()
        hashes[event.number] = event.sha256
    ChainHead.objects.filter(chain=chain).update(sha256=hashes[event.number])
    triggers.install(connection)


def _fit_paper(pk: str, hashes: dict[int, str]) -> tuple[str, str]:
    """A frozen paper with the new hash of the chain in it: its own hash, old and new."""
    paper = ReportSnapshot.objects.get(pk=pk)
    body = json.loads(paper.body)
    body["chain"]["sha256"] = hashes.get(body["chain"]["number"], body["chain"]["sha256"])
    paper.body = canonical(body)
    old, paper.sha256 = paper.sha256, sha256(paper.body)
    paper.save()
    return old, paper.sha256


def _fit_versions(event: AuditEvent, hashes: dict[int, str]) -> None:
    """What the event vouches for, seals and papers among it, as it stands now."""
    for key in list(event.versions):
        label, pk = key.rsplit(":", 1)
        if label == "consortium.chainseal":
            seal = ChainSeal.objects.get(pk=pk)
            seal.sha256 = hashes.get(seal.number, seal.sha256)
            seal.save()
            event.versions[key] = frozen_digest(seal)
        if label == "reporting.reportsnapshot":
            event.versions[key] = frozen_digest(ReportSnapshot.objects.get(pk=pk))


def rearranged(events: list[AuditEvent]) -> None:
    """One chain made of *events* in their new order: numbers, links, hashes and the head fit."""
    chain, last = events[0].chain, ""
    triggers.remove(connection)
    kept = [event.pk for event in events if event.pk]
    AuditEvent.objects.filter(chain=chain).exclude(pk__in=kept).delete()
    # Out of the way first: no number stands twice in a chain.
    AuditEvent.objects.filter(chain=chain).update(number=F("number") + 10**6)
    for number, event in enumerate(events, 1):
        event.number, event.previous_sha256 = number, last
        event.close()
        event.save()
        last = event.sha256
    ChainHead.objects.filter(chain=chain).update(number=len(events), sha256=last)
    triggers.install(connection)
