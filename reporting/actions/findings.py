"""An auditor's findings: written, answered by their owner, followed up, closed (A-26)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.actions.evidence import keep_file
from consortium.models.memory import add_rows
from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability, Role
from consortium.rules.states import advance
from grants.actions.telling import Told, tell
from grants.models import Grant, GrantPartner
from reporting.models import (
    Correction,
    Finding,
    FindingAnswer,
    FindingCorrection,
    FindingFile,
)
from reporting.queries.costs import owner_ref
from reporting.queries.findings import subject_of, undecided_corrections
from reporting.rules.audit_states import FINDING
from reporting.rules.findings import OWNERS, Written, check_finding, check_words, past_due
from reporting.rules.vouchers import check_personal

# The step by which each owner answers.
ANSWERS = {
    Role.PM: "answer_as_manager",
    Role.LC: "answer_as_controller",
    Role.LS: "answer_as_signatory",
    Role.PA: "answer_as_partner",
}
SENT = _("%(grant)s: finding %(number)s is yours to answer by %(day)s.")
FOLLOWED_UP = _(
    "%(grant)s: the answer to finding %(number)s is not enough. Answer again by %(day)s."
)
ANSWERED = _("%(grant)s: finding %(number)s is answered. Follow it up or close it.")
CLOSED = _("%(grant)s: finding %(number)s is closed.")


class FindingRefused(Refused):
    """The finding cannot be written, answered or closed like this."""

    code = "FINDING_REFUSED"


@dataclass(frozen=True)
class FindingEntry:
    """What the auditor writes; *owner* is a role, and of a partner's approver *partner* says whose.

    *about* is the row: its table and key.
    """

    about: tuple[str, int]
    kind: str
    text: str
    cause: str
    recommendation: str
    owner: str
    due_on: dt.date
    partner: GrantPartner | None = None
    amount: Decimal = ZERO


@action
def write_finding(grant: Grant, entry: FindingEntry, *, by: Any, at: dt.datetime) -> Finding:
    """Send a finding to its owner; from now on its words stand."""
    grant = Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    must(by, Capability.AUDIT_CLAIM, grant)
    subject = subject_of(grant, *entry.about)
    refuse_if(_entry_faults(grant, entry, at), FindingRefused)
    if subject is None:
        raise FindingRefused.because(
            _("What the finding is about does not belong to %(grant)s."),
            rule="A-26",
            grant=grant.ref,
        )
    last = Finding.objects.filter(grant=grant).aggregate(last=Max("number"))["last"] or 0
    finding = Finding.objects.create(
        grant=grant,
        number=last + 1,
        subject_type=subject.label,
        subject_id=subject.row.pk,
        subject_label=str(subject.row)[:200],
        kind=entry.kind,
        amount=entry.amount,
        text=entry.text.strip(),
        cause=entry.cause.strip(),
        recommendation=entry.recommendation.strip(),
        owner=entry.owner,
        owner_partner=entry.partner,
        due_on=entry.due_on,
        written_by=by,
        written_at=at,
    )
    record("finding.written", finding, chain=grant.ref, after=_told(finding))
    _tell_owner("finding.written", SENT, finding, by=by, at=at)
    return finding


@action
def answer_finding(
    finding: Finding, *, text: str, papers: Sequence[Any] = (), by: Any, at: dt.datetime
) -> Finding:
    """The answer of the seat or the partner that owns the finding, with the papers that show it."""
    finding = _locked(finding)
    partner = finding.owner_partner
    target = finding.grant if partner is None else partner.organisation
    must(by, OWNERS[finding.owner], target)
    before = finding.state
    finding.state = advance(FINDING, finding.state, ANSWERS[Role(finding.owner)])
    answer = _say(finding, FindingAnswer.ANSWER, text, by, at)
    kept = _attach(answer, papers, by, at)
    finding.save()
    _record("finding.answered", finding, before, text, kept)
    _tell("finding.answered", ANSWERED, (Role.AU,), finding, by=by, at=at)
    return finding


@action
def follow_up_finding(
    finding: Finding, *, text: str, due_on: dt.date, by: Any, at: dt.datetime
) -> Finding:
    """The answer is not enough: say what is missing, and until when it may come."""
    finding = _locked(finding)
    must(by, Capability.AUDIT_CLAIM, finding.grant)
    before, finding.state = finding.state, advance(FINDING, finding.state, "follow_up")
    if due_on < timezone.localdate(at):
        raise FindingRefused(past_due(due_on))
    _say(finding, FindingAnswer.FOLLOW_UP, text, by, at)
    finding.due_on = due_on
    finding.save()
    _record("finding.followed_up", finding, before, text)
    _tell_owner("finding.followed_up", FOLLOWED_UP, finding, by=by, at=at)
    return finding


@action
def close_finding(finding: Finding, *, text: str, by: Any, at: dt.datetime) -> Finding:
    """The auditor is done with it, and says what it has led to."""
    finding = _locked(finding)
    must(by, Capability.AUDIT_CLAIM, finding.grant)
    before, finding.state = finding.state, advance(FINDING, finding.state, "close")
    if waiting := undecided_corrections(finding):
        raise FindingRefused.because(
            _(
                "Corrections of this finding that wait for a decision: %(count)s. Have them "
                "decided, then close it."
            ),
            rule="A-26",
            count=waiting,
        )
    _say(finding, FindingAnswer.CLOSING, text, by, at)
    finding.closed_by, finding.closed_at = by, at
    finding.save()
    _record("finding.closed", finding, before, text)
    _tell("finding.closed", CLOSED, (Role.PM, Role.LC), finding, by=by, at=at)
    return finding


@action
def lead_to_correction(
    finding: Finding, correction: Correction, *, by: Any, at: dt.datetime
) -> FindingCorrection:
    """The finding has led to *correction*. Called by who proposes it."""
    finding = _locked(finding)
    if finding.grant_id != correction.grant_id or finding.state == "closed":
        raise FindingRefused.because(
            _("Finding %(number)s is closed or of another grant, so it leads to no correction."),
            rule="A-26",
            number=finding.number,
        )
    link = FindingCorrection.objects.create(finding=finding, correction=correction)
    record(
        "finding.led_to_correction",
        finding,
        chain=finding.grant.ref,
        after={"correction": correction.number, "amount": correction.amount},
    )
    return link


def _entry_faults(grant: Grant, entry: FindingEntry, at: dt.datetime) -> list[Breach]:
    written = Written(
        entry.kind,
        entry.amount,
        entry.text,
        entry.cause,
        entry.recommendation,
        entry.due_on,
        entry.owner,
        entry.partner is not None and entry.partner.grant_id == grant.pk,
    )
    texts = {"text": entry.text, "cause": entry.cause, "recommendation": entry.recommendation}
    return [*check_finding(written, timezone.localdate(at)), *check_personal(texts)]


def _locked(finding: Finding) -> Finding:
    return (
        Finding.objects.select_for_update(of=("self",))
        .select_related("grant", "owner_partner__organisation")
        .get(pk=finding.pk)
    )


def _say(finding: Finding, kind: str, text: str, by: Any, at: dt.datetime) -> FindingAnswer:
    refuse_if([*check_words(text), *check_personal({"text": text})], FindingRefused)
    return FindingAnswer.objects.create(finding=finding, kind=kind, text=text.strip(), by=by, at=at)


def _attach(answer: FindingAnswer, files: Sequence[Any], by: Any, at: dt.datetime) -> list[str]:
    """Keep the papers of an answer for whoever gives it; their hashes, each once."""
    finding = answer.finding
    partner = finding.owner_partner
    owner = owner_ref(finding.grant.lead_id if partner is None else partner.organisation_id)
    told: dict[str, Any] = {"owner_ref": owner, "chain": finding.grant.ref, "by": by, "at": at}
    kept = [keep_file(content=file, name=file.name, **told) for file in files]
    once = {file.pk: file for file in kept}
    if once:
        add_rows([FindingFile(answer=answer, file=file) for file in once.values()], FindingFile)
    return [file.sha256 for file in once.values()]


def _told(finding: Finding) -> dict[str, Any]:
    return {
        "about": f"{finding.subject_type}:{finding.subject_id}",
        "kind": finding.kind,
        "amount": finding.amount,
        "owner": finding.owner,
        "due_on": finding.due_on,
    }


def _record(verb: str, finding: Finding, before: str, text: str, files: Sequence[str] = ()) -> None:
    papers = {"files": list(files)} if files else {}
    record(
        verb,
        finding,
        chain=finding.grant.ref,
        before={"state": before},
        after={"state": finding.state, "due_on": finding.due_on, **papers},
        reason=text,
    )


def _tell_owner(verb: str, message: str, finding: Finding, *, by: Any, at: dt.datetime) -> None:
    # A partner's approver answers; its other people see that there is something to answer.
    owner = Role(finding.owner)
    roles = (Role.PA, Role.PU) if owner is Role.PA else (owner,)
    _tell(verb, message, roles, finding, by=by, at=at)


def _tell(
    verb: str,
    message: str,
    roles: tuple[Role, ...],
    finding: Finding,
    *,
    by: Any,
    at: dt.datetime,
) -> None:
    partner = finding.owner_partner
    tell(
        verb,
        finding.grant,
        {"number": finding.number, "day": finding.due_on},
        url=reverse("reporting:finding-detail", args=[finding.pk]),
        by=by,
        at=at,
        partners=[partner.organisation_id] if partner is not None else [],
        table={verb: Told(roles, message)},
    )
