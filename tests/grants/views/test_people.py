"""People and seats: an administrator's pages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from consortium.actions.base import NotAllowed
from consortium.models import User
from consortium.models.access import actor_of
from consortium.rules.roles import Capability as C
from consortium.rules.roles import Role
from grants.actions import seats
from grants.models import Grant
from partners.models import Membership
from tests.grants.views.test_pages import logged_in


def test_an_administrator_lets_somebody_in_seats_them_and_ends_the_seat(world):
    ad = logged_in(world.ad)
    person = {
        "name": "Ny",
        "email": "ny@konsortium.example",
        "language": "da",
        "password": "et langt kodeord 42",
    }
    short = ad.post(reverse("grants:person-new"), {**person, "password": "kort"})
    assert short.context["form"].errors["password"]
    ad.post(reverse("grants:person-new"), person)
    again = ad.post(reverse("grants:person-new"), person)
    assert again.context["form"].errors["email"]
    new = User.objects.get(email="ny@konsortium.example")
    seat = {
        "user": new.pk,
        "role": "AU",
        "organisation": world.organisations["outside"].pk,
        "grant_ref": world.ref,
        "starts_on": "1.3.2012",
    }
    assert ad.post(reverse("grants:seat-new"), {**seat, "grant_ref": ""}).status_code == 200
    ad.post(reverse("grants:seat-new"), seat)
    assert logged_in(new).get(reverse("grants:grant-detail", args=[world.ref])).status_code == 200
    held = Membership.objects.get(user=new)
    assert new.name in ad.get(reverse("grants:people")).content.decode()
    ad.post(reverse("grants:seat-end", args=[held.pk]), {"ends_on": "1.4.2012"})
    assert logged_in(new).get(reverse("grants:grant-detail", args=[world.ref])).status_code == 404


@pytest.mark.parametrize("who", ["pm", "ls", "lc", "stranger"])
def test_nobody_else_comes_near(world, who):
    client = logged_in(getattr(world, who))
    held = Membership.objects.get(user=world.pm)
    pages = [("people", []), ("person-new", []), ("seat-new", []), ("seat-end", [held.pk])]
    for name, args in pages:
        assert client.get(reverse(f"grants:{name}", args=args)).status_code == 403


def seat(world, user, role, organisation="outside", ref="M-003", by=None, on=dt.date(2012, 1, 1)):
    return seats.appoint(
        user=user,
        role=role,
        organisation=world.organisations[organisation],
        grant_ref=ref,
        starts_on=on,
        by=by or world.ad,
        at=world.clock(),
    )


def test_a_seat_gives_its_rights_and_its_end_takes_them(world):
    held = seat(world, world.stranger, Role.RO)
    assert actor_of(world.stranger).can(C.VIEW_ROWS, world.grant)
    # a twin in the name of another organisation keeps the rights
    twin = seat(world, world.stranger, Role.RO, organisation="funder")
    seats.end_seat(held, dt.date(2012, 3, 1), by=world.ad, at=world.clock())
    fresh = User.objects.get(pk=world.stranger.pk)
    assert actor_of(fresh).can(C.VIEW_ROWS, world.grant)
    seats.end_seat(twin, dt.date(2012, 3, 1), by=world.ad, at=world.clock())
    fresh = User.objects.get(pk=world.stranger.pk)
    assert not actor_of(fresh).can(C.VIEW_ROWS, world.grant)
    assert not Grant.objects.visible_to(fresh).exists()


def test_a_seat_ends_once_and_never_later_than_today(world):
    held = Membership.objects.get(user=world.ro)
    with pytest.raises(seats.SeatEndsLater):
        seats.end_seat(held, dt.date(2013, 1, 1), by=world.ad, at=world.clock())
    seats.end_seat(held, dt.date(2012, 3, 1), by=world.ad, at=world.clock())
    with pytest.raises(seats.SeatNotInOrder):
        seats.end_seat(held, dt.date(2012, 3, 1), by=world.ad, at=world.clock())


@pytest.mark.parametrize(
    ("role", "ref"), [(Role.PU, "M-003"), (Role.LC, ""), (Role.AD, ""), (Role.EM, "M-003")]
)
def test_a_role_has_its_place(world, role, ref):
    with pytest.raises(seats.SeatNotInOrder):
        seat(world, world.stranger, role, ref=ref)


def test_nobody_sits_twice_or_from_a_day_to_come(world):
    with pytest.raises(seats.SeatNotInOrder):
        seat(world, world.ro, Role.RO)
    with pytest.raises(seats.SeatNotInOrder):
        seat(world, world.stranger, Role.RO, on=dt.date(2020, 1, 1))


def test_an_administrator_gives_no_money_rights_to_themself(world):
    with pytest.raises(seats.OwnSeat):
        seat(world, world.ad, Role.LS)


def test_an_administrator_of_one_project_stays_in_it(world):
    seat(world, world.stranger, Role.AD)
    keeper = User.objects.get(pk=world.stranger.pk)
    assert seat(world, world.ro, Role.AU, by=keeper)
    assert seat(world, world.ro, Role.PU, organisation="randers", ref="", by=keeper)
    with pytest.raises(NotAllowed):
        seat(world, world.ro, Role.AU, ref="OTHER", by=keeper)
    with pytest.raises(NotAllowed):
        seat(world, world.ro, Role.RO, by=world.pm)
