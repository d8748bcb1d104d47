"""Papers with an answer to a finding: kept, handed out to who may see it, frozen (A-26)."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from consortium.actions.base import NotAllowed
from consortium.actions.evidence import FileNotAccepted
from consortium.models import AuditEvent, EvidenceFile
from consortium.queries.keys_on_disk import KeysOnDisk
from consortium.rules.states import StepNotAllowed
from reporting.actions.findings import FindingRefused, answer_finding
from reporting.models import FindingFile
from reporting.queries.evidence import visible_files
from reporting.queries.package import gather_keys
from tests.copies import laid_out
from tests.reporting.audit_story import with_findings
from tests.reporting.auditing import both
from tests.sample_files import pdf


@pytest.fixture
def told(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return laid_out(with_findings)


def paper(name="svar.pdf", content=None):
    return SimpleUploadedFile(name, content or pdf("svar"))


def answer(told, *files, finding=None, by=None):
    return answer_finding(
        finding or told.finding,
        text="Vi er enige; se bilaget.",
        papers=files,
        by=by or told.pa,
        at=told.clock(),
    )


def test_papers_are_kept_with_the_answer_each_once(told):
    answer(told, paper(), paper("kontoplan.pdf", pdf("kontoplan")), paper("igen.pdf"))
    files = FindingFile.objects.order_by("pk")
    assert [str(one) for one in files] == ["svar.pdf", "kontoplan.pdf"]
    assert {one.answer.finding for one in files} == {told.finding}
    assert {one.file.owner_ref for one in files} == {str(told.aarhus.organisation_id)}
    event = AuditEvent.objects.get(verb="finding.answered")
    assert event.after["files"] == [one.file.sha256 for one in files]
    kept = AuditEvent.objects.filter(verb="evidence.kept", subject_id=str(files[0].file_id))
    assert kept.get().chain == told.grant.ref


def test_the_leads_papers_are_the_leads(told):
    answer(told, paper(), finding=told.leads, by=told.lc)
    assert FindingFile.objects.get().file.owner_ref == str(told.grant.lead_id)


def test_who_may_see_the_finding_may_see_its_papers(told):
    answer(told, paper())
    file = FindingFile.objects.get().file
    for name in ("pu", "pa", "au", "lc", "pm", "ls", "ro"):
        assert file in visible_files(getattr(told, name)), name
    for name in ("randers_pa", "ma", "rg", "stranger"):
        assert file not in visible_files(getattr(told, name)), name


def test_they_go_along_in_the_package(told):
    answer(told, paper())
    row = FindingFile.objects.get()
    keys = KeysOnDisk()
    gather_keys(told.grant, keys)
    assert row.pk in [key for chunk in keys.rows("reporting.findingfile") for key in chunk]
    assert row.file_id in [key for one in keys.rows("consortium.evidencefile") for key in one]
    keys.close()


REFUSED = [
    (
        "svar.pdf",
        b"",
        "“svar.pdf” is empty; choose the file again.",
        "“svar.pdf” er tom; vælg filen igen.",
    ),
]


@pytest.mark.parametrize(("name", "content", "english", "danish"), REFUSED)
def test_a_paper_that_cannot_be_kept_leaves_no_answer(told, name, content, english, danish):
    before = EvidenceFile.objects.count()
    wrong = SimpleUploadedFile(name, content)
    with pytest.raises(FileNotAccepted) as refused, transaction.atomic():
        answer(told, paper(), wrong)
    assert both(refused) == (english, danish)
    told.finding.refresh_from_db()
    assert (told.finding.state, told.finding.answers.count()) == ("open", 0)
    assert EvidenceFile.objects.count() == before


def test_papers_need_words_the_right_and_an_open_finding(told):
    with pytest.raises(FindingRefused) as refused:
        answer_finding(told.finding, text=" ", papers=[paper()], by=told.pa, at=told.clock())
    assert both(refused) == (
        "Write it in words; “no remarks” is an answer.",
        "Skriv det med ord; “ingen bemærkninger” er et svar.",
    )
    with pytest.raises(NotAllowed):
        answer(told, paper(), by=told.lc)
    answer(told)
    with pytest.raises(StepNotAllowed):
        answer(told, paper())
    assert not FindingFile.objects.exists()


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE reporting_findingfile SET file_id = file_id + 1",
        "DELETE FROM reporting_findingfile",
    ],
)
def test_the_database_keeps_what_was_sent(told, attack):
    answer(told, paper())
    with (
        pytest.raises(IntegrityError, match="refused"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack)


def test_the_page_takes_papers_and_shows_them(told, client):
    client.force_login(told.pa)
    url = f"/findings/{told.finding.pk}/"
    page = client.get(f"{url}answer/").content.decode()
    assert 'enctype="multipart/form-data"' in page and 'name="papers"' in page
    sent = {"text": "Se bilagene.", "papers": [paper(), paper("b.pdf", pdf("b"))]}
    assert client.post(f"{url}answer/", sent).headers["Location"] == url
    for reader in (told.pa, told.au):
        client.force_login(reader)
        page = client.get(url).content.decode()
        for one in FindingFile.objects.all():
            assert f'href="/evidence/{one.file_id}/view/"' in page
            assert client.get(f"/evidence/{one.file_id}/view/").status_code == 200
    client.force_login(told.randers_pa)
    file = FindingFile.objects.all()[0].file_id
    assert client.get(f"/evidence/{file}/").status_code == 404
