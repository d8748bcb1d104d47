"""Two people of the lead at one budget, agreement, application or indicator (L15)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consortium.models import FormDraft
from grants.actions.agreements import change_agreement, offer_agreement
from grants.actions.applications import change_application, draft_application
from grants.actions.budgets import change_budget_draft, draft_budget
from grants.actions.grants import accept_grant
from grants.actions.indicators import FIELDS, set_indicator
from grants.models import (
    BudgetLine,
    Fund,
    Indicator,
    PartnershipAgreement,
    RuleProfileVersion,
)
from tests.read_forms import conflict_form, kept_form


def opened(person: Any, name: str, *args: Any) -> tuple[Client, str, dict[str, list[str]]]:
    client, page = Client(), reverse(f"grants:{name}", args=args)
    client.force_login(person)
    return client, page, kept_form(client.get(page))


@pytest.fixture
def draft(world):
    """A second version of the budget, under way: 1 krone for Aarhus on travel."""
    return draft_budget(world.grant, by=world.pm, at=world.clock(), **figures(world, "1.00"))


def figures(world, amount: str) -> dict[str, Any]:
    line = BudgetLine.objects.get(code="travel")
    return {
        "effective_from": world.grant.starts_on,
        "explanation": "",
        "amounts": [(world.aarhus, line, Decimal(amount))],
        "commitments": [],
    }


def test_a_budget_is_merged_cell_by_cell(world, draft):
    client, page, fields = opened(world.pm, "budget-edit", world.ref, draft.number)
    changed = figures(world, "2.00")
    change_budget_draft(draft, by=world.pm, at=world.clock(), **changed)
    line = BudgetLine.objects.get(code="external")
    mine = f"a-{world.randers.pk}-{line.pk}"
    answer = client.post(page, {**fields, mine: "1.000,50", "explanation": "Flytning"})
    different = {one.name: (one.label, one.suggested) for one in answer.context["different"]}
    travel = f"a-{world.aarhus.pk}-{BudgetLine.objects.get(code='travel').pk}"
    assert different == {
        "explanation": ("Forklaring", "mine"),
        travel: ("Aarhus, Rejser", "theirs"),
        mine: ("Randers, Ekstern bistand", "mine"),
    }
    merge = {**conflict_form(answer), "merge": "chosen"}
    assert client.post(page, merge).status_code == 302
    amounts = {str(row.amount) for row in draft.amounts.all()}
    assert amounts == {"2.00", "1000.50"}


def test_rows_of_the_plan_that_another_has_added_are_not_lost(world, draft):
    client, page, fields = opened(world.pm, "budget-edit", world.ref, draft.number)
    other = {**fields, "rows": ["9"]}
    other |= {f"p-8-{name}": [value] for name, value in ROW.items()}
    assert client.post(page, other).status_code == 302
    assert draft.commitments.count() == 1
    answer = client.post(page, {**fields, "explanation": "Mit"})
    merge = {**conflict_form(answer), "merge": "chosen"}
    assert client.post(page, merge).status_code == 302
    assert draft.commitments.get().amount == Decimal("500.00")


ROW = {"source": "private", "form": "cash", "partner": "", "amount": "500", "letter": "Brev"}


def test_a_draft_of_a_budget_has_its_rows_again(world, draft):
    client, page, fields = opened(world.pm, "budget-edit", world.ref, draft.number)
    typed = {**fields, "rows": ["9"], "p-8-letter": ["Tilsagn, udkast"]}
    client.post(page, typed, headers={"X-Autosave": "draft"})
    back = kept_form(client.get(f"{page}?draft={FormDraft.objects.get().pk}"))
    assert (back["rows"], back["p-8-letter"]) == (["9"], ["Tilsagn, udkast"])
    more = client.post(page, {**back, "more": "1"})
    assert more.status_code == 200
    assert FormDraft.objects.exists()


def test_an_agreement_is_not_overwritten(offered):
    offered.grant = accept_grant(offered.grant, by=offered.ls, at=offered.clock())
    partner = offered.grant.partners.get(number=1)
    client, page, fields = opened(offered.pm, "agreement-edit", offered.ref, 1)
    term = {"starts_on": offered.grant.starts_on, "ends_on": offered.grant.ends_on}
    # The page was empty when I opened it, and somebody has offered one since.
    agreement = offer_agreement(partner, terms="Deres", by=offered.pm, at=offered.clock(), **term)
    answer = client.post(page, {**fields, "terms": "Mine"})
    assert answer.status_code == 409
    merge = conflict_form(answer)
    change_agreement(agreement, terms="Igen", by=offered.pm, at=offered.clock(), **term)
    again = client.post(page, {**merge, "merge": "mine"})
    assert again.status_code == 409
    assert again.context["different"][0].theirs == "Igen"
    assert client.post(page, {**conflict_form(again), "merge": "mine"}).status_code == 302
    assert PartnershipAgreement.objects.get().terms == "Mine"


def application(people):
    return draft_application(
        ref=people.ref,
        title="Modtagelse",
        fund=Fund.objects.get(code="esf"),
        profile=RuleProfileVersion.objects.get(code="esf-2007-13"),
        lead=people.organisations["lead"],
        partners=[people.organisations["aarhus"]],
        by=people.pm,
        at=people.clock(),
        **APPLICATION,
    )


APPLICATION: dict[str, Any] = {
    "starts_on": "2012-03-01",
    "ends_on": "2015-06-30",
    "ceiling": Decimal("15000000.00"),
    "budget": Decimal("30000000.00"),
    "requested": Decimal("15000000.00"),
    "summary": "Et projekt.",
}


def test_an_application_is_merged_with_its_partners(people):
    made = application(people)
    client, page, fields = opened(people.pm, "application-edit", people.ref)
    both = [people.organisations["aarhus"], people.organisations["randers"]]
    change_application(made, partners=both, by=people.pm, at=people.clock())
    answer = client.post(page, {**fields, "title": "Fastholdelse"})
    sides = {one.name: (one.theirs, one.suggested) for one in answer.context["different"]}
    assert sides == {
        "title": ("Modtagelse", "mine"),
        "partners": ("Aarhus Kommune, Randers Erhvervsråd", "theirs"),
    }
    assert client.post(page, {**conflict_form(answer), "merge": "chosen"}).status_code == 302
    made.refresh_from_db()
    assert made.title == "Fastholdelse"
    assert made.support_letters.count() == 2


def test_a_new_indicator_does_not_redefine_one_unseen(world):
    client, page, fields = opened(world.pm, "indicator-new", world.ref)
    values = {name: getattr(world.indicator, name) for name in FIELDS}
    second = {**values, "code": "courses", "name_da": "Kurser"}
    set_indicator(world.grant, number=2, by=world.pm, at=world.clock(), **second)
    typed = {name: str(value) for name, value in values.items() if value and value is not True}
    answer = client.post(page, {**fields, **typed, "code": "mentors"})
    assert answer.status_code == 409
    assert Indicator.objects.get(number=2).code == "courses"
    assert client.post(page, {**conflict_form(answer), "merge": "mine"}).status_code == 302
    assert Indicator.objects.get(number=2).code == "mentors"


def test_a_stranger_keeps_no_draft(world, draft):
    page = reverse("grants:budget-edit", args=[world.ref, draft.number])
    for person, status in ((world.stranger, 404), (world.lc, 403)):
        client = Client()
        client.force_login(person)
        answer = client.post(page, {"explanation": "x"}, headers={"X-Autosave": "draft"})
        assert answer.status_code == status
    assert not FormDraft.objects.exists()
