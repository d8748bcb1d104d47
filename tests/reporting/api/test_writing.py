"""Programs write drafts by the actions of the pages, and hear the same sentences."""

from __future__ import annotations

import datetime as dt

import pytest

from consortium.models import AuditEvent
from partners.models import ApiAnswer
from reporting.models import Activity, Expenditure, TimeSheet
from tests.reporting.api.conftest import COST, Program

ACTIVITY = {"kind": "seminar", "title": "Netværk", "held_on": "2012-03-22", "participants": 12}


def costs_of(story) -> str:
    return f"/reports/{story.report.pk}/expenditure"


def test_a_cost_is_entered_changed_and_removed(story):
    made = story.pu_writes.post(costs_of(story), COST)
    assert made.status_code == 201, made.content
    row = made.json()
    assert (row["amount"], row["state"], row["version"]) == ("1000.00", "draft", row["version"])
    item = Expenditure.objects.get(pk=row["id"])
    assert (item.voucher_no, item.created_by) == ("1087", story.pu)
    event = AuditEvent.objects.get(verb="expenditure.entered", subject_id=str(item.pk))
    assert (event.by, event.subject_id) == (story.pu, str(item.pk))
    where = made.headers["Location"].removeprefix("/api/v1")
    changed = story.pu_writes.ask(
        "PUT", where, {**COST, "net": "800.00"}, **{"If-Match": made.headers["ETag"]}
    )
    assert changed.status_code == 200, changed.content
    assert changed.json()["net"] == "800.00"
    assert changed.headers["ETag"] != made.headers["ETag"]
    gone = story.pu_writes.ask("DELETE", where, **{"If-Match": changed.headers["ETag"]})
    assert gone.status_code == 204
    assert not Expenditure.objects.filter(pk=item.pk).exists()
    assert story.pu_reads.get(where).status_code == 404


def test_who_has_read_an_older_version_overwrites_nothing(story):
    where = f"/expenditure/{story.item.pk}"
    read = story.pu_reads.get(where).headers["ETag"]
    sent = {**COST, "voucher_no": "900", "net": "700.00"}
    assert story.pu_writes.ask("PUT", where, sent, **{"If-Match": read}).status_code == 200
    late = story.pu_writes.ask("PUT", where, {**sent, "net": "1.00"}, **{"If-Match": read})
    assert (late.status_code, late.json()["code"]) == (412, "STALE")
    assert late.json()["detail"].startswith("The row has changed: its version is now ")
    assert story.pu_writes.ask("DELETE", where, **{"If-Match": read}).status_code == 412
    assert str(Expenditure.objects.get(pk=story.item.pk).net) == "700.00"
    silent = story.pu_writes.ask("PUT", where, sent)
    assert (silent.status_code, silent.json()["title"]) == (428, "Say which version you change")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Voucher number 900 stands in this report already."),
        ("da", "Bilagsnummer 900 står allerede i denne rapport."),
    ],
)
def test_the_refusal_is_the_page_s_own_sentence(story, language, sentence):
    program = Program(story.pu_writes.secret, language)
    refused = program.post(costs_of(story), {**COST, "voucher_no": "900"})
    assert refused.status_code == 409
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.headers["Content-Language"] == language
    problem = refused.json()
    fault = next(one for one in problem["errors"] if one["code"] == "VOUCHER_TWICE")
    assert fault["sentence"] == sentence
    assert (fault["rule"], fault["field"], fault["value"]) == ("A-11", "voucher_no", "900")
    assert problem["status"] == 409
    assert problem["what_to_do"]
    assert Expenditure.objects.count() == 1


def test_what_a_form_of_the_pages_refuses_is_refused_here(story):
    refused = story.pu_writes.post(costs_of(story), {**COST, "line": "nowhere"})
    assert refused.status_code == 409
    assert refused.json()["errors"][0]["field"] == "line"
    assert refused.json()["errors"][0]["value"] == "nowhere"


def test_what_is_not_in_shape_is_told_by_field(story):
    for field, value in {
        "net": 1000,
        "vat": "1.000,00",
        "invoice_date": "5.3.2012",
        "kind": "staff",
        "amount": "1.00",
    }.items():
        wrong = story.pu_writes.post(costs_of(story), {**COST, field: value})
        assert wrong.status_code == 422, field
        assert wrong.json()["errors"][0]["field"] == field
    assert Expenditure.objects.count() == 1


def test_who_may_not_write_is_told_so_and_a_stranger_finds_nothing(story):
    assert story.pm_writes.post(costs_of(story), COST).status_code == 403
    assert story.randers_pu_writes.post(costs_of(story), COST).status_code == 404
    only_reads = story.pu_reads.post(costs_of(story), COST)
    assert (only_reads.status_code, only_reads.json()["code"]) == (403, "TOKEN_ONLY_READS")
    assert only_reads.json()["detail"] == (
        "“Program of pu” is a token that only reads. Make one that writes drafts."
    )
    danish = Program(story.pu_reads.secret, "da").post(costs_of(story), COST)
    assert danish.json()["detail"] == (
        "“Program of pu” er en adgangsnøgle, der kun læser. Opret en, der skriver kladder."
    )
    assert Expenditure.objects.count() == 1


