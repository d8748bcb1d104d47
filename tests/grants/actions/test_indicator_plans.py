"""Targets by period with their reasons, and figures from before the project (A-23)."""

from __future__ import annotations

import pytest

from consortium.actions.base import NotAllowed
from consortium.models import AuditEvent
from grants.actions.indicator_plans import (
    BaselineRefused,
    TargetRefused,
    keep_baseline,
    set_target,
)
from grants.actions.indicators import FIELDS, IndicatorRefused, set_indicator
from grants.models import Indicator, IndicatorBaseline, IndicatorTarget, TargetChange
from tests.reporting.sentences import said


def target(world, place=0, **changes):
    facts = {"minimum": 500, "by": world.pm, **changes}
    return set_target(world.indicator, world.periods[place], at=world.clock(), **facts)


def defined(world, **changes):
    terms = {name: getattr(world.indicator, name) for name in FIELDS}
    return set_indicator(
        world.grant, number=1, by=world.pm, at=world.clock(), **{**terms, **changes}
    )


def baseline(world, **changes):
    facts = {
        "code": "schools",
        "name_da": "Internationale skoler",
        "name_en": "International schools",
        "year": 2007,
        "value": 1,
        "source": "003",
        "by": world.pm,
    }
    return keep_baseline(world.grant, at=world.clock(), **{**facts, **changes})


def test_a_target_is_set_and_changed_with_its_reason(world):
    row = target(world, maximum=800, is_milestone=True)
    assert (row.minimum, row.maximum, row.is_milestone) == (500, 800, True)
    assert not TargetChange.objects.exists()
    target(world, minimum=400, change_code="delay", change_text="Vi begyndte i maj.")
    change = TargetChange.objects.get()
    assert (change.before, change.after, change.code) == ("500–800", "400", "delay")
    assert change.changed_by == world.pm
    event = AuditEvent.objects.get(verb="indicator.target_changed")
    assert event.reason == "delay: Vi begyndte i maj."
    assert IndicatorTarget.history.count() == 2


def test_the_milestone_alone_is_no_change_of_the_target(world):
    target(world)
    target(world, is_milestone=True)
    assert not TargetChange.objects.exists()


def test_the_indicators_own_target_needs_a_reason_too(world):
    with pytest.raises(IndicatorRefused) as refusal:
        defined(world, target=4500)
    assert said(refusal)[0].startswith("The target was 4000. Choose why it is changed")
    assert "Måltallet var 4000." in said(refusal, "da")[0]
    defined(world, target=4500, change_code="authority", change_text="Brev af 1. maj 2012.")
    change = TargetChange.objects.get()
    assert (change.period, change.before, change.after) == (None, "4000", "4500")


@pytest.mark.parametrize(
    ("changes", "english", "danish"),
    [
        (
            {"minimum": 9, "maximum": 8},
            "The target goes from 9 to 8: the most is below the least.",
            "Måltallet går fra 9 til 8",
        ),
        (
            {"minimum": 300},
            "The target was 500. Choose why it is changed: the reason is kept with it.",
            "Måltallet var 500.",
        ),
        (
            {"minimum": 300, "change_code": "scope"},
            "Say in words what led to the change of the target.",
            "Skriv med ord",
        ),
        (
            {"place": 1, "minimum": 400},
            "Period 2 asks for 400 and period 1 for 500 already: targets are what is reached in "
            "all by the end of the period.",
            "Periode 2 beder om 400",
        ),
    ],
)
def test_a_target_that_cannot_stand_is_refused(world, changes, english, danish):
    target(world)
    with pytest.raises(TargetRefused) as refusal:
        target(world, **changes)
    assert said(refusal)[0].startswith(english)
    assert said(refusal, "da")[0].startswith(danish)
    assert IndicatorTarget.objects.get().minimum == 500


def test_a_ratio_is_one_all_the_way_and_has_per_cents(world):
    with pytest.raises(IndicatorRefused) as refusal:
        defined(world, over_time="ratio")
    assert said(refusal)[0].startswith("A ratio over time is a ratio over partners as well")
    assert said(refusal, "da")[0].startswith("Et forhold over tid er også et forhold over partnere")
    with pytest.raises(IndicatorRefused) as refusal:
        defined(world, over_time="ratio", over_partners="ratio")
    assert said(refusal)[0].startswith("The target of a ratio is per cent, at most 100.")
    made = defined(world, over_time="latest", over_partners="ratio", target=70, change_code="error")
    assert made.is_ratio
    with pytest.raises(TargetRefused):
        target(world, minimum=101)


def test_a_common_indicator_stands_once_in_a_grant(world):
    defined(world, common="rural")
    terms = {name: getattr(world.indicator, name) for name in FIELDS} | {"common": "rural"}
    with pytest.raises(IndicatorRefused) as refusal:
        set_indicator(world.grant, number=2, by=world.pm, at=world.clock(), **terms)
    assert said(refusal)[0].startswith("Another indicator of the grant is this common indicator")
    assert Indicator.objects.count() == 1


def test_a_figure_from_before_is_kept_and_corrected(world):
    baseline(world)
    baseline(world, year=2011, value=5)
    baseline(world, value=2, source="003, side 3")
    assert [(one.year, one.value) for one in IndicatorBaseline.objects.all()] == [
        (2007, 2),
        (2011, 5),
    ]
    with pytest.raises(BaselineRefused) as refusal:
        baseline(world, source=" ")
    assert said(refusal)[0].startswith("Say where the figure is from")
    assert said(refusal, "da")[0].startswith("Skriv, hvor tallet er fra")
    with pytest.raises(BaselineRefused) as refusal:
        baseline(world, value=9, out_of=8)
    assert said(refusal)[0].startswith("9 of 8 is more than all.")


def test_only_who_plans_sets_targets(world):
    for person in (world.lc, world.pu, world.au):
        with pytest.raises(NotAllowed):
            target(world, by=person)
        with pytest.raises(NotAllowed):
            baseline(world, by=person)
