"""Sections are written by several, approved by others, and frozen with their figures."""

from __future__ import annotations

import json

import pytest
from django.db import transaction

from consortium.actions.base import NotAllowed
from consortium.actions.editing import Stale
from consortium.models import AuditEvent
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Refused
from consortium.rules.states import StepNotAllowed
from grants.models import ReportingPeriod
from reporting.actions.claims import (
    build_claim,
    check_claim,
    issue_statement,
    send_to_auditor,
    submit_claim,
)
from reporting.actions.documents import TextsMissing, submit_document
from reporting.actions.gates import FaultsFound
from reporting.actions.texts import (
    TextRefused,
    approve_text,
    review_text,
    take_back_text,
    write_text,
)
from reporting.documents.papers import draft_of, frozen
from reporting.documents.recomputed import recomputed
from reporting.documents.tables import Words
from reporting.models import ReportSnapshot, SectionText
from reporting.queries.texts import last_text, writers_of
from tests.cast import signed_grant
from tests.reporting.full_story import reported, shown, verified
from tests.reporting.sentences import said
from tests.reporting.written import approved, named, section, written


def claimed():
    """The claim is audited and waits for the signature; the authority asks for one section."""
    world = signed_grant()
    verified(world, reported(world))
    shown(world)
    named(world, required=True)
    claim = build_claim(world.grant, world.period, by=world.pm, at=world.clock())
    claim = check_claim(claim, by=world.lc, at=world.clock())
    world.claim = send_to_auditor(claim, by=world.pm, at=world.clock())
    issue_statement(world.claim, "clean", "Uden forbehold.", by=world.au, at=world.clock())
    return world


