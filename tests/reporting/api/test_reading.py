"""Programs read what their seat's person would see on the pages, and nothing else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consortium.models import AuditEvent
from reporting.actions.costs import enter_expenditure
from reporting.api.reading import RESOURCES
from reporting.models import Expenditure
from tests.reporting.api.conftest import Program, told_entry

NAMES = [resource.name for resource in RESOURCES]


def test_a_partner_reads_its_costs(story):
    answer = story.pu_reads.get("/expenditure")
    assert answer.status_code == 200, answer.content
    row = answer.json()["items"][0]
    assert row["grant"] == "M-003"
    assert row["voucher_no"] == "900"
    assert row["net"] == "1000.00"
    assert row["amount"] == "1000.00"
    assert row["invoice_date"] == "2012-03-05"
    assert row["state"] == "draft"
    assert row["line"] == "external"


@pytest.mark.parametrize("reader", ["pu", "pm", "ma", "em"])
def test_every_table_reads_in_at_most_12_queries(story, reader):
    program = getattr(story, f"{reader}_reads")
    for name in NAMES:
        program.get(f"/{name}")
        with CaptureQueriesContext(connection) as asked:
            answer = program.get(f"/{name}")
        assert answer.status_code == 200, answer.content
        assert len(asked) <= 12, "\n".join(one["sql"][:200] for one in asked)


@pytest.mark.parametrize("reader", ["pu", "pm"])
def test_every_table_reads_as_it_stood(story, reader):
    program = getattr(story, f"{reader}_reads")
    for name in NAMES:
        now = program.get(f"/{name}").json()
        then = program.get(f"/{name}?as_of=2012-04-11")
        assert then.status_code == 200, then.content
        # What reading itself has left behind is of today.
        if name != "events":
            assert then.json() == now
        assert program.get(f"/{name}?as_of=2011-01-01").json()["items"] == (
            now["items"] if name in ("budget-lines", "activity-types") else []
        )


def test_a_row_is_read_by_its_key_with_its_version(story):
    answer = story.pu_reads.get(f"/expenditure/{story.item.pk}")
    version = Expenditure.history.filter(id=story.item.pk).first().history_id
    assert answer.headers["ETag"] == f'"{version}"'
    assert answer.json()["version"] == version
    again = story.pu_reads.get(
        f"/expenditure/{story.item.pk}", **{"If-None-Match": answer.headers["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_a_stranger_does_not_learn_that_a_row_exists(story):
    for path in (f"/expenditure/{story.item.pk}", f"/reports/{story.report.pk}"):
        assert story.randers_pu_reads.get(path).status_code == 404
        assert story.pm_reads.get(path).status_code == 200
    assert story.randers_pu_reads.get("/expenditure").json()["items"] == []
    problem = story.randers_pu_reads.get(f"/expenditure/{story.item.pk}")
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert problem.json()["detail"] == (
        "There is nothing at this address that the token's seat may see."
    )


def test_the_funder_sees_no_rows_and_the_lead_no_days_and_no_pay(story):
    assert story.ma_reads.get("/expenditure").json()["items"] == []
    assert story.pm_reads.get("/time-sheets").json()["items"][0]["hours"] == "7.50"
    for name in ("time-entries", "pay-rates", "employees"):
        assert story.pm_reads.get(f"/{name}").json()["items"] == []
    reference = story.pm_reads.get("/pay-rate-references").json()["items"][0]
    assert reference["payroll_ref"] == "Løn 2011"
    assert not {"gross_cost", "rate"} & set(reference)
    assert story.pu_reads.get("/pay-rates").json()["items"][0]["gross_cost"] == "602000.00"


def test_an_employee_reads_the_own_months(story):
    assert [row["hours"] for row in story.em_reads.get("/time-sheets").json()["items"]] == ["7.50"]
    assert [one["name"] for one in story.em_reads.get("/employees").json()["items"]] == ["Em"]
    assert story.em_reads.get("/expenditure").json()["items"] == []


def test_who_reads_persons_is_noted_once_a_day(story):
    for _time in range(3):
        story.pu_reads.get("/time-sheets")
    noted = AuditEvent.objects.filter(verb="hours.read", subject_type="partners.apitoken")
    assert [event.by for event in noted] == [story.pu]


def test_lists_are_found_and_paged_without_losing_a_row(story):
    for number in range(5):
        enter_expenditure(story.report, told_entry(f"V{number}"), by=story.pu, at=story.clock())
    found, path = [], "/expenditure?limit=2"
    while path:
        answer = story.pu_reads.get(path)
        page = answer.json()
        found += [row["voucher_no"] for row in page["items"]]
        path = f"/expenditure?limit=2&cursor={page['next']}" if page["next"] else ""
        assert ("Link" in answer.headers) == bool(path)
    assert found == ["900", "V0", "V1", "V2", "V3", "V4"]
    for asked, number in {
        "grant=M-003": 6,
        "grant=OTHER": 0,
        f"partner={story.aarhus.pk}": 6,
        f"partner={story.randers.pk}": 0,
        f"period={story.period.pk}": 6,
        f"report={story.report.pk}": 6,
        "state=draft": 6,
        "state=claimed": 0,
        "changed_since=2012-04-01T00:00:00Z": 6,
        "changed_since=2012-04-12T00:00:00Z": 0,
    }.items():
        assert len(story.pu_reads.get(f"/expenditure?{asked}").json()["items"]) == number, asked


def test_a_question_that_cannot_be_answered_is_told(story):
    ahead = story.pu_reads.get("/expenditure?as_of=2013-01-01")
    assert ahead.status_code == 409
    assert ahead.json()["detail"] == (
        "01/01/2013 23:59 lies ahead. Leave as_of out to read the rows as they stand."
    )
    wrong = story.pu_reads.get("/expenditure?limit=0")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "limit")
    seat = story.ma_reads.get("/grants?as_of=2012-04-11")
    assert seat.status_code == 403
    assert seat.json()["detail"] == (
        "This seat does not read what was: it needs the right to a history."
    )
    seat = Program(story.ma_reads.secret, "da").get("/grants?as_of=2012-04-11")
    assert (
        seat.json()["detail"]
        == "Denne rolle læser ikke, hvad der var: det kræver ret til historik."
    )


def test_the_history_of_a_row_is_told(story):
    answer = story.pm_reads.get(f"/history/reporting.expenditure/{story.item.pk}?limit=1")
    assert answer.status_code == 200, answer.content
    version = answer.json()["items"][0]
    assert (version["kind"], version["by"]) == ("made", "Pu")
    assert {"label": "Voucher number", "old": "", "new": "900"} in version["changes"]
    assert answer.json()["next"] is None
    path = f"/history/reporting.expenditure/{story.item.pk}"
    assert story.randers_pu_reads.get(path).status_code == 404
    assert story.pm_reads.get("/history/consortium.user/1").status_code == 404


def test_a_session_opens_nothing(story):
    client = Client()
    client.force_login(story.pm)
    assert client.get("/api/v1/expenditure").status_code == 401


def test_what_is_not_there_and_what_is_not_taken_are_problems_too(story):
    nowhere = story.pu_reads.get("/nowhere")
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "NOT_FOUND")
    taken = story.pu_writes.ask("PATCH", f"/expenditure/{story.item.pk}")
    assert (taken.status_code, taken.json()["code"]) == (405, "NOT_TAKEN")
    assert "PUT" in taken.headers["Allow"]


def test_the_description_is_open_and_whole(client, db):
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    assert document["components"]["securitySchemes"]["Token"]["scheme"] == "bearer"
    for name in NAMES:
        assert f"/api/v1/{name}" in document["paths"]
    put = document["paths"]["/api/v1/expenditure/{key}"]["put"]
    assert {"200", "401", "403", "404", "409", "412", "422", "428", "429"} <= set(put["responses"])
    page = client.get("/api/v1/docs/")
    assert page.status_code == 200
    assert b"POST /api/v1/reports/{report}/expenditure" in page.content
    assert b'<script src="http' not in page.content


def test_it_is_the_end_of_a_day_or_a_moment(story):
    moment = dt.datetime.now(dt.UTC).isoformat().replace("+00:00", "Z")
    assert story.pu_reads.get(f"/expenditure?as_of={moment}").status_code == 409
    assert story.pu_reads.get("/expenditure?as_of=2012-04-10T10:30:00Z").json()["items"] != []
