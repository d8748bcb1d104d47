"""Claims and the papers made of them: sums, limits, statements (A-08 to A-10, A-27)."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from django.db.models import Exists, F, OuterRef, Q, Sum

from consortium.rules.hashing import digest
from consortium.rules.money import ZERO
from consortium.rules.refusals import gettext_noop as _
from reporting.models import (
    AuditorStatement,
    Claim,
    Expenditure,
    PublicCertificate,
    ReportSnapshot,
)
from reporting.queries.checks.base import Fault, Scope, fault, faults
from reporting.queries.claims import claim_content
from reporting.queries.funding import Standing, counted_by, funding_terms, standing
from reporting.rules.funding import Position, entitlement

LIMITS = ("L1", "L2", "L3", "L4", "L5")


def sums_agree(scope: Scope) -> list[Fault]:
    """A-08: rows = partners' shares = claim = papers, to the øre."""
    found = []
    for claim in _computed(scope):
        rows = standing(claim.grant, [claim.pk], claim.pk).new_by_partner
        shares = {share.grant_partner_id: share for share in claim.shares.all()}
        for partner, share in shares.items():
            if share.eligible != rows.get(partner, ZERO):
                sentence = _("The share says %(stored)s kr., the partner's rows %(rows)s kr.")
                params = {"stored": share.eligible, "rows": rows.get(partner, ZERO)}
                found.append(fault("A-08", share, sentence, **params))
        totals = {
            "new_eligible": (claim.new_eligible, sum(rows.values(), ZERO)),
            "amount": (claim.amount, sum((share.amount for share in shares.values()), ZERO)),
        }
        for column, (stored, summed) in totals.items():
            if stored != summed:
                sentence = _(
                    "Claim %(number)s: %(column)s is %(stored)s kr., its parts %(sum)s kr."
                )
                params = {"number": claim.number, "column": column, "stored": stored, "sum": summed}
                found.append(fault("A-08", claim, sentence, **params))
    return found + _aside(scope) + _papers(scope)


def _aside(scope: Scope) -> list[Fault]:
    """Parked lines: what takes one up takes exactly its sum, and nothing claimed is parked."""
    rows = Expenditure.objects.filter(scope.of(), kind=Expenditure.TAKEN_UP)
    uneven = rows.filter(parked__lt=0).exclude(
        corrects__state="parked", corrects__parked=-F("parked")
    )
    claimed = Expenditure.objects.filter(scope.of(), state="parked", claim__isnull=False)
    return [
        *faults(
            "A-08",
            uneven.select_related("corrects"),
            _("%(voucher)s takes up %(sum)s kr. of a line on which %(parked)s kr. is parked."),
            voucher="voucher_no",
            sum="at_stake",
            parked="corrects__parked",
        ),
        *faults(
            "A-08",
            claimed,
            _("%(voucher)s is parked and stands in a claim."),
            voucher="voucher_no",
        ),
    ]


def _papers(scope: Scope) -> list[Fault]:
    found = []
    for paper in ReportSnapshot.objects.filter(scope.of()).iterator(chunk_size=200):
        for label, left, right in _reconciliations(paper.body):
            if left != right:
                sentence = _("%(label)s: %(left)s and %(right)s differ.")
                params = {"label": label, "left": left, "right": right}
                found.append(fault("A-08", paper, sentence, **params))
    return found


def _reconciliations(body: str) -> list[tuple[str, Decimal, Decimal]]:
    try:
        checks = json.loads(body).get("reconciliations", [])
        return [
            (str(one["label"].get("en", "")), Decimal(one["left"]), Decimal(one["right"]))
            for one in checks
        ]
    except (ValueError, KeyError, AttributeError, TypeError, InvalidOperation):
        return [(_("The paper cannot be read"), Decimal(0), Decimal(1))]


def sources_match_lines(scope: Scope) -> list[Fault]:
    """A-09: the claim by source of money is the claim by cost line, both from its rows."""
    found = []
    for claim in _computed(scope):
        stands = _standing_at(claim)
        sums = {
            "TE": (claim.total_eligible, stands.position.TE),
            "IK": (claim.in_kind, stands.position.IK),
            "P": (claim.public_support, stands.position.P),
            "IKpub": (claim.in_kind_public, stands.position.IKpub),
            "X": (claim.other_financing, stands.position.X),
            "lines": (claim.new_eligible + _revenue(claim), _by_line(claim)),
        }
        for symbol, (stored, rows) in sums.items():
            if stored != rows:
                sentence = _("Claim %(number)s: %(symbol)s is %(stored)s, its rows give %(rows)s.")
                params = {"number": claim.number, "symbol": symbol, "stored": stored, "rows": rows}
                found.append(fault("A-09", claim, sentence, **params))
    return found


