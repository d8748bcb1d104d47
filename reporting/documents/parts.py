"""What all papers share: title block, texts of the partners, signatures, charts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from consortium.queries.texts import day_text, span_text
from consortium.rules.refusals import gettext_noop as _
from grants.models import ReportingPeriod
from reporting.documents.material import FundFigures, Material
from reporting.documents.tables import (
    ZERO,
    Cell,
    Meta,
    Picture,
    Section,
    Signature,
    Table,
    Words,
    both,
)
from reporting.queries.documents import Member, Scope

AUTHORITY, REGION, PARTNER_STATEMENT, CLAIM = "authority", "region", "partner_statement", "claim"
FINAL, OPERATION = "final", "operation"
STATUS, EVALUATION, COMPLETION = "status", "evaluation", "completion"
COUNCIL_NOTE = "council_note"
PROJECT_EVALUATION = "project_evaluation"
KINDS: dict[str, str] = {
    AUTHORITY: _("Half-yearly report to the managing authority"),
    REGION: _("Report to the region"),
    PARTNER_STATEMENT: _("Partner statement"),
    CLAIM: _("Payment claim"),
    FINAL: _("Final report and final accounts"),
    OPERATION: _("Line in the public list of operations"),
    STATUS: _("Quarterly status to the municipality"),
    EVALUATION: _("Annual evaluation to the municipality"),
    COMPLETION: _("Completion notes to the council"),
    COUNCIL_NOTE: _("Status note to the council"),
    PROJECT_EVALUATION: _("Evaluation of the project"),
}
# Papers of grants that no fund's engine counts: what each profile's grants send instead of the
# above. Such a paper accounts for no claim, and is frozen whenever the lead sends it.
OWN_KINDS: dict[str, tuple[str, ...]] = {
    "municipal-agreement": (STATUS, EVALUATION, COMPLETION),
    "funding-register": (COUNCIL_NOTE,),
}
# Papers of the grant as a whole; each edition is a version of its own rather than a period's.
PERIODLESS = frozenset({OPERATION, COMPLETION, COUNCIL_NOTE, PROJECT_EVALUATION})
LIMITS_CHART, USED_CHART, SHARE_CHART = "limits", "used", "share"
TARGETS_CHART = "targets"


def kinds_of(profile_code: str) -> tuple[str, ...]:
    """The papers that a grant under *profile_code* has, in the order of the list."""
    own = {kind for kinds in OWN_KINDS.values() for kind in kinds}
    shared = tuple(kind for kind in KINDS if kind not in own)
    return OWN_KINDS.get(profile_code, shared)


def accounts_for_claim(kind: str) -> bool:
    """Whether a paper of *kind* can only be sent for a period whose claim has been checked."""
    return not any(kind in kinds for kinds in OWN_KINDS.values())


# A recipient that the lead has named has a paper of its own, whose title its data say.
OWN_PAPER = _("Report to a recipient of its own")


def kind_title(kind: str) -> str:
    """What a paper of *kind* is called, as an English message."""
    return KINDS.get(kind, OWN_PAPER)


def meta_of(
    material: Material,
    kind: str,
    at: dt.datetime,
    *more: tuple[Words, Cell],
    file_part: str = "",
) -> Meta:
    """The title block of a paper of *kind*."""
    grant, period = material.grant, material.period
    claim = material.scope.claim
    title = both(KINDS[kind])
    facts: list[tuple[Words, Cell]] = [
        (both(_("Project")), grant.title),
        (both(_("Grant")), grant.ref),
        (both(_("Journal number")), grant.journal_no or "–"),
        (both(_("Fund")), Words(grant.fund.name_da, grant.fund.name_en)),
        (both(_("Lead partner")), with_cvr(grant.lead.name, grant.lead.cvr)),
        (both(_("Period")), period_words(material.scope)),
        *more,
    ]
    if claim is not None:
        facts.append((both(_("Payment claim")), f"{claim.number}"))
    if material.scope.audited is not None:
        label = both(_("SHA-256 of the claim, as the auditor's statement names it"))
        facts.append((label, material.scope.audited.claim_sha256))
    return Meta(
        title=title,
        grant=grant.ref,
        file_part=file_part or kind,
        facts=tuple(facts),
        period=str(period.number),
        made_at=at.isoformat(),
    )


def period_words(scope: Scope) -> Words:
    """The period's number and days."""
    number, days = scope.period.number, days_words(scope.period)
    return Words(f"{number}: {days.da}", f"{number}: {days.en}")


