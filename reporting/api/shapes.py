"""What a program sends: a cost, an activity, a month of hours. The rules are the pages' own."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from grants.models import OWN, SOURCES, ExchangeRate
from grants.rules.currency import DKK
from reporting.api.asking import Key
from reporting.models import Expenditure, ForeignAmount, InKindValuation

# ninja reads these types when it is made, so they cannot stand in quotes.
LINE = r"^[^\x00-\x1f\x7f]*$"
LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"


def _line(most: int, least: int = 0) -> type[str]:
    return Annotated[  # type: ignore[return-value]
        str, StringConstraints(pattern=LINE, max_length=most, min_length=least)
    ]


Text = Annotated[str, StringConstraints(pattern=LINES, max_length=5000)]
Amount = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{1,12}\.[0-9]{2}$"), Field(examples=["1234.50"])
]
Hours = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{1,7}\.[0-9]{2}$"), Field(examples=["7.50"])
]
Percent = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{1,3}\.[0-9]{2}$"), Field(examples=["100.00"])
]
if TYPE_CHECKING:  # they are made from the models, which mypy cannot follow
    Nature: TypeAlias = str
    Basis: TypeAlias = str
    Source: TypeAlias = str
    Currency: TypeAlias = str
    Settlement: TypeAlias = str
    Contribution: TypeAlias = str
else:
    Nature = Literal[tuple(code for code, _label in Expenditure.NATURES)]
    Basis = Literal[("", *(code for code, _label in Expenditure.NATURE_BASES))]
    Source = Literal[("", *(code for code, _label in SOURCES[1:]))]
    Currency = Literal[(DKK, *(code for code, _label in ExchangeRate.CURRENCIES))]
    Settlement = Literal[("", *(code for code, _label in ForeignAmount.SETTLEMENTS))]
    Contribution = Literal[("", *(code for code, _label in InKindValuation.CONTRIBUTIONS))]


class Sent(Schema):
    """What is sent holds what is described, and nothing else."""

    model_config = ConfigDict(extra="forbid")


class CostIn(Sent):
    """One cost, with all that T5 asks for; a PUT replaces all of it."""

    kind: Literal["voucher", "in_kind"] = "voucher"
    line: _line(40, 1) = Field(description="Code of the budget line.", examples=["external"])  # type: ignore[valid-type]
    voucher_no: _line(40, 1) = Field(examples=["1087"])  # type: ignore[valid-type]
    text: _line(200, 1) = Field(examples=["Lokaleleje, seminar 3.10."])  # type: ignore[valid-type]
    supplier: _line(120) = ""  # type: ignore[valid-type]
    supplier_cvr: _line(20) = Field("", examples=["29189668"])  # type: ignore[valid-type]
    invoice_no: _line(60) = ""  # type: ignore[valid-type]
    invoice_date: dt.date
    delivery_date: dt.date
    paid_on: dt.date
    ledger_account: _line(40, 1) = Field(examples=["2210"])  # type: ignore[valid-type]
    booking_no: _line(40) = ""  # type: ignore[valid-type]
    net: Amount | None = Field(None, description="Without VAT, DKK.")
    vat: Amount | None = Field(None, description="DKK.")
    project_share_pct: Percent = "100.00"
    cofinancing_form: Literal["", OWN] = ""  # type: ignore[valid-type]
    cofinancing_source: Source = ""
    currency: Currency = DKK
    foreign_net: Amount | None = None
    foreign_vat: Amount | None = None
    settlement: Settlement = ""
    nature: Nature = "ordinary"
    nature_basis: Basis = ""
    nature_reason: Text = ""
    market_reason: Text = ""
    contribution: Contribution = ""
    valuation_method: _line(200) = ""  # type: ignore[valid-type]
    valuation_source: _line(200) = ""  # type: ignore[valid-type]
    valued_by: _line(120) = ""  # type: ignore[valid-type]
    work_hours: Hours | None = None
    hourly_pay: Amount | None = None
    third_party: _line(120) = ""  # type: ignore[valid-type]
    third_party_cost: Amount | None = None
    by_employee: bool = False
    payroll_ref: _line(40) = ""  # type: ignore[valid-type]
    late_reason: Text = ""


class ActivityIn(Sent):
    """An activity that was held; a PUT replaces all of it."""

    kind: _line(40, 1) = Field(description="Code of the activity type.", examples=["seminar"])  # type: ignore[valid-type]
    title: _line(200, 1) = Field(examples=["Seminar om modtagelse"])  # type: ignore[valid-type]
    held_on: dt.date
    place: _line(120) = ""  # type: ignore[valid-type]
    participants: int = Field(0, ge=0, le=2_000_000_000)
    companies: int = Field(0, ge=0, le=2_000_000_000)
    responsible: Key | None = Field(None, description="Key of a partner; left out, one's own.")
    note: Text = ""


class EntryIn(Sent):
    """Hours on one day, or on the month as a whole where no day is given."""

    day: dt.date | None = None
    hours: Hours
    activity: Key | None = None
    task: _line(200) = ""  # type: ignore[valid-type]


class HoursIn(Sent):
    """A month of hours; what is sent replaces all of its lines."""

    rate: Key = Field(description="Key of the person's pay rate (see pay-rate-references).")
    is_cofinancing: bool = True
    late_reason: Text = ""
    entries: list[EntryIn] = Field(max_length=500)


class NewHoursIn(HoursIn):
    """Whose month it is."""

    employee: Key
    month: str = Field(pattern=r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$", examples=["2012-10"])


def number(text: str | None) -> Decimal | None:
    """An amount as it was sent, exact."""
    return None if text is None else Decimal(text)
