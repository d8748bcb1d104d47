"""The pages of the other half of the sources, in both languages and on both screens (issue 7)."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.house.addresses import address_of, addresses
from tests.house.world import full_world
from tests.journeys.stage import Stage
from tests.journeys.test_accessibility import faults

MUNICIPAL = (
    *("grants:municipal-detail", "grants:municipal-economy", "grants:municipal-area"),
    *("grants:source-note-new", "reporting:status-list", "reporting:status-detail"),
    *("reporting:target-result-new", "reporting:evaluation-list", "reporting:evaluation-new"),
    *("reporting:evaluation-detail", "reporting:evaluation-area", "reporting:municipal-link-list"),
    *("reporting:municipal-link-addendum", "reporting:municipal-link-body"),
)
REGISTER = (
    *("grants:measure-list", "grants:measure", "grants:measure-edit", "grants:counting-rule"),
    *(
        "grants:round-list",
        "grants:measure-owner",
        "grants:funding-edit",
        "grants:funding-line-new",
    ),
    *("grants:note-figure", "grants:note-text", "grants:proposal-new", "grants:proposal-edit"),
)
RESULTS = (
    *("grants:indicator-list", "grants:target-list", "grants:baseline-new"),
    *("reporting:indicator-results", "reporting:indicator-detail", "reporting:spouse-overview"),
    *("reporting:project-evaluation", "reporting:evaluation-plan", "reporting:survey-detail"),
    "reporting:survey-new",
)
TOGETHER = (
    *("reporting:newsletter-new", "reporting:newsletter", "reporting:event-new"),
    *("reporting:visibility-log", "reporting:visibility-new", "reporting:pack-list"),
    *("reporting:related-project", "reporting:regional-task"),
    *("reporting:forum", "reporting:forum-meeting", "reporting:regional-tasks"),
)
PAPERS = (
    *("reporting:own-report-list", "reporting:own-report-new", "reporting:own-report"),
    *("reporting:report-template", "reporting:document", "reporting:finding-list"),
    "reporting:all-findings",
)
PARTNERS = (
    *("reporting:report-spouses", "reporting:self-evaluation", "reporting:pair-new"),
    *("partners:contact-edit", "partners:contact-consent", "reporting:local-area"),
)
OPEN = (
    *("grants:round-answer", "partners:contact-own", "partners:contact-leave"),
    *("reporting:newsletter-end", "reporting:municipal-link", "reporting:project"),
    *("reporting:survey-public", "reporting:operations"),
)
READERS = {
    "pm": (*MUNICIPAL, *REGISTER, *RESULTS, *TOGETHER, *PAPERS),
    "mu": ("grants:municipal-detail", "reporting:evaluation-list"),
    "pu": PARTNERS,
    "": OPEN,
}


@pytest.fixture
def world(stage: Stage) -> SimpleNamespace:
    world = full_world()
    stage.on(2012, 11, 5)
    return world


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_pages_of_the_sources_are_accessible(stage, world, language):
    routes = dict(addresses())
    found: list[str] = []
    for name, pages in READERS.items():
        seat = stage.enter(name, language=language) if name else stage.door(language=language)
        found += faults(seat, [address_of(world, one, routes[one]) for one in pages])
        found += seat.complaints
    assert found == []
