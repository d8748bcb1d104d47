"""Costs from sheets: previewed, written all or none, known again, refused cell by cell."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path

import pytest

from consortium.actions.base import NotAllowed
from consortium.models import AuditEvent
from reporting.actions.costs import enter_expenditure
from reporting.actions.drafts import ReportClosed
from reporting.actions.imports import (
    ImportRefused,
    check,
    layout_of,
    write,
)
from reporting.actions.kept_sheets import (
    note_outcome,
    receive_sheet,
    source_of,
)
from reporting.models import Expenditure, SheetImport
from reporting.queries.checks.catalogue import answers
from tests.reporting.paperwork import begin, submitted, voucher
from tests.reporting.sheets import csv_bytes, filled, kind, refused, row, saved, source, workbook

D = Decimal


def counts(outcome):
    return {name: number for name, number in outcome.counts.items() if number}


def test_a_text_file_is_previewed_and_then_written(world):
    report = begin(world)
    content = csv_bytes([row("B1"), row("B2", net="1.234,56", line="Ekstern bistand")])
    outcome = check(source(world, report, content))
    assert (counts(outcome), outcome.amounts["new"]) == ({"new": 2}, D("2234.56"))
    assert not report.expenditure.exists()
    assert counts(write(source(world, report, content))) == {"new": 2}
    first, second = report.expenditure.order_by("pk")
    assert (second.net, second.vat, second.amount) == (D("1234.56"), D("250.00"), D("1234.56"))
    assert (first.line.code, second.line.code) == ("travel", "external")
    assert (first.delivery_date, first.paid_on) == (dt.date(2012, 4, 2), dt.date(2012, 4, 20))
    assert (first.state, first.kind, first.created_by) == ("draft", "voucher", world.pu)
    assert first.grant == world.grant and first.grant_partner == world.aarhus


def test_an_import_writes_what_the_page_writes(world):
    report = begin(world)
    typed = enter_expenditure(report, voucher("B1"), by=world.pu, at=world.clock())
    write(
        source(
            world,
            report,
            csv_bytes([row("B2", invoice_no="F-B1", supplier="DSB 2", supplier_cvr="")]),
        )
    )
    imported = report.expenditure.get(voucher_no="B2")
    own = {"id", "voucher_no", "booking_no", "supplier", "supplier_cvr", "fingerprint"}
    for column in Expenditure._meta.concrete_fields:
        if column.attname not in own:
            assert getattr(imported, column.attname) == getattr(typed, column.attname), column


def test_every_row_has_a_version_and_the_event_vouches_for_all_of_them(world):
    report = begin(world)
    write(source(world, report, csv_bytes([row(f"B{number}") for number in range(1, 8)])))
    event = AuditEvent.objects.get(verb="costs.imported")
    assert event.after["new"] == 7
    assert [item.history.get().history_user for item in report.expenditure.all()] == [world.pu] * 7
    assert [key.rpartition(":")[0] for key in event.versions] == ["reporting.historicalexpenditure"]
    assert [answer.check.code for answer in answers(None) if not answer.is_ok] == []


def test_the_same_file_twice_changes_nothing(world):
    report = begin(world)
    content = csv_bytes([row("B1"), row("B2")])
    write(source(world, report, content))
    events = AuditEvent.objects.count()
    again = write(source(world, report, content))
    assert counts(again) == {"unchanged": 2}
    assert AuditEvent.objects.count() == events
    assert report.expenditure.count() == 2


def test_rows_are_known_by_their_voucher_wherever_they_stand(world):
    report = begin(world)
    write(source(world, report, csv_bytes([row("B1"), row("B2"), row("B3")])))
    content = csv_bytes([row("B9"), row("B3"), row("B2", net="900,00"), row("B1")])
    outcome = check(source(world, report, content))
    assert counts(outcome) == {"new": 1, "unchanged": 2, "changed": 1}
    change = outcome.changes[0]
    assert (change["row"], change["label"]) == (4, "B2")
    assert change["fields"][0]["old"]["da"] == "1.000,00"
    assert change["fields"][0]["new"]["da"] == "900,00"
    write(source(world, report, content))
    assert report.expenditure.get(voucher_no="B2").net == D("900.00")
    assert report.expenditure.get(voucher_no="B2").history.count() == 2
    assert [answer.check.code for answer in answers(None) if not answer.is_ok] == []


def test_columns_that_a_sheet_does_not_have_are_left_alone(world):
    report = begin(world)
    write(source(world, report, csv_bytes([row("B1", project_share_pct="50")])))
    item = report.expenditure.get()
    assert (item.project_share_pct, item.amount) == (D("50.00"), D("500.00"))
    outcome = write(source(world, report, csv_bytes([row("B1", text="Ny tekst")])))
    item.refresh_from_db()
    assert counts(outcome) == {"changed": 1}
    assert (item.text, item.project_share_pct, item.amount) == ("Ny tekst", D("50.00"), D("500.00"))


def test_one_bad_row_and_nothing_is_written(world):
    report = begin(world)
    content = csv_bytes([row("B1"), row("B2", net="mange", paid_on="31.02.2012")])
    outcome = write(source(world, report, content))
    assert counts(outcome) == {"new": 1, "refused": 1}
    assert refused(outcome, "en") == [
        (3, "I", "", "“31.02.2012” is a day that no calendar has. Correct it."),
        (
            *(3, "L", ""),
            "“mange” is not an amount. Write digits, and øre after the decimal mark.",
        ),
    ]
    assert not report.expenditure.exists()


@pytest.mark.parametrize(
    ("changes", "column", "rule", "english", "danish"),
    [
        (
            {"paid_on": "01.07.2012"},
            *("I", "R-52"),
            "Paid on 01/07/2012, which is still to come. Enter the cost when it has been paid.",
            "Betalt den 1.7.2012, som ligger i fremtiden. Indtast udgiften, når den er betalt.",
        ),
        (
            {"booking_no": ""},
            *("K", "A-03"),
            "A cost names its booking number in the partner's own ledger. Enter it.",
            "En udgift skal nævne posteringsnummeret i partnerens eget regnskab. Skriv det.",
        ),
        (
            {"text": "Rejse for 010203-1234"},
            *("C", "G-01"),
            "The text holds what reads as a CPR number. CPR numbers are never stored here: "
            "use the staff number or leave it out.",
            None,
        ),
        ({"net": "-5,00", "vat": "0"}, "L", "R-80", None, None),
        ({"net": "", "vat": ""}, "L", "R-05", None, None),
        ({"line": "Fester"}, "A", "", None, None),
        ({"line": ""}, "A", "", "The cell is empty. Fill it in.", None),
    ],
)
def test_a_rule_says_no_on_its_cell(world, changes, column, rule, english, danish):
    report = begin(world)
    outcome = check(source(world, report, csv_bytes([row("B1"), row("B2", **changes)])))
    found = refused(outcome, "en")
    assert [(one[0], one[1], one[2]) for one in found] == [(3, column, rule)]
    if english:
        assert found[0][3] == english
    if danish:
        assert refused(outcome, "da")[0][3] == danish
    assert refused(outcome, "da")[0][3] != found[0][3]


def test_one_voucher_number_for_two_rows(world):
    report = begin(world)
    outcome = check(source(world, report, csv_bytes([row("B1"), row("B2"), row("B1")])))
    assert [(one[0], one[2]) for one in refused(outcome)] == [(4, "A-11"), (4, "R-60")]
    lines = [row("B1", invoice_no="a"), row("B1", invoice_no="b"), row("B1", invoice_no="c")]
    numbered = source(world, report, csv_bytes(lines), is_numbered=True)
    assert counts(write(numbered)) == {"new": 3}
    assert {item.voucher_no for item in report.expenditure.all()} == {"B1", "B1/2", "B1/3"}


def test_one_invoice_on_two_rows_of_the_sheet_and_in_the_ledger(world):
    report = begin(world)
    twice = [row("B1"), row("B2", invoice_no="F-B1")]
    assert [
        (one[0], one[2]) for one in refused(check(source(world, report, csv_bytes(twice))))
    ] == [(3, "R-60")]
    shared = [
        row("B1", project_share_pct="50"),
        row("B2", invoice_no="F-B1", project_share_pct="50"),
    ]
    assert check(source(world, report, csv_bytes(shared))).is_good
    write(source(world, report, csv_bytes([row("B1")])))
    late = [row("B5", invoice_no="F-B1")]
    assert [one[2] for one in refused(check(source(world, report, csv_bytes(late))))] == ["R-60"]


def test_our_own_workbook_goes_round(world):
    report = begin(world)
    enter_expenditure(report, voucher("B1"), by=world.pu, at=world.clock())
    for language in ("da", "en"):
        untouched = saved(workbook(report, language))
        assert counts(check(source(world, report, untouched, "k.xlsx"))) == {"unchanged": 1}
    day = dt.datetime(2012, 4, 2)
    more = row("B2", net=1234.56, vat=0, invoice_date=day, delivery_date=day, paid_on=day)
    content = filled(report, [{**more, "line": "3 Rejser"}])
    assert counts(write(source(world, report, content, "k.xlsx"))) == {"unchanged": 1, "new": 1}
    assert report.expenditure.get(voucher_no="B2").net == D("1234.56")


def test_a_row_key_survives_a_new_voucher_number(world):
    report = begin(world)
    item = enter_expenditure(report, voucher("B1"), by=world.pu, at=world.clock())
    book = workbook(report)
    sheet = book.worksheets[1]
    assert sheet["A2"].value == f"E{item.pk}"
    sheet["C2"] = "B77"
    assert counts(write(source(world, report, saved(book), "k.xlsx"))) == {"changed": 1}
    item.refresh_from_db()
    assert item.voucher_no == "B77"
    sheet["A2"] = "E999999"
    outcome = check(source(world, report, saved(book), "k.xlsx"))
    assert [(one[0], one[1], one[2]) for one in refused(outcome)] == [(2, "A", "A-03")]


def test_a_workbook_of_another_report_is_not_taken(world):
    report = begin(world)
    other = saved(workbook(report))
    world.clock.move_to(2012, 6, 21)
    book = workbook(report)
    book["konsortium"]["D1"] = "other/1/1"
    with pytest.raises(ImportRefused) as refusal:
        layout_of(io.BytesIO(saved(book)), "k.xlsx", report, kind())
    assert "other/1/1" in str(refusal.value)
    assert layout_of(io.BytesIO(other), "k.xlsx", report, kind()).is_ours


def test_what_the_lead_has_decided_is_not_changed(world):
    report, items = submitted(world), None
    items = list(report.expenditure.all())
    with pytest.raises(ReportClosed):
        write(source(world, report, csv_bytes([row("X1")])))
    assert list(report.expenditure.all()) == items


def test_a_sheet_is_kept_checked_and_written_once(world):
    report = begin(world)
    content = io.BytesIO(csv_bytes([row("B1")]))
    sheet = receive_sheet(
        report, kind="costs", content=content, name="../../k.csv", by=world.pu, at=world.clock()
    )
    assert (sheet.name, sheet.state) == ("k.csv", SheetImport.RECEIVED)
    one = source_of(sheet, by=world.pu, at=world.clock())
    note_outcome(sheet, check(one), by=world.pu, at=world.clock())
    assert sheet.state == SheetImport.CHECKED
    write(source_of(sheet, by=world.pu, at=world.clock()), sheet)
    sheet.refresh_from_db()
    assert sheet.outcome is not None
    assert (sheet.state, sheet.outcome["counts"]["new"]) == (SheetImport.WRITTEN, 1)
    with pytest.raises(ImportRefused):
        write(source(world, report, csv_bytes([row("B7")])), sheet)


def test_a_file_with_a_cpr_number_is_not_kept(world):
    report = begin(world)
    content = io.BytesIO(csv_bytes([row("B1", text="010203-1234")]))
    sheet = receive_sheet(
        report, kind="costs", content=content, name="k.csv", by=world.pu, at=world.clock()
    )
    kept = Path(sheet.file.path)
    assert kept.exists()
    outcome = check(source_of(sheet, by=world.pu, at=world.clock()))
    note_outcome(sheet, outcome, by=world.pu, at=world.clock())
    assert (sheet.state, bool(sheet.file)) == (SheetImport.DROPPED, False)
    assert not kept.exists()
    assert "010203" not in str(sheet.outcome)


def test_only_who_writes_the_report_imports(world):
    report = begin(world)
    for person in (world.stranger, world.randers_pu, world.lc, world.au):
        with pytest.raises(NotAllowed):
            receive_sheet(
                report,
                kind="costs",
                content=io.BytesIO(csv_bytes([row("B1")])),
                name="k.csv",
                by=person,
                at=world.clock(),
            )
    assert not SheetImport.objects.exists()


def test_a_foreign_invoice_comes_by_sheet_too(world):
    report = begin(world)
    abroad = row(
        "B1",
        currency="SEK",
        foreign_net="1.200,00",
        foreign_vat="0",
        settlement="bank",
    )
    assert counts(write(source(world, report, csv_bytes([abroad])))) == {"new": 1}
    item = report.expenditure.get()
    assert (item.foreign.currency, item.foreign.net) == ("SEK", D("1200.00"))
    assert [answer.check.code for answer in answers(None) if not answer.is_ok] == []
