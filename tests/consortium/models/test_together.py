"""`Together`: tables, keys and constraints in one step, and away again."""

from __future__ import annotations

import pytest
from django.db import connection, models
from django.db.migrations.operations import AddConstraint, AddField, CreateModel
from django.db.migrations.state import ProjectState

from consortium.models.together import Together

STEPS = Together(
    [
        CreateModel("Shelf", [("id", models.BigAutoField(primary_key=True))]),
        CreateModel(
            "Binder",
            [("id", models.BigAutoField(primary_key=True)), ("width", models.IntegerField())],
        ),
        AddField(
            "binder", "shelf", models.ForeignKey("consortium.shelf", on_delete=models.PROTECT)
        ),
        AddConstraint(
            "binder",
            models.CheckConstraint(condition=models.Q(width__gt=0), name="binder_has_width"),
        ),
    ]
)


@pytest.mark.django_db(transaction=True)
def test_tables_come_whole_and_go_again():
    before, after = ProjectState(), ProjectState()
    STEPS.state_forwards("consortium", after)
    with connection.schema_editor() as editor:
        STEPS.database_forwards("consortium", editor, before, after)
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "consortium_binder")
    assert found["binder_has_width"]["check"]
    assert ("consortium_shelf", "id") in [one["foreign_key"] for one in found.values()]
    with connection.schema_editor() as editor:
        STEPS.database_backwards("consortium", editor, after, before)
    left = connection.introspection.table_names()
    assert not {"consortium_shelf", "consortium_binder"} & set(left)


def test_it_says_what_it_does():
    assert STEPS.describe() == "Create 2 models together"
    assert STEPS.deconstruct() == ("Together", [], {"operations": STEPS.operations})
