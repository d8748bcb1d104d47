"""Rule profiles: everything legal that differs by programme, as data (rules.md 2.1, R-06, R-07).

A grant freezes its profile as JSON when it is accepted, so a later change here never moves an old
grant. Shares and rates are exact fractions of one; a name that ends in ``_pct`` is a percentage.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import cast

from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from grants.rules.desk_limits import desk_limits

JsonValue = str | int | bool | dict[str, str] | None

GRANT_RATIO = "grant_ratio"
CAP_RATE = "cap_rate"
RATE_BASES = (GRANT_RATIO, CAP_RATE)

FUND_ONLY = "fund"
PUBLIC_SUPPORT = "public_support"
INKIND_TESTS = (FUND_ONLY, PUBLIC_SUPPORT)

FEB_AUG = "half_yearly"
QUARTERLY = "quarterly"
NO_CALENDAR = "none"
CALENDARS = (FEB_AUG, QUARTERLY, NO_CALENDAR)

VAT_NON_RECOVERABLE = "non_recoverable"
VAT_BELOW_LIMIT = "all_below_limit"
VAT_OUTSIDE = "outside"
VAT_RULES = (VAT_NON_RECOVERABLE, VAT_BELOW_LIMIT, VAT_OUTSIDE)

# What R-54 makes of a kind of cost: eligible, never, with a stored reason, up to `land_max`.
ELIGIBLE, EXCLUDED, REASONED, CAPPED = "eligible", "excluded", "reasoned", "capped"
TREATMENTS = (ELIGIBLE, EXCLUDED, REASONED, CAPPED)

RETAIN_FROM_CLOSURE = "programme_closure"
RETAIN_FROM_ACCOUNTS = "accounts"
RETAIN_FROM_LAST_PAYMENT_YEAR = "last_payment_year_end"
RETAIN_STARTS = (RETAIN_FROM_CLOSURE, RETAIN_FROM_ACCOUNTS, RETAIN_FROM_LAST_PAYMENT_YEAR)

ANNUAL_HOURS = Decimal("1720.00")
MONTHLY_HOURS = Decimal("160.33")


@dataclass(frozen=True)
class RuleProfile:
    """The parameters of one programme; money in DKK unless the name says EUR.

    `None` means "the programme sets none": the grant letter does, or the rule does not apply.
    """

    code: str
    title: str
    has_engine: bool
    fund_da: str = ""
    fund_en: str = ""
    emblem_da: str = ""
    emblem_en: str = ""
    currency: str = "DKK"

    rate_cap: Fraction | None = None
    rate_caps: tuple[tuple[str, Fraction], ...] = ()
    rate_basis: str = GRANT_RATIO
    fund_ceiling: Decimal | None = None
    authority_rounding: Decimal = Decimal("0.01")
    match_test: bool = False
    inkind_test: str = PUBLIC_SUPPORT
    inkind_strict: bool = False
    inkind_allowed: bool = False
    public_expenditure_test: bool = False
    revenue_deducted: bool = True

    eligible_from: date | None = None
    # Preparation cost counts from this day if the grant letter says so.
    preparation_from: date | None = None
    expenditure_paid_by: date | None = None
    retain_years: int = 5
    retain_from: str = RETAIN_FROM_LAST_PAYMENT_YEAR

    indirect_of_direct: Fraction | None = None
    indirect_of_staff: Fraction | None = None
    indirect_calculated: Fraction | None = None
    indirect_national: Fraction | None = None
    other_of_staff: Fraction | None = None
    staff_of_other: Fraction | None = None
    simplified_below_eur: Decimal | None = None
    # What the letter gives of the above: kind → rate. Empty means real cost only.
    flat_rates: tuple[tuple[str, Fraction], ...] = ()
    rate_calculation: str = ""
    participants_inside_other_rate: bool = False

    hours_per_year: Decimal | None = None
    hours_per_month: Decimal | None = None
    standard_hour_rate: Decimal | None = None
    standard_hour_rate_from: date | None = None
    # A full-time project employee's contract stands instead of time sheets.
    contract_staff: bool = False

    vat_rule: str = VAT_NON_RECOVERABLE
    vat_limit_eur: Decimal | None = None
    dk_recoverable_vat_out: bool = True
    market_check_from: Decimal | None = None
    # The EUR lines where the table of exchange rates has no rate for the grant letter.
    dkk_per_eur: Decimal = Decimal("7.46")
    # Kinds of cost beside the ordinary ones, and what becomes of them.
    cost_natures: tuple[tuple[str, str], ...] = ()
    land_max: Fraction = Fraction(1, 10)

    budget_flex: Fraction = Fraction(1, 5)
    budget_flex_amount: Decimal | None = None
    advance: Fraction = Fraction(1, 10)
    interim_limit: Fraction = Fraction(9, 10)
    retention_pct: Decimal = Decimal("0")

    calendar: str = FEB_AUG
    partner_deadline_days: int = 10
    funder_deadline_days: int = 21
    disbursement_days: int = 14
    hearing_working_days: int = 10
    payment_clock_days: int = 80
    # Simple interest on a recovery that is overdue: a year, and the days a year counts.
    recovery_interest_pct: Decimal = Decimal("0")
    recovery_year_days: int = 365
    # Limits of the verifier's desk that differ from the house's (`desk_limits`).
    desk: tuple[tuple[str, Fraction], ...] = ()

    def __post_init__(self) -> None:
        choices = {
            "rate_basis": RATE_BASES,
            "inkind_test": INKIND_TESTS,
            "calendar": CALENDARS,
            "vat_rule": VAT_RULES,
            "retain_from": RETAIN_STARTS,
        }
        for name, allowed in choices.items():
            if getattr(self, name) not in allowed:
                raise ValueError(f"{name} is one of {', '.join(allowed)}")
        desk_limits(dict(self.desk))
        if unknown := sorted({how for _kind, how in self.cost_natures} - set(TREATMENTS)):
            raise ValueError(f"cost_natures cannot be {', '.join(unknown)}")
        if self.has_engine and (self.rate_cap is None or not 0 < self.rate_cap < 1):
            raise ValueError("a profile with the fund engine has a rate cap between 0 and 1")

    @property
    def highest_rate_cap(self) -> Fraction:
        """The highest rate that any category of region may have; 0 without the fund engine."""
        return max([self.rate_cap or Fraction(0), *(cap for _name, cap in self.rate_caps)])

    def to_json(self) -> dict[str, JsonValue]:
        """Return every parameter as strings, whole numbers, booleans, null or one flat object."""
        return {item.name: _encoded(getattr(self, item.name)) for item in fields(self)}

    @classmethod
    def from_json(cls, frozen: Mapping[str, JsonValue]) -> RuleProfile:
        """Read what `to_json` wrote.

        A parameter that did not exist when the profile was frozen takes its default, which must
        therefore keep the older behaviour. Raises ValueError for unknown or missing parameters
        and for values of the wrong kind.
        """
        known = {item.name: item for item in fields(cls)}
        if unknown := sorted(set(frozen) - set(known)):
            raise ValueError(f"unknown profile parameters: {', '.join(unknown)}")
        needed = {name for name, item in known.items() if item.default is MISSING}
        if missing := sorted(needed - set(frozen)):
            raise ValueError(f"missing profile parameters: {', '.join(missing)}")
        decoded = {
            name: _decoded(str(known[name].type), value, name) for name, value in frozen.items()
        }
        return cls(**decoded)  # type: ignore[arg-type]


def profile_for(code: str) -> RuleProfile:
    """Return the profile with *code*. Raises Refused (R-06) if there is none."""
    if code not in PROFILES:
        raise Refused.because(
            _("There is no rule profile %(profile)s; choose one of %(known)s."),
            rule="R-06",
            code="UNKNOWN_PROFILE",
            subject="profile",
            profile=code,
            known=", ".join(PROFILES),
        )
    return PROFILES[code]


def _encoded(value: object) -> JsonValue:
    if isinstance(value, tuple):
        return {name: str(part) for name, part in value}
    if value is None or isinstance(value, bool | int | str):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def _decoded(kind: str, value: JsonValue, name: str) -> object:
    kind, _bar, optional = kind.partition(" | ")
    if value is None and optional:
        return None
    json_type, decode = _DECODERS[kind]
    # A bool is an int to Python, never to a reader of the frozen profile.
    if not isinstance(value, json_type) or (isinstance(value, bool) and json_type is not bool):
        raise ValueError(f"profile parameter {name} cannot be {value!r}")
    return decode(value)


def _decoded_rates(value: object) -> tuple[tuple[str, Fraction], ...]:
    # By name: PostgreSQL gives the keys of a JSON object back in an order of its own.
    rates = sorted(cast(dict[str, str], value).items())
    return tuple((name, Fraction(rate)) for name, rate in rates)


def _decoded_words(value: object) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(cast(dict[str, str], value).items()))


def _text_reader(read: Callable[[str], object]) -> Callable[[object], object]:
    return lambda value: read(cast(str, value))


_DECODERS: Mapping[str, tuple[type, Callable[[object], object]]] = {
    "str": (str, _text_reader(str)),
    "bool": (bool, bool),
    "int": (int, lambda value: value),
    "Decimal": (str, _text_reader(Decimal)),
    "Fraction": (str, _text_reader(Fraction)),
    "date": (str, _text_reader(date.fromisoformat)),
    "tuple[tuple[str, Fraction], ...]": (dict, _decoded_rates),
    "tuple[tuple[str, str], ...]": (dict, _decoded_words),
}

# In the order of their names, as they come back from a database.
_NATURES_2007 = (
    ("depreciation", ELIGIBLE),
    ("equipment", EXCLUDED),
    ("interest", EXCLUDED),
    ("land", CAPPED),
    ("recoverable_vat", EXCLUDED),
)
_NATURES_2014 = tuple(
    (nature, ELIGIBLE if nature == "equipment" else how) for nature, how in _NATURES_2007
)
_NATURES_2021 = tuple(
    (nature, REASONED if nature == "equipment" else how) for nature, how in _NATURES_2007
)

ESF_2007_13 = RuleProfile(
    code="esf-2007-13",
    title="Den Europæiske Socialfond 2007-2013",
    has_engine=True,
    fund_da="Den Europæiske Socialfond",
    fund_en="European Social Fund",
    emblem_da="Medfinansieret af Den Europæiske Union, Den Europæiske Socialfond",
    emblem_en="Co-funded by the European Union, European Social Fund",
    rate_cap=Fraction(1, 2),
    fund_ceiling=Decimal("15000000.00"),
    match_test=True,
    inkind_test=FUND_ONLY,
    public_expenditure_test=True,
    eligible_from=date(2007, 1, 1),
    expenditure_paid_by=date(2015, 12, 31),
    retain_years=3,
    retain_from=RETAIN_FROM_CLOSURE,
    indirect_of_direct=Fraction(20, 100),
    contract_staff=True,
    cost_natures=_NATURES_2007,
)

ESF_2014_20 = RuleProfile(
    code="esf-2014-20",
    title="Den Europæiske Socialfond 2014-2020",
    has_engine=True,
    fund_da="Den Europæiske Socialfond",
    fund_en="European Social Fund",
    emblem_da="Medfinansieret af Den Europæiske Union, Den Europæiske Socialfond",
    emblem_en="Co-funded by the European Union, European Social Fund",
    rate_cap=Fraction(1, 2),
    match_test=True,
    eligible_from=date(2014, 1, 1),
    expenditure_paid_by=date(2023, 12, 31),
    retain_years=3,
    retain_from=RETAIN_FROM_ACCOUNTS,
    indirect_of_staff=Fraction(15, 100),
    indirect_calculated=Fraction(25, 100),
    indirect_national=Fraction(18, 100),
    other_of_staff=Fraction(40, 100),
    staff_of_other=Fraction(20, 100),
    # The Danish rules of September 2014 put the support of participants inside the 40 %.
    participants_inside_other_rate=True,
    hours_per_year=ANNUAL_HOURS,
    hours_per_month=MONTHLY_HOURS,
    standard_hour_rate=Decimal("250.00"),
    standard_hour_rate_from=date(2018, 9, 1),
    market_check_from=Decimal("30000.00"),
    cost_natures=_NATURES_2014,
)

ESF_2021_27 = RuleProfile(
    code="esf-2021-27",
    title="Den Europæiske Socialfond Plus 2021-2027",
    has_engine=True,
    fund_da="Den Europæiske Socialfond Plus",
    fund_en="European Social Fund Plus",
    emblem_da="Medfinansieret af Den Europæiske Union",
    emblem_en="Co-funded by the European Union",
    rate_cap=Fraction(50, 100),
    # Which category a region belongs to comes from the grant letter.
    rate_caps=(
        ("more_developed", Fraction(40, 100)),
        ("more_developed_former_transition", Fraction(50, 100)),
        ("transition", Fraction(60, 100)),
    ),
    eligible_from=date(2021, 1, 1),
    expenditure_paid_by=date(2029, 12, 31),
    indirect_of_direct=Fraction(7, 100),
    indirect_of_staff=Fraction(15, 100),
    indirect_calculated=Fraction(25, 100),
    other_of_staff=Fraction(40, 100),
    staff_of_other=Fraction(20, 100),
    simplified_below_eur=Decimal("200000.00"),
    hours_per_year=ANNUAL_HOURS,
    hours_per_month=MONTHLY_HOURS,
    vat_rule=VAT_BELOW_LIMIT,
    vat_limit_eur=Decimal("5000000.00"),
    cost_natures=_NATURES_2021,
)

MUNICIPAL_AGREEMENT = RuleProfile(
    code="municipal-agreement",
    title="Kommunal partnerskabsaftale",
    has_engine=False,
    vat_rule=VAT_OUTSIDE,
    revenue_deducted=False,
    advance=Fraction(0),
    interim_limit=Fraction(1),
    calendar=QUARTERLY,
)

FUNDING_REGISTER = RuleProfile(
    code="funding-register",
    title="Bevillingsoversigt",
    has_engine=False,
    vat_rule=VAT_OUTSIDE,
    revenue_deducted=False,
    advance=Fraction(0),
    interim_limit=Fraction(1),
    calendar=NO_CALENDAR,
)

PROFILES: Mapping[str, RuleProfile] = {
    profile.code: profile
    for profile in (
        ESF_2007_13,
        ESF_2014_20,
        ESF_2021_27,
        MUNICIPAL_AGREEMENT,
        FUNDING_REGISTER,
    )
}
