"""Destruction by two hands: what goes, what stays, the certificate, and what the checks say."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from consortium.actions.base import NotAllowed
from consortium.actions.evidence import FileNotAccepted, keep_file
from consortium.models import AuditEvent, DestroyedFile, EvidenceFile, Job
from partners.actions.participants import register_participant
from partners.models import ProjectSecret
from reporting.actions import closing as deeds
from reporting.actions.calendar import keep_calendar
from reporting.actions.disposal import PreviewDiffers, wipe_bytes
from reporting.models import Closure, Destruction, Expenditure, ExpenditureFile, PayRate, ReportFile
from reporting.queries.checks.base import Scope
from reporting.queries.checks.evidence import files_are_whole
from reporting.queries.checks.flows import rules_are_frozen
from reporting.queries.closing import retention_of
from reporting.queries.disposal import preview, uses
from tests.reporting.actions.test_closing import (  # noqa: F401
    administrator,
    ended,
    kept,
    said,
    settled,
)
from tests.reporting.paperwork import hourly_rate
from tests.sample_files import pdf

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014:ResourceWarning")


def filed(world, text, owner="aarhus"):
    return keep_file(
        content=pdf(text),
        name=f"{text}.pdf",
        owner_ref=str(world.organisations[owner].pk),
        by=world.pu,
        at=world.clock(),
    )


@pytest.fixture
def over(kept, tmp_path, settings):  # noqa: F811
    """The papers' time is over; a voucher with two real files, one of which a rate needs too."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PREVIEW_DIR = tmp_path / "previews"
    world = kept
    cost = Expenditure.objects.order_by("pk")[0]
    world.file, world.letter = filed(world, "faktura"), filed(world, "brev")
    for file in (world.file, world.letter):
        ExpenditureFile.objects.create(expenditure=cost, file=file, role="other")
    hourly_rate(world)
    PayRate.objects.update(letter=world.letter)
    drawn = settings.PREVIEW_DIR / world.file.sha256[:2] / f"{world.file.sha256}-1"
    drawn.parent.mkdir(parents=True)
    drawn.write_bytes(b"{}\n")
    world.drawn = drawn
    world.clock.move_to(2021, 7, 1)
    administrator(world)
    return world


def asked(world):
    return deeds.ask_for_disposal(world.closure, by=world.ad, at=world.clock())


def test_the_preview_names_what_goes_and_what_others_need(over):
    gone = preview(over.grant)
    assert over.file in gone.files
    assert over.letter not in gone.files
    assert gone.in_use == 1
    by_label = {part.label: part.number for part in gone.parts}
    assert by_label["File of a cost"] == len(gone.files)
    assert gone.size == sum(file.size for file in gone.files)


def test_two_hands_destroy_bytes_and_pictures_and_keep_row_and_hash(
    over, django_capture_on_commit_callbacks
):
    world = over
    name = world.file.file.name
    closure = asked(world)
    with django_capture_on_commit_callbacks(execute=True):
        deeds.dispose(closure, by=world.ls, at=world.clock())
    assert not world.file.file.storage.exists(name)
    assert not world.drawn.exists()
    assert EvidenceFile.objects.get(pk=world.file.pk).sha256 == world.file.sha256
    assert world.letter.file.storage.exists(world.letter.file.name)
    assert DestroyedFile.objects.get(file=world.file).grant_ref == world.ref
    made = Destruction.objects.get(kind="files")
    assert (made.proposed_by, made.confirmed_by) == (world.ad, world.ls)
    event = AuditEvent.objects.get(verb="files.destroyed")
    assert event.after["sha256"] == made.sha256
    assert world.file.sha256 in made.body
    assert "faktura.pdf" not in made.body
    scope = Scope(world.grant)
    assert rules_are_frozen(scope) == []
    assert world.file.pk not in {int(one.row) for one in files_are_whole(scope)}


def test_who_proposed_does_not_confirm_and_nobody_else_may(over):
    world = over
    closure = asked(world)
    with pytest.raises(NotAllowed):
        deeds.dispose(closure, by=world.ad, at=world.clock())
    with pytest.raises(NotAllowed):
        deeds.ask_for_disposal(closure, by=world.lc, at=world.clock())
    assert not DestroyedFile.objects.exists()


