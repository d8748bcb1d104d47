"""Where the edge of a piece of Python's own stack falls costs nothing once there is room."""

from __future__ import annotations

import resource

import pytest

from reporting.documents.deep_calls import with_room

DEPTHS, TURNS = 150, 200


def faults() -> int:
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt


def costs(depth: int) -> int:
    """New pages of memory that many short calls cost, made from so deep a call."""
    if depth:
        return costs(depth - 1)
    before = faults()
    for _turn in range(TURNS):
        leaf(1, 2, 3)
    return faults() - before


def leaf(*given: int) -> int:
    one, two, three = given
    return one + two + three


def dearest(depths: int) -> int:
    """The most that the calls cost at any depth: one of them stands at an edge."""
    return max(costs(depth) for depth in range(depths))


def test_calls_with_room_ask_for_no_memory_at_any_depth():
    with_room(dearest)(DEPTHS)
    assert with_room(dearest)(DEPTHS) < TURNS // 4


def test_a_function_with_room_is_the_same_function():
    @with_room
    def named(one: int, *, two: int = 2) -> tuple[int, int]:
        """What it does."""
        return one, two

    assert named(1) == (1, 2)
    assert named(3, two=4) == (3, 4)
    assert (named.__name__, named.__doc__) == ("named", "What it does.")
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        named()  # type: ignore[call-arg]
