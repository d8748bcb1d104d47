"""Every line that rules.md section 6 draws from the documents has its place (`docs/sources.md`)."""

from __future__ import annotations

import ast
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.apps import apps

from partners.rules import contacts
from reporting.documents.parts import KINDS
from reporting.management.demo import agreement_words as agreed
from reporting.management.demo import (
    communication,
    coordination,
    networks,
    people,
    promise,
    results,
)
from tests.house.addresses import addresses
from tests.house.items_003 import ITEMS, UNATTENDED
from tests.house.source_lines import LINES

ROOT = Path(__file__).parents[2]
NO_REPORT = "–"


@dataclass(frozen=True)
class Row:
    """One row of the table: the line and where it is."""

    key: str
    sentence: str
    page: str
    model: str
    report: str
    test: str


def table() -> list[Row]:
    text = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| 0")]
    return [Row(*(cell.strip().strip("`") for cell in cells)) for cells in rows]


ROWS = table()
PAGES = {name for name, _route in addresses()}


def test_each_line_has_one_row_and_each_row_its_line():
    found = {row.key: row.sentence for row in ROWS}
    assert found == LINES
    assert [key for key, count in Counter(row.key for row in ROWS).items() if count > 1] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
def test_what_a_row_names_is_there(row):
    assert row.page in PAGES
    assert apps.get_model(row.model)
    assert row.report == NO_REPORT or row.report in KINDS
    file, _colon, name = row.test.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def kept(name: str):
    return json.loads((ROOT / "fixtures" / name).read_text(encoding="utf-8"))


def test_the_agreement_of_001_is_complete():
    described = [letter for letter, _title, elsewhere in agreed.AREAS if not elsewhere]
    assert (len(agreed.AREAS), described) == (6, ["a", "b", "c", "d"])
    assert {one: len(agreed.ACTIVITIES[one]) for one in described} == {
        "a": 6,
        "b": 3,
        "c": 3,
        "d": 6,
    }
    assert {one: len(agreed.OUTCOMES[one]) for one in described} == {"a": 2, "b": 2, "c": 2, "d": 7}
    assert [value for _text, value in agreed.BASELINE] == ["79.5", "16.9", "84", "93"]
    assert len(set(agreed.CRITERIA)) == 5
    figures = {(least, most) for _text, _kind, least, most, *_rest in agreed.TARGETS}
    assert {("12", None), ("500", None), ("5", "6"), ("2", "4"), ("1", "5")} <= figures
    assert sum(float(amount) for *_area, amount in agreed.MONEY) == 1_600_000
    found: dict[str, int] = {"faults": len(agreed.FAULTS), "bodies": len(agreed.BODIES)}
    assert found == {"faults": 5, "bodies": 3}


def test_the_project_of_003_is_complete():
    """Its tasks and items are the kinds that are loaded, and the demo tells the rest of it."""
    kinds = {
        one["fields"]["code"]: one["fields"]
        for one in kept("reference.json")
        if one["model"] == "grants.activitytype"
    }
    places = {code: (one["theme"], one["scope"]) for code, one in kinds.items()}
    assert places == {code: place for place, codes in ITEMS.items() for code in codes}
    shown = {"network", "competence"}
    held = {code for code, one in kinds.items() if one["counts_attendance"]}
    assert held == {code for code, place in places.items() if place[0] in shown} - UNATTENDED
    tasks = dict(coordination.TASKS)
    assert {tasks[code] for code in ITEMS["administration", "regional"]} == {"lead"}
    assert {places[code][1] for code in tasks} == {"regional"}
    assert [name for key, name, *_rest in people.PARTNERS if key != "lead"] == [
        *("Aarhus", "Randers", "Silkeborg", "Horsens-Hedensted", "Viborg-Skive"),
        *("Ringkøbing-Skjern", "Lemvig"),
    ]
    sectors = {sector for *_names, sector, _vat in people.PARTNERS}
    assert sectors == {"public_like", "municipal", "private"}
    assert set(promise.BUDGETS) == {key for key, *_rest in people.PARTNERS}
    told = {code: values for code, _danish, _english, values in results.BASELINE}
    assert told == {
        "schools": {2007: 1, 2011: 5},
        "ib": {2007: 2, 2011: 4},
        "consortia": {2011: 7},
    }
    first, second, *_more = [text for text, _indicator in results.QUESTIONS]
    assert "virksomheder" in first and "offentlige modtagelse" in second
    lists = {kind for _key, kind, *_rest in communication.LISTS}
    assert {contacts.COMPANIES, contacts.VOLUNTEERS, contacts.AGENTS, contacts.HOSTS} <= lists
    assert {one.where for one in coordination.PROJECTS} == {"region", "outside"}
    assert {body for body, _seat in coordination.MEMBERS} >= {
        *("WorkinDenmark", "Beskæftigelsesregion Midtjylland", "Region Midtjylland"),
    }


