"""The what-if page: on a copy, in words, for the lead and the auditor; it writes nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from consortium.actions import base
from reporting.models import Expenditure
from reporting.queries.whatif import copy_of_plan, copy_of_today, item_as_hypothesis
from reporting.rules.whatif import PRESETS, compare
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting.story import Cost, all_verified, checked, sent

D = Decimal


def url(world):
    return reverse("reporting:what-if", args=[world.grant.ref])


def rows_of(page):
    return {row["symbol"] or row["title"]: row for row in page.context["rows"]}


def verified_world():
    """TE 4,000 of which 1,000 is municipal staff time; 800 of private cash."""
    world = laid_out(signed_grant)
    staff = Cost("1000.00", form="staff_time", source="municipal")
    all_verified(world, {world.aarhus: [staff, "2000.00"], world.randers: ["1000.00"]}, ["800.00"])
    return world


@pytest.fixture
def verified(db):
    return laid_out(verified_world)


@pytest.mark.parametrize(
    ("name", "entitled", "unfinanced"),
    [
        ("C08", "1800000.00", "400000.00"),
        ("C08-2", "2500000.00", "0.00"),
        ("C09a", "15000000.00", "0.00"),
        ("C09b", "13500000.00", "0.00"),
        ("C09c", "13500000.00", "1500000.00"),
    ],
)
def test_C08_and_C09_are_presets_of_the_page(world, client, name, entitled, unfinanced):
    client.force_login(world.pm)
    page = client.get(url(world), {"preset": name})
    rows = rows_of(page)
    assert rows["F"]["after"] == D(entitled)
    assert rows["N"]["after"] == D(unfinanced)
    assert PRESETS[name].title


def test_the_presets_are_linked(world, client):
    client.force_login(world.pm)
    page = client.get(url(world)).content.decode()
    for name in PRESETS:
        assert f'href="{url(world)}?preset={name}"' in page


def test_C08_without_the_match_test_on_the_page(world, client):
    client.force_login(world.pm)
    rows = rows_of(client.get(url(world), {"preset": "C08", "h": "no_match::::"}))
    assert (rows["F"]["after"], rows["N"]["after"]) == (D("2000000.00"), D("200000.00"))
    assert rows["L3"]["difference"] is None


def test_a_missing_krone_costs_two_in_both_languages(world, client):
    client.force_login(world.pm)
    page = client.get(url(world), {"preset": "C09c"})
    assert page.context["words"] == [
        "Fonden skylder 1.500.000,00\N{NO-BREAK SPACE}kr. mindre i alt.",
        "L3 er bindende i stedet for L1, L2, L3.",
        "1.500.000,00\N{NO-BREAK SPACE}kr. mere af udgifterne har ingen finansiering.",
        "En manglende krone koster to: kronen selv og den, fonden ville have lagt ved siden af.",
    ]
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        page = client.get(url(world), {"preset": "C09c"})
    assert page.context["words"] == [
        "The fund owes DKK\N{NO-BREAK SPACE}1,500,000.00 less in all.",
        "L3 binds instead of L1, L2, L3.",
        "DKK\N{NO-BREAK SPACE}1,500,000.00 more of the cost has no financing.",
        "One missing krone costs two: the krone itself, and the one that the fund would have put "
        "beside it.",
    ]


def test_nothing_supposed_is_no_difference(verified, client):
    client.force_login(verified.pm)
    page = client.get(url(verified))
    assert {row["difference"] for row in page.context["rows"]} == {D("0.00")}
    assert page.context["words"] == []


def test_today_s_copy_is_what_the_overview_shows(verified, client):
    """TE 4,000, X 1,800: L2 2,000 and L3 1,800 (rules.md 2.2, in small)."""
    client.force_login(verified.pm)
    rows = rows_of(client.get(url(verified)))
    shown = {name: rows[name]["before"] for name in ("TE", "X", "L2", "L3", "F", "N")}
    assert shown == {
        **{"TE": D("4000.00"), "X": D("1800.00"), "L2": D("2000.00")},
        **{"L3": D("1800.00"), "F": D("1800.00"), "N": D("400.00")},
    }
    rows = rows_of(client.get(url(verified), {"h": "cofinancing:200.00:private:cash:"}))
    assert (rows["F"]["after"], rows["N"]["after"]) == (D("2000.00"), D("0.00"))


def test_a_hypothesis_is_added_by_the_form_and_taken_away_by_its_link(verified, client):
    client.force_login(verified.pm)
    asked = {"kind": "cofinancing", "amount": "1.200,50", "source": "private", "form": "cash"}
    answer = client.get(url(verified), {**asked, "h": "cost:10.00:::"})
    assert answer.status_code == 302
    assert answer.url == (
        f"{url(verified)}?h=cost%3A10.00%3A%3A%3A&h=cofinancing%3A1200.50%3Aprivate%3Acash%3A"
    )
    page = client.get(answer.url)
    first, second = page.context["supposed"]
    assert first.text == "Denne udgift kommer til: 10,00\N{NO-BREAK SPACE}kr."
    assert second.text.endswith("1.200,50\N{NO-BREAK SPACE}kr., Privat, kontant")
    assert len(client.get(first.remove_url).context["supposed"]) == 1


@pytest.mark.parametrize(
    ("asked", "danish", "english"),
    [
        ({"kind": "cost", "amount": ""}, "Angiv beløbet.", "Say which amount."),
        (
            {"kind": "grant", "amount": "0"},
            "Beløbet skal være over nul.",
            "The amount must be above zero.",
        ),
        ({"kind": "leaves"}, "Angiv partneren.", "Say which partner."),
        ({"kind": "takes_all"}, "Angiv partneren.", "Say which partner."),
    ],
)
def test_what_is_missing_is_asked_for(world, client, asked, danish, english):
    client.force_login(world.pm)
    given = {"source": "private", "form": "cash", **asked}
    assert danish in client.get(url(world), given).content.decode()
    client.cookies["django_language"] = "en"
    assert english in client.get(url(world), given).content.decode()


@pytest.mark.parametrize(
    "term",
    ["", "magic:1:::", "cost:abc:::", "cost:-5:::", "cost:1E30:::", "leaves::::0", "item::::99999"],
)
def test_nonsense_in_the_address_supposes_nothing(verified, client, term):
    client.force_login(verified.pm)
    page = client.get(url(verified), {"h": term})
    assert page.status_code == 200
    assert page.context["supposed"] == []


def test_a_partner_takes_its_promise_or_everything_along(verified):
    """Randers has promised 7,500,000 of private cash; Aarhus 7,500,000 of staff time."""
    plan = copy_of_plan(verified.grant, verified.clock().date())
    assert D("30000000.00") == plan.case.position.TE
    assert D("15000000.00") == plan.case.position.X
    randers, aarhus = plan.promised[verified.randers.pk], plan.promised[verified.aarhus.pk]
    assert (D("0.00"), D("7500000.00")) == (randers.TE, randers.X)
    # 1,000.00 of Aarhus's hours has been documented, so it cannot be withdrawn any more.
    assert (D("7499000.00"), D("7499000.00")) == (aarhus.TE, aarhus.X)
    assert D("9000000.00") == plan.by_partner[verified.randers.pk].TE
    today = copy_of_today(verified.grant)
    assert D("1000.00") == today.by_partner[verified.randers.pk].TE
    assert today.promised == {}


def test_a_partner_that_withdraws_on_the_page(verified, client):
    client.force_login(verified.au)
    given = {"basis": "plan", "h": f"leaves::::{verified.randers.pk}"}
    rows = rows_of(client.get(url(verified), given))
    assert rows["X"]["difference"] == D("-7500000.00")
    assert rows["F"]["after"] == D("7500000.00")


def test_a_cost_of_the_ledger_is_supposed_disallowed(verified, client):
    item = Expenditure.objects.get(accepted=D("1000.00"), cofinancing_form="staff_time")
    client.force_login(verified.lc)
    there = reverse("reporting:verification-item", args=[item.report_id, item.pk])
    link = f"{url(verified)}?h=item::::{item.pk}"
    assert link in client.get(there).content.decode()
    rows = rows_of(client.get(link))
    assert (rows["TE"]["difference"], rows["X"]["difference"]) == (D("-1000.00"), D("-1000.00"))
    assert rows["K"]["difference"] == D("0.00")


def test_a_declared_cost_loses_its_support(verified):
    sent(verified, checked(verified))
    item = Expenditure.objects.select_related("claim").get(accepted=D("2000.00"))
    what = item_as_hypothesis(item, verified.clock().date())
    assert what.declared
    compared = compare(copy_of_today(verified.grant).case, [what])
    # q(2,000 × 1,800 / 4,000)
    assert compared.differences()["K"] == D("900.00")


def counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_the_page_writes_nothing_and_calls_no_action(verified, client, monkeypatch):
    """The rows of every table stay as many as they were, and not one write is sent."""
    client.force_login(verified.pm)
    client.get(url(verified))
    before = counts()

    def forbidden(*_args, **_kwargs):
        raise AssertionError("the what-if called an action")

    monkeypatch.setattr(base, "record", forbidden)
    terms = ["cost:10.00:::", "cofinancing:5.00:private:cash:", "grant:14000000.00:::"]
    terms += [f"takes_all::::{verified.aarhus.pk}", "no_match::::", "unpaid:3.00:::"]
    for basis in ("today", "plan"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url(verified), {"basis": basis, "h": terms}).status_code == 200
        assert len(asked) <= 12
        sent_sql = [query["sql"].lstrip(" (").split(" ")[0].upper() for query in asked]
        assert set(sent_sql) <= {"SELECT", "SAVEPOINT", "RELEASE"}
    assert counts() == before


@pytest.mark.parametrize("who", ["pm", "lc", "ls", "au", "ro"])
def test_the_lead_and_the_auditor_ask(world, client, who):
    client.force_login(getattr(world, who))
    assert client.get(url(world)).status_code == 200
    assert client.post(url(world)).status_code == 405


@pytest.mark.parametrize("who", ["pu", "pa", "ma", "rg", "ad", "em", "stranger"])
def test_it_does_not_exist_for_others(world, client, who):
    client.force_login(getattr(world, who))
    assert client.get(url(world)).status_code == 404
