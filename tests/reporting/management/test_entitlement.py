"""`manage.py entitlement`, as a script calls it: lines in, lines out, exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from reporting.management.commands.entitlement import Command

ROOT = Path(__file__).parents[3]
ZERO = "0.00"
M15, M30 = "15000000.00", "30000000.00"


def line(position, *, profile="esf-2007-13", grant=M15, budget=M30, overrides=None, **more):
    """One question; amounts that a case does not name are zero."""
    amounts = dict.fromkeys(("TE", "IK", "P", "IKpub", "X"), ZERO) | position
    return {
        "profile": profile,
        "overrides": overrides or {},
        "ceiling": M15,
        "grant": grant,
        "budget": budget,
        "position": amounts,
    } | more


EXAMPLE = line(
    {"TE": "2345678.90", "X": "2345678.90"},
    budget="31000000.00",
    overrides={"match_test": True, "rate_basis": "grant_ratio", "inkind_strict": False},
)
OPEN = {"match_test": False}
LOCAL = {"profile": "esf-2021-27", "grant": "500000.00", "budget": "1000000.00"}
MIXED = {"TE": "1000000.00", "IK": "600000.00"}
WRONG = {"TE": "1000000.00", "IK": "500000.00", "IKpub": "500000.00", "X": "500000.00"}

CASES = {
    "c03": (EXAMPLE, {"rate": "15/31", "claim": "1135005.91", "binding": ["L2"]}),
    "c03_cap_rate": (
        EXAMPLE | {"overrides": {"rate_basis": "cap_rate"}},
        {"rate": "1/2", "claim": "1172839.45"},
    ),
    "c03_final": (
        line({"TE": "31000000.00", "X": "16000000.00"}, budget="31000000.00", final=True),
        {"entitlement": M15, "binding": ["L1", "L2", "L3", "L5"]},
    ),
    "c04_one_ore": (line({"TE": "0.01", "X": "0.01"}), {"entitlement": "0.00"}),
    "c04_ten": (line({"TE": "10.00", "X": "5.00"}), {"entitlement": "5.00"}),
    "c04_half_ore": (line({"TE": "100.01", "X": "50.01"}), {"entitlement": "50.00"}),
    "c04_thirds": (line({"TE": "33333.33", "X": "16666.67"}), {"entitlement": "16666.66"}),
    "c06_first": (line({"TE": "33333.33", "X": "16666.67"}), {"claim": "16666.66"}),
    "c06_second": (
        line({"TE": "66666.66", "X": "33333.33"}, claimed_before="16666.66"),
        {"claim": "16666.67"},
    ),
    "c06_third": (
        line({"TE": "100000.01", "X": "50000.01"}, claimed_before="33333.33"),
        {"claim": "16666.67"},
    ),
    "c07": (
        line({"TE": "30140000.01", "X": "15070000.01"}, claimed_before="14820000.00"),
        {"claim": "180000.00", "binding": ["L1"], "entitlement": M15},
    ),
    "c08_first": (
        line({"TE": "4000000.00", "X": "1800000.00"}),
        {"claim": "1800000.00", "binding": ["L3"], "unfinanced": "400000.00"},
    ),
    "c08_second": (
        line({"TE": "5000000.00", "X": "2500000.00"}, claimed_before="1800000.00"),
        {"claim": "700000.00", "binding": ["L2", "L3"], "unfinanced": "0.00"},
    ),
    "c08_open_first": (
        line({"TE": "4000000.00", "X": "1800000.00"}, overrides=OPEN),
        {"claim": "2000000.00", "unfinanced": "200000.00"},
    ),
    "c08_open_second": (
        line({"TE": "5000000.00", "X": "2500000.00"}, overrides=OPEN, claimed_before="2000000.00"),
        {"claim": "500000.00"},
    ),
    "c09_a": (line({"TE": M30, "X": M15}), {"entitlement": M15}),
    "c09_b": (line({"TE": "27000000.00", "X": "13500000.00"}), {"entitlement": "13500000.00"}),
    "c09_c": (
        line({"TE": "28500000.00", "X": "13500000.00"}),
        {"entitlement": "13500000.00", "binding": ["L3"], "unfinanced": "1500000.00"},
    ),
    "c09_c_open": (
        line({"TE": "28500000.00", "X": "13500000.00"}, overrides=OPEN),
        {"entitlement": "14250000.00", "unfinanced": "750000.00"},
    ),
    "c15": (
        line(MIXED | {"X": "600000.00"}, **LOCAL),
        {"entitlement": "400000.00", "binding": ["L4"]},
    ),
    "c15_public": (
        line(MIXED | {"P": "150000.00", "X": "750000.00"}, **LOCAL),
        {"entitlement": "250000.00", "binding": ["L4"]},
    ),
    "c15_2007_13": (
        line(
            MIXED | {"P": "150000.00", "X": "750000.00"},
            grant="500000.00",
            budget="1000000.00",
            overrides=OPEN,
        ),
        {"entitlement": "400000.00", "binding": ["L4"]},
    ),
    "c15_2007_13_final": (
        line(
            MIXED | {"P": "150000.00", "X": "750000.00"},
            grant="500000.00",
            budget="1000000.00",
            overrides=OPEN,
            final=True,
        ),
        {"entitlement": "250000.00", "binding": ["L5"]},
    ),
    "c16_right": (
        line({"TE": "1000000.00", "P": "500000.00", "X": "500000.00"}, **LOCAL),
        {"entitlement": "500000.00"},
    ),
    "c16_wrong": (line(WRONG, **LOCAL), {"entitlement": "500000.00"}),
    "c16_strict": (
        line(WRONG, overrides={"inkind_strict": True}, **LOCAL),
        {"entitlement": "0.00", "binding": ["L4"]},
    ),
    "c17": (
        line(
            {"TE": "604800.00", "IK": "154800.00", "P": "150000.00", "X": "304800.00"},
            profile="esf-2021-27",
            grant="302400.00",
            budget="604800.00",
        ),
        {"entitlement": "300000.00", "binding": ["L4"], "unfinanced": "0.00"},
    ),
    "c22_fourth": (
        line({"TE": "29350000.50", "X": "14675000.25"}, claimed_before="13125000.25"),
        {"entitlement": "14675000.25", "claim": "1550000.00"},
    ),
    "c22_final": (
        line({"TE": "29300000.50", "X": "14650000.25"}, claimed_before="14675000.25", final=True),
        {"entitlement": "14650000.25", "claim": "-25000.00"},
    ),
    "c24_cancelled": (
        line({"TE": "30084529.18", "X": "15070000.01"}, cancelled="27606.58", claimed_before=M15),
        {"entitlement": "14972393.42", "claim": "-27606.58", "binding": ["L1"]},
    ),
}


@pytest.fixture
def ask(monkeypatch):
    """Run the command on raw lines; return its answers, and whether it failed at the end."""

    def run(*lines: str | bytes):
        raw = b"\n".join(text if isinstance(text, bytes) else text.encode() for text in lines)
        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(raw)))
        out = StringIO()
        failed = False
        try:
            call_command(Command(stdout=out))
        except CommandError:
            failed = True
        return [json.loads(answer) for answer in out.getvalue().splitlines()], failed

    return run


@pytest.mark.parametrize(("question", "expected"), CASES.values(), ids=CASES)
def test_cases(ask, question, expected):
    [result], failed = ask(json.dumps(question))

    assert not failed
    assert {name: result[name] for name in expected} == expected


def test_answers_keep_the_order_and_bad_lines_spoil_only_themselves(ask):
    good = json.dumps(EXAMPLE)
    bad = json.dumps(line({"TE": "1.234"}))

    answers, failed = ask(good, "", "   ", bad, b"\xff\xfe", good)

    assert failed
    assert [result.get("field") for result in answers] == [None, "position.TE", "line", None]
    assert answers[0] == answers[3]


def test_letters_are_written_as_they_are(monkeypatch):
    question = json.dumps(EXAMPLE | {"profile": "ærø"}, ensure_ascii=False)
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(question.encode())))
    out = StringIO()

    with pytest.raises(CommandError, match="without an answer: 1"):
        call_command(Command(stdout=out))

    assert "ærø" in out.getvalue()


def test_a_byte_order_mark_is_no_error(ask):
    answers, failed = ask(b"\xef\xbb\xbf" + json.dumps(EXAMPLE).encode())

    assert not failed
    assert answers[0]["claim"] == "1135005.91"


def test_nothing_in_nothing_out(ask):
    assert ask("", "\n") == ([], False)


@pytest.mark.parametrize(
    ("lines", "status", "count"),
    [([EXAMPLE, EXAMPLE], 0, 2), ([EXAMPLE, {"profile": "x"}, EXAMPLE], 1, 3)],
)
def test_as_a_process(lines, status, count):
    question = "\n".join(json.dumps(asked) for asked in lines)

    done = subprocess.run(
        [sys.executable, "manage.py", "entitlement"],
        cwd=ROOT,
        input=question.encode(),
        capture_output=True,
        check=False,
    )

    assert done.returncode == status
    assert len(done.stdout.decode().splitlines()) == count
