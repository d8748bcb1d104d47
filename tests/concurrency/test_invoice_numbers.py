"""Two invoices that are sent in the same moment: one number each, and none is lost."""

from __future__ import annotations

import pytest

from reporting.models import Invoice
from tests.concurrency.processes import processes, race
from tests.copies import laid_out_afresh
from tests.reporting.invoicing_story import drafted, ready_to_invoice

ROUNDS = 3

pytestmark = pytest.mark.django_db(transaction=True)


def two_drafts():
    """The first instalments of two areas stand as drafts."""
    world = ready_to_invoice()
    world.drafts = [drafted(world, letter).pk for letter in ("a", "b")]
    return world


def test_two_sent_at_once_have_two_numbers_and_no_gap():
    with processes("tests.concurrency.actor", 2) as actors:
        for number in range(ROUNDS):
            world = laid_out_afresh(two_drafts)
            now = world.clock().isoformat()
            deeds = [
                {"deed": "send_invoice", "invoice": pk, "by": world.lc.pk, "at": now}
                for pk in world.drafts
            ]
            answers = race(actors, *deeds, lags=(number * 0.004, 0.0))
            assert [set(one) for one in answers] == [{"done"}, {"done"}]
            numbers = Invoice.objects.order_by("number").values_list("number", flat=True)
            assert list(numbers) == [1, 2]


def test_the_same_invoice_is_sent_once():
    with processes("tests.concurrency.actor", 2) as actors:
        for number in range(ROUNDS):
            world = laid_out_afresh(two_drafts)
            deed = {"deed": "send_invoice", "invoice": world.drafts[0], "by": world.lc.pk}
            deed["at"] = world.clock().isoformat()
            answers = race(actors, deed, dict(deed), lags=(number * 0.004, 0.0))
            assert sorted(key for one in answers for key in one) == ["code", "done", "sentence"]
            assert list(Invoice.objects.filter(number=1).values_list("pk", flat=True)) == [
                world.drafts[0]
            ]
