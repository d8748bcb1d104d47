"""Papers leave the house: frozen when every figure agrees, made as files in the background."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from consortium.actions.base import action, must, record
from consortium.models import Job
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.models import Grant, GrantPartner, PublicEntry, ReportingPeriod
from grants.rules.listings import check_told
from reporting.actions.snapshots import freeze
from reporting.documents.bodies import to_body
from reporting.documents.papers import draft_of
from reporting.documents.parts import (
    CLAIM,
    COMPLETION,
    EVALUATION,
    FINAL,
    OPERATION,
    PARTNER_STATEMENT,
    STATUS,
    accounts_for_claim,
)
from reporting.models import Claim, ReportSnapshot
from reporting.queries.texts import recipient_of, section_breaches
from reporting.rules.reconciliation import check_reconciliations

MAKE_DOCUMENT = "make_document"
TASK = "reporting.tasks.make_document"


class FiguresDiffer(Refused):
    """Two figures of the paper that must be equal are not."""

    code = "RECONCILIATION"


class NothingClaimed(Refused):
    """A paper accounts for a claim, and the period has none that has been checked."""

    code = "NOTHING_CLAIMED"


class TextsMissing(Refused):
    """A section that the recipient asks for is not written, or not approved."""

    code = "TEXTS_MISSING"


class SentWithClaim(Refused):
    """The claim's own paper is frozen by the claim's submission."""

    code = "SENT_WITH_CLAIM"


class NotForThePublic(Refused):
    """The grant's line may not be published yet."""

    code = "NOT_FOR_THE_PUBLIC"


@action
def submit_document(
    kind: str,
    grant: Grant,
    period: ReportingPeriod | None,
    *,
    partner: GrantPartner | None = None,
    by: Any,
    at: dt.datetime,
) -> ReportSnapshot:
    """Freeze the paper of *kind* as its next version (LS); refuse if any figure disagrees."""
    must(by, Capability.SUBMIT_REPORTS, grant)
    _must_not_be_sent_apart(kind)
    if period is not None and accounts_for_claim(kind):
        _must_be_claimed(grant, period)
    if kind == OPERATION:
        _must_be_told(grant, at)
    if period is not None:
        refuse_if(section_breaches(recipient_of(grant, kind), period), TextsMissing)
    partner = partner if kind == PARTNER_STATEMENT else None
    document = draft_of(kind, grant, period, partner, at)
    refuse_if(check_reconciliations(document.checks()), FiguresDiffer)
    snapshot = freeze(kind, grant, period, partner, to_body(document), by=by, at=at)
    record(
        "document.submitted",
        snapshot,
        chain=grant.ref,
        after={
            "kind": kind,
            "period": period.number if period else None,
            "sha256": snapshot.sha256,
        },
    )
    return snapshot


def _must_not_be_sent_apart(kind: str) -> None:
    if kind == CLAIM:
        raise SentWithClaim.because(
            _("The payment claim is frozen when it is submitted; submit the claim instead."),
            rule="W-04",
        )
    if kind == FINAL:
        raise SentWithClaim.because(
            _("The final report is frozen when it is submitted; submit the final report instead."),
            rule="W-04",
        )
    if kind in (STATUS, EVALUATION, COMPLETION):
        raise SentWithClaim.because(
            _("It is frozen by a step of its own: minutes closed, evaluation sent, note written."),
            rule="W-04",
        )


def _must_be_told(grant: Grant, at: dt.datetime) -> None:
    entry = PublicEntry.objects.filter(grant=grant).first()
    told_on = entry.told_on if entry else None
    breaches = check_told(told_on, is_written=entry is not None, on=timezone.localdate(at))
    refuse_if(breaches, NotForThePublic)


def _must_be_claimed(grant: Grant, period: ReportingPeriod) -> None:
    claims = Claim.objects.filter(grant=grant, period=period)
    if not claims.exclude(state__in=["draft", "rejected"]).exists():
        raise NothingClaimed.because(
            _(
                "Period %(period)s has no checked payment claim, so there is nothing to account "
                "for yet. Build and check the claim first."
            ),
            rule="rules 5.1",
            period=period.number,
        )


@action
def order_document(grant: Grant, params: dict[str, Any], *, by: Any, at: dt.datetime) -> Job:
    """Have a file made in the background; *params* name the paper, its language and its format."""
    job = Job.objects.create(kind=MAKE_DOCUMENT, params=params, requested_by=by, requested_at=at)
    record("document.ordered", job, chain=grant.ref, after=params)
    # Named by string: tasks stand on the top floor, and this room may not look up.
    transaction.on_commit(lambda: import_string(TASK).enqueue(job.pk))
    return job
