"""What a municipality without a log-in is shown before it signs or decides (001, rules.md 5.3)."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from grants.models import AgreedAmount, MunicipalAgreement
from grants.rules.instalments import halves
from reporting.models import MunicipalLink
from reporting.queries.evaluations import figures_of


def shown_to_reader(link: MunicipalLink) -> dict[str, Any]:
    """All of what the link asks about; nothing else of the project."""
    if link.evaluation is not None:
        evaluation = link.evaluation
        return {
            "evaluation": evaluation,
            "lines": figures_of(evaluation),
            "areas": evaluation.areas.select_related("area"),
            "decisions": evaluation.decisions.select_related("body"),
        }
    agreement = link.grant.municipal
    if link.addendum is not None:
        facts = [
            (_("Dated"), link.addendum.dated_on),
            (_("What changes"), link.addendum.text),
            (_("Reason"), link.addendum.reason),
            (_("Signed by the operator"), link.addendum.operator_signed_at),
        ]
        amounts = AgreedAmount.objects.filter(addendum=link.addendum)
        return {"facts": facts, "halves": _halves(amounts.select_related("area", "activity"))}
    return {"facts": _facts(agreement), **_tree(agreement)}


def _facts(agreement: MunicipalAgreement) -> list[tuple[str, object]]:
    grant = agreement.grant
    return [
        (_("Agreement"), grant.title),
        (_("From"), grant.starts_on),
        (_("To"), grant.ends_on),
        (_("In all, DKK"), grant.amount),
        (_("Basis plan"), agreement.basis_plan),
        (_("Decision"), agreement.decision),
        (_("Background"), agreement.background),
        (_("Purpose"), agreement.purpose),
        (_("Payment"), agreement.payment_terms),
        (_("VAT"), agreement.vat_note),
        (_("Signed for the operator by"), agreement.operator_signed_by),
        (_("Signed by the operator"), agreement.operator_signed_at),
    ]


def _tree(agreement: MunicipalAgreement) -> dict[str, Any]:
    parts = ("activities", "outcomes", "targets", "baseline")
    own = Prefetch("amounts", AgreedAmount.objects.filter(addendum=None).order_by("year", "id"))
    amounts = agreement.amounts.filter(Q(addendum=None)).select_related("area", "activity")
    return {
        "parties": agreement.parties.select_related("organisation"),
        "bodies": agreement.bodies.all(),
        "agreed": agreement.areas.prefetch_related(*parts, own),
        "notes": agreement.source_notes.all(),
        "halves": _halves(amounts.order_by("year", "area__number", "id")),
    }


def _halves(amounts: Any) -> list[tuple[AgreedAmount, Any, Any]]:
    """Each amount with its half at the start and the rest at the end (R-73)."""
    return [(one, *halves(one.amount)) for one in amounts]
