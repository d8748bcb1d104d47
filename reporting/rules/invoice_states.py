"""How an invoice and a payment file move, and who may move them (rules.md 5.3)."""

from __future__ import annotations

from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability as C
from consortium.rules.states import Step, Table

INVOICE: Table = {
    "send": Step(
        ("drafted",),
        "sent",
        C.BOOK_PAYMENT,
        _("It keeps every rule of the e-invoice; its number is given now, and no number is lost."),
    ),
    "drop": Step(("drafted",), "dropped", C.PLAN_PROJECT, _("It never had a number.")),
    "settle": Step(
        ("sent",), "paid", C.BOOK_PAYMENT, _("The bank's entries come to its amount, to the øre.")
    ),
    "credit": Step(
        ("sent", "paid"),
        "credited",
        C.BOOK_PAYMENT,
        _("A credit note of the whole amount is sent, with a reason."),
    ),
}
PAYMENT_FILE: Table = {
    "withdraw": Step(
        ("live",),
        "withdrawn",
        C.BOOK_PAYMENT,
        _("With a reason, and only while none of its transfers is noted as sent."),
    ),
}
