"""Which edition a reader gets: the newest frozen version, or a draft where none exists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from grants.models import Grant, GrantPartner, ReportingPeriod
from reporting.documents.audit_sample import sample_edition
from reporting.documents.editions import Edition, draft_edition, frozen_edition
from reporting.documents.papers import draft_of, frozen
from reporting.documents.parts import PARTNER_STATEMENT
from reporting.models import ReportSnapshot


def edition_of(
    kind: str,
    grant: Grant,
    period: ReportingPeriod | None,
    partner: GrantPartner | None,
    *,
    language: str,
    at: dt.datetime,
    as_of: dt.datetime | None = None,
    preview: bool = False,
) -> Edition | None:
    """The newest edition frozen until *as_of*; else, without a day, a draft from the rows.

    *preview* asks for the draft in any case. None if nothing had been frozen on the day asked for.
    """
    if kind != PARTNER_STATEMENT:
        partner = None
    if not preview:
        rows = ReportSnapshot.objects.filter(
            grant=grant, kind=kind, period=period, grant_partner=partner
        )
        if as_of is not None:
            rows = rows.filter(created_at__lte=as_of)
        snapshot = rows.order_by("version").last()
        if snapshot is not None:
            return frozen_edition(snapshot, frozen(snapshot), language)
        if as_of is not None:
            return None
    return draft_edition(draft_of(kind, grant, period, partner, at), language)


def edition_by(params: Mapping[str, Any], *, at: dt.datetime) -> Edition:
    """The edition that a job's *params* name: a frozen one by its key, or a draft."""
    language = params["language"]
    if "snapshot" in params:
        snapshot = ReportSnapshot.objects.get(pk=params["snapshot"])
        return frozen_edition(snapshot, frozen(snapshot), language)
    if "audit_sample" in params:
        return sample_edition(params["audit_sample"], at, language)
    grant = Grant.objects.select_related("fund", "lead").get(pk=params["grant"])
    period_key = params["period"]
    period = ReportingPeriod.objects.get(pk=period_key) if period_key else None
    partner_key = params.get("partner")
    partner = GrantPartner.objects.get(pk=partner_key) if partner_key else None
    return draft_edition(draft_of(params["kind"], grant, period, partner, at), language)
