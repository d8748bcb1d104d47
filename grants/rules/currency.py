"""Money in other currencies: from a voucher into DKK, and which rate may be entered (R-53)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from consortium.rules.money import as_fraction, cents_half_up
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

DKK, EUR = "DKK", "EUR"
# ISO 4217; the list is short on purpose, so that a mistyped code is not a new currency.
CURRENCIES = ("EUR", "SEK", "NOK", "GBP", "USD", "CHF", "PLN", "ISK", "CZK", "HUF", "RON", "BGN")
# What a rate is for: foreign vouchers, or the Commission's accounts (InforEuro).
VOUCHER_RATE, ACCOUNTING_RATE = "voucher", "accounting"
KINDS = (VOUCHER_RATE, ACCOUNTING_RATE)
BANK, MONTHLY = "bank", "monthly"
SETTLEMENTS = (BANK, MONTHLY)
# No currency is worth more: a rate above is one per hundred units, typed as it is printed.
MOST_DKK_PER_UNIT = Decimal(100)
PLACES = 6


@dataclass(frozen=True)
class RateFacts:
    """A monthly rate as it is typed: DKK for one unit of *currency*."""

    currency: str
    month: date
    kind: str
    rate: Decimal
    source: str
    published_on: date


@dataclass(frozen=True)
class ForeignFacts:
    """A voucher in another currency; *rate* is DKK per unit, None where the month has none."""

    currency: str
    net: Decimal
    vat: Decimal
    settlement: str
    rate: Decimal | None
    paid_on: date | None


def check_rate(facts: RateFacts, *, on: date) -> list[Breach]:
    """Everything that is wrong with a rate that is entered on the day *on*."""
    found = []
    if facts.currency not in CURRENCIES:
        message = _("%(currency)s is not kept here. Choose one of %(known)s.")
        params: dict[str, object] = {
            "currency": facts.currency or "–",
            "known": ", ".join(CURRENCIES),
        }
        found.append(Breach("CURRENCY_UNKNOWN", message, "currency", params, "R-53"))
    if facts.kind not in KINDS:
        message = _(
            "A rate is for foreign vouchers or for the Commission's accounts; choose one of the "
            "two."
        )
        found.append(Breach("RATE_KIND_UNKNOWN", message, "kind", rule="R-53"))
    if not 0 < facts.rate <= MOST_DKK_PER_UNIT:
        message = _(
            "%(rate)s kr. for one unit is no rate: above 0 and at most %(limit)s. A rate that is "
            "printed per 100 units is divided by 100."
        )
        params = {"rate": facts.rate, "limit": MOST_DKK_PER_UNIT}
        found.append(Breach("RATE_OUT_OF_RANGE", message, "rate", params, "R-53"))
    if not facts.source.strip():
        message = _("Name the source of the rate, so that it can be looked up again.")
        found.append(Breach("RATE_SOURCE_MISSING", message, "source", rule="R-53"))
    if facts.published_on > on:
        message = _("Published on %(day)s, which is still to come. Enter a rate that is published.")
        params = {"day": facts.published_on}
        found.append(Breach("RATE_NOT_PUBLISHED", message, "published_on", params, "R-53"))
    return found


def in_dkk(amount: Decimal, rate: Decimal) -> Decimal:
    """Return *amount* of another currency in DKK at *rate* DKK per unit, half up (R-53, R-02)."""
    if rate <= 0:
        raise ValueError(f"an exchange rate is above 0, not {rate}")
    return cents_half_up(as_fraction(amount) * as_fraction(rate))


def is_counted(currency: str, settlement: str) -> bool:
    """Whether the monthly rate of another currency gives the kroner of a cost (R-53)."""
    return currency not in ("", DKK) and settlement == MONTHLY


def check_kroner(currency: str, settlement: str, net: Decimal | None) -> list[Breach]:
    """Ask for the amount in kroner, unless the monthly rate gives it (R-05, R-53)."""
    if net is not None or is_counted(currency, settlement):
        return []
    message = _("Enter the amount without VAT in kroner.")
    return [Breach("AMOUNT_MISSING", message, "net", rule="R-05")]


def check_foreign(facts: ForeignFacts, net: Decimal, vat: Decimal) -> list[Breach]:
    """What is wrong with a foreign voucher that stands for *net* and *vat* DKK (R-53)."""
    found = []
    if facts.currency not in CURRENCIES:
        message = _("%(currency)s is not kept here. Choose one of %(known)s.")
        params: dict[str, object] = {"currency": facts.currency, "known": ", ".join(CURRENCIES)}
        found.append(Breach("CURRENCY_UNKNOWN", message, "currency", params, "R-53"))
    if facts.net < 0 or facts.vat < 0 or not facts.net + facts.vat:
        message = _("Enter what the invoice says in %(currency)s, above 0.")
        params = {"currency": facts.currency}
        found.append(Breach("FOREIGN_AMOUNT_MISSING", message, "foreign_net", params, "R-53"))
    if facts.settlement not in SETTLEMENTS:
        message = _(
            "Say how the voucher came into kroner: as the bank settled it, or at the monthly rate."
        )
        found.append(Breach("SETTLEMENT_MISSING", message, "settlement", rule="R-53"))
    elif facts.settlement == BANK and not net + vat:
        message = _("Enter the amount in kroner that the bank settled.")
        found.append(Breach("BANK_AMOUNT_MISSING", message, "net", rule="R-53"))
    elif facts.settlement == MONTHLY and facts.rate is None:
        message = _(
            "There is no monthly rate of %(currency)s for %(month)s, the month of payment. Ask the "
            "lead to enter it, or enter the amount that the bank settled."
        )
        month = f"{facts.paid_on:%m.%Y}" if facts.paid_on else "–"
        params = {"currency": facts.currency, "month": month}
        found.append(Breach("RATE_MISSING", message, "settlement", params, "R-53"))
    return found
