"""What the columns of a history are called, and how the rows that they point at read.

A column that has no name of its own gets its attribute's from Django ("late of"), which is neither
good English nor in the catalogue; here it is called what its page calls it.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Any

from django.apps import apps
from django.db.models import TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import get_language

from consortium.rules.refusals import gettext_noop as _

COLUMN_WORDS: Mapping[str, str] = {
    "approved_by": _("Approved by"),
    "contract": _("Contract"),
    "entered_by": _("Entered by"),
    "recipient": _("Recipient"),
    "reviewed_by": _("Reviewed by"),
    "section": _("Section of a paper"),
    "template": _("Report template"),
    "answer_file": _("File of the answer"),
    "answered_at": _("Answered"),
    "answered_by": _("Answered by"),
    "approved_at": _("Approved"),
    "asked_at": _("Question asked"),
    "asked_by": _("Asked by"),
    "calculated_by": _("Calculated by"),
    "certificate": _("Certificate of the destruction"),
    "claim_sha256": _("Hash of the claim"),
    "by": _("Person"),
    "closed_at": _("Closed"),
    "closed_by": _("Closed by"),
    "concluded_by": _("Concluded by"),
    "cofinancing_form": _("Form of the co-financing"),
    "cofinancing_source": _("Source of the co-financing"),
    "confirmed_by": _("Confirmed by"),
    "corrects": _("Points back at"),
    "created_by": _("Entered by"),
    "debtor": _("Debtor"),
    "decided_at": _("Decided"),
    "disposal_asked_by": _("Disposal asked for by"),
    "disposed_by": _("Disposed of by"),
    "drawn_by": _("Drawn by"),
    "expenditure": _("Cost"),
    "finding": _("Finding"),
    "fingerprint": _("Fingerprint of the voucher"),
    "given_at": _("Given"),
    "given_by": _("Given by"),
    "grant_partner": _("Partner"),
    "issued_at": _("Issued"),
    "issued_by": _("Issued by"),
    "item": _("Cost"),
    "late_of": _("Late, belongs to period"),
    "lead": _("Lead partner"),
    "lead_signed_at": _("Signed by the lead partner"),
    "lead_signed_by": _("Signed for the lead partner by"),
    "letter": _("File with the letter"),
    "lifted_by": _("Lifted by"),
    "looked_by": _("Looked at by"),
    "marked_by": _("Marked by"),
    "opened_by": _("Opened by"),
    "original": _("Cost that is corrected"),
    "owner_partner": _("Partner that answers"),
    "partner_signed_at": _("Signed by the partner"),
    "partner_signed_by": _("Signed for the partner by"),
    "package": _("Audit package"),
    "population": _("Population"),
    "profile": _("Rule profile"),
    "profile_sha256": _("Hash of the rule profile"),
    "rate_denominator": _("Rate r, below the line"),
    "rate_numerator": _("Rate r, above the line"),
    "noted_by": _("Noted by"),
    "recorded_by": _("Recorded by"),
    "report": _("Partner report"),
    "reverses": _("Takes back correction"),
    "row": _("Row of the correction"),
    "set_by": _("Entered by"),
    "sha256": _("Hash of the figures"),
    "signed_at": _("Signed"),
    "snapshot": _("Frozen figures"),
    "submitted_at": _("Submitted"),
    "submitted_by": _("Submitted by"),
    "withdrawn_at": _("Withdrawn"),
    "written_by": _("Written by"),
    "visit": _("On-the-spot check"),
    "plan": _("Plan of the evaluation"),
    "taken_in_by": _("Taken in by"),
}

# Rows that a version points at are called by their columns; LANG is the reader's language.
NAMED: Mapping[str, str] = {
    "consortium.evidencefile": "{name}",
    "grants.activitytype": "{name_LANG}",
    "grants.application": "{ref} {title}",
    "grants.budgetline": "{name_LANG}",
    "grants.budgetversion": "{grant__ref} v{number}",
    "grants.call": "{ref} {title}",
    "grants.fund": "{name_LANG}",
    "grants.grant": "{ref} {title}",
    "grants.grantpartner": "{organisation__short_name}",
    "grants.indicator": "{name_LANG}",
    "grants.regionalkey": "{grant__ref} v{number}",
    "grants.reportingperiod": "{number}",
    "grants.ruleprofileversion": "{name_LANG}",
    "partners.company": "{name}",
    "partners.employee": "{staff_id} {name}",
    "partners.organisation": "{name}",
    "reporting.activity": "{title}",
    "reporting.claim": "{grant__ref} #{number}",
    "reporting.correction": "{grant__ref} K{number}",
    "reporting.auditsample": "{grant__ref} S{number}",
    "reporting.expenditure": "{voucher_no} {text}",
    "reporting.finding": "{grant__ref} F{number}",
    "reporting.paperrecipient": "{name}",
    "reporting.reportschedule": "{template__name}",
    "reporting.reporttemplate": "{name}",
    "reporting.papersection": "{title_LANG}",
    "reporting.procurementcontract": "{number} {supplier}",
    "reporting.partnerreport": "{grant_partner__organisation__short_name} {period__number}",
    "reporting.paymentreceived": "{bank_ref}",
    "reporting.payrate": "{employee__name} {payroll_ref}",
    "reporting.timesheet": "{employee__name} {month}",
}


def names_of(wanted: Mapping[Any, set[Any]]) -> dict[tuple[Any, Any], str]:
    """By table and key: what the *wanted* rows are called, in one query for all tables."""
    parts = [
        model.objects.filter(pk__in=keys)
        .order_by()
        .annotate(
            of_table=Value(model._meta.label_lower, TextField()),
            called=_said(NAMED[model._meta.label_lower]),
        )
        .values_list("of_table", "pk", "called")
        for model, keys in wanted.items()
        if keys and model._meta.label_lower in NAMED
    ]
    if not parts:
        return {}
    rows = parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]
    return {(apps.get_model(label), key): text for label, key, text in rows}


def _said(template: str) -> Any:
    language = "en" if (get_language() or "da").startswith("en") else "da"
    pieces: list[Any] = []
    for words, column, _spec, _conversion in Formatter().parse(template.replace("LANG", language)):
        if words:
            pieces.append(Value(words, TextField()))
        if column:
            pieces.append(Cast(column, TextField()))
    return Concat(*pieces, output_field=TextField()) if pieces[1:] else pieces[0]
