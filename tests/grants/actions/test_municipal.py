"""A municipal agreement becomes binding, and its halves stand (001, C27, R-73)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from consortium.actions.base import NotAllowed
from consortium.models import AuditEvent
from consortium.rules.refusals import Refused
from grants.actions.addenda import (
    Extra,
    draft_addendum,
    sign_addendum_as_municipality,
    sign_addendum_as_operator,
)
from grants.actions.agreed_parts import PartRefused, add_part, change_part, drop_part
from grants.actions.municipal import (
    MunicipalRefused,
    draft_municipal_agreement,
    end_municipal_agreement,
    move_instalment,
    sign_as_municipality,
    sign_as_operator,
    take_signature_back,
)
from grants.models import AgreedAmount, ApprovalBody, Area, Instalment, MunicipalAgreement
from tests.copies import laid_out
from tests.grants.municipal import drafted_agreement, municipal_grant, signed_agreement
from tests.reporting.said import said

D = Decimal


@pytest.fixture
def draft(db):
    return laid_out(drafted_agreement)


@pytest.fixture
def signed(db):
    return laid_out(signed_agreement)


def test_the_agreement_of_001_gives_ten_instalments(signed):
    rows = Instalment.objects.filter(grant=signed.grant)
    assert Counter(rows.values_list("amount", flat=True)) == {
        D("125000.00"): 4,
        D("50000.00"): 2,
        D("250000.00"): 4,
    }
    assert rows.aggregate(all=Sum("amount"))["all"] == D("1600000.00")
    by_year = dict(rows.values_list("year").annotate(all=Sum("amount")).order_by("year"))
    assert by_year == {2023: D("1100000.00"), 2024: D("500000.00")}
    starts = rows.filter(year=2023, number=1).aggregate(all=Sum("amount"))["all"]
    assert D("1100000.00") - starts == D("550000.00")
    days = set(rows.values_list("number", "due_on"))
    assert (1, dt.date(2023, 1, 1)) in days
    assert (2, dt.date(2024, 12, 31)) in days


def test_first_and_second_are_what_is_granted(signed):
    """rules.md 5.3: first + second = granted; sum of areas = year total."""
    for agreed in AgreedAmount.objects.annotate(halves=Sum("instalments__amount")):
        assert agreed.halves == agreed.amount
    areas = AgreedAmount.objects.values("year").annotate(all=Sum("amount")).order_by("year")
    assert [row["all"] for row in areas] == [D("1100000.00"), D("500000.00")]
    assert signed.agreement.state == "active"


def test_an_odd_amount_gives_its_odd_ore_to_the_end(draft):
    agreed = draft.areas["c"].amounts.get()
    fields = {"area": draft.areas["c"], "activity": None, "year": 2023}
    days = {"starts_on": agreed.starts_on, "ends_on": agreed.ends_on}
    change_part(
        agreed, "amount", **fields, **days, amount=D("33333.33"), by=draft.pm, at=draft.clock()
    )
    other = draft.areas["b"].amounts.get()
    change_part(other, "amount", amount=D("316666.67"), by=draft.pm, at=draft.clock())
    agreement = sign_as_operator(draft.agreement, by=draft.ls, at=draft.clock())
    sign_as_municipality(agreement, by=draft.mu, at=draft.clock())
    halves = agreed.instalments.order_by("number").values_list("amount", flat=True)
    assert list(halves) == [D("16666.66"), D("16666.67")]


def test_the_municipality_sees_it_when_the_operator_has_signed(draft):
    seen = MunicipalAgreement.objects
    assert not seen.visible_to(draft.mu).exists()
    assert seen.visible_to(draft.pm).exists()
    sign_as_operator(draft.agreement, by=draft.ls, at=draft.clock())
    assert seen.visible_to(draft.mu).exists()
    assert not seen.visible_to(draft.stranger).exists()


def test_a_signature_is_taken_back_for_a_reason(draft):
    agreement = sign_as_operator(draft.agreement, by=draft.ls, at=draft.clock())
    with pytest.raises(MunicipalRefused) as no:
        take_signature_back(agreement, reason=" ", by=draft.ls, at=draft.clock())
    assert said(no, "en") == "This is done for a reason; write it down."
    agreement = take_signature_back(agreement, reason="Fejl", by=draft.ls, at=draft.clock())
    assert (agreement.state, agreement.operator_signed_by) == ("draft", None)


def test_only_the_two_parties_sign_and_not_the_same_person(draft):
    with pytest.raises(NotAllowed):
        sign_as_operator(draft.agreement, by=draft.pm, at=draft.clock())
    agreement = sign_as_operator(draft.agreement, by=draft.ls, at=draft.clock())
    with pytest.raises(NotAllowed):
        sign_as_municipality(agreement, by=draft.ls, at=draft.clock())


def test_what_is_signed_is_changed_by_nobody(signed):
    area = signed.areas["a"]
    with pytest.raises(MunicipalRefused) as no:
        change_part(area, "area", title="Noget andet", by=signed.pm, at=signed.clock())
    assert said(no, "en") == "The agreement M-001 is signed; a change is an addendum to it."
    assert said(no, "da") == "Aftalen M-001 er underskrevet; en ændring er et tillæg til den."
    with pytest.raises(IntegrityError), transaction.atomic():
        Area.objects.filter(pk=area.pk).update(title="Noget andet")
    with pytest.raises(IntegrityError), transaction.atomic():
        ApprovalBody.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreedAmount.objects.update(amount=D("1.00"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Instalment.objects.update(amount=D("1.00"))


def test_an_addendum_adds_money_with_halves_of_its_own(signed):
    extra = Extra(signed.areas["a"], 2024, D("50000.01"), dt.date(2024, 2, 1), dt.date(2024, 6, 30))
    addendum = draft_addendum(
        signed.agreement,
        dated_on=dt.date(2023, 12, 1),
        text="Indsatsen fortsætter.",
        reason="Evalueringen",
        extra=[extra],
        by=signed.pm,
        at=signed.clock(),
    )
    assert Instalment.objects.count() == 10
    addendum = sign_addendum_as_operator(addendum, by=signed.ls, at=signed.clock())
    sign_addendum_as_municipality(addendum, by=signed.mu, at=signed.clock())
    new = Instalment.objects.filter(agreed__addendum=addendum).order_by("number")
    assert [(row.amount, row.due_on) for row in new] == [
        (D("25000.00"), dt.date(2024, 2, 1)),
        (D("25000.01"), dt.date(2024, 6, 30)),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreedAmount.objects.filter(addendum=addendum).update(amount=D("1.00"))


def test_a_half_falls_due_on_another_day_and_says_why(signed):
    row = Instalment.objects.get(year=2024, number=2)
    move_instalment(
        row, dt.date(2025, 1, 15), reason="Slutter senere", by=signed.pm, at=signed.clock()
    )
    row.refresh_from_db()
    assert row.due_on == dt.date(2025, 1, 15)
    event = AuditEvent.objects.filter(verb="instalment.moved").get()
    assert event.reason == "Slutter senere"


def test_an_agreement_ends_on_a_day_that_has_come(signed):
    give = {"by": signed.ls, "at": signed.clock()}
    with pytest.raises(MunicipalRefused) as no:
        end_municipal_agreement(signed.agreement, dt.date(2024, 1, 1), reason="Aftalt", **give)
    day = "An agreement ends on a day of its term that has come, not on 01/01/2024."
    assert said(no, "en").startswith(day[:55])
    agreement = end_municipal_agreement(
        signed.agreement, dt.date(2023, 1, 9), reason="Aftalt", **give
    )
    assert (agreement.state, agreement.ended_on) == ("ended", dt.date(2023, 1, 9))


def test_what_is_lacking_is_told_before_anybody_signs(draft):
    drop_part(draft.areas["c"].amounts.get(), "amount", by=draft.pm, at=draft.clock())
    with pytest.raises(MunicipalRefused) as no:
        sign_as_operator(draft.agreement, by=draft.ls, at=draft.clock())
    assert [one.code for one in no.value.breaches] == ["AREAS_NOT_GRANT"]


def test_a_row_of_the_tree_stands_once_and_inside_its_year(draft):
    give = {"by": draft.pm, "at": draft.clock()}
    with pytest.raises(PartRefused) as no:
        add_part(draft.agreement, "area", letter="a", title="Igen", **give)
    assert said(no, "en") == "The agreement has such a row already; change that one."
    with pytest.raises(PartRefused) as no:
        drop_part(draft.areas["a"], "area", **give)
    assert said(no, "en") == (
        "(a) Efter- og videreuddannelse is not empty; drop what hangs under it first."
    )
    with pytest.raises(PartRefused) as no:
        add_part(
            draft.agreement,
            "amount",
            area=draft.areas["a"],
            year=2024,
            amount=D("1.00"),
            starts_on=dt.date(2023, 1, 1),
            ends_on=dt.date(2024, 1, 1),
            **give,
        )
    assert said(no, "en") == "An amount of 2024 starts and ends in 2024, in that order."


def test_another_profile_has_agreements_with_its_partners(world):
    with pytest.raises(MunicipalRefused) as no:
        draft_municipal_agreement(world.grant, by=world.pm, at=world.clock())
    assert said(no, "en") == (
        "M-003 is not a municipality's grant; its agreements are with its partners."
    )


def test_one_grant_has_one_agreement(db):
    world = laid_out(municipal_grant)
    draft_municipal_agreement(world.grant, by=world.pm, at=world.clock())
    with pytest.raises(Refused, match="has its agreement already"):
        draft_municipal_agreement(world.grant, by=world.pm, at=world.clock())
