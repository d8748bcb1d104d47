"""What a careful reader marked once, and must not find again."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import openpyxl
import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from consortium.rules.markup import NUMBERS, blocks
from consortium.templatetags.house import marked
from reporting.documents.charts import limits_chart, share_chart
from reporting.documents.render_pdf import stylesheet
from reporting.documents.rendering import render
from reporting.documents.t_register import task_table
from reporting.documents.tables import Words
from reporting.documents.written import LiveFigure, text_words
from reporting.queries.delivery import RegionalTask


def test_a_list_that_goes_on_after_a_break_goes_on_counting():
    found = [(one.kind, one.first) for one in blocks("1. En\n2. To\n\nMellem\n\n3. Tre\n\n4) Fire")]
    assert found == [(NUMBERS, 1), ("paragraph", 1), (NUMBERS, 3), (NUMBERS, 4)]
    assert marked("3. Tre") == '<ol start="3"><li>Tre</li></ol>'
    assert marked("1. En") == "<ol><li>En</li></ol>"


def test_a_written_text_keeps_the_figures_of_its_own_language():
    value = Words("1.651", "1,651")
    figures = {"R2.total.n": LiveFigure("R2.total.n", "R2", value, value, value)}
    body = "I alt {{R2.total.n}} og {{R2.total.none}}."
    danish, english = (text_words(body, figures, one) for one in ("da", "en"))
    assert (danish.da, danish.en) == ("I alt 1.651 og {{R2.total.none}}.",) * 2
    assert english.da == "I alt 1,651 og {{R2.total.none}}."


def test_a_long_name_beside_a_bar_stands_on_two_lines_and_is_not_cut():
    rows = [("Ambassadører og kontaktagenter i alle syv konsortier", Decimal(2), Decimal(1))]
    svg = share_chart(rows, "da").svg
    assert "Ambassadører og kontaktagenter" in svg
    assert "i alle syv konsortier" in svg
    assert "…" not in svg


def test_the_limits_say_what_they_are_where_asked():
    limits = [("L1", Decimal(10))]
    told = limits_chart(limits, Decimal(10), Decimal(0), "en", {"L1": "Ceiling"})
    assert ">L1 Ceiling<" in told.svg
    assert told.rows[0][0] == "L1"


def task(theme, counted, held=0):
    return RegionalTask(theme, "Opgave", "Task", "", held, 0, None, counted)


def test_a_task_that_is_no_meeting_is_not_said_to_be_undone():
    tasks = [task("administration", False), task("network", True), task("network", True, 2)]
    rows = task_table(tasks).rows
    assert [row.cells[-1] for row in rows[:3]] == [
        Words("Optælles ikke som aktivitet", "Not counted as an activity"),
        Words("Endnu ikke gennemført", "Not yet carried out"),
        Words("Gennemført tidligere", "Carried out earlier"),
    ]
    assert rows[0].cells[2] == Words("Projektholder", "Lead partner")
    assert rows[1].cells[2] == "–"


def test_an_invoice_asks_for_a_payment_in_the_words_of_an_invoice():
    day = dt.date(2023, 1, 4)
    facts = {
        "issued_on": day,
        "due_on": day,
        "lines": [],
        "is_credit_note": False,
        "total": Decimal(0),
    }
    with override("da"):
        page = render_to_string("documents/invoice.html", {"facts": facts, "language": "da"})
    assert "<h2>Betaling</h2>" in page
    assert "Udbetaling" not in page


def test_a_newsletter_counts_its_pages_in_its_own_words():
    with override("da"):
        style = render_to_string("documents/newsletter.css", {"body": {}, "of": "af"})
    assert '"Side " counter(page) " af " counter(pages)' in style


def test_the_line_under_the_running_head_goes_across(edition):
    style = stylesheet(edition("claim"))
    assert style.count("width: 40%; border-bottom") == 2
    assert style.count("width: 20%; border-bottom") == 1


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_region_reads_who_the_parties_are_and_checks_of_its_own_tables(paper, language):
    document = paper("region")
    parties = document.sections[0].paragraphs
    assert "CVR" in parties[1][1].text(language)
    labels = [check.label.text(language) for check in document.reconciliations]
    assert [label for label in labels if label.startswith("R5 ")] == labels[1:]
    assert document.table("R5").notes[-1].text(language).startswith("T1 ")


def test_counts_of_a_workbook_have_their_thousands_marked(edition, tmp_path):
    path = tmp_path / "paper.xlsx"
    path.write_bytes(render(edition("region"), "xlsx"))
    sheet = openpyxl.load_workbook(path)["R2"]
    formats = {cell.number_format for row in sheet.iter_rows() for cell in row if cell.value}
    assert "#,##0" in formats
