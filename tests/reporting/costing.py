"""What tests about the rules of a cost do again and again."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from consortium.queries.texts import sentence_text
from grants.actions.currency import enter_exchange_rate
from grants.rules.currency import RateFacts
from reporting.actions.costs import CostRefused, Foreign, enter_expenditure
from reporting.actions.evidence import prove_expenditure
from reporting.queries.completeness import completeness_facts
from reporting.rules.completeness import missing_parts
from tests.reporting.paperwork import PDF, VALUED, voucher

D = Decimal
SWEDISH = Foreign("SEK", D("1000.00"), D("250.00"), "monthly")


def krona(world, rate="0.8401", month=4, reason=""):
    """The monthly rate of the Swedish krona."""
    facts = RateFacts(
        currency="SEK",
        month=dt.date(2012, month, 1),
        kind="voucher",
        rate=D(rate),
        source="Nationalbanken",
        published_on=dt.date(2012, month, 28),
    )
    return enter_exchange_rate(facts, reason=reason, by=world.pm, at=world.clock())


def abroad(**changes):
    """A Swedish invoice, paid in April 2012."""
    return voucher(**{"net": D(0), "vat": D(0), "foreign": SWEDISH, **changes})


def enter(world, report, entry):
    """Aarhus enters a cost."""
    return enter_expenditure(report, entry, by=world.pu, at=world.clock())


def refused(world, report, entry):
    """The breaches of an entry, by rule and in both languages."""
    with pytest.raises(CostRefused) as refusal:
        enter(world, report, entry)
    return [
        (breach.rule, sentence_text(breach, "en"), sentence_text(breach, "da"))
        for breach in refusal.value.breaches
    ]


def gift(number="N1", **changes):
    """A contribution in kind with its valuation note."""
    plain = {"vat": D(0), "supplier": "", "supplier_cvr": "", "invoice_no": "", "booking_no": "–"}
    plain |= {"kind": "in_kind", "line": "in_kind", "valuation": VALUED}
    return voucher(number, **{**plain, **changes})


def lacks(report):
    """What the report's costs lack, by rule and in both languages."""
    return [
        (one.rule, sentence_text(one.breach, "en"), sentence_text(one.breach, "da"))
        for one in missing_parts(completeness_facts(report))
        if one.where.startswith("expenditure")
    ]


def prove(world, item, role):
    """A paper for a cost."""
    content = PDF + role.encode()
    prove_expenditure(item, content=content, name="a.pdf", role=role, by=world.pu, at=world.clock())
