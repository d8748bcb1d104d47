"""How a municipal agreement and its addenda become binding: signed by both parties (001)."""

from __future__ import annotations

from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability as C
from consortium.rules.states import Step, Table, Workflow

SIGNED_BY_ANOTHER = _("Another person has signed for the operator.")

MUNICIPAL: Table = {
    "sign_as_operator": Step(
        ("draft",),
        "signed_one",
        C.SIGN_AS_LEAD,
        label=_("Sign for the operator"),
        guard=_("Parties, path, areas and amounts are there, and the amounts are the grant's."),
    ),
    "take_back": Step(
        ("signed_one",),
        "draft",
        C.SIGN_AS_LEAD,
        label=_("Take the signature back"),
        guard=_("A reason is given; the other party has not signed."),
    ),
    "sign_as_municipality": Step(
        ("signed_one",),
        "active",
        C.DECIDE_AS_MUNICIPALITY,
        label=_("Sign for the municipality"),
        guard=SIGNED_BY_ANOTHER,
    ),
    "end": Step(
        ("active",), "ended", C.SIGN_AS_LEAD, label=_("End"), guard=_("A reason is given.")
    ),
}
ADDENDUM: Table = {
    "sign_as_operator": Step(
        ("draft",),
        "signed_one",
        C.SIGN_AS_LEAD,
        label=_("Sign for the operator"),
        guard=_("It says what changes and why."),
    ),
    "sign_as_municipality": Step(
        ("signed_one",),
        "active",
        C.DECIDE_AS_MUNICIPALITY,
        label=_("Sign for the municipality"),
        guard=SIGNED_BY_ANOTHER,
    ),
}

MUNICIPAL_WORKFLOWS: tuple[Workflow, ...] = (
    Workflow(
        "municipal",
        _("Municipal agreement"),
        "draft",
        MUNICIPAL,
        "grants.municipalagreement",
        _("All of its tree, when both have signed; a change is an addendum."),
    ),
    Workflow(
        "addendum",
        _("Addendum"),
        "draft",
        ADDENDUM,
        "grants.addendum",
        _("All of it, when it is signed by one."),
    ),
)
