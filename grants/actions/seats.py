"""Seats: who sits where in which role, and the object permissions that follow from it."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import Group
from django.db.models import Q
from django.utils import timezone
from guardian.shortcuts import assign_perm

from consortium.actions.base import NotAllowed, action, record
from consortium.models import HOUSE_CHAIN, User
from consortium.models.access import actor_of, forget_actor
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import GRANT_ROLES, Capability, Role, Scope, capabilities_on
from grants.models import Application, Grant, Proposal
from partners.models import Membership, Organisation


class SeatNotInOrder(Refused):
    """A seat of this kind does not exist, or is taken already."""

    code = "SEAT_NOT_IN_ORDER"


class OwnSeat(Refused):
    """Nobody gives themself the right to move money."""

    code = "OWN_SEAT"


class SeatEndsLater(Refused):
    """Rights end when the seat ends; a seat cannot end on a later day."""

    code = "SEAT_ENDS_LATER"


@action
def appoint(
    *,
    user: User,
    role: Role,
    organisation: Organisation,
    grant_ref: str = "",
    starts_on: dt.date,
    by: User,
    at: dt.datetime,
) -> Membership:
    """Give *user* a seat: on a grant in the name of an organisation, or in the organisation."""
    role = Role(role)
    must_manage(by, organisation, grant_ref)
    _check_seat(user, role, organisation, grant_ref)
    _check_giver(user, role, starts_on, by, at)
    seat = Membership.objects.create(
        user=user,
        role=role.value,
        organisation=organisation,
        grant_ref=grant_ref,
        starts_on=starts_on,
    )
    group = _group_of(seat)
    _assign(group, seat)
    user.groups.add(group)
    forget_actor(user)
    after = {"user": user.email, "role": role.value, "from": starts_on, "grant": grant_ref}
    # An auditor must be let in also while a settled project is kept.
    record("seat.given", seat, chain=grant_ref or HOUSE_CHAIN, after=after, after_seal=True)
    return seat


@action
def end_seat(
    membership: Membership, ends_on: dt.date, *, by: User, at: dt.datetime, reason: str = ""
) -> Membership:
    """End a seat on *ends_on*, today at the latest; its rights go at once."""
    seat = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("user", "organisation")
        .get(pk=membership.pk)
    )
    must_manage(by, seat.organisation, seat.grant_ref)
    if ends_on > timezone.localdate(at):
        raise SeatEndsLater.because(
            _("A seat ends today at the latest, not on %(day)s; end it on that day."),
            subject="ends_on",
            day=ends_on,
        )
    if seat.ends_on or ends_on < seat.starts_on:
        raise SeatNotInOrder.because(
            _("The seat has ended already, or would end before it began on %(day)s."),
            subject="ends_on",
            day=seat.starts_on,
        )
    seat.ends_on = ends_on
    seat.save()
    # A group is shared by all who sit in the same role in the same place, whatever they sit for.
    twins = Membership.objects.filter(
        user=seat.user, role=seat.role, grant_ref=seat.grant_ref, ends_on__isnull=True
    )
    if not seat.grant_ref:
        twins = twins.filter(organisation=seat.organisation)
    if not twins.exists():
        seat.user.groups.remove(_group_of(seat))
    forget_actor(seat.user)
    after = {"ends_on": ends_on}
    record(
        "seat.ended",
        seat,
        chain=seat.grant_ref or HOUSE_CHAIN,
        after=after,
        after_seal=True,
    )
    return seat


def sync_seats(ref: str) -> None:
    """Give the seats on *ref* their rights on what exists of it: proposal, application, grant."""
    seen = set()
    for seat in Membership.objects.filter(grant_ref=ref, ends_on__isnull=True):
        if seat.role not in seen:
            seen.add(seat.role)
            _assign(_group_of(seat), seat)


def _check_seat(user: User, role: Role, organisation: Organisation, grant_ref: str) -> None:
    if (role in GRANT_ROLES) != bool(grant_ref):
        raise SeatNotInOrder.because(
            _("The role %(role)s is a seat in an organisation without a grant.")
            if grant_ref
            else _("The role %(role)s is a seat on a grant; name the grant's reference."),
            rule="rules 3.0",
            subject="grant_ref",
            role=role.value,
        )
    open_seat = Membership.objects.filter(
        user=user,
        role=role.value,
        organisation=organisation,
        grant_ref=grant_ref,
        ends_on__isnull=True,
    )
    if open_seat.exists():
        raise SeatNotInOrder.because(
            _("%(person)s has this seat already."), subject="user", person=str(user)
        )


def _check_giver(user: User, role: Role, starts_on: dt.date, by: User, at: dt.datetime) -> None:
    if user.pk == by.pk and role is not Role.AD:
        raise OwnSeat.because(
            _("%(person)s cannot appoint themself as %(role)s; another administrator must."),
            rule="A-07",
            subject="user",
            person=str(by),
            role=role.value,
        )
    if starts_on > timezone.localdate(at):
        raise SeatNotInOrder.because(
            _("A seat gives its rights at once; appoint %(person)s on %(day)s or later."),
            subject="starts_on",
            person=str(user),
            day=starts_on,
        )


def must_manage(by: User, organisation: Organisation, grant_ref: str) -> None:
    """Refuse unless *by* administers the project, or one that the organisation carries."""
    if by.is_superuser and by.is_active:
        return
    managed = actor_of(by).ids(Capability.MANAGE_PEOPLE, Application)
    mine = Application.objects.filter(pk__in=managed)
    if grant_ref:
        allowed = mine.filter(ref=grant_ref).exists()
    else:
        # An administrator of one project gives no seats in the organisations of another.
        carried = Q(lead=organisation) | Q(support_letters__organisation=organisation)
        allowed = bool(managed) and (
            mine.filter(carried).exists() or not Application.objects.filter(carried).exists()
        )
    if not allowed:
        raise NotAllowed.because(
            _("%(person)s may not give or end seats here."), rule="rules 3.0", person=str(by)
        )


def _group_of(seat: Membership) -> Group:
    group, _made = Group.objects.get_or_create(name=seat.group_name)
    return group


def _assign(group: Group, seat: Membership) -> None:
    targets: list[tuple[Scope, Proposal | Application | Grant | Organisation]] = []
    if seat.grant_ref:
        for model in (Proposal, Application, Grant):
            targets.extend((Scope.GRANT, row) for row in model.objects.filter(ref=seat.grant_ref))
    else:
        targets.append((Scope.ORGANISATION, seat.organisation))
    for scope, target in targets:
        for capability in capabilities_on(Role(seat.role), scope):
            assign_perm(f"{target._meta.app_label}.{capability.value}", group, target)
