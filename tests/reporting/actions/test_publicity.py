"""Publicity is proven (A-33), and stored files are read again for CPR numbers (A-35)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from consortium.actions.base import NotAllowed
from consortium.exchange.papers import look
from consortium.models import EvidenceFile
from consortium.queries.texts import sentence_text
from reporting.actions.claims import submit_claim
from reporting.actions.gates import WarningsUnread
from reporting.actions.publicity import ProofRefused, note_publicity
from reporting.models import ExpenditureFile, PublicityProof
from reporting.queries.checks.catalogue import CHECKS, answers
from reporting.queries.gates import before_claim
from reporting.rules.publicity import KINDS, MATERIAL, POSTER, WEBSITE, check_proof, missing_proof
from tests.reporting import story
from tests.sample_files import pdf


def note(world, kind=WEBSITE, **changes):
    fields = {"text": "https://erhvervaarhus.example", "seen_on": world.clock().date()}
    return note_publicity(
        world.grant, kind=kind, **{**fields, **changes}, by=world.pm, at=world.clock()
    )


def faults(world, code, **kwargs):
    checks = [check for check in CHECKS if check.code == code]
    found = answers(world.grant, checks, **kwargs)
    return [sentence_text(fault.breach, "en") for one in found for fault in one.faults]


@pytest.mark.parametrize(
    ("known", "claimed", "missing"),
    [
        ([], False, []),
        ([], True, [WEBSITE, MATERIAL, POSTER]),
        ([MATERIAL], True, [WEBSITE, POSTER]),
        (list(KINDS), True, []),
    ],
)
def test_what_is_missing(known, claimed, missing):
    assert missing_proof(known, claimed) == missing


@pytest.mark.parametrize(
    ("kind", "text", "file", "codes"),
    [
        (WEBSITE, "https://x", False, []),
        (POSTER, "I forhallen", True, []),
        (POSTER, "I forhallen", False, ["PROOF_WITHOUT_FILE"]),
        (MATERIAL, " ", False, ["PROOF_WORDLESS", "PROOF_WITHOUT_FILE"]),
        ("radio", "x", True, ["PROOF_UNKNOWN"]),
    ],
)
def test_what_a_proof_needs(kind, text, file, codes):
    assert [one.code for one in check_proof(kind, text, file)] == codes


def test_after_the_first_claim_each_missing_proof_is_named_and_must_be_read(world):
    story.all_verified(world, {world.aarhus: ["1000.00"]}, ["1000.00"])
    story.settled(world, story.checked(world))
    assert faults(world, "A-33") == [
        f"M-003 has sent a claim, and no proof is kept of: {label}."
        for label in ("Text on a website", "Statement on material", "Poster or display")
    ]
    story.next_opened(world)
    story.all_verified(world, {world.aarhus: ["1000.00"]}, ["1000.00"])
    claim = story.checked(world)
    assert {one.check for one in before_claim(claim).warnings} >= {"A-33"}
    if not claim.period.auditor_required:
        with pytest.raises(WarningsUnread):
            submit_claim(claim, by=world.ls, at=world.clock())
    for kind in KINDS:
        note(world, kind, file=None if kind == WEBSITE else pdf(kind), name=f"{kind}.pdf")
    assert faults(world, "A-33") == []


def test_refusals_in_both_languages_and_who_may_note(world):
    with pytest.raises(ProofRefused) as refusal:
        note(world, POSTER)
    [breach] = refusal.value.breaches
    assert sentence_text(breach, "en") == (
        "“Poster or display” is proven by a picture or a copy. Attach it."
    )
    assert sentence_text(breach, "da") == (
        "“Plakat eller skilt” dokumenteres med et billede eller en kopi. Vedhæft det."
    )
    with pytest.raises(ProofRefused, match="seen today at the latest"):
        note(world, seen_on=world.clock().date() + dt.timedelta(days=1))
    with pytest.raises(NotAllowed):
        note_publicity(
            world.grant,
            kind=WEBSITE,
            text="x",
            seen_on=world.clock().date(),
            by=world.lc,
            at=world.clock(),
        )


def test_a_proof_is_never_changed(world):
    proof = note(world)
    with pytest.raises(DatabaseError, match="locked"), transaction.atomic():
        PublicityProof.objects.filter(pk=proof.pk).update(text="andet")


def test_the_page_lists_what_is_proven_and_what_is_not(client, world):
    address = reverse("reporting:publicity", args=[world.ref])
    new = reverse("reporting:publicity-new", args=[world.ref])
    client.force_login(world.pm)
    client.cookies["django_language"] = "en"
    given = {
        "kind": POSTER,
        "text": "I forhallen",
        "seen_on": "1.3.2012",
        "file": SimpleUploadedFile("plakat.pdf", pdf("plakat")),
    }
    assert client.post(new, given).status_code == 302
    text = client.get(address).content.decode()
    assert "I forhallen" in text
    assert "Text on a website" in text
    file = PublicityProof.objects.get().file
    assert file is not None
    assert client.get(reverse("reporting:evidence-view", args=[file.pk])).status_code == 200
    for who, seen, sent in (("lc", 200, 403), ("pu", 404, 404), ("stranger", 404, 404)):
        client.force_login(getattr(world, who))
        assert client.get(address).status_code == seen
        assert client.post(new, given).status_code == sent


def test_a_cpr_number_that_slipped_into_a_stored_file_is_found(world, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    report = story.submitted(world, world.aarhus, ["100.00"])
    proof = ExpenditureFile.objects.filter(expenditure__report=report).order_by("pk")[0]
    slipped = EvidenceFile(
        sha256="a" * 64,
        name="x.txt",
        content_type="text/plain",
        size=20,
        owner_ref="1",
        uploaded_by=world.pu,
        uploaded_at=world.clock(),
    )
    slipped.file.save("a" * 64, ContentFile(b"Loen til 010180-1234 i maj\n"), save=False)
    slipped.save()
    ExpenditureFile.objects.create(expenditure=proof.expenditure, file=slipped, role="other")
    assert faults(world, "A-35") == []
    told = f"The text of file {slipped.pk} holds what reads as a CPR number."
    assert faults(world, "A-35", look=look) == [told]
