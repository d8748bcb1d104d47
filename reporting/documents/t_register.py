"""T8 who was reached, T9 contracts, T3a money received, R7 regional tasks (rules.md 5.1, 5.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from consortium.rules.refusals import gettext_noop as _
from grants.models import ActivityType
from partners.models import Company, Participant
from reporting.documents.material import Material, choice
from reporting.documents.t_costs import total_row
from reporting.documents.tables import (
    DATE,
    HASH,
    INT,
    MONEY,
    Cell,
    Column,
    Row,
    Table,
    Words,
    both,
)
from reporting.models import ProcurementContract
from reporting.queries.delivery import ADMINISTRATION, RegionalTask
from reporting.queries.paper_counts import ACTIVITIES, COMPANIES, PARTICIPANTS, Reached
from reporting.queries.paper_sums import Aided

NOTHING = Reached(0, 0)
SEXES = tuple(code for code, _label in Participant.SEXES)


@dataclass(frozen=True)
class _Line:
    label: Words
    reached: Reached
    sexes: tuple[int | None, ...] = (None, None, None)


def reached_table(material: Material) -> Table:
    """T8: companies and persons in numbers alone; names go to the authority's own tool (G-01)."""
    columns = (
        Column("no", both(_("No.")), INT),
        Column("what", both(_("Reached"))),
        Column("earlier", both(_("Earlier")), INT),
        Column("this", both(_("This period")), INT),
        Column("cumulative", both(_("Cumulative")), INT),
        Column("women", both(_("Women")), INT),
        Column("men", both(_("Men")), INT),
        Column("other", both(_("Other or not stated")), INT),
    )
    body = tuple(
        Row(
            (
                number,
                one.label,
                one.reached.earlier,
                one.reached.this,
                one.reached.cumulative,
                *one.sexes,
            )
        )
        for number, one in enumerate(_lines(material), start=1)
    )
    notes = (
        both(
            _(
                "Whoever comes twice counts twice among the participants, and once among the "
                "persons with a complete record. Women, men and other are cumulative."
            )
        ),
        both(
            _(
                "Counted here is who stands in the registers. The indicators (T6) are what the "
                "partners reported, each by its own rule; so the two may differ."
            )
        ),
    )
    return Table("T8", both(_("Companies and persons reached")), columns, body, notes)


def _lines(material: Material) -> list[_Line]:
    counts = material.sums.counts
    by_sex = [counts.people.get(sex, NOTHING) for sex in SEXES]
    persons = Reached(sum(one.earlier for one in by_sex), sum(one.this for one in by_sex))
    return [
        _Line(both(_("Activities held")), counts.reached[ACTIVITIES]),
        _Line(both(_("Participants in activities")), counts.reached[PARTICIPANTS]),
        _Line(both(_("Companies in activities")), counts.reached[COMPANIES]),
        _Line(
            both(_("Persons with a complete record")),
            persons,
            tuple(one.cumulative for one in by_sex),
        ),
        *_helped(material),
    ]


def _helped(material: Material) -> list[_Line]:
    """Companies that got help, by size: each counts once, on the day of its first decision."""
    first: dict[str, Aided] = {}
    for one in sorted(material.sums.aided, key=lambda one: one.conferred_on):
        first.setdefault(one.cvr, one)
    begins = material.period.starts_on
    lines = []
    for size, label in Company.SIZES:
        own = [one for one in first.values() if one.size == size]
        earlier = sum(one.conferred_on < begins for one in own)
        name = both(_("Companies helped: %(size)s"), size=both(label))
        lines.append(_Line(name, Reached(earlier, len(own) - earlier)))
    return lines


def contract_table(material: Material) -> Table:
    """T9: every contract until the period's end, how it was bought and what has been paid."""
    columns = (
        Column("no", both(_("Contract")), INT),
        Column("partner", both(_("Partner"))),
        Column("text", both(_("What is bought"))),
        Column("supplier", both(_("Supplier"))),
        Column("cvr", both(_("Supplier CVR"))),
        Column("signed_on", both(_("Signed on")), DATE),
        Column("value", both(_("Value without VAT")), MONEY, summed=True),
        Column("procedure", both(_("Procedure"))),
        Column("threshold", both(_("Threshold")), MONEY),
        Column("paid", both(_("Accepted cost")), MONEY, summed=True),
        Column("hash", both(_("File hash")), HASH),
    )
    names = {one.pk: one.organisation.short_name for one in material.partners}
    body = tuple(
        Row(
            (
                one.number,
                names.get(one.partner, ""),
                one.text,
                one.supplier,
                one.cvr,
                one.signed_on,
                one.value,
                choice(ProcurementContract.PROCEDURES, one.procedure),
                one.threshold,
                one.paid,
                one.file_hash,
            )
        )
        for one in material.sums.counts.contracts
    )
    notes = () if body else (both(_("No contract has been entered in the register.")),)
    total = total_row(columns, body, both(_("Total")))
    return Table("T9", both(_("Procurement")), columns, (*body, total), notes)


def received_table(material: Material) -> Table:
    """T3a: what the fund has paid so far, by the claim that it was paid for."""
    columns = (
        Column("claim", both(_("Claim")), INT),
        Column("kind", both(_("Paid as"))),
        Column("last_on", both(_("Last received on")), DATE),
        Column("received", both(_("Received")), MONEY, summed=True),
    )
    body = tuple(
        Row(
            (
                one.claim,
                both(_("Advance") if one.is_advance else _("Payment of the claim")),
                one.last_on,
                one.amount,
            )
        )
        for one in material.sums.counts.received
    )
    notes = () if body else (both(_("The fund has paid nothing yet.")),)
    total = total_row(columns, body, both(_("Paid earlier")))
    return Table("T3a", both(_("Received from the fund")), columns, (*body, total), notes)


def task_table(tasks: Sequence[RegionalTask]) -> Table:
    """R7: every regional task of 003, with who is responsible and how far it has come (W-10)."""
    columns = (
        Column("theme", both(_("Main activity"))),
        Column("task", both(_("Task"))),
        Column("responsible", both(_("Responsible partner"))),
        Column("before", both(_("Held earlier")), INT, summed=True),
        Column("now", both(_("Held this period")), INT, summed=True),
        # Wide enough that the day and the words after it never touch.
        Column("last_on", both(_("Last held on")), DATE, width=16),
        Column("status", both(_("Status"))),
    )
    body = tuple(
        Row(
            (
                choice(ActivityType.THEMES, one.theme),
                Words(one.name_da, one.name_en),
                _whose(one),
                one.before,
                one.now,
                one.last_on,
                _status(one),
            )
        )
        for one in tasks
    )
    title = both(_("Regional tasks: responsible partner and status"))
    total = total_row(columns, body, both(_("Total")))
    return Table("R7", title, columns, (*body, total))


def _status(task: RegionalTask) -> Cell:
    if task.now:
        return both(_("Carried out in the period"))
    if task.before:
        return both(_("Carried out earlier"))
    # Reports, agreements and a website are no meetings that somebody holds.
    return both(_("Not yet carried out") if task.is_counted else _("Not counted as an activity"))


def _whose(task: RegionalTask) -> Cell:
    """Who was given the task; else who held it last, and is said to have.

    Administration is the lead's by the project's description (003); the rest is nobody's yet.
    """
    if task.responsible:
        last = _("%(partner)s (held it last)")
        return task.responsible if task.answers else both(last, partner=task.responsible)
    return both(_("Lead partner")) if task.theme == ADMINISTRATION else "–"
