"""Files by the API: long papers in the background, a voucher's proofs, an employee's reports."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from consortium.models import AuditEvent, DestroyedFile, Job
from reporting.actions.evidence import prove_expenditure
from reporting.actions.snapshots import freeze
from reporting.documents import rendering
from reporting.documents.bodies import to_body
from reporting.documents.editions import frozen_edition
from reporting.documents.papers import draft_of, frozen
from reporting.documents.rendering import render
from reporting.models import Expenditure, ExpenditureFile, ReportSnapshot
from reporting.tasks import make_document
from tests.sample_files import pdf

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014:ResourceWarning")


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


# --- papers ------------------------------------------------------------------------------------


@pytest.fixture
def paper(story: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> ReportSnapshot:
    """A frozen paper whose PDF counts as long."""
    at = story.clock()
    body = to_body(draft_of("authority", story.grant, story.period, None, at))
    snapshot = freeze("authority", story.grant, story.period, None, body, by=story.ls, at=at)
    monkeypatch.setattr(rendering, "QUICK_ROWS", 0)
    # Nobody works on the queue: the test does it when it is time.
    monkeypatch.setattr("reporting.actions.documents.import_string", lambda _name: Queue())
    return snapshot


class Queue:
    """Takes tasks and does none."""

    def enqueue(self, _key: int) -> None:
        return


def test_a_long_pdf_is_ordered_followed_and_fetched(
    story, paper, django_capture_on_commit_callbacks
):
    path = f"/papers/{paper.pk}/pdf?language=en"
    with django_capture_on_commit_callbacks(execute=True):
        first = story.pm_reads.get(path)
    assert first.status_code == 202, first.content
    told = first.json()
    assert (told["state"], told["file"]) == ("queued", f"/api/v1{path}")
    assert first.headers["Location"] == f"/api/v1/jobs/{told['id']}"
    assert int(first.headers["Retry-After"]) > 0
    # Asked again it is the same job.
    assert story.pm_reads.get(path).json()["id"] == told["id"]
    assert Job.objects.count() == 1
    where = f"/jobs/{told['id']}"
    assert story.pm_reads.get(where).json()["state"] == "queued"
    make_document.call(told["id"])
    done = story.pm_reads.get(where).json()
    assert (done["state"], done["progress"]) == ("done", done["total"])
    file = story.pm_reads.get(path)
    assert (file.status_code, file.headers["Content-Type"]) == (200, "application/pdf")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.content == render(frozen_edition(paper, frozen(paper), "en"), "pdf")
    ordered = AuditEvent.objects.get(verb="document.ordered")
    assert ordered.by == story.pm


def test_a_job_is_told_to_nobody_else(story, paper):
    told = story.pm_reads.get(f"/papers/{paper.pk}/pdf").json()
    for other in ("lc", "ma", "pu", "em"):
        assert getattr(story, f"{other}_reads").get(f"/jobs/{told['id']}").status_code == 404


def test_a_file_that_failed_is_ordered_again(story, paper):
    path = f"/papers/{paper.pk}/pdf"
    first = story.pm_reads.get(path).json()["id"]
    Job.objects.filter(pk=first).update(state=Job.FAILED)
    assert story.pm_reads.get(f"/jobs/{first}").json()["state"] == "failed"
    assert story.pm_reads.get(path).json()["id"] != first


def test_what_is_quick_is_given_at_once_and_a_stranger_orders_nothing(story, paper):
    assert story.pm_reads.get(f"/papers/{paper.pk}/json").status_code == 200
    assert story.randers_pu_reads.get(f"/papers/{paper.pk}/pdf").status_code == 404
    assert Job.objects.count() == 0


# --- what proves a cost ------------------------------------------------------------------------


def proved(story: SimpleNamespace, content: bytes = b"", name: str = "f.pdf") -> ExpenditureFile:
    item = Expenditure.objects.get(pk=story.item.pk)
    by, at = story.pu, story.clock()
    return prove_expenditure(
        item, content=content or pdf("900"), name=name, role="invoice", by=by, at=at
    )


def read(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_vouchers_files_are_listed_and_served(story):
    proof = proved(story)
    listed = story.pm_reads.get(f"/expenditure-files?expenditure={story.item.pk}").json()["items"]
    assert [(row["id"], row["name"], row["role"]) for row in listed] == [
        (proof.pk, "f.pdf", "invoice")
    ]
    assert listed[0]["size"] == proof.file.size
    assert listed[0]["content_type"] == "application/pdf"
    other = story.pm_reads.get("/expenditure-files?expenditure=999999").json()["items"]
    assert other == []
    answer = story.pm_reads.get(f"/expenditure-files/{proof.pk}/content")
    assert answer.status_code == 200
    assert read(answer) == pdf("900")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="f.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_what_a_browser_could_run_is_only_bytes(story):
    text = proved(story, b"a;b\n1;2\n", "tal.csv")
    answer = story.pu_reads.get(f"/expenditure-files/{text.pk}/content")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert read(answer) == b"a;b\n1;2\n"


def test_who_does_not_see_the_cost_does_not_see_its_file(story):
    proof = proved(story)
    for name in ("randers_pu", "ma", "em"):
        answer = getattr(story, f"{name}_reads").get(f"/expenditure-files/{proof.pk}/content")
        assert answer.status_code == 404
    assert story.pm_reads.get("/expenditure-files/999999/content").status_code == 404


def test_reading_a_persons_file_is_noted_once_a_day(story):
    Expenditure.objects.filter(pk=story.item.pk).update(kind=Expenditure.IN_KIND)
    proof = proved(story)
    for _time in range(2):
        read(story.pm_reads.get(f"/expenditure-files/{proof.pk}/content"))
    noted = AuditEvent.objects.filter(subject_type="consortium.evidencefile", by=story.pm)
    assert [event.subject_id for event in noted] == [str(proof.file_id)]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The file was destroyed on 12/04/2012; its row and its hash stay."),
        ("da", "Filen blev destrueret 12.4.2012; dens række og dens hash består."),
    ],
)
def test_a_destroyed_file_is_told_as_such(story, language, sentence):
    proof = proved(story)
    at = dt.datetime(2012, 4, 12, 12, tzinfo=dt.UTC)
    DestroyedFile.objects.create(file=proof.file, grant_ref="M-003", at=at)
    program = story.pm_reads
    program.language = language
    answer = program.get(f"/expenditure-files/{proof.pk}/content")
    assert (answer.status_code, answer.json()["code"]) == (410, "FILE_GONE")
    assert answer.json()["detail"] == sentence


def test_a_file_that_is_lost_is_told_as_such(story):
    proof = proved(story)
    proof.file.file.storage.delete(str(proof.file.file.name))
    answer = story.pm_reads.get(f"/expenditure-files/{proof.pk}/content")
    assert (answer.status_code, answer.json()["code"]) == (410, "FILE_GONE")


# --- an employee's reports ---------------------------------------------------------------------


def test_an_employee_lists_the_reports_that_hours_are_entered_in_without_contents(story):
    type(story.report).objects.filter(pk=story.report.pk).update(progress_text="Hemmeligt")
    [row] = story.em_reads.get("/reports").json()["items"]
    assert (row["id"], row["grant"], row["period"]) == (story.report.pk, "M-003", story.period.pk)
    assert (row["state"], row["progress_text"]) == ("draft", "")
    assert story.em_reads.get(f"/reports/{story.report.pk}").json()["progress_text"] == ""
    assert story.pu_reads.get("/reports").json()["items"][0]["progress_text"] == "Hemmeligt"
    assert story.randers_pu_reads.get("/reports").json()["items"] == []
    assert story.ma_reads.get("/reports").json()["items"] == []


def test_a_report_that_is_sent_stays_with_whom_has_a_month_in_it(story):
    reports = type(story.report).objects.filter(pk=story.report.pk)
    reports.update(state="submitted")
    assert len(story.em_reads.get("/reports").json()["items"]) == 1
    story.sheet.entries.all().delete()
    story.sheet.delete()
    assert story.em_reads.get("/reports").json()["items"] == []
