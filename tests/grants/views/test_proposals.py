"""Political proposals on their pages: who sees, who writes, who decides."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grants.models import Proposal, ReachedFigure
from tests.copies import laid_out
from tests.grants.proposals import drafted_proposals, pilot_proposal, reach, target


@pytest.fixture
def world(db, settings):
    settings.DEMO_DAY = dt.date(2012, 1, 3)
    return laid_out(drafted_proposals)


@pytest.fixture
def pilot(db, settings):
    settings.DEMO_DAY = dt.date(2012, 12, 1)
    found = laid_out(pilot_proposal)
    found.clock.move_to(2012, 12, 1)
    return found


def page(name, ref="P-000", *more):
    return reverse(f"grants:proposal-{name}", args=[ref, *more])


def text_of(answer):
    return answer.content.decode()


def test_the_page_says_that_the_amount_is_not_set(world, client):
    client.force_login(world.au)
    text = text_of(client.get(page("detail")))
    assert "Ikke fastsat" in text and "0,00" not in text
    assert "2 på hver af et antal institutioner, der ikke er fastsat" in text
    assert "2–6 dage" in text
    assert "ca. 6.500 studerende" in text


def test_the_page_shows_what_one_costs_and_the_strategys_targets(world, client):
    client.force_login(world.au)
    text = text_of(client.get(page("detail", "P-002")))
    for shown in ("15.000,00", "12.857,14", "11.250,00", "nr. 1 af 4", "mere end 70 %", "30–40"):
        assert shown in text, shown


def test_every_version_is_told_to_whoever_may_see_it(world, client):
    client.force_login(world.au)
    address = reverse("reporting:object-history", args=["grants.proposal", world.p002.pk])
    assert address in text_of(client.get(page("detail", "P-002")))
    assert "Mentorprogram for spouses i Aarhus" in text_of(client.get(address))
    row = target(world.p002, 1)
    address = reverse("reporting:object-history", args=["grants.promisedtarget", row.pk])
    assert client.get(address).status_code == 200
    client.force_login(world.stranger)
    assert client.get(address).status_code == 404


def test_the_pages_ask_few_questions(world, client):
    client.force_login(world.pm)
    for address in (page("detail"), reverse("grants:proposal-list")):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= 12, "\n".join(query["sql"][:200] for query in asked)


def test_the_lead_writes_puts_forward_and_takes_back(world, client):
    client.force_login(world.pm)
    sent = {"role": "possible", "name": "Aarhus Universitet", "organisation": ""}
    assert client.post(page("row-new", "P-000", "party"), sent).status_code == 302
    party = world.p000.parties.get(name="Aarhus Universitet")
    form = client.get(page("row-edit", "P-000", "party", party.pk)).context["form"]
    sent["edited_from"] = form["edited_from"].value()
    sent["name"] = "Aarhus Universitets rektorat"
    assert client.post(page("row-edit", "P-000", "party", party.pk), sent).status_code == 302
    assert client.post(page("row-drop", "P-000", "party", party.pk)).status_code == 302
    assert client.post(page("forward")).status_code == 302
    assert Proposal.objects.get(ref="P-000").state == "proposed"
    back = {"reason": "En fejl i mål 2."}
    assert client.post(page("decide", "P-000", "take-back"), back).status_code == 302
    assert Proposal.objects.get(ref="P-000").state == "draft"


def test_the_words_are_changed_by_their_form(world, client):
    client.force_login(world.pm)
    form = client.get(page("edit", "P-002")).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value is not None}
    sent |= {"title": "Mentorer", "amount": "460.000,00"}
    assert client.post(page("edit", "P-002"), sent).status_code == 302
    found = Proposal.objects.get(ref="P-002")
    assert (found.title, str(found.amount)) == ("Mentorer", "460000.00")


def test_a_new_proposal_takes_its_reference_from_a_seat(world, client):
    client.force_login(world.pm)
    assert client.get(reverse("grants:proposal-new")).status_code == 403


def test_the_municipality_decides_and_sees_no_draft(world, client):
    client.force_login(world.mu)
    assert client.get(page("detail")).status_code == 404
    client.force_login(world.pm)
    client.post(page("forward"))
    client.force_login(world.mu)
    assert client.get(page("detail")).status_code == 200
    assert client.get(page("edit")).status_code == 403
    sent = {"body": "Aarhus Byråd", "decided_on": "03.01.2012", "amount": "", "reason": ""}
    assert client.post(page("decide", "P-000", "adopt"), sent).status_code == 302
    assert Proposal.objects.get(ref="P-000").state == "adopted"
    assert page("decide", "P-000", "amount") in text_of(client.get(page("detail")))
    sent["amount"] = "2.000.000,00"
    assert client.post(page("decide", "P-000", "amount"), sent).status_code == 302
    text = text_of(client.get(page("detail")))
    assert "2.000.000,00" in text and "Afsat beløb" in text


@pytest.mark.parametrize("step", ["adopt", "reject", "amount", "pilot", "operation", "end"])
def test_a_step_is_refused_to_whoever_may_only_read(pilot, client, step):
    client.force_login(pilot.au)
    assert client.get(page("decide", "P-002", step)).status_code == 403


def test_a_stranger_finds_nothing(pilot, client):
    client.force_login(pilot.stranger)
    for name, *more in [("detail",), ("edit",), ("apply",), ("agree",), ("reached", 1)]:
        assert client.get(page(name, "P-002", *more)).status_code == 404
    assert "P-002" not in text_of(client.get(reverse("grants:proposal-list")))
    client.force_login(pilot.au)
    assert client.get(page("decide", "P-002", "nonsense")).status_code == 404
    assert client.get(page("row-new", "P-002", "nonsense")).status_code in (403, 404)
    assert client.post(page("reached", "P-002", 1), {}).status_code == 403


def test_what_was_reached_is_noted_and_stands_beside_the_promise(pilot, client):
    client.force_login(pilot.pm)
    address = page("reached", "P-002", 2)
    sent = {"on": "01.12.2012", "value": "28", "source": "Mentorlisten"}
    assert client.post(address, sent).status_code == 302
    assert ReachedFigure.objects.get(target=target(pilot.p002, 2)).value == 28
    text = text_of(client.get(page("detail", "P-002")))
    assert "28 mentorer" in text and "Ikke nået" in text and "2 mentorer" in text


def test_the_decision_point_is_shown_and_decided(pilot, client):
    for number, value in ((1, "41"), (2, "30"), (3, "3")):
        reach(pilot, pilot.p002, number, value)
    client.force_login(pilot.mu)
    text = text_of(client.get(page("detail", "P-002")))
    assert "Beslutningspunkt: fra pilot til drift" in text and "Mere end lovet" in text
    sent = {"body": "Økonomiudvalget", "decided_on": "01.12.2012", "reason": ""}
    assert client.post(page("decide", "P-002", "operation"), sent).status_code == 302
    text = text_of(client.get(page("detail", "P-002")))
    assert "I drift" in text and "Økonomiudvalget" in text and "Fra pilot til drift" in text


def test_the_application_and_the_proposal_lead_to_each_other(pilot, client):
    client.force_login(pilot.pm)
    fields = client.get(page("apply", "P-002")).context["form"].fields
    sent = {
        "fund": fields["fund"].queryset.get(code="esf").pk,
        "profile": fields["profile"].queryset.get(code="esf-2021-27").pk,
        "starts_on": "01.01.2013",
        "ends_on": "31.12.2013",
    }
    answer = client.post(page("apply", "P-002"), sent)
    assert answer.status_code == 302, text_of(answer)
    application = reverse("grants:application-detail", args=["P-002"])
    assert answer.url == application
    assert page("detail", "P-002") in text_of(client.get(application))
    assert application in text_of(client.get(page("detail", "P-002")))