def test_what_is_confirmed_is_what_was_proposed(over):
    world = over
    closure = asked(world)
    late = filed(world, "sen")
    cost = Expenditure.objects.order_by("pk")[0]
    ExpenditureFile.objects.create(expenditure=cost, file=late, role="other")
    with pytest.raises(PreviewDiffers) as refusal:
        deeds.dispose(closure, by=world.ls, at=world.clock())
    assert said(refusal) == {
        "en": "The files are not those that the disposal was asked for. Look at the preview, and "
        "ask for the disposal again.",
        "da": "Filerne er ikke dem, der blev bedt om at bortskaffe. Se på oversigten, og bed om "
        "bortskaffelsen igen.",
    }
    assert deeds.dispose(asked(world), by=world.ls, at=world.clock()).state == "disposed"


def test_before_the_day_and_under_a_hold_nothing_goes(over):
    world = over
    deeds.place_hold(
        world.grant,
        starts_on=dt.date(2021, 6, 1),
        asked_by="Kommissionen",
        reason="Revision",
        by=world.lc,
        at=world.clock(),
    )
    with pytest.raises(deeds.StillKept, match="legal hold"):
        asked(world)
    assert not DestroyedFile.objects.exists()
    assert world.file.file.storage.exists(world.file.file.name)


def test_bytes_that_another_owner_has_too_stay(over, django_capture_on_commit_callbacks):
    world = over
    twin = filed(world, "faktura", owner="randers")
    assert twin.file.name == world.file.file.name
    closure = asked(world)
    with django_capture_on_commit_callbacks(execute=True):
        deeds.dispose(closure, by=world.ls, at=world.clock())
    assert twin.file.storage.exists(twin.file.name)
    assert rules_are_frozen(Scope(world.grant)) == []


def test_bytes_that_the_store_did_not_let_go_are_named_and_go_in_the_night(over):
    world = over
    closure = asked(world)
    deeds.dispose(closure, by=world.ls, at=world.clock())  # nothing is committed in a test
    [fault] = rules_are_frozen(Scope(world.grant))
    assert (fault.check, world.file.sha256 in str(fault.breach)) == ("A-34", True)
    keep_calendar(at=world.clock())
    assert rules_are_frozen(Scope(world.grant)) == []
    assert wipe_bytes(world.grant) == 0


def test_made_papers_and_imported_sheets_go_too(over, django_capture_on_commit_callbacks):
    world = over
    job = Job.objects.create(
        kind="x",
        params={"grant": world.grant.pk},
        requested_by=world.pm,
        requested_at=world.clock(),
    )
    job.result.save("paper.pdf", ContentFile(b"%PDF"))
    name = job.result.name
    assert preview(world.grant).working_papers == 1
    closure = asked(world)
    with django_capture_on_commit_callbacks(execute=True):
        deeds.dispose(closure, by=world.ls, at=world.clock())
    job.refresh_from_db()
    assert not job.result
    assert not world.file.file.storage.exists(name)


def test_the_same_file_cannot_prove_another_cost_afterwards(over):
    world = over
    deeds.dispose(asked(world), by=world.ls, at=world.clock())
    with pytest.raises(FileNotAccepted) as refusal:
        filed(world, "faktura")
    assert said(refusal) == {
        "en": "“faktura.pdf” was kept for as long as the law asks and is destroyed; it proves a "
        "cost of a project that is over and cannot prove another one.",
        "da": "“faktura.pdf” er opbevaret, så længe loven kræver det, og er destrueret; den "
        "dokumenterer en udgift i et afsluttet projekt og kan ikke dokumentere en anden.",
    }


def test_a_certificate_cannot_be_changed_or_made_by_one_person(over):
    world = over
    deeds.dispose(asked(world), by=world.ls, at=world.clock())
    with pytest.raises(DatabaseError, match="locked"), transaction.atomic():
        Destruction.objects.update(body="{}")
    with pytest.raises(DatabaseError, match="locked"), transaction.atomic():
        DestroyedFile.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Destruction.objects.create(
            grant=world.grant,
            kind="keys",
            at=world.clock(),
            proposed_by=world.ls,
            confirmed_by=world.ls,
        )


