"""Every kind of day: there while something is to be done, gone when it is; and who sees it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from consortium.models import User
from grants.actions.agreements import end_agreement
from grants.actions.periods import close_period
from grants.models import Grant, PartnershipAgreement, ReportingPeriod
from partners.actions.contacts import add_contact, open_contact_list, withdraw_consent
from partners.rules.contacts import ConsentFacts, ContactFacts
from reporting.actions.corrections import answer_hearing, decide_correction, propose_correction
from reporting.actions.documents import submit_document
from reporting.actions.payments import approve_disbursements, send_disbursements
from reporting.actions.queries_answers import answer, ask
from reporting.models import Expenditure, Recovery
from reporting.queries.dates.base import scope_of, scope_of_all
from reporting.queries.dates.catalogue import KINDS, days_to_keep, what_text
from reporting.rules.closing import contacts_go_on
from tests.reporting import story

DAY = dt.date(2012, 9, 5)


def days(world, who=None, kind="", on=DAY):
    # Asked anew: the cast's rights may have been read before there was a grant.
    scope = scope_of(User.objects.get(pk=who.pk)) if who else scope_of_all()
    return [due for due in days_to_keep(scope, on=on) if kind in ("", due.kind.code)]


def listed(world, who=None, kind="", on=DAY):
    return [(str(due.partner or ""), due.number, due.on) for due in days(world, who, kind, on)]


def first(world, kind, on=DAY):
    return [day for day in listed(world, kind=kind, on=on) if day[1] == "1"]


def claimed(world):
    story.all_verified(world, {world.aarhus: ["1000.00"]}, ["600.00"])
    return story.sent(world, story.checked(world))


def test_a_report_is_due_from_each_partner_until_it_is_handed_in(world):
    due = dt.date(2012, 9, 10)
    assert first(world, "partner_report") == [
        ("Lead", "1", due),
        ("Aarhus", "1", due),
        ("Randers", "1", due),
    ]
    report = story.submitted(world, world.aarhus, ["100.00"])
    assert [day[0] for day in first(world, "partner_report")] == ["Lead", "Randers"]
    report.state = "returned"
    report.save()
    assert len(first(world, "partner_report")) == 3
    close_period(world.period, by=world.lc, at=world.clock())
    assert first(world, "partner_report") == []


def test_a_partner_without_an_active_agreement_owes_no_report(world):
    agreement = PartnershipAgreement.objects.get(grant_partner=world.randers)
    end_agreement(agreement, dt.date(2012, 6, 1), reason="Trådt ud.", by=world.ls, at=world.clock())
    assert [day[0] for day in first(world, "partner_report")] == ["Lead", "Aarhus"]


def test_a_period_that_the_lead_has_not_opened_waits_for_no_partner_once_it_is_over(world):
    second = world.periods[1]
    numbers = {day[1] for day in listed(world, kind="partner_report", on=second.ends_on)}
    assert "2" in numbers
    later = second.ends_on + dt.timedelta(days=1)
    assert "2" not in {day[1] for day in listed(world, kind="partner_report", on=later)}


def test_the_claim_is_due_until_it_is_sent(world):
    assert first(world, "funder_claim") == [("", "1", dt.date(2012, 9, 21))]
    claimed(world)
    assert first(world, "funder_claim") == []


def test_the_region_is_followed_up_until_its_report_is_frozen(world):
    assert first(world, "region_report") == [("", "1", dt.date(2013, 3, 1))]
    claimed(world)
    submit_document("region", world.grant, world.period, by=world.ls, at=world.clock())
    assert first(world, "region_report") == []


def test_a_municipal_agreement_has_quarters_instead_of_claims(world, monkeypatch):
    frozen = {**world.grant.profile, "calendar": "quarterly", "has_engine": False}
    monkeypatch.setattr(
        Grant, "from_db", classmethod(_with_profile(vars(Model)["from_db"].__func__, frozen))
    )
    assert listed(world, kind="funder_claim") == listed(world, kind="region_report") == []
    assert first(world, "municipal_report") == [("", "1", dt.date(2012, 9, 21))]
    close_period(world.period, by=world.lc, at=world.clock())
    assert first(world, "municipal_report") == []


def _with_profile(load, frozen):
    # A grant's profile is locked by a trigger, so the row stays and its reading is changed.
    def from_db(cls, *args):
        grant = load(cls, *args)
        grant.profile = frozen
        return grant

    return from_db


def test_a_question_is_due_until_it_is_answered(world):
    report = story.submitted(world, world.aarhus, ["100.00"])
    question = ask(
        report, text="Hvad?", due_on=dt.date(2012, 9, 12), by=world.lc2, at=world.clock()
    )
    assert listed(world, kind="query") == [("Aarhus", "1", dt.date(2012, 9, 12))]
    answer(question, text="Et oplæg.", by=world.pu, at=world.clock())
    assert listed(world, kind="query") == []


def corrected(world):
    story.all_verified(world, {world.aarhus: ["1000.00"]}, ["600.00"])
    story.settled(world, story.checked(world))
    return propose_correction(
        Expenditure.objects.get(voucher_no__startswith="B1-1"),
        amount=Decimal("100.00"),
        reason_code="not_eligible",
        reason="Ikke støtteberettiget.",
        is_irregular=False,
        by=world.lc,
        at=world.clock(),
    )


def test_a_hearing_is_due_until_the_partner_has_answered(world):
    correction = corrected(world)
    assert listed(world, kind="hearing") == [("Aarhus", "1", correction.hearing_due_on)]
    answer_hearing(correction, text="Vi er enige.", by=world.pa, at=world.clock())
    assert listed(world, kind="hearing") == []


def test_a_recovery_is_due_until_it_is_paid(world):
    correction = decide_correction(
        answer_hearing(corrected(world), text="Ja.", by=world.pa, at=world.clock()),
        on=world.clock().date(),
        reason="Afgjort.",
        by=world.ls,
        at=world.clock(),
    )
    recovery = Recovery.objects.create(
        correction=correction,
        debtor=world.aarhus,
        amount=Decimal("50.00"),
        due_on=dt.date(2012, 12, 1),
    )
    assert listed(world, kind="recovery") == [("Aarhus", "1", dt.date(2012, 12, 1))]
    Recovery.objects.filter(pk=recovery.pk).update(state="paid", settled_amount=Decimal("50.00"))
    assert listed(world, kind="recovery") == []


def test_money_is_to_be_passed_on_until_it_is_sent(world):
    payment = story.paid(world, story.accepted(world, claimed(world)))
    due = payment.received_on + dt.timedelta(days=14)
    assert listed(world, kind="disbursement") == [("Aarhus", "1", due)]
    approve_disbursements(payment, by=world.ls, at=world.clock())
    assert len(days(world, kind="disbursement")) == 1
    day = world.clock().date()
    send_disbursements(payment, on=day, bank_ref="UD-1", by=world.lc, at=world.clock())
    assert listed(world, kind="disbursement") == []


def test_the_end_of_an_agreement_counts_when_it_comes_before_the_projects(world):
    assert listed(world, kind="agreement_end") == []
    PartnershipAgreement.objects.filter(grant_partner=world.randers).update(
        ends_on=dt.date(2013, 5, 31)
    )
    assert listed(world, kind="agreement_end") == [("Randers", "", dt.date(2013, 5, 31))]


def test_project_end_stays_until_the_grant_is_closed_and_the_last_payment_day_passes(world):
    assert listed(world, kind="project_end") == [("", "", dt.date(2015, 6, 30))]
    assert listed(world, kind="paid_by") == [("", "", dt.date(2015, 12, 31))]
    late = dt.date(2016, 1, 1)
    assert len(listed(world, kind="project_end", on=late)) == 1
    assert listed(world, kind="paid_by", on=late) == []
    Grant.objects.filter(pk=world.grant.pk).update(state="closed")
    assert days(world, on=late) == []


OWN = {"partner_report", "query", "hearing", "disbursement", "recovery", "agreement_end"}


@pytest.mark.parametrize(
    ("who", "partners"),
    [
        ("pm", {"Lead", "Aarhus", "Randers"}),
        ("lc2", {"Lead", "Aarhus", "Randers"}),
        ("au", {"Lead", "Aarhus", "Randers"}),
        ("pu", {"Aarhus"}),
        ("randers_pa", {"Randers"}),
        ("ma", set()),
        ("rg", set()),
    ],
)
def test_a_reader_sees_the_projects_days_and_the_partners_it_may(world, who, partners):
    person = getattr(world, who)
    report = story.submitted(world, world.randers, ["100.00"])
    ask(report, text="Hvad?", due_on=DAY, by=world.lc2, at=world.clock())
    seen = days(world, person)
    assert {str(due.partner) for due in seen if due.partner} == partners
    assert {"funder_claim", "region_report", "project_end"} <= {due.kind.code for due in seen}
    asked = {str(due.partner) for due in seen if due.kind.code == "query"}
    assert asked == partners & {"Randers"}


@pytest.mark.parametrize("who", ["stranger", "em", "ad"])
def test_who_has_no_seat_on_the_project_sees_no_day(world, who):
    assert days(world, getattr(world, who)) == []


def test_days_come_soonest_first_and_have_names_of_their_own(world):
    found = days(world)
    assert [due.on for due in found] == sorted(due.on for due in found)
    assert len({due.uid for due in found}) == len(found)
    assert "Rapport for periode 1" in {what_text(due) for due in found}
    assert "Report of period 1" in {what_text(due, "en") for due in found}


def test_all_kinds_take_two_queries_however_many_there_are(world):
    scope = scope_of(world.pm)
    with CaptureQueriesContext(connection) as asked:
        days_to_keep(scope, on=DAY)
    assert len(asked) == 2
    assert len({kind.code for kind in KINDS}) == len(KINDS)


def test_a_reopened_period_waits_for_its_partners_again(world):
    close_period(world.period, by=world.lc, at=world.clock())
    ReportingPeriod.objects.filter(pk=world.period.pk).update(state="reopened")
    assert len(first(world, "partner_report")) == 3


def test_contacts_are_to_go_six_months_after_the_end_for_as_long_as_there_are_any(world):
    told = {"by": world.pu, "at": world.clock()}
    own = {"grant_ref": world.ref, "kind": "ambassadors", "name": "Ambassadører"}
    kept = open_contact_list(world.aarhus.organisation, **own, **told)
    consent = ConsentFacts("1.0", dt.date(2012, 2, 1), "mail", for_sharing=True)
    people = [
        add_contact(kept, ContactFacts(name, "a@example.org"), consent, **told)
        for name in ("Maria", "José")
    ]
    end = world.grant.ends_on
    after = end + dt.timedelta(days=1)
    assert days(world, kind="contacts", on=end) == []
    [due] = days(world, kind="contacts", on=after)
    assert (due.on, due.number, due.partner) == (contacts_go_on(end), "2", None)
    assert due.url == f"/grants/{world.ref}/closure/"
    assert what_text(due, "en") == "Lists with 2 contacts to be emptied"
    assert what_text(due, "da") == "Lister med 2 kontakter, der skal tømmes"
    # The lead reads of it; a partner, whose list it is, and a stranger do not.
    assert len(days(world, world.lc, "contacts", after)) == 1
    assert days(world, world.pu, "contacts", after) == []
    assert days(world, world.stranger, "contacts", after) == []
    # It is reminded of until nobody stands there, however late.
    withdraw_consent(people[0], **told)
    assert [due.number for due in days(world, kind="contacts", on=after)] == ["1"]
    withdraw_consent(people[1], **told)
    assert days(world, kind="contacts", on=after + dt.timedelta(days=400)) == []
