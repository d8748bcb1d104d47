"""The auditor's pages, and who may not see them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from consortium.models import AuditEvent
from reporting.actions.costs import change_expenditure, drop_expenditure, enter_expenditure
from reporting.actions.reports import open_report
from reporting.models import PartnerReport
from tests.cast import at
from tests.reporting.full_story import entry


@pytest.fixture
def item(world):
    report = open_report(world.aarhus, world.period, by=world.pu, at=at(2012, 6, 1))
    made = enter_expenditure(report, entry("A1", "100.00"), by=world.pu, at=at(2012, 6, 4))
    change_expenditure(made, entry("A1", "250.00"), by=world.pu, at=at(2012, 6, 6))
    return made


def page(client, user, name, *args, **query):
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client.get(reverse(f"reporting:{name}", args=args), query)


def test_the_versions_of_a_cost_say_what_changed(client, world, item):
    answer = page(client, world.au, "object-history", "reporting.expenditure", item.pk)
    text = answer.content.decode()
    assert answer.status_code == 200
    [newest, first] = answer.context["versions"]
    changed = {change.label: (change.old, change.new) for change in newest.changes}
    assert changed["Reported eligible amount"] == ("100.00", "250.00")
    assert (newest.by, newest.kind, first.kind) == ("Pu", "changed", "made")
    assert "Cost changed" in text
    assert "M-003 #" in text


def test_the_versions_of_a_dropped_cost_are_still_there(client, world, item):
    pk = item.pk
    drop_expenditure(item, by=world.pu, at=at(2012, 6, 8))
    answer = page(client, world.au, "object-history", "reporting.expenditure", pk)
    assert [version.kind for version in answer.context["versions"]] == [
        "deleted",
        "changed",
        "made",
    ]


def test_a_cost_is_shown_as_it_stood_on_a_day(client, world, item):
    label, pk = "reporting.expenditure", item.pk
    answer = page(client, world.au, "object-history", label, pk, as_of="2012-06-05")
    assert ("Net amount", "100.00") in answer.context["state_then"]
    answer = page(client, world.au, "object-history", label, pk, as_of="2012-06-03")
    assert "It did not exist then." in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        *(("au", 200), ("ro", 200), ("pm", 200), ("lc", 200), ("ls", 200), ("pu", 200)),
        *(("pa", 200), ("randers_pu", 404), ("ma", 404), ("rg", 404), ("stranger", 404)),
    ],
)
def test_who_may_see_the_history_of_a_partners_cost(client, world, item, who, status):
    args = ("object-history", "reporting.expenditure", item.pk)
    assert page(client, getattr(world, who), *args).status_code == status


def test_a_partner_does_not_see_what_is_the_grants_own(client, world):
    args = ("object-history", "grants.grant", world.grant.pk)
    assert page(client, world.pu, *args).status_code == 404
    assert page(client, world.au, *args).status_code == 200


@pytest.mark.parametrize("label", ["grants.nothing", "auth.group", "consortium.user"])
def test_an_unknown_table_is_not_found(client, world, label):
    assert page(client, world.au, "object-history", label, 1).status_code == 404
    missing = page(client, world.au, "object-history", "grants.grant", 999_999)
    assert missing.status_code == 404


def test_the_log_filters_by_person_verb_day_and_subject(client, world, item):
    def numbers(**query):
        answer = page(client, world.au, "event-log", world.ref, **query)
        assert answer.status_code == 200
        return [row.record.verb for row in answer.context["table"].page.object_list]

    assert numbers()[0] == "expenditure.changed"
    assert numbers(by=world.pu.pk) == [
        "expenditure.changed",
        "expenditure.entered",
        "report.opened",
    ]
    assert numbers(verb="grant.awarded") == ["grant.awarded"]
    assert numbers(first="4.6.2012", last="5.6.2012") == ["expenditure.entered"]
    assert set(numbers(subject="A1")) == {"expenditure.changed", "expenditure.entered"}
    assert numbers(sort="number")[0] != "expenditure.changed"


def test_the_log_is_for_those_who_may_see_history(client, world):
    for who, status in {"ro": 200, "pu": 404, "ma": 404, "rg": 404, "stranger": 404}.items():
        for name in ("event-log", "ledger-checks"):
            answer = page(client, getattr(world, who), name, world.ref)
            assert answer.status_code == status, (who, name)


@pytest.mark.parametrize("name", ["event-log", "ledger-checks", "object-history"])
def test_a_page_has_at_most_12_queries(client, world, item, django_assert_max_num_queries, name):
    args = ("reporting.expenditure", item.pk) if name == "object-history" else (world.ref,)
    page(client, world.au, name, *args)
    with django_assert_max_num_queries(12):
        page_again = client.get(reverse(f"reporting:{name}", args=args))
    assert page_again.status_code == 200
    assert AuditEvent.objects.exists()
    assert PartnerReport.objects.exists()
