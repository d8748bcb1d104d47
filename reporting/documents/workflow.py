"""The workflows in words and pictures, drawn from their tables alone (rules.md 3.0, 3.1).

The same lines feed the page and `docs/workflow.md`, so that neither can be out of date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext, override

from consortium.queries.texts import state_text
from consortium.rules.roles import ROLE_LABELS
from consortium.rules.states import Step, Workflow, ranks, roles_for, states_of, step_label
from reporting.rules.workflows import WORKFLOWS

ROW, BOX_HEIGHT, BOX_WIDTH, LANE, MARGIN = 82, 40, 236, 30, 12
INK, LINE, PAPER, ACCENT = "#1a1a1a", "#454545", "#ffffff", "#0059b3"


@dataclass(frozen=True)
class Line:
    """One step as a reader sees it."""

    number: int
    label: str
    sources: str
    target: str
    who: str
    guard: str


@dataclass(frozen=True)
class Arrow:
    """All steps between the same two states: rows in the picture, and the numbers on it."""

    source: int
    target: int
    numbers: str


def lines_of(workflow: Workflow) -> list[Line]:
    """The table of a workflow in the reader's language."""
    return [
        Line(
            number,
            gettext(step_label(code, step)),
            ", ".join(state_text(state) for state in step.sources),
            state_text(step.target),
            who_moves(step),
            gettext(step.guard) if step.guard else "",
        )
        for number, (code, step) in enumerate(workflow.table.items(), start=1)
    ]


def who_moves(step: Step) -> str:
    """The roles that take the step, derived from its rights."""
    if step.by is None:
        return gettext("The house itself")
    parts = [_roles(step.by), *(_roles(right) for right in step.also)]
    return gettext(" and ").join(parts)


def _roles(right: object) -> str:
    roles = roles_for(right)  # type: ignore[arg-type]
    return gettext(" or ").join(gettext(ROLE_LABELS[role]) for role in roles)


def order_of(workflow: Workflow) -> list[str]:
    """States from the start on, those that lie further away further down."""
    named, far = states_of(workflow), ranks(workflow)
    return sorted(named, key=lambda state: (far.get(state, len(named)), named.index(state)))


def arrows_of(workflow: Workflow) -> list[Arrow]:
    """The arrows of the picture; steps between the same states share one."""
    order = order_of(workflow)
    numbers: dict[tuple[int, int], list[int]] = {}
    for number, step in enumerate(workflow.table.values(), start=1):
        for source in step.sources:
            ends = order.index(source), order.index(step.target)
            numbers.setdefault(ends, []).append(number)
    return [
        Arrow(source, target, ", ".join(str(one) for one in found))
        for (source, target), found in sorted(numbers.items())
    ]


def diagram(workflow: Workflow) -> SafeString:
    """The workflow as SVG, with a text alternative; the same bytes for the same table."""
    order, arrows = order_of(workflow), arrows_of(workflow)
    right, left = _lanes(_forward(arrows)), _lanes(_back(arrows))
    start = MARGIN + LANE * (max(left.values(), default=0) + bool(left))
    width = start + BOX_WIDTH + LANE * (max(right.values(), default=0) + 1) + 2 * MARGIN
    height = ROW * len(order) + MARGIN
    name, told = f"flow-{workflow.code}", _told(workflow)
    parts = [
        f'<svg class="house-flow" role="img" aria-labelledby="{name}-title {name}-desc" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'xmlns="http://www.w3.org/2000/svg">',
        f'<title id="{name}-title">{escape(gettext(workflow.label))}</title>',
        f'<desc id="{name}-desc">{escape(told)}</desc>',
        f'<defs><marker id="{name}-tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" '
        f'markerHeight="8" orient="auto"><path d="M0 0L10 5L0 10z" fill="{LINE}"/></marker></defs>',
        *_paths(arrows, right, left, start, name),
        *(_box(place, state, start) for place, state in enumerate(order)),
        *_marks(arrows, right, left, start),
        "</svg>",
    ]
    return mark_safe("".join(parts))  # noqa: S308 - every text in it is escaped above


def _forward(arrows: Sequence[Arrow]) -> list[Arrow]:
    return [one for one in arrows if one.target > one.source + 1 or one.target == one.source]


def _back(arrows: Sequence[Arrow]) -> list[Arrow]:
    return [one for one in arrows if one.target < one.source]


