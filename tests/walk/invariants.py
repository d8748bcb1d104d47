"""What is true of a grant's money after every step, worked out again from the rows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import F, Q, Sum

from consortium.rules.money import ZERO
from grants.models import Grant
from grants.rules.flat_rates import flat_totals
from reporting.models import (
    Claim,
    Correction,
    Disbursement,
    Expenditure,
    PaymentReceived,
    Recovery,
)
from reporting.queries.checks.catalogue import CHECKS, answers
from reporting.queries.explained import Subject, facts_about
from reporting.queries.explained_rows import Wanted, row_sums
from reporting.queries.explained_sources import arms_of
from reporting.queries.flat_rates import (
    accepted_add_ons,
    direct_costs,
    flat_budget,
    grant_rates,
    total_costs,
)
from reporting.queries.funding import COUNTED, binding_claims, held_back, position
from reporting.rules.figures import VOCABULARY

LIMITS = ("limit_1", "limit_2", "limit_3", "limit_4", "limit_5")
POSITION = {
    "TE": "total_eligible",
    "IK": "in_kind",
    "P": "public_support",
    "IKpub": "in_kind_public",
    "X": "other_financing",
}


def total(rows: Any, column: str) -> Decimal:
    """What *column* of *rows* adds up to."""
    found: Decimal | None = rows.aggregate(total=Sum(column))["total"]
    return found or ZERO


def every_cost_counts_once(grant: Grant) -> None:
    """What is counted of a cost, with its releases, corrections and parked days, fits into it."""
    rows = Expenditure.objects.filter(grant=grant)
    decided = rows.exclude(state__in=["draft", "submitted", "query"])
    whole = F("accepted") + F("disallowed") + F("awaiting") + F("parked")
    assert not decided.exclude(amount=whole).exists()
    assert not rows.filter(state__in=["draft", "submitted", "query"]).exclude(accepted=0).exists()
    families: dict[int, list[Expenditure]] = {}
    parents = dict(rows.values_list("pk", "corrects_id"))
    for row in rows.exclude(kind=Expenditure.FLAT):
        root = row.pk
        while parents[root] is not None:
            root = parents[root]
        families.setdefault(root, []).append(row)
    for root, family in families.items():
        cost = next(row for row in family if row.pk == root)
        counted = sum((row.accepted for row in family if row.state in COUNTED), ZERO)
        assert ZERO <= counted <= cost.amount, (cost.voucher_no, cost.amount, counted)
        waiting = sum((row.awaiting for row in family), ZERO)
        assert ZERO <= waiting <= cost.amount, (cost.voucher_no, "awaiting", waiting)


def add_ons_follow(grant: Grant, day: Any) -> None:
    """All add-ons together are what all verified direct cost earns within its budget (R-42)."""
    if not grant_rates(grant):
        return
    rows = Expenditure.objects.filter(grant=grant, kind=Expenditure.FLAT)
    assert not rows.exclude(state__in=COUNTED).exists(), "an add-on is not verified"
    costs = total_costs(direct_costs(grant, Q()))
    earned = flat_totals(costs, grant_rates(grant)).add_ons
    assert total(rows, "amount") == sum(earned.values(), ZERO)
    assert total(rows, "accepted") == accepted_add_ons(grant, costs, day)
    assert total(rows, "accepted") <= max(flat_budget(grant, day), ZERO)


def claims_add_up(grant: Grant) -> None:
    """Every claim is F less what was claimed before; its parts are the whole."""
    claims = binding_claims(grant)
    for place, claim in enumerate(claims):
        limits = [value for name in LIMITS if (value := getattr(claim, name)) is not None]
        assert claim.entitlement == max(ZERO, min(limits)), claim
        assert claim.amount == claim.entitlement - claim.claimed_before, claim
        assert total(claim.shares, "amount") == claim.amount, claim
        keys = [one.pk for one in claims[: place + 1]]
        stands = position(grant, keys)
        for symbol, column in POSITION.items():
            assert getattr(stands, symbol) == getattr(claim, column), (claim, symbol)
    if claims:
        newest = claims[-1]
        counted = sum((one.counted_amount for one in claims), ZERO)
        later = [one for one in claims if one.accepted_amount is not None]
        if not later or later[-1] == newest:
            last = newest.accepted_entitlement
            assert counted == (newest.entitlement if last is None else last), newest
        assert counted <= min(grant.ceiling, grant.amount)


def money_is_passed_on(grant: Grant) -> None:
    """What comes in goes out: shares = payment + what was held back; offsets are recoveries."""
    for payment in PaymentReceived.objects.filter(claim__grant=grant).select_related("claim"):
        rows = Disbursement.objects.filter(payment=payment)
        shared = total(rows, "share")
        assert shared == payment.amount + held_back(payment.claim), (payment, shared)
        assert total(rows, "amount") + total(rows, "offset") == shared
        assert not rows.filter(Q(amount__lt=0) | Q(offset__lt=0)).exists()


def cancelled_is_explained(grant: Grant) -> None:
    """K is the sum of what corrections have cancelled and reversals given back."""
    booked = Correction.objects.filter(grant=grant, row__isnull=False)
    assert grant.cancelled == total(booked, "cancelled")
    for one in booked.filter(reversal__row__isnull=False).select_related("reversal"):
        assert one.cancelled + one.reversal.cancelled == ZERO
    for one in booked.select_related("row"):
        assert one.row is not None
        assert one.row.accepted == (one.amount if one.reverses_id else -one.amount)


def recoveries_are_explained(grant: Grant) -> None:
    """What is settled never passes what is owed."""
    rows = Recovery.objects.filter(correction__grant=grant)
    assert not rows.filter(settled_amount__gt=F("amount")).exists()


def figures_are_their_rows(grant: Grant, day: Any) -> list[str]:
    """On the page of every figure the rows add up to the figure."""
    # A draft may be older than its rows, and a rejected claim has let its rows go.
    claims = Claim.objects.filter(grant=grant).binding().select_related("grant", "period")
    partners = list(grant.partners.order_by("number").values_list("pk", flat=True))
    subjects = [Subject(grant, day), Subject(grant, day, partner=partners[-1])]
    subjects += [
        Subject(one.grant, day, claim=one, partner=partners[place % len(partners)])
        for place, one in enumerate(claims.order_by("number"))
    ]
    rows = Correction.objects.filter(grant=grant, row__isnull=False).select_related("recovery")
    subjects += [Subject(grant, day, correction=one) for one in rows]
    found = []
    for subject in subjects:
        for key, known in VOCABULARY.items():
            if subject.scope not in known.scopes or not known.rows:
                continue
            facts = facts_about(subject, key)
            if key not in facts.values:
                continue
            figure = facts.figure(key)
            base = VOCABULARY[figure.rows_of or figure.key]
            meant = facts.values.get(base.key)
            if meant is None:
                continue
            sums = row_sums(arms_of(figure.rows, subject, facts), Wanted())
            if sums.total != meant:
                what = subject.claim or subject.correction or "grant"
                found.append(f"{what} {subject.partner} {key}: {meant} is {sums.total} of its rows")
    return found


def ledger_is_clean(grant: Grant) -> list[str]:
    """`verify_ledger` finds nothing."""
    quiet = [check for check in CHECKS if check.code not in NOT_MONEY]
    return [
        f"{fault.check}: {fault.breach}"
        for answer in answers(grant, quiet)
        for fault in answer.faults
    ]


# About the calendar and papers that the walk does not write.
# Whether publicity was proven is no matter of money, and the walk keeps no posters.
NOT_MONEY = frozenset({"A-33"})


def hold(grant: Grant, day: Any) -> None:
    """All that is quick to ask."""
    every_cost_counts_once(grant)
    add_ons_follow(grant, day)
    claims_add_up(grant)
    money_is_passed_on(grant)
    cancelled_is_explained(grant)
    recoveries_are_explained(grant)
