"""Every role's main pages: no violation of WCAG 2.2 AA, nothing in the console, no page scroll."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import ViewportSize

from reporting.models import Correction, Expenditure, ReportSnapshot, TimeSheet
from tests.cast import signed_grant
from tests.house.world import full_world
from tests.journeys.stage import Seat, Stage

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 844}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def url(name: str, *args: object) -> str:
    return reverse(name, args=args)


def lead_pages(world: SimpleNamespace) -> list[str]:
    ref = world.ref
    item = Expenditure.objects.get(voucher_no="A1")
    names = [
        *("reporting:overview", "grants:grant-detail", "grants:agreement-list"),
        *("grants:budget-list", "grants:period-list", "grants:indicator-list"),
        *("reporting:verification-list", "reporting:claim-list", "reporting:payment-list"),
        *("reporting:correction-list", "reporting:documents", "reporting:event-log"),
        *("reporting:ledger-checks", "reporting:screen-list", "reporting:publicity"),
    ]
    paper = ReportSnapshot.objects.filter(grant_partner=None).first()
    assert paper is not None
    return [
        *(url(name, ref) for name in names),
        *(url("reporting:screen", ref, code) for code in ("benford", "splits", "hands")),
        url("grants:grant-list"),
        url("grants:agreement-detail", ref, 1),
        url("grants:budget-detail", ref, 1),
        url("reporting:verification-detail", item.report_id),
        url("reporting:verification-item", item.report_id, item.pk),
        url("reporting:claim-detail", world.claim.pk),
        url("reporting:payment-detail", world.payment.pk),
        url("reporting:correction-detail", world.correction.pk),
        url("reporting:correction-new", item.pk),
        url("reporting:document", ref, paper.pk),
        url("reporting:object-history", "reporting.expenditure", item.pk),
        url("notices"),
        url("notice-settings"),
        url("reporting:grant-calendar", ref),
        url("reporting:explain", ref, "TE"),
        url("reporting:explain-claim", world.claim.pk, "F"),
        f"{url('reporting:explain-report', item.report_id, 'cost')}?item={item.pk}",
        f"{url('reporting:what-if', ref)}?h=cost:100.00:::",
        url("reporting:forecast", ref),
        url("grants:operation-list", ref),
        url("reporting:section-passages", ref, 2, "authority", "economy"),
        url("reporting:section-passages-ask", ref, 2, "authority", "economy"),
        url("reporting:passage", world.passage.pk),
    ]


def partner_pages(world: SimpleNamespace) -> list[str]:
    report = world.draft.pk
    steps = ("activities", "indicators", "costs", "hours", "cofinancing", "revenue", "texts")
    return [
        url("reporting:desk"),
        url("reporting:report-detail", report),
        *(url(f"reporting:report-{step}", report) for step in steps),
        url("reporting:report-check", report),
        url("reporting:report-queries", report),
        url("reporting:report-copy", report),
        url("reporting:activity", report, world.activity.pk),
        url("reporting:expenditure-new", report),
        url("reporting:expenditure", report, world.item.pk),
        url("reporting:expenditure-drop", report, world.item.pk),
        url("reporting:report-papers", report),
        url("reporting:papers-missing", report),
        url("reporting:evidence-view", world.proof.file_id),
        url("reporting:month", report, world.employee.pk, "2012-10"),
        url("reporting:month", report, world.employee.pk, "2012-11"),
        url("reporting:absences"),
        url("reporting:absence-drop", world.absence.pk),
        url("reporting:hours-lacking"),
        url("reporting:rates"),
        url("reporting:rate-new"),
        url("reporting:disbursement-list"),
        url("reporting:calendar"),
        url("reporting:calendar-feed"),
        url("partners:employee-list", world.aarhus.organisation_id),
        url("partners:contact-lists", world.aarhus.organisation_id),
        url("partners:contact-list", world.contact_list.pk),
        url("partners:contact-new", world.contact_list.pk),
        url("reporting:shared-contacts", world.ref),
        url("reporting:communication", world.ref),
        url("reporting:newsletter-material", world.ref, 1),
        url("reporting:event-list", world.ref),
        url("reporting:pack-move", world.ref),
        url("reporting:coordination", world.ref),
        url("reporting:project", world.ref),
        url("reporting:contact-import", world.contact_list.pk),
        url("reporting:passage-list"),
        url("reporting:passage", world.passage.pk),
    ]


def auditor_pages(world: SimpleNamespace) -> list[str]:
    ref = world.ref
    listed = ("overview", "event-log", "comparison", "find-vouchers", "package-list")
    registers = ("audit-sample-list", "audit-sample-new", "finding-list", "finding-new")
    return [
        *(url(f"reporting:{name}", ref) for name in (*listed, *registers)),
        url("reporting:audit-sample", world.sample.pk),
        url("reporting:finding-detail", world.finding.pk),
        url("reporting:voucher-trail", Expenditure.objects.get(voucher_no="A1").pk),
        url("second-factor"),
    ]


def proposal_pages(ref: str) -> list[str]:
    """Political proposals, and what is written in a register and its funding table."""
    register = ("barrier-list", "measure-owner-new", "funding-tables", "funding-new", "note")
    return [
        url("grants:proposal-list"),
        url("grants:proposal-detail", ref),
        url("grants:proposal-reached", ref, 1),
        url("grants:proposal-row-new", ref, "target"),
        *(url(f"grants:{name}", ref) for name in register),
        url("grants:funding-line", ref, 1, 1),
        url("grants:note-action", ref, 1, 1),
        url("reporting:measure-import", ref),
    ]


def pages(world: SimpleNamespace) -> dict[str, list[str]]:
    """The main pages by who reads them."""
    ref = world.ref
    sheet = TimeSheet.objects.order_by("pk")[0]
    month = (sheet.report_id, sheet.employee_id, f"{sheet.month:%Y-%m}")
    return {
        "lc": lead_pages(world),
        "pu": partner_pages(world),
        "em": [url("reporting:hours"), url("reporting:month", *month)],
        "pa": [url("reporting:team"), url("reporting:report-check", world.draft.pk)],
        "pm": [
            url("grants:application-list"),
            url("grants:application-detail", ref),
            url("grants:budget-new", ref),
            url("reporting:claim-new", ref),
            url("grants:change-list", ref),
            url("grants:change-new", ref),
            url("grants:change-detail", ref, 1),
            url("grants:change-approve", ref, 1),
            url("reporting:workflow"),
            url("reporting:operation-import", ref),
            url("reporting:shared-contacts", ref),
            *proposal_pages(ref),
        ],
        "rg": [
            url("grants:call-list"),
            url("grants:call-new"),
            url("grants:call-detail", "OPSLAG"),
        ],
        "ls": [
            url("reporting:correction-decision", Correction.objects.get().pk),
            url("reporting:closure", ref),
            url("reporting:period-reopen", ref, 1),
        ],
        "au": auditor_pages(world),
        "ma": [
            url("reporting:claim-detail", world.claim.pk),
            url("grants:grant-decision", ref, "suspend"),
        ],
        "ad": [
            *(url("grants:people"), url("grants:seat-new"), url("partners:organisation-list")),
            *(url("mail-list"), url("mail-retry", world.mail.pk)),
        ],
    }


def faults(seat: Seat, addresses: Iterable[str]) -> Iterator[str]:
    """What is wrong on these pages, one line each."""
    page = seat.page
    for address in addresses:
        page.set_viewport_size(WIDE)
        answer = page.goto(address)
        if answer is None or answer.status != 200:
            yield f"{address}: {answer and answer.status}"
            continue
        for found in Axe().run(page, options=OPTIONS).response["violations"]:
            targets = [" ".join(map(str, node["target"])) for node in found["nodes"][:3]]
            yield f"{address}: {found['id']} {targets}"
        page.set_viewport_size(NARROW)
        if wider := page.evaluate(OVERFLOW):
            yield f"{address}: {wider} px wider than the screen"


@pytest.fixture
def world(stage: Stage) -> SimpleNamespace:
    world = full_world()
    stage.on(2012, 11, 5)
    return world


def test_every_main_page_is_accessible_in_danish(stage, world):
    found = list(faults(stage.door(language="da"), ["/login/"]))
    for name, addresses in pages(world).items():
        seat = stage.seats[name] = stage.enter(name, language="da")
        found += faults(seat, addresses)
    assert found == []


def test_the_first_pages_are_accessible_in_english(stage):
    world = signed_grant()
    stage.on(2012, 9, 3)
    found = list(faults(stage["pu"], ["/desk/"]))
    found += faults(stage["lc"], [url("reporting:overview", world.ref)])
    assert found == []
