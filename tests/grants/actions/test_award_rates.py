"""Flat rates that a grant letter gives: what its programme allows, and how they may combine."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from consortium.queries.texts import sentence_text
from consortium.rules.refusals import Refused
from grants.actions.applications import NotGrantable
from grants.forms.applications import AwardForm
from grants.models import Application
from tests.cast import awarded_grant

pytestmark = pytest.mark.django_db


def refused(**award) -> Refused:
    with pytest.raises(NotGrantable) as error:
        awarded_grant(**award)
    return error.value


def said(refusal: Refused, language: str) -> list[str]:
    with translation.override(language):
        return [sentence_text(breach) for breach in refusal.breaches]


def test_a_letter_may_give_what_the_programme_allows():
    world = awarded_grant(flat_rates={"indirect_of_direct": "1/5"})
    assert world.grant.profile["flat_rates"] == {"indirect_of_direct": "1/5"}


def test_a_rate_above_the_maximum():
    refusal = refused(flat_rates={"indirect_of_direct": "1/4"})
    assert said(refusal, "en") == [
        "A flat rate of 1/4 is above the maximum of 1/5 for “Indirect cost, of direct cost”; lower "
        "it to the maximum or below."
    ]
    assert said(refusal, "da") == [
        "Et udokumenteret tillæg på 1/4 er over maksimum på 1/5 for »Indirekte omkostninger, af "
        "direkte omkostninger«; sæt det ned til højst maksimum."
    ]
    assert refusal.breaches[0].rule == "R-40"


def test_a_rate_that_the_programme_does_not_have():
    refusal = refused(flat_rates={"other_of_staff": "2/5"})
    assert said(refusal, "en") == [
        "The programme esf-2007-13 has no flat rate of the kind “All other cost, of staff cost”. "
        "Leave the rate out."
    ]


def test_c18_two_rates_for_the_same_cost():
    rates = {"other_of_staff": "2/5", "staff_of_other": "1/5"}
    refusal = refused(flat_rates=rates, other_of_staff="2/5", staff_of_other="1/5")
    assert [breach.code for breach in refusal.breaches] == ["RATE_COMBINATION"]
    assert said(refusal, "en") == [
        "A rate for all other cost stands alone: it covers the rest, and its base must be real "
        "staff cost."
    ]


def test_a_calculated_rate_needs_its_calculation():
    rates = {"indirect_calculated": "1/4"}
    refusal = refused(flat_rates=rates, indirect_calculated="1/4")
    assert said(refusal, "en") == [
        "A calculated rate needs its calculation on file; say where it is filed."
    ]


def test_a_calculated_rate_with_its_calculation():
    world = awarded_grant(
        flat_rates={"indirect_calculated": "1/4"},
        indirect_calculated="1/4",
        rate_calculation="Bilag 4",
    )
    assert world.grant.profile["rate_calculation"] == "Bilag 4"


def test_an_unknown_kind():
    refusal = refused(flat_rates={"overhead": "1/5"})
    assert "There is no flat rate of the kind overhead" in said(refusal, "en")[0]


def form(**given) -> AwardForm:
    world = awarded_grant()
    application = Application.objects.get(pk=world.application.pk)
    data = {
        "amount": "15.000.000,00",
        "budget": "30.000.000,00",
        "offered_on": "20.01.2012",
        "match_test": "on",
        "rate_basis": "grant_ratio",
    }
    return AwardForm.for_application(application, data | given)


def test_the_form_gives_a_rate_as_an_exact_fraction():
    filled = form(flat_rate="indirect_of_direct", flat_rate_pct="18")
    assert filled.is_valid(), filled.errors
    application = Application.objects.get()
    assert filled.overrides(application) == {"flat_rates": {"indirect_of_direct": "9/50"}}


def test_the_form_offers_only_what_the_programme_has():
    offered: Any = form().fields["flat_rate"]
    choices = [code for code, _label in offered.choices]
    assert choices == ["", "indirect_of_direct"]


def test_a_kind_without_its_percentage():
    filled = form(flat_rate="indirect_of_direct")
    assert not filled.is_valid()
    assert "flat_rate_pct" in filled.errors
