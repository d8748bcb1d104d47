"""The funder's decision on a claim: accepted, accepted item by item, or rejected (W-06)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.models import EvidenceFile
from consortium.models.access import actor_of
from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from grants.models import Grant
from reporting.actions.claim_answers import back_to_draft
from reporting.actions.claim_building import ClaimRefused, locked_claim, release_rows
from reporting.actions.corrections import enter_correction
from reporting.actions.flat_rates import book_flat_rates
from reporting.actions.telling import tell_of_claim
from reporting.models import Claim, ClaimDecision, Correction, Expenditure, ItemResult
from reporting.queries.auditing import stated
from reporting.queries.claim_cuts import accepted_figures
from reporting.queries.corrections import left_to_fall
from reporting.rules.states import CLAIM


class LetterMissing(Refused):
    """The lead records the funder's decision only with the letter that says it."""

    code = "LETTER_MISSING"


class DecisionOutOfOrder(Refused):
    """Claims count on each other, so they are decided in their order."""

    code = "DECISION_OUT_OF_ORDER"


@action
def cut_item(
    claim: Claim,
    item: Expenditure,
    *,
    accepted: Decimal,
    reason_code: str,
    reason: str,
    is_irregular: bool = False,
    by: Any,
    at: dt.datetime,
) -> ItemResult:
    """Note that the funder accepts only *accepted* kr. of *item*; counts once it is decided."""
    claim = _to_decide(claim, by)
    item = Expenditure.objects.select_for_update(of=("self",)).get(pk=item.pk)
    refuse_if(_cut_faults(claim, item, accepted, reason_code, reason), ClaimRefused)
    result = ItemResult.objects.filter(claim=claim, item=item).first()
    result = result or ItemResult(claim=claim, item=item)
    result.accepted, result.reason_code, result.reason = accepted, reason_code, reason.strip()
    result.is_irregular, result.set_by = is_irregular, by
    result.save()
    record(
        "claim.item_cut",
        result,
        chain=claim.grant.ref,
        after={"item": item.pk, "accepted": accepted, "code": reason_code},
        reason=reason,
    )
    return result


@action
def restore_item(claim: Claim, item: Expenditure, *, by: Any, at: dt.datetime) -> Expenditure:
    """Take a cut back before the claim is decided: the item is accepted in full."""
    claim = _to_decide(claim, by)
    result = ItemResult.objects.select_for_update().filter(claim=claim, item=item).first()
    if result is None:
        raise ClaimRefused.because(
            _("%(voucher)s is not cut."), rule="W-06", voucher=item.voucher_no
        )
    record(
        "claim.item_restored",
        result,
        chain=claim.grant.ref,
        before={"item": item.pk, "accepted": result.accepted},
    )
    result.delete()
    return item


@action
def decide_claim(
    claim: Claim,
    *,
    accepted: bool,
    note: str,
    on: dt.date,
    by: Any,
    at: dt.datetime,
    letter: EvidenceFile | None = None,
) -> Claim:
    """The funder accepts what has not been cut, or rejects the claim; then its rows are free.

    The project manager may record the decision from the funder's letter.
    """
    claim = _to_decide(claim, by)
    _must_have_letter(claim, letter, by)
    _check_day_and_note(claim, on, note, at, accepted=accepted)
    results = list(claim.results.select_related("item").order_by("item_id"))
    step = ("accept_in_part" if results else "accept") if accepted else "reject"
    before, state = claim.state, advance(CLAIM, claim.state, step)
    _must_be_in_order(claim, accepted=accepted)
    if accepted:
        _must_stand(claim)
        _book_cuts(results, on, by, at)
        _store_accepted(claim)
    else:
        for result in results:
            result.delete()
        release_rows(claim)
    book_flat_rates(claim.grant, by=by, at=at)
    claim.state, claim.decided_on, claim.decision_note = state, on, note.strip()
    claim.save()
    ClaimDecision.objects.create(
        claim=claim, outcome=state, letter=letter, decided_by=by, decided_at=at
    )
    if results or not accepted:
        _send_back_later(claim, by, at)
    record(
        f"claim.{state}",
        claim,
        chain=claim.grant.ref,
        before={"state": before},
        after={"state": state, "on": on, "amount": claim.accepted_amount, "cuts": len(results)},
        reason=note,
    )
    tell_of_claim(f"claim.{state}", claim, by=by, at=at)
    return claim


def _to_decide(claim: Claim, by: Any) -> Claim:
    """The locked claim, if *by* is the funder or may record the funder's letter."""
    claim = locked_claim(claim)
    if not actor_of(by).can(Capability.DECIDE_CLAIM, claim.grant):
        must(by, Capability.BUILD_CLAIM, claim.grant)
    advance(CLAIM, claim.state, "accept_in_part")
    return claim


def _must_stand(claim: Claim) -> None:
    """The fund pays after the statement (W-02), so a withdrawn one leaves nothing to pay on."""
    statement = stated(claim)
    if statement is not None and statement.state == "withdrawn":
        raise ClaimRefused.because(
            _(
                "The auditor has withdrawn the statement on claim %(number)s, so it cannot be "
                "accepted. Reject it; then it can be mended and sent again."
            ),
            rule="W-02",
            number=claim.number,
        )


