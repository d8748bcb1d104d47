"""Exchange rates: entered one by one or from a list; a correction is a new version (R-53)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from consortium.actions.base import NotAllowed, action, record
from consortium.rules.identifiers import contains_cpr
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.spans import first_of_month
from grants.models import ExchangeRate
from grants.models.currency import keeps_rates
from grants.rules.currency import RateFacts, check_rate


class ExchangeRateRefused(Refused):
    """The rate cannot stand as it is."""

    code = "EXCHANGE_RATE_REFUSED"


@action
def enter_exchange_rate(
    facts: RateFacts, *, reason: str = "", by: Any, at: dt.datetime
) -> ExchangeRate:
    """Enter the month's rate; one that stands already gets a new version, with the reason."""
    _must_keep_rates(by)
    facts = _tidy(facts)
    refuse_if(_breaches(facts, reason, at), ExchangeRateRefused)
    return _entered(facts, reason, by, at)


@action
def import_exchange_rates(
    rows: Sequence[RateFacts], *, reason: str = "", by: Any, at: dt.datetime
) -> list[ExchangeRate]:
    """Enter a list of rates, all or none; a rate that stands just so is left as it is.

    Each breach is about "row:field", rows counted from 1.
    """
    _must_keep_rates(by)
    tidy = [_tidy(facts) for facts in rows]
    known = _newest(tidy)
    new = [facts for facts in tidy if not _same(known.get(_key(facts)), facts)]
    refuse_if(
        [
            Breach(one.code, one.message, f"{place}:{one.subject}", one.params, one.rule)
            for place, facts in enumerate(tidy, start=1)
            if facts in new
            for one in _breaches(facts, reason, at)
        ],
        ExchangeRateRefused,
    )
    if not new:
        raise ExchangeRateRefused.because(
            _("The list holds no rate that is new. Nothing was changed."), rule="R-53"
        )
    return [_entered(facts, reason, by, at) for facts in new]


def _must_keep_rates(by: Any) -> None:
    if not keeps_rates(by):
        raise NotAllowed.because(
            _("%(person)s does not keep the exchange rates; the lead and the administrator do."),
            rule="R-53",
            person=str(by),
        )


def _tidy(facts: RateFacts) -> RateFacts:
    return replace(
        facts,
        currency=facts.currency.strip().upper(),
        month=first_of_month(facts.month),
        source=facts.source.strip(),
    )


def _key(facts: RateFacts) -> tuple[str, dt.date, str]:
    return (facts.currency, facts.month, facts.kind)


def _newest(rows: Sequence[RateFacts]) -> dict[tuple[str, dt.date, str], ExchangeRate]:
    found = ExchangeRate.objects.in_force().filter(month__in={facts.month for facts in rows})
    return {(rate.currency, rate.month, rate.kind): rate for rate in found}


def _same(rate: ExchangeRate | None, facts: RateFacts) -> bool:
    return rate is not None and (rate.rate, rate.source, rate.published_on) == (
        facts.rate,
        facts.source,
        facts.published_on,
    )


def _breaches(facts: RateFacts, reason: str, at: dt.datetime) -> list[Breach]:
    found = check_rate(facts, on=at.date())
    if contains_cpr(facts.source) or contains_cpr(reason):
        message = _(
            "The text holds what reads as a CPR number. CPR numbers are never stored here: "
            "use the staff number or leave it out."
        )
        found.append(Breach("CPR_NUMBER", message, "source", rule="G-01"))
    stands = _newest([facts]).get(_key(facts))
    if stands is not None and not reason.strip():
        message = _(
            "%(currency)s has a rate for %(month)s already. Give the reason, and yours becomes "
            "version %(version)s; costs counted at the older rate keep it."
        )
        params: dict[str, object] = {
            "currency": facts.currency,
            "month": f"{facts.month:%m.%Y}",
            "version": stands.version + 1,
        }
        found.append(Breach("RATE_STANDS", message, "reason", params, "R-53"))
    return found


def _entered(facts: RateFacts, reason: str, by: Any, at: dt.datetime) -> ExchangeRate:
    before = _newest([facts]).get(_key(facts))
    rate = ExchangeRate(
        currency=facts.currency,
        month=facts.month,
        kind=facts.kind,
        version=before.version + 1 if before else 1,
        rate=facts.rate,
        source=facts.source,
        published_on=facts.published_on,
        reason=reason.strip() if before else "",
        entered_by=by,
        entered_at=at,
    )
    rate.save()
    record(
        "exchange_rate.corrected" if before else "exchange_rate.entered",
        rate,
        before={"rate": before.rate} if before else {},
        after={"rate": rate.rate, "source": rate.source, "published_on": rate.published_on},
        reason=rate.reason,
    )
    return rate
