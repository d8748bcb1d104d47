"""The papers' figures: made of the rows, agreeing with each other, freezable, without names."""

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from grants.models import ReportingPeriod
from reporting.documents.bodies import from_body, to_body
from reporting.documents.claim_document import claim_body
from reporting.documents.editions import draft_edition
from reporting.documents.material import gather
from reporting.documents.papers import draft_of
from reporting.documents.t_register import task_table
from reporting.documents.tables import SUBTOTAL, Row, Words
from reporting.models import Claim, Expenditure
from reporting.queries.delivery import RegionalTask
from reporting.rules.reconciliation import check_reconciliations
from tests.reporting.documents.books import CLAIM_KINDS, NOON
from tests.reporting.documents.regional import regional_tasks_of


@pytest.mark.parametrize("kind", CLAIM_KINDS)
@pytest.mark.parametrize("period", [0, 1])
def test_every_figure_agrees(paper, kind, period):
    document = paper(kind, period)
    assert document.reconciliations
    assert check_reconciliations(document.checks()) == []


@pytest.mark.parametrize("kind", CLAIM_KINDS)
def test_what_is_frozen_reads_back_the_same(paper, kind):
    document = paper(kind)
    edition = draft_edition(document, "da")
    assert from_body(json.loads(edition.body)) == document


def test_the_total_of_t1_is_the_sum_of_the_rows_less_revenue(made, paper):
    costs = paper("authority").table("T1")
    accepted = Expenditure.objects.filter(state="claimed").aggregate(all=Sum("accepted"))["all"]
    assert costs.total("cumulative") == accepted - 2 * Decimal("1234.56")


def test_a_correction_stands_in_t10_and_in_no_other_table_of_rows(paper):
    document = paper("authority")
    corrections = document.table("T10")
    assert len(corrections.rows) == 2
    assert corrections.total("te_effect") == document.table("T1").total("corrected")
    assert all("K-1" not in row.cells for row in document.table("T5").rows)


def test_the_fund_s_money_is_what_the_claim_stored(made, paper):
    claim = made.claims[1]
    financing = paper("authority").table("T2")
    eu = financing.rows[0].cells
    assert eu[financing.place("this")] == claim.amount
    assert eu[financing.place("cumulative")] == claim.entitlement


def test_cost_without_financing_is_shown_and_not_hidden(made):
    """L3 binds: what the missing co-financing leaves open has a row of its own."""
    claim = made.claims[0]
    # A claim that was sent is locked, so the poorer world is a copy that was never saved.
    poor = Claim.objects.get(pk=claim.pk)
    poor.other_financing = Decimal("10000.00")
    poor.entitlement = poor.amount = Decimal("10000.00")
    poor.unfinanced = poor.total_eligible - Decimal("20000.00")
    body = claim_body(poor, NOON)
    table = next(table for table in body["tables"] if table["code"] == "T2")
    lacking = next(row for row in table["rows"] if row["cells"][0]["en"] == "Not yet financed")
    assert Decimal(lacking["cells"][5]) == poor.unfinanced
    assert table["notes"]


def test_no_name_of_an_employee_leaves_the_house(paper):
    for kind in CLAIM_KINDS:
        assert "Hemmelig" not in json.dumps(to_body(paper(kind)), ensure_ascii=False)


def test_hours_and_months_stand_by_staff_number(paper):
    staff = paper("authority").table("T4")
    assert [row.cells[0] for row in staff.rows[:-1]] == ["M00", "M01", "M02", "M03"]
    assert staff.total("hours") == Decimal("322.00")


def test_the_region_s_total_is_t1(paper):
    assert paper("region").table("R2").total("used") == paper("authority").table("T1").total(
        "cumulative"
    )


def test_the_shares_of_all_statements_are_the_claim(made):
    shares = []
    for partner in made.partners:
        document = draft_of("partner_statement", made.grant, made.periods[1], partner, NOON)
        table = document.table("S3")
        shares.append(table.total("amount"))
    assert sum(shares) == made.claims[1].amount


def test_a_disallowed_cost_stands_with_its_reason(paper):
    row = paper("partner_statement").table("S2").rows[0]
    assert row.cells[-1] == "Uden for projektet"


def test_a_difference_is_named_to_the_oere(paper):
    document = paper("authority")
    costs = document.table("T1")
    cells = list(costs.rows[-1].cells)
    place = costs.place("this")
    cells[place] += Decimal("0.01")
    broken = replace(costs, rows=(*costs.rows[:-1], Row(tuple(cells), costs.rows[-1].level)))
    breaches = check_reconciliations(broken.checks)
    assert [breach.params["difference"] for breach in breaches] == [Decimal("-0.01")]


