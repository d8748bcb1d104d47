"""Small counts are hidden in public, and so is whatever would give them away (G-07).

Hidden first is every count from 1 to 4, totals too. A reader who knows that, and who adds up rows
and columns, must not be able to tell a hidden count: a count is told if, with everything shown held
fixed, it can go neither up nor down. Then one more count is hidden, and it is asked again.

Whether a count can move is a question about a graph. Rows and columns are its points and hidden
counts its edges; raising one count and lowering another in turn along a circle changes no total.
A hidden count may rise without limit, and fall as long as it stays 1 or more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

SMALLEST, LARGEST = 1, 4
Grid = tuple[tuple[int, ...], ...]
Shown = tuple[tuple[int | None, ...], ...]
Place = tuple[int, int]
Point = tuple[str, int]


def with_totals(grid: Sequence[Sequence[int]]) -> Grid:
    """The counts with the total of each row at its end, and a last row of totals."""
    rows = [(*row, sum(row)) for row in grid]
    last = tuple(sum(column) for column in zip(*rows, strict=True))
    return (*rows, last)


def suppressed(grid: Sequence[Sequence[int]]) -> Shown:
    """The counts with their totals as the public may see them; None is hidden."""
    full = with_totals(grid)
    is_single = len(full[0]) == 2
    if is_single:
        # One group is its own total: the row says nothing twice.
        full = tuple(row[:1] for row in full)
    places = list(_places(full))
    hidden = {place for place in places if SMALLEST <= _at(full, place) <= LARGEST}
    while told := next((place for place in sorted(hidden) if is_told(full, hidden, place)), None):
        more = _next(full, hidden, told)
        if more is None:
            break
        hidden.add(more)
    shown = tuple(
        tuple(None if (r, c) in hidden else count for c, count in enumerate(row))
        for r, row in enumerate(full)
    )
    return tuple(row * 2 for row in shown) if is_single else shown


def is_told(full: Grid, hidden: set[Place], place: Place) -> bool:
    """Whether whoever adds up rows and columns can tell the hidden count at *place*."""
    row, column = _ends(full, place)
    steps: dict[Point, set[Point]] = {}
    for other in hidden - {place}:
        ahead, back = _ways(full, other)
        r, c = _ends(full, other)
        if ahead:
            steps.setdefault(r, set()).add(c)
        if back:
            steps.setdefault(c, set()).add(r)
    ahead, back = _ways(full, place)
    can_rise = ahead and _leads(steps, column, row)
    can_fall = back and _leads(steps, row, column)
    return not (can_rise or can_fall)


def _ends(full: Grid, place: Place) -> tuple[Point, Point]:
    """The row and the column of a count; rows of a single group bind nothing, and are one point."""
    return ("row", place[0] if len(full[0]) > 1 else 0), ("column", place[1])


def _ways(full: Grid, place: Place) -> tuple[bool, bool]:
    """Whether the edge may be walked from row to column, and back.

    A total stands on the other side of its sum, so there raising and lowering change places.
    """
    last_row, last_column = _last(full)
    is_turned = (place[0] == last_row) != (place[1] == last_column)
    may_fall = _at(full, place) > SMALLEST
    return (may_fall, True) if is_turned else (True, may_fall)


def _next(full: Grid, hidden: set[Place], told: Place) -> Place | None:
    """What to hide besides: the smallest count of the same row or column, totals last."""
    last_row, last_column = _last(full)
    shown = [place for place in _places(full) if place not in hidden and _at(full, place)]

    def cost(place: Place) -> tuple[bool, bool, int, Place]:
        is_near = place[0] == told[0] or place[1] == told[1]
        is_total = place[0] == last_row or place[1] == last_column
        return not is_near, is_total, _at(full, place), place

    return min(shown, key=cost, default=None)


def _last(full: Grid) -> Place:
    """The row and the column of totals; a single group has no column of totals."""
    return len(full) - 1, len(full[0]) - 1 or -1


def _leads(steps: dict[Point, set[Point]], start: Point, goal: Point) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        for point in steps.get(waiting.pop(), set()) - seen:
            if point == goal:
                return True
            seen.add(point)
            waiting.append(point)
    return False


def _places(full: Grid) -> Iterator[Place]:
    return ((r, c) for r, row in enumerate(full) for c in range(len(row)))


def _at(full: Grid, place: Place) -> int:
    return full[place[0]][place[1]]
