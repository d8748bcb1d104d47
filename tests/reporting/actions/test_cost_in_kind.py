"""Contributions in kind: valued, delivered, and never a salary (R-20 to R-24)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reporting.actions.costs import (
    Valuation,
)
from reporting.models import InKindValuation
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting.costing import D, enter, gift, lacks, prove, refused
from tests.reporting.paperwork import VALUED, begin


@pytest.fixture
def generous(db):
    """A grant whose letter allows contributions in kind."""
    return laid_out(signed_grant, inkind_allowed=True)


MENTORS = Valuation(
    contribution="unpaid_work",
    method="Timer × løn for tilsvarende arbejde",
    source="Overenskomst for socialrådgivere",
    valued_by="Lønkontoret",
    work_hours=D("720.00"),
    hourly_pay=D("215.00"),
)


def test_c17_unpaid_work_is_hours_times_equal_pay(generous):
    report = begin(generous)
    item = enter(generous, report, gift(net=D("154800.00"), valuation=MENTORS))
    note = InKindValuation.objects.get(expenditure=item)
    assert (note.work_hours, note.hourly_pay, note.valued_by) == (720, 215, "Lønkontoret")
    assert item.amount == D("154800.00")
    over = gift("N2", net=D("154800.01"), valuation=MENTORS)
    assert refused(generous, report, over) == [
        (
            "R-20",
            "720.00 hours at 215.00 kr. are 154,800.00 kr., not 154,800.01 kr. Correct the hours, "
            "the pay or the amount.",
            "720,00 timer à 215,00 kr. er 154.800,00 kr., ikke 154.800,01 kr. Ret timerne, lønnen "
            "eller beløbet.",
        )
    ]


def test_a_gift_without_a_valuation_note_says_all_that_is_missing(generous):
    assert refused(generous, begin(generous), gift(valuation=None)) == [
        (
            "R-20",
            "Choose what was contributed: goods, services, premises, work or wages.",
            "Vælg, hvad der er ydet: varer, tjenesteydelser, lokaler, arbejde eller løn.",
        ),
        (
            "R-20",
            "Say how the contribution was valued.",
            "Angiv, hvordan naturalydelsen er værdisat.",
        ),
        (
            "R-20",
            "Name the source of the value, so that others can assess it.",
            "Angiv kilden til værdien, så andre kan vurdere den.",
        ),
        (
            "R-20",
            "Name who valued the contribution.",
            "Angiv, hvem der har værdisat naturalydelsen.",
        ),
    ]


@pytest.mark.parametrize(
    ("changes", "english", "danish"),
    [
        (
            {"contribution": "unpaid_work"},
            "Unpaid work is verified hours × the pay for equal work. Enter both, above 0.",
            "Frivilligt arbejde er bekræftede timer × løn for tilsvarende arbejde. Indtast begge, "
            "over 0.",
        ),
        (
            {"contribution": "third_party_pay", "third_party_cost": D("1000.00")},
            "Name the third party that pays the wages or allowances.",
            "Angiv den tredjepart, der betaler lønnen eller ydelserne.",
        ),
        (
            {
                "contribution": "third_party_pay",
                "third_party": "Jobcentret",
                "third_party_cost": D("999.99"),
            },
            "1,000.00 kr. is more than the third party's own cost of 999.99 kr. Enter at most what "
            "the third party paid.",
            "1.000,00 kr. er mere end tredjepartens egen udgift på 999,99 kr. Indtast højst det, "
            "tredjeparten har betalt.",
        ),
    ],
)
def test_what_is_valued_too_high_or_not_at_all(generous, changes, english, danish):
    entry = gift(valuation=replace(VALUED, **changes))
    [(_rule, in_english, in_danish)] = refused(generous, begin(generous), entry)
    assert (in_english, in_danish) == (english, danish)


def test_wages_of_a_third_party_up_to_its_cost(generous):
    paid = replace(
        VALUED,
        contribution="third_party_pay",
        third_party="Jobcentret",
        third_party_cost=D("1000.00"),
    )
    assert enter(generous, begin(generous), gift(valuation=paid)).valuation.third_party_cost == 1000


def test_the_time_of_an_employee_needs_a_payroll_reference(generous):
    report = begin(generous)
    assert refused(generous, report, gift(by_employee=True)) == [
        (
            "R-21",
            "Time of an employee is paid cost, not in kind; give the payroll reference that shows "
            "no salary was paid, or choose paid staff.",
            "En ansats tid er en betalt udgift, ikke en naturalydelse; angiv den lønreference, "
            "der viser, at der ikke er betalt løn, eller vælg lønnet personale.",
        )
    ]
    item = enter(generous, report, gift(by_employee=True, payroll_ref="LØN 04: orlov"))
    assert (item.valuation.by_employee, item.valuation.payroll_ref) == (True, "LØN 04: orlov")


def test_a_gift_is_submitted_with_proof_of_delivery(generous):
    report = begin(generous)
    item = enter(generous, report, gift())
    assert lacks(report) == [
        (
            "A-20",
            "N1 Togbilletter, in kind, has no proof of delivery. Attach what shows that it was "
            "given.",
            "N1 Togbilletter, naturalydelse, mangler dokumentation for levering. Vedhæft det, der "
            "viser, at den er ydet.",
        )
    ]
    prove(generous, item, "delivery")
    assert lacks(report) == []
