"""Consortia note their own newsletters, and sums of whom an issue or a page has reached (003)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Max, Sum
from django.utils import timezone

from consortium.actions.base import action, record
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from grants.models import GrantPartner
from reporting.actions.newsletters import must_write_for
from reporting.models import LocalIssue, NewsletterIssue, ReachFigure
from reporting.rules.local_news import (
    OPENED,
    RECEIVED,
    Known,
    LocalFacts,
    ReachFacts,
    check_local,
    check_reach,
)


class LocalNewsRefused(Refused):
    """The issue, or the figure, cannot be noted like this."""

    code = "LOCAL_NEWS_REFUSED"


@action
def note_local_issue(
    partner: GrantPartner, facts: LocalFacts, *, by: Any, at: dt.datetime
) -> LocalIssue:
    """An issue of the consortium's own newsletter is out."""
    must_write_for(partner, by)
    GrantPartner.objects.select_for_update(no_key=True, of=("self",)).get(pk=partner.pk)
    refuse_if(check_local(facts, timezone.localdate(at)), LocalNewsRefused)
    rows = LocalIssue.objects.filter(grant_partner=partner)
    last = rows.aggregate(last=Max("number"))["last"] or 0
    made = LocalIssue(grant_partner=partner, number=last + 1, **vars(facts))
    made.title, made.editor = facts.title.strip(), facts.editor.strip()
    made.save()
    after = {"partner": str(partner), "number": made.number, "copies": made.copies}
    record("local_issue.noted", made, chain=partner.grant.ref, after=after)
    return made


@action
def note_reach(
    partner: GrantPartner,
    facts: ReachFacts,
    *,
    issue: NewsletterIssue | LocalIssue | None = None,
    by: Any,
    at: dt.datetime,
) -> ReachFigure:
    """Note a sum; the same days of the same issue are corrected by it, and the old sum stays known.

    The common newsletter's figures are the lead's.
    """
    must_write_for(partner, by)
    GrantPartner.objects.select_for_update(no_key=True, of=("self",)).get(pk=partner.pk)
    common = issue if isinstance(issue, NewsletterIssue) else None
    local = issue if isinstance(issue, LocalIssue) else None
    if common is not None and not partner.is_lead:
        raise LocalNewsRefused.because(
            _("The lead notes whom the common newsletter has reached."), subject="issue", rule="003"
        )
    target = {"grant_partner": partner, "common": common, "local": local}
    key = {**target, "measure": facts.measure, "first": facts.first, "last": facts.last}
    row = ReachFigure.objects.filter(**key).first() or ReachFigure(**key)
    known = _known(issue, target, row.pk, at)
    refuse_if(check_reach(facts, known, timezone.localdate(at)), LocalNewsRefused)
    before = {"count": row.count} if row.pk else {}
    row.count, row.source, row.noted_by = facts.count, facts.source.strip(), by
    row.save()
    after = {"measure": row.measure, "count": row.count, "last": row.last}
    record("reach.noted", row, chain=partner.grant.ref, before=before, after=after)
    return row


def _known(
    issue: NewsletterIssue | LocalIssue | None,
    target: dict[str, Any],
    own: int | None,
    at: dt.datetime,
) -> Known:
    if issue is None:
        return Known()
    rows = ReachFigure.objects.filter(**target).exclude(pk=own or 0).order_by().values("measure")
    sums = dict(rows.annotate(all=Sum("count")).values_list("measure", "all"))
    if isinstance(issue, LocalIssue):
        issued_on = issue.issued_on
    else:
        issued_on = timezone.localdate(issue.issued_at or at)
    return Known(issued_on, sums.get(RECEIVED), sums.get(OPENED))
