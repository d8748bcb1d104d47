"""The signatory signs a paper; its readers fetch what was signed; the audit package proves it."""

from __future__ import annotations

import hashlib
import zipfile

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from consortium.actions.base import NotAllowed
from consortium.models import AuditEvent, Job
from reporting.actions.documents import order_document
from reporting.actions.signing import SigningRefused, sign_paper
from reporting.exchange.package import write_package
from reporting.models import ReportSnapshot, SignedPaper
from reporting.tasks import make_document
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story
from tests.reporting.exchange.forging import faults, unzipped, verified
from tests.reporting.full_story import full_story
from tests.reporting.sentences import said
from tests.reporting.signatures import PASSPHRASE, certificate, judged

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014:ResourceWarning"),
]


def told():
    """A claim of the first period has been sent, and its papers with it."""
    world = signed_grant()
    costs = {world.aarhus: ["250000.00"], world.randers: ["150000.00"]}
    story.all_verified(world, costs, cash=["300000.00"])
    story.sent(world, story.checked(world))
    return world


@pytest.fixture
def house(settings, tmp_path):
    """The world on an installation that has a certificate."""
    return set_up(settings, tmp_path, lambda: laid_out(told))


def set_up(settings, tmp_path, build):
    settings.MEDIA_ROOT = tmp_path / "media"
    world = build()
    settings.DEMO_DAY = world.clock.now.date()
    settings.SIGNING_CERTIFICATE = str(certificate(tmp_path))
    settings.SIGNING_PASSPHRASE = PASSPHRASE
    world.paper = ReportSnapshot.objects.filter(kind="claim").latest("pk")
    return world


def url(world, name, *more):
    return reverse(f"reporting:{name}", args=[world.grant.ref, world.paper.pk, *more])


def signed(world, language="da"):
    return sign_paper(world.paper, language, by=world.ls, at=world.clock())


def test_the_signatory_signs_on_the_page_and_everybody_reads_it(house, client):
    client.force_login(house.ls)
    assert url(house, "paper-sign") in client.get(url(house, "document")).content.decode()
    page = client.get(url(house, "paper-sign"))
    assert "Organization: Erhverv Aarhus" in page.content.decode()
    answer = client.post(url(house, "paper-sign"), {"language": "en"})
    assert answer.status_code == 302 and answer.url == url(house, "document")
    kept = SignedPaper.objects.get()
    event = AuditEvent.objects.get(verb="paper.signed")
    assert (event.chain, event.after["sha256"]) == ("M-003", kept.sha256)
    assert (event.after["serial"], event.after["paper"]) == ("2013", house.paper.sha256)
    client.force_login(house.ma)
    page = client.get(url(house, "document")).content.decode()
    assert kept.sha256 in page and url(house, "paper-sign") not in page
    answer = client.get(url(house, "paper-signed", "en"))
    content = b"".join(answer.streaming_content)
    assert hashlib.sha256(content).hexdigest() == kept.sha256
    assert hashlib.sha256(content[: kept.base_size]).hexdigest() == kept.base_sha256
    assert judged(content, kept.signed_at).bottom_line
    assert client.get(url(house, "paper-signed", "da")).status_code == 404


def test_what_was_frozen_stays_as_it_was(house):
    before = (house.paper.body, house.paper.sha256)
    signed(house)
    paper = ReportSnapshot.objects.get(pk=house.paper.pk)
    assert (paper.body, paper.sha256, paper.computed_sha256()) == (*before, before[1])


def test_each_language_is_signed_once(house):
    signed(house, "da")
    signed(house, "en")
    with pytest.raises(SigningRefused) as caught:
        signed(house, "da")
    [sentence] = said(caught)
    assert sentence.startswith("This version is signed in this language already.")
    assert SignedPaper.objects.count() == 2


def test_a_certificate_that_ran_out_signs_nothing(house, client, settings, tmp_path):
    gone = house.clock.now.replace(tzinfo=None, year=2012, month=1)
    settings.SIGNING_CERTIFICATE = str(certificate(tmp_path, until=gone))
    with pytest.raises(SigningRefused) as caught:
        signed(house)
    [sentence] = said(caught)
    assert "ran out on" in sentence
    client.force_login(house.ls)
    client.cookies["django_language"] = "en"
    page = client.get(url(house, "paper-sign")).content.decode()
    assert "ran out on" in page and '<input type="radio"' not in page


