"""A signature behind a finished paper: what is signed stays, and a changed byte is found out."""

from __future__ import annotations

import asyncio
import datetime as dt
import io

import pikepdf
import pytest

from consortium.rules.refusals import Refused
from reporting.documents.editions import draft_edition
from reporting.documents.rendering import render
from reporting.documents.signing import NoSigning, pen
from reporting.rules.signing import Certificate
from tests.reporting.documents.test_archive import faults
from tests.reporting.sentences import said
from tests.reporting.signatures import PASSPHRASE, certificate, judged

AT = dt.datetime(2013, 5, 2, 10, 30, tzinfo=dt.UTC)


@pytest.fixture
def held(settings, tmp_path):
    """The pen of an installation that has a certificate."""
    settings.SIGNING_CERTIFICATE = str(certificate(tmp_path))
    settings.SIGNING_PASSPHRASE = PASSPHRASE
    return pen()


def test_a_signed_paper_is_valid_and_still_an_archive(held, paper):
    base = render(draft_edition(paper("claim"), "da"), "pdf")
    content = held.sign(base, reason="Version 1", at=AT)
    assert content.startswith(base)
    status = judged(content, AT)
    assert status.bottom_line
    assert (status.coverage.name, status.md_algorithm) == ("ENTIRE_FILE", "sha256")
    assert status.signer_reported_dt == AT
    with pikepdf.open(io.BytesIO(content)) as signed, pikepdf.open(io.BytesIO(base)) as before:
        assert faults(signed) == []
        assert set(signed.attachments) == set(before.attachments) != set()
        assert signed.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        [field] = signed.Root.AcroForm.Fields
        assert (str(field.V.SubFilter), str(field.V.Reason)) == (
            "/ETSI.CAdES.detached",
            "Version 1",
        )
        # Nobody sees it, so that it needs no place in the order of reading (PDF/UA-1, 7.18.1).
        assert max(float(edge) for edge in field.Rect) < 0
        assert int(field.F) & 4  # printed, as PDF/A-3 asks (6.3.2)


def test_it_signs_where_an_event_loop_is_running(held, paper):
    base = render(draft_edition(paper("claim"), "da"), "pdf")

    async def caller():
        return held.sign(base, reason="Version 1", at=AT)

    assert judged(asyncio.run(caller()), AT).bottom_line


def test_a_changed_byte_is_found_out(held, paper):
    base = render(draft_edition(paper("claim"), "en"), "pdf")
    content = bytearray(held.sign(base, reason="Version 1", at=AT))
    # A letter of a comment: nothing that a reader of the file would stumble over.
    place = content.index(b"%PDF-") + 10
    content[place] ^= 1
    status = judged(bytes(content), AT)
    assert not status.intact
    assert not status.bottom_line


def test_the_certificate_says_whose_it_is(held):
    since, until = dt.datetime(2011, 1, 1, tzinfo=dt.UTC), dt.datetime(2016, 1, 1, tzinfo=dt.UTC)
    whose = "Organization: Erhverv Aarhus"
    assert held.certificate == Certificate(whose, whose, "2013", since, until)


def test_a_certificate_for_letters_may_not_sign(settings, tmp_path):
    settings.SIGNING_CERTIFICATE = str(certificate(tmp_path, signs=False))
    settings.SIGNING_PASSPHRASE = PASSPHRASE
    assert not pen().certificate.may_sign


NOT_SET_UP = (
    "Signing is not set up on this installation. The administrator names a certificate with its "
    "key in the settings.",
    "Underskrift er ikke sat op på denne installation. Administratoren angiver et certifikat med "
    "nøgle i indstillingerne.",
)
GONE = (
    "The certificate that the settings name cannot be read. Tell the administrator.",
    "Det certifikat, som indstillingerne angiver, kan ikke læses. Sig det til administratoren.",
)
LOCKED = (
    "The certificate cannot be opened: the passphrase in the settings does not fit, or the file is "
    "no PKCS #12 with a key. Tell the administrator.",
    "Certifikatet kan ikke åbnes: adgangskoden i indstillingerne passer ikke, eller filen er ikke "
    "en PKCS #12 med nøgle. Sig det til administratoren.",
)


@pytest.mark.parametrize(
    ("name", "passphrase", "sentences"),
    [
        ("", "", NOT_SET_UP),
        ("nowhere.p12", PASSPHRASE, GONE),
        ("signing.p12", "forkert", LOCKED),
        ("signing.p12", "", LOCKED),
        ("letter.txt", PASSPHRASE, LOCKED),
    ],
)
def test_what_the_administrator_has_to_mend_is_said(
    settings, tmp_path, name, passphrase, sentences
):
    certificate(tmp_path)
    (tmp_path / "letter.txt").write_text("Kære alle")
    settings.SIGNING_CERTIFICATE = str(tmp_path / name) if name else ""
    settings.SIGNING_PASSPHRASE = passphrase
    with pytest.raises(NoSigning) as caught:
        pen()
    assert issubclass(NoSigning, Refused)
    assert (said(caught, "en"), said(caught, "da")) == ([sentences[0]], [sentences[1]])
