"""Room for deep calls: Python asks the system for memory once instead of at every call.

Python keeps the frames of calls in pieces of 16 KB, and gives a piece back as soon as the call that
began it returns (CPython's ``push_chunk`` and ``_PyThreadState_PopFrame``). Where the edge of a
piece falls within a loop, each turn asks the system for memory and gives it back: the layout of a
half-yearly report did so 165,000 times, a third of its time, and one caller more or less decided
whether. A piece is as large as its first frame needs, in powers of two; so a function that says
that it needs a little more than half of one leaves the rest to all that it calls.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

# In words of eight bytes: a piece of 1 MB, of which half is left; a layout uses less than 100 KB.
# Memory that no call has used is only an address.
WORDS = 2**16


def with_room(function: Callable[P, R]) -> Callable[P, R]:
    """*function*, whose calls all find room for their frames in one piece."""

    @wraps(function)
    def roomy(*args: P.args, **kwargs: P.kwargs) -> R:
        return function(*args, **kwargs)

    own = cast("FunctionType", roomy)
    own.__code__ = own.__code__.replace(co_stacksize=WORDS)
    return roomy
