"""What somebody may do where: read once per request from django-guardian's object permissions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from guardian.models import GroupObjectPermission

from consortium.models.past import standing_at
from consortium.rules.roles import READING, Capability


@dataclass(frozen=True)
class Actor:
    """One person's rights: (model label, capability) → the keys of the objects it is held on."""

    user_id: int | None
    rights: Mapping[tuple[str, str], frozenset[int]]

    def ids(self, capability: Capability, model: type[models.Model] | str) -> frozenset[int]:
        """The keys of the objects of *model* on which *capability* is held."""
        label = model if isinstance(model, str) else model._meta.label_lower
        return self.rights.get((label, capability.value), frozenset())

    def can(self, capability: Capability, target: models.Model) -> bool:
        """Whether *capability* is held on *target*; in the past nobody can do anything."""
        if standing_at.get() is not None and capability not in READING:
            return False
        return target.pk in self.ids(capability, type(target))

    def can_anywhere(self, capability: Capability) -> bool:
        """Whether *capability* is held on any object at all."""
        return any(held == capability.value for _label, held in self.rights)


NOBODY = Actor(None, {})


def actor_of(user: Any) -> Actor:
    """The rights of *user*, kept on the user object for as long as it lives (one request).

    They are today's rights, also where a page shows the past; but nothing can be done there.
    """
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    known: Actor | None = getattr(user, "_actor", None)
    if known is None:
        known = user._actor = _read_actor(user)
    return known


def act_by_seat(user: Any, group: str) -> None:
    """Let *user*, loaded for one request, hold the rights of one seat (*group*) and no others."""
    user.seat_group = group
    user.is_superuser = user.is_staff = False
    forget_actor(user)


def forget_actor(user: Any) -> None:
    """Read the rights of *user* again next time: its memberships have changed."""
    if hasattr(user, "_actor"):
        del user._actor


def runs_house(user: Any) -> bool:
    """Whether *user* is an administrator: of some grant by a seat, or of the installation."""
    return bool(user.is_active and user.is_superuser) or actor_of(user).can_anywhere(
        Capability.MANAGE_PEOPLE
    )


def _read_actor(user: Any) -> Actor:
    rights: dict[tuple[str, str], set[int]] = {}
    held = GroupObjectPermission.objects.filter(group__user=user)
    only = getattr(user, "seat_group", None)
    if only is not None:
        held = held.filter(group__name=only)
    rows = held.values_list(
        "content_type__app_label", "content_type__model", "permission__codename", "object_pk"
    )
    for room, model, capability, key in rows:
        rights.setdefault((f"{room}.{model}", capability), set()).add(int(key))
    return Actor(user.pk, {right: frozenset(keys) for right, keys in rights.items()})
