"""The night seals the chains that have moved (A-31), and says so."""

from __future__ import annotations

from django.core.management import call_command
from django.utils import translation

from consortium.models import AuditEvent, ChainHead, ChainSeal
from consortium.queries.texts import sentence_text
from consortium.rules import chain as law
from consortium.rules.refusals import Breach
from reporting.actions.calendar import keep_calendar
from reporting.queries.checks.chain import COLUMNS_DIFFER, WRITTEN_ANEW


def test_each_night_seals_what_has_moved(world, settings, capsys):
    at = world.clock()
    assert keep_calendar(at=at).seals == ChainHead.objects.count() == 2
    assert keep_calendar(at=at).seals == 0
    told = AuditEvent.objects.count()
    settings.DEMO_DAY = at.date()
    with translation.override("da"):
        call_command("keep_calendar")
    assert "0 kæder forseglet" in capsys.readouterr().out
    assert (AuditEvent.objects.count(), ChainSeal.objects.count()) == (told, 2)


def said(sentence: str, language: str, **params: object) -> str:
    with translation.override(language):
        return sentence_text(Breach("A-31", sentence, "", params))


def test_the_sentences_in_both_languages():
    event = {"event": "M-003 #7"}
    assert said(law.ALTERED, "da", **event) == (
        "Hændelse M-003 #7 er ændret: dens hashværdi er en anden."
    )
    assert said(law.MISPLACED, "en", **event) == (
        "Event M-003 #7 stands elsewhere than its text says."
    )
    assert said(law.MISPLACED, "da", **event) == (
        "Hændelse M-003 #7 står et andet sted, end dens tekst siger."
    )
    assert said(law.BACKDATED, "da", **event) == (
        "Hændelse M-003 #7 er dateret mere end et døgn før en tidligere hændelse: "
        "den er tilbagedateret, eller et ur er stillet tilbage."
    )
    assert said(COLUMNS_DIFFER, "da", **event) == (
        "Kolonnerne i hændelse M-003 #7 siger ikke det, hashværdien blev taget af."
    )
    head = {"paper": "X", "number": 7, "chain": "M-003", "told": "ab", "held": "cd"}
    assert said(WRITTEN_ANEW, "en", **head) == (
        "X names event 7 of M-003 with the hash ab; the chain holds cd there. "
        "The chain was written anew, or the paper is of another installation."
    )
    assert said(WRITTEN_ANEW, "da", **head) == (
        "X angiver hændelse 7 i M-003 med hashværdien ab; kæden har cd på den plads. "
        "Kæden er skrevet om, eller papiret er fra en anden installation."
    )
