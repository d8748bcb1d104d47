"""`manage.py entitlement` against an independent oracle, on ten thousand random positions."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.reporting.rules import oracle

ROOT = Path(__file__).parents[3]
LINES = 10_000
SEED = 20261126


def amount(draw: random.Random, most: int) -> int:
    """Øre up to *most*: often small, often near the edge, where roundings and limits meet."""
    kind = draw.random()
    if kind < 0.15:
        return 0
    if kind < 0.35:
        return draw.randrange(0, 1 + min(most, 200))
    if kind < 0.5:
        return max(0, most - draw.randrange(0, 3))
    return draw.randrange(0, most + 1)


def kroner(oere: int) -> str:
    return f"{oere // 100}.{oere % 100:02}"


def question(draw: random.Random) -> dict[str, Any]:
    """A lawful question: the grant within the cap, in kind a part of the cost."""
    budget = draw.choice([3_000_000_000, 3_100_000_000, draw.randrange(100, 10**10)])
    grant = amount(draw, budget // 2)
    te = amount(draw, budget + budget // 10)
    ik = amount(draw, te)
    asked: dict[str, Any] = {
        "profile": draw.choice(sorted(oracle.PROGRAMMES)),
        "ceiling": kroner(draw.choice([1_500_000_000, grant, draw.randrange(0, 2 * 10**9)])),
        "grant": kroner(grant),
        "budget": kroner(budget),
        "position": {
            "TE": kroner(te),
            "IK": kroner(ik),
            "P": kroner(amount(draw, te)),
            "IKpub": kroner(amount(draw, ik)),
            "X": kroner(amount(draw, te + te // 2)),
        },
    }
    choices = {
        "match_test": draw.random() < 0.5,
        "inkind_strict": draw.random() < 0.5,
        "rate_basis": draw.choice(["grant_ratio", "cap_rate"]),
    }
    asked["overrides"] = {name: choices[name] for name in choices if draw.random() < 0.4}
    for name, value in (
        ("cancelled", kroner(amount(draw, grant))),
        ("claimed_before", kroner(amount(draw, grant))),
        ("final", draw.random() < 0.5),
    ):
        if draw.random() < 0.5:
            asked[name] = value
    return asked


def test_the_calculator_agrees_with_the_oracle():
    draw = random.Random(SEED)
    asked = [question(draw) for _line in range(LINES)]
    lines = "".join(json.dumps(one) + "\n" for one in asked)

    run = subprocess.run(
        [sys.executable, "manage.py", "entitlement"],
        cwd=ROOT,
        input=lines,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stderr[-500:]
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(answers) == LINES
    wrong = [
        (one, said, wanted)
        for one, said in zip(asked, answers, strict=True)
        if said != (wanted := oracle.answer(one))
    ]
    assert wrong[:3] == []
    # The draw is worth nothing if some limit never binds.
    bound = {name for said in answers for name in said["binding"]}
    assert bound == {"L1", "L2", "L3", "L4", "L5"}
