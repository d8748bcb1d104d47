"""The verifier's desk by its pages: board, filters, line after line, sample, checklist, visits."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum
from django.urls import reverse

from reporting.models import (
    Expenditure,
    OnSiteCheck,
    PartnerReport,
    Query,
    ReportChecklist,
    SampleLine,
    VerificationSample,
)
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story
from tests.sample_files import pdf

MOST_QUERIES = 12
MANY = 60


def told_world():
    """Aarhus waits with 60 lines, Randers is verified, the lead has not begun; it is 14 August."""
    world = laid_out(signed_grant)
    world.report = story.submitted(world, world.aarhus, [f"{n}11.00" for n in range(1, MANY + 1)])
    randers = story.submitted(world, world.randers, ["500.00"])
    PartnerReport.objects.filter(pk=randers.pk).update(state="verified")
    rows = list(world.report.expenditure.order_by("pk"))
    # A Saturday, a round amount, and both.
    day = dt.date(2012, 5, 12)
    for row, changes in (
        (rows[1], {"invoice_date": day}),
        (rows[2], {"amount": Decimal("25000.00"), "net": Decimal("25000.00")}),
        (rows[3], {"invoice_date": day, "amount": Decimal("4000.00"), "net": Decimal("4000.00")}),
    ):
        Expenditure.objects.filter(pk=row.pk).update(**changes)
    world.rows = rows
    return world


@pytest.fixture
def told(db, settings):
    settings.DEMO_DAY = dt.date(2012, 9, 3)
    return laid_out(told_world)


def get(client, name, *args, **query):
    return client.get(reverse(f"reporting:{name}", args=args), query)


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode().replace("\N{NO-BREAK SPACE}", " "))


def pages(world):
    line = world.rows[1].pk
    return {
        "verification-board": [world.grant.ref],
        "period-lines": [world.grant.ref],
        "report-sample": [world.report.pk],
        "report-checklist": [world.report.pk],
        "visit-new": [world.report.pk],
        "verification-record": [world.report.pk],
        "verification-detail": [world.report.pk],
        "verification-item": [world.report.pk, line],
    }


NAMES = (
    *("verification-board", "period-lines", "report-sample", "report-checklist", "visit-new"),
    *("verification-record", "verification-detail", "verification-item"),
)


@pytest.mark.parametrize("name", NAMES)
def test_few_queries_also_where_the_list_is_filtered(
    told, client, name, django_assert_max_num_queries
):
    client.force_login(told.lc)
    url = reverse(f"reporting:{name}", args=pages(told)[name])
    client.get(url)
    for query in ({}, {"mark": ["day_off", "round"], "state": "undecided", "sort": "-amount"}):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(url, query).status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_the_partner_and_strangers_find_nothing(told, client, name):
    url = reverse(f"reporting:{name}", args=pages(told)[name])
    for outsider in (told.stranger, told.pu, told.randers_pu, told.ma):
        client.force_login(outsider)
        assert client.get(url).status_code == 404


def test_readers_read_and_may_not_write(told, client):
    line = told.rows[1].pk
    for reader in (told.ro, told.au, told.pm):
        client.force_login(reader)
        for name in ("verification-board", "period-lines", "report-sample", "verification-record"):
            assert (
                client.get(reverse(f"reporting:{name}", args=pages(told)[name])).status_code == 200
            )
        for name, args in (
            ("report-sample", [told.report.pk]),
            ("report-checklist", [told.report.pk]),
            ("visit-new", [told.report.pk]),
            ("item-accept", [told.report.pk, line]),
            ("item-checked", [told.report.pk, line]),
        ):
            assert client.post(reverse(f"reporting:{name}", args=args)).status_code == 403


def test_the_board_shows_every_partner_in_its_column_with_risk_and_deadline(told, client):
    client.force_login(told.lc)
    answer = get(client, "verification-board", told.grant.ref)
    columns = {
        one.state: [str(card.partner) for card in one.cards] for one in answer.context["columns"]
    }
    assert columns["submitted"] == ["Aarhus"]
    assert columns["verified"] == ["Randers"]
    assert columns["not_started"] == ["Lead"]
    cards = {str(card.partner): card for card in answer.context["cards"]}
    assert cards["Aarhus"].undecided == MANY
    assert cards["Aarhus"].amount == told.report.expenditure.aggregate(s=Sum("amount"))["s"]
    assert cards["Lead"].amount is None and cards["Lead"].days_late == 0
    reasons = [reason.code for reason in cards["Aarhus"].risk.reasons]
    assert "RISK_LARGE" in reasons and "RISK_FIRST" in reasons
    assert "Ingen af partnerens tidligere rapporter er kontrolleret" in text_of(answer)


def test_a_late_report_is_told_by_days_and_a_draft_shows_no_amount(told, client, settings):
    settings.DEMO_DAY = dt.date(2012, 9, 15)
    due = told.period.partner_due_on
    PartnerReport.objects.create(grant_partner=told.lead, period=told.period, state="draft")
    client.force_login(told.lc)
    answer = get(client, "verification-board", told.grant.ref)
    cards = {str(card.partner): card for card in answer.context["cards"]}
    assert cards["Lead"].days_late == (dt.date(2012, 9, 15) - due).days > 0
    assert cards["Lead"].amount is None
    # Whoever sent in time is not late for the verification that is not done.
    assert cards["Aarhus"].days_late == 0


def test_filters_combine_and_count(told, client):
    client.force_login(told.lc)
    both = get(client, "verification-detail", told.report.pk, mark=["day_off", "round"])
    shown = [row.record.pk for row in both.context["table"].rows]
    assert shown == [told.rows[3].pk]
    one = get(client, "verification-detail", told.report.pk, mark=["round"])
    assert {row.record.pk for row in one.context["table"].rows} == {
        told.rows[2].pk,
        told.rows[3].pk,
    }
    assert "Weekend eller helligdag (1)" in text_of(one)
    assert "Rundt beløb (2)" in text_of(one)
    none = get(client, "verification-detail", told.report.pk, mark=["day_off"], text="findes ikke")
    assert len(none.context["table"].rows) == 0
    everyone = get(client, "period-lines", told.grant.ref, mark=["day_off"])
    assert len(everyone.context["table"].rows) == 2
    other = get(client, "period-lines", told.grant.ref, partner=str(told.randers.pk))
    assert len(other.context["table"].rows) == 1


def test_decisions_go_on_to_the_next_undecided_line_of_the_same_list(told, client):
    client.force_login(told.lc)
    query = "mark=day_off&sort=-amount"
    first, second = told.rows[3], told.rows[1]
    page = client.get(
        reverse("reporting:verification-item", args=[told.report.pk, first.pk]) + "?" + query
    )
    assert (page.context["spot"].place.number, page.context["spot"].place.of) == (1, 2)
    assert "Fakturaen er fra den 12.5.2012" in text_of(page)
    accept = reverse("reporting:item-accept", args=[told.report.pk, first.pk])
    answer = client.post(accept, {"go_on": query})
    assert (
        answer.url
        == reverse("reporting:verification-item", args=[told.report.pk, second.pk]) + "?" + query
    )
    # After the last one the list itself, still filtered.
    fall = reverse("reporting:item-disallow", args=[told.report.pk, second.pk])
    given = {"amount": "1,00", "code": "NOT_ELIGIBLE", "reason": "Privat.", "go_on": query}
    answer = client.post(fall, given)
    assert (
        answer.url == reverse("reporting:verification-detail", args=[told.report.pk]) + "?" + query
    )
    assert Expenditure.objects.get(pk=second.pk).disallowed == Decimal("1.00")


def test_query_and_park_go_on_and_a_refused_form_keeps_the_list(told, client):
    client.force_login(told.lc)
    line, after = told.rows[0], told.rows[1]
    ask = reverse("reporting:item-question", args=[told.report.pk, line.pk])
    refused = client.post(ask, {"text": "Hvad?", "due_on": "1.1.2012", "go_on": "state=undecided"})
    assert refused.status_code == 200 and refused.context["spot"].query == "state=undecided"
    given = {"text": "Hvad?", "due_on": "1.10.2012", "go_on": "state=undecided&sort=voucher_no"}
    assert client.post(ask, given).status_code == 302
    assert Query.objects.get(expenditure=line).text == "Hvad?"
    park = reverse("reporting:item-park", args=[told.report.pk, after.pk])
    answer = client.post(park, {"park-reason": "Tvivl.", "go_on": ""})
    assert "/lines/" in answer.url
    assert Expenditure.objects.get(pk=after.pk).state == "parked"


def test_without_the_hidden_field_a_decision_leads_to_the_list(told, client):
    client.force_login(told.lc)
    url = reverse("reporting:item-accept", args=[told.report.pk, told.rows[0].pk])
    assert client.post(url).url == reverse("reporting:verification-detail", args=[told.report.pk])


def test_a_sample_is_drawn_and_accept_all_leaves_it_out(told, client):
    client.force_login(told.lc)
    url = reverse("reporting:report-sample", args=[told.report.pk])
    small = client.post(url, {"method": "simple", "size": "5"})
    assert "udtrækkes mindst 6 og højst alle" in text_of(small)
    assert client.post(url, {"method": "simple", "size": "6"}).status_code == 302
    sample = VerificationSample.objects.get()
    assert len(sample.seed) == 32
    page = text_of(client.get(url))
    assert sample.seed in page and sample.population_sha256 in page and "De samme linjer" in page
    everything = reverse("reporting:verification-accept", args=[told.report.pk])
    client.post(everything, {"all": "1"})
    left = told.report.expenditure.filter(state="submitted")
    assert set(left.values_list("pk", flat=True)) == set(
        SampleLine.objects.values_list("expenditure", flat=True)
    )
    shown = get(client, "verification-detail", told.report.pk, mark=["sample"])
    assert len(shown.context["table"].rows) == 6
    line = left.first()
    client.post(reverse("reporting:item-accept", args=[told.report.pk, line.pk]))
    assert SampleLine.objects.get(expenditure=line).checked_by == told.lc


def test_a_line_decided_before_the_draw_is_confirmed(told, client):
    client.force_login(told.lc)
    client.post(reverse("reporting:verification-accept", args=[told.report.pk]), {"all": "1"})
    client.post(
        reverse("reporting:report-sample", args=[told.report.pk]), {"method": "simple", "size": "6"}
    )
    line = SampleLine.objects.order_by("pk")[0].expenditure
    page = get(client, "verification-item", told.report.pk, line.pk)
    assert "Gennemgået i hånden: Afgørelsen står ved magt" in text_of(page)
    client.post(reverse("reporting:item-checked", args=[told.report.pk, line.pk]), {"go_on": ""})
    assert SampleLine.objects.get(expenditure=line).checked_by == told.lc


def test_the_checklist_saves_itself_and_the_conclusion_takes_it_over(told, client):
    client.force_login(told.lc)
    url = reverse("reporting:report-checklist", args=[told.report.pk])
    detail = get(client, "verification-detail", told.report.pk)
    assert "Tjekliste: 0 af 12 besvaret" in text_of(detail)
    answer = client.post(url, {"vouchers": "yes"}, headers={"X-Autosave": "save"})
    assert set(answer.json()) == {"saved", "edited_from"}
    assert ReportChecklist.objects.get().answers["vouchers"]["by"] == "Lc"
    detail = get(client, "verification-detail", told.report.pk)
    assert "Tjekliste: 1 af 12 besvaret" in text_of(detail)
    conclusion = get(client, "verification-conclude", told.report.pk)
    assert conclusion.context["form"]["check_vouchers"].initial == "yes"
    record = text_of(get(client, "verification-record", told.report.pk))
    assert "Besvaret af Lc, 3.9.2012" in record


def test_a_visit_is_printed_in_the_record_and_its_photo_shown_to_the_auditor(told, client):
    client.force_login(told.lc)
    url = reverse("reporting:visit-new", args=[told.report.pk])
    given = {
        "visited_on": "1.8.2012",
        "place": "Aarhus Rådhus",
        "visitors": "Lc",
        "met": "Projektlederen",
        "originals": "Bilag B1-1 set",
        "conclusion": "clean",
        "papers": [SimpleUploadedFile("plakat.pdf", pdf("plakat"))],
    }
    assert "Skriv de fund, der følges op." in text_of(
        client.post(url, given | {"conclusion": "findings", "papers": []})
    )
    assert client.post(url, given).status_code == 302
    visit = OnSiteCheck.objects.get()
    better = client.get(url, {"replaces": visit.pk})
    assert better.context["form"].initial["place"] == "Aarhus Rådhus"
    client.force_login(told.au)
    record = text_of(get(client, "verification-record", told.report.pk))
    assert "Bilag B1-1 set" in record and "plakat.pdf" in record
    photo = reverse("reporting:evidence-file", args=[visit.files.get().file_id])
    answer = client.get(photo)
    assert b"".join(answer.streaming_content) == pdf("plakat")
    client.force_login(told.randers_pu)
    assert client.get(photo).status_code == 404