def test_a_subtotal_is_never_added_twice(paper):
    costs = paper("authority").table("T1")
    assert any(row.level == SUBTOTAL for row in costs.rows)
    assert not check_reconciliations(costs.checks)


@pytest.mark.parametrize("kind", CLAIM_KINDS)
def test_a_paper_asks_little_however_many_rows_and_periods(made, kind):
    """A page of the house may ask 12 times; five are session, user, rights, grant and news."""
    made.grant.fund, made.grant.lead  # noqa: B018 (the pages bring them along)
    with CaptureQueriesContext(connection) as asked:
        draft_of(kind, made.grant, made.periods[1], made.partners[1], NOON)
    # The final report has what partners wrote for it besides.
    assert len(asked) <= (9 if kind == "final" else 8)


def test_the_region_sees_its_own_money_apart(paper):
    document = paper("region")
    own, everything = document.table("R6"), document.table("R5")
    [row] = own.rows[:-1]
    assert row.cells == everything.rows[2].cells[1:]
    assert own.total("cumulative") == Decimal("40000.20")


def test_the_region_reads_the_deviations_as_risks(paper):
    titles = [section.title.en for section in paper("region").sections]
    assert "Risks: deviations and why" in titles


def test_before_a_plan_the_region_reads_one_sentence_and_who_held_a_task_last(made):
    document = draft_of("region", made.grant, made.periods[1], None, NOON)
    plan = document.table("R8")
    assert plan.rows == ()
    assert str(plan.notes[0]) == "Ingen opgave har endnu en plan eller en udgift."
    assert plan.notes[0].en == "No task has a plan or a cost yet."
    task = RegionalTask("networks", "Møde", "Meeting", "Aarhus", 1, 0, NOON.date())
    cells = task_table([task, replace(task, answers=1)])
    assert [row.cells[cells.place("responsible")] for row in cells.rows[:2]] == [
        Words("Aarhus (afholdt senest)", "Aarhus (held it last)"),
        "Aarhus",
    ]
    [summary] = [one for one in document.sections if one.title.en == "Summary"]
    [(_head, text)] = summary.paragraphs
    assert str(text).startswith("I periode 2 (1.9.2012–28.2.2013) afholdt")


def test_a_draft_of_the_final_accounts_tests_the_last_claims_limit(made):
    """L5 (rules.md 2.2): as long as no claim is stored, as the last one would be."""
    last = made.periods[1].ends_on + dt.timedelta(1)
    period = ReportingPeriod.objects.create(
        grant=made.grant,
        number=3,
        starts_on=last,
        ends_on=last + dt.timedelta(180),
        partner_due_on=last + dt.timedelta(190),
        funder_due_on=last + dt.timedelta(200),
    )
    position = gather(made.grant, period).fund
    assert dict(position.limits)["L5"] is None
    paper = draft_of("final", made.grant, period, None, NOON)
    fund = paper.table("T3")
    amounts = {
        row.cells[0]: amount
        for row in fund.rows
        if isinstance(amount := row.cells[fund.place("amount")], Decimal)
    }
    assert amounts["L5"] == position.te - position.x
    assert amounts["F"] == max(Decimal(0), min(amounts[f"L{one}"] for one in range(1, 6)))
    assert check_reconciliations(paper.checks()) == []


def test_the_region_reads_plan_cost_and_key_of_each_regional_task(made):
    """R8 (rules.md 5.2, R-72): what the partner that answers for it has written, and the cost."""
    given, nobody, marked = regional_tasks_of(made)
    document = draft_of("region", made.grant, made.periods[1], None, NOON)
    table = document.table("R8")
    place = {name: table.place(name) for name in ("plan", "claimed", "key_share", "responsible")}
    rows = {str(row.cells[0]): row.cells for row in table.rows}
    own = rows[given.name_da]
    assert own[place["plan"]] == "Fire møder"
    assert own[place["claimed"]] == marked[0].accepted
    assert own[place["key_share"]] == Fraction(1, 3)
    assert rows[nobody.name_da][place["responsible"]] == "–"
    everything = sum(one.accepted for one in marked)
    assert table.total("claimed") == everything
    rest = table.rows[-2].cells
    assert str(rest[0]) == "Uden bestemt opgave"
    assert rest[place["claimed"]] == marked[1].accepted
    assert [note.en for note in table.notes][-1].endswith("yet: 2.")
    assert check_reconciliations(document.checks()) == []
