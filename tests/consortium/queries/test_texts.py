"""Values read as Danes and English readers write them, and never through a float."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils.translation import override

from consortium.queries import texts
from consortium.rules.refusals import Breach
from consortium.rules.spans import Span

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("amount", "danish", "english"),
    [
        (Decimal("1234567.89"), "1.234.567,89", "1,234,567.89"),
        (Decimal("0"), "0,00", "0.00"),
        (Decimal("-1234"), "-1.234,00", "-1,234.00"),
        (Decimal("-0.001"), "0,00", "0.00"),
        (Decimal("0.005"), "0,01", "0.01"),
        (15_000_000, "15.000.000,00", "15,000,000.00"),
        (Decimal("999999999999.99"), "999.999.999.999,99", "999,999,999,999.99"),
        (None, "", ""),
    ],
)
def test_money_reads_as_each_language_writes_it(amount, danish, english):
    assert texts.money_text(amount, language="da") == danish
    assert texts.money_text(amount, language="en") == english


def test_the_currency_never_breaks_away_from_its_amount():
    assert texts.money_text(Decimal("12.5"), "kr", "da") == f"12,50{NBSP}kr."
    assert texts.money_text(Decimal("12.5"), "kr", "en") == f"DKK{NBSP}12.50"
    assert texts.money_text(Decimal("12.5"), "EUR", "da") == f"12,50{NBSP}EUR"
    assert texts.money_text(None, "kr", "da") == ""


def test_a_float_is_refused():
    with pytest.raises(TypeError, match="not float"):
        texts.money_text(12.5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="never float"):
        texts.value_text(12.5)


def test_the_reader_s_language_counts_where_none_is_named():
    with override("en"):
        assert texts.money_text(Decimal("1234.5")) == "1,234.50"
    with override("da"):
        assert texts.money_text(Decimal("1234.5")) == "1.234,50"
    with override(None):
        assert texts.money_text(Decimal("1234.5")) == "1.234,50"


def test_numbers_and_hours():
    assert texts.number_text(12345, language="da") == "12.345"
    assert texts.number_text(Fraction(2, 3), 4, "da") == "0,6667"
    assert texts.number_text(Fraction(-1, 2), 0, "da") == "-1"
    assert texts.hours_text(Decimal("1924"), language="da") == "1.924,00"
    assert texts.hours_text(Decimal("7.5"), "h", "da") == f"7,50{NBSP}t."
    assert texts.hours_text(Decimal("7.5"), "h", "en") == f"7.50{NBSP}h"
    assert texts.hours_text(None, "h") == ""


@pytest.mark.parametrize(
    ("share", "places", "danish", "english"),
    [
        (Fraction(15, 31), 1, f"48,4{NBSP}%", "48.4%"),
        (Fraction(15, 31), 4, f"48,3871{NBSP}%", "48.3871%"),
        (Decimal("0.5"), 0, f"50{NBSP}%", "50%"),
        (Decimal("0.00045"), 2, f"0,05{NBSP}%", "0.05%"),
        (None, 1, "", ""),
    ],
)
def test_a_share_reads_as_per_cent(share, places, danish, english):
    assert texts.percent_text(share, places, "da") == danish
    assert texts.percent_text(share, places, "en") == english


def test_a_rate_stays_the_fraction_of_the_grant_letter():
    assert texts.fraction_text(Fraction(30, 62)) == "15/31"
    assert texts.fraction_text(None) == ""


def test_days_spans_and_moments():
    day = dt.date(2012, 3, 1)
    assert texts.day_text(day, "da") == "1.3.2012"
    assert texts.day_text(day, "en") == "01/03/2012"
    assert texts.day_text(None) == ""
    assert texts.span_text(day, dt.date(2012, 6, 30), "da") == "1.3.2012–30.6.2012"
    assert texts.value_text(Span(day, dt.date.max), "da") == "1.3.2012–"
    moment = dt.datetime(2014, 4, 15, 22, 5, tzinfo=dt.UTC)
    assert texts.moment_text(moment, "da") == f"16.4.2014 kl.{NBSP}00.05"
    assert texts.moment_text(moment, "en") == "16/04/2014 00:05"
    assert texts.day_text(moment, "da") == "16.4.2014"
    assert texts.moment_text(dt.datetime(2014, 4, 15, 9, 30), "en") == "15/04/2014 09:30"
    assert texts.moment_text(None) == ""


def test_a_state_has_a_label_and_a_tone():
    assert texts.state_text("approved_partner", language="en") == "Approved by the partner"
    assert texts.state_text("draft", {"draft": "Sketch"}, "en") == "Sketch"
    assert texts.state_text("on_hold", language="en") == "On hold"
    assert texts.state_tone("disallowed") == "error"
    assert texts.state_tone("draft") == "quiet"


def test_every_tone_belongs_to_a_state_that_has_a_label():
    assert set(texts.STATE_TONES) <= set(texts.STATE_LABELS)


def test_a_sentence_writes_its_parameters_out():
    breach = Breach(
        "TOO_MUCH",
        "%(amount)s of %(rate)s, %(day)s in %(span)s: %(names)s, %(count)s, %(sure)s (%(state)s)",
        params={
            "amount": Decimal("1234.5"),
            "rate": Fraction(15, 31),
            "day": dt.date(2012, 12, 31),
            "span": Span(dt.date(2012, 3, 1), dt.date(2012, 6, 30)),
            "names": ["Lemvig", "Viborg"],
            "count": 2012,
            "sure": True,
            "state": "draft",
        },
    )
    assert texts.sentence_text(breach, "en") == (
        "1,234.50 of 15/31, 31/12/2012 in 01/03/2012–30/06/2012: Lemvig, Viborg, 2012, Yes (Draft)"
    )


def test_a_sentence_without_parameters_may_hold_a_per_cent_sign():
    assert (
        texts.sentence_text(Breach("X", "At most 50 % is paid."), "en") == "At most 50 % is paid."
    )


def test_values_that_are_unknown_read_as_nothing():
    assert texts.value_text(None) == ""
    assert texts.value_text("Lemvig") == "Lemvig"
    assert texts.value_text(False, "en") == "No"
    assert texts.value_text(dt.datetime(2014, 4, 15, 9, 30), "en") == "15/04/2014 09:30"
