"""An auditor's sample: what it is drawn from, what a stranger draws again, what it says (A-25)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from consortium.rules.refusals import Breach
from grants.models import Grant, GrantPartner, ReportingPeriod
from reporting.models import AuditSample, AuditSampleUnit, Claim, Expenditure
from reporting.queries.as_of import versions_as_of
from reporting.queries.samples import stored_population
from reporting.rules.audit_samples import (
    Figures,
    Planning,
    check_audit_draw,
    figures,
    formula_size,
    of_sign,
)
from reporting.rules.mus import book_value, draw_mus, per_cent_of
from reporting.rules.projecting import EXHAUSTIVE, MUS, RANDOM, Ground, Looked, Projection, project
from reporting.rules.sampling import SHORTEST_SEED, Unit, draw, population_sha256


@dataclass(frozen=True)
class Target:
    """Which rows of a grant are drawn from: the one of *claim*, *period*, *partner* that is given.

    Without any it is every row that has been claimed and not rejected.
    """

    grant: Grant
    claim: Claim | None = None
    period: ReportingPeriod | None = None
    partner: GrantPartner | None = None

    @property
    def scope(self) -> str:
        """The stored code of it."""
        named = (("claim", self.claim), ("period", self.period), ("partner", self.partner))
        return next((code for code, row in named if row is not None), "grant")

    @property
    def rows(self) -> Q:
        """The rows as their versions name them: of a claim also before it is sent."""
        if self.claim is not None:
            return Q(claim_id=self.claim.pk)
        sent = Q(state="claimed")
        if self.period is not None:
            return sent & Q(claim__period=self.period)
        return sent & Q(grant_partner_id=self.partner.pk) if self.partner is not None else sent


def target_of(sample: AuditSample) -> Target:
    """What *sample* was drawn from."""
    return Target(sample.grant, sample.claim, sample.period, sample.grant_partner)


def rows_as_of(target: Target, as_of: dt.datetime) -> list[Unit]:
    """Every row with its accepted amount as it stood at *as_of*, in the order of the population."""
    rows = (
        versions_as_of(Expenditure, as_of, grant_id=target.grant.pk)
        .filter(target.rows)
        .exclude(accepted=0)
        .order_by("id")
    )
    return [Unit(*row) for row in rows.values_list("id", "voucher_no", "accepted")]


@dataclass(frozen=True)
class Drawn:
    """A draw as it is stored: strata, interval, start, and (key, stratum) in their places."""

    exhaustive: tuple[Unit, ...]
    rest: tuple[Unit, ...]
    interval: str
    start: Decimal | None
    picks: tuple[tuple[int, str], ...]


def drawn_from(units: Sequence[Unit], method: str, size: int, seed: str) -> Drawn:
    """What *seed* draws of *units*: the same, whoever draws it."""
    if method != MUS:
        found = draw([Unit(one.key, one.voucher_no, abs(one.amount)) for one in units], seed, size)
        picks = tuple((key, RANDOM) for key in found.picks)
        return Drawn((), tuple(units), "", None, picks)
    mus = draw_mus(units, size, seed)
    interval = mus.strata.interval
    taken = [(unit.key, EXHAUSTIVE) for unit in sorted(mus.strata.exhaustive, key=_key)]
    return Drawn(
        mus.strata.exhaustive,
        mus.strata.rest,
        "" if interval is None else str(interval),
        mus.start,
        (*taken, *((key, RANDOM) for key in mus.picks)),
    )


def _key(unit: Unit) -> int:
    return unit.key


def differences(sample: AuditSample, picks: Sequence[AuditSampleUnit]) -> list[str]:
    """What a stranger finds otherwise than it is stored; nothing where the sample holds (A-25).

    The names are those of the stored columns; `picks` stands for the rows drawn.
    """
    units = stored_population(sample)
    again = drawn_from(units, sample.method, sample.size, sample.seed)
    stored = {
        "population": (population_sha256(units), sample.population_sha256),
        "rows": (of_sign(rows_as_of(target_of(sample), sample.as_of), sample.sign), units),
        "sums": (
            (len(units), book_value(units), len(again.exhaustive), book_value(again.exhaustive)),
            (
                *(sample.units, sample.book_value),
                *(sample.exhaustive_units, sample.exhaustive_value),
            ),
        ),
        "rest": (
            (len(again.rest), book_value(again.rest)),
            (sample.random_units, sample.random_value),
        ),
        "limits": (
            per_cent_of(book_value(units), sample.materiality_pct),
            sample.tolerable,
        ),
        "interval": (again.interval, sample.interval),
        "start": (again.start, sample.start),
        "picks": (
            again.picks,
            tuple((one.expenditure_id, one.stratum) for one in picks),
        ),
    }
    return [name for name, (left, right) in stored.items() if left != right]


def planning_of(sample: AuditSample) -> Planning:
    """What the auditor had chosen."""
    return Planning(
        sample.method,
        sample.confidence,
        sample.sides,
        sample.materiality_pct,
        sample.anticipated_pct,
        sample.sigma,
    )


def figures_of(sample: AuditSample) -> Figures:
    """What followed from the choice, as it was stored."""
    planning = planning_of(sample)
    needed = formula_size(planning, sample.book_value, sample.tolerable, sample.anticipated)
    return Figures(
        sample.units, sample.book_value, sample.tolerable, sample.anticipated, needed, sample.size
    )


@dataclass(frozen=True)
class Plan:
    """What a draw would be: figures, size, both strata, and what stands against it."""

    figures: Figures
    size: int
    drawn: Drawn | None
    breaches: tuple[Breach, ...]


def plan_of(
    target: Target, planning: Planning, *, sign: str, size: int | None, as_of: dt.datetime
) -> Plan:
    """What would be drawn, before anything is: strata and interval do not depend on the seed."""
    units = of_sign(rows_as_of(target, as_of), sign)
    known = figures(units, planning)
    wanted = known.least if size is None else size
    seed = "0" * SHORTEST_SEED
    found = check_audit_draw(units, planning, wanted, seed)
    drawn = None if found else drawn_from(units, planning.method, wanted, seed)
    return Plan(known, wanted, drawn, tuple(found))


def looked_of(picks: Sequence[AuditSampleUnit]) -> list[Looked]:
    """Every row that has been looked at, as the rules know it."""
    return [
        Looked(one.stratum, abs(one.book_value), one.error, one.nature, one.is_corrected)
        for one in picks
        if one.error is not None
    ]


def projection_of(sample: AuditSample, picks: Sequence[AuditSampleUnit]) -> Projection:
    """What the errors entered so far say about the population."""
    ground = Ground(
        sample.method,
        sample.book_value,
        sample.random_units,
        sample.random_value,
        sample.exact_interval,
        planning_of(sample).z,
        sample.tolerable,
    )
    return project(looked_of(picks), ground)


def earlier_samples(target: Target, sign: str) -> int:
    """How many samples have been drawn from the same rows before."""
    return AuditSample.objects.filter(
        grant=target.grant,
        scope=target.scope,
        sign=sign,
        claim=target.claim,
        period=target.period,
        grant_partner=target.partner,
    ).count()
