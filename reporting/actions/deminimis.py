"""Aid to companies: decided, tested on three rolling years, registered (R-61, R-62, C30)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.rules.identifiers import contains_cpr
from consortium.rules.money import ZERO, as_fraction, cents_half_up, in_eur
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.spans import first_of_month
from grants.models import Grant, GrantPartner
from partners.models import Company
from reporting.models import AidDecision
from reporting.queries.deminimis import Window, undertaking_of, window_for
from reporting.rules.deminimis import register_due

RATE_PLACES = Decimal("0.0001")


class AidRefused(Refused):
    """The decision cannot be made as asked."""

    code = "AID_REFUSED"


class DeMinimisExceeded(Refused):
    """The undertaking would have more than the limit; none of the new aid is covered."""

    code = "DE_MINIMIS_EXCEEDED"


@dataclass(frozen=True)
class AidEntry:
    """What is written down about one decision; amounts in DKK, the rate in DKK for a EUR."""

    company: Company
    kind: str
    text: str
    conferred_on: dt.date
    grant_partner: GrantPartner | None = None
    basis: str = AidDecision.AMOUNT
    hours: Decimal | None = None
    hour_cost: Decimal | None = None
    amount: Decimal | None = None
    rate: Decimal | None = None
    rate_source: str = ""

    @property
    def is_aid(self) -> bool:
        """Whether it counts in the window."""
        return self.kind in AidDecision.IS_AID

    @property
    def dkk(self) -> Decimal:
        """The aid: hours × cost of an hour, or the amount that was given (R-62)."""
        if not self.is_aid:
            return ZERO
        if self.basis == AidDecision.HOURS:
            return cents_half_up(as_fraction(self.hours or ZERO) * as_fraction(self.hour_cost or 0))
        return self.amount or ZERO

    @property
    def eur(self) -> Decimal:
        """The aid in EUR at the monthly rate of the award month (R-61)."""
        if not self.is_aid or not self.rate:
            return ZERO
        return in_eur(self.dkk, self.rate.quantize(RATE_PLACES))


def window_of_entry(entry: AidEntry) -> Window | None:
    """What the aid of *entry* meets; None if it is no aid or cannot be worked out yet."""
    if not entry.is_aid or entry.eur <= ZERO:
        return None
    return window_for(entry.company, on=entry.conferred_on, eur=entry.eur)


@action
def decide_aid(grant: Grant, entry: AidEntry, *, by: Any, at: dt.datetime) -> AidDecision:
    """Decide on aid to a company. Aid of this grant that passes the limit falls as a whole."""
    must(by, Capability.PLAN_PROJECT, grant)
    # One undertaking's decisions take turns: two that each fit must not pass the limit together.
    group = undertaking_of(entry.company)
    locked = Company.objects.select_for_update().filter(pk__in=[one.pk for one in group])
    list(locked.order_by("pk"))
    refuse_if(_entry_faults(grant, entry, timezone.localdate(at)), AidRefused)
    window = window_of_entry(entry)
    if window is not None and entry.kind == AidDecision.AID and not window.result.allowed:
        raise DeMinimisExceeded(*window.result.breaches)
    decision = AidDecision.objects.create(
        grant=grant,
        grant_partner=entry.grant_partner,
        company=entry.company,
        owner_group=entry.company.owner_group,
        kind=entry.kind,
        text=entry.text.strip(),
        decided_by=by,
        conferred_on=entry.conferred_on,
        register_due_on=register_due(entry.conferred_on) if entry.kind == "aid" else None,
        **_amounts(entry),
        **_tested(window),
    )
    record(
        "aid.decided",
        decision,
        chain=grant.ref,
        after={
            "company": entry.company.cvr,
            "kind": decision.kind,
            "amount": decision.amount,
            "eur": decision.eur,
            "window_total": decision.window_total,
            "window_limit": decision.window_limit,
        },
    )
    return decision


@action
def register_aid(
    decision: AidDecision, *, on: dt.date, register_ref: str, by: Any, at: dt.datetime
) -> AidDecision:
    """Note the entry in the de minimis register, with its reference (R-61)."""
    decision = _locked(decision, by)
    if decision.kind != AidDecision.AID or decision.registered_on or decision.withdrawn_on:
        raise AidRefused.because(
            _("Only aid of this grant that is not yet in the register is entered there."),
            rule="R-61",
        )
    if not decision.conferred_on <= on <= timezone.localdate(at):
        raise AidRefused.because(
            _("The entry lies between the day the right was conferred, %(first)s, and today."),
            rule="R-61",
            subject="on",
            first=decision.conferred_on,
        )
    if not register_ref.strip():
        raise AidRefused.because(
            _("Write the reference of the entry in the register."),
            rule="R-61",
            subject="register_ref",
        )
    decision.registered_on, decision.register_ref = on, register_ref.strip()
    decision.save()
    after = {"on": on, "ref": decision.register_ref, "due": decision.register_due_on}
    record("aid.registered", decision, chain=decision.grant.ref, after=after)
    return decision


@action
def withdraw_aid(decision: AidDecision, *, reason: str, by: Any, at: dt.datetime) -> AidDecision:
    """Take a decision back: it stays on the list and counts no more (W-04)."""
    decision = _locked(decision, by)
    if decision.withdrawn_on:
        raise AidRefused.because(
            _("The decision was withdrawn on %(day)s."), rule="W-04", day=decision.withdrawn_on
        )
    if not reason.strip():
        raise AidRefused.because(
            _("Say why the decision is withdrawn."), rule="W-04", subject="reason"
        )
    decision.withdrawn_on = timezone.localdate(at)
    decision.withdrawal_reason = reason.strip()
    decision.save()
    record("aid.withdrawn", decision, chain=decision.grant.ref, reason=reason)
    return decision


def _locked(decision: AidDecision, by: Any) -> AidDecision:
    found = (
        AidDecision.objects.select_for_update(of=("self",))
        .select_related("grant", "company")
        .get(pk=decision.pk)
    )
    must(by, Capability.PLAN_PROJECT, found.grant)
    return found


def _amounts(entry: AidEntry) -> dict[str, Any]:
    if not entry.is_aid or entry.rate is None:
        return {}
    by_hours = entry.basis == AidDecision.HOURS
    return {
        "basis": entry.basis,
        "hours": entry.hours if by_hours else None,
        "hour_cost": entry.hour_cost if by_hours else None,
        "amount": entry.dkk,
        "rate": entry.rate.quantize(RATE_PLACES),
        "rate_month": first_of_month(entry.conferred_on),
        "rate_source": entry.rate_source.strip(),
        "eur": entry.eur,
    }


def _tested(window: Window | None) -> dict[str, Any]:
    if window is None:
        return {}
    found = window.result
    return {
        "window_from": found.window_from,
        "window_total": found.total,
        "window_limit": found.limit,
    }


def _entry_faults(grant: Grant, entry: AidEntry, today: dt.date) -> list[Breach]:
    found = []

    def fault(code: str, message: str, subject: str, rule: str = "R-61", **params: object) -> None:
        found.append(Breach(code, message, subject, params, rule))

    if entry.kind not in dict(AidDecision.KINDS):
        fault("KIND_UNKNOWN", _("“%(kind)s” is no decision on aid."), "kind", kind=entry.kind)
    if not entry.text.strip():
        fault("TEXT_MISSING", _("Say what the company gets, or why it is no aid."), "text", "R-62")
    if contains_cpr(entry.text):
        fault("CPR_IN_TEXT", CPR_MESSAGE, "text", "G-01")
    if entry.grant_partner is not None and entry.grant_partner.grant_id != grant.pk:
        fault("PARTNER_STRANGE", _("The partner does not take part in this grant."), "partner")
    if entry.conferred_on > today:
        message = _("A right is not conferred ahead of its day: %(day)s.")
        fault("DAY_AHEAD", message, "conferred_on", day=entry.conferred_on)
    if entry.is_aid and entry.dkk <= ZERO:
        message = _("Aid has a value: hours × cost of an hour, or an amount above 0.")
        fault("AMOUNT_MISSING", message, "amount", "R-62")
    if entry.is_aid and (entry.rate is None or entry.rate <= 0 or not entry.rate_source.strip()):
        message = _("Write the rate of %(month)s, DKK for a EUR, and where it is published.")
        month = f"{entry.conferred_on:%m.%Y}"
        fault("RATE_MISSING", message, "rate", month=month)
    return found


CPR_MESSAGE = _("The text holds a CPR number. Take it out: it must not be stored.")
