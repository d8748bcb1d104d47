"""The ledger's checks of what costs rest on: each is broken past the triggers and names the row."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from django.db import connection

from reporting.actions.hours import approve_time_sheets, enter_hours, sign_time_sheet
from reporting.models import Expenditure, InKindValuation, TimeSheet, triggers
from reporting.queries.checks.catalogue import CHECKS, answers
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story
from tests.reporting.costing import abroad, enter, krona
from tests.reporting.paperwork import MARCH, begin, hourly_rate


def sentences(code):
    checks = [check for check in CHECKS if check.code == code]
    return [str(one.breach) for answer in answers(None, checks) for one in answer.faults]


def past_the_triggers(*statements):
    triggers.remove(connection)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    triggers.install(connection)


def shared_world():
    """An approved month that is paid by a fixed share."""
    world = laid_out(signed_grant)
    rate = hourly_rate(world, method="fixed_share", gross_cost=D("48750.00"), share_pct=D(40))
    fields = {"employee": world.employee, "month": MARCH, "rate": rate, "by": world.pu}
    sheet = enter_hours(begin(world), entries=[], at=world.clock(), **fields)
    sign_time_sheet(sheet, by=world.em, at=world.clock())
    approve_time_sheets([sheet], by=world.pa, at=world.clock())
    return world


@pytest.fixture
def shared(db):
    return laid_out(shared_world)


def test_a_15_a_share_without_its_letter_is_named(shared):
    assert sentences("A-15") == []
    past_the_triggers("UPDATE reporting_payrate SET letter_id = NULL")
    name = str(TimeSheet.objects.get())
    assert sentences("A-15") == [f"{name} is a fixed share without the employer's letter."]


def test_a_15_shares_above_the_whole_are_named(shared):
    past_the_triggers("UPDATE reporting_payrate SET share_pct = 10001")
    key = shared.employee.person_key
    wanted = f"{key} has fixed shares of 100.01 per cent in 03.2012, above 100."
    assert sentences("A-15") == [wanted]


def claimed(world, amount):
    """Aarhus has one cost in a claim that was sent."""
    story.all_verified(world, {world.aarhus: [amount]}, [amount])
    story.sent(world, story.checked(world))
    return Expenditure.objects.get(grant_partner=world.aarhus)


@pytest.mark.parametrize(("amount", "named"), [("30000.00", False), ("30000.01", True)])
def test_a_21_above_the_limit_without_file_or_reason_is_named(db, amount, named):
    item = claimed(signed_grant(market_check_from="30000.00"), "30000.00")
    past_the_triggers(f"UPDATE reporting_expenditure SET net = {amount.replace('.', '')}")
    sentence = (
        f"{item.voucher_no}, {amount} kr., has neither a procurement file nor a market check, nor "
        "a reason for none."
    )
    assert sentences("A-21") == ([sentence] if named else [])
    past_the_triggers("UPDATE reporting_expenditure SET market_reason = 'Kun én leverandør'")
    assert sentences("A-21") == []


def test_a_20_reads_the_valuation_note(world):
    item = claimed(world, "1000.00")
    past_the_triggers("UPDATE reporting_expenditure SET kind = 'in_kind'")
    name = f"{item.voucher_no}, in kind,"
    assert sentences("A-20") == [
        f"{name} has no valuation note.",
        f"{name} has no proof of delivery.",
    ]
    triggers.remove(connection)
    InKindValuation.objects.create(
        expenditure=item,
        contribution="unpaid_work",
        method="Timer × løn",
        source="Overenskomst",
        valued_by="Lønkontoret",
        work_hours=D("10.00"),
        hourly_pay=D("99.99"),
    )
    triggers.install(connection)
    assert sentences("A-20") == [
        f"{name} has no proof of delivery.",
        "10.00 hours at 99.99 kr. are 999.90 kr., not 1000.00 kr. "
        "Correct the hours, the pay or the amount.",
    ]


def test_r_53_a_foreign_amount_that_no_longer_gives_its_kroner_is_named(world):
    report = begin(world)
    krona(world)
    item = enter(world, report, abroad())
    assert sentences("R-53") == []
    past_the_triggers("UPDATE reporting_expenditure SET net = net + 1")
    assert sentences("R-53") == [
        f"{item.voucher_no}: 1250.00 SEK at 0.840100 is not 840.11 kr. and 210.03 kr."
    ]
