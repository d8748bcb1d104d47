"""What a claim asks for: what was claimed before, what is payable, and whose it is (R-03, R-04)."""

from __future__ import annotations

from consortium.rules.refusals import gettext_noop as _
from reporting.rules.explaining import Figure, Variant
from reporting.rules.figures_engine import (
    ADVANCE,
    CLAIM_ONLY,
    CLAIMS,
    ELIGIBLE_LAW,
    FINAL,
    GRANT_ONLY,
    NEGATIVE,
    NEW_COSTS,
    PARTNER_COSTS,
    PAYABLES,
    PAYMENT_LAW,
)

ASKED = (
    Figure(
        "F0",
        _("Claimed before"),
        _("What the claims before have asked for in all."),
        symbol="F0",
        rule="R-03",
        law=_("The five limits together"),
        rows=CLAIMS,
    ),
    Figure(
        "claim",
        _("The claim"),
        _("The entitlement in all, less what was claimed before; below nothing it is a recovery."),
        symbol="A",
        formula="F − F0",
        rule="R-03",
        law=_("The five limits together"),
        inputs=("F", "F0"),
        scopes=CLAIM_ONLY,
    ),
    Figure(
        "claimable",
        _("Can be claimed now"),
        _("The entitlement as verified today less what has been claimed, and never below nothing."),
        formula="max(0, F − F0)",
        rule="R-03",
        law=_("The five limits together"),
        inputs=("F", "F0"),
        scopes=GRANT_ONLY,
    ),
    Figure(
        "left",
        _("Left of the grant"),
        _("The grant less what has been claimed."),
        formula="G − F0",
        rule="R-10",
        law=_("The grant letter"),
        inputs=("G", "F0"),
        scopes=GRANT_ONLY,
    ),
    Figure(
        "paid",
        _("Due from the claims before"),
        _("What the claims before made payable in all, with any advance."),
        symbol="U",
        rule="R-70",
        law=PAYMENT_LAW,
        rows=PAYABLES,
        scopes=CLAIM_ONLY,
    ),
    Figure(
        "payable",
        _("Payable now"),
        _(
            "The entitlement as far as the grant letter lets it be paid before the final claim, "
            "less what is due already."
        ),
        symbol="Y",
        formula="max(0, min(F, d(i × G), d(F × (1 − h / 100))) − U)",
        rule="R-70",
        law=PAYMENT_LAW,
        inputs=("F", "interim", "G", "retention", "paid"),
        scopes=CLAIM_ONLY,
        variants={
            FINAL: Variant(
                "F − U",
                _("The final claim settles everything; below nothing it is a recovery."),
                ("F", "paid"),
            ),
            ADVANCE: Variant(
                "d(a × G)",
                _("The advance that the grant letter allows, rounded down."),
                ("advance", "G"),
            ),
        },
    ),
    Figure(
        "not-due",
        _("Not yet due"),
        _("What the entitlement holds beyond what is payable; it falls due later."),
        formula="max(0, F − U − Y)",
        rule="R-70",
        law=PAYMENT_LAW,
        inputs=("F", "paid", "payable"),
        scopes=CLAIM_ONLY,
        variants={
            FINAL: Variant("0", _("The final claim leaves nothing for later."), ()),
            ADVANCE: Variant("0", _("An advance leaves nothing for later."), ()),
        },
    ),
    Figure(
        "new",
        _("Eligible expenditure in this claim"),
        _("The cost that this claim adds, less the revenue that it adds."),
        symbol="T",
        rule="R-05",
        law=ELIGIBLE_LAW,
        rows=NEW_COSTS,
        scopes=CLAIM_ONLY,
    ),
)

SHARES = (
    Figure(
        "own",
        _("The partner's cost in the claim"),
        _("The verified cost of this partner that the claim adds, less its revenue."),
        symbol="E",
        rule="R-05",
        law=ELIGIBLE_LAW,
        rows=PARTNER_COSTS,
        scopes=CLAIM_ONLY,
    ),
    Figure(
        "weight",
        _("The partner's cost that counts in the split"),
        _("The partner's cost in the claim; cost that moved against the claim counts as nothing."),
        symbol="t",
        rule="R-04",
        law=_("The partnership agreement"),
        scopes=CLAIM_ONLY,
    ),
    Figure(
        "weights",
        _("All partners' cost that counts in the split"),
        _("The same of every partner, added up."),
        symbol="w",
        rule="R-04",
        law=_("The partnership agreement"),
        scopes=CLAIM_ONLY,
    ),
    Figure(
        "residue",
        _("Residue by the largest remainder"),
        _(
            "The øre that are left when all shares are cut go one each to the largest fraction, "
            "then the larger cost, then the lower partner number."
        ),
        symbol="e",
        rule="R-04",
        law=_("The partnership agreement"),
        scopes=CLAIM_ONLY,
    ),
    Figure(
        "cut",
        _("The partner's share, cut to whole øre"),
        _("The claim times the partner's part of all cost, rounded down to whole øre."),
        symbol="Sc",
        formula="d(A × t / w)",
        rule="R-04",
        law=_("The partnership agreement"),
        inputs=("claim", "weight", "weights"),
        scopes=CLAIM_ONLY,
        variants={
            NEGATIVE: Variant(
                "−d(−A × t / w)",
                _("The money to give back times the partner's part of the cost that fell."),
                ("claim", "weight", "weights"),
            )
        },
    ),
    Figure(
        "share",
        _("The partner's share of the claim"),
        _("The partner's share, cut to whole øre, and the øre that it got of the residue."),
        symbol="S",
        formula="Sc + e",
        rule="R-04",
        law=_("The partnership agreement"),
        inputs=("cut", "residue"),
        rows=PARTNER_COSTS,
        rows_of="own",
        scopes=CLAIM_ONLY,
    ),
)

FIGURES = (*ASKED, *SHARES)
# What the annex of a claim works through, in this order.
ANNEX = (
    *("TE", "IK", "P", "IKpub", "X", "K", "r", "M", "L1", "L2", "L3", "L4", "L5", "F"),
    *("F0", "claim", "paid", "payable", "not-due", "unfinanced", "new"),
)
