"""Letting somebody in."""

from __future__ import annotations

import pytest

from consortium.actions.base import NotAllowed
from consortium.actions.people import AddressTaken, create_person


def created(people, **changed):
    values = {
        "email": "Ny@Konsortium.Example ",
        "name": "Ny",
        "by": people.ad,
        "at": people.clock(),
    }
    return create_person(**{**values, **changed})


def test_an_address_is_kept_in_lower_case_and_used_once(people):
    person = created(people)
    assert person.email == "ny@konsortium.example"
    assert not person.has_usable_password()
    with pytest.raises(AddressTaken):
        created(people, email="NY@konsortium.example")


@pytest.mark.parametrize("who", ["pm", "ls", "stranger"])
def test_only_administrators_let_people_in(people, who):
    with pytest.raises(NotAllowed):
        created(people, by=getattr(people, who))
