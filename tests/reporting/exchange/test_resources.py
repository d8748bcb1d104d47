"""What is exported can be imported unchanged; the library's bulk path keeps history."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
import tablib
from import_export.exceptions import ImportError as RowRefused

from consortium.actions.base import action, record
from consortium.models import AuditEvent
from reporting.actions.imports import IMPORTABLE, Source, layout_of, write
from reporting.exchange.resources import HouseResource, exported
from reporting.models import PartnerReport, Revenue
from tests.reporting.actions.test_row_imports import ACTIVITIES, COUNTS, MONEY, meeting
from tests.reporting.actions.test_time_rows import HOURS, RATES
from tests.reporting.paperwork import begin
from tests.reporting.sheeting import counts, written

__all__ = ["meeting"]

SHEETS = {
    "cofinancing": MONEY,
    "activities": ACTIVITIES,
    "indicators": COUNTS,
    "rates": RATES,
    "hours": HOURS,
}


@pytest.fixture
def report(world: Any, meeting: Any) -> PartnerReport:
    """Aarhus' report with rows of every kind."""
    report = begin(world)
    for kind, text in SHEETS.items():
        assert written(world, kind, report, text).is_good
    return report


@pytest.mark.parametrize("kind", SHEETS)
@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_what_is_exported_is_imported_unchanged(world, report, kind, language, extension):
    importable = IMPORTABLE[kind].kind
    content = exported(importable, report, language, extension)
    layout = layout_of(io.BytesIO(content), f"x.{extension}", report, importable)
    assert layout.open_questions(importable) == []
    assert len(layout.places) == len(importable.columns) + 1
    source = Source(
        report,
        importable,
        lambda: io.BytesIO(content),
        f"x.{extension}",
        layout,
        world.pu,
        world.clock(),
    )
    outcome = write(source)
    assert outcome.faults == []
    rows = len(list(importable.rows(report)))
    assert (counts(outcome), rows > 0) == ((0, 0, rows, 0), True)


def test_formulas_go_out_harmless_and_come_back_as_they_were(world, report):
    held = report.activities.first()
    held.note, held.place = "=HYPERLINK(1)", "-Aarhus"
    held.save()
    kind = IMPORTABLE["activities"].kind
    text = exported(kind, report, "da", "csv").decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert ";'-Aarhus;" in text
    assert counts(written(world, "activities", report, text)) == (0, 0, 2, 0)
    assert exported(kind, report, "da", "xlsx") == exported(kind, report, "da", "xlsx")


class RevenueResource(HouseResource):
    """Revenue of one report, as the library sees it."""

    class Meta:
        model = Revenue
        use_bulk = True
        skip_diff = True
        fields = ("id", "report", "text", "received_on", "amount")


@action
def taken(data: tablib.Dataset, report: PartnerReport, *, by: Any, at: dt.datetime) -> None:
    """Import *data* as any action would."""
    RevenueResource().import_data(data, raise_errors=True)
    record("revenue.recorded", report, chain=report.grant_partner.grant.ref)


def _data(report: PartnerReport, amount: str, pk: Any = "") -> tablib.Dataset:
    headers = ["id", "report", "text", "received_on", "amount"]
    return tablib.Dataset([pk, report.pk, "Gebyr", "2012-05-01", amount], headers=headers)


def test_the_bulk_path_writes_versions_that_the_event_vouches_for(world, report):
    taken(_data(report, "10.00"), report, by=world.pu, at=world.clock())
    row = Revenue.objects.get()
    taken(_data(report, "12.00", row.pk), report, by=world.pu, at=world.clock())
    row.refresh_from_db()
    assert row.amount == Decimal("12.00")
    versions = row.history.order_by("history_id")
    assert [(one.history_type, one.amount, one.history_user) for one in versions] == [
        ("+", Decimal("10.00"), world.pu),
        ("~", Decimal("12.00"), world.pu),
    ]
    events = AuditEvent.objects.order_by("-pk")[:2]
    for event, version in zip(events, reversed(versions), strict=True):
        assert f"reporting.historicalrevenue:{version.history_id}" in event.versions


def test_the_bulk_path_writes_nothing_outside_an_action(world, report):
    with pytest.raises(RowRefused, match="inside an action"):
        RevenueResource().import_data(_data(report, "10.00"), raise_errors=True)
    assert not Revenue.objects.exists()


def test_the_bulk_path_takes_nothing_out(world, report):
    resource = RevenueResource()
    resource.delete_instances.append(Revenue())
    with pytest.raises(TypeError):
        resource.bulk_delete(using_transactions=True, dry_run=False, raise_errors=True)
