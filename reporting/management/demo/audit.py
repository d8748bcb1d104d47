"""What the auditor of the demo has done: one sample, drawn and concluded, and two findings.

Neither leads to a correction, so that the sums of the demo are those of its plan.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from consortium.models import User
from consortium.rules.roles import Role
from grants.models import Grant
from partners.models import Membership
from reporting.actions.audit_samples import (
    Choice,
    conclude_sample,
    draw_audit_sample,
    enter_error,
)
from reporting.actions.findings import FindingEntry, answer_finding, close_finding, write_finding
from reporting.management.demo.clock import Clock
from reporting.models import AuditSample, AuditSampleUnit, Claim, PartnerReport
from reporting.queries.audit_samples import Target
from reporting.rules.audit_samples import Planning

# Fixed, so that every demo draws the same rows.
SEED = "demo-revisor-2014"
PLANNING = Planning("mus", 80, "bilateral", Decimal("2"), Decimal("0.2"), Decimal("0.05"))
WRONG = Decimal("120.00")


def auditors_work(auditor: User, grant: Grant, clock: Clock) -> None:
    """The first claim is sampled; one row is wrong by little, and is answered and closed."""
    claim = Claim.objects.get(grant=grant, number=1)
    sample = draw_audit_sample(
        Choice(Target(grant, claim=claim), PLANNING), seed=SEED, by=auditor, at=clock()
    )
    wrong = _looked_at(sample, auditor, clock)
    conclude_sample(
        sample,
        text="Fejlen er lille og enkeltstående. Anmodningen giver ikke anledning til forbehold.",
        by=auditor,
        at=clock(),
    )
    _closed(wrong, auditor, clock)
    _open(grant, claim, auditor, clock)


def _looked_at(sample: AuditSample, auditor: User, clock: Clock) -> AuditSampleUnit:
    """Every row is in order but one: the first voucher of a partner that chance has drawn."""
    picks = list(sample.picks.select_related("expenditure__grant_partner__organisation"))
    wrong = next(
        one
        for one in picks
        if one.stratum == "random"
        and one.expenditure.kind == "voucher"
        and one.book_value > 10 * WRONG
    )
    for one in picks:
        is_wrong = one == wrong
        enter_error(
            one,
            error=WRONG if is_wrong else Decimal("0.00"),
            kind="ineligible_cost" if is_wrong else "",
            note="Gave til en oplægsholder er medtaget." if is_wrong else "",
            by=auditor,
            at=clock(),
        )
    return wrong


def _closed(wrong: AuditSampleUnit, auditor: User, clock: Clock) -> None:
    partner = wrong.expenditure.grant_partner
    finding = write_finding(
        wrong.expenditure.grant,
        FindingEntry(
            about=("reporting.expenditure", wrong.expenditure_id),
            kind="ineligible_cost",
            text="På bilaget er en gave til en oplægsholder medtaget med 120,00 kr.",
            cause="Vejledningen om repræsentation var ikke kendt af den, der bogførte.",
            recommendation="Gør de ansatte bekendt med reglerne om repræsentation.",
            owner="PA",
            partner=partner,
            due_on=clock.now.date() + dt.timedelta(days=14),
            amount=WRONG,
        ),
        by=auditor,
        at=clock(),
    )
    seat = Membership.objects.filter(
        role=Role.PA, organisation=partner.organisation, ends_on__isnull=True
    ).select_related("user")[0]
    answer_finding(
        finding,
        text="Vi er enige og har gennemgået reglerne på et personalemøde.",
        by=seat.user,
        at=clock(),
    )
    close_finding(
        finding,
        text="Beløbet ligger under bagatelgrænsen; referatet af mødet er set.",
        by=auditor,
        at=clock(),
    )


def _open(grant: Grant, claim: Claim, auditor: User, clock: Clock) -> None:
    report = PartnerReport.objects.filter(
        grant_partner__grant=grant, period=claim.period, state="included"
    ).order_by("grant_partner__number")[0]
    write_finding(
        grant,
        FindingEntry(
            about=("reporting.partnerreport", report.pk),
            kind="indicators",
            text="Deltagerlisterne fra to aktiviteter er ikke underskrevet.",
            cause="Der er ingen fast gang i, hvem der samler listerne ind.",
            recommendation="Udpeg en ansvarlig, og indhent underskrifterne.",
            owner="PM",
            due_on=clock.now.date() + dt.timedelta(days=30),
        ),
        by=auditor,
        at=clock(),
    )