def _lanes(arrows: Sequence[Arrow]) -> dict[Arrow, int]:
    """A lane beside the boxes for each arrow, short ones inside, no two crossing in one lane."""
    taken: list[list[tuple[int, int]]] = []
    lanes: dict[Arrow, int] = {}
    for arrow in sorted(arrows, key=lambda one: (abs(one.target - one.source), one.source)):
        first, last = sorted((arrow.source, arrow.target))
        free = (
            lane
            for lane, spans in enumerate(taken)
            if all(last < begin or end < first for begin, end in spans)
        )
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((first, last))
        lanes[arrow] = lane
    return lanes


def _middle(place: int) -> int:
    return MARGIN + place * ROW + BOX_HEIGHT // 2


def _paths(
    arrows: Sequence[Arrow],
    right: dict[Arrow, int],
    left: dict[Arrow, int],
    start: int,
    name: str,
) -> Iterator[str]:
    for arrow in arrows:
        leave, enter = _middle(arrow.source) + 7, _middle(arrow.target) - 7
        if arrow in right:
            edge = start + BOX_WIDTH
            turn = edge + LANE * (right[arrow] + 1)
            if arrow.source == arrow.target:
                leave, enter = enter, leave
            path = f"M{edge} {leave}H{turn}V{enter}H{edge}"
        elif arrow in left:
            turn = start - LANE * (left[arrow] + 1)
            path = f"M{start} {leave - 14}H{turn}V{enter + 14}H{start}"
        else:
            x, half = start + BOX_WIDTH // 2, BOX_HEIGHT // 2
            path = f"M{x} {_middle(arrow.source) + half}V{_middle(arrow.target) - half}"
        yield (
            f'<path d="{path}" fill="none" stroke="{LINE}" stroke-width="1.5" '
            f'marker-end="url(#{name}-tip)"/>'
        )


def _box(place: int, state: str, start: int) -> str:
    top, weight = MARGIN + place * ROW, 3 if place == 0 else 1
    return (
        f'<rect x="{start}" y="{top}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="6" '
        f'fill="{PAPER}" stroke="{ACCENT}" stroke-width="{weight}"/>'
        f'<text x="{start + BOX_WIDTH // 2}" y="{top + 25}" text-anchor="middle" font-size="15" '
        f'fill="{INK}">{escape(state_text(state))}</text>'
    )


def _marks(
    arrows: Sequence[Arrow], right: dict[Arrow, int], left: dict[Arrow, int], start: int
) -> Iterator[str]:
    for arrow in arrows:
        middle = (_middle(arrow.source) + _middle(arrow.target)) // 2
        if arrow in right:
            x = start + BOX_WIDTH + LANE * (right[arrow] + 1)
        elif arrow in left:
            x = start - LANE * (left[arrow] + 1)
        else:
            x = start + BOX_WIDTH // 2
        wide = 8 + 8 * len(arrow.numbers)
        yield (
            f'<rect x="{x - wide // 2}" y="{middle - 9}" width="{wide}" height="18" rx="9" '
            f'fill="{PAPER}"/><text x="{x}" y="{middle + 5}" text-anchor="middle" font-size="13" '
            f'fill="{INK}">{arrow.numbers}</text>'
        )


def _told(workflow: Workflow) -> str:
    count = len(states_of(workflow))
    head = ngettext("%(count)s state.", "%(count)s states.", count) % {"count": count}
    steps = [
        f"{line.number}: {line.label}, {line.sources} → {line.target}."
        for line in lines_of(workflow)
    ]
    return " ".join([head, *steps])


def workflow_markdown() -> str:
    """`docs/workflow.md`: every workflow as a table and a Mermaid diagram, in English."""
    with override("en"):
        parts = [
            "# How the work flows",
            "",
            "Made by `manage.py write_workflow` from the tables in `*/rules/states.py`. Change the "
            "tables, then run it again; a test compares the two.",
            "",
        ]
        for workflow in WORKFLOWS:
            parts += _chapter(workflow)
        return "\n".join(parts)


def _chapter(workflow: Workflow) -> list[str]:
    drawn = [f"    [*] --> {workflow.start}"]
    drawn += [
        f"    {source} --> {step.target}: {step_label(code, step)}"
        for code, step in workflow.table.items()
        for source in step.sources
    ]
    rows = [
        f"| {line.number} | {line.label} | {line.sources} | {line.target} | {line.who} "
        f"| {line.guard} |"
        for line in lines_of(workflow)
    ]
    locks = [f"Locked: {workflow.locks}", ""] if workflow.locks else []
    return [
        f"## {workflow.label}",
        "",
        "```mermaid",
        "stateDiagram-v2",
        *drawn,
        "```",
        "",
        *locks,
        "| No. | Step | From | To | Who | What must hold |",
        "|---|---|---|---|---|---|",
        *rows,
        "",
    ]