def test_the_themes_of_003_are_its_aims_and_target_groups():
    """Two aims, and below them the three target groups that its kinds of activity are for."""
    assert [code for code, _danish, _english in networks.AIMS] == ["1", "2"]
    first, second = (danish for _code, danish, _english in networks.AIMS)
    assert "virksomhedernes modtagelse" in first and "offentlige modtagelse" in second
    groups = {code: danish for code, danish, _english, _kinds in networks.TARGET_GROUPS}
    assert groups == {
        "1.1": "Virksomheder",
        "2.1": "Udenlandske medarbejdere og familier",
        "2.2": "Offentlige myndigheder",
    }
    placed = [code for *_names, kinds in networks.TARGET_GROUPS for code in kinds]
    assert len(placed) == len(set(placed))
    # Everything that is held for somebody stands in a target group; upkeep and reporting in none.
    shown = {code for (theme, _scope), codes in ITEMS.items() for code in codes if theme in SHOWN}
    assert set(placed) == shown | {"spouse-jobs"}


SHOWN = {"network", "competence"}


def promises(proposal, level="promised"):
    return [
        (one["kind"], one.get("minimum"), one.get("maximum"))
        for one in proposal["targets"]
        if one.get("level", "promised") == level
    ]


def test_the_proposal_000_is_complete():
    told = kept("proposals_000_002.json")[0]
    roles = Counter(one["role"] for one in told["parties"])
    assert roles == {"proposer": 4, "department": 3}
    assert (len(told["parts"]), told["facts"]["strategy_measures"]) == (4, 10)
    assert "amount" not in told["facts"]
    assert promises(told) == [
        ("days", "2", "6"),
        ("count", "200", None),
        ("count", "50", None),
        ("per_place", "2", None),
        ("count", "10", None),
        *[("done", None, None)] * 4,
    ]
    assert promises(told, "known") == [("count", "6500", None)]


def test_the_proposal_002_is_complete():
    told = kept("proposals_000_002.json")[1]
    assert (told["facts"]["amount"], told["facts"]["pilot_months"]) == ("450000.00", 12)
    assert Counter(one["role"] for one in told["parties"]) == {
        "proposer": 1,
        "lead": 1,
        "possible": 2,
    }
    assert promises(told) == [
        ("range", "30", "40"),
        ("count", "30", None),
        ("range", "3", "4"),
    ]
    wanted = promises(told, "strategy")
    assert wanted == [("count", "1500", None), ("above", None, None), ("rank", "1", None)]
    assert promises(told, "known") == [("share", "70", None)]


def test_the_register_of_004_is_complete():
    told = kept("register_004.json")
    phases = Counter(one["phase"] for one in told["barriers"])
    assert phases == {"attract": 9, "receive": 5, "retain": 8}
    numbers = {one["number"]: one for one in told["measures"]}
    assert sorted(numbers) == list(range(1, 44))
    assert [number for number, one in numbers.items() if one["is_own"]] == list(range(1, 24))
    assert {len(one["owners"]) for one in numbers.values()} <= {1, 2, 3}
    own = {code for number in range(1, 24) for code in numbers[number]["owners"]}
    assert own == {"ØKF", "KFF", "BIF", "BUF"}
    assert any(not one.get("effect") and not one.get("resources") for one in numbers.values())
    codes = {one["status"]["code"] for one in numbers.values() if "status" in one}
    assert len(codes) == 7
    covered = {number for one in told["actions"] for number in one["measures"]}
    assert (len(told["themes"]), len(told["actions"]), len(covered)) == (5, 8, 11)
    assert len(told["table"]["lines"]) == 12
    assert told["funding_stated"][0]["amount"] == "23500"
