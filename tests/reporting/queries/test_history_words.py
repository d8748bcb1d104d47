"""A history reads in words: columns have names in both languages, rows are called by name."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.utils import translation

from grants.models import Application, Grant
from reporting.models import Verification
from reporting.queries.column_words import NAMED
from reporting.queries.history import _label, columns_of, told_versions, versions_of
from reporting.queries.kinds import KINDS
from tests.reporting import story

# The same word in both languages, or a symbol of the rule book.
ALIKE = {
    *("Organisation", "Partner", "Person", "Interval SI", "Reference", "Version", "Form", "Region"),
    "E-mail",
    *("TE", "IK", "P", "IKpub", "X", "K", "L1", "L2", "L3", "L4", "L5"),
}


@pytest.mark.parametrize("label", KINDS)
def test_every_column_has_a_word_in_danish(label):
    unnamed = []
    for column in columns_of(apps.get_model(label)):
        with translation.override("en"):
            english = _label(column)
        with translation.override("da"):
            danish = _label(column)
        if danish == english and english not in ALIKE:
            unnamed.append((column.name, english))
    assert not unnamed


def test_what_is_called_by_name_is_a_table_of_the_house():
    for label in NAMED:
        assert apps.get_model(label)


def shown(model, pk):
    """By column: what the versions of a row say, the newest word last."""
    versions = told_versions(model, list(versions_of(model, pk)), None)
    return {change.label: change.new for one in reversed(versions) for change in one.changes}


def test_rows_are_called_by_name_and_not_by_number(world):
    told = shown(Application, world.application.pk)
    assert told["Regelprofil"] == "esf-2007-13"
    assert told["Projektholder"] == "Erhverv Aarhus"
    assert told["Fond"] == "EU's Socialfond"
    assert shown(Grant, world.grant.pk)["Fastfrosset regelprofil"].startswith("Den Europæiske")


def test_a_checklist_reads_as_its_questions(world):
    story.verified(world, story.submitted(world, world.aarhus, ["1000.00"]))
    told = shown(Verification, Verification.objects.get().pk)
    assert "Rapportens summer stemmer med dens linjer. Ja." in told["Tjekliste"]
    assert told["Partnerrapport"] == "Aarhus 1"
