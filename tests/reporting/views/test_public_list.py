"""The public list of operations: what everybody reads, and what keeps a line from it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.translation import override

from consortium.queries.texts import sentence_text
from consortium.rules.refusals import Refused
from consortium.rules.spans import add_months
from grants.actions.listings import EntryRefused, write_public_entry
from grants.models import PublicEntry
from grants.rules.listings import EntryFacts, due_again
from reporting.actions.documents import NotForThePublic, submit_document
from reporting.documents.parts import OPERATION
from reporting.documents.recomputed import recomputed
from reporting.queries.dates.base import scope_of_all
from reporting.queries.dates.catalogue import days_to_keep

FACTS = EntryFacts(
    purpose_da="At holde på folk; også i Ærø",
    purpose_en="To keep people",
    expected_da="100 kurser",
    expected_en="100 courses",
    objective="=Kompetence",
    intervention="Beskæftigelse",
    place="Region Midtjylland",
    country="DK",
    contractors="Kursus A/S\nTryk ApS",
    told_on=dt.date(2012, 3, 1),
)
LIST = "reporting:operations"


@pytest.fixture
def written(world):
    """The line is written, and its beneficiaries know."""
    facts = replace(FACTS, told_on=world.clock().date())
    write_public_entry(world.grant, facts, by=world.pm, at=world.clock())
    return world


def publish(world):
    return submit_document(OPERATION, world.grant, None, by=world.ls, at=world.clock())


def as_json(client):
    return json.loads(client.get(reverse("reporting:operations-file", args=["json"])).content)


def test_everybody_reads_the_list_without_a_log_in(written, client):
    publish(written)
    page = client.get(reverse(LIST))
    assert page.status_code == 200
    assert FACTS.purpose_da in page.content.decode()
    assert written.aarhus.organisation.name in page.content.decode()


def test_the_json_says_both_languages_and_the_figures_as_programs_read_them(written, client):
    snapshot = publish(written)
    (line,) = as_json(client)["operations"]
    grant = written.grant
    assert line["code"] == grant.ref
    assert line["purpose"] == {"da": FACTS.purpose_da, "en": FACTS.purpose_en}
    assert Decimal(line["total"]) == grant.budget
    assert Decimal(line["rate"]) == (Decimal(100) * grant.amount / grant.budget).quantize(
        Decimal("0.01")
    )
    assert line["starts_on"] == grant.starts_on.isoformat()
    assert line["contractors"] == "Kursus A/S; Tryk ApS"
    assert line["sha256"] == snapshot.sha256


def test_the_csv_is_danish_and_harmless_to_a_spreadsheet(written, client):
    publish(written)
    text = client.get(reverse("reporting:operations-file", args=["csv"])).content.decode()
    head, line = text.splitlines()
    assert head.split(";")[1:3] == ["code", "name"]
    assert f"{written.grant.budget:.2f}".replace(".", ",") in line
    assert ";=Kompetence" not in line
    assert "'=Kompetence" in line


def test_there_is_no_other_format(written, client):
    assert client.get(reverse("reporting:operations-file", args=["xml"])).status_code == 404


def test_what_was_published_stays_until_it_is_published_again(written, client):
    publish(written)
    told_on = written.clock().date()
    changed = replace(FACTS, purpose_da="Noget andet", told_on=told_on)
    write_public_entry(written.grant, changed, by=written.pm, at=written.clock())
    assert as_json(client)["operations"][0]["purpose"]["da"] == FACTS.purpose_da
    publish(written)
    (line,) = as_json(client)["operations"]
    assert (line["purpose"]["da"], line["version"]) == ("Noget andet", 2)


def test_a_published_line_is_made_again_from_the_rows_of_then(written):
    snapshot = publish(written)
    assert recomputed(snapshot).is_same


def test_a_line_that_nobody_has_written_is_not_published(world):
    with pytest.raises(NotForThePublic) as refused:
        publish(world)
    (breach,) = refused.value.breaches
    assert breach.code == "ENTRY_MISSING"
    assert sentence_text(breach, "da") == (
        "Tilskuddets linje på den offentlige liste er ikke skrevet endnu. Skriv først formål, "
        "forventede resultater og sted."
    )


def test_beneficiaries_are_told_first(world):
    untold = replace(FACTS, told_on=None)
    write_public_entry(world.grant, untold, by=world.pm, at=world.clock())
    with pytest.raises(NotForThePublic) as refused:
        publish(world)
    (breach,) = refused.value.breaches
    assert sentence_text(breach, "en") == (
        "The beneficiaries must be told before their names are published. Tell them, and write "
        "the day."
    )


@pytest.mark.parametrize(
    ("change", "code", "subject"),
    [
        ({"place": "Hos 010180-1234"}, "CPR_NUMBER", "place"),
        ({"actual_da": "30 kurser"}, "ONE_LANGUAGE", "actual_en"),
        ({"actual_en": "30 courses"}, "ONE_LANGUAGE", "actual_da"),
        ({"told_on": dt.date(2999, 1, 1)}, "TOLD_LATER", "told_on"),
    ],
)
def test_a_line_is_refused(world, change, code, subject):
    with pytest.raises(EntryRefused) as refused:
        write_public_entry(world.grant, replace(FACTS, **change), by=world.pm, at=world.clock())
    assert [(one.code, one.subject) for one in refused.value.breaches] == [(code, subject)]
    assert not PublicEntry.objects.exists()


def test_only_who_plans_writes_and_only_who_signs_publishes(written):
    with pytest.raises(Refused):
        write_public_entry(written.grant, FACTS, by=written.lc, at=written.clock())
    with pytest.raises(Refused):
        submit_document(OPERATION, written.grant, None, by=written.pm, at=written.clock())


def test_the_list_is_due_again_after_four_months(written):
    published_on = publish(written).created_at.date()
    due = [
        one
        for one in days_to_keep(scope_of_all(), on=published_on)
        if one.kind.code == "public_list"
    ]
    assert [one.on for one in due] == [add_months(published_on, 4)]
    assert due_again(dt.date(2013, 10, 31)) == dt.date(2014, 2, 28)


def test_the_lead_writes_the_line_on_its_page(world, client, settings):
    settings.DEMO_DAY = world.clock().date()
    client.force_login(world.pm)
    page = reverse("grants:public-entry", args=["M-003"])
    sent = {name: getattr(FACTS, name) for name in FACTS.__dict__ if name != "told_on"}
    answer = client.post(page, {**sent, "told_on": "1.3.2012"})
    assert answer.status_code == 302, answer.context["form"].errors
    assert PublicEntry.objects.get().told_on == dt.date(2012, 3, 1)
    client.force_login(world.ls)
    assert (
        client.post(reverse("reporting:whole-submit", args=["M-003", OPERATION])).status_code == 302
    )
    assert as_json(client)["operations"][0]["place"] == FACTS.place


def test_a_country_is_two_capital_letters(world, client):
    client.force_login(world.pm)
    page = reverse("grants:public-entry", args=["M-003"])
    sent = {name: getattr(FACTS, name) for name in FACTS.__dict__ if name != "told_on"}
    with override("en"):
        answer = client.post(page, {**sent, "country": "dk"})
    assert answer.status_code == 200
    assert "country" in answer.context["form"].errors


def test_the_stranger_and_the_reader(world, client):
    page = reverse("grants:public-entry", args=["M-003"])
    draft = reverse("reporting:whole-draft", args=["M-003", OPERATION])
    for who, expected in ((world.stranger, 404), (world.rg, 403)):
        client.force_login(who)
        assert client.get(page).status_code == expected
        assert client.get(draft).status_code == expected
