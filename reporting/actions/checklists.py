"""The checklist is filled in while the lines are worked through; each answer keeps its hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from consortium.actions.base import action, record
from consortium.actions.editing import must_be_unchanged
from consortium.rules.editing import EditedFrom
from consortium.rules.hashing import plain
from consortium.rules.refusals import Refused, refuse_if
from reporting.actions.decisions import report_to_verify
from reporting.models import PartnerReport, ReportChecklist
from reporting.rules.checklist import check_answers


class ChecklistRefused(Refused):
    """An answer is none that the question takes."""

    code = "CHECKLIST_REFUSED"


@action
def save_checklist(
    report: PartnerReport,
    answers: Mapping[str, str],
    *,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> ReportChecklist:
    """Keep the *answers* by question; an empty one takes an answer back (A-24)."""
    report = report_to_verify(report, by, at)
    refuse_if(check_answers(answers), ChecklistRefused)
    row = ReportChecklist.objects.select_for_update().filter(report=report).first()
    chain = report.grant_partner.grant.ref
    must_be_unchanged(row, edited_from, chain=chain, fields=("answers",))
    row = row or ReportChecklist(report=report)
    before = {key: told["answer"] for key, told in row.answers.items()}
    kept = dict(row.answers)
    for key, answer in answers.items():
        if answer == before.get(key, ""):
            continue
        kept.pop(key, None)
        if answer:
            kept[key] = {"answer": answer, "by": str(by), "by_id": by.pk, "at": plain(at)}
    row.answers = kept
    row.save()
    record(
        "checklist.saved",
        row,
        chain=chain,
        before=before,
        after={key: told["answer"] for key, told in kept.items()},
    )
    return row
