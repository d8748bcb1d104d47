"""The auditor's screens: what each finds among real rows, its files, and who may see it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest
from django.urls import reverse

from consortium.actions.log_ins import note_log_in
from consortium.models import LogIn
from reporting.actions.costs import change_expenditure, drop_expenditure
from reporting.actions.hours import HourEntry, enter_hours
from reporting.actions.reports import approve_report, send_back_report
from reporting.models import Absence, Expenditure, TimeEntry
from reporting.queries.screens_people import DECLARED
from reporting.views.screens import KINDS
from tests.cast import at, signed_grant
from tests.copies import laid_out
from tests.reporting import story
from tests.reporting.paperwork import answered, begin, counted, hourly_rate, proved, voucher


def screen(client, user, ref, code="", language="en", **query):
    client.force_login(user)
    client.cookies["django_language"] = language
    if not code:
        return client.get(reverse("reporting:screen-list", args=[ref]))
    return client.get(reverse("reporting:screen", args=[ref, code]), query)


def cells(page, code):
    """The texts of the rows of one table."""
    [one] = [one for one in page.context["tables"] if one["table"].code == code]
    return [[text for text, _class in row.cells] for row, _url in one["rows"]]


def bought(world, partner, amounts, **columns):
    report = story.submitted(world, partner, amounts)
    rows = Expenditure.objects.filter(report=report)
    rows.update(supplier="Konsulenthuset ApS", supplier_cvr="29189668", **columns)
    return list(rows.order_by("pk"))


def test_the_list_leads_to_every_screen(client, world):
    text = screen(client, world.au, world.ref).content.decode()
    for code in KINDS:
        assert reverse("reporting:screen", args=[world.ref, code]) in text
    assert "never a proof" in text


@pytest.mark.parametrize("code", ["", *KINDS])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        *(("au", 200), ("ro", 200), ("lc", 200), ("pu", 404), ("pa", 404)),
        *(("ma", 404), ("rg", 404), ("stranger", 404)),
    ],
)
def test_who_may_see_a_screen(client, world, code, who, status):
    assert screen(client, getattr(world, who), world.ref, code).status_code == status


def test_a_file_is_for_the_same_readers_and_of_a_known_kind(client, world):
    for who, status in {"au": 200, "pu": 404, "stranger": 404}.items():
        client.force_login(getattr(world, who))
        address = reverse("reporting:screen-file", args=[world.ref, "hands", "csv"])
        assert client.get(address).status_code == status
    client.force_login(world.au)
    for args in (["hands", "pdf"], ["nothing", "csv"], ["splits", "csv"]):
        assert (
            client.get(reverse("reporting:screen-file", args=[world.ref, *args])).status_code == 404
        )
    assert screen(client, world.au, world.ref, "nothing").status_code == 404


def test_the_same_amount_of_one_supplier_at_two_partners_is_found(client, world):
    [one] = bought(world, world.aarhus, ["4321.00"])
    [other] = bought(world, world.randers, ["4321.00"])
    bought(world, world.lead, ["4321.01"])
    page = screen(client, world.au, world.ref, "duplicates")
    rows = cells(page, "duplicates")
    assert {row[0] for row in rows} == {
        f"{one.voucher_no} Konsulent",
        f"{other.voucher_no} Konsulent",
    }
    assert {row[-2] for row in rows} == {"The same supplier and amount"}
    address = reverse("reporting:verification-item", args=[one.report_id, one.pk])
    assert address in page.content.decode()
    assert client.get(address).status_code == 200
    Expenditure.objects.filter(pk=other.pk).update(invoice_date=dt.date(2012, 8, 1))
    assert cells(screen(client, world.au, world.ref, "duplicates"), "duplicates") == []
    assert cells(screen(client, world.au, world.ref, "duplicates", days="400"), "duplicates")


def test_a_number_of_an_invoice_is_found_however_it_is_spelled(client, world):
    bought(world, world.aarhus, ["100.00"], invoice_no="00F-4711")
    bought(world, world.randers, ["200.00"], invoice_no="f 4711")
    bought(world, world.lead, ["300.00"], invoice_no="4712")
    rows = cells(screen(client, world.au, world.ref, "duplicates"), "duplicates")
    assert sorted(row[5] for row in rows) == ["00F-4711", "f 4711"]
    assert {row[-2] for row in rows} == {"The same invoice number"}


def test_drafts_and_what_was_cut_as_a_whole_are_left_out(client, world):
    [one] = bought(world, world.aarhus, ["4321.00"])
    bought(world, world.randers, ["4321.00"])
    Expenditure.objects.filter(pk=one.pk).update(state="draft")
    assert cells(screen(client, world.au, world.ref, "duplicates"), "duplicates") == []


def test_digits_are_counted_by_the_database_and_too_few_rows_say_nothing(client, world):
    bought(world, world.aarhus, ["19.99", "1999.00", "190.00", "25.00", "9.99"])
    page = screen(client, world.au, world.ref, "benford")
    counts = {row[0]: row[1] for row in cells(page, "benford-1")}
    assert (counts["1"], counts["2"], counts["9"]) == ("3", "1", "0")
    pairs = {row[0]: row[1] for row in cells(page, "benford-2")}
    assert (pairs["19"], pairs["25"], pairs["10"]) == ("3", "1", "0")
    text = page.content.decode()
    assert "Too few rows to say anything: the test needs at least 300." in text
    assert "do not follow Benford" in text
    danish = screen(client, world.au, world.ref, "benford", language="da").content.decode()
    assert "For få rækker til at sige noget" in danish


def test_split_purchases_ask_for_a_limit_where_the_rules_set_none(client, world):
    bought(world, world.aarhus, ["20000.00", "10000.01"])
    bought(world, world.randers, ["20000.00", "10000.00"])
    asked = screen(client, world.au, world.ref, "splits")
    assert "The rules of the grant set no procurement limit." in asked.content.decode()
    found = screen(client, world.au, world.ref, "splits", limit="30.000,00", days="30")
    assert [row[-1] for row in cells(found, "splits")] == ["30,000.01"] * 2
    wrong = screen(client, world.au, world.ref, "splits", limit="x", days="30")
    assert "is not a number" in wrong.content.decode()
    assert wrong.context["tables"] == []


def test_a_supplier_of_two_partners_and_one_that_is_a_partner_itself(client, world):
    bought(world, world.aarhus, ["100.00"])
    bought(world, world.randers, ["50.00"])
    bought(world, world.lead, ["10.00"], voucher_no="L9")
    Expenditure.objects.filter(voucher_no="L9").update(supplier_cvr="", supplier="Andre")
    rows = cells(screen(client, world.au, world.ref, "suppliers"), "suppliers")
    assert [(row[3], row[4], row[5], row[6]) for row in rows] == [
        ("1", "100.00", "2", "150.00"),
        ("1", "50.00", "2", "150.00"),
    ]
    # Randers Erhvervsråd's own number is the supplier's.
    assert {row[7] for row in rows} == {"yes"}


def hours_world():
    world = laid_out(signed_grant)
    report = begin(world)
    entries = [
        HourEntry(dt.date(2012, 3, day), Decimal("4.00"), task="x") for day in (9, 10, 11, 12)
    ]
    world.sheet = enter_hours(
        report,
        employee=world.employee,
        month=dt.date(2012, 3, 1),
        rate=hourly_rate(world),
        entries=entries,
        by=world.em,
        at=world.clock(),
    )
    return world


@pytest.fixture
def hours(db):
    return laid_out(hours_world)


def test_hours_on_a_weekend_and_a_holiday_are_found(client, hours):
    world = hours
    TimeEntry.objects.filter(day=dt.date(2012, 3, 12)).update(day=dt.date(2012, 4, 6))
    page = screen(client, world.au, world.ref, "free-days")
    assert {(row[2], row[4]) for row in cells(page, "free-days")} == {
        ("10/03/2012", "Saturday"),
        ("11/03/2012", "Sunday"),
        ("06/04/2012", "Public holiday: Good Friday"),
    }
    address = reverse("reporting:object-history", args=["reporting.timesheet", world.sheet.pk])
    assert address in page.content.decode()
    danish = cells(screen(client, world.au, world.ref, "free-days", language="da"), "free-days")
    assert "Helligdag: Langfredag" in {row[4] for row in danish}


def test_hours_during_absence_are_found_without_telling_why(client, hours):
    world = hours
    for day, whole in ((9, True), (12, False)):
        on = dt.date(2012, 3, day)
        Absence.objects.create(
            employee=world.employee, kind="sickness", starts_on=on, ends_on=on, is_whole_day=whole
        )
    page = screen(client, world.au, world.ref, "absence")
    assert [(row[2], row[4]) for row in cells(page, "absence")] == [
        ("09/03/2012", "Away the whole day"),
        ("12/03/2012", "Away a part of the day"),
    ]
    assert "ickness" not in page.content.decode()


def test_a_change_after_the_first_approval_is_found_and_one_before_is_not(client, world):
    report = begin(world)
    item = proved(world, report)
    change_expenditure(item, voucher(text="Før"), by=world.pu, at=world.clock())
    counted(world, report)
    answered(world, report, expenditure_answer="yes")
    approve_report(report, by=world.pa, at=world.clock())
    assert cells(screen(client, world.au, world.ref, "changes"), "changes") == []
    send_back_report(report, "Se her", by=world.pa, at=world.clock())
    change_expenditure(item, voucher(text="Efter"), by=world.pu, at=world.clock())
    [row] = cells(screen(client, world.au, world.ref, "changes"), "changes")
    assert (row[0], row[3], row[5]) == ("B1", "changed", "Pu")
    assert row[4] == "Text: Før → Efter"


def test_a_cost_that_came_or_went_after_the_first_approval_is_found(client, world):
    report = begin(world)
    kept, dropped = proved(world, report), proved(world, report, "B2")
    counted(world, report)
    answered(world, report, expenditure_answer="yes")
    approve_report(report, by=world.pa, at=world.clock())
    send_back_report(report, "Se her", by=world.pa, at=world.clock())
    drop_expenditure(dropped, by=world.pu, at=world.clock())
    late = proved(world, report, "B3")
    rows = cells(screen(client, world.au, world.ref, "changes"), "changes")
    assert [(row[0], row[3]) for row in rows] == [("B3", "entered"), ("B2", "deleted")]
    assert rows[0][4] == "Reported eligible amount: – → 1,000.00"
    assert late.pk > kept.pk


def test_what_the_database_compares_is_never_empty():
    """A NULL is neither the least nor the most, so a change to or from it would be missed."""
    columns = [Expenditure._meta.get_field(name) for name in (*DECLARED, "line")]
    assert [column.name for column in columns if column.null] == []


def test_each_table_of_a_screen_has_pages_of_its_own(client, world, monkeypatch):
    monkeypatch.setattr("reporting.views.screens.ROWS_A_PAGE", 2)
    items = bought(world, world.aarhus, ["4321.00"] * 5)
    page = screen(client, world.au, world.ref, "benford")
    assert [row[0] for row in cells(page, "benford-1")] == ["1", "2"]
    text = page.content.decode()
    assert "Showing 1–2 of 9" in text
    assert 'href="?benford-1=2#benford-1"' in text
    page = screen(client, world.au, world.ref, "benford", **{"benford-1": 3})
    assert [row[0] for row in cells(page, "benford-1")] == ["5", "6"]
    assert [row[0] for row in cells(page, "benford-2")] == ["10", "11"]
    # A page further on asks for nothing else than the first one did, and its rows lead to theirs.
    page = screen(client, world.au, world.ref, "duplicates", duplicates=3)
    assert cells(page, "duplicates")[0][0] == f"{items[4].voucher_no} Konsulent"
    [[_row, address]] = page.context["tables"][0]["rows"]
    assert address == reverse("reporting:verification-item", args=[items[4].report_id, items[4].pk])
    [(_format, file), _other] = page.context["files"]
    text = zipfile.ZipFile(io.BytesIO(client.get(file).content)).read("duplicates.csv").decode()
    assert len(text.splitlines()) == 6
    danish = screen(client, world.au, world.ref, "duplicates", language="da").content.decode()
    assert "Viser 1–2 af 5" in danish


def test_persons_roles_and_who_approved_what_for_whom(client, world):
    story.all_verified(world, {world.aarhus: ["100.00", "200.00"]}, ["300.00"])
    page = screen(client, world.au, world.ref, "hands")
    people = {row[0]: row for row in cells(page, "hands")}
    heads = [label for label, *_rest in page.context["tables"][0]["table"].heads]
    assert people["Pu"][heads.index("Entered costs")] == "2"
    assert people["Pa"][heads.index("Approved reports")] == "1"
    assert people["Lc2"][heads.index("Decided on costs")] == "2"
    passed = [tuple(row[:5]) for row in cells(page, "passed")]
    assert ("Pa", "Approved reports", "Pu", "Entered costs", "2") in passed
    assert ("Lc2", "Decided on costs", "Pu", "Entered costs", "2") in passed
    assert f"by={world.pa.pk}&amp;verb=report.approved" in page.content.decode()


def test_log_ins_failures_and_seats_that_nobody_uses(client, world):
    for kind in (LogIn.IN, LogIn.IN, LogIn.FAILED):
        note_log_in(world.pu, kind, at=at(2012, 3, 2))
    note_log_in(None, LogIn.FAILED, at=at(2012, 3, 2))
    LogIn.objects.update(at=dt.datetime.now(dt.UTC))
    page = screen(client, world.au, world.ref, "log-ins")
    rows = {row[0]: row for row in cells(page, "log-ins")}
    assert rows["Pu"][4:6] == ["2", "1"]
    assert rows["Pu"][7] == ""
    assert rows["Pa"][7] == "A seat, and no log-in"
    assert "1 failed with an address that nobody has" in page.content.decode()
    assert "Stranger" not in rows


def test_a_workbook_and_a_table_of_values_hold_the_rows(client, world):
    bought(world, world.aarhus, ["4321.00"])
    bought(world, world.randers, ["4321.00"])
    client.force_login(world.au)
    address = reverse("reporting:screen-file", args=[world.ref, "duplicates", "csv"])
    answered_with = client.get(address)
    archive = zipfile.ZipFile(io.BytesIO(answered_with.content))
    text = archive.read("duplicates.csv").decode()
    [head, *rows] = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert head[1] == "voucher"
    assert [row[head.index("net")] for row in rows] == ["4321,00", "4321,00"]
    assert "attachment" in answered_with["Content-Disposition"]
    book = client.get(reverse("reporting:screen-file", args=[world.ref, "duplicates", "xlsx"]))
    assert book.content.startswith(b"PK")


@pytest.mark.parametrize("code", [*KINDS])
def test_a_screen_has_at_most_12_queries(client, world, django_assert_max_num_queries, code):
    story.all_verified(world, {world.aarhus: ["100.00", "200.00"]}, ["300.00"])
    screen(client, world.au, world.ref, code)
    address = reverse("reporting:screen", args=[world.ref, code])
    with django_assert_max_num_queries(12):
        assert client.get(address, {"limit": "150", "days": "30"}).status_code == 200
