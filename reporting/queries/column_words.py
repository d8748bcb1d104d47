"""What the columns of a history are called, and how the rows that they point at read.

A column that has no name of its own gets its attribute's from Django ("late of"), which is neither
good English nor in the catalogue; here it is called what its page calls it.
"""

from __future__ import annotations

from collections.abc import Mapping

from consortium.rules.refusals import gettext_noop as _

COLUMN_WORDS: Mapping[str, str] = {
    "answer_file": _("File of the answer"),
    "answered_at": _("Answered"),
    "answered_by": _("Answered by"),
    "approved_at": _("Approved"),
    "asked_at": _("Asked"),
    "asked_by": _("Asked by"),
    "calculated_by": _("Calculated by"),
    "claim_sha256": _("Hash of the claim"),
    "closed_at": _("Closed"),
    "cofinancing_form": _("Form of the co-financing"),
    "cofinancing_source": _("Source of the co-financing"),
    "confirmed_by": _("Confirmed by"),
    "corrects": _("Points back at"),
    "created_by": _("Entered by"),
    "debtor": _("Debtor"),
    "decided_at": _("Decided"),
    "disposal_asked_by": _("Disposal asked for by"),
    "disposed_by": _("Disposed of by"),
    "expenditure": _("Cost"),
    "fingerprint": _("Fingerprint of the voucher"),
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
    "marked_by": _("Marked by"),
    "opened_by": _("Opened by"),
    "original": _("Cost that is corrected"),
    "partner_signed_at": _("Signed by the partner"),
    "partner_signed_by": _("Signed for the partner by"),
    "profile": _("Rule profile"),
    "profile_sha256": _("Hash of the rule profile"),
    "rate_denominator": _("Rate r, below the line"),
    "rate_numerator": _("Rate r, above the line"),
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
}

# Rows that are called by name where a version points at them, with what their name needs.
NAMED: Mapping[str, tuple[str, ...]] = {
    "consortium.evidencefile": (),
    "consortium.user": (),
    "grants.activitytype": (),
    "grants.application": (),
    "grants.budgetline": (),
    "grants.budgetversion": ("grant",),
    "grants.call": (),
    "grants.fund": (),
    "grants.grant": (),
    "grants.grantpartner": ("organisation",),
    "grants.indicator": (),
    "grants.regionalkey": ("grant",),
    "grants.reportingperiod": (),
    "grants.ruleprofileversion": (),
    "partners.company": (),
    "partners.employee": (),
    "partners.organisation": (),
    "reporting.activity": (),
    "reporting.claim": ("grant",),
    "reporting.correction": ("grant",),
    "reporting.expenditure": (),
    "reporting.partnerreport": ("period", "grant_partner__organisation"),
    "reporting.paymentreceived": ("claim__grant",),
    "reporting.payrate": ("employee",),
    "reporting.timesheet": ("employee",),
}
