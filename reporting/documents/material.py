"""What every table of a paper draws on, read once: partners, lines, budget, sums, limits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from grants.models import Grant, GrantPartner, ReportingPeriod
from grants.rules.profiles import RuleProfile
from reporting.documents.tables import ZERO, Words, both
from reporting.models import Claim
from reporting.queries import documents as read
from reporting.queries.euro import Indicative
from reporting.queries.funding import funding_terms
from reporting.queries.paper_sums import Cost, Financing, Sums, sums
from reporting.rules.funding import Position, entitlement

PUBLIC = frozenset({"municipal", "regional", "state", "public_like"})
IN_KIND = "in_kind"


@dataclass(frozen=True)
class FundFigures:
    """The fund's money in a claim: symbols of rules.md 2.2, cumulative DKK."""

    te: Decimal
    ik: Decimal
    p: Decimal
    ikpub: Decimal
    x: Decimal
    cancelled: Decimal
    rate: Fraction
    limits: tuple[tuple[str, Decimal | None], ...]
    binding: tuple[str, ...]
    entitlement: Decimal
    claimed_before: Decimal
    amount: Decimal
    payable: Decimal | None
    not_yet_due: Decimal | None

    @property
    def gap(self) -> Decimal:
        """Cost that nobody has financed yet; below zero, financing that came ahead of cost."""
        return self.te - self.entitlement - self.x


@dataclass(frozen=True)
class Material:
    """The rows of one scope with everything that names them."""

    scope: read.Scope
    members: Sequence[read.Member]
    sums: Sums
    # Whether what a claim would be is worked out as the last one, with L5 (R-03, 2.2).
    is_final: bool = False

    @property
    def grant(self) -> Grant:
        """The grant that the paper is about."""
        return self.scope.grant

    @property
    def period(self) -> ReportingPeriod:
        """The period that the paper is about."""
        return self.scope.period

    @property
    def partners(self) -> list[GrantPartner]:
        """All partners by their number."""
        return [member.partner for member in self.members]

    @property
    def euro(self) -> Indicative | None:
        """The indicative EUR rate of the paper's day, if it asked for one."""
        return self.members[0].euro if self.members else None

    @property
    def costs(self) -> Sequence[Cost]:
        """Accepted cost by partner and line."""
        return self.sums.costs

    @property
    def revenues(self) -> Sequence[tuple[int, Decimal, Decimal]]:
        """(partner, earlier, this period) of what the project earned."""
        return self.sums.revenues

    @property
    def financing(self) -> Sequence[Financing]:
        """What others than the fund gave."""
        return self.sums.financing

    @cached_property
    def profile(self) -> RuleProfile:
        """The rules as they were frozen into the grant."""
        return RuleProfile.from_json(self.grant.profile)

    @cached_property
    def fund(self) -> FundFigures:
        """As stored with the claim (R-12); without a claim, as it would be."""
        if self.scope.claim is not None and self.scope.claim.limit_1 is not None:
            return stored_figures(self.scope.claim)
        return self._expected()

    def _expected(self) -> FundFigures:
        cost = sum((row.earlier + row.this + row.corrected for row in self.costs), ZERO)
        earned = sum((earlier + this for _partner, earlier, this in self.revenues), ZERO)
        position = Position(
            TE=cost - earned,
            IK=self._financed(lambda row: row.form == IN_KIND),
            P=self._financed(lambda row: row.form != IN_KIND and row.source in PUBLIC),
            IKpub=self._financed(lambda row: row.form == IN_KIND and row.source in PUBLIC),
            X=self._financed(lambda row: True),
        )
        grant = self.grant
        terms = funding_terms(grant, final=self.is_final)
        result = entitlement(position, terms)
        tested = result.limits.tested()
        before = self.scope.last.counted_entitlement if self.scope.last else ZERO
        return FundFigures(
            te=position.TE,
            ik=position.IK,
            p=position.P,
            ikpub=position.IKpub,
            x=position.X,
            cancelled=grant.cancelled,
            rate=terms.rate,
            limits=tuple((name, tested.get(name)) for name in ("L1", "L2", "L3", "L4", "L5")),
            binding=result.binding,
            entitlement=result.entitlement,
            claimed_before=before,
            amount=result.entitlement - before,
            payable=None,
            not_yet_due=None,
        )

    def _financed(self, counts: Callable[[Financing], bool]) -> Decimal:
        return sum((row.earlier + row.this for row in self.financing if counts(row)), ZERO)


def stored_figures(claim: Claim) -> FundFigures:
    """What the claim was built on, exactly as it was stored."""
    limits = (claim.limit_1, claim.limit_2, claim.limit_3, claim.limit_4, claim.limit_5)
    return FundFigures(
        te=claim.total_eligible,
        ik=claim.in_kind,
        p=claim.public_support,
        ikpub=claim.in_kind_public,
        x=claim.other_financing,
        cancelled=claim.cancelled,
        rate=Fraction(claim.rate_numerator, claim.rate_denominator),
        limits=tuple((f"L{number}", limit) for number, limit in enumerate(limits, start=1)),
        binding=tuple(claim.binding.replace(",", " ").split()),
        entitlement=claim.entitlement,
        claimed_before=claim.claimed_before,
        amount=claim.amount,
        payable=claim.payable,
        not_yet_due=claim.not_yet_due,
    )


def gather(
    grant: Grant,
    period: ReportingPeriod,
    claim: Claim | None = None,
    *,
    on: dt.date | None = None,
    final: bool = False,
) -> Material:
    """Read everything that a paper about *period* needs; *claim* stands for the one stored.

    With the day *on*, the EUR rate of its month comes along. *final* tests the last claim's limit
    as well, as long as no claim is stored.
    """
    scope = read.scope_of(grant, period, claim)
    return Material(scope, read.members(scope, on), sums(scope), final)


def choice(choices: Sequence[tuple[str, object]], code: str) -> Words:
    """The label of a stored code in both languages."""
    return both(dict(choices).get(code, code))  # type: ignore[arg-type]
