"""Several tables in one step: of a room for an empty database, of a migration for an older one.

Django renders every model anew after each step of a migration; with some hundreds of steps that
takes minutes. Here the state is told of all steps first and rendered once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Together(Operation):
    """Models as all of *operations* leave them: nothing else may stand among these."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """The operation's name and arguments, as a migration file spells them."""
        return self.__class__.__name__, [], {"operations": self.operations}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Tell *state* of every step, without models that each step would render anew."""
        vars(state).pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Create the tables, each with its keys, constraints and indexes."""
        for name in self._names():
            schema_editor.create_model(to_state.apps.get_model(app_label, name))

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Remove the tables, last first."""
        for name in reversed(self._names()):
            schema_editor.delete_model(from_state.apps.get_model(app_label, name))

    def describe(self) -> str:
        """What `migrate --plan` says."""
        return f"Create {len(self._names())} models together"

    def _names(self) -> list[str]:
        return [one.name for one in self.operations if isinstance(one, CreateModel)]
