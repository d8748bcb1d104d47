"""The rows behind a figure: a sum that differs is said aloud, and many rows are paged."""

from __future__ import annotations

from decimal import Decimal

from django.utils import translation

from reporting.models import Claim
from reporting.views.explain_links import explain_url
from tests.reporting.story import Cost, all_verified, checked, submitted


def test_a_sum_that_differs_is_said_aloud(world, client):
    """A row that was changed past the house is found on the page."""
    all_verified(world, {world.aarhus: ["1000.00"], world.randers: ["500.50"]}, ["800.00"])
    claim = checked(world)
    assert claim.total_eligible == Decimal("1500.50")
    Claim.objects.filter(pk=claim.pk).update(total_eligible=Decimal("1500.51"))
    client.force_login(world.pm)
    assert "Rækkerne stemmer ikke" in client.get(explain_url(claim, "TE")).content.decode()
    with translation.override("en"):
        client.cookies["django_language"] = "en"
        page = client.get(explain_url(claim, "TE")).content.decode()
    assert "The rows do not add up" in page
    assert "Sum of 2 rows: 1,500.50, but Eligible expenditure in all: 1,500.51." in page


def test_many_rows_are_paged(world, client):
    report = submitted(world, world.aarhus, [Cost("10.00") for _ in range(120)])
    client.force_login(world.pu)
    page = client.get(explain_url(report, "report-reported"), {"page": "3"})
    assert page.context["behind"].page.start_index() == 101
    assert len(page.context["behind"].table.rows) == 20
    assert page.context["behind"].sums.total == Decimal("1200.00")
