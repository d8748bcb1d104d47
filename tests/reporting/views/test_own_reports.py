"""The builder's pages, and the tables of the lead's pages as files."""

from __future__ import annotations

import copy
import csv
import hashlib
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consortium.models import Job
from consortium.queries.texts import money_text
from grants.models import BudgetVersion
from reporting.actions import own_reports as deeds
from reporting.models import Expenditure, OwnReport, PartnerReport, ReportSchedule, ReportTemplate
from reporting.views.table_files import PAGES
from tests.read_forms import read_form
from tests.reporting.full_story import full_story

REF = "M-003"


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker, tmp_path_factory):
    """The half year, told once; every test has a savepoint of it."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr("django.conf.settings.MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        yield full_story()
        transaction.set_rollback(True)


@pytest.fixture
def half_year(told, db, settings):
    world = copy.deepcopy(told)
    settings.DEMO_DAY = world.clock.now.date()
    return world


def url(name, *args):
    return reverse(f"reporting:{name}", args=[REF, *args])


def log_in(client, person, language="en"):
    client.force_login(person)
    client.cookies["django_language"] = language


def chosen(**change):
    return {
        "name": "Overblik",
        "tables": ["T1", "O1"],
        "periods": ["1"],
        "language": "en",
        "format": "xlsx",
        **change,
    }


def build(client, world, **change):
    log_in(client, world.pm)
    return client.post(url("own-report-new"), chosen(**change), follow=True)


def form_of(client, address):
    return read_form(client.get(address), data_guard="")


def bytes_of(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_the_lead_builds_a_report_and_fetches_it(half_year, client):
    page = build(client, half_year)
    report = OwnReport.objects.get()
    assert page.redirect_chain[-1][0] == url("own-report", report.pk)
    text = page.content.decode()
    for words in (report.sha256, report.figures_sha256, "T1 Expenditure by budget line", "XLSX"):
        assert words in text
    answer = client.get(url("own-report-file", report.pk))
    content = bytes_of(answer)
    assert hashlib.sha256(content).hexdigest() == report.sha256
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert "T1" in openpyxl.load_workbook(io.BytesIO(content)).sheetnames
    assert report.sha256[:12] in client.get(url("own-report-list")).content.decode()


@pytest.mark.parametrize(
    ("change", "language", "sentence"),
    [
        ({"tables": []}, "en", "Choose at least one table."),
        ({"tables": []}, "da", "Vælg mindst én tabel."),
        ({"periods": []}, "en", "Choose at least one period: T1 tell of a period."),
        ({"periods": []}, "da", "Vælg mindst én periode: T1 handler om en periode."),
        ({"periods": ["7"]}, "en", "Period 7 has not begun, so there is nothing to tell of it"),
        ({"periods": ["7"]}, "da", "Periode 7 er ikke begyndt, så der er intet at fortælle om"),
        ({"tables": ["Z9"]}, "en", "Select a valid choice. Z9 is not one of the available"),
        ({"partners": ["9"]}, "en", "Select a valid choice. 9 is not one of the available"),
        ({"language": "fr"}, "en", "Select a valid choice. fr is not one of the available"),
        ({"format": "doc"}, "en", "Select a valid choice. doc is not one of the available"),
        ({"name": ""}, "en", "This field is required."),
    ],
)
def test_a_choice_that_cannot_be_is_told_on_the_page(half_year, client, change, language, sentence):
    log_in(client, half_year.pm, language)
    page = client.post(url("own-report-new"), chosen(**change))
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert not OwnReport.objects.exists()


def test_a_long_report_waits_on_the_list_with_its_progress(half_year, client, monkeypatch):
    monkeypatch.setattr(deeds, "QUICK_TABLES", 1)
    page = build(client, half_year)
    assert page.redirect_chain[-1][0] == url("own-report-list")
    assert page["Refresh"] == "3"
    assert "waits to be made." in page.content.decode()
    Job.objects.update(state=Job.RUNNING, progress=1, total=2)
    assert "1 of 2 tables are made." in client.get(url("own-report-list")).content.decode()
    Job.objects.update(state=Job.FAILED)
    page = client.get(url("own-report-list"))
    assert "could not be made" in page.content.decode()
    assert "Refresh" not in page


def test_a_template_is_kept_changed_copied_scheduled_stopped_and_deleted(half_year, client):
    build(client, half_year, keep="on")
    template = ReportTemplate.objects.get()
    assert OwnReport.objects.get().template == template
    address = url("report-template", template.pk)
    sent = form_of(client, address) | {
        "name": "Poster",
        "tables": ["O1"],
        "periods": [],
    }
    assert client.post(address, sent).status_code == 302
    template.refresh_from_db()
    assert (template.name, template.choice["tables"]) == ("Poster", ["O1"])
    copied = client.get(url("own-report-new"), {"from": template.pk})
    assert 'value="Poster (copy)"' in copied.content.decode()
    given = {"every": "half_yearly", "day": "31", "first_month": "2"}
    address = url("report-template-schedule", template.pk)
    page = client.post(address, given)
    assert "Choose at least one person who is told" in page.content.decode()
    page = client.post(address, {**given, "recipients": [half_year.au.pk]}, follow=True)
    row = ReportSchedule.objects.get()
    assert (row.next_on.month, row.next_on.day) in ((8, 31), (2, 28))
    assert "Every half-year" in page.content.decode()
    client.post(url("report-schedule-stop", row.pk))
    row.refresh_from_db()
    assert row.stopped_at is not None
    client.post(url("report-template-make", template.pk))
    assert OwnReport.objects.count() == 2
    client.post(url("report-template-remove", template.pk))
    assert client.get(url("report-template", template.pk)).status_code == 404
    assert OwnReport.objects.count() == 2


def test_two_editors_of_a_template_do_not_overwrite_each_other(half_year, client):
    build(client, half_year, keep="on")
    address = url("report-template", ReportTemplate.objects.get().pk)
    first, second = (
        form_of(client, address),
        form_of(client, address),
    )
    assert client.post(address, first | {"name": "Den ene"}).status_code == 302
    page = client.post(address, second | {"name": "Den anden"})
    assert page.status_code == 409
    assert ReportTemplate.objects.get().name == "Den ene"


WRITING = ("own-report-new",)
OF_TEMPLATE = (
    "report-template",
    "report-template-make",
    "report-template-remove",
    "report-template-schedule",
)


@pytest.mark.parametrize("who", ["au", "lc", "ls"])
def test_who_reads_the_rows_reads_and_does_not_write(half_year, client, who):
    build(client, half_year, keep="on")
    report, template = OwnReport.objects.get(), ReportTemplate.objects.get()
    log_in(client, getattr(half_year, who))
    page = client.get(url("own-report-list"))
    assert "Overblik" in page.content.decode()
    assert "Build a report" not in page.content.decode()
    assert client.get(url("own-report", report.pk)).status_code == 200
    assert bytes_of(client.get(url("own-report-file", report.pk)))
    assert client.post(url("own-report-new"), chosen()).status_code == 403
    for name in OF_TEMPLATE:
        assert client.post(url(name, template.pk), chosen()).status_code == 403


@pytest.mark.parametrize("who", ["pu", "pa", "ma", "stranger"])
def test_a_partner_and_a_stranger_find_nothing(half_year, client, who):
    build(client, half_year, keep="on")
    report, template = OwnReport.objects.get(), ReportTemplate.objects.get()
    log_in(client, getattr(half_year, who))
    for name in ("own-report-list", "own-report-new"):
        assert client.get(url(name)).status_code == 404
    for name in ("own-report", "own-report-file"):
        assert client.get(url(name, report.pk)).status_code == 404
    for name in OF_TEMPLATE:
        assert client.post(url(name, template.pk)).status_code == 404
    for page in PAGES:
        assert client.get(url("page-file", page, "xlsx")).status_code == 404


# --- the tables of the pages -----------------------------------------------------------------


def sum_of(rows, get):
    return sum((get(row) or Decimal(0) for row in rows), Decimal(0))


def plain(name):
    return lambda row: getattr(row, name)


# The period of which the story has rows; a page without periods does not mind.
FIRST = {"period": "1"}
# Page, its address, table and column of the file, and the same sum from what the page shows.
SUMS = (
    ("overview", "overview", "O1", "approved", lambda c: c["total"].approved),
    ("overview", "overview", "O1", "verified", lambda c: c["total"].verified),
    ("overview", "overview", "O2", "claimed", lambda c: c["total"].claimed),
    ("overview", "overview", "O3", "actual", lambda c: c["financing_total"]["actual"]),
    ("overview", "overview", "O3", "difference", lambda c: c["financing_total"]["difference"]),
    ("forecast", "forecast", "lines", "expected", lambda c: sum_of(c["lines"], _named("expected"))),
    ("forecast", "forecast", "partners", "given", lambda c: sum_of(c["partners"], _named("given"))),
    (
        "verification",
        "verification-list",
        "reports",
        "reported",
        lambda c: sum_of([*c["queue"], *c["others"]], plain("amount")),
    ),
    (
        "lines",
        "period-lines",
        "lines",
        "accepted_cost",
        lambda c: sum_of(c["table"].data.data, plain("accepted")),
    ),
    ("parked", "parked-list", "parked", "parked", lambda c: c["amount"]),
    (
        "claims",
        "claim-list",
        "claims",
        "asked",
        lambda c: sum(one.amount for one, _x in c["claims"]),
    ),
    ("payments", "payment-list", "accounts", "passed_on", lambda c: c["total"]["passed_on"]),
    (
        "payments",
        "payment-list",
        "payments",
        "received",
        lambda c: sum_of(c["payments"], plain("amount")),
    ),
    (
        "corrections",
        "correction-list",
        "corrections",
        "fund_effect",
        lambda c: sum_of(c["corrections"], plain("fund_effect")),
    ),
    ("recoveries", "recovery-list", "recoveries", "left", lambda c: c["total_left"]),
    (
        "contracts",
        "contract-list",
        "contracts",
        "accepted_cost",
        lambda c: sum_of(c["contracts"], plain("paid")),
    ),
    ("aid", "aid-list", "aid", "aid", lambda c: sum_of(c["table"].data.data, plain("amount"))),
)


# Pages about one thing, which `test_detail_tables` looks at.
DETAILS = {
    *("bank", "bank-statement", "claim", "payment"),
    *("indicators", "regional", "what-if", "vouchers"),
}


def _named(key):
    return lambda row: row[key]


def total_in(content: bytes, sheet: str, key: str) -> Decimal:
    """The total of a column as it stands in the CSV of a table."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    head, *rows = csv.reader(io.StringIO(archive.read(f"{sheet}.csv").decode()), delimiter=";")
    [total] = [row for row in rows if row[0] == "total"]
    return Decimal(total[head.index(key)].replace(",", "."))


