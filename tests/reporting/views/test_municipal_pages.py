"""The pages of a municipal agreement: who may read, who may write, and what they say."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reporting.models import AnnualEvaluation
from tests.copies import laid_out
from tests.reporting.municipal_story import sent_evaluation

REF = "M-001"
READ = (
    *("grants:municipal-detail", "grants:municipal-economy", "reporting:status-list"),
    *("reporting:evaluation-list", "reporting:documents"),
)
LEADS = (
    *("grants:addendum-new", "grants:source-note-new", "reporting:area-cost-new"),
    *("reporting:target-result-new", "reporting:evaluation-new"),
)
MOST = 12


@pytest.fixture
def sent(db, settings):
    world = laid_out(sent_evaluation)
    settings.DEMO_DAY = dt.date(2024, 2, 2)
    return world


def pages(world):
    return [
        *(reverse(name, args=[REF]) for name in READ),
        reverse("grants:municipal-area", args=[REF, 4]),
        reverse("reporting:status-detail", args=[REF, 1]),
        reverse("reporting:evaluation-detail", args=[REF, 2023]),
    ]


def test_both_parties_read_with_few_questions_in_both_languages(sent, client):
    for who in (sent.pm, sent.mu, sent.au):
        client.force_login(who)
        client.get("/grants/")
        for url in pages(sent):
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(url)
            assert answer.status_code == 200, (who, url)
            assert len(asked) <= MOST, (url, len(asked), [q["sql"][:90] for q in asked])


def test_a_stranger_does_not_learn_of_it_and_the_municipality_does_not_write(sent, client):
    client.force_login(sent.stranger)
    assert {client.get(url).status_code for url in pages(sent)} == {404}
    client.force_login(sent.mu)
    for name in LEADS:
        assert client.get(reverse(name, args=[REF])).status_code == 403, name
    close = reverse("reporting:status-close", args=[REF, 1])
    assert client.post(close).status_code in (403, 409)


def test_the_municipality_adopts_through_its_three_bodies(sent, client):
    client.force_login(sent.mu)
    page = reverse("reporting:evaluation-detail", args=[REF, 2023])
    form = reverse("reporting:evaluation-decide", args=[REF, 2023])
    bodies = ["Borgmesterens Afdeling", "Erhvervskontaktudvalget", "Økonomiudvalget"]
    for body, row in zip(bodies, sent.agreement.bodies.all(), strict=True):
        assert f"Turen er kommet til {body}." in client.get(page).content.decode()
        values = {"body": row.pk, "outcome": "adopted", "decided_on": "02.02.2024", "text": ""}
        assert client.post(form, values).status_code == 302
    assert AnnualEvaluation.objects.get().state == "adopted"
    assert "Vedtaget" in client.get(page).content.decode()


def test_a_refused_decision_says_why_beside_its_form(sent, client):
    client.force_login(sent.mu)
    form = reverse("reporting:evaluation-decide", args=[REF, 2023])
    first, second, _third = sent.agreement.bodies.all()
    values = {"outcome": "sent_back", "decided_on": "02.02.2024", "text": ""}
    answer = client.post(form, {**values, "body": first.pk})
    assert answer.status_code == 200
    said = "Skriv bemærkningerne, eller hvorfor den sendes tilbage."
    assert said in answer.content.decode()
    # A page that was opened before the turn came says whose decision it is.
    answer = client.post(form, {**values, "text": "Uklart", "body": second.pk})
    said = "Turen er kommet til Borgmesterens Afdeling. Erhvervskontaktudvalget beslutter derefter."
    assert said in answer.content.decode()
    assert AnnualEvaluation.objects.get().state == "submitted"


def test_the_lead_notes_money_and_a_result(sent, client):
    client.force_login(sent.pm)
    values = {
        "agreed": sent.agreed["b"].pk,
        "spent_on": "15.12.2023",
        "amount": "1.250,50",
        "text": "Undersøgelse",
        "voucher_no": "17",
    }
    assert client.post(reverse("reporting:area-cost-new", args=[REF]), values).status_code == 302
    values = {
        "target": sent.targets[2].pk,
        "done_on": "15.12.2023",
        "amount": "1",
        "text": "Portalen er i luften",
    }
    new = reverse("reporting:target-result-new", args=[REF])
    assert client.post(new, values).status_code == 302


@pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014:ResourceWarning")
@pytest.mark.parametrize("kind", ["pdf", "json", "csv", "xlsx", "xml"])
def test_the_frozen_papers_come_as_files(sent, client, kind):
    client.force_login(sent.mu)
    pk = AnnualEvaluation.objects.get().snapshot_id
    answer = client.get(reverse("reporting:document-file", args=[REF, pk, kind]))
    assert answer.status_code in (200, 302)
