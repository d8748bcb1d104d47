"""An organisation's bank account is proposed by one and approved by another (A-07)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from consortium.actions.base import action, must, record
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from partners.models import BankAccount, Organisation
from partners.rules.accounts import BANK_ACCOUNT, Account, check_account, tidy


class AccountRefused(Refused):
    """The account cannot be right, or must not be decided by this person."""

    code = "ACCOUNT_REFUSED"


@action
def propose_account(
    organisation: Organisation,
    *,
    registration_no: str,
    account_no: str,
    iban: str = "",
    bic: str = "",
    by: Any,
    at: dt.datetime,
) -> BankAccount:
    """Write down where the organisation is paid to; it is used when another person approves it."""
    must(by, Capability.WRITE_REPORT, organisation)
    organisation = _locked(organisation)
    facts = Account(tidy(registration_no), tidy(account_no), tidy(iban), tidy(bic))
    refuse_if(check_account(facts), AccountRefused)
    if organisation.accounts.filter(state="proposed").exists():
        raise AccountRefused.because(
            _("An account of %(name)s waits for approval already; approve or refuse it first."),
            rule="A-07",
            name=organisation.name,
        )
    account = BankAccount.objects.create(
        organisation=organisation, **vars(facts), proposed_by=by, proposed_at=at
    )
    record("account.proposed", account, after=_values(account))
    return account


@action
def approve_account(account: BankAccount, *, by: Any, at: dt.datetime) -> BankAccount:
    """Another person has compared it with the bank's letter; from now on money goes there."""
    account = _taken(account, by)
    before = account.organisation.accounts.filter(state="in_use").first()
    if before:
        before.state = advance(BANK_ACCOUNT, before.state, "replace")
        before.save()
    return _decided(account, "approve", "account.approved", by, at, before)


@action
def refuse_account(account: BankAccount, *, reason: str, by: Any, at: dt.datetime) -> BankAccount:
    """It is not the organisation's account, or not to be used."""
    account = _taken(account, by)
    if not reason.strip():
        raise AccountRefused.because(
            _("Say why the account is refused."), rule="A-07", subject="reason"
        )
    account.reason = reason.strip()
    return _decided(account, "refuse", "account.refused", by, at, None)


def _taken(account: BankAccount, by: Any) -> BankAccount:
    _locked(account.organisation)
    account = BankAccount.objects.select_related("organisation").get(pk=account.pk)
    must(by, Capability.APPROVE_REPORT, account.organisation)
    if account.proposed_by_id == by.pk:
        raise AccountRefused.because(
            _("%(person)s wrote the account down, so somebody else must decide on it."),
            rule="A-07",
            person=str(by),
        )
    return account


def _decided(
    account: BankAccount, step: str, verb: str, by: Any, at: dt.datetime, old: BankAccount | None
) -> BankAccount:
    account.state = advance(BANK_ACCOUNT, account.state, step)
    account.decided_by, account.decided_at = by, at
    account.save()
    record(verb, account, before=_values(old) if old else None, after=_values(account))
    return account


def _locked(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def _values(account: BankAccount) -> dict[str, Any]:
    return {"organisation": account.organisation.name, **vars(account.facts)}
