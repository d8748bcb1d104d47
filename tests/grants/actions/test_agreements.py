"""Agreements: both sides sign, in order, with two hands."""

from __future__ import annotations

import datetime as dt

import pytest

from consortium.actions.base import NotAllowed
from consortium.rules.states import StepNotAllowed
from grants.actions import agreements as deeds
from grants.actions.grants import accept_grant


@pytest.fixture
def agreed(offered):
    """A draft agreement with Aarhus, of an accepted grant."""
    offered.grant = accept_grant(offered.grant, by=offered.ls, at=offered.clock())
    offered.aarhus = offered.grant.partners.get(organisation__name="Aarhus Kommune")
    offered.agreement = drafted(offered)
    return offered


def drafted(world, **changed):
    values = {
        "starts_on": world.grant.starts_on,
        "ends_on": world.grant.ends_on,
        "terms": "Vilkår",
        "by": world.pm,
        "at": world.clock(),
    }
    return deeds.offer_agreement(world.aarhus, **{**values, **changed})


def test_the_letter_is_accepted_by_the_signatory_once(offered):
    for who in (offered.pm, offered.lc, offered.ma, offered.stranger):
        with pytest.raises(NotAllowed):
            accept_grant(offered.grant, by=who, at=offered.clock())
    assert accept_grant(offered.grant, by=offered.ls, at=offered.clock()).state == "accepted"
    with pytest.raises(StepNotAllowed):
        accept_grant(offered.grant, by=offered.ls, at=offered.clock())


def test_nothing_is_agreed_before_the_letter_is_accepted(offered):
    offered.aarhus = offered.grant.partners.get(organisation__name="Aarhus Kommune")
    with pytest.raises(deeds.AgreementRefused, match="accepted"):
        drafted(offered)


def test_partner_and_lead_sign_in_this_order(agreed):
    with pytest.raises(StepNotAllowed):
        deeds.sign_agreement_as_lead(agreed.agreement, by=agreed.ls, at=agreed.clock())
    signed = deeds.sign_agreement_as_partner(agreed.agreement, by=agreed.pa, at=agreed.clock())
    assert (signed.state, signed.partner_signed_by) == ("signed_partner", agreed.pa)
    active = deeds.sign_agreement_as_lead(agreed.agreement, by=agreed.ls, at=agreed.clock())
    assert (active.state, active.lead_signed_by) == ("active", agreed.ls)


def test_one_agreement_each_within_the_term(agreed):
    with pytest.raises(deeds.AgreementRefused, match="already"):
        drafted(agreed)
    with pytest.raises(deeds.AgreementRefused, match="project's term"):
        deeds.change_agreement(
            agreed.agreement,
            starts_on=dt.date(2012, 2, 29),
            ends_on=agreed.grant.ends_on,
            terms="",
            by=agreed.pm,
            at=agreed.clock(),
        )


def test_what_is_signed_is_not_changed(agreed):
    deeds.sign_agreement_as_partner(agreed.agreement, by=agreed.pa, at=agreed.clock())
    with pytest.raises(deeds.AgreementRefused, match="addendum"):
        deeds.change_agreement(
            agreed.agreement,
            starts_on=agreed.grant.starts_on,
            ends_on=agreed.grant.ends_on,
            terms="Andre",
            by=agreed.pm,
            at=agreed.clock(),
        )


def test_four_eyes(agreed):
    signed = deeds.sign_agreement_as_partner(agreed.agreement, by=agreed.pa, at=agreed.clock())
    signed.partner_signed_by = agreed.ls
    signed.save()
    with pytest.raises(deeds.AgreementRefused, match="sign for the lead too"):
        deeds.sign_agreement_as_lead(signed, by=agreed.ls, at=agreed.clock())


@pytest.mark.parametrize("who", ["randers_pa", "pu", "pm", "stranger"])
def test_who_may_not_sign(agreed, who):
    user = getattr(agreed, who)
    for deed in (deeds.sign_agreement_as_partner, deeds.sign_agreement_as_lead):
        with pytest.raises(NotAllowed):
            deed(agreed.agreement, by=user, at=agreed.clock())


def test_an_agreement_ends_within_its_term(world):
    agreement = world.aarhus.agreement
    with pytest.raises(deeds.AgreementRefused, match="cannot end outside"):
        end(world, agreement, dt.date(2016, 1, 1), world.ls)
    with pytest.raises(NotAllowed):
        end(world, agreement, dt.date(2013, 1, 1), world.pm)
    with pytest.raises(deeds.AgreementRefused, match="for a reason"):
        end(world, agreement, dt.date(2013, 1, 1), world.ls, reason=" ")
    ended = end(world, agreement, dt.date(2013, 1, 1), world.ls)
    assert (ended.state, ended.ends_on) == ("ended", dt.date(2013, 1, 1))


def end(world, agreement, on, by, reason="Udtræder"):
    return deeds.end_agreement(agreement, ends_on=on, reason=reason, by=by, at=world.clock())
