"""The page of a statement offers the findings on its claim (rules.md 3.0)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from reporting.actions.claims import send_to_auditor
from reporting.models import Correction
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story
from tests.reporting.auditing import found

D = Decimal


def with_auditor_world():
    """A claim of two costs waits for its statement."""
    world = laid_out(signed_grant)
    story.all_verified(world, {world.aarhus: ["100.00", "200.00"]}, ["600.00"])
    world.claim = send_to_auditor(story.checked(world), by=world.pm, at=world.clock())
    return world


@pytest.fixture
def with_auditor(db):
    return laid_out(with_auditor_world)


def test_a_statement_quotes_findings_on_its_page(with_auditor, client, settings):
    world = with_auditor
    settings.DEMO_DAY = world.clock.now.date() + dt.timedelta(days=1)
    client.force_login(world.au)
    url = f"/claims/{world.claim.pk}/statement/"
    assert 'name="findings"' not in client.get(url).content.decode()
    finding = found(world)
    page = client.get(url).content.decode()
    assert "1 Ikke-støtteberettigede udgifter" in page
    sent = {
        "kind": "qualified",
        "qualified_amount": "50,00",
        "text": "Med forbehold.",
        "findings": [str(finding.pk)],
    }
    client.post(url, sent)
    assert Correction.objects.get().amount == D("50.00")
    page = client.get(f"/findings/{finding.pk}/").content.decode()
    assert "Citeret af erklæringen om anmodning 1" in page
