"""Grants that are claimed from no fund: their people land on what they have (R-06)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from consortium.rules.refusals import Refused
from reporting.queries.funding import funding_terms
from tests.copies import laid_out
from tests.grants.municipal import signed_agreement
from tests.grants.register import empty_register
from tests.reporting.said import said


@pytest.mark.parametrize(
    ("build", "ref", "first"),
    [
        (signed_agreement, "M-001", "grants:municipal-detail"),
        (empty_register, "M-004", "grants:measure-list"),
    ],
)
def test_the_only_grant_opens_on_its_own_first_page(db, client, build, ref, first):
    world = laid_out(build)
    client.force_login(world.pm)
    answer = client.get("/", follow=True)
    assert [place for place, _status in answer.redirect_chain] == [
        reverse("reporting:overview", args=[ref]),
        reverse(first, args=[ref]),
    ]
    assert answer.status_code == 200
    # What the fund pays is asked of no such grant, whatever address is typed.
    for page in ("reporting:forecast", "reporting:what-if"):
        assert client.get(reverse(page, args=[ref])).status_code == 409, page
    with pytest.raises(Refused) as no:
        funding_terms(world.grant)
    assert said(no, "en") == f"{ref} is claimed from no fund, so it has no rate and no limits."
    assert said(no, "da") == (
        f"{ref} anmodes ikke om hos nogen fond og har derfor hverken støttesats eller grænser."
    )
