"""Which procedure a contract asks for, and what is told where it does not fit (A-21, T9, R-83).

Nothing here refuses a contract that has been signed: a wrong procedure is noted as it was, told
beside it, and corrected by a flat rate if it comes to that (R-83).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from consortium.rules.identifiers import is_cvr
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

DIRECT, QUOTES, NATIONAL, EU_OPEN, EU_OTHER, FRAMEWORK = (
    "direct",
    "quotes",
    "national",
    "eu_open",
    "eu_other",
    "framework",
)
PROCEDURES: Mapping[str, str] = {
    DIRECT: _("Bought directly"),
    QUOTES: _("Market check, several quotes"),
    NATIONAL: _("National tender"),
    EU_OPEN: _("EU tender, open"),
    EU_OTHER: _("EU tender, restricted or negotiated"),
    FRAMEWORK: _("Under a framework agreement"),
}
TENDERS = frozenset({NATIONAL, EU_OPEN, EU_OTHER})


def check_contract(
    supplier: str, cvr: str, value: Decimal, threshold: Decimal | None
) -> list[Breach]:
    """What a contract must state: a supplier, a value, and numbers that can be true."""
    found = []
    if not supplier.strip():
        found.append(
            Breach("SUPPLIER", _("The contract names no supplier."), "supplier", rule="rules 5.1")
        )
    if cvr and not is_cvr(cvr):
        message = _("“%(cvr)s” is no CVR number: eight digits with the right check digit.")
        found.append(Breach("CVR", message, "supplier_cvr", {"cvr": cvr}, "rules 5.1"))
    if value <= 0:
        message = _("The value of a contract lies above 0.00 kr., not at %(value)s kr.")
        found.append(Breach("VALUE", message, "value", {"value": value}, "rules 5.1"))
    if threshold is not None and threshold < 0:
        message = _("A threshold lies at 0.00 kr. or above, not at %(threshold)s kr.")
        found.append(Breach("THRESHOLD", message, "threshold", {"threshold": threshold}, "A-21"))
    return found


def warnings_of(
    *,
    value: Decimal,
    procedure: str,
    threshold: Decimal | None,
    market_check_from: Decimal | None,
    has_file: bool,
    has_reason: bool,
    paid: Decimal,
) -> list[Breach]:
    """What a reader of the register should know of a contract; amounts in DKK without VAT."""
    found = []
    limit, limits = market_check_from, {"value": value, "threshold": threshold}
    if procedure == DIRECT and limit is not None and value >= limit and not has_reason:
        message = _(
            "%(value)s kr. were bought directly, and the market is checked from %(limit)s kr. on. "
            "Keep the market check, or write why there was none."
        )
        found.append(
            Breach("NO_MARKET_CHECK", message, "", {"value": value, "limit": limit}, "A-21")
        )
    if threshold is not None and value >= threshold and procedure not in {*TENDERS, FRAMEWORK}:
        message = _(
            "The value of %(value)s kr. reaches the threshold of %(threshold)s kr. and was not put "
            "out to tender; a flat correction of 5 to 100 per cent may follow."
        )
        found.append(Breach("NOT_TENDERED", message, "", limits, "R-83"))
    if threshold is not None and value < threshold and procedure in TENDERS:
        message = _(
            "The value of %(value)s kr. lies below the threshold of %(threshold)s kr.: the tender "
            "was made by choice."
        )
        found.append(Breach("TENDERED_BY_CHOICE", message, "", limits, "A-21"))
    if procedure != DIRECT and not has_file:
        found.append(Breach("NO_FILE", _("No file proves the procedure yet."), "", rule="A-21"))
    if paid > value:
        message = _("%(paid)s kr. have been paid under a contract of %(value)s kr.")
        found.append(Breach("OVERPAID", message, "", {"paid": paid, "value": value}, "A-21"))
    return found
