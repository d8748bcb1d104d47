"""Questions from the lead about a report or one of its lines, and the partner's answers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from reporting.actions.drafts import locked_report
from reporting.actions.telling import tell_of_report
from reporting.models import Expenditure, PartnerReport, Query
from reporting.rules.states import EXPENDITURE
from reporting.rules.vouchers import check_personal

ANSWERABLE = frozenset({"draft", "submitted", "returned"})


class QueryRefused(Refused):
    """The question or the answer cannot stand."""

    code = "QUERY_REFUSED"


@action
def ask(
    report: PartnerReport,
    *,
    text: str,
    due_on: dt.date,
    expenditure: Expenditure | None = None,
    by: Any,
    at: dt.datetime,
) -> Query:
    """Ask the partner about a submitted report or one of its lines, with a deadline."""
    report = locked_report(report)
    must(by, Capability.VERIFY_REPORT, report.grant_partner.grant)
    _must_be_askable(report, text, due_on, expenditure, at)
    if expenditure is not None:
        _mark(expenditure)
    query = Query.objects.create(
        report=report,
        expenditure=expenditure,
        text=text.strip(),
        due_on=due_on,
        asked_by=by,
        asked_at=at,
    )
    record(
        "query.asked",
        query,
        chain=report.grant_partner.grant.ref,
        after={"report": report.pk, "line": expenditure and expenditure.pk, "due_on": due_on},
    )
    page = "reporting:report-queries"
    tell_of_report("query.asked", report, by=by, at=at, page=page, day=due_on)
    return query


@action
def answer(
    query: Query,
    text: str,
    *,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> Query:
    """Answer a question; until the lead closes it the answer may be improved."""
    report = locked_report(query.report)
    must(by, Capability.WRITE_REPORT, report.grant_partner.organisation)
    query = (
        Query.objects.select_for_update(of=("self",)).select_related("expenditure").get(pk=query.pk)
    )
    if query.closed_at is not None or not _takes_answers(query, report):
        raise QueryRefused.because(
            _("The question is closed or the report is “%(state)s”, so no answer is taken."),
            rule="rules 3.1",
            state=report.state,
        )
    chain = report.grant_partner.grant.ref
    must_be_unchanged(query, edited_from, chain=chain, fields=("answer",))
    found = check_personal({"text": text})
    if not text.strip():
        found.append(Breach("FIELD_MISSING", _("Write the answer."), "text", rule="rules 3.1"))
    refuse_if(found, QueryRefused)
    before = {"answer": query.answer}
    query.answer, query.answered_by, query.answered_at = text.strip(), by, at
    query.save()
    record(
        "query.answered",
        query,
        chain=chain,
        before=before,
        after={"answer": query.answer},
    )
    return query


@action
def close_query(query: Query, *, by: Any, at: dt.datetime) -> Query:
    """The lead is content with the answer; the line returns to its place in the queue."""
    report = locked_report(query.report)
    must(by, Capability.VERIFY_REPORT, report.grant_partner.grant)
    query = Query.objects.select_for_update().get(pk=query.pk)
    if query.closed_at is not None:
        raise QueryRefused.because(
            _("The question was closed on %(day)s already."), day=query.closed_at
        )
    query.closed_at = at
    query.save()
    _unmark(query, report)
    record(
        "query.closed",
        query,
        chain=report.grant_partner.grant.ref,
        after={"answered": bool(query.answer)},
    )
    return query


def _takes_answers(query: Query, report: PartnerReport) -> bool:
    """A question about a parked line may be answered as long as the line waits."""
    is_parked = query.expenditure is not None and query.expenditure.state == "parked"
    return report.state in ANSWERABLE or is_parked


def _must_be_askable(
    report: PartnerReport,
    text: str,
    due_on: dt.date,
    expenditure: Expenditure | None,
    at: dt.datetime,
) -> None:
    if report.state != "submitted":
        raise QueryRefused.because(
            _("The report is “%(state)s”; questions are asked while it is submitted."),
            rule="rules 3.1",
            state=report.state,
        )
    found = check_personal({"text": text})
    if not text.strip():
        found.append(Breach("FIELD_MISSING", _("Write the question."), "text", rule="rules 3.1"))
    if due_on < at.date():
        message = _("The answer cannot be due on %(day)s, which is past.")
        found.append(Breach("DUE_IN_PAST", message, "due_on", {"day": due_on}, "rules 3.1"))
    if expenditure is not None and expenditure.report_id != report.pk:
        message = _("The line belongs to another report.")
        found.append(Breach("LINE_OF_ANOTHER_REPORT", message, "expenditure"))
    refuse_if(found, QueryRefused)


def _mark(expenditure: Expenditure) -> None:
    item = Expenditure.objects.select_for_update().get(pk=expenditure.pk)
    if item.state != "query":
        item.state = advance(EXPENDITURE, item.state, "query")
        item.save()
    expenditure.state = item.state


def _unmark(query: Query, report: PartnerReport) -> None:
    # While the report is with the partner, only its resubmission frees the line.
    if query.expenditure_id is None or report.state != "submitted":
        return
    item = Expenditure.objects.select_for_update().get(pk=query.expenditure_id)
    if item.state == "query" and not item.queries.filter(closed_at__isnull=True).exists():
        item.state = advance(EXPENDITURE, item.state, "submit")
        item.save()
