"""What goes back to the fund (A-28): four eyes, within what came, and shared without a rest."""

from __future__ import annotations

from django.db.models import F, Q, Sum, Value
from django.db.models.functions import Coalesce

from consortium.models.fields import MoneyField
from consortium.rules.money import ZERO
from consortium.rules.refusals import gettext_noop as _
from reporting.models import Repayment
from reporting.queries.checks.base import Fault, Scope, fault, faults
from reporting.queries.repayments import final_balance

NO_MONEY = Value(ZERO, output_field=MoneyField())


def repayments_are_proven(scope: Scope) -> list[Fault]:
    """A-28: what went back was approved by another, and leaves the fund owing nothing for it."""
    sent = Repayment.objects.filter(scope.of(), state="sent")
    alone = sent.filter(Q(approved_by=F("calculated_by")) | Q(proof__isnull=True))
    shared = sent.annotate(shared=Coalesce(Sum("parts__amount"), NO_MONEY))
    found = [
        *faults(
            "A-28",
            alone,
            _("%(amount)s kr. went back to the fund by one person alone or without proof."),
            amount="amount",
        ),
        *faults(
            "A-28",
            shared.filter(shared__gt=F("amount")),
            _("%(shared)s kr. are asked of partners for %(amount)s kr. that went back."),
            shared="shared",
            amount="amount",
        ),
    ]
    for grant in scope.grants:
        balance = final_balance(grant)
        if balance is not None and balance.sent_back and balance.rest > ZERO:
            sentence = _(
                "%(sent_back)s kr. went back to the fund, %(rest)s kr. more than the balance."
            )
            params = {"sent_back": balance.sent_back, "rest": balance.rest}
            found.append(fault("A-28", grant, sentence, **params))
    return found
