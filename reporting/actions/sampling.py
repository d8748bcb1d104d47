"""The controller draws a random sample of a report's lines and looks at each (rules.md 4.2)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from consortium.actions.base import action, record
from consortium.models.memory import add_rows
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from reporting.actions.decisions import report_to_verify
from reporting.actions.sample_ticks import tick
from reporting.models import Expenditure, PartnerReport, SampleLine, VerificationSample
from reporting.queries.samples import population_of
from reporting.rules.sampling import ALWAYS, RANDOM, Draw, check_draw, draw, population_sha256
from reporting.rules.vouchers import check_personal

UNDECIDED = frozenset({"draft", "submitted", "query"})


class SampleRefused(Refused):
    """The sample cannot be drawn like this, or the line is not checked like this."""

    code = "SAMPLE_REFUSED"


@action
def draw_sample(
    report: PartnerReport,
    *,
    method: str,
    size: int,
    seed: str,
    above: Decimal | None = None,
    reason: str = "",
    by: Any,
    at: dt.datetime,
) -> VerificationSample:
    """Draw *size* lines at random with *seed*, and those *above* an amount besides (A-24, A-25).

    A later draw adds to the earlier ones and says why it was needed.
    """
    report = report_to_verify(report, by, at)
    units = population_of(report)
    found = check_draw(units, method, size, above, seed)
    if VerificationSample.objects.filter(report=report).exists() and not reason.strip():
        message = _("A sample has been drawn already. Say why another one is needed; both count.")
        found.append(Breach("REASON_MISSING", message, "reason", rule="A-25"))
    refuse_if([*found, *check_personal({"reason": reason})], SampleRefused)
    sample = VerificationSample.objects.create(
        report=report,
        method=method,
        seed=seed,
        size=size,
        above=above,
        population=[[unit.key, unit.voucher_no, f"{unit.amount:.2f}"] for unit in units],
        population_sha256=population_sha256(units),
        reason=reason.strip(),
        drawn_by=by,
        drawn_at=at,
    )
    drawn = draw(units, seed, size, above)
    add_rows(_lines(sample, drawn), SampleLine)
    record(
        "sample.drawn",
        sample,
        chain=report.grant_partner.grant.ref,
        after={
            "seed": seed,
            "population": len(units),
            "population_sha256": sample.population_sha256,
            "picks": list(drawn.picks),
            "always": list(drawn.always),
        },
        reason=reason,
    )
    return sample


@action
def confirm_sampled(item: Expenditure, *, by: Any, at: dt.datetime) -> Expenditure:
    """The line was decided before it was drawn: looked at by hand, its decision stands."""
    report = report_to_verify(item.report, by, at)
    row = Expenditure.objects.select_for_update(of=("self",)).get(pk=item.pk, report=report)
    if row.state in UNDECIDED:
        raise SampleRefused.because(
            _("%(voucher)s is “%(state)s”: decide on it, and it counts as checked."),
            rule="rules 4.2",
            voucher=row.voucher_no,
            state=row.state,
        )
    if not tick([row], by=by, at=at):
        raise SampleRefused.because(
            _("%(voucher)s is not drawn, or has been checked by hand already."),
            rule="rules 4.2",
            voucher=row.voucher_no,
        )
    return row


def _lines(sample: VerificationSample, drawn: Draw) -> list[SampleLine]:
    ways = [*((key, ALWAYS) for key in drawn.always), *((key, RANDOM) for key in drawn.picks)]
    return [
        SampleLine(sample=sample, expenditure_id=key, way=way, place=place)
        for place, (key, way) in enumerate(ways, start=1)
    ]
