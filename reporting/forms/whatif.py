"""One more hypothesis for the what-if."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.fields import DanishDecimalField
from grants.models import FORMS, FUND_SOURCE, SOURCES, GrantPartner
from reporting.rules import whatif

LEAVES, TAKES_ALL = "leaves", "takes_all"
KINDS = (
    (whatif.COFINANCING, _("This co-financing comes")),
    (whatif.MISSING, _("This co-financing does not come")),
    (LEAVES, _("This partner withdraws what it has promised and not yet given")),
    (TAKES_ALL, _("This partner withdraws with all its cost and financing")),
    (whatif.DISALLOWED, _("This cost is disallowed")),
    (whatif.UNPAID, _("This cost stays unpaid or is not incurred")),
    (whatif.COST, _("This cost is added")),
    (whatif.GRANT, _("The grant becomes")),
    (whatif.BUDGET, _("The budget becomes")),
    (whatif.NO_MATCH, _("Krone for krone is not tested")),
)
NEEDS_AMOUNT = frozenset(kind for kind, _label in KINDS) - {LEAVES, TAKES_ALL, whatif.NO_MATCH}
NEEDS_SOURCE = frozenset({whatif.COFINANCING, whatif.MISSING})
POSITIVE = frozenset({whatif.GRANT, whatif.BUDGET})


class HypothesisForm(forms.Form):
    """What is supposed; what the kind does not need is left alone."""

    kind = forms.ChoiceField(label=_("What if"), choices=KINDS)
    amount = DanishDecimalField(label=_("Amount, DKK"), required=False, min_value=Decimal(0))
    source = forms.ChoiceField(label=_("Source"), required=False)
    form = forms.ChoiceField(label=_("Form"), required=False, choices=FORMS)
    partner = forms.TypedChoiceField(
        label=_("Partner"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, data: Any, *, partners: list[GrantPartner]) -> None:
        super().__init__(data)
        self.fields["source"].choices = [  # type: ignore[attr-defined]
            choice for choice in SOURCES if choice[0] != FUND_SOURCE
        ]
        self.fields["partner"].choices = [  # type: ignore[attr-defined]
            ("", "–"),
            *((partner.pk, str(partner)) for partner in partners),
        ]

    def clean(self) -> dict[str, Any]:
        """Each kind says what it needs."""
        given = super().clean() or {}
        kind = given.get("kind")
        if kind in NEEDS_AMOUNT and given.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _("Say which amount."))
        if kind in POSITIVE and given.get("amount") == 0:
            self.add_error("amount", _("The amount must be above zero."))
        if kind in (LEAVES, TAKES_ALL) and not given.get("partner"):
            self.add_error("partner", _("Say which partner."))
        return given

    def as_term(self) -> str:
        """The hypothesis as it stands in the page's address."""
        given = self.cleaned_data
        kind = given["kind"]
        amount = str(given["amount"]) if kind in NEEDS_AMOUNT else ""
        source, form = (given["source"], given["form"]) if kind in NEEDS_SOURCE else ("", "")
        partner = str(given["partner"]) if kind in (LEAVES, TAKES_ALL) else ""
        return ":".join((kind, amount, source, form, partner))
