"""A file over 400 lines is two topics; a function over 40 is two steps; no drawer for odds."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("consortium", "partners", "grants", "reporting")
DRAWERS = {"utils", "helpers", "common", "services", "signals", "misc", "tools", "shared"}


def files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (p for p in (ROOT / folder).rglob("*.py") if "migrations" not in p.parts)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def test_no_file_has_more_than_400_lines():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in files(*ROOMS, "tests")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Without the signature and the docstring, which are as long as they must be."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_no_function_has_more_than_40_lines():
    long = {
        f"{path.relative_to(ROOT)}:{function.name}": length
        for path in files(*ROOMS)
        for function in functions(path)
        if (length := lines_of(function)) > 40
    }
    assert long == {}


def test_no_function_imports():
    wrong = [
        f"{path.relative_to(ROOT)}:{function.name}"
        for path in files(*ROOMS, "tests")
        for function in functions(path)
        if any(isinstance(node, (ast.Import, ast.ImportFrom)) for node in ast.walk(function))
    ]
    assert wrong == []


def test_no_file_is_a_drawer():
    wrong = [
        str(path.relative_to(ROOT))
        for path in files(*ROOMS, "tests")
        if {path.stem, *path.relative_to(ROOT).parts[:-1]} & DRAWERS
    ]
    assert wrong == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_module_and_public_function_says_what_it_is_for(room):
    silent = []
    for path in files(room):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if tree.body and not ast.get_docstring(tree):
            silent.append(str(path.relative_to(ROOT)))
        for node in tree.body:
            if not isinstance(node, (ast.FunctionDef, ast.ClassDef)) or node.name[0] == "_":
                continue
            if not ast.get_docstring(node):
                silent.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert silent == []
