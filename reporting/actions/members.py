"""Bodies that take part in a consortium without a vote come and go (003, W-10)."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from consortium.actions.base import action, record
from consortium.rules.refusals import Refused, refuse_if
from grants.models import GrantPartner
from partners.models import ConsortiumMember, Organisation
from partners.rules.members import MemberFacts, check_member
from reporting.actions.newsletters import must_write_for


class MemberRefused(Refused):
    """The body cannot be written down like this."""

    code = "MEMBER_REFUSED"


@action
def add_member(
    consortium: GrantPartner, facts: MemberFacts, *, by: Any, at: dt.datetime
) -> ConsortiumMember:
    """A body takes part in the consortium; the lead's are those of the steering group."""
    must_write_for(consortium, by)
    partners = GrantPartner.objects.filter(grant=consortium.grant)
    rows = ConsortiumMember.objects.filter(
        organisation=consortium.organisation, grant_ref=consortium.grant.ref, ends_on=None
    )
    voting = list(partners.values_list("organisation__name", flat=True))
    beside = list(rows.values_list("name", flat=True))
    refuse_if(check_member(facts, voting=voting, beside=beside), MemberRefused)
    texts = {"name": _tidy(facts.name), "representative": _tidy(facts.representative)}
    made = ConsortiumMember(
        organisation=consortium.organisation,
        grant_ref=consortium.grant.ref,
        registered=Organisation.objects.filter(name__iexact=texts["name"]).first(),
        **asdict(facts) | texts,
    )
    made.save()
    after = {"consortium": str(consortium), "name": made.name, "standing": made.standing}
    record("member.added", made, chain=consortium.grant.ref, after=after)
    return made


@action
def end_member(
    member: ConsortiumMember, consortium: GrantPartner, *, by: Any, at: dt.datetime
) -> ConsortiumMember:
    """The body takes part no longer, from today; the row stays."""
    must_write_for(consortium, by)
    member = ConsortiumMember.objects.select_for_update(of=("self",)).get(
        pk=member.pk, organisation=consortium.organisation
    )
    if member.ends_on is None:
        member.ends_on = max(timezone.localdate(at), member.starts_on)
        member.save()
    record("member.ended", member, chain=member.grant_ref, after={"name": member.name})
    return member


def _tidy(text: str) -> str:
    return " ".join(text.split())
