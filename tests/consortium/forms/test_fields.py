"""Numbers and days as Danes write them; what can be read in two ways is asked."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from consortium.forms.fields import DanishDateField, DanishDecimalField, MonthField


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1.234,50", "1234.50"),
        ("1234,5", "1234.5"),
        ("1234.50", "1234.50"),
        ("1.234.567,89 kr.", "1234567.89"),
        ("-12,00", "-12.00"),
        ("1 234,00", "1234.00"),
        ("0", "0"),
    ],
)
def test_numbers_are_read_as_danes_write_them(written, meant):
    assert DanishDecimalField().clean(written) == Decimal(meant)


@pytest.mark.parametrize("written", ["1.234", "12,345", "abc", "1,2,3", "1e5", "NaN", "--1", ""])
def test_what_cannot_be_read_in_one_way_is_refused(written):
    with pytest.raises(ValidationError):
        DanishDecimalField().clean(written)


def test_the_two_readings_are_named():
    with pytest.raises(ValidationError, match="1234"):
        DanishDecimalField().clean("1.234")


def test_a_number_is_shown_with_a_comma():
    assert DanishDecimalField().prepare_value(Decimal("1234.50")) == "1234,50"


@pytest.mark.parametrize("written", ["31.12.2012", "2012-12-31", "31-12-2012", "31/12/2012"])
def test_days_are_read(written):
    assert DanishDateField().clean(written) == dt.date(2012, 12, 31)


@pytest.mark.parametrize("written", ["31.2.2012", "12/31/2012", "i går"])
def test_days_that_do_not_exist_are_refused(written):
    with pytest.raises(ValidationError):
        DanishDateField().clean(written)


def test_months_are_read_and_refused():
    assert MonthField().clean("03.2012") == dt.date(2012, 3, 1)
    assert MonthField().clean("2012-03") == dt.date(2012, 3, 1)
    with pytest.raises(ValidationError):
        MonthField().clean("13.2012")
