"""Aid to companies on real rows (R-61, R-62, C30, A-22)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from consortium.actions.base import NotAllowed
from partners.actions.companies import CompanyNotInOrder, change_company, enter_company
from partners.models import Company
from reporting.actions.deminimis import (
    AidEntry,
    AidRefused,
    DeMinimisExceeded,
    decide_aid,
    register_aid,
    withdraw_aid,
)
from reporting.models import AidDecision
from reporting.queries.checks.aid import companies_have_their_aid_decision
from reporting.queries.checks.base import Scope
from reporting.queries.deminimis import unregistered, window_for
from tests.reporting.said import said

pytestmark = pytest.mark.django_db
FIRST, SECOND = "29189668", "55133018"


def company(world, cvr=FIRST, name="Maskinfabrikken", group="Holding A"):
    return enter_company(
        cvr=cvr, name=name, size="small", owner_group=group, by=world.pm, at=world.clock()
    )


def entry(of, on, *, kind="aid", **values) -> AidEntry:
    values = {"amount": D("896400.00"), "rate": D("7.4700"), **values}
    return AidEntry(
        company=of,
        kind=kind,
        text="Rådgivning om modtagelse af medarbejdere",
        conferred_on=on,
        rate_source="InforEuro",
        **values,
    )


def decide(world, of, on, **values) -> AidDecision:
    return decide_aid(world.grant, entry(of, on, **values), by=world.pm, at=world.clock())


@pytest.fixture
def c30(world, settings):
    """120,000.00 and 100,000.00 EUR to two companies of one owner; it is 15.4.2026."""
    settings.DEMO_DAY = dt.date(2026, 4, 15)
    world.clock.move_to(2026, 4, 15)
    world.one = company(world)
    world.two = company(world, SECOND, "Salgsselskabet", " holding  a ")
    decide(world, world.one, dt.date(2023, 5, 10), kind="others")
    decide(world, world.two, dt.date(2024, 9, 1), amount=D("747000.00"))
    return world


def test_c30_on_real_rows(c30):
    assert list(AidDecision.objects.order_by("pk").values_list("eur", flat=True)) == [
        D("120000.00"),
        D("100000.00"),
    ]
    assert c30.two.owner_group == "Holding A"  # one spelling, one undertaking
    with pytest.raises(DeMinimisExceeded) as no:
        decide(c30, c30.two, dt.date(2026, 4, 15), amount=D("700000.00"))
    assert said(no, "en") == (
        "With 220,000.00 EUR since 15/04/2023 the new aid of 93,708.17 EUR makes 313,708.17 EUR, "
        "above 300,000.00 EUR; none of it is covered. Grant less, or later."
    )
    assert said(no, "da") == (
        "Med 220.000,00 EUR siden 15.4.2023 når den nye støtte på 93.708,17 EUR op på i alt "
        "313.708,17 EUR, som er over 300.000,00 EUR; ingen del af den nye støtte er dækket. Yd "
        "mindre, eller senere."
    )
    assert AidDecision.objects.count() == 2
    window = window_for(c30.two, on=dt.date(2026, 4, 15), eur=D("93708.17"))
    assert window.first_allowed == dt.date(2026, 5, 11)
    assert [(one.cvr, one.eur) for one in window.counted] == [
        (FIRST, D("120000.00")),
        (SECOND, D("100000.00")),
    ]
    # Exactly 300,000.00 is allowed.
    exact = decide(c30, c30.two, dt.date(2026, 4, 15), amount=D("597600.00"))
    assert (exact.eur, exact.window_total) == (D("80000.00"), D("300000.00"))
    assert exact.register_due_on == dt.date(2026, 5, 13)


def test_the_aid_fits_from_the_day_the_first_leaves_the_window(c30):
    c30.clock.move_to(2026, 5, 11)
    with pytest.raises(DeMinimisExceeded):
        decide(c30, c30.two, dt.date(2026, 5, 10), amount=D("700000.00"))
    made = decide(c30, c30.two, dt.date(2026, 5, 11), amount=D("700000.00"))
    assert (made.window_total, made.window_from) == (D("193708.17"), dt.date(2023, 5, 11))


def test_hours_times_cost_and_no_aid_with_a_reason(c30):
    alone = company(c30, "13612870", "Alene ApS", "")
    made = decide(
        c30,
        alone,
        dt.date(2026, 4, 1),
        amount=None,
        basis="hours",
        hours=D("12.50"),
        hour_cost=D("412.33"),
    )
    assert made.amount == D("5154.13")  # 5,154.125 half up
    assert made.eur == D("689.98")
    none = decide(c30, alone, dt.date(2026, 4, 2), kind="none")
    assert (none.amount, none.eur, none.register_due_on) == (D("0.00"), D("0.00"), None)


def test_an_entry_must_say_what_and_at_which_rate(c30):
    with pytest.raises(AidRefused) as no:
        decide(c30, c30.one, dt.date(2026, 4, 1), rate=None)
    assert said(no, "en") == (
        "Write the rate of 04.2026, DKK for a EUR, and where it is published."
    )
    assert said(no, "da") == (
        "Skriv kursen for 04.2026, kr. for en EUR, og hvor den er offentliggjort."
    )
    with pytest.raises(AidRefused) as no:
        decide(c30, c30.one, dt.date(2026, 4, 1), amount=D("0.00"))
    assert said(no, "en") == "Aid has a value: hours × cost of an hour, or an amount above 0."
    assert said(no, "da") == "Støtte har en værdi: timer × pris pr. time eller et beløb over 0."
    with pytest.raises(AidRefused) as no:
        decide(c30, c30.one, dt.date(2026, 4, 16))
    assert said(no, "en") == "A right is not conferred ahead of its day: 16/04/2026."
    with pytest.raises(NotAllowed):
        decide_aid(c30.grant, entry(c30.one, dt.date(2026, 4, 1)), by=c30.lc, at=c30.clock())


def test_the_register_has_twenty_working_days(c30):
    made = decide(c30, c30.two, dt.date(2026, 4, 15), amount=D("747.00"))
    c30.clock.move_to(2026, 5, 18)
    assert list(unregistered(c30.grant, on=dt.date(2026, 5, 13))) == []
    assert list(unregistered(c30.grant, on=dt.date(2026, 5, 14))) == [made]
    for on, ref, sentence in (
        (
            dt.date(2026, 4, 14),
            "DM-1",
            "The entry lies between the day the right was conferred, 15/04/2026, and today.",
        ),
        (dt.date(2026, 5, 18), " ", "Write the reference of the entry in the register."),
    ):
        with pytest.raises(AidRefused) as no:
            register_aid(made, on=on, register_ref=ref, by=c30.pm, at=c30.clock())
        assert said(no, "en") == sentence
    made = register_aid(
        made, on=dt.date(2026, 5, 18), register_ref="DM-1", by=c30.pm, at=c30.clock()
    )
    [late] = companies_have_their_aid_decision(Scope(c30.grant))
    assert str(late.breach) == (
        "Salgsselskabet: entered in the register on 2026-05-18, due on 2026-05-13."
    )
    with pytest.raises(AidRefused) as no:
        register_aid(made, on=dt.date(2026, 5, 18), register_ref="2", by=c30.pm, at=c30.clock())
    assert said(no, "en") == (
        "Only aid of this grant that is not yet in the register is entered there."
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        AidDecision.objects.filter(pk=made.pk).update(eur=1)


def test_a_withdrawn_decision_stays_and_counts_no_more(c30):
    old = AidDecision.objects.get(kind="aid")
    with pytest.raises(AidRefused) as no:
        withdraw_aid(old, reason=" ", by=c30.pm, at=c30.clock())
    assert said(no, "en") == "Say why the decision is withdrawn."
    withdraw_aid(old, reason="Tastefejl", by=c30.pm, at=c30.clock())
    made = decide(c30, c30.two, dt.date(2026, 4, 15), amount=D("700000.00"))
    assert made.window_total == D("213708.17")
    with pytest.raises(AidRefused) as no:
        withdraw_aid(old, reason="Igen", by=c30.pm, at=c30.clock())
    assert said(no, "en") == "The decision was withdrawn on 15/04/2026."
    assert said(no, "da") == "Afgørelsen blev trukket tilbage den 15.4.2026."


def test_a22_finds_what_was_altered(c30):
    assert companies_have_their_aid_decision(Scope(c30.grant)) == []
    lonely = company(c30, "13612870", "Alene ApS", "")
    [missing] = companies_have_their_aid_decision(Scope())
    assert str(missing.breach) == "Alene ApS is entered as helped, but there is no decision on aid."
    change_company(lonely, owner_group="Holding A", by=c30.pm, at=c30.clock())
    decide(c30, lonely, dt.date(2026, 4, 1), amount=D("597600.00"))
    # A third company of the same owner turns up with aid of its own: the sum is passed.
    other = company(c30, "10150817", "Den tredje", "")
    decide(c30, other, dt.date(2026, 4, 10), amount=D("7470.00"))
    change_company(other, owner_group="holding a", by=c30.pm, at=c30.clock())
    faults = companies_have_their_aid_decision(Scope(c30.grant))
    assert {fault.params["total"] for fault in faults} == {D("301000.00")}


@pytest.mark.parametrize(
    ("values", "english", "danish"),
    [
        (
            {"cvr": "12345678"},
            "“12345678” is no CVR number: eight digits, the last of which is a check.",
            "“12345678” er ikke et CVR-nummer: otte cifre, hvoraf det sidste er et kontrolciffer.",
        ),
        ({"name": " "}, "Write the name of the company.", "Skriv virksomhedens navn."),
        (
            {"size": "huge"},
            "“huge” is no size of a company.",
            "“huge” er ingen virksomhedsstørrelse.",
        ),
        (
            {"name": "Bager 010190-1234"},
            "The text holds a CPR number. Take it out: it must not be stored.",
            "Teksten indeholder et CPR-nummer. Tag det ud: Det må ikke opbevares.",
        ),
    ],
)
def test_a_company_is_in_order(world, values, english, danish):
    told = {"cvr": FIRST, "name": "Fabrikken", "size": "small", **values}
    with pytest.raises(CompanyNotInOrder) as no:
        enter_company(**told, by=world.pm, at=world.clock())
    assert (said(no, "en"), said(no, "da")) == (english, danish)
    assert not Company.objects.exists()


def test_a_company_is_entered_once_and_by_the_lead(world):
    company(world)
    with pytest.raises(CompanyNotInOrder) as no:
        company(world, name="Igen")
    assert said(no, "en") == "The company with CVR number 29189668 is entered already."
    assert said(no, "da") == "Virksomheden med CVR-nummer 29189668 er allerede indtastet."
    with pytest.raises(NotAllowed):
        enter_company(cvr=SECOND, name="Nej", size="small", by=world.pu, at=world.clock())


def test_the_page_shows_the_window_before_it_stores(c30, client, settings):
    settings.DEMO_DAY = dt.date(2026, 4, 15)
    client.force_login(c30.pm)
    page = reverse("reporting:aid-new", args=[c30.grant.ref])
    sent = {
        "company": c30.two.pk,
        "kind": "aid",
        "text": "Rådgivning",
        "conferred_on": "15.04.2026",
        "basis": "amount",
        "amount": "700.000,00",
        "rate": "7,4700",
        "rate_source": "InforEuro",
    }
    shown = client.post(page, sent | {"test": "1"}).content.decode()
    assert "313.708,17" in shown
    assert "11.5.2026" in shown
    refused = client.post(page, sent | {"decide": "1"}).content.decode()
    assert "ingen del af den nye støtte er dækket" in refused
    assert AidDecision.objects.count() == 2
    answer = client.post(page, sent | {"amount": "597.600,00", "decide": "1"})
    assert answer.status_code == 302
    listed = client.get(reverse("reporting:aid-list", args=[c30.grant.ref])).content.decode()
    assert "80.000,00" in listed
    client.force_login(c30.ro)
    assert client.get(page).status_code == 403
    client.force_login(c30.stranger)
    assert client.get(page).status_code == 404
