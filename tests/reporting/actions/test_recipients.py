"""A new recipient needs no code; contracts and decisions stand in the papers (rules.md 5)."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pikepdf
import pytest
from django.db import transaction
from django.urls import reverse

from consortium.actions.base import NotAllowed
from grants.models import ReportingPeriod, RuleProfileVersion
from reporting.actions.documents import submit_document
from reporting.actions.paper_steps import DecisionRefused, note_body_decision
from reporting.actions.procurement import ContractRefused, tie_costs
from reporting.actions.recipients import (
    RecipientFacts,
    RecipientRefused,
    SectionFacts,
    change_recipient,
    take_over_recipients,
)
from reporting.documents.editions import frozen_edition
from reporting.documents.papers import draft_of, frozen
from reporting.documents.rendering import render
from reporting.models import Expenditure, PaperRecipient, PaperSection, ReportSnapshot
from reporting.queries.checks.base import Scope
from reporting.queries.checks.written import texts_are_approved
from reporting.queries.paper_steps import path_of
from reporting.queries.procurement import contracts_of
from tests.reporting.full_story import full_story
from tests.reporting.sentences import said
from tests.reporting.written import approved, bought, named, written

SECTIONS = (
    SectionFacts(1, "Kort fortalt", "In short", tables="T3"),
    SectionFacts(2, "Partnerne skriver", "The partners write", gathers="progress", tables="T9"),
)


@pytest.fixture(scope="module")
def half_year(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr("django.conf.settings.MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        yield full_story()
        transaction.set_rollback(True)


@pytest.fixture
def world(half_year, db):
    return half_year


def period_of(world):
    return ReportingPeriod.objects.get(pk=world.period.pk)


# WeasyPrint leaves its colour profile to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_new_recipient_gets_its_own_paper_in_pdf_and_xlsx(world):
    named(
        world,
        "byen",
        SECTIONS,
        name="Aarhus Kommune",
        title_da="Status til byen",
        title_en="Status to the city",
        ean="5790000418640",
        journal_no="2012-77",
        statement_da="Støttet af byen og Den Europæiske Union",
    )
    bought(world)
    approved(written(world, world.period, "economy", "Anmodet: {{T3.F.amount}} kr.", "byen"), world)
    period = period_of(world)
    snapshot = submit_document("to-byen", world.grant, period, by=world.ls, at=world.clock())
    paper = frozen(snapshot)
    assert [one.title.da for one in paper.sections] == ["Kort fortalt", "Partnerne skriver"]
    assert [one.code for one in paper.tables] == ["T3", "T9"]
    facts = {label.en: cell for label, cell in paper.meta.facts}
    assert facts["Recipient"] == "Aarhus Kommune"
    assert (facts["EAN number"], facts["Journal number"]) == ("5790000418640", "2012-77")
    assert paper.statement.da == "Støttet af byen og Den Europæiske Union"
    edition = frozen_edition(snapshot, paper, "da")
    assert edition.file_name("pdf") == "M-003-p01-to-byen-v1-da.pdf"
    with pikepdf.open(io.BytesIO(render(edition, "pdf"))) as pdf:
        assert len(pdf.pages) >= 2
    book = openpyxl.load_workbook(io.BytesIO(render(edition, "xlsx")))
    assert any("T9" in name for name in book.sheetnames)
    assert not any("T1" in name for name in book.sheetnames)


def test_a_recipient_is_told_apart_by_code_and_moves(world):
    recipient = named(world, "byen")
    with pytest.raises(RecipientRefused) as refusal:
        named(world, "byen")
    assert said(refusal, "da") == ["Tilsagnet har allerede en modtager med koden “byen”."]
    with pytest.raises(RecipientRefused) as refusal:
        named(world, "region")
    assert said(refusal) == ["The code “region” is that of a paper, whose figures are its own."]
    facts = RecipientFacts(name="Aarhus Byråd")
    changed = change_recipient(recipient, facts, by=world.pm, at=world.clock())
    assert changed.name == "Aarhus Byråd"


def test_the_programme_s_recipients_are_taken_over_once(world):
    told = [
        {
            "code": "region",
            "base": "region",
            "name": "Region Midtjylland",
            "path": "Vækstforum\nRegionsrådet",
            "sections": [{"code": "risk", "title_da": "Risici", "title_en": "Risk"}],
        }
    ]
    RuleProfileVersion.objects.filter(code=world.grant.profile_code).update(papers=told)
    with pytest.raises(NotAllowed):
        take_over_recipients(world.grant, by=world.lc, at=world.clock())
    [made] = take_over_recipients(world.grant, by=world.pm, at=world.clock())
    assert (made.bodies, made.kind) == (["Vækstforum", "Regionsrådet"], "region")
    assert PaperSection.objects.get(recipient=made).number == 1
    with pytest.raises(RecipientRefused) as refusal:
        take_over_recipients(world.grant, by=world.pm, at=world.clock())
    assert said(refusal, "da") == ["Programmet nævner ingen modtager, som M-003 ikke allerede har."]


def test_the_region_s_bodies_decide_one_after_the_other(world):
    named(world, "region", base="region", path="Vækstforum\nRegionsrådet")
    snapshot = ReportSnapshot.objects.select_related("grant").get(kind="region")
    assert path_of(snapshot).next == "Vækstforum"
    world.clock.move_to(2012, 12, 3)
    day = world.clock().date()
    told = {"decision": "Taget til efterretning", "by": world.pm}
    note_body_decision(snapshot, decided_on=day, at=world.clock(), **told)
    with pytest.raises(DecisionRefused, match="dated between"):
        early = day - dt.timedelta(days=1)
        note_body_decision(snapshot, decided_on=early, at=world.clock(), **told)
    note_body_decision(snapshot, decided_on=day, at=world.clock(), **told)
    assert [body for body, _decision in path_of(snapshot).steps] == ["Vækstforum", "Regionsrådet"]
    with pytest.raises(DecisionRefused) as refusal:
        note_body_decision(snapshot, decided_on=day, at=world.clock(), **told)
    assert said(refusal, "da") == ["Alle på papirets vej har afgjort det, eller det har ingen vej."]


def test_a_contract_stands_in_t9_with_what_was_paid(world):
    contract = bought(world, value=Decimal("30000.00"))
    cost = Expenditure.objects.get(voucher_no="A1")
    tie_costs(contract, [cost], by=world.pm, at=world.clock())
    [one] = contracts_of(world.grant)
    assert one.paid == cost.accepted
    assert [breach.code for breach in one.warnings] == ["OVERPAID"]
    table = draft_of("authority", world.grant, period_of(world), None, world.clock()).table("T9")
    assert table.total("paid") == cost.accepted
    assert contract.file is not None
    assert table.rows[0].cells[table.place("hash")] == contract.file.sha256
    other = Expenditure.objects.get(voucher_no="R1")
    with pytest.raises(ContractRefused) as refusal:
        tie_costs(contract, [other], by=world.pm, at=world.clock())
    assert said(refusal, "da") == ["Bilag R1 er en anden partners end kontraktens."]


def test_counts_and_money_received_stand_in_t8_and_t3a(world):
    paper = draft_of("authority", world.grant, period_of(world), None, world.clock())
    assert paper.table("T3a").total("received") == world.payment.amount
    reached = paper.table("T8")
    assert [row.cells[0] for row in reached.rows] == list(range(1, len(reached.rows) + 1))


def test_the_partners_statements_add_up_to_t1_and_t3(world):
    """rules.md 5.6: the sum over the partners is that of the authority's report."""
    period = period_of(world)
    whole = draft_of("authority", world.grant, period, None, world.clock())
    verified = earned = share = Decimal("0.00")
    for partner in world.grant.partners.all():
        own = draft_of("partner_statement", world.grant, period, partner, world.clock())
        verified += own.table("S1").total("verified")
        earned += whole.table(f"T1.{partner.number}").total("this")
        share += own.table("S3").total("amount")
        account = own.table("S10")
        assert account.rows[0].cells[1] == own.table("S3").total("amount")
        assert account.total("sent") == Decimal("0.00")
    costs = whole.table("T1")
    assert earned == costs.total("this")
    assert (
        verified
        == next(row for row in costs.rows if row.level == "subtotal").cells[costs.place("this")]
    )
    assert share == world.claim.amount


