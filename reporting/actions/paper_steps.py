"""What the bodies on a paper's path decide is noted, one after the other (rules.md 5.2)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.models import Grant
from reporting.models import PaperDecision, ReportSnapshot
from reporting.queries.paper_steps import path_of
from reporting.rules.paper_steps import check_decision
from reporting.rules.vouchers import check_personal


class DecisionRefused(Refused):
    """The decision cannot be noted here, or not like this."""

    code = "DECISION_REFUSED"


@action
def note_body_decision(
    snapshot: ReportSnapshot, *, decided_on: dt.date, decision: str, by: Any, at: dt.datetime
) -> PaperDecision:
    """Note what the next body on the path of *snapshot* has decided."""
    grant = Grant.objects.select_for_update(no_key=True).get(pk=snapshot.grant_id)
    must(by, Capability.BUILD_CLAIM, grant)
    path = path_of(snapshot)
    if path.next is None:
        raise DecisionRefused.because(
            _("Every body on the path of this paper has decided, or it has no path."),
            rule="rules 5.2",
        )
    found = check_decision(
        decision,
        decided_on,
        sent_on=timezone.localdate(snapshot.created_at),
        last=path.decided[-1].decided_on if path.decided else None,
        today=timezone.localdate(at),
    )
    refuse_if(found + check_personal({"decision": decision}), DecisionRefused)
    noted = PaperDecision.objects.create(
        snapshot=snapshot,
        number=len(path.decided) + 1,
        body=path.next,
        decided_on=decided_on,
        decision=decision.strip(),
        noted_by=by,
        noted_at=at,
    )
    after = {"body": noted.body, "decided_on": decided_on, "paper": str(snapshot)}
    record("paper.decided", noted, chain=grant.ref, after=after)
    return noted
