"""Findings: sent, answered by their owner alone, followed up, closed, led to corrections (A-26)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import override_settings

from consortium.actions.base import NotAllowed
from consortium.models import AuditEvent, Notification, User
from consortium.rules.states import StepNotAllowed
from partners.models import Membership
from reporting.actions.corrections import decide_correction, propose_correction
from reporting.actions.findings import (
    FindingRefused,
    answer_finding,
    close_finding,
    follow_up_finding,
)
from reporting.models import Expenditure, Finding, ReportSnapshot
from reporting.queries.checks.base import Scope
from reporting.queries.checks.samples import findings_are_closed_or_owned
from reporting.queries.closing import open_matters
from reporting.queries.dates.base import scope_of, scope_of_all
from reporting.queries.dates.catalogue import days_to_keep, what_text
from reporting.rules.closing import settling_breaches
from tests.cast import signed_grant
from tests.reporting.auditing import both, claimed, found

D = Decimal


@pytest.fixture(scope="module")
def paid_out(django_db_setup, django_db_blocker, tmp_path_factory):
    """Three costs of Aarhus have been claimed."""
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    media = tmp_path_factory.mktemp("media")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=media, PASSWORD_HASHERS=quick),
        transaction.atomic(),
    ):
        made = signed_grant()
        claimed(made, "100.00", "200.00", "300.00")
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def audited(paid_out, db):
    return paid_out


def days(world, who=None):
    """The days to keep that are about findings."""
    on = world.clock().date()
    scope = scope_of(User.objects.get(pk=who.pk)) if who else scope_of_all()
    return [
        (what_text(due, "en"), due.on)
        for due in days_to_keep(scope, on=on)
        if due.kind.code.startswith("finding")
    ]


def test_a_finding_is_sent_to_its_owner_and_stands(audited):
    finding = found(audited)
    assert (finding.number, finding.state, finding.owner) == (1, "open", "PA")
    cost = Expenditure.objects.get(pk=finding.subject_id)
    assert finding.subject_label == str(cost)
    told = Notification.objects.filter(verb="finding.written")
    assert {one.recipient for one in told} == {audited.pu, audited.pa}
    assert told[0].url == f"/findings/{finding.pk}/"
    event = AuditEvent.objects.get(verb="finding.written")
    assert event.after["about"] == f"reporting.expenditure:{cost.pk}"


def test_it_is_answered_followed_up_answered_and_closed(audited):
    finding = found(audited)
    finding = answer_finding(finding, text="Vi er enige.", by=audited.pa, at=audited.clock())
    assert finding.state == "answered"
    assert Notification.objects.filter(verb="finding.answered").get().recipient == audited.au
    later = audited.clock().date() + dt.timedelta(days=14)
    finding = follow_up_finding(
        finding, text="Vis den nye kontoplan.", due_on=later, by=audited.au, at=audited.clock()
    )
    assert (finding.state, finding.due_on) == ("follow_up", later)
    answer_finding(finding, text="Vedlagt.", by=audited.pa, at=audited.clock())
    closed = close_finding(finding, text="Rettet.", by=audited.au, at=audited.clock())
    assert (closed.state, closed.closed_by) == ("closed", audited.au)
    assert list(closed.answers.values_list("kind", "text")) == [
        ("answer", "Vi er enige."),
        ("follow_up", "Vis den nye kontoplan."),
        ("answer", "Vedlagt."),
        ("closing", "Rettet."),
    ]
    verbs = AuditEvent.objects.filter(verb__startswith="finding.").values_list("verb", flat=True)
    assert list(verbs.order_by("pk")) == [
        *("finding.written", "finding.answered", "finding.followed_up", "finding.answered"),
        "finding.closed",
    ]


@pytest.mark.parametrize(("owner", "name"), [("PM", "pm"), ("LC", "lc"), ("LS", "ls")])
def test_each_seat_of_the_lead_answers_its_own(audited, owner, name):
    finding = found(audited, owner=owner, partner=None)
    owners = {"pm", "lc", "ls", "pa"} - {name}
    for other in owners:
        with pytest.raises(NotAllowed):
            answer_finding(finding, text="Ja.", by=getattr(audited, other), at=audited.clock())
    answered = answer_finding(finding, text="Ja.", by=getattr(audited, name), at=audited.clock())
    assert answered.state == "answered"


def test_only_the_auditor_writes_follows_up_and_closes(audited):
    finding = found(audited)
    answer_finding(finding, text="Ja.", by=audited.pa, at=audited.clock())
    for who in (audited.lc, audited.pm, audited.ro, audited.pa):
        with pytest.raises(NotAllowed):
            close_finding(finding, text="x", by=who, at=audited.clock())
        with pytest.raises(NotAllowed):
            due = audited.clock().date()
            follow_up_finding(finding, text="x", due_on=due, by=who, at=audited.clock())
    with pytest.raises(NotAllowed):
        answer_finding(finding, text="x", by=audited.randers_pa, at=audited.clock())
    auditor, audited.au = audited.au, audited.lc
    try:
        with pytest.raises(NotAllowed):
            found(audited)
    finally:
        audited.au = auditor


def test_it_may_be_about_any_row_report_or_paper_of_the_grant(audited):
    paper = ReportSnapshot.objects.filter(grant=audited.grant)[0]
    report = Expenditure.objects.filter(claim=audited.claim)[0].report
    for row in (audited.grant, audited.claim, report, paper, audited.employee, audited.aarhus):
        finding = found(audited, about=(row._meta.label_lower, row.pk))
        assert finding.subject_label == str(row)[:200]


def test_a_row_that_is_not_of_the_grant_is_refused(audited):
    stranger = audited.organisations["funder"]
    for about in (("reporting.expenditure", 10**9), ("partners.organisation", stranger.pk)):
        with pytest.raises(FindingRefused) as refused:
            found(audited, about=about)
        assert both(refused) == (
            "What the finding is about does not belong to M-003.",
            "Det, fundet handler om, hører ikke til M-003.",
        )


REFUSED = [
    (
        {"kind": "sloppiness"},
        "Choose the type of the finding.",
        "Vælg fundets type.",
    ),
    (
        {"amount": D("-1.00")},
        "The amount is not below 0; leave it at 0 where no money is at stake.",
        "Beløbet er ikke under 0; lad det være 0, hvor der ikke er penge på spil.",
    ),
    (
        {"cause": " "},
        "Write what was found, its cause and what you recommend.",
        "Skriv, hvad der er fundet, årsagen, og hvad du anbefaler.",
    ),
    (
        {"due_on": dt.date(2011, 12, 31)},
        "The answer is due on 31/12/2011, which has passed. Give a later day.",
        "Svarfristen 31.12.2011 er passeret. Angiv en senere dag.",
    ),
    ({"owner": "XX", "partner": None}, "Choose who answers.", "Vælg, hvem der svarer."),
    (
        {"partner": None},
        "A finding of a partner names the partner, and no other finding does.",
        "Et fund til en partner nævner partneren, og det gør intet andet fund.",
    ),
]


@pytest.mark.parametrize(("changed", "english", "danish"), REFUSED)
def test_what_is_out_of_order_is_not_sent(audited, changed, english, danish):
    with pytest.raises(FindingRefused) as refused:
        found(audited, **changed)
    assert both(refused) == (english, danish)


def test_an_answer_has_words_and_comes_once(audited):
    finding = found(audited)
    with pytest.raises(FindingRefused) as refused:
        answer_finding(finding, text="  ", by=audited.pa, at=audited.clock())
    assert both(refused) == (
        "Write it in words; “no remarks” is an answer.",
        "Skriv det med ord; “ingen bemærkninger” er et svar.",
    )
    answer_finding(finding, text="Ja.", by=audited.pa, at=audited.clock())
    with pytest.raises(StepNotAllowed):
        answer_finding(finding, text="Og ja.", by=audited.pa, at=audited.clock())
    past = audited.clock().date() - dt.timedelta(days=1)
    with pytest.raises(FindingRefused, match="which has passed"):
        follow_up_finding(finding, text="x", due_on=past, by=audited.au, at=audited.clock())


def test_what_is_said_holds_no_cpr_number(audited):
    with pytest.raises(FindingRefused, match="CPR"):
        answer_finding(found(audited), text="010203-1234", by=audited.pa, at=audited.clock())


def test_a_correction_is_tied_to_the_finding_that_led_to_it(audited):
    finding = found(audited)
    cost = Expenditure.objects.get(pk=finding.subject_id)
    correction = propose_correction(
        cost,
        amount=D("50.00"),
        reason_code="not_eligible",
        reason="Bemærkning 1",
        finding=finding,
        by=audited.au,
        at=audited.clock(),
    )
    assert finding.corrections.get().correction == correction
    with pytest.raises(FindingRefused) as refused:
        close_finding(finding, text="Rettet.", by=audited.au, at=audited.clock())
    assert both(refused) == (
        "Corrections of this finding that wait for a decision: 1. Have them decided, then close "
        "it.",
        "Korrektioner af dette fund, der venter på en afgørelse: 1. Få dem afgjort, og luk det så.",
    )
    day = audited.clock().date()
    decide_correction(correction, on=day, reason="Enig", by=audited.ls, at=audited.clock())
    close_finding(finding, text="Rettet.", by=audited.au, at=audited.clock())
    with pytest.raises(FindingRefused) as refused:
        propose_correction(
            Expenditure.objects.filter(claim=audited.claim, amount=D("200.00")).get(),
            amount=D("1.00"),
            reason_code="not_eligible",
            reason="Bemærkning 1",
            finding=finding,
            by=audited.au,
            at=audited.clock(),
        )
    assert both(refused) == (
        "Finding 1 is closed or of another grant, so it leads to no correction.",
        "Fund 1 er lukket eller hører til et andet tilsagn, så det fører ikke til en korrektion.",
    )


def test_its_day_is_to_be_kept_until_it_is_answered(audited):
    finding = found(audited)
    found(audited, owner="LC", partner=None)
    own = "Answer to finding 1 of the auditor"
    leads = "Answer to finding 2 of the auditor"
    assert sorted(days(audited)) == [(own, finding.due_on), (leads, finding.due_on)]
    assert [what for what, _day in days(audited, audited.pa)] == [own]
    assert days(audited, audited.randers_pa) == []
    assert len(days(audited, audited.lc)) == 2
    answer_finding(finding, text="Ja.", by=audited.pa, at=audited.clock())
    assert [what for what, _day in days(audited)] == [leads]


def test_an_open_finding_stands_against_settling(audited):
    finding = found(audited)
    breaches = settling_breaches(open_matters(audited.grant))
    [about] = [one for one in breaches if one.code == "FINDING_OPEN"]
    assert both(about) == (
        "Findings of the auditor that are not closed: 1. Answer them and have them closed.",
        "Revisors fund, der ikke er lukket: 1. Svar på dem, og få dem lukket.",
    )
    close_finding(finding, text="Bagatel.", by=audited.au, at=audited.clock())
    assert open_matters(audited.grant).open_findings == 0


def test_a_finding_nobody_owns_any_more_is_a_fault(audited):
    finding = found(audited)
    lead = found(audited, owner="LS", partner=None)
    assert findings_are_closed_or_owned(Scope(audited.grant)) == []
    Membership.objects.filter(user__in=[audited.pa, audited.ls]).update(ends_on=dt.date(2012, 3, 2))
    faults = findings_are_closed_or_owned(Scope())
    assert {(one.row, both(one.breach)) for one in faults} == {
        (
            str(finding.pk),
            (
                "The finding is open, and nobody approves for the partner that owns it.",
                "Fundet er åbent, og ingen godkender for den partner, der skal svare.",
            ),
        ),
        (
            str(lead.pk),
            (
                "The finding is open, and nobody sits in the seat that owns it.",
                "Fundet er åbent, og ingen sidder på den plads, der skal svare.",
            ),
        ),
    }


def test_a_finding_closed_without_words_is_a_fault(audited):
    finding = found(audited)
    Finding.objects.filter(pk=finding.pk).update(
        state="closed", closed_by=audited.au, closed_at=audited.clock()
    )
    [fault] = findings_are_closed_or_owned(Scope())
    assert both(fault.breach) == (
        "The finding is closed, and nobody has said why.",
        "Fundet er lukket, og ingen har skrevet hvorfor.",
    )


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE reporting_finding SET text = 'x'",
        "UPDATE reporting_finding SET amount = amount + 1",
        "UPDATE reporting_finding SET owner = 'LS', owner_partner_id = NULL",
        "DELETE FROM reporting_finding",
        "UPDATE reporting_findinganswer SET text = 'x'",
        "DELETE FROM reporting_findinganswer",
    ],
)
def test_the_database_keeps_what_was_said(audited, attack):
    finding = found(audited)
    answer_finding(finding, text="Ja.", by=audited.pa, at=audited.clock())
    refused(attack)


def test_the_database_keeps_what_is_closed(audited):
    close_finding(found(audited), text="Bagatel.", by=audited.au, at=audited.clock())
    refused("UPDATE reporting_finding SET due_on = '2013-01-01'")


def refused(attack: str) -> None:
    with (
        pytest.raises(IntegrityError, match="refused"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack)