def test_the_check_names_files_that_were_destroyed_too_early(over):
    world = over
    Destruction.objects.create(
        grant=world.grant,
        kind="files",
        at=world.clock(),
        proposed_by=world.ad,
        confirmed_by=world.ls,
    )
    [fault] = rules_are_frozen(Scope(world.grant))
    assert "were destroyed, and it is not disposed of" in str(fault.breach)


def test_the_pages_show_the_preview_the_steps_and_the_certificate(
    client, over, django_capture_on_commit_callbacks
):
    world = over
    page = reverse("reporting:disposal-preview", args=[world.ref])
    step = reverse("reporting:closure-step", args=[world.ref, "ask"])
    client.cookies["django_language"] = "en"
    client.force_login(world.ad)
    text = client.get(page).content.decode()
    assert "1 file stays, since another grant" in text
    assert "Ask for disposal" in text
    assert client.post(step).status_code == 302
    assert "Ask for disposal" not in client.get(page).content.decode()
    client.force_login(world.ls)
    assert "Sign the disposal and destroy the files" in client.get(page).content.decode()
    sign = reverse("reporting:closure-step", args=[world.ref, "dispose"])
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(sign).status_code == 302
    made = Destruction.objects.get(kind="files")
    address = reverse("reporting:certificate-file", args=[world.ref, made.pk, "pdf"])
    closure = client.get(reverse("reporting:closure", args=[world.ref])).content.decode()
    assert address in closure
    answer = client.get(address)
    assert answer.content.startswith(b"%PDF")
    assert answer.content == client.get(address).content
    for person, status in ((world.stranger, 404), (world.pu, 404), (world.rg, 200)):
        client.force_login(person)
        assert client.get(address).status_code == status
        assert client.get(page).status_code == status
    client.force_login(world.lc)
    client.cookies["django_language"] = "en"
    for name in ("evidence-file", "evidence-view"):
        shown = client.get(reverse(f"reporting:{name}", args=[world.file.pk]))
        assert shown.status_code == 410
        assert "was destroyed on " in shown.content.decode()


def test_the_preview_has_at_most_12_queries(client, over, django_assert_max_num_queries):
    client.force_login(over.ad)
    page = reverse("reporting:disposal-preview", args=[over.ref])
    client.get(page)
    with django_assert_max_num_queries(12):
        assert client.get(page).status_code == 200


def test_the_key_of_the_participants_goes_with_a_certificate(ended):  # noqa: F811
    world = ended
    register_participant(
        world.organisations["aarhus"],
        grant_ref=world.ref,
        name="Ana Silva",
        birth_year=1980,
        started_on=dt.date(2012, 3, 1),
        by=world.pu,
        at=world.clock(),
    )
    closure = deeds.open_closure(world.grant, by=world.lc, at=world.clock())
    deeds.settle_closure(closure, by=world.ls, at=world.clock())
    made = Destruction.objects.get()
    assert (made.kind, made.proposed_by, made.confirmed_by) == ("keys", world.lc, world.ls)
    assert ProjectSecret.objects.get().secret == ""
    body = json.loads(made.body)
    assert body["tables"][0]["rows"][0]["cells"][1] == 1
    assert "Ana" not in made.body
    assert AuditEvent.objects.filter(verb="keys.destroyed", chain=world.ref).exists()


def test_a_project_that_counted_nobody_has_no_certificate(settled):  # noqa: F811
    assert not Destruction.objects.exists()


def test_every_use_of_a_file_is_known(db):
    known = {(use.model._meta.label_lower, use.column): use.path for use in uses()}
    assert known[("reporting.expenditurefile", "file")] == "expenditure__grant_partner__grant"
    assert known[("reporting.reportfile", "file")] == "report__grant_partner__grant"
    assert known[("grants.grant", "letter")] == "pk"
    assert known[("reporting.payrate", "letter")] == ""
    assert ReportFile._meta.label_lower in {label for label, _column in known}


def test_later_aid_of_the_register_counts_without_being_noted(settled):  # noqa: F811
    closure = Closure.objects.get()
    closure.programme_closed_on = dt.date(2013, 1, 1)
    closure.last_aid_on = dt.date(2012, 5, 1)
    found = retention_of(closure)
    assert found is not None
    assert (found.until, found.basis) == (dt.date(2022, 5, 1), "de_minimis")
