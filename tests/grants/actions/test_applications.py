"""From draft to decision: every step, every refusal, and the stranger."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from consortium.actions.base import NotAllowed
from consortium.models import AuditEvent
from consortium.rules.refusals import Refused
from consortium.rules.states import StepNotAllowed
from grants.actions import applications as deeds
from grants.actions.awards import TermsNotInOrder, award_grant
from grants.models import Application, Fund, Grant, RuleProfileVersion
from tests.cast import awarded_grant


def drafted(people, **changed):
    orgs = people.organisations
    values = {
        "ref": people.ref,
        "title": "Modtagelse",
        "fund": Fund.objects.get(code="esf"),
        "profile": RuleProfileVersion.objects.get(code="esf-2007-13"),
        "lead": orgs["lead"],
        "starts_on": dt.date(2012, 3, 1),
        "ends_on": dt.date(2015, 6, 30),
        "ceiling": Decimal("15000000.00"),
        "budget": Decimal("30000000.00"),
        "requested": Decimal("15000000.00"),
        "summary": "",
        "partners": [orgs["aarhus"], orgs["randers"]],
        "by": people.pm,
        "at": people.clock(),
    }
    return deeds.draft_application(**{**values, **changed})


def reviewed(people, **changed):
    """Supported by all, ready to submit."""
    application = drafted(people, **changed)
    deeds.ask_for_support(application, by=people.pm, at=people.clock())
    for letter, approver in zip(
        application.support_letters.all(), (people.pa, people.randers_pa), strict=True
    ):
        deeds.give_support(letter, by=approver, at=people.clock())
    return application


def awarded(people, amount, budget, **terms):
    application = reviewed(people, budget=Decimal(budget), requested=Decimal("1.00"))
    deeds.submit_application(application, by=people.ls, at=people.clock())
    return award_grant(
        application,
        amount=Decimal(amount),
        budget=Decimal(budget),
        offered_on=dt.date(2012, 2, 1),
        journal_no="",
        **{"overrides": {}, "by": people.ma, "at": people.clock(), **terms},
    )


def test_the_draft_asks_every_partner_and_gives_the_seats_their_rights(people):
    application = drafted(people)
    assert [letter.organisation.name for letter in application.support_letters.all()] == [
        "Aarhus Kommune",
        "Randers Erhvervsråd",
    ]
    assert Application.objects.visible_to(people.pm).get() == application
    assert not Application.objects.visible_to(people.ma).exists()
    assert not Application.objects.visible_to(people.stranger).exists()


@pytest.mark.parametrize("who", ["ls", "pu", "ma", "stranger"])
def test_only_the_project_manager_of_the_reference_drafts(people, who):
    with pytest.raises(NotAllowed):
        drafted(people, by=getattr(people, who))
    with pytest.raises(NotAllowed):
        drafted(people, ref="OTHER")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"ends_on": dt.date(2012, 3, 1)}, "TERM_WRONG"),
        ({"budget": Decimal(0)}, "AMOUNT_WRONG"),
        ({"partners": "lead"}, "PARTNERS_WRONG"),
    ],
)
def test_a_draft_is_in_order(people, changed, code):
    if "partners" in changed:
        changed = {"partners": [people.organisations["lead"]]}
    with pytest.raises(deeds.ApplicationNotInOrder) as refused:
        drafted(people, **changed)
    assert [breach.code for breach in refused.value.breaches] == [code]


def test_a_reference_is_used_once(people):
    drafted(people)
    with pytest.raises(deeds.ApplicationNotInOrder, match="M-003 already"):
        drafted(people)


def test_a_draft_can_be_changed_until_the_partners_are_asked(people):
    application = drafted(people)
    changed = deeds.change_application(
        application,
        title="Nyt navn",
        partners=[people.organisations["randers"]],
        by=people.pm,
        at=people.clock(),
    )
    assert changed.title == "Nyt navn"
    assert [one.organisation.name for one in changed.support_letters.all()] == [
        "Randers Erhvervsråd"
    ]
    deeds.ask_for_support(application, by=people.pm, at=people.clock())
    with pytest.raises(deeds.ApplicationNotInOrder, match="no draft any more"):
        deeds.change_application(application, partners=[], by=people.pm, at=people.clock())


def test_support_is_given_by_the_partners_own_approver_once(people):
    application = drafted(people)
    letter = application.support_letters.get(organisation=people.organisations["aarhus"])
    with pytest.raises(deeds.ApplicationNotInOrder):
        deeds.give_support(letter, by=people.pa, at=people.clock())
    deeds.ask_for_support(application, by=people.pm, at=people.clock())
    for stranger in (people.randers_pa, people.pu, people.pm, people.stranger):
        with pytest.raises(NotAllowed):
            deeds.give_support(letter, by=stranger, at=people.clock())
    assert deeds.give_support(letter, by=people.pa, at=people.clock()).given_by == people.pa
    with pytest.raises(deeds.ApplicationNotInOrder):
        deeds.give_support(letter, by=people.pa, at=people.clock())


def test_every_support_must_be_given_before_it_is_submitted(people):
    application = drafted(people)
    deeds.ask_for_support(application, by=people.pm, at=people.clock())
    with pytest.raises(deeds.SupportMissing) as refused:
        deeds.submit_application(application, by=people.ls, at=people.clock())
    assert [one.subject for one in refused.value.breaches] == [
        "Aarhus Kommune",
        "Randers Erhvervsråd",
    ]


@pytest.mark.parametrize(
    ("budget", "requested", "words"),
    [
        ("40000000.00", "15000000.01", "0.01 above the fund's ceiling of 15000000.00"),
        ("29999999.99", "15000000.00", "ask for 0.01 less, or raise the budget by 0.01"),
    ],
)
def test_c01_c02_no_more_than_the_ceiling_and_the_rate_is_asked(people, budget, requested, words):
    application = reviewed(people, budget=Decimal(budget), requested=Decimal(requested))
    with pytest.raises(deeds.NotGrantable, match=words):
        deeds.submit_application(application, by=people.ls, at=people.clock())


def test_it_is_submitted_by_the_signatory_and_only_then_seen_by_the_funder(people):
    application = reviewed(people)
    with pytest.raises(NotAllowed):
        deeds.submit_application(application, by=people.pm, at=people.clock())
    sent = deeds.submit_application(application, by=people.ls, at=people.clock())
    assert sent.state == "submitted"
    assert len(AuditEvent.objects.get(verb="application.submitted").after["sha256"]) == 64
    assert Application.objects.visible_to(people.ma).exists()


def test_region_and_funder_decide_in_their_own_names(people):
    application = reviewed(people)
    deeds.submit_application(application, by=people.ls, at=people.clock())
    with pytest.raises(NotAllowed):
        deeds.recommend_application(application, "", by=people.ma, at=people.clock())
    with pytest.raises(NotAllowed):
        deeds.reject_application(application, "Nej", by=people.rg, at=people.clock())
    with pytest.raises(deeds.ApplicationNotInOrder, match="reason"):
        deeds.reject_application(application, " ", by=people.ma, at=people.clock())
    said = deeds.reject_application(application, "Rammen er brugt", by=people.ma, at=people.clock())
    assert (said.state, said.decision_note) == ("rejected", "Rammen er brugt")
    with pytest.raises(StepNotAllowed):
        deeds.withdraw_application(application, by=people.ls, at=people.clock())


def test_the_lead_may_withdraw_before_the_decision(people):
    application = reviewed(people)
    with pytest.raises(NotAllowed):
        deeds.withdraw_application(application, by=people.pm, at=people.clock())
    gone = deeds.withdraw_application(application, by=people.ls, at=people.clock())
    assert gone.state == "withdrawn"


def test_the_award_freezes_the_profile_with_the_letters_terms(db):
    world = awarded_grant(match_test=False)
    grant = Grant.objects.get()
    assert grant.state == "offered"
    assert grant.profile["match_test"] is False
    assert len(grant.profile_sha256) == 64
    assert [(p.number, p.organisation.name, p.is_lead) for p in grant.partners.all()] == [
        (0, "Erhverv Aarhus", True),
        (1, "Aarhus Kommune", False),
        (2, "Randers Erhvervsråd", False),
    ]
    assert Grant.objects.visible_to(world.ma).exists()
    assert Grant.objects.visible_to(world.randers_pu).exists()
    assert not Grant.objects.visible_to(world.stranger).exists()


def test_r17_half_an_ore_of_the_authority_is_a_warning_that_the_event_keeps(people):
    awarded(people, amount="500000.01", budget="1000000.01")
    [warning] = AuditEvent.objects.get(verb="grant.awarded").after["warnings"]
    assert "authority's rounding puts 500000.01" in warning


def test_r17_more_than_the_rounding_needs_a_reason(people):
    with pytest.raises(deeds.NotGrantable, match="give the reason for the deviation"):
        awarded(people, amount="500200.00", budget="1000000.00")


def test_r17_with_a_reason_the_deviation_is_kept(people):
    grant = awarded(people, amount="500200.00", budget="1000000.00", reason="Afgjort 2011")
    assert grant.amount == Decimal("500200.00")
    event = AuditEvent.objects.get(verb="grant.awarded")
    assert event.reason == "Afgjort 2011"
    assert event.after["warnings"]


def test_the_ceiling_is_never_passed_and_terms_must_fit(people):
    with pytest.raises(deeds.NotGrantable, match="ceiling"):
        awarded(people, amount="15000000.01", budget="40000000.00", reason="Ja")


def test_terms_that_are_no_profile_are_refused(people):
    with pytest.raises(TermsNotInOrder, match="unknown profile parameters"):
        awarded(people, amount="1.00", budget="10.00", overrides={"generous": True})


@pytest.mark.parametrize("who", ["pm", "ls", "rg", "stranger"])
def test_only_the_funder_awards(people, who):
    with pytest.raises(NotAllowed):
        awarded(people, amount="1.00", budget="10.00", by=getattr(people, who))
    assert not Grant.objects.exists()


def test_nothing_is_left_behind_by_a_refusal(people):
    with pytest.raises(Refused):
        awarded(people, amount="0.00", budget="10.00")
    assert not Grant.objects.exists()
    assert Application.objects.get().state == "submitted"
