"""Costs: what may stand in a report, and what may not."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consortium.actions.base import NotAllowed
from consortium.actions.evidence import keep_file
from consortium.rules.refusals import Refused
from grants.models import BudgetLine
from reporting.actions.costs import (
    CostRefused,
    attach_evidence,
    change_expenditure,
    detach_evidence,
    drop_expenditure,
    enter_expenditure,
    enter_many,
)
from reporting.actions.drafts import ReportClosed, RowLocked
from reporting.actions.hours import approve_time_sheets, sign_time_sheet
from reporting.actions.reports import open_report
from reporting.models import Expenditure, ExpenditureFile
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting.paperwork import (
    VALUED,
    begin,
    hourly_rate,
    month_sheet,
    proved,
    submitted,
    voucher,
)
from tests.sample_files import pdf


def test_a_municipality_declares_without_vat(world):
    report = begin(world)
    item = enter_expenditure(report, voucher(), by=world.pu, at=world.clock())
    assert (item.amount, item.eligible_vat, item.recovery_pct) == (1000, 0, 100)
    assert item.grant == world.grant
    assert item.history.count() == 1


def test_a_private_council_declares_with_vat_and_its_share(world):
    world.clock.move_to(2012, 6, 20)
    by = world.randers_pu
    report = open_report(world.randers, world.period, by=by, at=world.clock())
    entry = voucher(net=Decimal("1000.01"), project_share_pct=Decimal("50"))
    item = enter_expenditure(report, entry, by=by, at=world.clock())
    assert item.eligible_vat == Decimal("250.00")
    assert item.amount == Decimal("625.00")


@pytest.mark.parametrize(
    ("changes", "subject", "rule"),
    [
        ({"ledger_account": " "}, "ledger_account", "A-03"),
        ({"booking_no": ""}, "booking_no", "A-03"),
        ({"text": ""}, "text", "A-03"),
        ({"text": "Rejse for 010203-1234"}, "text", "G-01"),
        ({"supplier": "0102031234"}, "supplier", "G-01"),
        ({"net": Decimal("-5")}, "net", "R-80"),
        ({"net": Decimal(0), "vat": Decimal(0)}, "net", "R-05"),
        ({"project_share_pct": Decimal(0)}, "project_share_pct", "R-60"),
        ({"project_share_pct": Decimal("100.01")}, "project_share_pct", "R-60"),
        ({"delivery_date": dt.date(2012, 2, 29)}, "incurred_on", "R-52"),
        ({"paid_on": dt.date(2012, 2, 29)}, "paid_on", "R-52"),
        ({"paid_on": dt.date(2012, 6, 21)}, "paid_on", "R-52"),
        ({"cofinancing_form": "staff_time"}, "cofinancing_form", "R-21"),
        ({"cofinancing_form": "cash"}, "cofinancing_form", "R-21"),
        ({"kind": "staff"}, "kind", "R-20"),
        ({"kind": "in_kind", "vat": Decimal(0)}, "kind", "R-23"),
    ],
)
def test_refused_with_the_rule_and_the_field(world, changes, subject, rule):
    report = begin(world)
    with pytest.raises(CostRefused) as refusal:
        enter_expenditure(report, voucher(**changes), by=world.pu, at=world.clock())
    assert (subject, rule) in {(b.subject, b.rule) for b in refusal.value.breaches}
    assert not Expenditure.objects.exists()


def test_nothing_is_entered_on_a_flat_rate_line(world):
    BudgetLine.objects.create(
        number=9, code="flat", name_da="Overhead", name_en="Overhead", kind=BudgetLine.FLAT
    )
    with pytest.raises(CostRefused) as refusal:
        enter_expenditure(begin(world), voucher(line="flat"), by=world.pu, at=world.clock())
    assert refusal.value.breaches[0].rule == "R-42"


@pytest.fixture
def generous(db):
    """A grant whose letter allows contributions in kind."""
    return laid_out(signed_grant, inkind_allowed=True)


def in_kind(**changes):
    plain = {"vat": Decimal(0), "supplier_cvr": "", "invoice_no": "", "valuation": VALUED}
    return voucher(kind="in_kind", line="in_kind", **{**plain, **changes})


def test_in_kind_counts_as_financing_too(generous):
    item = enter_expenditure(begin(generous), in_kind(), by=generous.pu, at=generous.clock())
    assert (item.cofinancing_form, item.cofinancing_source) == ("in_kind", "municipal")
    assert item.fingerprint == ""


@pytest.mark.parametrize("who", [{"by_employee": True}, {"supplier": "em"}])
def test_time_of_an_employee_is_not_in_kind(generous, who):
    report = begin(generous)
    with pytest.raises(CostRefused) as refusal:
        enter_expenditure(report, in_kind(**who), by=generous.pu, at=generous.clock())
    assert {breach.rule for breach in refusal.value.breaches} == {"R-21"}
    entry = in_kind(**who, payroll_ref="LØN 2012-04: ingen løn")
    assert enter_expenditure(report, entry, by=generous.pu, at=generous.clock()).pk


@pytest.mark.parametrize(
    "changes", [{"vat": Decimal("1")}, {"cofinancing_form": "own"}], ids=["vat", "form"]
)
def test_in_kind_is_nothing_else(generous, changes):
    entry = in_kind(**changes)
    with pytest.raises(CostRefused) as refusal:
        enter_expenditure(begin(generous), entry, by=generous.pu, at=generous.clock())
    assert {breach.rule for breach in refusal.value.breaches} == {"R-20"}


def test_one_invoice_counts_once_over_all_partners(world):
    report = begin(world)
    enter_expenditure(report, voucher("B1"), by=world.pu, at=world.clock())
    by = world.randers_pu
    other = open_report(world.randers, world.period, by=by, at=world.clock())
    again = voucher("R7", invoice_no="f-b1", supplier_cvr="DK 25 05 00 53")
    with pytest.raises(CostRefused) as refusal:
        enter_expenditure(other, again, by=by, at=world.clock())
    assert refusal.value.breaches[0].rule == "R-60"
    assert enter_expenditure(other, voucher("R8"), by=by, at=world.clock()).pk


def test_one_invoice_may_be_shared(world):
    report = begin(world)
    half = {"invoice_no": "F-1", "project_share_pct": Decimal(50)}
    enter_expenditure(report, voucher("B1", **half), by=world.pu, at=world.clock())
    item = enter_expenditure(report, voucher("B2", **half), by=world.pu, at=world.clock())
    half["project_share_pct"] = Decimal("50.01")
    with pytest.raises(CostRefused):
        change_expenditure(item, voucher("B2", **half), by=world.pu, at=world.clock())


def test_many_at_once_or_none(world):
    report = begin(world)
    rows = [voucher("B1"), voucher("B2", text=""), voucher("B1", invoice_no="X")]
    with pytest.raises(CostRefused) as refusal:
        enter_many(report, rows, by=world.pu, at=world.clock())
    assert [breach.subject for breach in refusal.value.breaches] == ["2:text", "3:voucher_no"]
    assert not Expenditure.objects.exists()


def test_a_hundred_rows_in_few_queries(world):
    report = begin(world)
    rows = [voucher(f"B{number}") for number in range(100)]
    with CaptureQueriesContext(connection) as queries:
        items = enter_many(report, rows, by=world.pu, at=world.clock())
    assert len(queries) <= 24
    assert len(items) == Expenditure.history.count() == 100


def test_changed_and_dropped_while_it_is_a_draft(world):
    report = begin(world)
    item = enter_expenditure(report, voucher(), by=world.pu, at=world.clock())
    item = change_expenditure(item, voucher(net=Decimal("900")), by=world.pu, at=world.clock())
    assert (item.amount, item.history.count()) == (900, 2)
    drop_expenditure(item, by=world.pu, at=world.clock())
    assert not Expenditure.objects.exists()
    assert Expenditure.history.count() == 3


def test_locked_once_submitted_but_for_lines_in_question(world):
    report = submitted(world)
    item = Expenditure.objects.get()
    with pytest.raises(ReportClosed):
        change_expenditure(item, voucher(), by=world.pu, at=world.clock())
    type(report).objects.filter(pk=report.pk).update(state="returned")
    with pytest.raises(RowLocked):
        change_expenditure(item, voucher(), by=world.pu, at=world.clock())
    with pytest.raises(CostRefused):
        drop_expenditure(item, by=world.pu, at=world.clock())
    Expenditure.objects.update(state="query")
    item = change_expenditure(item, voucher(net=Decimal(7)), by=world.pu, at=world.clock())
    assert item.state == "query"


def test_only_the_partners_user_writes(world):
    report = begin(world)
    for person in (world.pa, world.em, world.randers_pu, world.lc, world.pm, world.stranger):
        with pytest.raises(NotAllowed):
            enter_expenditure(report, voucher(), by=person, at=world.clock())


def test_papers_are_attached_and_detached(world):
    report = begin(world)
    item = proved(world, report)
    proof = item.files.get(role="payment")
    with pytest.raises(Refused):
        attach_evidence(item, proof.file, "gift", by=world.pu, at=world.clock())
    again = attach_evidence(item, proof.file, "payment", by=world.pu, at=world.clock())
    assert again == proof
    detach_evidence(proof, by=world.pu, at=world.clock())
    assert ExpenditureFile.objects.count() == 1


def test_a_file_of_another_organisation_proves_nothing(world):
    item = proved(world, begin(world))
    foreign = keep_file(
        content=pdf("fremmed"),
        name="fremmed.pdf",
        owner_ref=str(world.randers.organisation_id),
        by=world.randers_pu,
        at=world.clock(),
    )
    with pytest.raises(CostRefused, match="another organisation"):
        attach_evidence(item, foreign, "other", by=world.pu, at=world.clock())


def test_what_hours_made_is_changed_in_the_hours(world):
    report = begin(world)
    sheet = month_sheet(world, report, hourly_rate(world))
    sign_time_sheet(sheet, by=world.em, at=world.clock())
    approve_time_sheets([sheet], by=world.pa, at=world.clock())
    item = Expenditure.objects.get()
    with pytest.raises(CostRefused):
        change_expenditure(item, voucher(), by=world.pu, at=world.clock())
    with pytest.raises(CostRefused):
        drop_expenditure(item, by=world.pu, at=world.clock())
