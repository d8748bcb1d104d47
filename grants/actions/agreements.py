"""Agreements between the lead and each partner: offered, signed by both, ended."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.urls import reverse

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from grants.actions.telling import tell
from grants.models import Grant, GrantPartner, PartnershipAgreement
from grants.rules.states import AGREEMENT

FULL_PCT = Decimal(100)


class AgreementRefused(Refused):
    """The agreement cannot be made as it is."""

    code = "AGREEMENT_REFUSED"


@action
def offer_agreement(
    grant_partner: GrantPartner,
    *,
    starts_on: dt.date,
    ends_on: dt.date,
    terms: str,
    share_cap_pct: Decimal | None = None,
    by: Any,
    at: dt.datetime,
) -> PartnershipAgreement:
    """Draw up the agreement with one partner, inside the project's term."""
    grant = grant_partner.grant
    must(by, Capability.PLAN_PROJECT, grant)
    if grant.state not in {"accepted", "amended"}:
        raise AgreementRefused.because(
            _("Agreements are made when the grant letter is accepted, which it is not yet."),
            rule="rules 3.0",
        )
    _check_term(grant, starts_on, ends_on)
    _check_cap(share_cap_pct)
    if PartnershipAgreement.objects.filter(grant_partner=grant_partner).exists():
        raise AgreementRefused.because(
            _("%(partner)s has an agreement already; a change is an addendum to it."),
            rule="rules 3.0",
            partner=str(grant_partner),
        )
    agreement = PartnershipAgreement.objects.create(
        grant_partner=grant_partner,
        starts_on=starts_on,
        ends_on=ends_on,
        terms=terms,
        share_cap_pct=share_cap_pct,
    )
    record(
        "agreement.offered",
        agreement,
        chain=grant.ref,
        after={
            "partner": str(grant_partner),
            "starts_on": starts_on,
            "ends_on": ends_on,
            "share_cap_pct": share_cap_pct,
        },
    )
    _tell("agreement.offered", agreement, by, at)
    return agreement


@action
def change_agreement(
    agreement: PartnershipAgreement,
    *,
    starts_on: dt.date,
    ends_on: dt.date,
    terms: str,
    share_cap_pct: Decimal | None = None,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> PartnershipAgreement:
    """Change a draft that nobody has signed."""
    agreement = _locked(agreement)
    grant = agreement.grant_partner.grant
    must(by, Capability.PLAN_PROJECT, grant)
    if agreement.state != "draft":
        raise AgreementRefused.because(
            _("The agreement with %(partner)s is signed; a change is an addendum to it."),
            rule="rules 3.0",
            partner=str(agreement.grant_partner),
        )
    must_be_unchanged(agreement, edited_from, chain=grant.ref)
    _check_term(grant, starts_on, ends_on)
    _check_cap(share_cap_pct)
    after = {
        "starts_on": starts_on,
        "ends_on": ends_on,
        "terms": terms,
        "share_cap_pct": share_cap_pct,
    }
    before = {name: getattr(agreement, name) for name in after}
    for name, value in after.items():
        setattr(agreement, name, value)
    agreement.save()
    record("agreement.changed", agreement, chain=grant.ref, before=before, after=after)
    return agreement


@action
def sign_agreement_as_partner(
    agreement: PartnershipAgreement, *, by: Any, at: dt.datetime
) -> PartnershipAgreement:
    """The partner's approver signs first."""
    agreement = _locked(agreement)
    must(by, Capability.SIGN_AS_PARTNER, agreement.grant_partner.organisation)
    agreement.partner_signed_by, agreement.partner_signed_at = by, at
    agreement = _move(agreement, "sign_as_partner", "agreement.signed_by_partner")
    _tell("agreement.signed_by_partner", agreement, by, at)
    return agreement


@action
def sign_agreement_as_lead(
    agreement: PartnershipAgreement, *, by: Any, at: dt.datetime
) -> PartnershipAgreement:
    """The lead's signatory signs second; the agreement is active. Not the same person (A-07)."""
    agreement = _locked(agreement)
    must(by, Capability.SIGN_AS_LEAD, agreement.grant_partner.grant)
    if agreement.partner_signed_by_id == by.pk:
        raise AgreementRefused.because(
            _("%(person)s has signed for the partner and cannot sign for the lead too."),
            rule="A-07",
            person=str(by),
        )
    agreement.lead_signed_by, agreement.lead_signed_at = by, at
    return _move(agreement, "sign_as_lead", "agreement.signed_by_lead")


@action
def end_agreement(
    agreement: PartnershipAgreement, ends_on: dt.date, *, reason: str, by: Any, at: dt.datetime
) -> PartnershipAgreement:
    """End an agreement early; cost after that day does not count (A-06, R-14)."""
    agreement = _locked(agreement)
    must(by, Capability.SIGN_AS_LEAD, agreement.grant_partner.grant)
    if not reason.strip():
        raise AgreementRefused.because(
            _("An agreement is ended for a reason; write it down."), rule="W-08", subject="reason"
        )
    if not agreement.starts_on <= ends_on <= agreement.ends_on:
        raise AgreementRefused.because(
            _("The agreement runs from %(first)s to %(last)s; it cannot end outside that."),
            rule="A-06",
            subject="ends_on",
            first=agreement.starts_on,
            last=agreement.ends_on,
        )
    return close_agreement(agreement, ends_on)


def close_agreement(agreement: PartnershipAgreement, ends_on: dt.date) -> PartnershipAgreement:
    """Let an active agreement end on *ends_on*; a part of the deed that decides it (W-09)."""
    agreement.ends_on = max(agreement.starts_on, min(ends_on, agreement.ends_on))
    return _move(agreement, "end", "agreement.ended")


def _tell(verb: str, agreement: PartnershipAgreement, by: Any, at: dt.datetime) -> None:
    partner = agreement.grant_partner
    url = reverse("grants:agreement-detail", args=[partner.grant.ref, partner.number])
    organisations = [partner.organisation_id]
    params = {"partner": str(partner)}
    tell(verb, partner.grant, params, url=url, by=by, at=at, partners=organisations)


def _check_term(grant: Grant, starts_on: dt.date, ends_on: dt.date) -> None:
    if not grant.starts_on <= starts_on <= ends_on <= grant.ends_on:
        raise AgreementRefused.because(
            _("The agreement must lie inside the project's term, %(first)s to %(last)s."),
            rule="A-06",
            subject="starts_on",
            first=grant.starts_on,
            last=grant.ends_on,
        )


def _check_cap(share_cap_pct: Decimal | None) -> None:
    if share_cap_pct is not None and not 0 < share_cap_pct <= FULL_PCT:
        raise AgreementRefused.because(
            _("%(cap)s per cent is no cap on the partner's share: it lies above 0, at most 100."),
            rule="R-15",
            subject="share_cap_pct",
            cap=share_cap_pct,
        )


def _locked(agreement: PartnershipAgreement) -> PartnershipAgreement:
    return (
        PartnershipAgreement.objects.select_for_update(of=("self",))
        .select_related("grant_partner__grant", "grant_partner__organisation")
        .get(pk=agreement.pk)
    )


def _move(agreement: PartnershipAgreement, step: str, verb: str) -> PartnershipAgreement:
    before = agreement.state
    agreement.state = advance(AGREEMENT, before, step)
    agreement.save()
    record(
        verb,
        agreement,
        chain=agreement.grant_partner.grant.ref,
        before={"state": before},
        after={"state": agreement.state, "ends_on": agreement.ends_on},
    )
    return agreement
