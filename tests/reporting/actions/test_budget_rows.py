"""A draft budget from a sheet."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from consortium.actions.base import NotAllowed
from consortium.models import AuditEvent
from grants.actions.budgets import Commitment, draft_budget, propose_budget
from grants.models import BudgetVersion
from grants.queries.budgets import version_total
from reporting.actions.imports import Source, importable, layout_of, write
from reporting.exchange.resources import exported
from tests.cast import budget_rows
from tests.reporting.sheeting import checked, counts, sentence, told, written

SHEET = """
Partner;Budgetpost;Beløb
Aarhus Kommune;Rejser;1.000.000,50
Randers;Naturalydelser;250.000,00
"""


@pytest.fixture
def draft(world: Any) -> BudgetVersion:
    """The lead's draft of the second version."""
    return draft_budget(
        world.grant,
        effective_from=dt.date(2012, 6, 1),
        explanation="Ny fordeling",
        amounts=budget_rows(world),
        commitments=[Commitment(None, "eu", "cash", world.grant.amount, "Tilsagn")],
        by=world.pm,
        at=world.clock(),
    )


def test_a_draft_takes_its_amounts_from_a_sheet(world, draft):
    before = version_total(draft)
    outcome = written(world, "budgets", draft, SHEET, by=world.pm)
    assert (counts(outcome), told(outcome)) == ((1, 1, 0, 0), [])
    travel = draft.amounts.get(grant_partner=world.aarhus, line__code="travel")
    assert travel.amount == Decimal("1000000.50")
    moved = Decimal("1000000.50") - outcome.amounts["before"] + Decimal("250000.00")
    assert version_total(draft) == before + moved
    assert draft.commitments.count() == 1
    assert AuditEvent.objects.filter(verb="budget.changed").count() == 1
    assert counts(written(world, "budgets", draft, SHEET, by=world.pm)) == (0, 0, 2, 0)


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_what_is_exported_is_imported_unchanged(world, draft, extension):
    kind = importable("budgets").kind
    content = exported(kind, draft, "da", extension)
    layout = layout_of(io.BytesIO(content), f"x.{extension}", draft, kind)
    name, at = f"x.{extension}", world.clock()
    source = Source(draft, kind, lambda: io.BytesIO(content), name, layout, world.pm, at)
    assert counts(write(source)) == (0, 0, draft.amounts.count(), 0)


def test_an_amount_below_zero_is_refused_and_the_rest_with_it(world, draft):
    outcome = checked(world, "budgets", draft, SHEET.replace("250.000", "-250.000"), by=world.pm)
    assert [one[:3] for one in told(outcome)] == [
        (2, "grant_partner", "REFUSED_WITH"),
        (3, "amount", "AMOUNT_WRONG"),
    ]
    assert outcome.faults[1]["rule"] == "R-01"


def test_a_proposed_version_takes_nothing(world, draft):
    propose_budget(draft, by=world.pm, at=world.clock())
    sheet = "\n".join(SHEET.strip().splitlines()[:2])
    outcome = checked(world, "budgets", draft, sheet, by=world.pm)
    assert sentence(outcome, "en") == (
        "Version 2 is no draft; have it sent back first, or begin a new version."
    )
    assert sentence(outcome, "da").startswith("Version 2 er ikke en kladde")


def test_only_the_lead_plans(world, draft):
    for person in (world.stranger, world.pu, world.au):
        with pytest.raises(NotAllowed):
            written(world, "budgets", draft, SHEET, by=person)


def test_the_command_takes_a_draft(world, draft, tmp_path, settings):
    settings.DEMO_DAY = dt.date(2012, 6, 21)
    path = tmp_path / "budget.csv"
    path.write_text(SHEET.strip(), encoding="utf-8")
    said = StringIO()
    by = ["--by", "pm@konsortium.example"]
    call_command("import_rows", "budgets", str(path), "--grant", "M-003", *by, stdout=said)
    assert "new: 1" in said.getvalue()
    world.clock.move_to(2012, 6, 21)
    propose_budget(draft, by=world.pm, at=world.clock())
    with pytest.raises(CommandError, match="no draft budget"):
        call_command("import_rows", "budgets", str(path), "--grant", "M-003", *by)


def test_the_page_shows_then_writes(client, world, draft, settings):
    settings.DEMO_DAY = dt.date(2012, 6, 21)
    client.force_login(world.pm)
    url = reverse("reporting:budget-import", args=["M-003", draft.number])
    assert url in client.get(reverse("grants:budget-detail", args=["M-003", draft.number])).text
    total = version_total(draft)

    def send(**more: str) -> Any:
        return client.post(
            url, {"file": SimpleUploadedFile("b.csv", SHEET.strip().encode()), **more}
        )

    assert "1.000.000,50" in send().text
    assert version_total(draft) == total
    assert send(write="1").status_code == 200
    assert version_total(draft) != total
    rows = client.get(reverse("reporting:budget-rows", args=["M-003", draft.number, "csv"]))
    assert "1000000,50" in rows.content.decode("utf-8-sig")


@pytest.mark.parametrize(("person", "status"), [("stranger", 404), ("pu", 403), ("au", 403)])
def test_the_page_is_the_lead_s(client, world, draft, person, status):
    client.force_login(getattr(world, person))
    url = reverse("reporting:budget-import", args=["M-003", draft.number])
    assert client.get(url).status_code == status