def days_words(period: ReportingPeriod) -> Words:
    """The period's first and last day."""
    return Words(*(span_text(period.starts_on, period.ends_on, one) for one in ("da", "en")))


def with_cvr(name: str, cvr: str) -> Words:
    """An organisation's name with its number, if it has one."""
    return both(_("%(name)s, CVR %(cvr)s"), name=name, cvr=cvr) if cvr else Words(name, name)


def statement_of(material: Material) -> Words:
    """The fund's own wording on who pays."""
    fund = material.grant.fund
    return Words(fund.statement_da, fund.statement_en)


DEVIATIONS = _("Deviations and why")


def texts_of(members: Sequence[Member], deviations: str = DEVIATIONS) -> tuple[Section, ...]:
    """What the partners wrote, one section per question, one paragraph per partner."""
    questions = (
        ("progress", _("Activities and progress")),
        ("deviation", deviations),
        ("next", _("Plans for the next period")),
    )
    sections = []
    for code, title in questions:
        paragraphs = tuple(
            (_same(one.partner.organisation.name), text)
            for one in members
            if (text := one.texts[f"{code}_text"])
        )
        if paragraphs:
            sections.append(Section(both(title), paragraphs, code))
    return tuple(sections)


def _same(name: str) -> Words:
    return Words(name, name)


def signatures_of(scope: Scope, *, with_auditor: bool = True) -> tuple[Signature, ...]:
    """Lead signatory and project manager; the auditor where a statement is on file."""
    claim = scope.claim
    signed = claim.signed_by if claim else None
    submitted = claim.submitted_at if claim else None
    lines = [
        Signature(both(_("Project manager")), str(claim.built_by) if claim else ""),
        Signature(
            both(_("Lead signatory")),
            str(signed) if signed else "",
            submitted.date() if submitted else None,
        ),
    ]
    if claim is None or not with_auditor:
        return tuple(lines)
    if scope.audited is not None:
        role = both(
            _("Auditor; statement on the claim with hash %(hash)s"),
            hash=scope.audited.claim_sha256[:12],
        )
        lines.append(Signature(role, scope.audited.by, scope.audited.at.date()))
    return tuple(lines)


def limits_picture(fund: FundFigures, *, declared: bool) -> Picture:
    """The five limits, drawn; a *declared* claim counts as claimed."""
    new = fund.amount if declared else ZERO
    return Picture(
        LIMITS_CHART,
        both(_("The five limits")),
        tuple((name, limit) for name, limit in fund.limits),
        {"entitlement": fund.entitlement, "claimed": fund.claimed_before + new},
    )


def used_picture(costs: Table, *, declared: bool) -> Picture:
    """Budget against cost by line, drawn from T1; a *declared* claim counts as claimed."""
    claimed = costs.place("cumulative" if declared else "earlier")
    places = [costs.place(key) for key in ("text", "budget", "cumulative", "cumulative")]
    rows = tuple(
        tuple(row.cells[place] for place in (*places, claimed))
        for row in costs.rows
        if row.cells[0] is not None
    )
    return Picture(USED_CHART, both(_("Budget and use")), rows)


def share_picture(financing: Table) -> Picture:
    """Financing plan against actual by source, drawn from T2."""
    sums: dict[Words, list[Cell]] = {}
    for row in financing.rows:
        source, form, budget, cumulative = (row.cells[place] for place in (0, 1, 2, 5))
        if form is None or not isinstance(source, Words):
            continue
        known = sums.setdefault(source, [ZERO, ZERO])
        known[0] = _plus(known[0], budget)
        known[1] = _plus(known[1], cumulative)
    rows = tuple((source, *amounts) for source, amounts in sums.items())
    return Picture(SHARE_CHART, both(_("Financing plan and actual financing")), rows)


def _plus(one: Cell, other: Cell) -> Cell:
    return one + other  # type: ignore[operator]


def day_words(day: dt.date | None) -> Words:
    """A day as each language writes it."""
    return Words(day_text(day, "da"), day_text(day, "en"))
