"""Every page and step of the room: who sees it, who may act, and who meets nothing at all."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from grants.actions.applications import ask_for_support, draft_application
from grants.models import (
    Application,
    BudgetLine,
    BudgetVersion,
    Fund,
    Grant,
    Indicator,
    PartnershipAgreement,
    ReportingPeriod,
    RuleProfileVersion,
)
from partners.models import Membership

REF = "M-003"
Page = tuple[str, list[Any]]
LOOKS: list[Page] = [
    ("grants:grant-detail", [REF]),
    ("grants:agreement-list", [REF]),
    ("grants:agreement-detail", [REF, 1]),
    ("grants:budget-list", [REF]),
    ("grants:budget-detail", [REF, 1]),
    ("grants:period-list", [REF]),
    ("grants:indicator-list", [REF]),
]
PLANS: list[Page] = [
    ("grants:agreement-edit", [REF, 1]),
    ("grants:budget-new", [REF]),
    ("grants:indicator-new", [REF]),
    ("grants:indicator-edit", [REF, 1]),
]
STEPS: list[Page] = [
    ("grants:grant-accept", [REF]),
    ("grants:agreement-sign-partner", [REF, 1]),
    ("grants:agreement-sign-lead", [REF, 1]),
    ("grants:budget-propose", [REF, 1]),
    ("grants:budget-approve", [REF, 1]),
    ("grants:period-lay-out", [REF]),
    ("grants:period-open", [REF, 2]),
    ("grants:period-close", [REF, 1]),
]


def logged_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(("name", "args"), LOOKS)
def test_every_page_of_a_grant_shows_in_at_most_twelve_queries(
    world, name, args, django_assert_max_num_queries
):
    for who in ("pm", "lc", "ma", "pu"):
        client = logged_in(getattr(world, who))
        client.get(reverse(name, args=args))
        with django_assert_max_num_queries(12):
            assert client.get(reverse(name, args=args)).status_code == 200


def test_a_stranger_meets_nothing(world):
    client = logged_in(world.stranger)
    for name, args in [*LOOKS, *PLANS]:
        assert client.get(reverse(name, args=args)).status_code == 404, name
    for name, args in STEPS:
        assert client.post(reverse(name, args=args)).status_code == 404, name
    assert REF not in client.get(reverse("grants:grant-list")).content.decode()
    assert Client().get(reverse("grants:grant-list")).status_code == 302


def test_a_reader_who_may_not_write_meets_403(world):
    client = logged_in(world.ro)
    for name, args in PLANS:
        assert client.get(reverse(name, args=args)).status_code == 403, name
    for name, args in STEPS:
        assert client.post(reverse(name, args=args)).status_code == 403, name
    for name, args in STEPS:
        assert client.get(reverse(name, args=args)).status_code == 405, name


def test_a_partner_sees_its_own_agreement_alone(world):
    client = logged_in(world.pu)
    page = client.get(reverse("grants:agreement-list", args=[REF])).content.decode()
    assert "Aarhus Kommune" in page
    assert "Randers" not in page
    assert client.get(reverse("grants:agreement-detail", args=[REF, 2])).status_code == 404


def test_lists_show_what_is_mine(world):
    page = logged_in(world.pm).get(reverse("grants:grant-list")).content.decode()
    assert REF in page
    assert "15.000.000,00" in page


def test_a_step_that_is_refused_says_why(world):
    response = logged_in(world.ls).post(reverse("grants:grant-accept", args=[REF]))
    assert response.status_code == 409
    assert "regelbogen, afsnit 3.1" in response.content.decode()


def asked(people) -> None:
    """An application in review."""
    application = draft_application(
        ref=people.ref,
        title="Modtagelse",
        fund=Fund.objects.get(),
        profile=RuleProfileVersion.objects.get(code="esf-2007-13"),
        lead=people.organisations["lead"],
        starts_on=dt.date(2012, 3, 1),
        ends_on=dt.date(2015, 6, 30),
        ceiling=Decimal("15000000.00"),
        budget=Decimal("30000000.00"),
        requested=Decimal("15000000.00"),
        summary="",
        partners=[people.organisations["aarhus"]],
        by=people.pm,
        at=people.clock(),
    )
    ask_for_support(application, by=people.pm, at=people.clock())


def test_an_application_from_the_first_draft_to_the_accepted_grant(people):
    pm, aarhus = logged_in(people.pm), people.organisations["aarhus"]
    seat = Membership.objects.get(user=people.pm)
    draft = {
        "seat": seat.pk,
        "title": "Modtagelse",
        "summary": "Samlet projekt",
        "fund": Fund.objects.get().pk,
        "profile": RuleProfileVersion.objects.get(code="esf-2007-13").pk,
        "starts_on": "1.3.2012",
        "ends_on": "30.6.2015",
        "budget": "30.000.000,00",
        "requested": "15.000.000,00",
        "ceiling": "15.000.000,00",
        "partners": [aarhus.pk],
    }
    new = reverse("grants:application-new")
    assert pm.get(new).status_code == 200
    wrong = pm.post(new, {**draft, "ends_on": "1.3.2011"})
    assert wrong.status_code == 200
    assert wrong.context["form"].errors["ends_on"]
    page = pm.post(new, draft)["Location"]
    assert page == reverse("grants:application-detail", args=[REF])
    assert pm.get(new).status_code == 403

    changed = {**draft, "title": "Modtagelse og fastholdelse"}
    assert pm.post(reverse("grants:application-edit", args=[REF]), changed)["Location"] == page
    ls, pa = logged_in(people.ls), logged_in(people.pa)
    assert pa.get(page).status_code == 404
    pm.post(reverse("grants:application-ask-support", args=[REF]))
    assert ls.post(reverse("grants:application-submit", args=[REF])).status_code == 409
    letter = Application.objects.get().support_letters.get()
    assert "support" in pa.get(page).content.decode()
    pa.post(reverse("grants:support-give", args=[REF, letter.pk]))
    ls.post(reverse("grants:application-submit", args=[REF]))

    rg, ma = logged_in(people.rg), logged_in(people.ma)
    recommend = reverse("grants:application-recommend", args=[REF])
    assert ma.get(recommend).status_code == 403
    assert rg.post(recommend, {"note": "Indstillet"})["Location"] == page
    award = reverse("grants:application-award", args=[REF])
    assert rg.get(award).status_code == 403
    assert ma.get(award).status_code == 200
    terms = {
        "amount": "15.000.000,00",
        "budget": "30.000.000,00",
        "offered_on": "1.2.2012",
        "rate_basis": "grant_ratio",
    }
    over = ma.post(award, {**terms, "amount": "15.000.000,01"})
    assert "15.000.000,01" in over.content.decode()
    letter_page = ma.post(award, terms)["Location"]
    grant = Grant.objects.get()
    assert grant.profile["match_test"] is False
    ls.post(reverse("grants:grant-accept", args=[REF]))
    assert Grant.objects.get().state == "accepted"
    assert ma.get(letter_page).status_code == 200


def test_the_stranger_and_the_neighbour_meet_no_application(people):
    asked(people)
    steps = ["application-ask-support", "application-submit", "application-withdraw"]
    for user in (people.stranger, people.randers_pa, people.ma):
        client = logged_in(user)
        assert client.get(reverse("grants:application-detail", args=[REF])).status_code == 404
        for step in steps:
            assert client.post(reverse(f"grants:{step}", args=[REF])).status_code == 404
    reader = logged_in(people.ro)
    for step in steps:
        assert reader.post(reverse(f"grants:{step}", args=[REF])).status_code == 403


def test_the_lead_withdraws_and_the_funder_rejects(people):
    asked(people)
    page = reverse("grants:application-reject", args=[REF])
    Application.objects.filter(ref=REF).update(state="submitted")
    assert logged_in(people.rg).get(page).status_code == 403
    logged_in(people.ma).post(page, {"note": "Rammen er brugt"})
    assert Application.objects.get().state == "rejected"
    Application.objects.filter(ref=REF).update(state="submitted")
    logged_in(people.ls).post(reverse("grants:application-withdraw", args=[REF]))
    assert Application.objects.get().state == "withdrawn"


def test_an_agreement_from_draft_to_its_end(world):
    PartnershipAgreement.objects.filter(grant_partner=world.aarhus).delete()
    pm, ls = logged_in(world.pm), logged_in(world.ls)
    edit = reverse("grants:agreement-edit", args=[REF, 1])
    page = pm.post(edit, {"starts_on": "1.3.2012", "ends_on": "30.6.2015", "terms": "Vilkår"})[
        "Location"
    ]
    late = pm.post(edit, {"starts_on": "1.3.2012", "ends_on": "1.7.2015", "terms": "Vilkår"})
    assert late.context["form"].errors["starts_on"]
    assert pm.post(edit, {"starts_on": "1.3.2012", "ends_on": "30.6.2014"})["Location"] == page
    logged_in(world.pa).post(reverse("grants:agreement-sign-partner", args=[REF, 1]))
    ls.post(reverse("grants:agreement-sign-lead", args=[REF, 1]))
    agreement = PartnershipAgreement.objects.get(grant_partner=world.aarhus)
    assert (agreement.state, agreement.ends_on) == ("active", dt.date(2014, 6, 30))
    end = reverse("grants:agreement-end", args=[REF, 1])
    assert pm.get(end).status_code == 403
    ls.post(end, {"ends_on": "31.12.2013", "reason": "Udtræder"})
    agreement.refresh_from_db()
    assert (agreement.state, agreement.ends_on) == ("ended", dt.date(2013, 12, 31))


def test_a_budget_from_the_editor_to_the_approval(world):
    pm = logged_in(world.pm)
    new = reverse("grants:budget-new", args=[REF])
    form = pm.get(new).context["form"]
    values = {name: form[name].value() for name in form.fields}
    values = {name: "" if value is None else str(value) for name, value in values.items()}
    lines = {line.code: line.pk for line in BudgetLine.objects.all()}
    travel = f"a-{world.aarhus.pk}-{lines['travel']}"
    external = f"a-{world.aarhus.pk}-{lines['external']}"
    values |= {"effective_from": "1.1.2013", travel: "750.100,00", external: "2.999.900,00"}
    more = pm.post(new, {**values, "more": "1"})
    assert len(more.context["form"].plan()) == len(form.plan()) + 4
    assert pm.post(new, {**values, travel: "1.234"}).context["form"].errors[travel]
    page = pm.post(new, values)["Location"]
    version = BudgetVersion.objects.get(number=2)
    assert version.commitments.count() == 3
    assert logged_in(world.ma).get(page).status_code == 404
    shown = pm.get(page).content.decode()
    assert "750.100,00" in shown
    pm.post(reverse("grants:budget-propose", args=[REF, 2]))
    lc = logged_in(world.lc)
    assert logged_in(world.ma).get(page).status_code == 200
    back = reverse("grants:budget-send-back", args=[REF, 2])
    assert pm.get(back).status_code == 403
    lc.post(back, {"reason": "Hvorfor?"})
    edit = reverse("grants:budget-edit", args=[REF, 2])
    assert pm.get(edit).status_code == 200
    assert pm.post(edit, values)["Location"] == page
    pm.post(reverse("grants:budget-propose", args=[REF, 2]))
    lc.post(reverse("grants:budget-approve", args=[REF, 2]))
    assert BudgetVersion.objects.get(number=2).state == "approved"


def test_a_budget_that_breaks_a_rule_is_refused_on_its_page(world):
    pm = logged_in(world.pm)
    cell = f"a-{world.aarhus.pk}-{BudgetLine.objects.get(code='travel').pk}"
    pm.post(
        reverse("grants:budget-new", args=[REF]),
        {"effective_from": "1.1.2013", "rows": "0", cell: "29.999.999,99"},
    )
    pm.post(reverse("grants:budget-propose", args=[REF, 2]))
    ma = logged_in(world.ma)
    page = ma.get(reverse("grants:budget-detail", args=[REF, 2])).content.decode()
    refused = ma.post(reverse("grants:budget-approve", args=[REF, 2]))
    assert refused.status_code == 409
    for text in (page, refused.content.decode()):
        assert "29.999.999,99" in text
        assert "R-10" in text


def test_periods_are_laid_out_opened_closed_and_reopened(world):
    ReportingPeriod.objects.filter(grant=world.grant).delete()
    pm, lc = logged_in(world.pm), logged_in(world.lc)
    assert pm.post(reverse("grants:period-lay-out", args=[REF])).status_code == 302
    assert ReportingPeriod.objects.count() == 7
    pm.post(reverse("grants:period-open", args=[REF, 1]))
    lc.post(reverse("grants:period-close", args=[REF, 1]))
    reopen = reverse("reporting:period-reopen", args=[REF, 1])
    assert pm.get(reopen).status_code == 403
    assert lc.post(reopen, {"reason": ""}).context["form"].errors["reason"]
    lc.post(reopen, {"reason": "Et bilag mangler"})
    logged_in(world.ls).post(reverse("reporting:reopening-sign", args=[REF, 1]))
    assert ReportingPeriod.objects.get(number=1).state == "reopened"


def test_an_indicator_is_added_and_changed(world):
    pm = logged_in(world.pm)
    values = {
        "number": 2,
        "code": "companies",
        "name_da": "Virksomheder",
        "name_en": "Companies",
        "unit_da": "virksomheder",
        "unit_en": "companies",
        "count_rule": "Hver tæller én gang.",
        "source": "Logbog",
        "target": 1200,
    }
    pm.post(reverse("grants:indicator-new", args=[REF]), values)
    edit = reverse("grants:indicator-edit", args=[REF, 2])
    pm.post(edit, {**values, "target": 1300, "change_code": "error"})
    assert Indicator.objects.get(number=2).target == 1300
