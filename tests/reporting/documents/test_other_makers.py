"""Own reports of municipal agreements and registers: their tables, their sums, their pages."""

from __future__ import annotations

import copy
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from grants.models import AgreedTarget, FundingCell, Instalment
from grants.queries.measures import register_of
from reporting.actions.own_reports import ChoiceRefused, Wanted, quick_edition
from reporting.documents.dictionary import meaning_of
from reporting.documents.editions import Edition, draft_edition
from reporting.documents.makers import FUND, MAKERS, MUNICIPAL, REGISTER, offered
from reporting.documents.own_report import own_report
from reporting.documents.page_tables import page_document
from reporting.documents.papers import draft_of
from reporting.documents.printing import printed
from reporting.documents.render_pdf import page_html
from reporting.documents.rendering import render
from reporting.documents.tables import Document, Words
from reporting.rules.building import Choice
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.house.register import keep_register
from tests.reporting.municipal_story import whole_year
from tests.reporting.sentences import said


def of(kind: str) -> tuple[str, ...]:
    return tuple(code for code, maker in MAKERS.items() if maker.of == kind)


def side_by_side() -> SimpleNamespace:
    """A project of a fund that keeps a register, and beside it the agreement of 001."""
    world = signed_grant()
    keep_register(world)
    aside = copy.copy(world)
    aside.clock = copy.copy(world.clock)
    world.municipal = whole_year(aside)
    return world


@pytest.fixture
def register(db) -> SimpleNamespace:
    return laid_out(side_by_side)


@pytest.fixture
def agreement(register, settings) -> SimpleNamespace:
    settings.DEMO_DAY = register.municipal.clock.now.date()
    told: SimpleNamespace = register.municipal
    return told


def made(world: SimpleNamespace, kind: str, *periods: str) -> Document:
    choice = Choice(of(kind), periods, (), "da", "xlsx")
    return own_report(world.grant, choice, world.clock(), name="Alt")


def test_a_grant_is_offered_the_tables_that_it_has(agreement, register):
    assert set(offered(agreement.grant)) == set(of(MUNICIPAL))
    assert set(offered(register.grant)) == {*of(FUND), *of(REGISTER)}


def test_an_agreement_has_its_instalments_targets_and_quarters(agreement):
    document = made(agreement, MUNICIPAL, "1", "2")
    codes = [table.code for table in document.tables]
    assert {code.split(".")[0] for code in codes} == set(of(MUNICIPAL))
    instalments = Instalment.objects.filter(grant=agreement.grant)
    total = sum((one.amount for one in instalments), Decimal(0))
    assert document.table("M1").total("amount") == total > 0
    assert len(document.table("M2").rows) == AgreedTarget.objects.count()
    paper = draft_of("status", agreement.grant, agreement.periods[1], None, agreement.clock())
    for key in ("granted", "invoiced", "used", "remaining"):
        assert document.table("M3.P2").total(key) == paper.table("K1").total(key)
    assert document.table("M4.P2").rows == paper.table("K2").rows
    assert document.table("M5.P2").rows == paper.table("K3").rows


def test_a_register_has_its_proposals_counts_and_money(register):
    document = made(register, REGISTER)
    assert [table.code for table in document.tables] == list(of(REGISTER))
    counts = register_of(register.grant).counts
    shown = [row.cells[1] for row in document.table("G3").rows]
    assert sum(one for one in shown if isinstance(one, int)) == sum(counts.values()) > 0
    money = sum((cell.amount for cell in FundingCell.objects.all()), Decimal(0))
    assert document.table("G4").rows[-1].cells[-1] == money > 0
    proposals = [row for code in ("G1", "G2") for row in document.table(code).rows]
    assert "Velkomstpakke" in [row.cells[1] for row in proposals]


@pytest.mark.parametrize("kind", [MUNICIPAL, REGISTER])
def test_every_column_has_its_sentence(agreement, register, kind):
    world = agreement if kind == MUNICIPAL else register
    document = made(world, kind, "1")
    for table in document.tables:
        bare = [one.key for one in table.columns if meaning_of(document.kind, table, one) is None]
        assert bare == [], table.code


@pytest.mark.parametrize("format_", ["pdf", "xlsx", "csv", "json"])
def test_every_format_is_made(agreement, format_):
    choice = Choice(of(MUNICIPAL), ("1",), (), "da", format_)
    edition = quick_edition(agreement.grant, Wanted(choice, "Alt"), at=agreement.clock())
    assert isinstance(edition, Edition)
    assert render(edition, format_)


def test_a_table_of_others_is_refused(agreement):
    choice = Choice(("T1",), ("1",), (), "da", "xlsx")
    with pytest.raises(ChoiceRefused) as refusal:
        quick_edition(agreement.grant, Wanted(choice, "Alt"), at=agreement.clock())
    assert said(refusal) == ["There is no table “T1”. Choose from the list."]
    assert said(refusal, "da") == ["Der er ingen tabel “T1”. Vælg fra listen."]


def test_the_page_is_found_from_the_agreement_and_offers_its_tables(agreement):
    client = Client()
    client.force_login(agreement.pm)
    ref = agreement.grant.ref
    here = reverse("reporting:own-report-list", args=[ref])
    assert here in client.get(reverse("grants:municipal-detail", args=[ref])).content.decode()
    page = client.get(reverse("reporting:own-report-new", args=[ref])).content.decode()
    assert 'value="M1"' in page
    assert 'value="T1"' not in page


def test_a_year_has_no_thousands_mark(agreement):
    table = made(agreement, MUNICIPAL, "1").table("M1")
    year = table.place("year")
    assert {row.cells[year] for row in table.rows[:-1]} <= {"2023", "2024"}
    assert printed(table, "da").rows[0].cells[year][0] == "2023"


def test_the_unions_emblem_is_on_no_paper_of_a_municipality(agreement):
    """Its money is the municipality's own (R-06), and the emblem would say otherwise (Annex IX)."""
    agreement.grant.fund.statement_en = "Money set aside"
    paper = made(agreement, MUNICIPAL, "1")
    assert paper.statement == Words("", "")
    assert 'class="emblem"' not in page_html(draft_edition(paper, "en"))
    page = page_document(agreement.grant, "x", "Instalments", (), agreement.clock())
    assert page.statement == Words("", "")
