"""The auditor draws a sample of declared rows, enters what is wrong, and concludes (4.3, A-25)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.models.memory import add_rows
from consortium.rules.editing import EditedFrom
from consortium.rules.hashing import canonical, sha256
from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from grants.models import Grant
from reporting.documents.audit_sample import audit_paper
from reporting.documents.bodies import to_body
from reporting.models import AuditSample, AuditSampleUnit
from reporting.queries.audit_samples import (
    Drawn,
    Target,
    drawn_from,
    earlier_samples,
    looked_of,
    projection_of,
    rows_as_of,
)
from reporting.rules.audit_samples import (
    Planning,
    check_audit_draw,
    check_conclusion,
    check_error,
    figures,
    of_sign,
)
from reporting.rules.audit_states import AUDIT_SAMPLE
from reporting.rules.findings import TYPES
from reporting.rules.mus import book_value
from reporting.rules.projecting import ACCIDENTAL, ANOMALOUS, errors_of
from reporting.rules.sampling import Unit, population_sha256
from reporting.rules.vouchers import check_personal


class AuditSampleRefused(Refused):
    """The sample cannot be drawn, filled in or concluded like this."""

    code = "AUDIT_SAMPLE_REFUSED"


@dataclass(frozen=True)
class Choice:
    """What is drawn from, how, and why; without a *size* it is the least that is needed."""

    target: Target
    planning: Planning
    sign: str = "positive"
    size: int | None = None
    as_of: dt.datetime | None = None
    reason: str = ""

    def instant(self, at: dt.datetime) -> dt.datetime:
        """When the rows stood as they are drawn: now, also where the end of today was chosen."""
        if self.as_of is None or timezone.localdate(self.as_of) == timezone.localdate(at):
            return min(self.as_of or at, at)
        return self.as_of


@action
def draw_audit_sample(choice: Choice, *, seed: str, by: Any, at: dt.datetime) -> AuditSample:
    """Draw once and for all; a later sample of the same rows says why it was needed."""
    target = choice.target
    grant = Grant.objects.select_for_update(no_key=True).get(pk=target.grant.pk)
    must(by, Capability.AUDIT_CLAIM, grant)
    as_of = choice.instant(at)
    units = of_sign(rows_as_of(target, as_of), choice.sign)
    needed = choice.size if choice.size is not None else _least(units, choice)
    refuse_if(
        [
            *_choice_faults(choice, as_of, at),
            *check_audit_draw(units, choice.planning, needed, seed),
        ],
        AuditSampleRefused,
    )
    drawn = drawn_from(units, choice.planning.method, needed, seed)
    sample = _sample(choice, units, drawn)
    sample.grant, sample.number = grant, _next_number(grant)
    sample.size, sample.seed, sample.as_of = needed, seed, as_of
    sample.drawn_by, sample.drawn_at = by, at
    sample.save()
    _add_picks(sample, units, drawn.picks)
    record(
        "audit_sample.drawn",
        sample,
        chain=grant.ref,
        after=_told(sample, drawn.picks),
        reason=choice.reason,
    )
    return sample


@action
def enter_error(
    pick: AuditSampleUnit,
    *,
    error: Decimal,
    nature: str = ACCIDENTAL,
    kind: str = "",
    is_corrected: bool = False,
    note: str = "",
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> AuditSampleUnit:
    """Note what was found in one row of the sample; 0.00 says that it is in order."""
    sample = _locked(pick.sample, by)
    row = AuditSampleUnit.objects.select_for_update(of=("self",)).get(pk=pick.pk, sample=sample)
    must_be_unchanged(row, edited_from, chain=sample.grant.ref)
    if sample.state != "drawn":
        raise AuditSampleRefused.because(
            _("The sample is concluded; what is found now is written as a finding."),
            rule="W-04",
        )
    found = [*check_error(row.book_value, error, nature, note), *check_personal({"note": note})]
    if error and kind not in TYPES:
        message = _("Choose the type of the error.")
        found.append(Breach("TYPE_UNKNOWN", message, "kind", rule="A-26"))
    refuse_if(found, AuditSampleRefused)
    before = {"error": row.error, "nature": row.nature}
    row.error, row.nature, row.note = error, nature, note.strip()
    row.kind, row.is_corrected = (kind, is_corrected) if error else ("", False)
    row.looked_by, row.looked_at = by, at
    row.save()
    record(
        "audit_sample.looked_at",
        row,
        chain=sample.grant.ref,
        before=before,
        after={"row": row.expenditure_id, "error": error, "nature": nature, "kind": row.kind},
        reason=note,
    )
    return row


@action
def conclude_sample(
    sample: AuditSample, *, text: str, systemic: Decimal = ZERO, by: Any, at: dt.datetime
) -> AuditSample:
    """Project the errors, conclude, and keep the working paper as it is now."""
    sample = _locked(sample, by)
    state = advance(AUDIT_SAMPLE, sample.state, "conclude")
    picks = list(sample.picks.select_related("expenditure__grant_partner__organisation"))
    looked = looked_of(picks)
    refuse_if(
        [
            *check_conclusion(len(picks) - len(looked), looked, systemic, text),
            *check_personal({"text": text}),
        ],
        AuditSampleRefused,
    )
    found = projection_of(sample, picks)
    sample.state, sample.text = state, text.strip()
    sample.projected, sample.precision = found.projected, found.precision
    sample.conclusion, sample.systemic = found.conclusion, systemic
    sample.anomalous = errors_of(looked, ANOMALOUS)
    sample.concluded_by, sample.concluded_at = by, at
    sample.paper = canonical(to_body(audit_paper(sample, picks, at)))
    sample.paper_sha256 = sha256(sample.paper)
    sample.save()
    record(
        "audit_sample.concluded",
        sample,
        chain=sample.grant.ref,
        after={
            "conclusion": sample.conclusion,
            "projected": sample.projected,
            "precision": sample.precision,
            "tolerable": sample.tolerable,
            "paper_sha256": sample.paper_sha256,
        },
        reason=text,
    )
    return sample


def _least(units: list[Unit], choice: Choice) -> int:
    """What is needed; nothing where the choice is out of order, which is refused at once."""
    try:
        return figures(units, choice.planning).least
    except KeyError:
        return 0


def _next_number(grant: Grant) -> int:
    last = AuditSample.objects.filter(grant=grant).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _sample(choice: Choice, units: list[Unit], drawn: Drawn) -> AuditSample:
    """The row as far as choice, population and draw say it."""
    target, planning = choice.target, choice.planning
    known = figures(units, planning)
    return AuditSample(
        scope=target.scope,
        claim=target.claim,
        period=target.period,
        grant_partner=target.partner,
        sign=choice.sign,
        method=planning.method,
        confidence=planning.confidence,
        sides=planning.sides,
        materiality_pct=planning.materiality_pct,
        anticipated_pct=planning.anticipated_pct,
        sigma=planning.sigma,
        interval=drawn.interval,
        start=drawn.start,
        population=[[unit.key, unit.voucher_no, f"{unit.amount:.2f}"] for unit in units],
        population_sha256=population_sha256(units),
        units=len(units),
        book_value=known.book,
        tolerable=known.tolerable,
        anticipated=known.anticipated,
        exhaustive_units=len(drawn.exhaustive),
        exhaustive_value=book_value(drawn.exhaustive),
        random_units=len(drawn.rest),
        random_value=book_value(drawn.rest),
        reason=choice.reason.strip(),
    )


def _choice_faults(choice: Choice, as_of: dt.datetime, at: dt.datetime) -> list[Breach]:
    found = check_personal({"reason": choice.reason})
    if as_of > at:
        message = _("Rows are drawn as they stood on a day that has been.")
        found.append(Breach("AS_OF_AHEAD", message, "as_of", rule="A-25"))
    if choice.sign not in dict(AuditSample.SIGNS):
        message = _("Choose rows above or below zero.")
        found.append(Breach("SIGN_UNKNOWN", message, "sign", rule="rules 4.2"))
    claim = choice.target.claim
    if claim is not None and claim.state == "draft":
        message = _("Claim %(number)s is a draft, so its rows may still change.")
        params = {"number": claim.number}
        found.append(Breach("CLAIM_DRAFT", message, "target", params, "rules 4.3"))
    if earlier_samples(choice.target, choice.sign) and not choice.reason.strip():
        message = _("These rows have been drawn from before. Say why; both samples count.")
        found.append(Breach("REASON_MISSING", message, "reason", rule="A-25"))
    return found


def _add_picks(sample: AuditSample, units: list[Unit], picks: tuple[tuple[int, str], ...]) -> None:
    amounts = {unit.key: unit.amount for unit in units}
    add_rows(
        [
            AuditSampleUnit(
                sample=sample,
                expenditure_id=key,
                stratum=stratum,
                place=place,
                book_value=amounts[key],
            )
            for place, (key, stratum) in enumerate(picks, start=1)
        ],
        AuditSampleUnit,
    )


def _told(sample: AuditSample, picks: tuple[tuple[int, str], ...]) -> dict[str, Any]:
    return {
        "seed": sample.seed,
        "method": sample.method,
        "size": sample.size,
        "interval": sample.interval,
        "start": sample.start,
        "population": sample.units,
        "population_sha256": sample.population_sha256,
        "picks": [key for key, _stratum in picks],
    }


def _locked(sample: AuditSample, by: Any) -> AuditSample:
    found = (
        AuditSample.objects.select_for_update(of=("self",))
        .select_related(
            "grant__lead", "grant__fund", "claim", "period", "grant_partner", "drawn_by"
        )
        .get(pk=sample.pk)
    )
    must(by, Capability.AUDIT_CLAIM, found.grant)
    return found
