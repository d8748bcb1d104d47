"""Values as words: how money, days, hours, shares and breaches read in Danish and in English.

Pages, documents, commands and the API all call these functions, so a figure or a refusal reads the
same wherever it stands. Amounts are exact: a float is a fault in the caller and is refused here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, override

from consortium.rules.refusals import Breach, Term, gettext_noop
from consortium.rules.spans import Span

NBSP = "\N{NO-BREAK SPACE}"
EN_DASH = "\N{EN DASH}"
ROUNDINGS = {places: Decimal(1).scaleb(-places) for places in range(7)}

STATE_LABELS: Mapping[str, str] = {
    "adopted": gettext_noop("Adopted"),
    "green": gettext_noop("Green"),
    "grey": gettext_noop("No light: no target"),
    "red": gettext_noop("Red"),
    "signed_one": gettext_noop("Signed by one party"),
    "yellow": gettext_noop("Yellow"),
    "accepted": gettext_noop("Accepted"),
    "active": gettext_noop("Active"),
    "adverse": gettext_noop("Adverse opinion"),
    "amended": gettext_noop("Amended"),
    "answered": gettext_noop("Answered"),
    "approved": gettext_noop("Approved"),
    "approved_partner": gettext_noop("Approved by the partner"),
    "asked": gettext_noop("Asked for"),
    "audited": gettext_noop("Audited"),
    "awaiting_budget": gettext_noop("Awaiting budget"),
    "booked": gettext_noop("Booked"),
    "calculated": gettext_noop("Calculated"),
    "checked": gettext_noop("Checked"),
    "claimed": gettext_noop("Claimed"),
    "clean": gettext_noop("Without qualification"),
    "closed": gettext_noop("Closed"),
    "concluded": gettext_noop("Concluded"),
    "confirmed": gettext_noop("Confirmed"),
    "consortium_review": gettext_noop("In consortium review"),
    "corrected": gettext_noop("Corrected"),
    "credited": gettext_noop("Credited"),
    "decided": gettext_noop("Decided"),
    "demanded": gettext_noop("Demanded"),
    "disallowed": gettext_noop("Disallowed"),
    "disposed": gettext_noop("Disposed"),
    "draft": gettext_noop("Draft"),
    "drafted": gettext_noop("Draft"),
    "drawn": gettext_noop("Drawn"),
    "dropped": gettext_noop("Dropped"),
    "ended": gettext_noop("Ended"),
    "expected": gettext_noop("Expected"),
    "failed": gettext_noop("Failed"),
    "follow_up": gettext_noop("In follow-up"),
    "heard": gettext_noop("Heard"),
    "in_progress": gettext_noop("In progress"),
    "in_use": gettext_noop("In use"),
    "included": gettext_noop("Included in claim"),
    "live": gettext_noop("Live"),
    "locked": gettext_noop("Locked"),
    "not_started": gettext_noop("Not started"),
    "offered": gettext_noop("Offered"),
    "offset": gettext_noop("Offset"),
    "open": gettext_noop("Open"),
    "operation": gettext_noop("In operation"),
    "overdue": gettext_noop("Overdue"),
    "paid": gettext_noop("Paid"),
    "parked": gettext_noop("Parked"),
    "partly_accepted": gettext_noop("Partly accepted"),
    "pilot": gettext_noop("Pilot"),
    "planned": gettext_noop("Planned"),
    "proposed": gettext_noop("Proposed"),
    "qualified": gettext_noop("With qualification"),
    "query": gettext_noop("Query"),
    "received": gettext_noop("Received"),
    "recommended": gettext_noop("Recommended"),
    "reconciled": gettext_noop("Reconciled"),
    "recovered": gettext_noop("Recovered"),
    "refused": gettext_noop("Refused"),
    "rejected": gettext_noop("Rejected"),
    "reopened": gettext_noop("Reopened"),
    "replaced": gettext_noop("Replaced"),
    "requested": gettext_noop("Requested"),
    "retention": gettext_noop("In retention"),
    "returned": gettext_noop("Returned"),
    "sending": gettext_noop("Being sent"),
    "sent": gettext_noop("Sent"),
    "reviewed": gettext_noop("Reviewed"),
    "settled": gettext_noop("Settled"),
    "signed": gettext_noop("Signed"),
    "signed_lead": gettext_noop("Signed by the lead partner"),
    "signed_partner": gettext_noop("Signed by the partner"),
    "submission_due": gettext_noop("Report due"),
    "submitted": gettext_noop("Submitted"),
    "superseded": gettext_noop("Superseded"),
    "suspended": gettext_noop("Suspended"),
    "taken_in": gettext_noop("Taken in"),
    "terminated": gettext_noop("Terminated"),
    "unsure": gettext_noop("Perhaps sent"),
    "verified": gettext_noop("Verified"),
    "waiting": gettext_noop("Waiting"),
    "with_auditor": gettext_noop("With the auditor"),
    "withdrawn": gettext_noop("Withdrawn"),
    "written_off": gettext_noop("Written off"),
}

STATES_BY_TONE: Mapping[str, tuple[str, ...]] = {
    "success": (
        *("adopted", "green"),
        *("accepted", "active", "approved", "audited", "clean", "concluded", "confirmed", "in_use"),
        *(
            "included",
            "operation",
            "paid",
            "reconciled",
            "recovered",
            "settled",
            "signed",
            "taken_in",
            "verified",
        ),
    ),
    "info": (
        "asked",
        *("approved_partner", "calculated", "checked", "claimed", "consortium_review", "drawn"),
        *(
            "in_progress",
            "live",
            "offered",
            "open",
            "pilot",
            "proposed",
            "received",
            "recommended",
            "reopened",
        ),
        *(
            "requested",
            "sent",
            "signed_lead",
            "signed_one",
            "signed_partner",
            "submitted",
            "with_auditor",
        ),
    ),
    "warning": (
        *("amended", "awaiting_budget", "corrected", "credited", "demanded", "follow_up", "heard"),
        *(
            "parked",
            "partly_accepted",
            "qualified",
            "query",
            "returned",
            "submission_due",
            "suspended",
        ),
        *("unsure", "yellow"),
    ),
    "error": (
        *("adverse", "disallowed", "failed", "overdue", "red", "refused", "rejected"),
        "terminated",
    ),
}
STATE_TONES = {code: tone for tone, codes in STATES_BY_TONE.items() for code in codes}


def is_danish(language: str | None = None) -> bool:
    """Whether numbers and days are written the Danish way; without *language*, as the reader."""
    return (language or get_language() or "da").startswith("da")


def number_text(
    number: Decimal | Fraction | int | None, places: int = 0, language: str | None = None
) -> str:
    """A number with thousands marked: 1.234,50 in Danish, 1,234.50 in English; nothing for None."""
    if number is None:
        return ""
    rounded = _rounded(number, places)
    english = f"{rounded:,.{places}f}"
    return english.translate(str.maketrans(",.", ".,")) if is_danish(language) else english


def money_text(amount: Decimal | int | None, unit: str = "", language: str | None = None) -> str:
    """An amount with two decimals; *unit* ``kr`` adds the currency as the language writes it."""
    text = number_text(amount, 2, language)
    if not text or not unit:
        return text
    if unit != "kr":
        return f"{text}{NBSP}{unit}"
    return f"{text}{NBSP}kr." if is_danish(language) else f"DKK{NBSP}{text}"


def hours_text(hours: Decimal | int | None, unit: str = "", language: str | None = None) -> str:
    """Hours with two decimals; with any *unit*, "7,50 t." and "7.50 h"."""
    text = number_text(hours, 2, language)
    if not text or not unit:
        return text
    return f"{text}{NBSP}t." if is_danish(language) else f"{text}{NBSP}h"


def brief_hours_text(hours: Decimal | None, language: str | None = None) -> str:
    """Hours without noughts at the end, for a column as narrow as a day: 7,4 and 7."""
    if not hours:
        return ""
    return number_text(hours, 2, language).rstrip("0").rstrip(",.")


def percent_text(
    share: Decimal | Fraction | int | None, places: int = 1, language: str | None = None
) -> str:
    """A share of one as per cent, rounded half up: 15/31 is "48,4 %" and "48.4%"."""
    if share is None:
        return ""
    text = number_text(Fraction(_exact(share)) * 100, places, language)
    return f"{text}{NBSP}%" if is_danish(language) else f"{text}%"


def fraction_text(share: Fraction | None) -> str:
    """A rate as the grant letter fixes it: 15/31."""
    return "" if share is None else f"{share.numerator}/{share.denominator}"


def day_text(day: dt.date | None, language: str | None = None) -> str:
    """31.12.2012 in Danish, 31/12/2012 in English; an instant reads as its day in our zone."""
    if day is None:
        return ""
    if isinstance(day, dt.datetime):
        day = _local(day).date()
    if is_danish(language):
        return f"{day.day}.{day.month}.{day.year}"
    return f"{day:%d/%m/%Y}"


def span_text(
    starts_on: dt.date | None, ends_on: dt.date | None, language: str | None = None
) -> str:
    """A span of days, first and last included: 1.3.2012–30.6.2012; without an end "1.3.2012–"."""
    if ends_on == dt.date.max:
        ends_on = None
    return f"{day_text(starts_on, language)}{EN_DASH}{day_text(ends_on, language)}"


def moment_text(moment: dt.datetime | None, language: str | None = None) -> str:
    """15.4.2014 kl. 14.05 in Danish, 15/04/2014 14:05 in English."""
    if moment is None:
        return ""
    local = _local(moment)
    if is_danish(language):
        return f"{day_text(local, language)} kl.{NBSP}{local:%H.%M}"
    return f"{day_text(local, language)} {local:%H:%M}"


def time_text(moment: dt.datetime, language: str | None = None) -> str:
    """The time of day in our zone: 14.05 in Danish, 14:05 in English."""
    local = _local(moment)
    return f"{local:%H.%M}" if is_danish(language) else f"{local:%H:%M}"


def state_text(
    code: str, labels: Mapping[str, str] | None = None, language: str | None = None
) -> str:
    """A stored state code in the reader's words; *labels* may override the house's own."""
    label = (labels or {}).get(code) or STATE_LABELS.get(code)
    if label is None:
        return code.replace("_", " ").capitalize()
    with override(language or get_language()):
        return str(label) if isinstance(label, Promise) else gettext(label)


def state_tone(code: str) -> str:
    """How a state's badge is coloured: success, info, warning, error, or quiet."""
    return STATE_TONES.get(code, "quiet")


