"""A voucher that somebody else declared in the meantime stops the submission (A-11, R-60)."""

from __future__ import annotations

import pytest

from reporting.actions.reports import DeclaredTwice, approve_report, submit_report
from reporting.models import Expenditure
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story
from tests.reporting.paperwork import answered, begin, counted, proved


def approved_world():
    world = laid_out(signed_grant)
    report = begin(world)
    world.item = proved(world, report)
    counted(world, report)
    answered(world, report, expenditure_answer="yes")
    world.report = approve_report(report, by=world.pa, at=world.clock())
    return world


@pytest.fixture
def approved(db):
    return laid_out(approved_world)


def twin(world, partner, period, share="100"):
    """The same voucher in another report, as two entries at the same moment leave it."""
    report = story.submitted(world, partner, ["1000.00"], period=period)
    Expenditure.objects.filter(report=report).update(
        fingerprint=world.item.fingerprint, project_share_pct=share
    )
    return report.expenditure.get()


def submit(world):
    return submit_report(world.report, by=world.pa, at=world.clock())


def test_of_another_partner_no_more_is_said_than_that_it_has_declared(approved):
    other = twin(approved, approved.randers, approved.period)
    with pytest.raises(DeclaredTwice, match="another partner") as refused:
        submit(approved)
    told = str(refused.value)
    assert approved.item.voucher_no in told
    assert other.voucher_no not in told
    assert "Randers" not in told


def test_the_partners_own_row_is_named(approved):
    other = twin(approved, approved.aarhus, approved.periods[1])
    with pytest.raises(DeclaredTwice, match=other.voucher_no):
        submit(approved)


@pytest.mark.parametrize("state", ["draft", "disallowed"])
def test_drafts_of_others_and_disallowed_rows_hold_nothing(approved, state):
    other = twin(approved, approved.randers, approved.period)
    Expenditure.objects.filter(pk=other.pk).update(state=state, accepted=0, disallowed=other.amount)
    assert submit(approved).state == "submitted"


def test_shares_that_fit_together_are_no_double_funding(approved):
    Expenditure.objects.filter(pk=approved.item.pk).update(project_share_pct=40, amount="400.00")
    twin(approved, approved.randers, approved.period, share="60")
    assert submit(approved).state == "submitted"