def test_t_01_names_the_section_of_a_claim_that_waits(world):
    named(world, required=True)
    assert texts_are_approved(Scope(world.grant)) == []
    [fault] = texts_are_approved(Scope(world.grant, claim=world.claim))
    section = PaperSection.objects.get()
    assert (fault.check, fault.table, fault.row) == (
        "T-01",
        "reporting_papersection",
        str(section.pk),
    )


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("recipient-list", []),
        ("contract-list", []),
        ("text-list", [1, "authority"]),
        ("text-section", [1, "authority", "economy"]),
    ],
)
def test_readers_look_and_strangers_do_not_learn_of_it(world, client, name, rest):
    named(world)
    url = reverse(f"reporting:{name}", args=[world.ref, *rest])
    for reader, status in (("pm", 200), ("ls", 200), ("au", 200), ("pu", 404), ("stranger", 404)):
        client.force_login(getattr(world, reader))
        assert client.get(url).status_code == status, reader


@pytest.mark.parametrize("who", ["ls", "au"])
def test_a_reader_who_may_not_write_is_told_no(world, client, who):
    named(world)
    client.force_login(getattr(world, who))
    section = reverse("reporting:text-section", args=[world.ref, 1, "authority", "economy"])
    assert client.post(section, {"body": "X"}).status_code == 403
    for name in ("recipient-new", "contract-new"):
        assert client.get(reverse(f"reporting:{name}", args=[world.ref])).status_code == 403
    assert PaperRecipient.objects.count() == 1
