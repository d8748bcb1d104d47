"""A call is written by the region, stands once it is open, and takes applications until its day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from consortium.actions.base import NotAllowed
from consortium.queries.texts import sentence_text
from consortium.rules.states import StepNotAllowed
from grants.actions import calls as deeds
from grants.actions.applications import ApplicationNotInOrder, draft_application
from grants.models import Call, Fund, RuleProfileVersion


def drafted(people, by=None, **given):
    values = {
        "ref": "OPSLAG-1",
        "organisation": people.organisations["region"],
        "title": "Regionalt konsortium søges",
        "text": "Administrationen søger et regionalt konsortium til varetagelse af aktiviteterne.",
        "fund": Fund.objects.get(code="esf"),
        "ceiling": Decimal("15000000.00"),
        "deadline": dt.date(2012, 3, 1),
    }
    return deeds.draft_call(by=by or people.rg, at=people.clock(), **{**values, **given})


def opened(people):
    return deeds.open_call(drafted(people), by=people.rg, at=people.clock())


def applied(people, call, **given):
    values = {
        "ref": people.ref,
        "title": "Modtagelse",
        "fund": Fund.objects.get(code="esf"),
        "profile": RuleProfileVersion.objects.get(code="esf-2007-13"),
        "lead": people.organisations["lead"],
        "starts_on": dt.date(2012, 3, 1),
        "ends_on": dt.date(2015, 6, 30),
        "ceiling": Decimal("15000000.00"),
        "budget": Decimal("30000000.00"),
        "requested": Decimal("15000000.00"),
        "summary": "",
        "partners": [people.organisations["aarhus"]],
    }
    return draft_application(call=call, by=people.pm, at=people.clock(), **{**values, **given})


def test_the_region_drafts_opens_and_closes(people):
    call = drafted(people)
    call = deeds.change_call(call, by=people.rg, at=people.clock(), title="Konsortium søges")
    call = deeds.open_call(call, by=people.rg, at=people.clock())
    assert (call.state, call.opened_by, call.title) == ("open", people.rg, "Konsortium søges")
    assert applied(people, call).call == call
    call = deeds.close_call(call, by=people.rg, at=people.clock())
    assert call.state == "closed"
    with pytest.raises(StepNotAllowed):
        deeds.open_call(call, by=people.rg, at=people.clock())


def test_an_open_text_is_locked_for_everybody(people):
    call = opened(people)
    with pytest.raises(deeds.CallRefused) as refusal:
        deeds.change_call(call, by=people.rg, at=people.clock(), text="Andet")
    [breach] = refusal.value.breaches
    with translation.override("en"):
        assert sentence_text(breach) == (
            "The call OPSLAG-1 is “Open”: its text is locked since it was opened."
        )
    with translation.override("da"):
        assert sentence_text(breach) == (
            "Opslaget OPSLAG-1 er “Åben”: teksten er låst, siden det blev åbnet."
        )
    with pytest.raises(DatabaseError, match="locked"), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(text="Andet")


@pytest.mark.parametrize("who", ["pm", "ls", "ma", "ad", "stranger"])
def test_only_a_region_officer_writes_calls(people, who):
    with pytest.raises(NotAllowed):
        drafted(people, by=getattr(people, who))
    with pytest.raises(NotAllowed):
        drafted(people, organisation=people.organisations["lead"])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"text": " "}, "write its text"),
        ({"deadline": dt.date(2011, 1, 1)}, "is past"),
    ],
)
def test_what_an_open_call_needs(people, given, words):
    call = drafted(people, **given)
    with pytest.raises(deeds.CallRefused, match=words):
        deeds.open_call(call, by=people.rg, at=people.clock())


def test_an_application_answers_an_open_call_within_its_frame(people):
    call = drafted(people)
    with pytest.raises(ApplicationNotInOrder, match="takes no applications"):
        applied(people, call)
    call = deeds.open_call(call, by=people.rg, at=people.clock())
    with pytest.raises(ApplicationNotInOrder, match="apply within it"):
        applied(people, call, ceiling=Decimal("16000000.00"))
    people.clock.move_to(2012, 3, 2)
    with pytest.raises(ApplicationNotInOrder, match="its deadline is"):
        applied(people, call)


def test_a_reference_is_given_once_and_a_frame_is_above_zero(people):
    drafted(people)
    with pytest.raises(deeds.CallRefused, match="already"):
        drafted(people)
    with pytest.raises(deeds.CallRefused, match="above zero"):
        drafted(people, ref="OPSLAG-2", ceiling=Decimal(0))
