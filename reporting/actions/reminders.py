"""Reminders around the deadlines of a period, to those whose report or claim is missing (W-03)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from consortium.actions.notices import notify_all
from consortium.models import Notification
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Role
from grants.actions.telling import Told
from grants.models import GrantPartner, ReportingPeriod
from partners.queries.people import people_in
from reporting.models import Claim, PartnerReport

# Days from the deadline to the reminder.
OFFSETS = (-7, -1, 1, 5)
VERB = "reminder"
WITH_THE_PARTNER = ("draft", "returned", "approved_partner")

PARTNER_BEFORE = Told(
    (Role.PU, Role.PA),
    _("%(grant)s: the report of %(partner)s for period %(period)s is due on %(day)s."),
)
PARTNER_AFTER = Told(
    (Role.PU, Role.PA),
    _(
        "%(grant)s: the report of %(partner)s for period %(period)s was due on %(day)s and is "
        "missing."
    ),
)
FUNDER_BEFORE = Told(
    (Role.PM, Role.LC), _("%(grant)s: the claim of period %(period)s is due on %(day)s.")
)
FUNDER_AFTER = Told(
    (Role.PM, Role.LC),
    _("%(grant)s: the claim of period %(period)s was due on %(day)s and has not been sent."),
)


@dataclass(frozen=True)
class Reminder:
    """One sentence to the people of one place."""

    told: Told
    grant_ref: str
    organisations: Collection[int]
    params: dict[str, object]
    url: str


def remind(*, at: dt.datetime) -> int:
    """Put today's reminders into the outbox, each person's once a day; say how many."""
    on = timezone.localdate(at)
    day = timezone.make_aware(dt.datetime.combine(on, dt.time.min))
    told = set(
        Notification.objects.filter(
            verb=VERB, created_at__gte=day, created_at__lt=day + dt.timedelta(days=1)
        ).values_list("recipient", "message", "url")
    )
    count = 0
    for one in [*_to_partners(on), *_to_lead(on)]:
        people = people_in(one.told.roles, grant_ref=one.grant_ref, organisations=one.organisations)
        new = [who for who in people if (who.pk, one.told.message, one.url) not in told]
        count += len(notify_all(new, VERB, one.told.message, one.params, url=one.url, at=at))
    return count


def _days(on: dt.date) -> list[dt.date]:
    return [on - dt.timedelta(days=offset) for offset in OFFSETS]


def _to_partners(on: dt.date) -> Iterator[Reminder]:
    periods = ReportingPeriod.objects.filter(
        state__in=ReportingPeriod.TAKES_REPORTS, partner_due_on__in=_days(on)
    ).select_related("grant")
    for period in periods:
        reports = {
            report.grant_partner_id: report
            for report in PartnerReport.objects.filter(period=period)
        }
        for partner in GrantPartner.objects.filter(
            grant=period.grant_id, agreement__state="active"
        ).select_related("organisation"):
            report = reports.get(partner.pk)
            if report is not None and report.state not in WITH_THE_PARTNER:
                continue
            address = reverse("reporting:report-detail", args=[report.pk]) if report else ""
            yield Reminder(
                PARTNER_BEFORE if on < period.partner_due_on else PARTNER_AFTER,
                period.grant.ref,
                [partner.organisation_id],
                {
                    "grant": period.grant.ref,
                    "partner": str(partner),
                    "period": period.number,
                    "day": period.partner_due_on,
                },
                address or f"{reverse('reporting:desk')}?period={period.pk}",
            )


def _to_lead(on: dt.date) -> Iterator[Reminder]:
    sent = Claim.objects.filter(submitted_at__isnull=False, is_advance=False).exclude(
        state="rejected"
    )
    periods = (
        ReportingPeriod.objects.filter(funder_due_on__in=_days(on))
        .exclude(pk__in=sent.values("period"))
        .filter(grant__state__in=["accepted", "amended"])
        .select_related("grant")
    )
    for period in periods:
        params = {"grant": period.grant.ref, "period": period.number, "day": period.funder_due_on}
        url = reverse("reporting:claim-list", args=[period.grant.ref])
        yield Reminder(
            FUNDER_BEFORE if on < period.funder_due_on else FUNDER_AFTER,
            period.grant.ref,
            [],
            params,
            url,
        )
