"""The papers of 001 as PDF: figures are read back from the printed page, and it is made twice."""

from __future__ import annotations

import pytest

from grants.models import Grant
from reporting.documents.choosing import edition_of
from reporting.documents.parts import COMPLETION, EVALUATION, STATUS
from reporting.documents.rendering import render
from tests.copies import laid_out
from tests.reporting.municipal_story import sent_evaluation
from tests.reporting.printed import words_in

# By paper: the period, whether it is frozen, and what its pages must say.
PRINTED = {
    STATUS: (1, ("250.000,00", "500.000,00", "60.000,00", "120.000,00", "12.4.2023")),
    EVALUATION: (4, ("180.000,00", "480.000,00", "70.000,00", "20.000,00", "Økonomiudvalget")),
    COMPLETION: (None, ("Projekter, der er afsluttet",)),
}
ENGLISH = {
    STATUS: ("250,000.00", "500,000.00", "60,000.00", "120,000.00"),
    EVALUATION: ("180,000.00", "480,000.00", "70,000.00", "20,000.00"),
    COMPLETION: ("Projects that have ended",),
}


@pytest.fixture
def sent(db):
    return laid_out(sent_evaluation)


def edition(world, kind, language):
    grant = Grant.objects.select_related("lead", "fund").get(pk=world.grant.pk)
    number, _said = PRINTED[kind]
    period = world.periods[number - 1] if number else None
    return edition_of(kind, grant, period, None, language=language, at=world.clock())


@pytest.mark.parametrize("kind", PRINTED)
def test_the_figures_stand_on_the_printed_page_in_both_languages(sent, kind):
    danish = words_in(render(edition(sent, kind, "da"), "pdf"))
    assert [said for said in PRINTED[kind][1] if said not in danish] == [], danish
    english = words_in(render(edition(sent, kind, "en"), "pdf"))
    assert [said for said in ENGLISH[kind] if said not in english] == [], english


@pytest.mark.parametrize("kind", [STATUS, EVALUATION])
@pytest.mark.parametrize("format_", ["pdf", "xlsx", "csv", "json", "xml"])
def test_a_frozen_paper_is_the_same_file_every_time(sent, kind, format_):
    first, again = (render(edition(sent, kind, "da"), format_) for _time in range(2))
    assert edition(sent, kind, "da").version == 1
    assert first == again
