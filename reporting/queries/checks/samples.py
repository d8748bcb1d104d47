"""Samples: drawn again from what is stored, they give the same lines (A-24, A-25)."""

from __future__ import annotations

import json
from decimal import Decimal

from consortium.rules.hashing import sha256
from consortium.rules.refusals import gettext_noop as _
from partners.models import Membership
from reporting.models import AuditSample, AuditSampleUnit, Finding, VerificationSample
from reporting.queries.audit_samples import differences, projection_of
from reporting.queries.checks.base import Fault, Scope, fault
from reporting.queries.funding import VERIFIED_REPORTS
from reporting.queries.samples import agrees


def samples_draw_again(scope: Scope) -> list[Fault]:
    """A-25: every sample re-runs from its seed; of a verified report every line was looked at."""
    path = "report__grant_partner__grant"
    samples = VerificationSample.objects.filter(scope.of(path)).select_related("report")
    found = []
    for sample in samples.prefetch_related("lines"):
        lines = list(sample.lines.all())
        if not agrees(sample, lines):
            sentence = _("Drawn again from its seed, the sample gives other lines than are stored.")
            found.append(fault("A-25", sample, sentence))
        is_done = sample.report.state in VERIFIED_REPORTS
        if is_done and any(line.checked_at is None for line in lines):
            sentence = _("The report is verified, and a line of its sample was not looked at.")
            found.append(fault("A-25", sample, sentence))
    return found


def audit_samples_draw_again(scope: Scope) -> list[Fault]:
    """A-25: an auditor's sample re-runs from its seed and its rows; its conclusion recomputes."""
    samples = AuditSample.objects.filter(scope.of()).select_related(
        "grant", "claim", "period", "grant_partner"
    )
    found = []
    for sample in samples.prefetch_related("picks"):
        picks = list(sample.picks.all())
        sentence = _("Drawn again from its seed, the sample differs from what is stored: %(names)s")
        if names := differences(sample, picks):
            found.append(fault("A-25", sample, sentence, names=tuple(names)))
        elif sample.state == "concluded" and not _recomputes(sample, picks):
            sentence = _("The conclusion does not follow from the errors that are stored.")
            found.append(fault("A-25", sample, sentence))
    return found


def _recomputes(sample: AuditSample, picks: list[AuditSampleUnit]) -> bool:
    again = projection_of(sample, picks)
    stored = (sample.projected, sample.precision, sample.conclusion)
    same = (again.projected, again.precision, again.conclusion) == stored
    kept = sha256(sample.paper) == sample.paper_sha256
    printed = json.loads(sample.paper)["tables"][0]["rows"][-1]["cells"][2]
    return same and kept and Decimal(printed) == sample.book_value


def findings_are_closed_or_owned(scope: Scope) -> list[Fault]:
    """A-26: every finding is closed, with the words of its closing, or somebody owns it.

    Every finding has its day by the table itself. An owner is a seat that somebody sits in: who
    has left answers nothing.
    """
    rows = Finding.objects.filter(scope.of()).select_related("grant", "owner_partner")
    seats = set(
        Membership.objects.filter(ends_on__isnull=True, user__is_active=True).values_list(
            "role", "grant_ref", "organisation"
        )
    )
    on_grant = {(role, ref) for role, ref, _organisation in seats if ref}
    in_house = {(role, organisation) for role, ref, organisation in seats if not ref}
    found = []
    for one in rows.prefetch_related("answers"):
        partner = one.owner_partner
        if one.state == "closed":
            if not any(answer.kind == "closing" for answer in one.answers.all()):
                sentence = _("The finding is closed, and nobody has said why.")
                found.append(fault("A-26", one, sentence))
        elif partner is None and (one.owner, one.grant.ref) not in on_grant:
            sentence = _("The finding is open, and nobody sits in the seat that owns it.")
            found.append(fault("A-26", one, sentence))
        elif partner is not None and (one.owner, partner.organisation_id) not in in_house:
            sentence = _("The finding is open, and nobody approves for the partner that owns it.")
            found.append(fault("A-26", one, sentence))
    return found
