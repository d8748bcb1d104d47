"""When a project may be settled, how long its papers are kept, when they may go (G-09, 3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.spans import add_months
from grants.rules.profiles import RETAIN_FROM_ACCOUNTS, RETAIN_FROM_CLOSURE
from reporting.rules.repayments import FinalBalance

BOOKKEEPING_YEARS = 5
DE_MINIMIS_YEARS = 10
CONTACT_MONTHS = 6
PROFILE, BOOKKEEPING, DE_MINIMIS = "profile", "bookkeeping", "de_minimis"


@dataclass(frozen=True)
class Matters:
    """What is still open in a project; amounts are DKK."""

    # None as long as the fund has not decided the final claim.
    balance: FinalBalance | None
    undecided_claims: int = 0
    open_corrections: int = 0
    unpaid_recoveries: int = 0
    open_parts: int = 0
    waiting_disbursements: int = 0
    open_queries: int = 0
    unfinished_reports: int = 0
    open_changes: int = 0
    open_findings: int = 0


@dataclass(frozen=True)
class Days:
    """The days that retention is counted from, as far as they are known (G-09)."""

    last_payment: date | None
    programme_closed: date | None = None
    accounts: date | None = None
    last_aid: date | None = None


@dataclass(frozen=True)
class Hold:
    """A legal hold from *first* to *last*; without *last* it still stands."""

    first: date
    last: date | None = None


@dataclass(frozen=True)
class Retention:
    """Until when papers are kept, *until* included, and which duty is the longest."""

    until: date
    basis: str


def settling_breaches(matters: Matters) -> list[Breach]:
    """Everything that stands against settling the project; each names what and what to do."""
    return [*_money_breaches(matters), *_count_breaches(matters)]


def _money_breaches(matters: Matters) -> list[Breach]:
    balance = matters.balance
    if balance is None:
        message = _("There is no final claim that the funder has decided; build and send it first.")
        return [Breach("NO_FINAL_CLAIM", message, "claims", {}, "rules 3.1")]
    params = {
        "entitlement": balance.entitlement,
        "received": balance.kept,
        "gap": abs(balance.rest),
    }
    if balance.rest > ZERO:
        message = _(
            "The fund owes %(gap)s kr.: the final entitlement is %(entitlement)s kr., %(received)s "
            "kr. have come. Book the rest when it comes."
        )
        return [Breach("FINAL_NOT_PAID", message, "payments", params, "rules 3.1")]
    if balance.rest < ZERO:
        message = _(
            "%(gap)s kr. are to go back to the fund: %(received)s kr. have come, the final "
            "entitlement is %(entitlement)s kr. Pay them back and book it."
        )
        return [Breach("FINAL_NOT_RECOVERED", message, "payments", params, "rules 3.1")]
    return []


# What is counted: field, code, page that it is settled on, sentence.
COUNTED = (
    (
        "undecided_claims",
        "CLAIM_UNDECIDED",
        "claims",
        _("Claims that are not decided yet: %(count)s. Record the fund's decision."),
    ),
    (
        "open_corrections",
        "CORRECTION_OPEN",
        "corrections",
        _("Open corrections: %(count)s. Decide and book them."),
    ),
    (
        "unpaid_recoveries",
        "RECOVERY_OPEN",
        "corrections",
        _("Recoveries not yet paid back or offset: %(count)s. Book what comes in, or offset it."),
    ),
    (
        "open_parts",
        "REPAYMENT_PART_OPEN",
        "payments",
        _(
            "Parts of the payment back to the fund that partners still owe: %(count)s. Book what "
            "comes in, or write it off."
        ),
    ),
    (
        "waiting_disbursements",
        "DISBURSEMENT_OPEN",
        "payments",
        _(
            "Disbursements not yet sent and confirmed: %(count)s. Send them and have the "
            "receipt confirmed."
        ),
    ),
    (
        "open_queries",
        "QUERY_OPEN",
        "verification",
        _("Questions not yet closed: %(count)s. Answer and close them."),
    ),
    (
        "unfinished_reports",
        "REPORT_OPEN",
        "verification",
        _("Partner reports on their way: %(count)s. Verify them and claim their rows."),
    ),
    (
        "open_changes",
        "CHANGE_OPEN",
        "changes",
        _("Change requests that wait for an end: %(count)s. Sign, reject or withdraw them."),
    ),
    (
        "open_findings",
        "FINDING_OPEN",
        "findings",
        _(
            "Findings of the auditor that are not closed: %(count)s. Answer them and have them "
            "closed."
        ),
    ),
)


def _count_breaches(matters: Matters) -> list[Breach]:
    return [
        Breach(code, message, page, {"count": getattr(matters, name)}, "rules 3.1")
        for name, code, page, message in COUNTED
        if getattr(matters, name)
    ]


def retention(years: int, starts: str, days: Days) -> Retention | None:
    """The last day that papers are kept: the longest duty wins (G-09).

    None as long as the day that the profile counts from is not known, or nothing was ever paid.
    """
    counted_from = _profile_start(starts, days)
    if counted_from is None or days.last_payment is None:
        return None
    financial_year = date(days.last_payment.year, 12, 31)
    found = [
        Retention(_years_on(counted_from, years), PROFILE),
        Retention(_years_on(financial_year, BOOKKEEPING_YEARS), BOOKKEEPING),
    ]
    if days.last_aid is not None:
        found.append(Retention(_years_on(days.last_aid, DE_MINIMIS_YEARS), DE_MINIMIS))
    return max(found, key=lambda one: one.until)


def _profile_start(starts: str, days: Days) -> date | None:
    if starts == RETAIN_FROM_CLOSURE:
        return days.programme_closed
    if starts == RETAIN_FROM_ACCOUNTS:
        return days.accounts
    return days.last_payment and date(days.last_payment.year, 12, 31)


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def kept_until(retained: Retention, holds: Sequence[Hold], settled: date) -> date:
    """The last day with the clock stopped for every day of every hold since *settled* (G-09)."""
    stopped: set[date] = set()
    for hold in holds:
        if hold.last is not None:
            day = max(hold.first, settled)
            while day <= hold.last:
                stopped.add(day)
                day += timedelta(days=1)
    return retained.until + timedelta(days=len(stopped))


def disposal_breaches(until: date | None, holds: Sequence[Hold], on: date) -> list[Breach]:
    """What stands against disposing of the papers on the day *on* (A-34)."""
    found = []
    if until is None:
        message = _(
            "The day until which papers are kept is not known yet. Enter the day that it is "
            "counted from."
        )
        found.append(Breach("NO_RETENTION_DATE", message, "", {}, "G-09"))
    elif on <= until:
        message = _("The papers are kept until %(until)s and may go on %(first)s at the earliest.")
        params = {"until": until, "first": until + timedelta(days=1)}
        found.append(Breach("STILL_KEPT", message, "", params, "A-34"))
    standing = [hold for hold in holds if hold.last is None or hold.last >= on]
    if standing:
        message = _("A legal hold of %(first)s stands; nothing is disposed of until it is lifted.")
        params = {"first": standing[0].first}
        found.append(Breach("LEGAL_HOLD", message, "", params, "A-34"))
    return found


def contacts_go_on(ends_on: date) -> date:
    """The day on which a project's contacts are to be deleted: six months after its end (G-10)."""
    return add_months(ends_on, CONTACT_MONTHS)


def contact_breaches(ends_on: date, kept: int, on: date) -> list[Breach]:
    """What stands against emptying the lists on *on*; no hold does, since they prove nothing."""
    found = []
    first = contacts_go_on(ends_on)
    if on < first:
        message = _(
            "The project ends on %(end)s; its contacts are kept until six months later and go on "
            "%(first)s."
        )
        found.append(
            Breach("CONTACTS_NOT_DUE", message, "", {"end": ends_on, "first": first}, "G-10")
        )
    if not kept:
        message = _("Nobody stands in the lists of contacts, so there is nothing to delete.")
        found.append(Breach("NO_CONTACTS", message, "", {}, "G-10"))
    return found