def test_a_key_does_a_deed_once(story):
    sent = {"Idempotency-Key": "voucher-1087-a"}
    first = story.pu_writes.post(costs_of(story), COST, **sent)
    again = story.pu_writes.post(costs_of(story), COST, **sent)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Idempotent-Replay"] == "true"
    assert Expenditure.objects.count() == 2
    other = story.pu_writes.post(costs_of(story), {**COST, "net": "1.00"}, **sent)
    assert (other.status_code, other.json()["code"]) == (409, "IDEMPOTENCY_KEY_USED")
    assert "Use a new key for a new deed." in other.json()["detail"]


def test_a_key_that_was_refused_may_come_again(story):
    sent = {"Idempotency-Key": "voucher-1087-b"}
    assert (
        story.pu_writes.post(
            costs_of(story), {**COST, "net": "0.00", "vat": "0.00"}, **sent
        ).status_code
        == 409
    )
    assert not ApiAnswer.objects.exists()
    assert story.pu_writes.post(costs_of(story), COST, **sent).status_code == 201


def test_a_key_is_forgotten_after_two_days(story, settings):
    sent = {"Idempotency-Key": "voucher-1087-c"}
    assert story.pu_writes.post(costs_of(story), COST, **sent).status_code == 201
    settings.DEMO_DAY = dt.date(2012, 4, 15)
    again = story.pu_writes.post(costs_of(story), COST, **sent)
    assert again.status_code == 409
    assert again.json()["errors"][0]["code"] == "VOUCHER_TWICE"


def test_an_activity_is_entered_changed_and_removed(story):
    made = story.pu_writes.post(f"/reports/{story.report.pk}/activities", ACTIVITY)
    assert made.status_code == 201, made.content
    held = Activity.objects.get(pk=made.json()["id"])
    assert (held.responsible_id, held.participants) == (story.aarhus.pk, 12)
    where = f"/activities/{held.pk}"
    changed = story.pu_writes.ask(
        "PUT", where, {**ACTIVITY, "participants": 14}, **{"If-Match": made.headers["ETag"]}
    )
    assert changed.json()["participants"] == 14
    outside = story.pu_writes.ask(
        "PUT",
        where,
        {**ACTIVITY, "held_on": "2013-03-22"},
        **{"If-Match": changed.headers["ETag"]},
    )
    assert outside.json()["errors"][0]["code"] == "OUTSIDE_PERIOD"
    gone = story.pu_writes.ask("DELETE", where, **{"If-Match": changed.headers["ETag"]})
    assert gone.status_code == 204
    held_on = story.pu_reads.get(f"/activities/{story.activity.pk}")
    kept = story.pu_writes.ask(
        "DELETE", f"/activities/{story.activity.pk}", **{"If-Match": held_on.headers["ETag"]}
    )
    assert kept.json()["detail"] == (
        "Hours are entered on “Seminar”. Move them to another activity first."
    )


def month(story, **more):
    return {
        "employee": story.employee.pk,
        "month": "2012-04",
        "rate": story.rate.pk,
        "entries": [{"day": "2012-04-03", "hours": "7.50", "task": "Rådgivning"}],
        **more,
    }


def test_an_employee_enters_changes_and_removes_the_own_month(story):
    made = story.em_writes.post(f"/reports/{story.report.pk}/time-sheets", month(story))
    assert made.status_code == 201, made.content
    assert (made.json()["hours"], made.json()["state"]) == ("7.50", "draft")
    where = f"/time-sheets/{made.json()['id']}"
    sent = {key: value for key, value in month(story).items() if key in ("rate", "entries")}
    sent["entries"] = [*sent["entries"], {"day": "2012-04-10", "hours": "2.25", "task": "Møde"}]
    changed = story.em_writes.ask("PUT", where, sent, **{"If-Match": made.headers["ETag"]})
    assert changed.json()["hours"] == "9.75"
    late = story.em_writes.ask("PUT", where, sent, **{"If-Match": made.headers["ETag"]})
    assert late.status_code == 412
    gone = story.em_writes.ask("DELETE", where, **{"If-Match": changed.headers["ETag"]})
    assert gone.status_code == 204
    assert TimeSheet.objects.count() == 1
    assert AuditEvent.objects.filter(verb="time_sheet.dropped").exists()


def test_a_month_that_stands_or_is_another_s_is_refused(story):
    path = f"/reports/{story.report.pk}/time-sheets"
    stands = story.pu_writes.post(path, month(story, month="2012-03"))
    assert (stands.status_code, stands.json()["code"]) == (409, "MONTH_STANDS")
    assert story.randers_pu_writes.post(path, month(story)).status_code == 404
    lead = story.pm_writes.post(path, month(story))
    assert lead.json()["detail"] == "The token's seat enters no hours for this person."
    wrong = story.pu_writes.post(path, month(story, rate=story.rate.pk + 1))
    assert wrong.json()["errors"][0]["code"] == "RATE_OF_ANOTHER"
    entries = [{"day": "2012-04-03", "hours": "1.00", "activity": 999}]
    other = story.pu_writes.post(path, month(story, entries=entries))
    assert other.json()["errors"][0]["field"] == "entries.0.activity"
    assert other.json()["errors"][0]["value"] == "999"


def test_a_month_that_is_signed_stays(story):
    TimeSheet.objects.filter(pk=story.sheet.pk).update(state="signed", signed_by=story.em)
    where = f"/time-sheets/{story.sheet.pk}"
    read = story.em_reads.get(where).headers["ETag"]
    kept = story.em_writes.ask("DELETE", where, **{"If-Match": read})
    assert kept.status_code == 409
    assert kept.json()["detail"] == (
        "The month is “Signed”. The superior can return it, then it can be changed."
    )