def limits_hold(scope: Scope) -> list[Fault]:
    """A-10: the entitlement is within each limit; stored limits recompute from stored inputs."""
    found = []
    for claim in _computed(scope):
        terms = funding_terms(claim.grant, final=claim.is_final)
        terms = replace(
            terms,
            cancelled=claim.cancelled,
            rate=Fraction(claim.rate_numerator, claim.rate_denominator),
        )
        made = entitlement(_stored_position(claim), terms)
        wanted = {name: getattr(made.limits, name) for name in LIMITS}
        wanted |= {"F": made.entitlement, "binding": ",".join(made.binding)}
        stored = {name: getattr(claim, f"limit_{name[1]}") for name in LIMITS}
        stored |= {"F": claim.entitlement, "binding": claim.binding.replace(" ", "")}
        for name, value in wanted.items():
            if stored[name] != value:
                sentence = _("Claim %(number)s: %(name)s is %(stored)s, recomputed %(value)s.")
                params = {"number": claim.number, "name": name, "stored": stored[name]}
                found.append(fault("A-10", claim, sentence, **params, value=value))
    return found + _chain_of_claims(scope) + _certificates_quote_their_claim(scope)


def _certificates_quote_their_claim(scope: Scope) -> list[Fault]:
    """R-16: the certificate is about the very entitlement that the claim asks for."""
    rows = PublicCertificate.objects.filter(scope.of("claim__grant")).exclude(
        fund=F("claim__entitlement")
    )
    sentence = _("Claim %(number)s: %(fund)s kr. were certified, F is %(entitlement)s kr. (R-16).")
    columns = {"number": "claim__number", "fund": "fund", "entitlement": "claim__entitlement"}
    return faults("A-10", rows.select_related("claim"), sentence, **columns)


def _chain_of_claims(scope: Scope) -> list[Fault]:
    """R-03: what a claim counts as claimed before is what the claims before it ask for."""
    found = []
    earlier: defaultdict[int, list[Claim]] = defaultdict(list)
    for claim in _computed(scope):
        counted = sum((counted_by(one, claim) for one in earlier[claim.grant_id]), ZERO)
        if claim.claimed_before != counted:
            sentence = _(
                "Claim %(number)s counts %(stored)s kr. as claimed before, not %(value)s kr."
            )
            params = {"stored": claim.claimed_before, "value": counted}
            found.append(fault("A-10", claim, sentence, number=claim.number, **params))
        earlier[claim.grant_id].append(claim)
    return found


def statements_quote_their_claim(scope: Scope) -> list[Fault]:
    """A-27: a statement quotes the hash of exactly this claim, and is there where it must be.

    A claim that was taken back and built again keeps the statements on its earlier figures.
    """
    statements = AuditorStatement.objects.filter(
        scope.of("claim__grant"), state__in=["clean", "qualified", "adverse"]
    )
    others = statements.filter(
        ~Exists(statements.filter(claim=OuterRef("claim"), claim_sha256=OuterRef("claim__sha256"))),
        claim__state__in=["audited", "submitted", "accepted", "partly_accepted", "paid"],
    )
    wrong = faults("A-27", others, _("The statement quotes another hash than its claim has."))
    stated = AuditorStatement.objects.filter(
        claim=OuterRef("pk"), claim_sha256=OuterRef("sha256"), state__in=["clean", "qualified"]
    )
    claims = Claim.objects.filter(
        scope.of(),
        ~Exists(stated),
        period__auditor_required=True,
        is_advance=False,
        state__in=["submitted", "accepted", "partly_accepted", "paid"],
    )
    sentence = _("Claim %(number)s was sent without the auditor's statement that it needs.")
    return wrong + faults("A-27", claims, sentence, number="number") + _own_hashes(scope)


def _own_hashes(scope: Scope) -> list[Fault]:
    sentence = _("Claim %(number)s is not what its hash was taken of.")
    return [
        fault("A-27", claim, sentence, number=claim.number)
        for claim in _computed(scope)
        if digest(claim_content(claim, list(claim.shares.all()))) != claim.sha256
    ]


def _computed(scope: Scope) -> list[Claim]:
    claims = Claim.objects.filter(scope.of()).binding().order_by("grant_id", "number")
    related = claims.select_related("grant", "period", "decision")
    return list(related.prefetch_related("shares"))


def _standing_at(claim: Claim) -> Standing:
    before = Claim.objects.filter(grant=claim.grant, number__lte=claim.number).binding()
    return standing(claim.grant, before.values_list("pk", flat=True), claim.pk)


def _by_line(claim: Claim) -> Decimal:
    rows = Expenditure.objects.filter(claim=claim).order_by().values("line_id")
    return sum((row["total"] for row in rows.annotate(total=Sum("accepted"))), ZERO)


def _revenue(claim: Claim) -> Decimal:
    total: Decimal | None = claim.revenues.aggregate(total=Sum("amount"))["total"]
    return total or ZERO


def _stored_position(claim: Claim) -> Position:
    return Position(
        TE=claim.total_eligible,
        IK=claim.in_kind,
        P=claim.public_support,
        IKpub=claim.in_kind_public,
        X=claim.other_financing,
    )


def nothing_is_claimed_alone(scope: Scope) -> list[Fault]:
    """H-04: a claimed row stands in a claim that was sent, and nothing else stands in one."""
    rows = Expenditure.objects.filter(scope.of()).filter(
        Q(state="claimed", claim__state__in=["draft", "checked", "with_auditor", "audited"])
        | Q(state="claimed", claim__isnull=True)
    )
    sentence = _("%(voucher)s counts as claimed, but its claim was not sent.")
    return faults("H-04", rows, sentence, voucher="voucher_no")
