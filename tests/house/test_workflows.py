"""States are data: what the tables draw is what the models hold and what the actions do."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps

from consortium.rules.states import Step, Workflow, ranks, states_of
from consortium.rules.steps import STEP_LABELS
from reporting.documents.workflow import diagram, workflow_markdown
from reporting.models import SheetImport
from reporting.rules.workflows import WORKFLOWS

ROOT = Path(__file__).parents[2]
ACTIONS = sorted(path for path in ROOT.glob("*/actions/*.py"))
TABLES = [
    importlib.import_module(name)
    for name in (
        *("grants.rules.states", "reporting.rules.states", "reporting.rules.invoice_states"),
        *("reporting.rules.passage_states", "partners.rules.accounts"),
    )
]

# Where a state is set without `advance`: on the caller's own copy of a row that was moved, with
# the state that `advance` gave the caller, and on a mail, which is no workflow of the rule book.
STRAY = {
    # A sheet that is handed in is a working paper of the import, and not in the rule book either.
    "reporting.actions.imports:_take",
    "reporting.actions.kept_sheets:answer_sheet",
    "reporting.actions.kept_sheets:note_outcome",
    "reporting.actions.kept_sheets:_throw_away",
    "reporting.actions.import_jobs:run_import_job",
    "reporting.actions.packages:run_package_job",
    "reporting.actions.check_orders:order_checks",
    "reporting.actions.check_orders:run_check_job",
    "consortium.actions.mails:retry_mail",
    "reporting.actions.claim_answers:_close",
    "reporting.actions.invoices:_numbered",
    "reporting.actions.queries_answers:_mark",
    # A contact stands as its consents say: no workflow of rules.md 3.0.
    "partners.actions.contacts:forget",
    "partners.actions.confirmations:_lapse",
    "partners.actions.confirmations:confirm_for_contact",
    "partners.actions.confirmations:confirm_own_data",
    "partners.actions.confirmations:take_step",
    "partners.actions.contacts:forget_contacts",
}


WITH_ROWS = [one for one in WORKFLOWS if one.model]


def by_code(one: Workflow) -> str:
    return one.code


def models_with_states() -> dict[str, set[str]]:
    return {
        model._meta.label_lower: {code for code, _label in model.STATES}
        for room in ("partners", "grants", "reporting")
        for model in apps.get_app_config(room).get_models()
        if hasattr(model, "STATES") and not hasattr(model, "history_id")
        if model is not SheetImport
    }


def test_every_row_with_a_state_has_its_workflow():
    assert {one.model for one in WITH_ROWS} == set(models_with_states())


@pytest.mark.parametrize("workflow", WITH_ROWS, ids=by_code)
def test_the_table_names_the_states_of_the_model_and_reaches_them_all(workflow):
    stored = models_with_states()[workflow.model]
    assert set(ranks(workflow)) == stored
    assert set(states_of(workflow)) == stored


def tables(module: ModuleType) -> dict[str, object]:
    return {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, dict) and all(isinstance(one, Step) for one in value.values())
        if name.isupper() and value
    }


@pytest.mark.parametrize("module", TABLES, ids=lambda module: module.__name__)
def test_every_table_is_drawn(module):
    drawn = [id(one.table) for one in WORKFLOWS]
    assert [name for name, table in tables(module).items() if id(table) not in drawn] == []


def test_every_step_has_its_words_and_its_guard():
    bare = [
        f"{one.code}.{code}"
        for one in WORKFLOWS
        for code, step in one.table.items()
        if not step.guard or (not step.label and code not in STEP_LABELS)
    ]
    assert bare == []


def test_every_step_is_taken_by_some_action():
    said = {
        node.value
        for path in ACTIONS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    # The calendar's steps are named by a rule.
    said |= {"open", "fall_due", "close"}
    # A statement's step is its conclusion.
    said |= {"clean", "qualified", "adverse"}
    idle = {code for one in WORKFLOWS for code in one.table} - said
    assert idle == set()


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in ACTIONS:
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield f"{module}:{node.name}", node


def assigned(function: ast.FunctionDef) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Every target with its value; a tuple is taken apart."""
    for node in ast.walk(function):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                yield from zip(target.elts, node.value.elts, strict=True)
            else:
                yield target, node.value


def advances(value: ast.expr, names: set[str]) -> bool:
    if isinstance(value, ast.Name):
        return value.id in names
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        return value.func.id == "advance"
    return False


def test_no_state_is_set_past_its_table():
    stray = set()
    for name, function in functions():
        pairs = list(assigned(function))
        known = {
            target.id
            for target, value in pairs
            if isinstance(target, ast.Name) and advances(value, set())
        }
        for target, value in pairs:
            is_state = isinstance(target, ast.Attribute) and target.attr == "state"
            if is_state and not advances(value, known):
                stray.add(name)
    assert stray == STRAY


def test_the_paper_is_what_the_tables_say():
    written = (ROOT / "docs" / "workflow.md").read_text(encoding="utf-8")
    assert written == workflow_markdown(), "run manage.py write_workflow"


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=by_code)
def test_a_picture_is_the_same_each_time_and_says_what_it_shows(workflow):
    picture = diagram(workflow)
    assert picture == diagram(workflow)
    assert picture.count("<text") >= len(states_of(workflow))
    assert "<title" in picture and "<desc" in picture and "style=" not in picture
