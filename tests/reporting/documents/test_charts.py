"""Charts: the right figures, words beside colour, nothing that the page's policy would block."""

import re
import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest

from reporting.documents import charts

LIMITS = [
    ("L1", Decimal("15000000.00")),
    ("L2", Decimal("7200000.00")),
    ("L3", Decimal("6300000.50")),
    ("L5", None),
]
ENTITLEMENT, CLAIMED = Decimal("6300000.50"), Decimal("5000000.00")
ROWS = [
    ("Lemvig", Decimal(200), Decimal(150), Decimal(120), Decimal(100)),
    ("Viborg & Skive", Decimal(100), Decimal(112), Decimal(90), Decimal(0)),
]
SVG = "{http://www.w3.org/2000/svg}"


def all_charts(language="da"):
    return [
        charts.limits_chart(LIMITS, ENTITLEMENT, CLAIMED, language),
        charts.used_chart(ROWS, language),
        charts.share_chart([row[:3] for row in ROWS], language),
    ]


def words(chart):
    return [text.text for text in ET.fromstring(chart.svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("at", range(3))
def test_a_chart_is_one_picture_that_a_strict_page_may_show(at):
    chart = all_charts()[at]
    root = ET.fromstring(chart.svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == f"{chart.title}. {chart.description}"
    assert root.findtext(f"{SVG}title") == chart.title
    assert root.findtext(f"{SVG}desc") == chart.description
    assert "style" not in {name for part in root.iter() for name in part.attrib}
    assert not {"style", "script", "image", "foreignObject"} & {
        part.tag.removeprefix(SVG) for part in root.iter()
    }
    assert re.findall(r"https?://[^\"]+", chart.svg) == ["http://www.w3.org/2000/svg"]


def test_the_limits_show_what_binds_and_the_room_that_is_left():
    chart = charts.limits_chart(LIMITS, ENTITLEMENT, CLAIMED, "en")
    assert chart.rows == (
        ("L1", Decimal("15000000.00"), "room 8,699,999.50"),
        ("L2", Decimal("7200000.00"), "room 899,999.50"),
        ("L3", Decimal("6300000.50"), "binding"),
        ("L5", None, "Not tested"),
    )
    assert "Binding limit: L3." in chart.description
    shown = words(chart)
    assert [word for word in shown if word in ("L1", "L2", "L3", "L5")] == ["L1", "L2", "L3", "L5"]
    assert {"15,000,000.00", "binding", "Not tested"} <= set(shown)
    assert "Claimed so far 5,000,000.00" in shown


def test_limits_that_are_equal_bind_together():
    limits = [("L1", Decimal(10)), ("L2", Decimal(10)), ("L3", Decimal(11))]
    chart = charts.limits_chart(limits, Decimal(10), Decimal(0), "en")
    assert "Binding limit: L1, L2." in chart.description


def test_use_beyond_the_budget_is_said_in_words():
    chart = charts.used_chart(ROWS, "en")
    assert "112.0%, more than planned" in words(chart)
    assert chart.columns == ("Line", "Budget", "Reported", "Verified", "Claimed")
    assert chart.rows == tuple(ROWS)
    assert "Viborg & Skive" in words(chart)


def test_two_rows_of_one_name_stay_two_rows():
    rows = [("Pay", Decimal(10), Decimal(5)), ("Pay", Decimal(20), Decimal(5))]
    assert words(charts.share_chart(rows, "en")).count("Pay") == 2


def test_use_of_what_was_never_planned_is_said_in_words():
    assert "not planned" in words(charts.share_chart([("A", Decimal(0), Decimal(5))], "en"))


def test_numbers_follow_the_language():
    danish, english = all_charts("da")[0], all_charts("en")[0]
    assert "15.000.000,00" in words(danish)
    assert "15,000,000.00" in words(english)


def test_the_same_figures_give_the_same_bytes():
    first = [chart.svg for chart in all_charts()]
    charts._svg.cache_clear()
    assert [chart.svg for chart in all_charts()] == first


def test_nothing_to_show_is_still_a_picture():
    assert charts.used_chart([], "en").rows == ()
    assert charts.limits_chart([], Decimal(0), Decimal(0), "en").rows == ()


@pytest.mark.parametrize("at", range(3))
def test_a_sentence_that_ends_on_an_amount_has_one_point(at):
    chart = all_charts()[at]
    assert chart.description.endswith("kr.")
    assert ".." not in chart.description
