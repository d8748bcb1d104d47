"""Versions from before a column was added are still vouched for, and none that was altered (A-32).

`share_cap_pct` of an agreement came with a migration; what was written before it was hashed
without it.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.apps import apps

from consortium.models import AuditEvent
from consortium.models.earlier_columns import earlier_digests
from consortium.models.memory import version_digest, version_key
from grants.models import PartnershipAgreement
from reporting.queries.checks.base import Scope
from reporting.queries.checks.memory import Vouchers

OLD = frozenset({"share_cap_pct"})
NOW: frozenset[str] = frozenset()


@pytest.fixture
def version(world):
    return PartnershipAgreement.history.order_by("history_id").last()


def altered(version, vouched: str) -> bool:
    """Whether the check cries, when an event vouches with that hash."""
    vouchers = Vouchers(Scope(version.grant_partner.grant))
    key = version_key(version)
    vouchers.hashes[key], vouchers.events[key] = vouched, "M-003 #1"
    vouchers.check(version, version_digest)
    return bool(vouchers.faults)


def test_a_version_from_before_the_column_is_whole(version):
    assert version.share_cap_pct is None
    assert version_digest(version, OLD) != version_digest(version, NOW)
    assert version_digest(version, OLD) in earlier_digests(version, version_digest)
    assert not altered(version, version_digest(version, OLD))
    assert not altered(version, version_digest(version, NOW))


def test_a_value_slipped_into_an_old_version_is_found(version):
    vouched = version_digest(version, OLD)
    version.share_cap_pct = Decimal("40.00")
    assert altered(version, vouched)


def test_a_value_wiped_out_of_a_new_version_is_found(version):
    version.share_cap_pct = Decimal("40.00")
    vouched = version_digest(version, NOW)
    version.share_cap_pct = None
    assert altered(version, vouched)


def test_another_column_may_not_be_left_out(version):
    vouched = version_digest(version, frozenset({"terms"}))
    assert altered(version, vouched)
    vouched = version_digest(version, OLD)
    version.terms = "Andre vilkår"
    assert altered(version, vouched)


def test_every_version_can_be_read_as_it_was_before_its_columns(world):
    """No column of any table stops the reading back; every event of a new world is exact."""
    for event in AuditEvent.objects.exclude(versions={}):
        for key, vouched in event.versions.items():
            label, pk = key.rsplit(":", 1)
            model = apps.get_model(label)
            if hasattr(model, "history_date"):
                row = model.objects.get(pk=pk)
                assert vouched == version_digest(row)
                assert all(one != vouched for one in earlier_digests(row, version_digest))