def test_without_a_certificate_the_page_says_so(house, client, settings):
    settings.SIGNING_CERTIFICATE = ""
    client.force_login(house.ls)
    client.cookies["django_language"] = "en"
    page = client.get(url(house, "paper-sign"))
    assert "Signing is not set up on this installation." in page.content.decode()
    answer = client.post(url(house, "paper-sign"), {"language": "da"})
    assert "Signing is not set up on this installation." in answer.content.decode()
    assert not SignedPaper.objects.exists()


def test_figures_that_are_not_those_frozen_are_not_signed(house):
    house.paper.body = house.paper.body.replace("250", "251", 1)
    with pytest.raises(SigningRefused) as caught:
        signed(house)
    [sentence] = said(caught)
    assert "are not those that were frozen" in sentence


def test_a_long_paper_is_signed_when_its_pdf_is_made(house, monkeypatch):
    monkeypatch.setattr("reporting.actions.signing.is_quick", lambda *_args: False)
    with pytest.raises(SigningRefused) as caught:
        signed(house)
    assert said(caught, "en") == [
        "The paper is long, and its PDF in this language is not made yet. Fetch the PDF from the "
        "page of the paper in this language first; then sign it."
    ]
    assert said(caught, "da") == [
        "Papiret er langt, og dets PDF på dette sprog er ikke lavet endnu. Hent først PDF-filen på "
        "dette sprog fra papirets side; underskriv den så."
    ]
    order = {"snapshot": house.paper.pk, "language": "da", "format": "pdf"}
    job = order_document(house.grant, order, by=house.ls, at=house.clock())
    make_document.call(job.pk)
    kept = signed(house)
    with Job.objects.get(pk=job.pk).result.open("rb") as made:
        assert kept.base_sha256 == hashlib.sha256(made.read()).hexdigest()


@pytest.mark.parametrize("who", ["pm", "lc", "au", "ma", "ro"])
def test_a_reader_signs_nothing(house, client, who):
    client.force_login(getattr(house, who))
    assert client.get(url(house, "paper-sign")).status_code == 403
    assert client.post(url(house, "paper-sign"), {"language": "da"}).status_code == 403
    with pytest.raises(NotAllowed):
        sign_paper(house.paper, "da", by=getattr(house, who), at=house.clock())


def test_a_stranger_finds_nothing(house, client):
    signed(house)
    client.force_login(house.stranger)
    assert client.get(url(house, "paper-sign")).status_code == 404
    assert client.get(url(house, "paper-signed", "da")).status_code == 404


def test_what_was_signed_is_never_changed(house):
    kept = signed(house)
    for statement in ("UPDATE {} SET sha256 = ''", "DELETE FROM {}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format("reporting_signedpaper"))
    assert SignedPaper.objects.get().sha256 == kept.sha256


def test_the_audit_package_holds_and_proves_what_was_signed(settings, tmp_path):
    # Told through the actions, every version with its event, and into this store of files.
    house = set_up(settings, tmp_path, full_story)
    kept = signed(house)
    path = tmp_path / "p.zip"
    with path.open("w+b") as stream:
        write_package(house.grant, stream)
    name = f"reports/{house.paper.pk}/{kept.name}"
    with zipfile.ZipFile(path) as archive:
        assert hashlib.sha256(archive.read(name)).hexdigest() == kept.sha256
    folder = unzipped(path, tmp_path / "u")
    status, words = verified(folder)
    assert status == 0, words
    content = bytearray((folder / name).read_bytes())
    content[-20] ^= 1
    (folder / name).write_bytes(content)
    found = faults(folder)
    assert any(name in line for line in found), found
    assert any("signedpaper" in line and kept.sha256 in line for line in found), found
    (folder / name).unlink()
    assert any("signedpaper" in line and kept.sha256 in line for line in faults(folder))


def test_the_page_of_a_signed_paper_takes_few_queries(house, client, django_assert_max_num_queries):
    signed(house, "da")
    signed(house, "en")
    client.force_login(house.ls)
    client.get("/grants/")
    with django_assert_max_num_queries(12):
        client.get(url(house, "document"))
    with django_assert_max_num_queries(12):
        client.get(url(house, "paper-sign"))