def sentence_text(breach: Breach, language: str | None = None) -> str:
    """The breach's sentence in the reader's language, its parameters written as people write."""
    with override(language or get_language()):
        sentence = gettext(breach.message)
        if not breach.params:
            return sentence
        return sentence % {
            name: _parameter_text(name, value) for name, value in breach.params.items()
        }


def _parameter_text(name: str, value: object) -> str:
    """One parameter of a sentence; what is called state or states is a stored code of one."""
    if name == "state" and isinstance(value, str):
        return state_text(value)
    if name == "states" and isinstance(value, tuple):
        return ", ".join(state_text(code) for code in value)
    return value_text(value)


def value_text(value: object, language: str | None = None) -> str:
    """Any value of a sentence or a cell as text: amounts with two decimals, days, shares, names."""
    match value:
        case None:
            return ""
        case Term():
            with override(language or get_language()):
                return gettext(str(value))
        case bool():
            with override(language or get_language()):
                return gettext("Yes") if value else gettext("No")
        case Decimal():
            return money_text(value, language=language)
        case Fraction():
            return fraction_text(value)
        case dt.datetime():
            return moment_text(value, language)
        case dt.date():
            return day_text(value, language)
        case Span():
            return span_text(value.first, value.last, language)
        case Mapping():
            return str(value["da" if is_danish(language) else "en"])
        case list() | tuple():
            return ", ".join(value_text(part, language) for part in value)
        case float():
            raise TypeError("amounts are Decimal, never float")
        case _:
            return str(value)


def _exact(number: object) -> Decimal | Fraction | int:
    if not isinstance(number, (Decimal, Fraction, int)):
        raise TypeError(f"amounts are Decimal, Fraction or int, not {type(number).__name__}")
    return number


def _rounded(number: Decimal | Fraction | int, places: int) -> Decimal:
    """Half up and exact, also for a fraction that no decimal can hold; minus zero becomes zero."""
    exact = _exact(number)
    if isinstance(exact, Fraction):
        scaled = abs(exact) * 10**places
        whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
        rounded = Decimal(whole if exact >= 0 else -whole).scaleb(-places)
    else:
        rounded = Decimal(exact).quantize(ROUNDINGS[places], rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded.is_zero() else rounded


def _local(moment: dt.datetime) -> dt.datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def rule_text(rule: str) -> str:
    """Where a rule stands: "R-10" as a rule, "rules 3.1" as a section of the rule book."""
    if rule.startswith("rules "):
        return gettext("rule book, section %(section)s") % {"section": rule.removeprefix("rules ")}
    return gettext("rule %(rule)s") % {"rule": rule}
