"""The auditor draws a sample and writes a finding, the lead answers, the auditor closes it."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.urls import reverse
from playwright.sync_api import FilePayload, ViewportSize, expect

from reporting.models import AuditSample, Finding
from tests.cast import signed_grant
from tests.journeys.stage import Seat, Stage
from tests.journeys.test_accessibility import NARROW, WIDE, faults
from tests.reporting.auditing import SMALL, claimed, drawn, found
from tests.sample_files import pdf


@pytest.fixture
def told(stage: Stage) -> SimpleNamespace:
    """Aarhus has had twelve costs claimed."""
    world = signed_grant()
    claimed(world, *(f"{n}11.00" for n in range(1, 13)))
    # The day after, so that the real time of day does not lie before the story's.
    day = world.clock.now.date() + dt.timedelta(days=1)
    stage.on(day.year, day.month, day.day)
    return world


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_from_the_draw_to_the_closed_finding(
    stage: Stage, told: SimpleNamespace, size: ViewportSize
) -> None:
    au = stage["au"]
    au.page.set_viewport_size(size)
    _draw(au, told)
    _look_and_conclude(au)
    _find(au)
    _answer(stage["pm"])
    _close(au)


def _draw(au: Seat, told: SimpleNamespace) -> None:
    au.go(reverse("reporting:claim-detail", args=[told.claim.pk])).follow("Draw a sample")
    small = {"At least a tenth of the units, not statistical": True}
    au.send("Work it out", small)
    au.sees("2 of 12 rows: at least a tenth of a population below 300.")
    assert not AuditSample.objects.exists()
    au.send("Draw the sample", told="The sample is drawn.")
    au.sees("2 rows have not been looked at.")
    assert AuditSample.objects.get().picks.count() == 2


def _look_and_conclude(au: Seat) -> None:
    first, second = AuditSample.objects.get().picks.select_related("expenditure")
    au.follow(f"Enter {first.expenditure.voucher_no}")
    wrong = {
        "Error, DKK": "11,00",
        "Type of error": "Ineligible expenditure",
        "What was looked at, and what is wrong": "Gave til en oplægsholder.",
    }
    au.send("Keep", wrong, told="is looked at.")
    au.follow(f"Enter {second.expenditure.voucher_no}")
    au.send("Keep", {"Error, DKK": "0,00"}, told="is looked at.")
    au.follow("Conclude")
    au.sees("Projected error", "66.00")
    au.send("Conclude the sample", {"What is concluded": "En lille fejl."}, told="is concluded")
    au.sees("not material", "it gives the same rows")
    assert AuditSample.objects.get().conclusion == "not_material"


def _find(au: Seat) -> None:
    pick = AuditSample.objects.get().picks.select_related("expenditure")[0]
    au.follow(f"Finding {pick.expenditure.voucher_no}")
    words = {
        "Type of finding": "Ineligible expenditure",
        "Amount at stake, DKK": "11,00",
        "What was found": "En gave er medtaget.",
        "Cause": "Reglerne var ikke kendt.",
        "Recommendation": "Gør dem kendt.",
        "Who answers": "Lead project manager",
        "Answer due on": "2012-12-01",
    }
    au.send("Send the finding", words, told="The finding is sent")
    au.sees("Lead project manager", "Nobody has answered yet.")


def _answer(pm: Seat) -> None:
    finding = Finding.objects.get()
    pm.go("/notices/")
    expect(pm.page.locator("main")).to_contain_text("finding 1 is yours to answer")
    pm.go(reverse("reporting:grant-calendar", args=[finding.grant.ref]))
    pm.follow("Answer to finding 1 of the auditor").follow("Answer")
    paper = FilePayload(name="vejledning.pdf", mimeType="application/pdf", buffer=pdf("Vejledning"))
    pm.page.get_by_label("Papers that show it").set_input_files([paper])
    pm.send("Answer", {"Answer": "De er gjort kendt."}, told="It is noted and sent on.")
    pm.sees("De er gjort kendt.", "vejledning.pdf")


def _close(au: Seat) -> None:
    finding = Finding.objects.get()
    # From the register of all grants to the finding, and what the lead has sent with its answer.
    listed = reverse("reporting:finding-list", args=[finding.grant.ref])
    au.go(listed).follow("Findings of all grants")
    au.sees(finding.grant.ref, "11.00")
    here = reverse("reporting:finding-detail", args=[finding.pk])
    au.follow("1").follow("vejledning.pdf")
    au.go(here).follow("Close the finding")
    au.send("Close", {"What it has led to": "Ingen korrektion."}, told="It is noted")
    au.sees("Closed", "Ingen korrektion.")
    finding.refresh_from_db()
    assert finding.state == "closed"


def test_the_auditors_pages_are_accessible_on_both_screens(
    stage: Stage, told: SimpleNamespace
) -> None:
    sample, finding = drawn(told, SMALL), found(told)
    pick = sample.picks.all()[0]
    addresses = [
        reverse("reporting:audit-sample-list", args=[told.ref]),
        reverse("reporting:audit-sample-new", args=[told.ref]),
        reverse("reporting:audit-sample", args=[sample.pk]),
        reverse("reporting:audit-sample-unit", args=[sample.pk, pick.pk]),
        reverse("reporting:audit-sample-conclude", args=[sample.pk]),
        reverse("reporting:finding-list", args=[told.ref]),
        reverse("reporting:all-findings"),
        reverse("reporting:finding-new", args=[told.ref]),
        reverse("reporting:finding-detail", args=[finding.pk]),
        reverse("reporting:finding-close", args=[finding.pk]),
    ]
    stage.seats["au"] = seat = stage.enter("au", language="da")
    assert list(faults(seat, addresses)) == []
