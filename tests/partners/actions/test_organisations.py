"""Organisations and employees: in order, and by whom."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from consortium.actions.base import NotAllowed
from partners.actions import organisations as deeds


def registered(people, **changed):
    values = {
        "name": "Silkeborg Kommune",
        "short_name": "Silkeborg",
        "cvr": "29189641",
        "sector": "municipal",
        "by": people.ad,
        "at": people.clock(),
    }
    return deeds.register_organisation(**{**values, **changed})


def hired(people, **changed):
    values = {
        "organisation": people.organisations["aarhus"],
        "staff_id": "A7",
        "name": "Anna",
        "user": people.em,
        "superior": people.pa,
        "employed_from": dt.date(2011, 1, 1),
        "by": people.pa,
        "at": people.clock(),
    }
    return deeds.hire_employee(**{**values, **changed})


def test_an_organisation_is_registered_and_amended(people):
    made = registered(people)
    assert made.history.count() == 1
    changed = deeds.amend_organisation(
        made, vat_recovery_pct=Decimal(100), by=people.ad, at=people.clock()
    )
    assert changed.vat_recovery_pct == Decimal(100)
    with pytest.raises(TypeError):
        deeds.amend_organisation(made, pk=1, by=people.ad, at=people.clock())


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"cvr": "29189642"}, "CVR_WRONG"),
        ({"vat_recovery_pct": Decimal(101)}, "VAT_SHARE_WRONG"),
        ({"name": "aarhus kommune"}, "NAME_TAKEN"),
    ],
)
def test_what_cannot_be_right_is_refused(people, changed, code):
    with pytest.raises(deeds.OrganisationNotInOrder) as refused:
        registered(people, **changed)
    assert [breach.code for breach in refused.value.breaches] == [code]


@pytest.mark.parametrize("who", ["pm", "pa", "ma", "stranger"])
def test_organisations_are_for_administrators(people, who):
    with pytest.raises(NotAllowed):
        registered(people, by=getattr(people, who))
    with pytest.raises(NotAllowed):
        deeds.amend_organisation(
            people.organisations["aarhus"], by=getattr(people, who), at=people.clock()
        )


def test_an_employee_is_hired_with_a_key_of_their_own_and_amended(people):
    made = hired(people)
    assert made.person_key == f"{people.organisations['aarhus'].pk}/A7"
    gone = deeds.amend_employee(
        made, employed_to=dt.date(2013, 1, 31), by=people.pu, at=people.clock()
    )
    assert gone.employed_to == dt.date(2013, 1, 31)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"staff_id": "010180-1234"}, "HOLDS_CPR"),
        ({"name": "Anna 0101801234"}, "HOLDS_CPR"),
        ({"superior": "em"}, "OWN_SUPERIOR"),
        ({"fte_pct": Decimal(0)}, "FTE_WRONG"),
        ({"employed_to": dt.date(2010, 1, 1)}, "DAYS_WRONG"),
    ],
)
def test_an_employee_is_in_order(people, changed, code):
    if "superior" in changed:
        changed = {"superior": people.em}
    with pytest.raises(deeds.EmployeeNotInOrder) as refused:
        hired(people, **changed)
    assert code in [breach.code for breach in refused.value.breaches]


def test_a_staff_number_is_used_once(people):
    hired(people)
    with pytest.raises(deeds.EmployeeNotInOrder, match="A7 is taken"):
        hired(people)


@pytest.mark.parametrize("who", ["randers_pa", "pm", "em", "stranger"])
def test_each_partner_keeps_its_own_staff(people, who):
    with pytest.raises(NotAllowed):
        hired(people, by=getattr(people, who))
