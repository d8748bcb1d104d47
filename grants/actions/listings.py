"""The grant's line in the public list of operations is written (CPR art. 49(3))."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, replace
from typing import Any

from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.roles import Capability
from grants.models import Grant, PublicEntry
from grants.rules.listings import FACTS, TEXTS, EntryFacts, check_entry


class EntryRefused(Refused):
    """The line cannot stand as it is."""

    code = "ENTRY_REFUSED"


@action
def write_public_entry(
    grant: Grant,
    facts: EntryFacts,
    *,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> PublicEntry:
    """Write or rewrite what the public is told; what has been published stays as it was."""
    must(by, Capability.PLAN_PROJECT, grant)
    facts = replace(facts, **{name: getattr(facts, name).strip() for name in TEXTS})
    refuse_if(check_entry(facts, on=timezone.localdate(at)), EntryRefused)
    # The grant is locked, so that two people cannot both write the first words.
    Grant.objects.select_for_update().get(pk=grant.pk)
    entry = PublicEntry.objects.select_for_update().filter(grant=grant).first()
    before: dict[str, Any] | None = None
    if entry is None:
        entry = PublicEntry(grant=grant)
    else:
        must_be_unchanged(entry, edited_from, chain=grant.ref, fields=FACTS)
        before = {name: getattr(entry, name) for name in FACTS}
    for name in FACTS:
        setattr(entry, name, getattr(facts, name))
    entry.save()
    record("public_entry.written", entry, chain=grant.ref, before=before, after=asdict(facts))
    return entry
