"""A change request: filed, checked, decided, carried out; each refusal with its sentence (W-09)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from consortium.actions.base import NotAllowed
from consortium.actions.evidence import keep_file
from consortium.models import AuditEvent, Notification
from consortium.queries.texts import sentence_text
from consortium.rules.states import StepNotAllowed
from grants.actions import change_decisions as decisions
from grants.actions import changes as deeds
from grants.actions.budgets import BudgetRefused, Commitment, approve_budget, draft_budget
from grants.actions.funder import LetterMissing
from grants.actions.periods import close_period
from grants.models import Grant
from tests.cast import budget_rows
from tests.sample_files import pdf

DAY = dt.date(2013, 3, 1)


def said(refusal) -> dict[str, str]:
    """The first breach's sentence in both languages."""
    [breach] = refusal.value.breaches
    found = {}
    for language in ("en", "da"):
        with translation.override(language):
            found[language] = sentence_text(breach)
    return found


def plan_without_randers(world, *, day=DAY, left="0.00", budget=None, amount=None):
    """The next version: what Randers pledged comes from the lead's own means, less what is cut."""
    grant = world.grant
    budget, amount = budget or grant.budget, amount or grant.amount
    own = grant.budget - grant.amount
    kept = Decimal(left)
    cells = budget_rows(world)
    cells[0] = (cells[0][0], cells[0][1], cells[0][2] - (grant.budget - budget))
    commitments = [
        Commitment(None, "eu", "cash", amount, "Tilsagn"),
        Commitment(world.aarhus, "municipal", "staff_time", own / 2, "Tilsagn"),
        Commitment(world.randers, "private", "cash", kept, "Betalt") if kept else None,
        Commitment(world.lead, "private", "own", budget - amount - own / 2 - kept, "Bestyrelsen"),
    ]
    return draft_budget(
        grant,
        effective_from=day,
        explanation="Randers udtræder",
        amounts=cells,
        commitments=[one for one in commitments if one and one.amount],
        by=world.pm,
        at=world.clock(),
    )


def filed(world, kind="partner_withdrawn", **asked):
    values = {
        "kind": kind,
        "reason": "Partneren har trukket sig.",
        "consequences": "Indsatsen flyttes til lead.",
        "effective_from": DAY,
        **asked,
    }
    return deeds.file_change(world.grant, by=world.pm, at=world.clock(), **values)


def proposed(world, kind="partner_withdrawn", **asked):
    return deeds.propose_change(filed(world, kind, **asked), by=world.pm, at=world.clock())


def checked(world, kind="partner_withdrawn", **asked):
    return deeds.check_change(proposed(world, kind, **asked), by=world.lc, at=world.clock())


def approved(world, change, by="ma", **given):
    values = {"on": world.clock().date(), "by": getattr(world, by), "at": world.clock()}
    return decisions.approve_change(change, **{**values, **given})


def letter(world):
    return keep_file(
        content=pdf("brev"),
        name="brev.pdf",
        owner_ref=str(world.grant.lead_id),
        by=world.pm,
        at=world.clock(),
    )


def test_a_partner_withdraws_and_the_plan_takes_its_place(world):
    world.clock.move_to(2013, 2, 10)
    version = plan_without_randers(world)
    change = checked(world, grant_partner=world.randers, budget_version=version)
    assert change.before["partner_pays"] == "7500000.00"
    assert change.after["partner_pays"] == "0.00"
    assert change.before["financing"] == change.after["financing"] == "15000000.00"
    change = approved(world, change)
    assert change.state == "approved" and change.carried_out_at
    world.randers.agreement.refresh_from_db()
    assert (world.randers.agreement.state, world.randers.agreement.ends_on) == (
        "ended",
        dt.date(2013, 2, 28),
    )
    version.refresh_from_db()
    assert (version.state, version.approved_on, version.effective_from) == (
        "approved",
        dt.date(2013, 2, 10),
        DAY,
    )
    assert version.by_authority
    world.budget.refresh_from_db()
    assert world.budget.state == "superseded"
    verbs = set(AuditEvent.objects.filter(chain=world.ref).values_list("verb", flat=True))
    assert {"change.filed", "change.checked", "change.approved", "change.carried_out"} <= verbs
    told = Notification.objects.filter(verb="change.approved").values_list("recipient__name")
    assert {"Pm", "Lc", "Ls", "Randers Pa", "Randers Pu"} <= {name for (name,) in told}