def _must_have_letter(claim: Claim, letter: EvidenceFile | None, by: Any) -> None:
    if letter is None and not actor_of(by).can(Capability.DECIDE_CLAIM, claim.grant):
        raise LetterMissing.because(
            _("Attach the funder's letter: without it only the funder's own officer decides."),
            rule="rules 3.1",
            subject="letter",
        )


def _check_day_and_note(
    claim: Claim, on: dt.date, note: str, at: dt.datetime, *, accepted: bool
) -> None:
    if not accepted and not note.strip():
        raise ClaimRefused.because(
            _("Say why the claim is rejected."), rule="rules 3.1", subject="note"
        )
    sent = claim.submitted_at
    if sent is None or not timezone.localdate(sent) <= on <= timezone.localdate(at):
        raise ClaimRefused.because(
            _("The decision is dated between the submission and today, not %(day)s."),
            rule="rules 3.1",
            subject="on",
            day=on,
        )


def _must_be_in_order(claim: Claim, *, accepted: bool) -> None:
    """Accepted from the first on, rejected from the last on: later ones count on earlier ones."""
    others = Claim.objects.filter(grant=claim.grant, is_advance=False)
    if accepted:
        waiting = others.filter(number__lt=claim.number, state="submitted").first()
        message = _("Claim %(other)s was sent before claim %(number)s; decide on it first.")
    else:
        later = others.filter(number__gt=claim.number)
        waiting = later.filter(
            state__in=["submitted", "accepted", "partly_accepted", "paid"]
        ).first()
        message = _(
            "Claim %(other)s was sent after claim %(number)s and counts on it. Accept claim "
            "%(number)s in part, or reject claim %(other)s first."
        )
    if waiting is not None:
        raise DecisionOutOfOrder.because(
            message, rule="R-03", number=claim.number, other=waiting.number
        )


def _cut_faults(
    claim: Claim, item: Expenditure, accepted: Decimal, reason_code: str, reason: str
) -> list[Breach]:
    found = []
    if item.claim_id != claim.pk or item.kind in Expenditure.MIRRORS:
        message = _("%(voucher)s is no cost of claim %(number)s.")
        params: dict[str, object] = {"voucher": item.voucher_no, "number": claim.number}
        found.append(Breach("NOT_IN_CLAIM", message, "", params, "W-06"))
    left = left_to_fall(claim.grant, [item])[item.pk]
    if not ZERO <= accepted < left:
        message = _(
            "%(accepted)s kr. cannot be accepted of %(voucher)s: a cut leaves at least 0 and less "
            "than %(left)s kr."
        )
        params = {"accepted": accepted, "voucher": item.voucher_no, "left": left}
        found.append(Breach("AMOUNT_OUTSIDE", message, "accepted", params, "W-06"))
    if reason_code not in dict(Correction.REASONS):
        message = _("“%(code)s” is no reason code.")
        found.append(Breach("CODE_UNKNOWN", message, "reason_code", {"code": reason_code}, "W-04"))
    if not reason.strip():
        message = _("Say why the funder does not accept the whole cost.")
        found.append(Breach("REASON_MISSING", message, "reason", rule="W-06"))
    return found


def _book_cuts(results: list[ItemResult], on: dt.date, by: Any, at: dt.datetime) -> None:
    """Each difference becomes a correction that is decided and booked: nobody is heard again."""
    for result in results:
        item = result.item
        grant = Grant.objects.get(pk=item.grant_id)
        last = Correction.objects.filter(grant=grant).aggregate(last=Max("number"))["last"] or 0
        left = left_to_fall(grant, [item])[item.pk]
        _must_still_cut(result, left)
        result.correction = Correction.objects.create(
            grant=grant,
            number=last + 1,
            original=item,
            amount=left - result.accepted,
            reason_code=result.reason_code,
            reason=result.reason,
            is_irregular=result.is_irregular,
            state="decided",
            hearing_due_on=on,
            proposed_by=result.set_by,
            decided_by=by,
            decided_on=on,
        )
        result.save()
        result.correction = enter_correction(result.correction, by=by, at=at)


def _must_still_cut(result: ItemResult, left: Decimal) -> None:
    """A correction that came after the cut was noted may have taken as much already."""
    if result.accepted >= left:
        raise ClaimRefused.because(
            _(
                "Corrections have left %(left)s kr. of %(voucher)s since its cut to %(accepted)s "
                "kr. was noted. Take the cut back, or note it again."
            ),
            rule="W-06",
            subject="accepted",
            left=left,
            voucher=result.item.voucher_no,
            accepted=result.accepted,
        )


def _store_accepted(claim: Claim) -> None:
    figures = accepted_figures(claim)
    claim.accepted_entitlement = figures.entitlement
    claim.accepted_amount, claim.accepted_payable = figures.amount, figures.payable


def _send_back_later(claim: Claim, by: Any, at: dt.datetime) -> None:
    """Claims that were checked on this one's figures and have not been sent are drafts again."""
    later = Claim.objects.select_for_update(of=("self",), no_key=True).select_related(
        "grant", "period"
    )
    rows = later.filter(
        grant=claim.grant,
        number__gt=claim.number,
        is_advance=False,
        state__in=["checked", "with_auditor", "audited"],
    )
    reason = f"{claim}: {claim.decision_note}".removesuffix(": ")
    for one in rows.order_by("number"):
        back_to_draft(one, reason=reason, by=by, at=at)
