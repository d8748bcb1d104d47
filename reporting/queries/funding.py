"""Where a grant's money stands: the cumulative position, what was claimed, paid and passed on.

The position of a grant of 100,000 rows is one grouped sum over the covering index
`expenditure_sums`; contributions and revenue are few and summed beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from django.db.models import Q, Sum

from consortium.rules.money import ZERO
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from grants.models import IN_KIND, Grant
from grants.rules.profiles import RuleProfile
from partners.models import Organisation
from reporting.models import (
    Claim,
    CoFinancingContribution,
    Disbursement,
    Expenditure,
    PaymentReceived,
    Recovery,
    Revenue,
)
from reporting.rules.funding import Position, Terms, terms_of

COUNTED = ("verified", "claimed")
VERIFIED_REPORTS = ("verified", "included")


@dataclass
class Standing:
    """The position of a grant, the cost of each partner in it, and of each in the newest claim.

    Partners are keyed by `GrantPartner.pk`, amounts are DKK.
    """

    position: Position = field(default_factory=lambda: Position(TE=ZERO))
    cost_by_partner: dict[int, Decimal] = field(default_factory=dict)
    new_by_partner: dict[int, Decimal] = field(default_factory=dict)
    position_by_partner: dict[int, Position] = field(default_factory=dict)

    @property
    def new(self) -> Decimal:
        """What the newest claim adds to TE."""
        return sum(self.new_by_partner.values(), ZERO)

    def add(self, partner: int, part: Position, new: Decimal = ZERO) -> None:
        """Count *part* in for *partner*; *new* of its cost stands in the newest claim."""
        self.position = plus(self.position, part)
        own = self.position_by_partner.get(partner, Position(TE=ZERO))
        self.position_by_partner[partner] = plus(own, part)
        self.cost_by_partner[partner] = self.position_by_partner[partner].TE
        self.new_by_partner[partner] = self.new_by_partner.get(partner, ZERO) + new


def plus(one: Position, other: Position) -> Position:
    """Two positions added up."""
    return Position(
        TE=one.TE + other.TE,
        IK=one.IK + other.IK,
        P=one.P + other.P,
        IKpub=one.IKpub + other.IKpub,
        X=one.X + other.X,
    )


def frozen_profile(grant: Grant) -> RuleProfile:
    """The rules as they were frozen into *grant*."""
    return _read_profile(json.dumps(grant.profile, sort_keys=True))


@lru_cache(maxsize=64)
def _read_profile(frozen: str) -> RuleProfile:
    return RuleProfile.from_json(json.loads(frozen))


class NoEngine(Refused):
    """A figure of the fund is asked for of a grant that no fund is claimed from."""

    code = "NO_FUND_ENGINE"


def funding_terms(grant: Grant, *, final: bool = False) -> Terms:
    """What *grant* allows; a rate that an authority has rounded up never passes the cap (R-17)."""
    profile = frozen_profile(grant)
    if not profile.has_engine:
        raise NoEngine.because(
            _("%(grant)s is claimed from no fund, so it has no rate and no limits."),
            rule="R-06",
            grant=grant.ref,
        )
    terms = terms_of(
        profile,
        grant=grant.amount,
        budget=grant.budget,
        ceiling=grant.ceiling,
        cancelled=grant.cancelled,
        final=final,
    )
    return replace(terms, rate=min(terms.rate, profile.highest_rate_cap))


def binding_claims(grant: Grant) -> list[Claim]:
    """Claims that hold a part of the grant, in their order."""
    rows = Claim.objects.filter(grant=grant).binding().select_related("decision")
    return list(rows.order_by("number"))


def was_open(earlier: Claim, claim: Claim | None) -> bool:
    """Whether *claim* was sent before *earlier* was decided, and so counts it as it was asked."""
    decision = getattr(earlier, "decision", None)
    sent = None if claim is None else claim.submitted_at
    return decision is not None and sent is not None and sent < decision.decided_at


def counted_by(earlier: Claim, claim: Claim | None) -> Decimal:
    """What *claim*, or a claim of today, counts of *earlier* as claimed before (R-03, W-06)."""
    return Decimal(earlier.amount) if was_open(earlier, claim) else earlier.counted_amount


def due_by(earlier: Claim, claim: Claim | None) -> Decimal:
    """What *claim*, or a claim of today, counts of an earlier one as paid (rules.md 2.8)."""
    return Decimal(earlier.payable) if was_open(earlier, claim) else earlier.counted_payable


def standing(
    grant: Grant, claims: Iterable[int] | None = None, newest: int | None = None
) -> Standing:
    """Where *grant* stands with the rows of *claims* and of *newest*; without both, with all
    verified rows.
    """
    keys = None if claims is None else {*claims, *([] if newest is None else [newest])}
    found = Standing()
    for partner, form, source, amount, new in _cost_sums(grant, keys, newest):
        found.add(partner, as_position(form, source, amount, cost=amount), new)
    for partner, form, source, amount in _received_sums(grant, keys):
        found.add(partner, as_position(form, source, amount, cost=ZERO))
    for partner, amount, new in _revenue_sums(grant, keys, newest):
        found.add(partner, Position(TE=-amount), -new)
    return found


def position(grant: Grant, claims: Iterable[int] | None = None) -> Position:
    """The cumulative symbols of rules.md 2.2 for the rows of *claims*, or for all verified rows."""
    return standing(grant, claims).position


def as_position(form: str, source: str, amount: Decimal, *, cost: Decimal) -> Position:
    """What *amount* of one form and source is, besides being *cost* (R-20, R-21)."""
    is_public = source not in ("", Organisation.PRIVATE)
    is_in_kind = form == IN_KIND
    financing = amount if form else ZERO
    return Position(
        TE=cost,
        IK=cost if is_in_kind else ZERO,
        P=financing if is_public and not is_in_kind else ZERO,
        IKpub=financing if is_public and is_in_kind else ZERO,
        X=financing,
    )


def paid_so_far(claims: Sequence[Claim]) -> Decimal:
    """What the fund has paid or is to pay for *claims*, with any advance (rules.md 2.8)."""
    return sum((claim.counted_payable for claim in claims), ZERO)


def received(grant: Grant) -> Decimal:
    """What stands on the lead's account from the fund, DKK."""
    rows = PaymentReceived.objects.filter(claim__grant=grant)
    total: Decimal | None = rows.aggregate(total=Sum("amount"))["total"]
    return total or ZERO


