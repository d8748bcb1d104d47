"""The guard that every edit asks, and the drafts that count for nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from consortium.actions.base import action, record
from consortium.actions.editing import Stale, must_be_unchanged
from consortium.actions.form_drafts import (
    MOST_BYTES,
    DraftRefused,
    drop_form_draft,
    keep_form_draft,
)
from consortium.models import AuditEvent, FormDraft
from consortium.queries.editing import drafts_around, version_of, with_version
from consortium.queries.texts import sentence_text
from consortium.rules.editing import EditedFrom
from partners.actions.organisations import amend_organisation
from partners.models import Organisation
from tests.cast import at


@action
def edit(organisation, *, edited_from=None, fields=(), by, at):
    must_be_unchanged(organisation, edited_from, chain="M-003", fields=fields)
    record("organisation.amended", organisation)


def version(organisation) -> int:
    return version_of(with_version(Organisation.objects.all()).get(pk=organisation.pk))


def amended(people, **changes):
    return amend_organisation(
        people.organisations["aarhus"], by=people.ad, at=people.clock(), **changes
    )


def test_who_edits_the_newest_version_is_let_through(people):
    row = people.organisations["aarhus"]
    edit(row, edited_from=EditedFrom(version(row)), by=people.ad, at=people.clock())
    edit(row, by=people.ad, at=people.clock())
    events = AuditEvent.objects.filter(verb="edit.saved_over")
    assert not events.exists()


def test_a_newer_version_is_refused_with_who_and_when(people):
    row = people.organisations["aarhus"]
    begun = EditedFrom(version(row))
    amended(people, name="Aarhus Kommune, Borgmesterens Afdeling")
    with pytest.raises(Stale) as refused:
        edit(row, edited_from=begun, by=people.pu, at=people.clock())
    (breach,) = refused.value.breaches
    saved = people.clock.now - dt.timedelta(minutes=1)
    assert breach.params == {"person": str(people.ad), "at": saved}
    with translation.override("en"):
        assert sentence_text(breach) == (
            f"Ad saved this on 02/01/2012 {saved:%H:%M}, after you opened it. Yours is not saved "
            "yet, and nothing is overwritten: choose what shall stand."
        )
    assert sentence_text(breach) == (
        f"Ad gemte dette den 2.1.2012 kl.\N{NO-BREAK SPACE}{saved:%H.%M}, efter at du havde åbnet "
        "det. Dit er ikke gemt endnu, og intet er overskrevet: vælg, hvad der skal gælde."
    )


def test_only_the_named_columns_count(people):
    row = people.organisations["aarhus"]
    begun = EditedFrom(version(row))
    amended(people, name="Aarhus")
    edit(row, edited_from=begun, fields=("sector",), by=people.ad, at=people.clock())
    with pytest.raises(Stale):
        edit(row, edited_from=begun, fields=("sector", "name"), by=people.ad, at=people.clock())
    amended(people, name="Aarhus Kommune")
    # Changed and changed back: nothing of the first version would be lost.
    edit(row, edited_from=begun, fields=("sector", "name"), by=people.ad, at=people.clock())


def test_a_form_for_something_new_does_not_overwrite_what_has_come_meanwhile(people):
    row = people.organisations["aarhus"]
    with pytest.raises(Stale):
        edit(row, edited_from=EditedFrom(0), fields=("name",), by=people.ad, at=people.clock())


def test_saving_over_a_newer_version_by_choice_is_in_the_chain(people):
    row = people.organisations["aarhus"]
    first = version(row)
    amended(people, name="Aarhus")
    seen = EditedFrom(version(row), over=first)
    edit(row, edited_from=seen, by=people.ad, at=people.clock())
    event = AuditEvent.objects.get(verb="edit.saved_over")
    assert (event.chain, event.by) == ("M-003", people.ad)
    assert event.before == {"version": first}
    assert event.after == {"version": seen.version}


def test_a_version_is_only_read_together_with_its_row(people):
    with pytest.raises(TypeError, match="with_version"):
        version_of(people.organisations["aarhus"])
    assert version_of(None) == 0


PAGE = "/reports/1/texts/"


def keep(user, text="Vi holdt et møde", *, address=PAGE, when=None):
    return keep_form_draft(
        user, address, {"progress_text": [text]}, version=7, at=when or at(2012, 6, 20)
    )


def test_a_later_draft_replaces_the_first_and_a_saved_form_has_none(people):
    keep(people.pu)
    keep(people.pu, "Vi holdt to")
    (draft,) = FormDraft.objects.all()
    assert (draft.fields, draft.version) == ({"progress_text": ["Vi holdt to"]}, 7)
    assert not AuditEvent.objects.filter(subject_type="consortium.formdraft").exists()
    drop_form_draft(people.pa, PAGE)
    assert FormDraft.objects.exists()
    drop_form_draft(people.pu, PAGE)
    assert not FormDraft.objects.exists()


def test_a_cpr_number_is_not_even_kept_as_a_draft(people):
    with pytest.raises(DraftRefused) as refused:
        keep(people.pu, "Familien (010203-1234) kom")
    (breach,) = refused.value.breaches
    assert breach.rule == "G-01"
    with translation.override("en"):
        assert sentence_text(breach).startswith("The text holds what reads as a CPR number.")
    assert sentence_text(breach).startswith("Teksten indeholder noget, der ligner et CPR-nummer.")
    assert not FormDraft.objects.exists()


def test_a_draft_has_a_limit(people):
    keep(people.pu, "a" * (MOST_BYTES - 100))
    with pytest.raises(DraftRefused) as refused:
        keep(people.pu, "a" * MOST_BYTES)
    (breach,) = refused.value.breaches
    with translation.override("en"):
        assert sentence_text(breach) == (
            "The draft is larger than 100000 characters. Save the form, or shorten it."
        )
    assert sentence_text(breach) == (
        "Kladden fylder mere end 100000 tegn. Gem formularen, eller gør den kortere."
    )


def test_drafts_expire(people):
    keep(people.pu)
    later = at(2012, 6, 20) + dt.timedelta(days=31)
    assert drafts_around(people.pu, PAGE, PAGE, later) == []
    keep(people.pa, when=later)
    assert [draft.user for draft in FormDraft.objects.all()] == [people.pa]


def test_who_typed_just_now_is_at_the_page(people):
    now = at(2012, 6, 20)
    keep(people.pu)
    keep(people.pa, address="/reports/1/costs/new/", when=now - dt.timedelta(minutes=10))
    keep(people.em, address="/reports/1/hours/", when=now - dt.timedelta(minutes=20))
    keep(people.lc, address="/reports/12/texts/")
    around = drafts_around(people.pu, PAGE, "/reports/1/", now)
    assert {draft.user for draft in around} == {people.pu, people.pa}
