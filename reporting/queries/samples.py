"""Samples of a report's lines: the population, what was drawn, and what it covers (A-24, A-25)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reporting.models import (
    AuditSample,
    Expenditure,
    PartnerReport,
    SampleLine,
    VerificationSample,
)
from reporting.queries.marks import MARKED_KINDS
from reporting.rules.sampling import Draw, Unit, draw, extent_pct, population_sha256


def population_of(report: PartnerReport) -> list[Unit]:
    """The lines that a person decides on, in the order in which they are drawn from."""
    rows = Expenditure.objects.filter(report=report, kind__in=MARKED_KINDS).order_by("pk")
    # A row that takes a parked line up is of 0.00: what is at stake stands on the parked line, so
    # that no decision moves the population.
    return [
        Unit(key, voucher, parked if kind == Expenditure.TAKEN_UP else amount)
        for key, voucher, kind, amount, parked in rows.values_list(
            "pk", "voucher_no", "kind", "amount", "corrects__parked"
        )
    ]


def stored_population(sample: VerificationSample | AuditSample) -> list[Unit]:
    """The population as it was when *sample* was drawn."""
    return [Unit(int(key), voucher, Decimal(amount)) for key, voucher, amount in sample.population]


def drawn_again(sample: VerificationSample) -> Draw:
    """What a stranger draws with the stored seed from the stored population."""
    return draw(stored_population(sample), sample.seed, sample.size, sample.above)


@dataclass(frozen=True)
class Coverage:
    """What the samples of a report cover together."""

    samples: int
    lines: int
    unchecked: int
    population: int
    is_stale: bool

    @property
    def extent(self) -> int | None:
        """The extent in per cent that follows from the samples; None where none is drawn."""
        return extent_pct(self.lines, self.population) if self.samples else None


def coverage_of(report: PartnerReport) -> Coverage:
    """The samples of *report* together; a line that two of them hold counts once."""
    samples = list(VerificationSample.objects.filter(report=report).order_by("pk"))
    if not samples:
        return Coverage(0, 0, 0, 0, False)
    units = population_of(report)
    rows = SampleLine.objects.filter(sample__report=report).order_by()
    looked = list(rows.values_list("expenditure", "checked_at"))
    drawn = {key for key, _at in looked}
    # A line that two samples hold is checked once.
    checked = {key for key, at in looked if at is not None}
    return Coverage(
        samples=len(samples),
        lines=len(drawn),
        unchecked=len(drawn - checked),
        population=len(units),
        is_stale=samples[-1].population_sha256 != population_sha256(units),
    )


def agrees(sample: VerificationSample, lines: Sequence[SampleLine]) -> bool:
    """Whether the stored picks are those that the stored seed draws again (A-25)."""
    again = drawn_again(sample)
    is_same = sample.population_sha256 == population_sha256(stored_population(sample))
    return is_same and {line.expenditure_id for line in lines} == again.keys