def test_the_manager_records_the_funders_letter_and_nothing_less(world):
    world.clock.move_to(2013, 2, 10)
    version = plan_without_randers(world)
    change = checked(world, grant_partner=world.randers, budget_version=version)
    with pytest.raises(LetterMissing) as refusal:
        approved(world, change, by="pm")
    assert said(refusal) == {
        "en": "The funder decides; to record its decision, attach its letter.",
        "da": "Fonden afgør; vedhæft fondens brev for at registrere afgørelsen.",
    }
    kept = letter(world)
    change = approved(world, change, by="pm", letter=kept, note="Brev af 10.2.2013")
    assert (change.letter, change.decided_by) == (kept, world.pm)
    event = AuditEvent.objects.get(verb="change.approved")
    assert event.after["letter_sha256"] == kept.sha256 and event.after["by_letter"]


def test_an_amendment_waits_for_the_signatory(world):
    world.clock.move_to(2013, 2, 10)
    budget, amount = Decimal("27000000.00"), Decimal("13500000.00")
    version = plan_without_randers(world, budget=budget, amount=amount)
    change = checked(
        world,
        grant_partner=world.randers,
        budget_version=version,
        new_budget=budget,
        new_amount=amount,
    )
    change = approved(world, change)
    grant = Grant.objects.get(pk=world.grant.pk)
    assert (grant.state, grant.amount, change.carried_out_at) == (
        "accepted",
        world.grant.amount,
        None,
    )
    for person in (world.pm, world.ma, world.lc):
        with pytest.raises(NotAllowed):
            decisions.sign_amendment(change, by=person, at=world.clock())
    change = decisions.sign_amendment(change, by=world.ls, at=world.clock())
    grant.refresh_from_db()
    assert (grant.state, grant.amount, grant.budget) == ("amended", amount, budget)
    assert grant.rate == world.grant.rate
    assert change.carried_out_at and change.signed_by == world.ls
    with pytest.raises(deeds.ChangeRefused, match="no amendment"):
        decisions.sign_amendment(change, by=world.ls, at=world.clock())


def test_a_new_partner_is_admitted_without_an_agreement(world):
    newcomer = world.organisations["region"]
    world.clock.move_to(2013, 2, 10)
    approved(world, checked(world, "partner_new", organisation=newcomer))
    partner = world.grant.partners.get(organisation=newcomer)
    assert partner.number == 3
    assert not hasattr(partner, "agreement")


@pytest.mark.parametrize(
    ("end", "periods"), [(dt.date(2015, 12, 31), 8), (dt.date(2014, 12, 31), 6)]
)
def test_the_term_moves_with_its_periods(world, end, periods):
    world.clock.move_to(2012, 10, 1)
    close_period(world.period, by=world.lc, at=world.clock())
    change = approved(world, checked(world, "period", new_ends_on=end))
    decisions.sign_amendment(change, by=world.ls, at=world.clock())
    found = list(world.grant.periods.all())
    assert (len(found), found[-1].ends_on) == (periods, end)
    assert found[0].ends_on == dt.date(2012, 8, 31)
    assert Grant.objects.get(pk=world.grant.pk).ends_on == end
    ends = [one.ends_on + dt.timedelta(days=1) for one in found[:-1]]
    assert ends == [one.starts_on for one in found[1:]]


def test_an_activity_changes_by_decision_alone(world):
    world.clock.move_to(2013, 2, 10)
    change = approved(world, checked(world, "activity"))
    assert change.carried_out_at and change.before == change.after


REFUSED = [
    (
        {"kind": "activity", "reason": " "},
        "Say why the project is to be changed.",
        "Skriv, hvorfor projektet skal ændres.",
    ),
    (
        {"kind": "activity", "effective_from": dt.date(2016, 1, 1)},
        "01/01/2016 lies outside the project, 01/03/2012 to 30/06/2015; choose a day inside it from"
        " which the change holds.",
        "1.1.2016 ligger uden for projektet, 1.3.2012 til 30.6.2015; vælg en dag i perioden, som"
        " ændringen gælder fra.",
    ),
    ({"kind": "partner_new"}, "Say which organisation becomes a partner.", None),
    ({"kind": "partner_withdrawn"}, "Say which partner withdraws.", None),
    (
        {"kind": "period"},
        "The project ends on 30/06/2015 now; give the new last day.",
        "Projektet slutter nu den 30.6.2015; angiv den nye sidste dag.",
    ),
    (
        {"kind": "budget"},
        "A change of this kind needs a new budget and financing plan; draft a budget version first "
        "and choose it here.",
        None,
    ),
]