@pytest.fixture(scope="module")
def waiting(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr("django.conf.settings.MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        yield claimed()
        transaction.set_rollback(True)


@pytest.fixture
def world(waiting, db):
    """The same world for each test; what a test does is rolled back."""
    return waiting


BODY = "Forbruget er {{T1.total.this}} kr.\n\n- et\n- to"


def first(world, body=BODY):
    return written(world, world.period, "economy", body)


def test_several_write_one_after_the_other(world):
    text = first(world)
    version = text.history.latest("history_id").history_id
    again = write_text(
        section(),
        ReportingPeriod.objects.get(pk=world.period.pk),
        "Mere.",
        edited_from=EditedFrom(version),
        by=world.lc,
        at=world.clock(),
    )
    assert (again.pk, again.body, again.written_by) == (text.pk, "Mere.", world.lc)
    assert writers_of(again) == {world.pm.pk, world.lc.pk}
    verbs = AuditEvent.objects.filter(verb__startswith="text.").values_list("verb", flat=True)
    assert list(verbs.order_by("number")) == ["text.begun", "text.written"]


def test_the_second_does_not_overwrite_the_first_unseen(world):
    text = first(world)
    version = text.history.latest("history_id").history_id
    period = ReportingPeriod.objects.get(pk=world.period.pk)
    told = {"edited_from": EditedFrom(version)}
    write_text(section(), period, "Af Lc.", **told, by=world.lc, at=world.clock())
    with pytest.raises(Stale) as refusal:
        write_text(section(), period, "Af Pm.", **told, by=world.pm, at=world.clock())
    assert said(refusal)[0].startswith("Lc saved this on")
    assert said(refusal, "da")[0].startswith("Lc gemte dette")
    assert SectionText.objects.get().body == "Af Lc."


def test_the_second_first_text_does_not_overwrite_either(world):
    first(world)
    period = ReportingPeriod.objects.get(pk=world.period.pk)
    with pytest.raises(Stale):
        write_text(section(), period, "X", edited_from=EditedFrom(0), by=world.lc, at=world.clock())


def test_a_token_that_names_no_figure_is_refused(world):
    with pytest.raises(TextRefused) as refusal:
        first(world, "Forbruget er {{T1.total.nothing}} kr.")
    assert said(refusal) == [
        "“T1.total.nothing” names no figure of this paper. Choose one from the list of figures, or "
        "take the braces away."
    ]
    assert said(refusal, "da") == [
        "“T1.total.nothing” er ikke et tal i dette papir. Vælg et fra listen over tal, eller fjern "
        "klammerne."
    ]


def test_a_cpr_number_is_never_stored(world):
    with pytest.raises(TextRefused, match="CPR"):
        first(world, "Løn 010190-1234")


@pytest.mark.parametrize("who", ["ls", "au", "pu", "ma"])
def test_only_project_manager_and_controller_write(world, who):
    period = ReportingPeriod.objects.get(pk=world.period.pk)
    with pytest.raises(NotAllowed):
        write_text(section(), period, "X", by=getattr(world, who), at=world.clock())


def test_a_text_passes_three_hands(world):
    text = approved(first(world), world)
    assert (text.state, text.reviewed_by, text.approved_by) == ("approved", world.lc, world.ls)


def test_whoever_wrote_in_it_does_not_review_it(world):
    text = first(world)
    period = ReportingPeriod.objects.get(pk=world.period.pk)
    text = write_text(section(), period, "Af Lc.", by=world.lc, at=world.clock())
    text = write_text(section(), period, "Af Pm.", by=world.pm, at=world.clock())
    with pytest.raises(TextRefused) as refusal:
        review_text(text, by=world.lc, at=world.clock())
    assert said(refusal) == ["Lc has written in this text, so another one reviews and approves it."]
    assert said(refusal, "da") == [
        "Lc har skrevet i teksten, så en anden gennemlæser og godkender den."
    ]


def test_a_text_is_reviewed_before_it_is_approved(world):
    with pytest.raises(StepNotAllowed):
        approve_text(first(world), by=world.ls, at=world.clock())


def test_an_approved_text_is_taken_back_with_a_reason_before_it_is_written_in(world):
    text = approved(first(world), world)
    with pytest.raises(TextRefused) as refusal:
        first(world, "Andet.")
    assert said(refusal) == [
        "The text is “Approved”; only a draft is written in. Take it back first."
    ]
    assert said(refusal, "da") == [
        "Teksten er “Godkendt”; der skrives kun i en kladde. Tag den tilbage først."
    ]
    with pytest.raises(TextRefused) as refusal:
        take_back_text(text, reason=" ", by=world.pm, at=world.clock())
    assert said(refusal) == ["Say why the text is taken back."]
    assert said(refusal, "da") == ["Skriv, hvorfor teksten tages tilbage."]
    text = take_back_text(text, reason="Tallet er nyt", by=world.pm, at=world.clock())
    assert (text.state, text.reviewed_by, text.approved_by) == ("draft", None, None)
    assert first(world, "Andet.").body == "Andet."


def test_a_claim_waits_for_the_texts_that_are_required(world):
    with pytest.raises(FaultsFound) as refusal:
        submit_claim(world.claim, by=world.ls, at=world.clock())
    assert said(refusal) == [
        "The section “Økonomi” of “Erhvervs- og Byggestyrelsen” has no approved text for period 1. "
        "Write it and have it approved."
    ]
    assert said(refusal, "da") == [
        "Afsnittet “Økonomi” til “Erhvervs- og Byggestyrelsen” har ingen godkendt tekst for "
        "periode 1. Skriv det, og få det godkendt."
    ]
    text = first(world)
    with pytest.raises(FaultsFound):
        submit_claim(world.claim, by=world.ls, at=world.clock())
    approved(text, world)
    assert submit_claim(world.claim, by=world.ls, at=world.clock()).state == "submitted"


def test_the_frozen_paper_holds_the_token_and_its_figure_and_recomputes(world):
    approved(first(world), world)
    submit_claim(world.claim, by=world.ls, at=world.clock())
    snapshot = ReportSnapshot.objects.get(kind="authority")
    paper = frozen(snapshot)
    this = paper.table("T1").total("this")
    assert this > 0
    [one] = paper.sections
    [(_head, words)] = one.paragraphs
    assert isinstance(words, Words)
    shown_as = f"{this:,.2f}"
    assert "{{" not in words.da
    [reference] = one.references
    # The text is Danish, so its figure is too, in both editions.
    assert words.da == words.en
    assert words.en.startswith(f"Forbruget er {reference.value.da} kr.")
    assert (reference.token, reference.value.en) == ("T1.total.this", shown_as)
    stored = json.loads(snapshot.body)["sections"][0]
    assert stored["references"] == [["T1.total.this", {"da": reference.value.da, "en": shown_as}]]
    again = recomputed(snapshot)
    assert again.differing == []
    assert again.is_same


def test_a_frozen_paper_keeps_its_words_when_the_text_is_taken_back(world):
    text = approved(first(world), world)
    submit_claim(world.claim, by=world.ls, at=world.clock())
    text = take_back_text(text, reason="Ny udgave", by=world.pm, at=world.clock())
    first(world, "Noget helt andet.")
    snapshot = ReportSnapshot.objects.get(kind="authority")
    assert "Noget helt andet" not in snapshot.body
    assert recomputed(snapshot).is_same
    with pytest.raises(TextsMissing) as refusal:
        period = ReportingPeriod.objects.get(pk=world.period.pk)
        submit_document("authority", world.grant, period, by=world.ls, at=world.clock())
    assert said(refusal, "da") == ["Afsnittet “Økonomi” er “Kladde”. Få det godkendt først."]


def test_a_grant_without_recipients_keeps_the_partners_words(world):
    paper = draft_of("region", world.grant, world.period, None, world.clock())
    assert [one.title.en for one in paper.sections][:2] == ["Parties", "Summary"]
    assert not paper.is_addressed


def test_the_last_period_s_text_is_at_hand(world):
    text = first(world)
    later = ReportingPeriod.objects.get(grant=world.grant, number=2)
    assert last_text(section(), later) == text
    assert last_text(section(), text.period) is None


def test_every_refusal_names_its_rule(world):
    with pytest.raises(Refused) as refusal:
        first(world, " ")
    assert [breach.rule for breach in refusal.value.breaches] == ["rules 5.1"]