@pytest.mark.parametrize(("page", "name", "sheet", "key", "shown"), SUMS)
def test_the_file_adds_up_to_what_the_page_shows(half_year, client, page, name, sheet, key, shown):
    log_in(client, half_year.lc)
    seen = client.get(url(name), FIRST)
    expected = shown(seen.context)
    address = url("page-file", page, "csv")
    if seen.context.get("contracts") != [] and (page != "parked" or seen.context["lines"]):
        assert page == "aid" or address in seen.content.decode()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address, FIRST)
    assert len(asked) <= 12
    assert total_in(answer.content, sheet, key) == expected
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(url("page-file", page, "xlsx"), FIRST).content), data_only=True
    )
    assert sheet in book.sheetnames


def test_the_sums_are_of_something(half_year, client):
    """The story has no aid, no contract and nothing parked; everything else is above zero."""
    log_in(client, half_year.lc)
    empty = set()
    for page, name, _sheet, _key, shown in SUMS:
        if not shown(client.get(url(name), FIRST).context):
            empty.add(page)
    assert empty <= {"aid", "contracts", "parked", "recoveries"}


def test_every_page_of_the_list_is_tested():
    assert {page for page, *_rest in SUMS} == set(PAGES) - {"budget", "report", *DETAILS}


def test_a_budget_is_taken_away_version_by_version(half_year, client):
    log_in(client, half_year.lc)
    version = BudgetVersion.objects.get(grant=half_year.grant)
    page = client.get(reverse("grants:budget-detail", args=[REF, version.number]))
    address = f"{url('page-file', 'budget', 'csv')}?version={version.number}"
    assert address in page.content.decode()
    content = client.get(address).content
    assert total_in(content, "budget", "total") == page.context["grid"].total
    assert total_in(content, "financing", "total") == page.context["plan"].total
    for wrong in ("", "?version=x", "?version=99"):
        assert client.get(url("page-file", "budget", "csv") + wrong).status_code == 404


