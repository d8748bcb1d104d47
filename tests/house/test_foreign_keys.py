"""Foreign keys point down: to the same room or one below, and leave no name up there."""

from __future__ import annotations

from django.apps import apps
from django.db.models import ForeignKey

ROOMS = ["consortium", "partners", "grants", "reporting"]
# Asked for so often from below that a name there reads better than a query by hand.
NAMED_ACROSS_ROOMS = {
    "partners.membership.user",
    "reporting.claim.grant",
    "reporting.correction.grant",
    "reporting.invoice.instalment",
}


def keys():
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            if not hasattr(model, "history_id"):
                yield from (f for f in model._meta.local_fields if isinstance(f, ForeignKey))


def name_of(key) -> str:
    return f"{key.model._meta.label_lower}.{key.name}"


def test_a_key_points_to_the_same_room_or_a_lower_one():
    wrong = [
        name_of(key)
        for key in keys()
        if key.related_model._meta.app_label in ROOMS
        and ROOMS.index(key.related_model._meta.app_label) > ROOMS.index(key.model._meta.app_label)
    ]
    assert wrong == []


def test_a_key_into_another_room_leaves_no_name_there():
    named = {
        name_of(key)
        for key in keys()
        if key.related_model._meta.app_label != key.model._meta.app_label
        and not key.remote_field.hidden
    }
    assert named == NAMED_ACROSS_ROOMS
