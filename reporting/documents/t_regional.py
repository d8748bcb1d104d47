"""R8: what is planned of the regional tasks, what they have cost, and who shares it (5.2, R-72)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from consortium.rules.refusals import gettext_noop as _
from grants.models import RegionalKey
from reporting.documents.material import Material, choice
from reporting.documents.t_costs import total_row
from reporting.documents.tables import (
    DATE,
    MONEY,
    PERCENT,
    ZERO,
    Cell,
    Column,
    Row,
    Table,
    Words,
    both,
)
from reporting.models import RegionalTask as Given
from reporting.queries.delivery import ADMINISTRATION, RegionalTask

TITLE = _("Regional tasks: plan, follow-up and cost")


def plan_table(material: Material, tasks: Sequence[RegionalTask]) -> Table:
    """Every regional task with its plan, its claimed cost, and its partner's part of the key.

    Where no task has any of it there are no rows, but a note that says so.
    """
    columns = (
        Column("task", both(_("Task"))),
        Column("responsible", both(_("Responsible partner"))),
        Column("starts_on", both(_("From")), DATE),
        Column("ends_on", both(_("To")), DATE),
        Column("progress", both(_("Progress"))),
        Column("plan", both(_("Plan"))),
        Column("follow_up", both(_("Follow-up"))),
        Column("claimed", both(_("Claimed so far")), MONEY, summed=True),
        Column("key", both(_("Cost key"))),
        Column("key_share", both(_("The partner's part")), PERCENT),
    )
    basis = _basis(material)
    shares = _shares(material)
    cost = material.sums.by_task
    body = [
        Row(
            (
                *(Words(one.name_da, one.name_en), one.responsible if one.answers else "–"),
                *(one.starts_on, one.ends_on, _progress(one), one.plan, one.follow_up),
                *(cost.get(one.key, ZERO), basis, shares.get(one.answers or 0)),
            )
        )
        for one in tasks
    ]
    known = {one.key for one in tasks}
    rest = sum((amount for key, amount in cost.items() if key not in known), ZERO)
    if rest:
        nothing: tuple[Cell, ...] = ("–", None, None, "", "", "")
        body.append(Row((both(_("Of no task in particular")), *nothing, rest, basis, None)))
    notes = _notes(tasks, basis)
    if not cost and all(one.answers is None for one in tasks):
        nothing_yet = both(_("No task has a plan or a cost yet."))
        return Table("R8", both(TITLE), columns, (), (nothing_yet, *notes))
    total = total_row(columns, tuple(body), both(_("Total")))
    return Table("R8", both(TITLE), columns, (*body, total), notes)


def _progress(task: RegionalTask) -> Cell:
    return choice(Given.PROGRESS, task.progress) if task.answers else ""


def _basis(material: Material) -> Cell:
    agreed = next((one.key_basis for one in material.members if one.key_basis), "")
    return choice(RegionalKey.BASES, agreed) if agreed else "–"


def _shares(material: Material) -> dict[int, Fraction]:
    """By partner: its part of what the fund does not pay (R-72)."""
    weights = {one.partner.pk: one.weight for one in material.members if one.weight is not None}
    whole = sum(weights.values(), Decimal(0))
    return {key: Fraction(weight) / Fraction(whole) for key, weight in weights.items()}


def _notes(tasks: Sequence[RegionalTask], basis: Cell) -> tuple[Words, ...]:
    notes = [
        both(_("The key shares what the fund does not pay of the cost; all partners pay (R-72)."))
        if basis != "–"
        else both(_("The partners have agreed on no key for the cost of regional tasks (R-72)."))
    ]
    # Administration is the lead's, whether or not somebody was given it (003).
    nobody = sum(one.answers is None and one.theme != ADMINISTRATION for one in tasks)
    if nobody:
        message = _("Tasks that no partner answers for yet: %(number)s.")
        notes.append(both(message, number=str(nobody)))
    return tuple(notes)
