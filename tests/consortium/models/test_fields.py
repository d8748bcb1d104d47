"""Money stays exact in the database, and in its sums."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F, Sum

from consortium.models.fields import MoneyField
from grants.models import Fund, Grant


def test_a_float_and_a_third_decimal_are_refused():
    field = MoneyField()
    with pytest.raises(ValidationError):
        field.to_python(0.1)
    with pytest.raises(ValidationError):
        field.get_prep_value(Decimal("0.001"))
    with pytest.raises(ValidationError):
        field.get_prep_value(Decimal("NaN"))
    with pytest.raises(ValidationError):
        field.to_python("ti kroner")


def test_sums_filters_and_differences_are_exact(world):
    amounts = world.budget.amounts
    total = amounts.aggregate(total=Sum("amount"))["total"]
    assert total == Decimal("30000000.00")
    biggest = amounts.order_by("-amount").first()
    assert amounts.filter(amount__gte=biggest.amount).count() == 1
    row = amounts.annotate(twice=F("amount") + F("amount")).get(pk=biggest.pk)
    assert row.twice == biggest.amount * 2


def test_the_column_holds_whole_oere(world):
    raw = Grant.objects.raw("SELECT id, amount * 1 AS oere FROM grants_grant")[0]
    assert vars(raw)["oere"] == 1_500_000_000
    assert isinstance(Fund.objects.get().pk, int)


def test_a_round_trip_keeps_the_last_oere(world):
    grant = world.grant
    grant.refresh_from_db()
    assert grant.amount == Decimal("15000000.00")
    assert grant.offered_on == dt.date(2012, 1, 20)
