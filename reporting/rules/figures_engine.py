"""The engine's figures: the position, the five limits, what they leave, and how it is shared."""

from __future__ import annotations

from consortium.rules.refusals import gettext_noop as _
from reporting.rules.explaining import CLAIM, GRANT, RATE, Figure, Variant

BOTH = frozenset({GRANT, CLAIM})
CLAIM_ONLY = frozenset({CLAIM})
GRANT_ONLY = frozenset({GRANT})

COSTS, IN_KIND, PUBLIC, IN_KIND_PUBLIC, FINANCING = (
    "costs",
    "in_kind",
    "public",
    "in_kind_public",
    "financing",
)
CORRECTIONS, CLAIMS, PAYABLES, NEW_COSTS, PARTNER_COSTS = (
    "corrections",
    "claims",
    "payables",
    "new_costs",
    "partner_costs",
)
FUND_ONLY, PUBLIC_SUPPORT, STRICT = "fund_only", "public_support", "strict"
FINAL, ADVANCE, NEGATIVE = "final", "advance", "negative"

ELIGIBLE_LAW = "CPR art. 63(2); 1083/2006 art. 56(1)"
IN_KIND_LAW = "CPR art. 67(1)(a); 1083/2006 art. 56(2)(c)"
RATE_LAW = _("CPR art. 112(3); 1083/2006 Annex III")
PAYMENT_LAW = "CPR art. 74(1)(b); 1083/2006 art. 80"

POSITION = (
    Figure(
        "TE",
        _("Eligible expenditure in all"),
        _("All verified cost, less what the project has earned."),
        symbol="TE",
        rule="R-05",
        law=ELIGIBLE_LAW,
        rows=COSTS,
    ),
    Figure(
        "IK",
        _("Of which in kind"),
        _("The part of the eligible expenditure for which nobody was paid."),
        symbol="IK",
        rule="R-20",
        law="CPR art. 67(1)",
        rows=IN_KIND,
    ),
    Figure(
        "P",
        _("Other public support"),
        _("Cash from public sources, and the paid time of public staff."),
        symbol="P",
        rule="R-22",
        law="CPR art. 67(1)(a)",
        rows=PUBLIC,
    ),
    Figure(
        "IKpub",
        _("Public part of what is in kind"),
        _("Contributions in kind whose giver is public."),
        symbol="IKpub",
        rule="R-22",
        law="CPR art. 67(1)(a)",
        rows=IN_KIND_PUBLIC,
    ),
    Figure(
        "X",
        _("All financing other than the fund's"),
        _("Cash that has come, the staff time that partners pay, and contributions in kind."),
        symbol="X",
        rule="R-13",
        law=_("Krone for krone: the regional growth forum's terms"),
        rows=FINANCING,
    ),
    Figure(
        "K",
        _("Support cancelled by correction"),
        _("Support of declared cost that has fallen; it lowers the ceiling for good."),
        symbol="K",
        rule="R-82",
        law="CPR art. 103(1)-(3)",
        rows=CORRECTIONS,
    ),
)

TERMS = (
    Figure(
        "G",
        _("The grant"),
        _("As the grant letter fixes it."),
        symbol="G",
        rule="R-11",
        law=_("The grant letter"),
    ),
    Figure(
        "B",
        _("The approved budget"),
        _("As the grant letter fixes it."),
        symbol="B",
        rule="R-11",
        law=_("The grant letter"),
    ),
    Figure(
        "C",
        _("The fund's ceiling"),
        _("The financial frame of the call."),
        symbol="C",
        rule="R-10",
        law=_("The grant letter"),
    ),
    Figure(
        "cap",
        _("The highest rate of the programme"),
        _("No grant rate passes it; it is frozen with the grant."),
        symbol="cap",
        rule="R-10",
        law=RATE_LAW,
        unit=RATE,
    ),
    Figure(
        "r",
        _("The grant rate"),
        _("The grant over the approved budget, an exact fraction, and never above the cap."),
        symbol="r",
        formula="min(G / B, cap)",
        rule="R-11",
        law=RATE_LAW,
        inputs=("G", "B", "cap"),
        unit=RATE,
        variants={
            "cap_rate": Variant(
                "cap", _("The rate of the programme, as the grant letter says."), ("cap",)
            )
        },
    ),
    Figure(
        "M",
        _("The frame: ceiling and grant"),
        _("The lower of the fund's ceiling and the grant."),
        symbol="M",
        formula="min(C, G)",
        rule="R-10",
        law=_("The grant letter"),
        inputs=("C", "G"),
    ),
    Figure(
        "interim",
        _("Share of the grant that may be paid before the final claim"),
        _("From the rule profile that is frozen with the grant."),
        symbol="i",
        rule="R-70",
        law=PAYMENT_LAW,
        unit=RATE,
        scopes=CLAIM_ONLY,
    ),
    Figure(
        "retention",
        _("Part of each claim that falls due later, per cent"),
        _("From the rule profile that is frozen with the grant."),
        symbol="h",
        rule="R-70",
        law=PAYMENT_LAW,
        scopes=CLAIM_ONLY,
    ),
    Figure(
        "advance",
        _("The advance as a share of the grant"),
        _("From the rule profile that is frozen with the grant."),
        symbol="a",
        rule="R-70",
        law=PAYMENT_LAW,
        unit=RATE,
        scopes=CLAIM_ONLY,
    ),
)