@pytest.mark.parametrize(("asked", "english", "danish"), REFUSED)
def test_what_is_missing_is_said_in_both_languages(world, asked, english, danish):
    with pytest.raises(deeds.ChangeRefused) as refusal:
        proposed(world, **asked)
    words = said(refusal)
    assert words["en"] == english
    assert words["da"] == danish if danish else words["da"] != english


def test_the_lead_stays_and_a_partner_that_goes_pays_no_more(world):
    with pytest.raises(deeds.ChangeRefused, match="leads the project and cannot withdraw"):
        proposed(world, grant_partner=world.lead)
    with pytest.raises(deeds.ChangeRefused, match="needs a new budget"):
        proposed(world, grant_partner=world.randers)
    version = plan_without_randers(world, left="7500000.00")
    with pytest.raises(deeds.ChangeRefused) as refusal:
        proposed(world, grant_partner=world.randers, budget_version=version)
    assert said(refusal) == {
        "en": "Randers Erhvervsråd withdraws, but version 2 still takes 7,500,000.00 kr. from it; "
        "leave in it only what it has paid already, and find another source for the rest.",
        "da": "Randers Erhvervsråd udtræder, men version 2 henter stadig 7.500.000,00 kr. hos den; "
        "lad kun det stå, som den allerede har betalt, og find en anden kilde til resten.",
    }


def test_a_grant_is_never_raised_nor_its_rate(world):
    raised = {"new_budget": Decimal("32000000.00"), "new_amount": Decimal("16000000.00")}
    version = plan_without_randers(world)
    given = {"kind": "financing", "budget_version": version}
    with pytest.raises(deeds.ChangeRefused, match="net grant"):
        proposed(world, **given, **raised)
    steeper = {"new_budget": Decimal("20000000.00"), "new_amount": Decimal("14000000.00")}
    with pytest.raises(deeds.ChangeRefused, match="higher rate than the 1/2"):
        proposed(world, **given, **steeper)


def test_four_eyes_and_the_order_of_steps(world):
    change = proposed(world, "activity")
    with pytest.raises(StepNotAllowed):
        approved(world, change)
    with pytest.raises(deeds.ChangeRefused, match="only a draft is changed"):
        deeds.amend_change(change, by=world.pm, at=world.clock(), reason="Ny")
    with pytest.raises(deeds.ChangeRefused, match="sent back for a reason"):
        deeds.send_back_change(change, reason=" ", by=world.lc, at=world.clock())
    change = deeds.send_back_change(change, reason="Uklart", by=world.lc, at=world.clock())
    change = deeds.amend_change(change, by=world.pm, at=world.clock(), reason="Ny grund")
    change = deeds.propose_change(change, by=world.pm, at=world.clock())
    change = deeds.check_change(change, by=world.lc, at=world.clock())
    with pytest.raises(deeds.ChangeRefused, match="between the day of the proposal"):
        approved(world, change, on=dt.date(2030, 1, 1))
    with pytest.raises(deeds.ChangeRefused, match="rejection gives its reason"):
        decisions.reject_change(
            change, on=world.clock().date(), note="", by=world.ma, at=world.clock()
        )
    change = decisions.reject_change(
        change, on=world.clock().date(), note="Nej", by=world.ma, at=world.clock()
    )
    assert change.state == "rejected"
    with pytest.raises(StepNotAllowed):
        deeds.withdraw_change(change, reason="For sent", by=world.pm, at=world.clock())


@pytest.mark.parametrize("who", ["lc", "ls", "ma", "ro", "pu", "stranger"])
def test_only_the_manager_files(world, who):
    with pytest.raises(NotAllowed):
        deeds.file_change(
            world.grant,
            by=getattr(world, who),
            at=world.clock(),
            kind="activity",
            reason="x",
            consequences="y",
            effective_from=DAY,
        )


def test_a_plan_goes_with_its_request_and_may_not_move_under_it(world):
    world.clock.move_to(2013, 2, 10)
    version = plan_without_randers(world)
    change = proposed(world, grant_partner=world.randers, budget_version=version)
    version.refresh_from_db()
    with pytest.raises(BudgetRefused, match="goes with change request 1"):
        approve_budget(version, on=world.clock().date(), by=world.ma, at=world.clock())
    row = version.amounts.first()
    row.amount += 1
    row.save()
    Grant.objects.filter(pk=world.grant.pk).update(budget=world.grant.budget + 1)
    with pytest.raises(deeds.ChangeRefused, match="figures of today"):
        deeds.check_change(change, by=world.lc, at=world.clock())
