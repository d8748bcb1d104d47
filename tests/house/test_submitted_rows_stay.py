"""A partner's people, through every form and address, change nothing of what they have submitted.

Every address takes every form that it shows while the report is a draft, with other values in it,
after the report has been submitted; and again for the report that a claim holds already.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Q

from consortium.models import AuditEvent, EvidenceFile
from grants.models import Indicator, IndicatorTarget, Proposal, ProposalParty
from reporting.models import (
    Activity,
    Claim,
    ClaimShare,
    CoFinancingContribution,
    Expenditure,
    ExpenditureFile,
    Finding,
    ForeignAmount,
    IndicatorValue,
    InKindValuation,
    OwnReport,
    PartnerReport,
    ReportFile,
    ReportSchedule,
    ReportSnapshot,
    Revenue,
    SelfEvaluation,
    SpouseCount,
    TimeEntry,
    TimeSheet,
    Verification,
    triggers,
)
from tests.house.addresses import address_of, addresses
from tests.house.world import settled as report_of
from tests.read_forms import Fields, FormReader

pytestmark = pytest.mark.once

# Whoever logs out or chooses a language changes no row; a file is no form.
LEFT_OUT = {"login", "logout", "set_language", "password-change"}
ROUTES = {name: route for name, route in addresses() if name not in LEFT_OUT}
PARTNERS = ("pu", "pa")
THE_LEADS = (
    Finding,
    Indicator,
    IndicatorTarget,
    OwnReport,
    Proposal,
    ProposalParty,
    ReportSchedule,
)
Forms = dict[tuple[str, str], list[Fields]]


def other(field: str, value: str) -> str:
    """Another value than the page shows, of the same kind."""
    if field in ("draft-key", "edited_from", "then") or field.endswith(
        ("TOTAL_FORMS", "INITIAL_FORMS", "-id")
    ):
        return value
    if value.replace(",", "").replace(".", "").isdigit() and not value.isdigit():
        return f"1{value}"
    return value if value.isdigit() or value == "on" else f"{value} 7"


def drained(answer: Any) -> bool:
    """Whether it is a file; it is read to its end, so that it is closed."""
    if answer.streaming:
        list(answer.streaming_content)
    return bool(answer.streaming)


def forms_shown(client: Any, world: SimpleNamespace) -> Forms:
    """By address and person: the forms as they are shown, and with other values."""
    found: Forms = {}
    for person in PARTNERS:
        client.force_login(getattr(world, person))
        for name, route in ROUTES.items():
            answer = client.get(address_of(world, name, route))
            if drained(answer) or "html" not in answer.headers.get("Content-Type", ""):
                continue
            reader = FormReader()
            reader.feed(answer.content.decode())
            found[name, person] = [
                {field: [other(field, value) for value in values] for field, values in one.items()}
                for attributes, one in reader.forms
                if attributes.get("method", "").lower() == "post"
            ]
    return found


def of_the_claimed(world: SimpleNamespace) -> SimpleNamespace:
    """The same addresses, for the report and the rows that a claim holds."""
    report, cost = report_of("A1"), Expenditure.objects.get(voucher_no="A1")
    sheet = TimeSheet.objects.filter(report=report).first()
    held = {
        "draft": report,
        "item": cost,
        "proof": ExpenditureFile.objects.filter(expenditure=cost).first(),
        "contribution": report.contributions.first(),
        "revenue": Revenue.objects.filter(report=report).first(),
        "activity": report.activities.first(),
        "sheet": sheet,
    }
    return SimpleNamespace(**vars(world) | {key: row for key, row in held.items() if row})


def rows_of(reports: list[int]) -> dict[str, list[dict[str, Any]]]:
    """Every row of the reports, and what has been frozen, claimed and told."""
    mine = Q(report__in=reports)
    parts = Q(expenditure__report__in=reports)
    claimed = Q(report__period__number=1)
    sets = {
        PartnerReport: Q(pk__in=reports),
        **dict.fromkeys((Expenditure, Activity, CoFinancingContribution, Revenue), mine),
        **dict.fromkeys((ExpenditureFile, ForeignAmount, InKindValuation), parts),
        IndicatorValue: mine,
        **dict.fromkeys((ReportFile, SelfEvaluation, SpouseCount, Verification), mine),
        TimeSheet: mine & claimed,
        TimeEntry: Q(time_sheet__report__in=reports, time_sheet__report__period__number=1),
        **dict.fromkeys((Claim, ClaimShare, ReportSnapshot, EvidenceFile), Q()),
    }
    return {
        model._meta.label: list(model._base_manager.filter(which).order_by("pk").values())
        for model, which in sets.items()
    }


def fixed_rows() -> dict[str, dict[Any, dict[str, Any]]]:
    """By table and key, what is nobody's to rewrite or is not a partner's: every guarded row, and
    what the pages of findings, own reports, networks, indicators and proposals show."""
    models: list[Any] = [
        one for one in apps.get_models() if one._meta.db_table in triggers.FROZEN_TABLES
    ]
    # Whom the auditor has asked may answer: then the finding is answered, and says what it said.
    return {
        model._meta.label: {
            row[key]: {name: row[name] for name in row if (model, name) != (Finding, "state")}
            for row in model._base_manager.values()
        }
        for model in (*models, *THE_LEADS)
        for key in [model._meta.pk.attname]
    }


def told_until(last: int) -> list[Any]:
    return list(AuditEvent.objects.filter(pk__lte=last).order_by("pk").values())


def versions_until(lasts: dict[Any, int]) -> list[int]:
    return [model.objects.filter(pk__lte=last).count() for model, last in lasts.items()]


@pytest.fixture
def submitted(settled, db, client, caplog):
    """The forms of the draft, which is submitted now: its rows as the actions leave them."""
    caplog.set_level("CRITICAL")
    client.raise_request_exception = False
    forms = forms_shown(client, settled)
    report = settled.draft
    report.expenditure.filter(state="draft").update(state="submitted")
    PartnerReport.objects.filter(pk=report.pk).update(state="submitted")
    return forms


def test_no_form_and_no_address_changes_what_was_submitted(settled, submitted, client):
    reports = [settled.draft.pk, report_of("A1").pk]
    before, last = rows_of(reports), AuditEvent.objects.latest("pk").pk
    fixed = fixed_rows()
    assert sum(1 for rows in fixed.values() if rows) > 25
    assert all(fixed[model._meta.label] for model in THE_LEADS)
    events = told_until(last)
    lasts = {
        model: model.objects.latest("pk").pk
        for model in triggers.history_models()
        if model.objects.exists()
    }
    versions = versions_until(lasts)
    assert sum(map(len, before.values())) > 20
    assert sum(map(len, submitted.values())) > 50
    sent, statuses, done = 0, set(), set()
    for person in PARTNERS:
        for world in (settled, of_the_claimed(settled)):
            client.force_login(getattr(settled, person))
            for name, route in ROUTES.items():
                address = address_of(world, name, route)
                # Most addresses name no report: they are the same in both worlds.
                if (person, address) in done:
                    continue
                done.add((person, address))
                for form in ({}, *submitted.get((name, person), ())):
                    answer = client.post(address, form)
                    drained(answer)
                    statuses.add(answer.status_code)
                    sent += 1
    assert sent > 400
    assert 500 not in statuses
    assert {409, 403, 404} & statuses
    after = rows_of(reports)
    assert {label: after[label] for label in after if after[label] != before[label]} == {}
    held = fixed_rows()
    for label, rows in fixed.items():
        assert {key: held[label].get(key) for key in rows} == rows, label
    assert told_until(last) == events
    assert versions_until(lasts) == versions
