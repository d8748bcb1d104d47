"""The values behind an explained figure: stored for a claim, live for the grant (R-12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from consortium.rules.money import ZERO
from grants.models import FUND_SOURCE, BudgetLine, Grant
from grants.rules.budgets import line_limit
from grants.rules.profiles import CAP_RATE, RuleProfile
from grants.rules.profiles import FUND_ONLY as FUND_TEST
from reporting.models import Claim, Correction, Expenditure, PartnerReport, PayRate
from reporting.queries import ledger
from reporting.queries.claims import Share, shared_by, split_weights, stored_shares
from reporting.queries.funding import (
    binding_claims,
    due_by,
    frozen_profile,
    funding_terms,
    liabilities,
    owed_by_partners,
    passed_on,
    received,
    standing,
)
from reporting.queries.repayments import fallen_sum, final_balance, parts_owed
from reporting.queries.reports import sums_by_line
from reporting.rules import figures_engine, figures_ledger, figures_payments
from reporting.rules.explaining import CLAIM, GRANT, REPORT, Figure
from reporting.rules.figures import VOCABULARY
from reporting.rules.funding import entitlement

Value = Decimal | Fraction | None
LIMITS = ("L1", "L2", "L3", "L4", "L5")
OF_REPORT = {
    "report-reported": "amount",
    "report-accepted": "accepted",
    "report-disallowed": "disallowed",
    "report-awaiting": "awaiting",
}


@dataclass(frozen=True)
class Subject:
    """What a figure is asked about: a grant, a claim or a report, and a part of it."""

    grant: Grant
    on: dt.date
    claim: Claim | None = None
    report: PartnerReport | None = None
    line: int | None = None
    partner: int | None = None
    source: str = ""
    form: str = ""
    item: Expenditure | None = None
    correction: Correction | None = None

    @property
    def scope(self) -> str:
        """Where the figure stands."""
        if self.claim is not None:
            return CLAIM
        return REPORT if self.report is not None else GRANT


@dataclass
class Facts:
    """Values by key, and the variants of the formulas that the terms call for."""

    values: dict[str, Value] = field(default_factory=dict)
    variants: dict[str, str] = field(default_factory=dict)
    earlier: list[Claim] = field(default_factory=list)

    def figure(self, key: str) -> Figure:
        """The figure *key* as it reads here: F names the limits that are tested."""
        figure = VOCABULARY[key].under(self.variants.get(key, ""))
        if key != "F":
            return figure
        tested = tuple(name for name in LIMITS if self.values.get(name) is not None)
        return replace(figure, formula=f"max(0, min({', '.join(tested)}))", inputs=tested)

    def add_rooms(self) -> None:
        """How far each limit that is tested stands above the entitlement."""
        entitled = self.values["F"]
        for name in LIMITS:
            limit = self.values[name]
            is_tested = isinstance(limit, Decimal) and isinstance(entitled, Decimal)
            self.values[f"room-{name}"] = limit - entitled if is_tested else None  # type: ignore[operator]


def facts_about(subject: Subject, key: str) -> Facts:
    """Everything that explains *key* of *subject*."""
    if subject.claim is not None:
        return claim_facts(subject.claim, subject.partner)
    if subject.report is not None:
        return _report_facts(subject)
    if key in {figure.key for figure in figures_ledger.OF_RECOVERIES}:
        return _recovery_facts(subject)
    if key in {figure.key for figure in figures_payments.FIGURES}:
        return _payment_facts(subject, key)
    if key in ("planned", "received", "missing"):
        return _financing_facts(subject)
    if key in {figure.key for figure in figures_ledger.LEDGER}:
        return _ledger_facts(subject)
    return live_facts(subject.grant)


def claim_facts(claim: Claim, partner: int | None = None) -> Facts:
    """What *claim* was built on, as it was stored; only its terms are read from the letter."""
    grant = claim.grant
    profile = frozen_profile(grant)
    earlier = [one for one in binding_claims(grant) if one.number < claim.number]
    facts = Facts(_letter(grant, profile), _variants(profile), earlier)
    limits = (claim.limit_1, claim.limit_2, claim.limit_3, claim.limit_4, claim.limit_5)
    facts.values |= {
        "TE": claim.total_eligible,
        "IK": claim.in_kind,
        "P": claim.public_support,
        "IKpub": claim.in_kind_public,
        "X": claim.other_financing,
        "K": claim.cancelled,
        "r": Fraction(claim.rate_numerator, claim.rate_denominator),
        # The letter may have been amended since: the frame is what the stored limit was made of.
        "M": None if claim.limit_1 is None else claim.limit_1 + claim.cancelled,
        **dict(zip(LIMITS, limits, strict=True)),
        "F": claim.entitlement,
        "F0": claim.claimed_before,
        "claim": claim.amount,
        "paid": sum((due_by(one, claim) for one in earlier), ZERO),
        "payable": claim.payable,
        "not-due": claim.not_yet_due,
        "unfinanced": claim.unfinanced,
        "new": claim.new_eligible,
    }
    facts.add_rooms()
    kind = figures_engine.ADVANCE if claim.is_advance else ""
    kind = figures_engine.FINAL if claim.is_final else kind
    facts.variants |= {"payable": kind, "not-due": kind}
    if partner is not None:
        _add_share(facts, claim, partner)
    return facts


def live_facts(grant: Grant) -> Facts:
    """Where *grant* stands with all rows that are verified today."""
    profile = frozen_profile(grant)
    terms = funding_terms(grant)
    result = entitlement(standing(grant).position, terms)
    claims = binding_claims(grant)
    claimed = sum((one.counted_amount for one in claims), ZERO)
    facts = Facts(_letter(grant, profile), _variants(profile), claims)
    position = result.position
    facts.values |= {
        **{name: getattr(position, name) for name in ("TE", "IK", "P", "IKpub", "X")},
        "K": grant.cancelled,
        "r": terms.rate,
        "M": min(grant.ceiling, grant.amount),
        **{name: getattr(result.limits, name) for name in LIMITS},
        "F": result.entitlement,
        "F0": claimed,
        "claimable": max(ZERO, result.entitlement - claimed),
        "left": grant.amount - claimed,
        "unfinanced": result.unfinanced,
    }
    facts.add_rooms()
    return facts


def facts_of(grant: Grant, values: Mapping[str, Value]) -> Facts:
    """*values* that somebody else has worked out, with the terms of the letter beside them."""
    profile = frozen_profile(grant)
    return Facts(_letter(grant, profile) | dict(values), _variants(profile))


def _letter(grant: Grant, profile: RuleProfile) -> dict[str, Value]:
    return {
        "G": grant.amount,
        "B": grant.budget,
        "C": grant.ceiling,
        "cap": profile.highest_rate_cap,
        "interim": profile.interim_limit,
        "retention": profile.retention_pct,
        "advance": profile.advance,
    }


def _variants(profile: RuleProfile) -> dict[str, str]:
    strict = figures_engine.STRICT if profile.inkind_strict else figures_engine.PUBLIC_SUPPORT
    return {
        "L4": "" if profile.inkind_test == FUND_TEST else strict,
        "r": "cap_rate" if profile.rate_basis == CAP_RATE else "",
    }


def _add_share(facts: Facts, claim: Claim, partner: int) -> None:
    shares = stored_shares(claim)
    cost = split_weights(claim, {share.partner.pk: share.eligible for share in shares})
    weights = shared_by(claim.amount, [share.partner for share in shares], cost)
    own: tuple[Share, Decimal] | None = next(
        (
            (share, weight)
            for share, weight in zip(shares, weights, strict=True)
            if share.partner.pk == partner
        ),
        None,
    )
    if own is None:
        return
    share, weight = own
    facts.values |= {
        "own": share.eligible,
        "weight": weight,
        "weights": sum(weights, ZERO),
        "cut": share.exact,
        "residue": share.residue,
        "share": share.amount,
    }
    if claim.amount < 0:
        facts.variants["cut"] = figures_engine.NEGATIVE


def _ledger_facts(subject: Subject) -> Facts:
    """One cell, row, column or the whole of budget against actual."""
    grant = subject.grant
    profile = frozen_profile(grant)
    picture = ledger.overview(grant, ledger.budget_in_force(grant, subject.on))
    found = picture.total
    if subject.line and subject.partner:
        found = picture.by_both.get((subject.partner, subject.line), ledger.Figures())
    elif subject.line:
        found = picture.by_line.get(subject.line, ledger.Figures())
    elif subject.partner:
        found = picture.by_partner.get(subject.partner, ledger.Figures())
    names = ("approved", "reported", "verified", "claimed", "disallowed", "awaiting", "remaining")
    facts = Facts({name: getattr(found, name) for name in names})
    facts.values["used"] = _over(found.verified, found.approved)
    if subject.line:
        flex = _flex_of(subject.line, profile)
        above = max(ZERO, found.verified - found.approved)
        facts.values |= {
            "flex": flex,
            "flex-used": _over(above, Fraction(found.approved) * flex),
            "flex-cap": profile.budget_flex_amount,
            "limit": line_limit(found.approved, flex, profile.budget_flex_amount),
        }
        if profile.budget_flex_amount is not None:
            facts.variants["limit"] = figures_ledger.CAPPED
    return facts


def _flex_of(line: int, profile: RuleProfile) -> Fraction:
    is_flat = BudgetLine.objects.filter(pk=line, kind=BudgetLine.FLAT).exists()
    return Fraction(0) if is_flat else profile.budget_flex


def _over(part: Decimal, whole: Decimal | Fraction) -> Fraction | None:
    return Fraction(part) / Fraction(whole) if whole else None


def _financing_facts(subject: Subject) -> Facts:
    """One source in one form, or all of them: planned, documented, still to come."""
    grant = subject.grant
    budget = ledger.budget_in_force(grant, subject.on)
    picture = ledger.overview(grant, budget)
    planned, received = ZERO, ZERO
    for one in ledger.financing(grant, budget[0].version if budget else None):
        if _is_asked(subject, one.source, one.form):
            planned += one.planned
            received += one.verified
    for (source, form), amount in picture.own_effort.items():
        if _is_asked(subject, source, form):
            received += amount
    if _is_asked(subject, FUND_SOURCE, "cash"):
        received += sum((claim.counted_amount for claim in binding_claims(grant)), ZERO)
    return Facts({"planned": planned, "received": received, "missing": planned - received})


def _is_asked(subject: Subject, source: str, form: str) -> bool:
    return subject.source in ("", source) and subject.form in ("", form)


def _report_facts(subject: Subject) -> Facts:
    """The sums of a report by line, or what one of its costs is made of."""
    report = subject.report
    assert report is not None
    if subject.item is not None:
        return _item_facts(subject.item)
    lines = [line for line in sums_by_line(report) if subject.line in (None, line.line.pk)]
    values: dict[str, Value] = {
        key: sum((getattr(line, name) for line in lines), ZERO) for key, name in OF_REPORT.items()
    }
    return Facts(values)


def _item_facts(item: Expenditure) -> Facts:
    hundred = Fraction(100)
    sheet = item.time_sheet
    if sheet is None:
        values: Mapping[str, Value] = {
            "net": item.net,
            "vat": item.vat,
            "recovery": Fraction(item.recovery_pct) / hundred,
            "project-share": Fraction(item.project_share_pct) / hundred,
            "eligible-vat": item.eligible_vat,
            "cost": item.amount,
        }
        return Facts(dict(values))
    rate = sheet.rate
    facts = Facts(
        {
            "gross-cost": rate.gross_cost,
            "divisor": rate.divisor,
            "fixed-share": None if rate.share_pct is None else Fraction(rate.share_pct) / hundred,
            "rate": rate.rate,
            "hours": item.hours,
            "staff-cost": item.amount,
        }
    )
    if rate.is_by_share:
        facts.variants["staff-cost"] = figures_ledger.SHARED
    if rate.method == PayRate.UNIT:
        facts.variants["rate"] = "unit_cost"
    return facts


def _payment_facts(subject: Subject, key: str) -> Facts:
    """What came from the fund and went back (rules.md 2.8); or one sum between lead and partners.

    Only what *key* needs is asked for, since a page may ask little.
    """
    grant, partner = subject.grant, subject.partner
    if key == "passed-on":
        return Facts({key: _of_partner(passed_on(grant), partner)})
    if key == "held":
        return Facts({key: _of_partner(liabilities(grant), partner)})
    if key == "owing":
        owed = _of_partner(owed_by_partners(grant), partner)
        return Facts({key: owed + _of_partner(parts_owed(grant), partner)})
    balance = final_balance(grant)
    return Facts(
        {
            "fund-received": balance.received if balance else received(grant),
            "fund-sent-back": balance.sent_back if balance else ZERO,
            "final-claimed": balance.claimed if balance else ZERO,
            "final-fallen": balance.fallen if balance else fallen_sum(grant),
            "send-back": balance.to_send_back if balance else None,
        }
    )


def _of_partner(sums: Mapping[int, Decimal], partner: int | None) -> Decimal:
    """One partner's part of *sums*, or all of them."""
    return sums.get(partner, ZERO) if partner else sum(sums.values(), ZERO)


def _recovery_facts(subject: Subject) -> Facts:
    correction = subject.correction
    if correction is None:
        return Facts()
    values: dict[str, Value] = {
        "te-effect": correction.te_effect,
        "fund-effect": correction.fund_effect,
    }
    recovery = getattr(correction, "recovery", None)
    if recovery is not None:
        values |= {
            "recovery-due": recovery.amount,
            "settled": recovery.settled_amount,
            "recovery-open": recovery.left,
        }
    return Facts(values)
