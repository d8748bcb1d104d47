"""Who is told of what in reports, claims and money: one table from the verb of a deed to roles."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import override

from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Role
from grants.actions.telling import Told, tell
from grants.models import Grant
from reporting.models import (
    Claim,
    Correction,
    FinalReport,
    PartnerReport,
    Passage,
    PaymentReceived,
    Recovery,
    Repayment,
    RepaymentPart,
)

TOLD = {
    "report.submitted": Told(
        (Role.LC,), _("%(grant)s: %(partner)s has submitted period %(period)s. Verify it.")
    ),
    "report.returned": Told(
        (Role.PU,),
        _("%(grant)s: your report of period %(period)s is returned. Answer the questions."),
    ),
    "query.asked": Told(
        (Role.PU,),
        _("%(grant)s: a question about your report of period %(period)s; answer by %(day)s."),
    ),
    "expenditure.parked": Told(
        (Role.PU, Role.PM),
        _(
            "%(grant)s: %(voucher)s of %(partner)s, period %(period)s, is parked. See the reason; "
            "it is taken up in a later period."
        ),
    ),
    "expenditure.taken_up": Told(
        (Role.PU, Role.PM),
        _(
            "%(grant)s: the parked %(voucher)s of %(partner)s is taken up again in period "
            "%(period)s."
        ),
    ),
    "report.verified": Told(
        (Role.PU, Role.PM), _("%(grant)s: period %(period)s of %(partner)s is verified.")
    ),
    "claim.built": Told((Role.LC,), _("%(grant)s: claim %(number)s is built. Check it.")),
    "claim.checked": Told(
        (Role.LS,), _("%(grant)s: claim %(number)s is checked. Sign and send it.")
    ),
    "claim.needs_statement": Told(
        (Role.PM,), _("%(grant)s: claim %(number)s is checked. Send it to the auditor.")
    ),
    "claim.sent_to_auditor": Told(
        (Role.AU,), _("%(grant)s: claim %(number)s waits for your statement.")
    ),
    "statement.issued": Told(
        (Role.LS,), _("%(grant)s: claim %(number)s has its auditor's statement. Sign and send it.")
    ),
    "claim.submitted": Told(
        (Role.MA,), _("%(grant)s: claim %(number)s is submitted. Decide on it.")
    ),
    "claim.accepted": Told(
        (Role.LC,), _("%(grant)s: claim %(number)s is accepted. Book the payment when it comes.")
    ),
    "claim.partly_accepted": Told(
        (Role.PM, Role.LC),
        _("%(grant)s: claim %(number)s is accepted in part; what was cut is booked as correction."),
    ),
    "claim.taken_back": Told(
        (Role.PM, Role.LC, Role.AU),
        _("%(grant)s: claim %(number)s is a draft again. Build it again and have it checked."),
    ),
    "statement.withdrawn": Told(
        (Role.PM, Role.LS),
        _("%(grant)s: the auditor has withdrawn the statement on claim %(number)s."),
    ),
    "statement.withdrawn_sent": Told(
        (Role.MA,), _("%(grant)s: the auditor has withdrawn the statement on claim %(number)s.")
    ),
    "claim_question.asked": Told(
        (Role.PM, Role.LC),
        _("%(grant)s: the funder asks about claim %(number)s. The clock stands until you answer."),
    ),
    "claim_question.answered": Told(
        (Role.MA,), _("%(grant)s: the question about claim %(number)s is answered.")
    ),
    "final_report.sent_to_auditor": Told(
        (Role.AU, Role.LS), _("%(grant)s: the final report is ready to be read.")
    ),
    "final_report.submitted": Told(
        (Role.MA,), _("%(grant)s: the final report is submitted. Decide on it.")
    ),
    "final_report.accepted": Told(
        (Role.PM, Role.LS), _("%(grant)s: the final report is accepted.")
    ),
    "claim.rejected": Told(
        (Role.PM, Role.LC), _("%(grant)s: claim %(number)s is rejected. Its rows are free again.")
    ),
    "payment.booked": Told(
        (Role.LS,),
        _("%(grant)s: %(amount)s kr. have come for claim %(number)s. Approve what is sent on."),
    ),
    "disbursement.sent": Told(
        (Role.PU,),
        _("%(grant)s: your part of claim %(number)s was sent on %(day)s. Confirm its receipt."),
    ),
    "recovery.demanded": Told(
        (Role.PU, Role.PA),
        _(
            "%(grant)s: %(amount)s kr. are demanded back after correction %(number)s. Pay them to "
            "the lead by %(day)s."
        ),
    ),
    "recovery.overdue": Told(
        (Role.PU, Role.PA, Role.LC),
        _(
            "%(grant)s: %(partner)s owes %(amount)s kr. after correction %(number)s, due on "
            "%(day)s and not paid. Interest runs as agreed."
        ),
    ),
    "repayment.worked_out": Told(
        (Role.LS,),
        _("%(grant)s: %(amount)s kr. are to go back to the fund. Approve the payment."),
    ),
    "repayment.approved": Told(
        (Role.LC,), _("%(grant)s: %(amount)s kr. may go back to the fund. Send them and book it.")
    ),
    "repayment.sent": Told((Role.PM,), _("%(grant)s: %(amount)s kr. have gone back to the fund.")),
    "repayment.part_demanded": Told(
        (Role.PU, Role.PA),
        _(
            "%(grant)s: you had %(amount)s kr. more of the fund's money than you are entitled to. "
            "Pay them to the lead by %(day)s."
        ),
    ),
    "closure.opened": Told((Role.LS,), _("%(grant)s is being closed. Settle it when all is done.")),
    "closure.settled": Told(
        (Role.PM, Role.LC, Role.AU, Role.MA, Role.RG, Role.AD),
        _("%(grant)s is settled and read-only. Its papers are kept."),
    ),
    "closure.disposal_asked": Told(
        (Role.LS,), _("%(grant)s: the papers may go. Sign the disposal, or say no.")
    ),
    "lists.disposal_asked": Told(
        (Role.LS,), _("%(grant)s: the lists of contacts are to be emptied. Sign it.")
    ),
    "period.reopening_asked": Told(
        (Role.LS,), _("%(grant)s: period %(period)s is asked to reopen: %(reason)s")
    ),
    "period.reopening_refused": Told(
        (Role.LC,), _("%(grant)s: period %(period)s stays closed: %(reason)s")
    ),
    "period.reopened": Told(
        (Role.PU, Role.PA, Role.PM, Role.LC),
        _("%(grant)s: period %(period)s is open again: %(reason)s"),
    ),
    "passage.asked": Told(
        (Role.PU,),
        _(
            "%(grant)s: the lead asks you for a passage on “%(section)s” for %(paper)s by %(day)s. "
            "Write it and send it."
        ),
    ),
    "passage.sent": Told(
        (Role.PM,), _("%(grant)s: %(partner)s has sent its passage on “%(section)s”. Read it.")
    ),
    "passage.returned": Told(
        (Role.PU,),
        _("%(grant)s: your passage on “%(section)s” is returned with a question. Answer it."),
    ),
    "passage.taken_in": Told(
        (Role.PU,), _("%(grant)s: your passage on “%(section)s” is taken in.")
    ),
    "passage.withdrawn": Told(
        (Role.PU,), _("%(grant)s: your passage on “%(section)s” is needed no more.")
    ),
    "correction.proposed": Told(
        (Role.PA,), _("%(grant)s: correction %(number)s is proposed. Answer by %(day)s.")
    ),
}


def tell_of_report(
    verb: str, report: PartnerReport, *, by: Any, at: dt.datetime, page: str, **params: Any
) -> None:
    """Notices about *report*; *page* is the address name where its readers go on."""
    partner = report.grant_partner
    tell(
        verb,
        partner.grant,
        {"partner": str(partner), "period": report.period.number, **params},
        url=reverse(page, args=[report.pk]),
        by=by,
        at=at,
        partners=[partner.organisation_id],
        table=TOLD,
    )


def tell_of_claim(verb: str, claim: Claim, *, by: Any, at: dt.datetime) -> None:
    """Notices about *claim* to whoever takes its next step."""
    url = reverse("reporting:claim-detail", args=[claim.pk])
    tell(verb, claim.grant, {"number": claim.number}, url=url, by=by, at=at, table=TOLD)


def tell_of_final_report(verb: str, report: FinalReport, *, by: Any, at: dt.datetime) -> None:
    """Notices about the final report of a grant."""
    url = reverse("reporting:final-report", args=[report.grant.ref])
    tell(verb, report.grant, {}, url=url, by=by, at=at, table=TOLD)


def tell_of_payment(payment: PaymentReceived, *, by: Any, at: dt.datetime) -> None:
    """The signatory hears that money has come."""
    claim = payment.claim
    params = {"number": claim.number, "amount": payment.amount}
    url = reverse("reporting:payment-detail", args=[payment.pk])
    tell("payment.booked", claim.grant, params, url=url, by=by, at=at, table=TOLD)


def tell_of_disbursements(
    payment: PaymentReceived, partners: list[int], *, on: dt.date, by: Any, at: dt.datetime
) -> None:
    """Each of the organisations *partners* hears that its part is on its way."""
    claim = payment.claim
    params = {"number": claim.number, "day": on}
    url = reverse("reporting:disbursement-list")
    tell(
        "disbursement.sent",
        claim.grant,
        params,
        url=url,
        by=by,
        at=at,
        partners=partners,
        table=TOLD,
    )


def tell_of_recovery(verb: str, recovery: Recovery, *, by: Any, at: dt.datetime) -> None:
    """The debtor hears what is demanded back, and when it is overdue (R-84)."""
    correction = recovery.correction
    tell(
        verb,
        correction.grant,
        {
            "partner": str(recovery.debtor),
            "number": correction.number,
            "amount": recovery.left,
            "day": recovery.due_on,
        },
        url=reverse("reporting:recovery-detail", args=[recovery.pk]),
        by=by,
        at=at,
        partners=[recovery.debtor.organisation_id],
        table=TOLD,
    )


def tell_of_repayment(verb: str, repayment: Repayment, *, by: Any, at: dt.datetime) -> None:
    """Who takes the next step of a payment back to the fund."""
    url = reverse("reporting:repayment-detail", args=[repayment.pk])
    told = {"amount": repayment.amount}
    tell(verb, repayment.grant, told, url=url, by=by, at=at, table=TOLD)


def tell_of_part(part: RepaymentPart, *, by: Any, at: dt.datetime) -> None:
    """The partner hears what it owes the lead of what has gone back to the fund."""
    tell(
        "repayment.part_demanded",
        part.repayment.grant,
        {"amount": part.amount, "day": part.due_on},
        url=reverse("reporting:disbursement-list"),
        by=by,
        at=at,
        partners=[part.grant_partner.organisation_id],
        table=TOLD,
    )


def tell_of_correction(correction: Correction, *, by: Any, at: dt.datetime) -> None:
    """The partner hears that a cost is to fall, and until when it may answer."""
    tell(
        "correction.proposed",
        correction.grant,
        {"number": correction.number, "day": correction.hearing_due_on},
        url=reverse("reporting:correction-detail", args=[correction.pk]),
        by=by,
        at=at,
        partners=[correction.original.grant_partner.organisation_id],
        table=TOLD,
    )


def tell_of_closure(verb: str, grant: Grant, *, by: Any, at: dt.datetime) -> None:
    """Who takes the next step of the closure, or reads of its end."""
    url = reverse("reporting:closure", args=[grant.ref])
    tell(verb, grant, {}, url=url, by=by, at=at, table=TOLD)


def tell_of_passage(verb: str, passage: Passage, *, by: Any, at: dt.datetime) -> None:
    """The partner's writers hear what is asked of them, the lead what has come."""
    partner = passage.grant_partner
    with override("da"):
        # What the papers call it: the sentence around it is in each reader's own language.
        section, paper = passage.title, passage.paper
    tell(
        verb,
        partner.grant,
        {"partner": str(partner), "section": section, "paper": paper, "day": passage.due_on},
        url=reverse("reporting:passage", args=[passage.pk]),
        by=by,
        at=at,
        partners=[partner.organisation_id],
        table=TOLD,
    )
