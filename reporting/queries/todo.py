"""What the lead has asked about a report, and what has become of each row since it was asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from consortium.queries.editing import with_version
from grants.models import BudgetLine
from reporting.models import Expenditure, ExpenditureFile, PartnerReport, Query
from reporting.queries.history import Change, changes_between
from reporting.rules.questions import place_of, state_of

# What a partner writes in a cost, and what follows from it.
COST_FIELDS = (
    *("kind", "line", "voucher_no", "text", "supplier", "supplier_cvr", "invoice_no"),
    *("invoice_date", "delivery_date", "paid_on", "ledger_account", "booking_no"),
    *("net", "vat", "eligible_vat", "project_share_pct", "amount", "hours"),
    *("nature", "nature_basis", "nature_reason", "market_reason", "late_reason"),
    *("cofinancing_form", "cofinancing_source"),
)
REPORT_FIELDS = (
    *("activities_answer", "expenditure_answer", "hours_answer", "cofinancing_answer"),
    *("revenue_answer", "progress_text", "deviation_text", "next_text"),
)


@dataclass(frozen=True)
class Paper:
    """A file that was attached to the row, or detached from it, after the question."""

    name: str
    role: str
    is_added: bool


@dataclass(frozen=True)
class Todo:
    """One question, where it stands, and its row's old and new values."""

    query: Query
    state: str
    changes: tuple[Change, ...] = ()
    papers: tuple[Paper, ...] = ()


def todos_of(report: PartnerReport) -> list[Todo]:
    """The questions about *report*, open ones first, in at most four queries whatever their number.

    Old is the version that stood when the question was asked, new is what stands now.
    """
    asked = list(_asked(report))
    changes = {
        **_changes(Expenditure, [one for one in asked if one.expenditure_id], COST_FIELDS),
        **_changes(PartnerReport, [one for one in asked if not one.expenditure_id], REPORT_FIELDS),
    }
    papers = _papers(asked)
    todos = [
        Todo(
            query,
            state_of(query.answer, query.closed_at),
            changes.get(query.pk, ()),
            tuple(papers[query.pk]),
        )
        for query in asked
    ]
    return sorted(todos, key=lambda one: place_of(one.state, one.query.due_on, one.query.pk))


def _asked(report: PartnerReport) -> QuerySet[Query]:
    """The questions, each with the version of its row that stood when it was asked."""

    def version(model: Any, key: str) -> Subquery:
        versions = model.history.model.objects.filter(
            id=OuterRef(key), history_date__lte=OuterRef("asked_at")
        )
        return Subquery(versions.order_by("-history_id").values("history_id")[:1])

    rows = with_version(Query.objects.filter(report=report))
    return rows.select_related(
        "report", "expenditure__line", "expenditure__time_sheet", "asked_by", "answered_by"
    ).annotate(
        cost_version=version(Expenditure, "expenditure_id"),
        report_version=version(PartnerReport, "report_id"),
    )


def _changes(
    model: Any, asked: Sequence[Any], fields: Sequence[str]
) -> dict[int, tuple[Change, ...]]:
    is_cost = model is Expenditure
    column = "cost_version" if is_cost else "report_version"
    wanted = {one: getattr(one, column) for one in asked if getattr(one, column)}
    if not wanted:
        return {}
    versions = model.history.model.objects.select_related(*["line"] if is_cost else [])
    old = versions.in_bulk(set(wanted.values()))
    pairs = [(old[number], one.expenditure or one.report) for one, number in wanted.items()]
    lines = [state.line for pair in pairs for state in pair] if is_cost else []
    names = {(BudgetLine, line.pk): str(line) for line in lines}
    found = changes_between(model, pairs, fields, names)
    return {one.pk: changes for one, changes in zip(wanted, found, strict=True)}


def _papers(asked: Iterable[Query]) -> defaultdict[int, list[Paper]]:
    """What was attached to each question's row, and detached, after it was asked."""
    found: defaultdict[int, list[Paper]] = defaultdict(list)
    about = [one for one in asked if one.expenditure_id]
    if not about:
        return found
    model: Any = ExpenditureFile
    rows = model.history.model.objects.filter(
        expenditure__in={one.expenditure_id for one in about},
        history_date__gt=min(one.asked_at for one in about),
        history_type__in=["+", "-"],
    )
    roles = dict(ExpenditureFile.ROLES)
    for row in rows.select_related("file").order_by("history_id"):
        paper = Paper(row.file.name, str(roles.get(row.role, row.role)), row.history_type == "+")
        for one in about:
            if one.expenditure_id == row.expenditure_id and row.history_date > one.asked_at:
                found[one.pk].append(paper)
    return found
