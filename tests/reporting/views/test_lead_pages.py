"""The lead's pages: who sees them, what they say, how many queries they take."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from grants.actions.periods import open_period
from reporting.actions.claims import build_claim
from reporting.actions.corrections import propose_correction
from reporting.models import Claim, Disbursement, Expenditure
from reporting.rules.checklist import full_checklist
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story

MOST_QUERIES = 12


def told_world():
    """A claim paid and approved for sending, a correction proposed, a report to verify."""
    world = laid_out(signed_grant)
    story.all_verified(
        world,
        {world.aarhus: ["250000.00"], world.randers: ["150000.00"]},
        cash=["300000.00"],
    )
    world.claim = story.sent(world, story.checked(world))
    world.payment = story.paid(world, story.accepted(world, world.claim))
    world.item = Expenditure.objects.get(amount=Decimal("250000.00"))
    world.correction = propose_correction(
        world.item,
        amount=Decimal("1000.00"),
        reason_code="not_eligible",
        reason="Privat.",
        by=world.lc,
        at=world.clock(),
    )
    day = world.periods[1].starts_on
    world.clock.move_to(day.year, day.month, day.day)
    world.period = open_period(world.periods[1], by=world.pm, at=world.clock())
    world.report = story.submitted(world, world.aarhus, ["700.00"] * 30, ["50.00"])
    return world


@pytest.fixture
def told(db, settings):
    settings.DEMO_DAY = dt.date(2012, 9, 3)
    return laid_out(told_world)


def pages(world):
    ref = world.grant.ref
    line = world.report.expenditure.first()
    return {
        "verification-list": [ref],
        "verification-detail": [world.report.pk],
        "verification-item": [world.report.pk, line.pk],
        "verification-conclude": [world.report.pk],
        "verification-question": [world.report.pk],
        "claim-list": [ref],
        "claim-detail": [world.claim.pk],
        "payment-list": [ref],
        "payment-detail": [world.payment.pk],
        "correction-list": [ref],
        "correction-detail": [world.correction.pk],
        "correction-new": [world.item.pk],
    }


NAMES = [
    *("verification-list", "verification-detail", "verification-item"),
    *("verification-conclude", "verification-question", "claim-list", "claim-detail"),
    *("payment-list", "payment-detail", "correction-list", "correction-detail"),
    "correction-new",
]


@pytest.mark.parametrize("name", NAMES)
def test_the_controller_reads_it_in_few_queries(told, client, name, django_assert_max_num_queries):
    client.force_login(told.lc)
    url = reverse(f"reporting:{name}", args=pages(told)[name])
    client.get(url)
    with django_assert_max_num_queries(MOST_QUERIES):
        response = client.get(url)
    assert response.status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_strangers_and_neighbours_find_nothing(told, client, name):
    url = reverse(f"reporting:{name}", args=pages(told)[name])
    for outsider in (told.stranger, told.randers_pu):
        client.force_login(outsider)
        assert client.get(url).status_code == 404


def test_a_reader_may_not_decide(told, client):
    client.force_login(told.ro)
    url = reverse("reporting:verification-accept", args=[told.report.pk])
    assert client.post(url, {"all": "1"}).status_code == 403
    assert (
        client.get(reverse("reporting:verification-detail", args=[told.report.pk])).status_code
        == 200
    )


def test_lines_are_accepted_in_bulk(told, client):
    client.force_login(told.lc)
    url = reverse("reporting:verification-accept", args=[told.report.pk])
    response = client.post(url, {"all": "1"}, follow=True)
    assert response.status_code == 200
    assert set(told.report.expenditure.values_list("state", flat=True)) == {"verified"}


def test_a_line_is_disallowed_with_danish_amounts(told, client):
    client.force_login(told.lc)
    line = told.report.expenditure.first()
    url = reverse("reporting:item-disallow", args=[told.report.pk, line.pk])
    given = {"amount": "200,50", "code": "NOT_ELIGIBLE", "reason": "Privat."}
    assert client.post(url, given).status_code == 302
    line.refresh_from_db()
    assert line.disallowed == Decimal("200.50")
    again = client.post(url, {**given, "amount": "5.000,00"})
    assert again.status_code == 200
    assert "5.000,00" in again.content.decode()


def test_the_report_is_asked_about_returned_and_concluded(told, client):
    client.force_login(told.lc)
    pk = told.report.pk
    ask = reverse("reporting:verification-question", args=[pk])
    assert client.post(ask, {"text": "Hvorfor?", "due_on": "30.9.2012"}).status_code == 302
    refused = client.post(reverse("reporting:verification-conclude", args=[pk]), checklist())
    assert refused.status_code == 200
    query = told.report.queries.get()
    client.post(reverse("reporting:query-close", args=[pk, query.pk]))
    client.post(reverse("reporting:verification-accept", args=[pk]), {"all": "1"})
    rows = [row.pk for row in told.report.contributions.all()]
    client.post(reverse("reporting:contributions-accept", args=[pk]), {"contributions": rows})
    done = client.post(reverse("reporting:verification-conclude", args=[pk]), checklist())
    assert done.status_code == 302
    told.report.refresh_from_db()
    assert told.report.state == "verified"


def checklist():
    keys = full_checklist()
    answers = {f"check_{key}": "yes" for key in keys}
    return {**answers, "extent_pct": "100", "conclusion": "I orden."}


def test_the_claim_is_built_and_checked_from_its_pages(told, client):
    client.force_login(told.pm)
    url = reverse("reporting:claim-new", args=[told.grant.ref])
    assert client.get(url).status_code == 200
    response = client.post(url, {"period": told.period.pk, "kind": "ordinary"})
    assert response.status_code == 302
    claim = Claim.objects.get(number=2)
    client.force_login(told.lc)
    page = client.get(reverse("reporting:claim-detail", args=[claim.pk])).content.decode()
    assert "Randers" in page
    check = reverse("reporting:claim-step", args=[claim.pk, "check"])
    assert client.post(check).status_code == 409
    client.force_login(told.pm)
    assert client.post(check).status_code == 403
    drop = reverse("reporting:claim-step", args=[claim.pk, "drop"])
    assert client.post(drop).status_code == 302
    assert (
        client.post(reverse("reporting:claim-step", args=[told.claim.pk, "nonsense"])).status_code
        == 404
    )


def test_a_draft_is_hidden_from_the_funder(told, client):
    draft = build_claim(told.grant, told.period, by=told.pm, at=told.clock())
    client.force_login(told.ma)
    assert client.get(reverse("reporting:claim-detail", args=[draft.pk])).status_code == 404
    sent = reverse("reporting:claim-detail", args=[told.claim.pk])
    assert client.get(sent).status_code == 200


def test_money_goes_from_approval_to_the_partners_receipt(told, client):
    pk = told.payment.pk
    client.force_login(told.ls)
    assert client.post(reverse("reporting:payment-approve", args=[pk])).status_code == 302
    client.force_login(told.lc)
    send = reverse("reporting:payment-send", args=[pk])
    assert client.post(send, {"on": "1.1.2030", "bank_ref": "X"}).status_code == 200
    assert client.post(send, {"on": "3.9.2012", "bank_ref": "X"}).status_code == 302
    row = Disbursement.objects.get(grant_partner=told.aarhus)
    confirm = reverse("reporting:disbursement-confirm", args=[row.pk])
    for outsider in (told.stranger, told.randers_pu):
        client.force_login(outsider)
        assert client.get(confirm).status_code == 404
    client.force_login(told.pu)
    assert client.get(reverse("reporting:disbursement-list")).status_code == 200
    assert client.get(confirm).status_code == 200
    assert client.post(confirm, {"on": "3.9.2012"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "confirmed"


def test_a_correction_is_heard_decided_and_booked(told, client):
    pk = told.correction.pk
    hearing = reverse("reporting:correction-hearing", args=[pk])
    client.force_login(told.lc)
    assert client.get(hearing).status_code == 403
    client.force_login(told.pa)
    assert client.get(reverse("reporting:correction-detail", args=[pk])).status_code == 200
    assert client.post(hearing, {"text": "Ingen bemærkninger."}).status_code == 302
    decide = reverse("reporting:correction-decision", args=[pk])
    client.force_login(told.ls)
    assert client.post(decide, {"on": "3.9.2012"}).status_code == 302
    client.force_login(told.lc)
    assert client.post(reverse("reporting:correction-book", args=[pk])).status_code == 302
    told.correction.refresh_from_db()
    settle = reverse("reporting:recovery-settle", args=[told.correction.recovery.pk])
    assert client.get(settle).status_code == 200
    assert client.post(settle, {"amount": "500,00", "on": "3.9.2012"}).status_code == 302
