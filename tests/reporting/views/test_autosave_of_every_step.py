"""Every form of the partner's steps keeps what is typed: for another log-in, on another device."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from consortium.models import FormDraft
from reporting.actions.delivery import hold_activity
from tests.cast import PASSWORD, signed_grant
from tests.copies import laid_out
from tests.read_forms import FormReader, kept_form
from tests.reporting.paperwork import begin, hourly_rate, month_sheet, proved, seminar
from tests.reporting.views.test_questions import returned, url

# The step's page or the page below it, one of its fields, and what is typed there, half of it.
TYPED = {
    "report-activities": ("title", "Velk"),
    "activity": ("place", "Dokk"),
    "report-indicators": ("i{indicator}-evidence_note", "Delt"),
    "expenditure-new": ("supplier", "DS"),
    "expenditure": ("text", "Togbill"),
    "report-cofinancing": ("contributor", "Komm"),
    "report-revenue": ("text", "Geb"),
    "report-texts": ("progress_text", "Vi hol"),
    "month": ("n0-d05", "7,"),
}


@pytest.fixture(autouse=True)
def _demo_day(settings):
    settings.DEMO_DAY = dt.date(2012, 6, 21)


def filled_world() -> SimpleNamespace:
    """A report with rows to change."""
    world = laid_out(signed_grant)
    world.report = begin(world)
    world.item = proved(world, world.report)
    world.sheet = month_sheet(world, world.report, hourly_rate(world))
    world.activity = hold_activity(
        world.report,
        kind=seminar(),
        title="Velkomst",
        held_on=dt.date(2012, 5, 3),
        responsible=world.aarhus,
        participants=4,
        by=world.pu,
        at=world.clock(),
    )
    return world


@pytest.fixture
def filled(db: None) -> SimpleNamespace:
    return laid_out(filled_world)


def page_of(world: SimpleNamespace, name: str) -> str:
    args = {
        "activity": [world.activity.pk],
        "expenditure": [world.item.pk],
        "month": [world.employee.pk, "2012-03"],
    }.get(name, [])
    return url(name, world.report.pk, *args)


def device() -> Client:
    """A browser that nobody has used, in which the writer logs in with her password."""
    client = Client()
    login = {"username": "pu@konsortium.example", "password": PASSWORD}
    assert client.post(reverse("login"), login).status_code == 302
    return client


@pytest.mark.parametrize("name", TYPED)
def test_what_is_typed_survives_a_log_out_and_another_device(filled, name):
    field, text = TYPED[name]
    field = field.format(indicator=filled.indicator.pk)
    page, first = page_of(filled, name), device()
    fields = {**kept_form(first.get(page)), field: text}
    told = first.post(page, fields, headers={"X-Autosave": "draft"})
    assert set(told.json()) == {"kept"}
    first.post(reverse("logout"))
    assert first.get(page).status_code == 302
    second = device()
    offered = second.get(page).content.decode()
    draft = FormDraft.objects.get()
    assert f"?draft={draft.pk}" in offered
    assert kept_form(second.get(f"{page}?draft={draft.pk}"))[field] == [text]
    # The report's own page lists it too, so that it is found without knowing where it was typed.
    home = second.get(url("report-detail", filled.report.pk)).content.decode()
    assert f"{page}?draft={draft.pk}" in home


def test_no_form_of_the_steps_is_without_autosave(filled):
    """Whoever adds a form to a step is told here: it keeps drafts, or it stands in this list."""
    deliberate = {
        "/logout/": "leaves nothing typed",
        "/setlang/": "one choice",
        "papers/": "a file cannot be kept by a browser",
        "detach/": "one button",
        "send-back/": "the approver's one sentence",
    }
    client = device()
    for name in [*TYPED, "report-detail", "report-costs", "report-hours", "report-check"]:
        reader = FormReader()
        reader.feed(client.get(page_of(filled, name)).content.decode())
        for attributes, _fields in reader.forms:
            if attributes.get("method") != "post" or "data-autosave" in attributes:
                continue
            action = attributes.get("action", "")
            assert any(part in action for part in deliberate), (name, attributes)


def test_the_answers_to_the_lead_keep_drafts_too(world):
    report = returned(world)
    reader = FormReader()
    reader.feed(device().get(url("report-detail", report.pk)).content.decode())
    boxes = [
        attributes
        for attributes, fields in reader.forms
        if any(name.endswith("-text") for name in fields)
    ]
    assert len(boxes) == 2
    assert {box["data-autosave"] for box in boxes} == {"draft"}


def test_a_draft_counts_for_nothing(filled):
    client = device()
    page = url("report-cofinancing", filled.report.pk)
    typed = {**kept_form(client.get(page)), "amount": "999,00", "contributor": "Kommunen"}
    client.post(page, typed, headers={"X-Autosave": "draft"})
    assert not filled.report.contributions.exists()
    total = client.get(page).context["total"]
    assert total in (None, Decimal(0))