LIMITS = (
    Figure(
        "L1",
        _("The ceiling and the grant, less cancelled support"),
        _("The frame, less the support that corrections have cancelled."),
        symbol="L1",
        formula="M − K",
        rule="R-10",
        law=_("The grant letter; CPR art. 103"),
        inputs=("M", "K"),
    ),
    Figure(
        "L2",
        _("The grant rate of the eligible expenditure"),
        _("The grant rate times the eligible expenditure, rounded down to whole øre."),
        symbol="L2",
        formula="d(r × TE)",
        rule="R-02",
        law=RATE_LAW,
        inputs=("r", "TE"),
    ),
    Figure(
        "L3",
        _("Krone for krone with the co-financing"),
        _("What the financing from others matches at the grant rate, rounded down to whole øre."),
        symbol="L3",
        formula="d(X × r / (1 − r))",
        rule="R-13",
        law=_("Krone for krone: the regional growth forum's terms"),
        inputs=("X", "r"),
    ),
    Figure(
        "L4",
        _("The in-kind test"),
        _("The fund pays no more than the cost that was paid with money."),
        symbol="L4",
        formula="TE − IK",
        rule="R-22",
        law=IN_KIND_LAW,
        inputs=("TE", "IK"),
        variants={
            PUBLIC_SUPPORT: Variant(
                "TE − IK − P",
                _("Public support in all is no more than the cost that was paid with money."),
                ("TE", "IK", "P"),
            ),
            STRICT: Variant(
                "TE − IK − P − IKpub",
                _(
                    "Public support in all, in kind as well, is no more than the cost that was "
                    "paid with money."
                ),
                ("TE", "IK", "P", "IKpub"),
            ),
        },
    ),
    Figure(
        "L5",
        _("No over-financing in the final accounts"),
        _("The fund closes the gap and no more: cost less the financing from others."),
        symbol="L5",
        formula="TE − X",
        rule="R-13",
        law=_("The grant is a net grant"),
        inputs=("TE", "X"),
    ),
    Figure(
        "F",
        _("Entitlement in all"),
        _("The lowest of the limits that are tested, and never below nothing."),
        symbol="F",
        formula="max(0, min(L1, L2, L3, L4, L5))",
        rule="R-03",
        law=_("The five limits together"),
        inputs=("L1", "L2", "L3", "L4", "L5"),
    ),
    Figure(
        "unfinanced",
        _("Cost without financing"),
        _("Cost that neither the fund nor anybody else has paid for, and never below nothing."),
        symbol="N",
        formula="max(0, TE − F − X)",
        rule="R-13",
        law=_("The grant is a net grant"),
        inputs=("TE", "F", "X"),
    ),
)

# How far each limit stands above the entitlement.
ROOMS = tuple(
    Figure(
        f"room-{name}",
        _("Above the entitlement by"),
        _("The limit less the entitlement; the limit that binds leaves nothing."),
        formula=f"{name} − F",
        rule="R-12",
        law=_("The five limits together"),
        inputs=(name, "F"),
    )
    for name in ("L1", "L2", "L3", "L4", "L5")
)

FIGURES = (*POSITION, *TERMS, *LIMITS, *ROOMS)