def liabilities(grant: Grant) -> dict[int, Decimal]:
    """By partner: received from the fund and not yet sent on (R-71)."""
    rows = (
        Disbursement.objects.filter(
            payment__claim__grant=grant,
            state__in=["calculated", "approved"],
            grant_partner__is_lead=False,
        )
        .order_by()
        .values("grant_partner_id")
        .annotate(owed=Sum("amount"))
    )
    return dict(rows.values_list("grant_partner_id", "owed"))


def passed_on(grant: Grant) -> dict[int, Decimal]:
    """By partner: sent on by the lead."""
    rows = (
        Disbursement.objects.filter(payment__claim__grant=grant, state__in=["sent", "confirmed"])
        .order_by()
        .values("grant_partner_id")
        .annotate(total=Sum("amount"))
    )
    return dict(rows.values_list("grant_partner_id", "total"))


def passed_on_and_held(grant: Grant) -> tuple[dict[int, Decimal], dict[int, Decimal]]:
    """`passed_on` and `liabilities` in one question."""
    sent = Q(state__in=["sent", "confirmed"])
    held = Q(state__in=["calculated", "approved"], grant_partner__is_lead=False)
    rows = (
        Disbursement.objects.filter(payment__claim__grant=grant)
        .order_by()
        .values("grant_partner_id")
        .annotate(sent=Sum("amount", filter=sent), held=Sum("amount", filter=held))
    )
    found = list(rows.values_list("grant_partner_id", "sent", "held"))
    return (
        {partner: amount for partner, amount, _held in found if amount is not None},
        {partner: amount for partner, _sent, amount in found if amount is not None},
    )


def owed_by_partners(grant: Grant) -> dict[int, Decimal]:
    """By partner: what it still owes the lead after corrections (R-84)."""
    rows = Recovery.objects.unsettled().filter(correction__grant=grant).order_by()
    sums = rows.values("debtor_id").annotate(owed=Recovery.STILL_OWED)
    return dict(sums.values_list("debtor_id", "owed"))


def netted_recoveries(claim: Claim) -> list[Recovery]:
    """What the fund holds back in *claim* for corrections, and partners owe the lead instead.

    The shares of a payment add up to the payment and these together.
    """
    return list(
        Recovery.objects.filter(correction__row__claim=claim, dropped_on__isnull=True)
        .select_related("correction")
        .order_by("pk")
    )


def nothing_due_before(claim: Claim) -> list[Claim]:
    """Claims right before *claim* that the funder accepted and that nothing was payable on.

    No bank line ever comes for them, so the next one that does settles them as well (R-04).
    """
    rows = Claim.objects.filter(
        grant=claim.grant,
        number__lt=claim.number,
        is_advance=False,
        state__in=["accepted", "partly_accepted", "paid"],
    )
    found: list[Claim] = []
    for one in rows.order_by("-number"):
        if one.counted_payable > ZERO:
            break
        found.append(one)
    return found


def held_back(claim: Claim) -> Decimal:
    """What the fund has held back for corrections in *claim* and in those it settles as well."""
    settled = [claim, *nothing_due_before(claim)]
    return sum((one.amount for own in settled for one in netted_recoveries(own)), ZERO)


def _of(keys: set[int] | None) -> Q:
    return Q() if keys is None else Q(claim__in=sorted(keys))


def _cost_sums(
    grant: Grant, keys: set[int] | None, newest: int | None
) -> list[tuple[int, str, str, Decimal, Decimal]]:
    rows = Expenditure.objects.filter(_of(keys), grant=grant, state__in=COUNTED).order_by()
    sums = rows.values("grant_partner_id", "cofinancing_form", "cofinancing_source").annotate(
        total=Sum("accepted"), new=Sum("accepted", filter=Q(claim=newest))
    )
    return [
        (row[0], row[1], row[2], row[3], row[4] or ZERO)
        for row in sums.values_list(
            "grant_partner_id", "cofinancing_form", "cofinancing_source", "total", "new"
        )
    ]


def _received_sums(grant: Grant, keys: set[int] | None) -> list[tuple[int, str, str, Decimal]]:
    rows = CoFinancingContribution.objects.filter(_of(keys), grant=grant, state__in=COUNTED)
    sums = rows.order_by().values("grant_partner_id", "form", "source").annotate(Sum("amount"))
    return list(sums.values_list("grant_partner_id", "form", "source", "amount__sum"))


def _revenue_sums(
    grant: Grant, keys: set[int] | None, newest: int | None
) -> list[tuple[int, Decimal, Decimal]]:
    rows = Revenue.objects.filter(
        _of(keys), report__grant_partner__grant=grant, report__state__in=VERIFIED_REPORTS
    )
    sums = (
        rows.order_by()
        .values("report__grant_partner_id")
        .annotate(total=Sum("amount"), new=Sum("amount", filter=Q(claim=newest)))
    )
    return [
        (row[0], row[1], row[2] or ZERO)
        for row in sums.values_list("report__grant_partner_id", "total", "new")
    ]
