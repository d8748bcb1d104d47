"""The tables of pages about one thing as files: they add up to what the page says (issue 6, 4)."""

from __future__ import annotations

import copy
import csv
import io
import zipfile
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grants.actions.keys import agree_regional_key
from reporting.actions.regional import mark_regional_costs
from reporting.models import BankStatement, Claim, Expenditure, PaymentReceived
from tests.reporting.full_story import full_story
from tests.reporting.invoicing_story import banked

REF = "M-003"


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker, tmp_path_factory):
    """The half year with its bank, told once; every test has a savepoint of it."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr("django.conf.settings.MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        world = full_story()
        banked(world)
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(told, db, settings) -> SimpleNamespace:
    world: SimpleNamespace = copy.deepcopy(told)
    settings.DEMO_DAY = world.clock.now.date()
    return world


def page_file(page: str, format_: str = "csv") -> str:
    return reverse("reporting:page-file", args=[REF, page, format_])


def taken(client: Client, page: str, **asked: Any) -> dict[str, list[dict[str, str]]]:
    """The sheets of the CSV of *page*, in at most twelve questions."""
    with CaptureQueriesContext(connection) as questions:
        answer = client.get(page_file(page), asked)
    assert answer.status_code == 200
    assert len(questions) <= 12
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    sheets = {
        name.removesuffix(".csv"): list(
            csv.DictReader(io.StringIO(archive.read(name).decode()), delimiter=";")
        )
        for name in archive.namelist()
        if name.endswith(".csv")
    }
    book = openpyxl.load_workbook(io.BytesIO(client.get(page_file(page, "xlsx"), asked).content))
    assert set(sheets) - {"data-dictionary", "meta"} <= set(book.sheetnames)
    _has_its_sentences(sheets.pop("data-dictionary"))
    return sheets


def _has_its_sentences(dictionary: list[dict[str, str]]) -> None:
    for row in dictionary:
        assert row["column"] == "reference" or row["meaning_da"] != row["label_da"], row


def money(text: str) -> Decimal:
    return Decimal(text.replace(",", ".")) if text else Decimal(0)


def total(rows: list[dict[str, str]], key: str) -> Decimal:
    [row] = [one for one in rows if next(iter(one.values())) == "total"]
    return money(row[key])


def normal(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [one for one in rows if next(iter(one.values())) != "total"]


@pytest.fixture
def lead(world: SimpleNamespace, client: Client) -> Client:
    client.force_login(world.lc)
    return client


def test_a_claim_is_taken_away_with_its_limits_and_shares(world, lead):
    claim = Claim.objects.get(pk=world.claim.pk)
    page = lead.get(reverse("reporting:claim-detail", args=[claim.pk]))
    assert f"{page_file('claim')}?claim={claim.pk}" in page.content.decode()
    sheets = taken(lead, "claim", claim=claim.pk)
    assert total(sheets["shares"], "own_cost") == claim.new_eligible > 0
    assert total(sheets["shares"], "claim_share") == claim.amount > 0
    limits = {row["limit_name"]: row for row in sheets["limits"]}
    assert money(limits["L2"]["limit_value"]) == claim.limit_2
    binding = [name for name, row in limits.items() if row["binds"] == "Ja"]
    assert binding == claim.binding.split(",")


def test_a_payment_is_taken_away_with_each_partners_part(world, lead):
    payment = PaymentReceived.objects.all()[0]
    page = lead.get(reverse("reporting:payment-detail", args=[payment.pk]))
    assert f"{page_file('payment')}?payment={payment.pk}" in page.content.decode()
    parts = taken(lead, "payment", payment=payment.pk)["parts"]
    totals = page.context["totals"]
    assert total(parts, "payment_share") == totals["share"] == payment.amount
    assert total(parts, "passed_on") == totals["amount"]
    assert total(parts, "own_cost") == totals["eligible"]


def test_the_bank_is_taken_away_list_by_list(world, lead):
    page = lead.get(reverse("reporting:bank", args=[REF]))
    assert page_file("bank") in page.content.decode()
    sheets = taken(lead, "bank")
    matches = page.context["matches"]
    assert matches
    assert total(sheets["matches"], "matched") == sum(one.amount for one, _ground in matches)
    assert total(sheets["files"], "control_sum") == sum(
        one.control_sum for one in page.context["files"]
    )
    for sheet, listed in (("proposals", "proposals"), ("alone", "alone")):
        assert len(normal(sheets[sheet])) == len(page.context[listed])


def test_a_statement_is_taken_away_with_its_signs(world, lead):
    statement = BankStatement.objects.all()[0]
    page = lead.get(reverse("reporting:bank-statement", args=[statement.pk]))
    assert f"{page_file('bank-statement')}?statement={statement.pk}" in page.content.decode()
    entries = taken(lead, "bank-statement", statement=statement.pk)["entries"]
    moved = sum(one.amount if one.is_credit else -one.amount for one in statement.entries.all())
    assert sum(money(row["moved_amount"]) for row in entries) == moved


def test_what_was_searched_for_is_taken_away_past_the_page(world, lead):
    page = lead.get(reverse("reporting:find-vouchers", args=[REF]), {"find": "bosætning"})
    assert f"{page_file('vouchers')}?find=bos%C3%A6tning" in page.content.decode()
    found = taken(lead, "vouchers", find="bosætning")["found"]
    rows = Expenditure.objects.filter(grant=world.grant, text__icontains="bosætning")
    assert len(normal(found)) == page.context["page"].paginator.count == rows.count() > 1
    assert total(found, "accepted_cost") == sum(row.accepted for row in rows)
    assert normal(taken(lead, "vouchers")["found"]) == []


def test_a_question_is_taken_away_with_its_answer(world, lead):
    asked = {"h": "cost:100000.00:::"}
    page = lead.get(reverse("reporting:what-if", args=[REF]), asked)
    assert page_file("what-if") in page.content.decode()
    sheets = taken(lead, "what-if", **asked)
    assert len(sheets["supposed"]) == 1
    shown = {row["title"]: row for row in page.context["rows"]}
    assert len(sheets["compared"]) == len(shown)
    for row in sheets["compared"]:
        for column, name in (("before", "before"), ("after", "after"), ("moved", "difference")):
            assert money(row[column]) == (shown[row["figure"]][name] or 0)
    assert any(money(row["moved"]) for row in sheets["compared"])


def test_the_results_are_taken_away(world, lead):
    page = lead.get(reverse("reporting:indicator-results", args=[REF]))
    assert page_file("indicators") in page.content.decode()
    rows = taken(lead, "indicators")["T6"]
    assert [(row["no"], row["cumulative"]) for row in rows] == [
        (str(row["indicator"].number), row["cumulative"]) for row in page.context["rows"]
    ]
    assert any(int(row["cumulative"]) for row in rows)


def test_the_regional_tasks_are_taken_away(world, lead):
    now = world.clock()
    told = {"basis": "equal", "agreed_on": now.date(), "source": "Aftalen § 4"}
    agree_regional_key(world.grant, **told, by=world.pm, at=now)
    costs = list(Expenditure.objects.filter(grant=world.grant, state="claimed", kind="voucher")[:2])
    mark_regional_costs(world.grant, costs, task=None, by=world.pm, at=world.clock())
    page = lead.get(reverse("reporting:regional-tasks", args=[REF]))
    assert page_file("regional") in page.content.decode()
    rows = taken(lead, "regional")["regional"]
    assert total(rows, "in_claim") == sum(now for _one, _rows, now in page.context["claims"]) > 0


@pytest.mark.parametrize(
    ("page", "key"), [("claim", "claim"), ("payment", "payment"), ("bank-statement", "statement")]
)
def test_what_is_not_there_is_not_taken_away(world, lead, page, key):
    for wrong in ({}, {key: "x"}, {key: "999999"}):
        assert lead.get(page_file(page), wrong).status_code == 404


@pytest.mark.parametrize("who", ["stranger", "pu", "ma"])
def test_who_reads_no_rows_takes_nothing_away(world, client, who):
    client.force_login(getattr(world, who))
    claim = {"claim": world.claim.pk}
    for page in ("claim", "bank", "vouchers", "what-if", "regional", "indicators"):
        assert client.get(page_file(page), claim).status_code == 404
