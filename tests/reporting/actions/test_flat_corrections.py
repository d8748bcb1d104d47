"""Flat corrections on the rows of a contract (R-83)."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from consortium.actions.base import NotAllowed
from consortium.rules.refusals import Refused
from reporting.actions.flat_corrections import FlatCorrectionRefused, propose_flat_correction
from reporting.models import Correction, Expenditure
from tests.copies import laid_out
from tests.reporting.actions.test_reversals import paid_claim
from tests.reporting.said import said

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(db):
    return laid_out(paid_claim)


def propose(world, percent, code="procurement", rows=None, by=None):
    rows = list(Expenditure.objects.order_by("pk")) if rows is None else rows
    return propose_flat_correction(
        world.grant,
        rows,
        reason_code=code,
        percent=D(percent),
        reason="Kontrakten blev ikke annonceret.",
        by=by or world.au,
        at=world.clock(),
    )


def test_each_row_gets_its_part_and_the_parts_add_up(paid):
    made = propose(paid, "25")
    # 25 % of 190,000.03 is 47,500.01 (half up), 22,500.01 and 25,000.00 of it by row.
    assert sum(one.amount for one in made) == D("47500.01")
    assert sorted(one.amount for one in made) == [D("22500.01"), D("25000.00")]
    assert {(one.reason_code, one.flat_pct, one.is_irregular) for one in made} == {
        ("procurement", D("25"), True)
    }


def test_a_second_step_counts_only_what_is_left(paid):
    propose(paid, "100")
    with pytest.raises(FlatCorrectionRefused) as no:
        propose(paid, "5")
    assert said(no, "en") == "Nothing is left of the chosen rows that could fall."
    assert said(no, "da") == "Der er intet tilbage af de valgte linjer, der kan bortfalde."


def test_publicity_takes_at_most_three_per_cent(paid):
    with pytest.raises(Refused) as no:
        propose(paid, "3.01", "publicity")
    assert said(no, "en") == (
        "3.01 per cent is not on the scale: a breach of publicity takes at most 3.00 per cent of "
        "the support."
    )
    assert said(no, "da") == (
        "3,01 procent findes ikke på skalaen: Et brud på reglerne om offentlighed koster højst "
        "3,00 procent af støtten."
    )
    assert sum(one.amount for one in propose(paid, "3", "publicity")) == D("5700.00")


def test_procurement_has_four_steps(paid):
    with pytest.raises(Refused) as no:
        propose(paid, "20")
    assert said(no, "en") == (
        "20.00 per cent is not on the scale: a breach of procurement takes 5, 10, 25 or 100 per "
        "cent of the contract's cost."
    )
    assert said(no, "da") == (
        "20,00 procent findes ikke på skalaen: Et brud på udbudsreglerne koster 5, 10, 25 eller "
        "100 procent af kontraktens udgift."
    )


def test_rows_must_be_chosen_by_who_may(paid):
    with pytest.raises(FlatCorrectionRefused) as no:
        propose(paid, "5", rows=[])
    assert said(no, "en") == "Choose the rows of the contract that the correction is about."
    assert said(no, "da") == "Vælg de linjer i kontrakten, som korrektionen handler om."
    with pytest.raises(NotAllowed):
        propose(paid, "5", by=paid.pm)
    assert not Correction.objects.exists()