def test_a_report_is_taken_away_as_it_is_filtered(half_year, client):
    log_in(client, half_year.lc)
    report = PartnerReport.objects.exclude(contributions=None)[0]
    line = Expenditure.objects.filter(report=report).order_by("pk")[0].line
    asked = {"line": str(line.pk)}
    page = client.get(reverse("reporting:verification-detail", args=[report.pk]), asked)
    address = f"{url('page-file', 'report', 'csv')}?report={report.pk}&line={line.pk}"
    assert address.replace("&", "&amp;") in page.content.decode()
    content = client.get(address).content
    rows = Expenditure.objects.filter(report=report, line=line)
    assert total_in(content, "lines", "reported") == sum_of(rows, plain("amount"))
    given = report.contributions.all()
    assert total_in(content, "contributions", "contribution") == sum_of(given, plain("amount"))
    assert money_text(sum_of(given, plain("amount"))) != money_text(Decimal(0))
    for wrong in ("", "?report=x", "?report=999999"):
        assert client.get(url("page-file", "report", "csv") + wrong).status_code == 404


def test_lines_are_filtered_as_on_the_page(half_year, client):
    log_in(client, half_year.lc)
    every = client.get(url("page-file", "lines", "csv"), {"period": "1"}).content
    one = {"period": "1", "partner": str(half_year.randers.pk)}
    some = client.get(url("page-file", "lines", "csv"), one).content
    rows = Expenditure.objects.filter(grant_partner=half_year.randers, report__period__number=1)
    assert total_in(some, "lines", "reported") == sum_of(rows, plain("amount"))
    assert total_in(every, "lines", "reported") != total_in(some, "lines", "reported")


def test_every_column_has_its_sentence_in_the_dictionary(half_year, client):
    log_in(client, half_year.lc, "da")
    version, report = BudgetVersion.objects.get(), PartnerReport.objects.all()[0]
    asked = {"version": version.number, "report": report.pk}
    for page in set(PAGES) - DETAILS:
        content = client.get(url("page-file", page, "csv"), asked).content
        text = zipfile.ZipFile(io.BytesIO(content)).read("data-dictionary.csv").decode()
        for row in csv.DictReader(io.StringIO(text), delimiter=";"):
            says_itself = row["column"] in {"document_ref", "reference"}
            assert says_itself or row["meaning_da"] != row["label_da"], row


@pytest.mark.parametrize("wrong", [("nothing", "xlsx"), ("claims", "pdf")])
def test_what_is_no_page_and_no_format_is_not_there(half_year, client, wrong):
    log_in(client, half_year.lc)
    assert client.get(url("page-file", *wrong)).status_code == 404
