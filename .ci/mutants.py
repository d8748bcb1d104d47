"""How many mutants of the rules the tests noticed, module by module; fails below nine in ten."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

MUTANTS = Path("mutants")
LEAST = 90
# What the tests' process answers: a failure, a broken run, or one that was stopped.
NOTICED = {1, 3, 24, -24, 36, 152, 255}


def answers(meta: Path) -> Counter[str]:
    """How many mutants of one module were tried, and how many of them were noticed."""
    found: Counter[str] = Counter()
    for code in json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"].values():
        if code is not None:
            found["tried"] += 1
            found["noticed"] += code in NOTICED
    return found


def main() -> int:
    """Print the table; the exit code says whether every room has enough."""
    rooms: dict[str, Counter[str]] = {}
    print("| Module | Mutants | Killed | Survived |\n| --- | ---: | ---: | ---: |")
    for meta in sorted(MUTANTS.glob("*/rules/*.py.meta")):
        found = answers(meta)
        if found["tried"]:
            module = meta.relative_to(MUTANTS).as_posix().removesuffix(".py.meta")
            rooms.setdefault(module.split("/")[0], Counter()).update(found)
            print(line(f"`{module.replace('/', '.')}`", found))
    for room, found in rooms.items():
        print(line(f"**{room}**", found))
    few = [room for room, found in rooms.items() if share(found) < LEAST]
    if few or not rooms:
        print(f"Fewer than {LEAST} in 100 were noticed: {', '.join(few) or 'nothing was tried'}")
    return 1 if few or not rooms else 0


def share(found: Counter[str]) -> float:
    """How many in a hundred were noticed."""
    return 100 * found["noticed"] / found["tried"]


def line(name: str, found: Counter[str]) -> str:
    """One line of the table."""
    tried, noticed = found["tried"], found["noticed"]
    return f"| {name} | {tried} | {noticed} ({share(found):.1f} %) | {tried - noticed} |"


if __name__ == "__main__":
    sys.exit(main())
