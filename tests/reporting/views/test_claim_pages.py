"""The claim's new pages: costs and cuts, questions, checks, statement, final report."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reporting.actions.claims import check_claim, issue_statement, send_to_auditor
from reporting.models import Claim, Expenditure, FinalReport, ItemResult
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story
from tests.reporting.queries.checks.test_faults import past_the_triggers
from tests.sample_files import pdf


def sent_world():
    """A claim of three costs that was sent on 3 September 2012; today is ten days later."""
    world = laid_out(signed_grant)
    world.clock.move_to(2012, 9, 3)
    costs = ["1000.00", "2000.00"]
    story.all_verified(world, {world.aarhus: costs, world.randers: ["500.00"]}, cash=["9000.00"])
    world.claim = story.sent(world, story.checked(world))
    world.clock.move_to(2012, 9, 13)
    return world


@pytest.fixture
def sent(db, monkeypatch):
    world = laid_out(sent_world)
    monkeypatch.setattr("consortium.queries.clock.now", world.clock)
    return world


def page(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(f"reporting:{name}", args=args), query)


def post(client, user, name, *args, **given):
    client.force_login(user)
    return client.post(reverse(f"reporting:{name}", args=args), given)


def test_the_funder_cuts_a_cost_and_accepts_the_rest(sent, client):
    world, claim = sent, sent.claim
    item = Expenditure.objects.get(amount="2000.00")
    listed = page(client, world.ma, "claim-items", claim.pk)
    assert item.voucher_no in listed.content.decode()
    answer = post(
        client,
        world.ma,
        "claim-item",
        claim.pk,
        item.pk,
        accepted="1500,50",
        reason_code="not_documented",
        reason="Kun en del er vist.",
    )
    assert answer.status_code == 302
    only_cut = page(client, world.ma, "claim-items", claim.pk, result="cut").content.decode()
    assert "1.500,50" in only_cut
    assert "Kun en del er vist." in only_cut
    assert Expenditure.objects.get(amount="500.00").voucher_no not in only_cut
    asked = page(client, world.ma, "claim-decision", claim.pk).content.decode()
    assert "499,50" in asked
    answer = post(client, world.ma, "claim-decision", claim.pk, accepted="yes", on="13.09.2012")
    assert answer.status_code == 302
    claim.refresh_from_db()
    assert claim.state == "partly_accepted"
    detail = page(client, world.pm, "claim-detail", claim.pk).content.decode()
    assert "1.500,25" in detail  # accepted: half of 3,000.50
    assert "70 dage tilbage" in detail


def test_a_refusal_stands_on_the_form(sent, client):
    world, claim = sent, sent.claim
    item = Expenditure.objects.get(amount="2000.00")
    given = {"accepted": "2000", "reason_code": "not_documented", "reason": "x"}
    answer = post(client, world.ma, "claim-item", claim.pk, item.pk, **given)
    assert answer.status_code == 200
    assert "mindst 0 og mindre end 2.000,00" in answer.content.decode()
    assert not ItemResult.objects.exists()


def test_a_cut_is_taken_back(sent, client):
    world, claim = sent, sent.claim
    item = Expenditure.objects.get(amount="2000.00")
    given = {"accepted": "0", "reason_code": "not_documented", "reason": "x"}
    post(client, world.ma, "claim-item", claim.pk, item.pk, **given)
    assert post(client, world.ma, "claim-item-restore", claim.pk, item.pk).status_code == 302
    assert not ItemResult.objects.exists()


def test_the_project_manager_records_the_letter(sent, client):
    world, claim = sent, sent.claim
    given = {"accepted": "yes", "on": "13.09.2012"}
    answer = post(client, world.pm, "claim-decision", claim.pk, **given)
    assert answer.status_code == 200
    letter = SimpleUploadedFile("brev.pdf", pdf("brev"))
    answer = post(client, world.pm, "claim-decision", claim.pk, **given, letter=letter)
    assert answer.status_code == 302
    decision = Claim.objects.get(pk=claim.pk).decision
    url = reverse("reporting:evidence-file", args=[decision.letter_id])
    for reader, status in ((world.ma, 200), (world.rg, 200), (world.stranger, 404)):
        client.force_login(reader)
        answer = client.get(url)
        assert answer.status_code == status
        if answer.streaming:
            list(answer.streaming_content)


def test_a_question_and_its_answer_show_to_both(sent, client):
    world, claim = sent, sent.claim
    given = {"text": "Hvad dækker B1?", "on": "13.09.2012"}
    assert post(client, world.ma, "claim-question", claim.pk, **given).status_code == 302
    seen = page(client, world.pm, "claim-detail", claim.pk).content.decode()
    assert "Hvad dækker B1?" in seen
    assert "70 dage tilbage; står stille til svaret" in seen
    listed = page(client, world.lc, "claim-list", world.ref).content.decode()
    assert "70 dage tilbage; står stille til svaret" in listed
    overview = page(client, world.lc, "overview", world.ref).content.decode()
    assert "70 dage tilbage; står stille til svaret" in overview
    question = claim.questions.get()
    given = {"text": "Et oplæg.", "on": "13.09.2012"}
    answer = post(client, world.pm, "claim-question-answer", claim.pk, question.pk, **given)
    assert answer.status_code == 302
    assert "Et oplæg." in page(client, world.ma, "claim-detail", claim.pk).content.decode()


@pytest.mark.parametrize(
    ("name", "more"),
    [("claim-items", 0), ("claim-item", 1), ("claim-decision", 0), ("claim-question", 0)],
)
def test_strangers_find_nothing_and_readers_may_not_write(sent, client, name, more):
    world, claim = sent, sent.claim
    keys = [claim.pk, *[Expenditure.objects.get(amount="500.00").pk][:more]]
    for outsider in (world.stranger, world.pu):
        assert page(client, outsider, name, *keys).status_code == 404
        assert post(client, outsider, name, *keys).status_code in (404, 405)
    wrong = 200 if name == "claim-items" else 403
    for reader in (world.ro, world.au, world.lc):
        assert page(client, reader, name, *keys).status_code == wrong
        assert post(client, reader, name, *keys).status_code in (403, 405)
    assert page(client, world.rg, name, *keys).status_code == 403


def test_the_list_of_costs_asks_the_same_for_few_and_for_many(sent, client):
    world, claim = sent, sent.claim
    counts = []
    for copies in (0, 120):
        row = Expenditure.objects.get(amount="500.00")
        for number in range(copies):
            row.pk, row.voucher_no, row.amount = None, f"X{number}", 1
            row.accepted = 1
            row.save()
        page(client, world.ma, "claim-items", claim.pk)
        with CaptureQueriesContext(connection) as asked:
            assert page(client, world.ma, "claim-items", claim.pk).status_code == 200
        counts.append(len(asked))
    # Logging in is a part of it; a second page of rows costs nothing more.
    assert counts[0] == counts[1]


def test_the_claim_page_asks_at_most_12_questions_in_every_state(world, client):
    story.all_verified(world, {world.aarhus: ["1000.00"]}, cash=["1000.00"])
    claim = story.build(world)
    asked = {}

    def look():
        for reader in (world.pm, world.lc, world.ls):
            client.force_login(reader)
            client.get("/grants/")
            with CaptureQueriesContext(connection) as found:
                answer = client.get(reverse("reporting:claim-detail", args=[claim.pk]))
            assert answer.status_code == 200
            asked[claim.state, reader.name] = len(found)

    look()
    claim = check_claim(claim, by=world.lc, at=world.clock())
    look()
    claim = send_to_auditor(claim, by=world.pm, at=world.clock())
    look()
    issue_statement(claim, "qualified", "x", Decimal(1), by=world.au, at=world.clock())
    claim.refresh_from_db()
    look()
    assert max(asked.values()) <= 12, asked


def test_a_check_with_faults_leads_to_the_page_that_names_them(world, client):
    story.all_verified(world, {world.aarhus: ["1000.00"]}, cash=["1000.00"])
    item = Expenditure.objects.get()
    past_the_triggers("DELETE FROM reporting_expenditurefile")
    claim = story.build(world)
    answer = post(client, world.lc, "claim-step", claim.pk, "check")
    assert answer.status_code == 302
    assert answer.url == reverse("reporting:claim-checks", args=[claim.pk]) + "?run=1"
    text = client.get(answer.url).content.decode()
    assert f"{item.voucher_no} har ingen bilagsfil." in text
    assert reverse("reporting:object-history", args=["reporting.expenditure", item.pk]) in text
    assert page(client, world.stranger, "claim-checks", claim.pk).status_code == 404


def test_a_statement_is_begun_and_withdrawn_and_the_claim_taken_back(world, client):
    story.all_verified(world, {world.aarhus: ["1000.00"]}, cash=["1000.00"])
    claim = story.checked(world)
    assert post(client, world.pm, "claim-step", claim.pk, "audit").status_code == 302
    assert post(client, world.au, "claim-step", claim.pk, "begin").status_code == 302
    given = {"kind": "clean", "text": "Uden forbehold."}
    assert post(client, world.au, "claim-statement", claim.pk, **given).status_code == 302
    answer = post(client, world.au, "statement-withdraw", claim.pk, reason="Ny viden.")
    assert answer.status_code == 302
    text = page(client, world.ls, "claim-detail", claim.pk).content.decode()
    assert "Revisor har trukket erklæringen om anmodning 1 tilbage." in text
    assert "Ny viden." in text
    answer = post(client, world.pm, "claim-take-back", claim.pk, reason="Rettes.")
    assert answer.status_code == 302
    claim.refresh_from_db()
    assert claim.state == "draft"
    assert page(client, world.lc, "claim-take-back", claim.pk).status_code == 403


def test_the_final_report_is_written_and_waits_for_what_is_missing(world, client):
    assert page(client, world.ma, "final-report", world.ref).status_code == 404
    answer = post(
        client,
        world.pm,
        "final-report-edit",
        world.ref,
        results="210 familier.",
        visited_on="01.03.2012",
        visited_by="Ma",
        visit_note="Set.",
    )
    assert answer.status_code == 302
    report = FinalReport.objects.get()
    assert (report.results, report.visited_on) == ("210 familier.", dt.date(2012, 3, 1))
    text = page(client, world.pm, "final-report", world.ref).content.decode()
    assert "Slutrapporten siger intet om de vigtigste erfaringer." in text
    assert "Opstil slutanmodningen." in text
    assert post(client, world.pm, "final-report-step", world.ref, "audit").status_code == 409
    for name in ("final-report", "final-report-edit"):
        assert page(client, world.stranger, name, world.ref).status_code == 404
    assert page(client, world.lc, "final-report-edit", world.ref).status_code == 403
