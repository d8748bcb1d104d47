"""Access for programs: made by who sits there, shown once, revoked by its owner or the lead."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from consortium.models import AuditEvent
from consortium.queries.texts import sentence_text
from consortium.rules.hashing import sha256
from consortium.rules.refusals import Refused
from grants.actions.seats import end_seat
from grants.actions.token_use import knock
from grants.actions.tokens import make_token, revoke_token
from partners.models import ApiToken, Membership, TokenFailure
from tests.grants.views.test_pages import logged_in

FIRST = dt.datetime(2012, 3, 2, 12, 0, 5, tzinfo=dt.UTC)


def seat_of(user) -> Membership:
    return Membership.objects.get(user=user, ends_on__isnull=True)


def made(world, name="pu", **more):
    user = getattr(world, name)
    given = {
        "name": "Løn",
        "scope": "read",
        "expires_on": dt.date(2012, 9, 1),
        "by": user,
        "at": world.clock(),
    }
    return make_token(seat_of(user), **(given | more))


def refusal(deed, language):
    with pytest.raises(Refused) as told, translation.override(language):
        deed()
    return [sentence_text(breach, language) for breach in told.value.breaches]


def test_a_token_is_told_once_and_only_its_hash_is_kept(world):
    token, secret = made(world)
    assert token.secret_sha256 == sha256(secret)
    assert secret.startswith("kons_") and token.hint == secret[:10]
    told = str(list(AuditEvent.objects.values())) + str(list(ApiToken.history.values()))
    assert secret not in told and token.secret_sha256 not in told
    event = AuditEvent.objects.filter(verb="token.made").get()
    assert (event.by, event.after["scope"]) == (world.pu, "read")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            "A token lasts from tomorrow to at most a year: choose a day from 02/03/2012 to"
            " 02/03/2013.",
        ),
        (
            "da",
            "En adgangsnøgle gælder fra i morgen og højst et år: vælg en dag fra 2.3.2012 til"
            " 2.3.2013.",
        ),
    ],
)
def test_a_token_lasts_a_year_at_most(world, language, sentence):
    for day in (dt.date(2012, 3, 1), dt.date(2013, 3, 3)):
        assert refusal(lambda day=day: made(world, expires_on=day), language) == [sentence]
    assert made(world, expires_on=dt.date(2013, 3, 2))[0].pk


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "A token is made by the person whose seat it is, not by Pa."),
        ("da", "En adgangsnøgle oprettes af den, hvis rolle det er, og ikke af Pa."),
    ],
)
def test_nobody_makes_a_token_for_another_s_seat(world, language, sentence):
    assert refusal(lambda: made(world, by=world.pa), language) == [sentence]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "en",
            [
                "Give the token a name, such as the program that will hold it.",
                "A token reads, or reads and writes; “all” is neither.",
            ],
        ),
        (
            "da",
            [
                "Giv adgangsnøglen et navn, fx navnet på det program, der skal bruge den.",
                "En adgangsnøgle læser, eller læser og skriver; “all” er ingen af delene.",
            ],
        ),
    ],
)
def test_a_token_has_a_name_and_a_scope(world, language, sentences):
    assert refusal(lambda: made(world, name="pu", scope="all", **{}), language) == sentences[1:]
    user = world.pu
    deed = {"expires_on": dt.date(2012, 9, 1), "by": user, "at": world.clock()}
    nameless = refusal(lambda: make_token(seat_of(user), name=" ", scope="all", **deed), language)
    assert nameless == sentences


def test_an_open_token_is_let_in_and_counted(world):
    token, secret = made(world)
    for _time in range(3):
        assert knock(secret, "10.0.0.1", at=world.clock(), clock=FIRST).token == token
    kept = ApiToken.objects.get()
    assert (kept.requests, kept.minute) == (3, FIRST.replace(second=0))
    assert kept.last_used_at is not None
    assert ApiToken.history.count() == 1


def test_a_token_that_asks_too_often_waits_out_the_minute(world, settings):
    settings.API_REQUESTS_A_MINUTE = 2
    secret = made(world)[1]
    for _time in range(2):
        assert knock(secret, "10.0.0.1", at=world.clock(), clock=FIRST).token
    assert knock(secret, "10.0.0.1", at=world.clock(), clock=FIRST).wait == 55
    later = FIRST + dt.timedelta(seconds=60)
    assert knock(secret, "10.0.0.1", at=world.clock(), clock=later).token


def test_a_machine_that_guesses_waits_and_its_address_is_not_kept(world, settings):
    settings.API_FAILURES_A_MINUTE = 3
    secret = made(world)[1]
    for _time in range(3):
        assert knock("kons_wrong", "10.0.0.9", at=world.clock(), clock=FIRST).token is None
    assert knock(secret, "10.0.0.9", at=world.clock(), clock=FIRST).wait == 55
    assert knock(secret, "10.0.0.1", at=world.clock(), clock=FIRST).token
    assert "10.0.0" not in str(list(TokenFailure.objects.values()))


def test_it_ends_by_its_day_when_revoked_and_with_its_seat(world):
    def lets_in(secret, at):
        return knock(secret, "10.0.0.1", at=at, clock=FIRST).token is not None

    secret = made(world)[1]
    assert lets_in(secret, world.clock.now.replace(month=9, day=1))
    assert not lets_in(secret, world.clock.now.replace(month=9, day=2))
    revoked, its_secret = made(world)
    revoke_token(revoked, by=world.pu, at=world.clock())
    assert not lets_in(its_secret, world.clock())
    seat = seat_of(world.pu)
    end_seat(seat, timezone.localdate(world.clock.now), by=world.ad, at=world.clock())
    assert not lets_in(secret, world.clock())
    closed = made(world, "lc")[1]
    world.lc.is_active = False
    world.lc.save()
    assert not lets_in(closed, world.clock())


def test_a_token_has_the_rights_of_one_seat(world):
    """Somebody with two seats: the program acts by one of them."""
    token, secret = made(world)
    found = knock(secret, "10.0.0.1", at=world.clock(), clock=FIRST).token
    assert found is not None
    assert found.membership.group_name == f"seat:organisation-{token.membership.organisation_id}:PU"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "“Løn” was revoked on %s already; it opens nothing any more."),
        ("da", "“Løn” blev trukket tilbage %s og åbner ikke længere for noget."),
    ],
)
def test_a_token_is_revoked_once_and_not_by_a_stranger(world, language, sentence):
    token = made(world)[0]
    with pytest.raises(Refused):
        revoke_token(token, by=world.randers_pu, at=world.clock())
    at = world.clock()
    revoke_token(token, by=world.pu, at=at)
    again = refusal(lambda: revoke_token(token, by=world.pu, at=world.clock()), language)
    with translation.override(language):
        when = sentence_text(type("B", (), {"message": "%(at)s", "params": {"at": at}})(), language)
    assert again == [sentence % when]


def test_the_pages_make_show_and_revoke(world):
    pu = logged_in(world.pu)
    page = pu.get(reverse("grants:token-new"))
    assert page.status_code == 200
    sent = {
        "membership": seat_of(world.pu).pk,
        "name": "Løn",
        "scope": "write",
        "expires_on": (timezone.localdate() + dt.timedelta(days=30)).isoformat(),
    }
    shown = pu.post(reverse("grants:token-new"), sent)
    assert shown.status_code == 200
    token = ApiToken.objects.get()
    assert sha256(shown.context["secret"]) == token.secret_sha256
    assert shown.context["secret"] in shown.content.decode()
    listed = pu.get(reverse("grants:tokens")).content.decode()
    assert "Løn" in listed and shown.context["secret"] not in listed
    assert (
        logged_in(world.randers_pu).get(reverse("grants:token-revoke", args=[token.pk])).status_code
        == 404
    )
    ad = logged_in(world.ad)
    assert "Løn" in ad.get(reverse("grants:tokens")).content.decode()
    assert ad.get(reverse("grants:token-revoke", args=[token.pk])).status_code == 200
    assert ad.post(reverse("grants:token-revoke", args=[token.pk])).status_code == 302
    token.refresh_from_db()
    assert token.revoked_by == world.ad
    late = pu.post(reverse("grants:token-new"), {**sent, "expires_on": "2099-01-01"})
    assert late.context["form"].errors["expires_on"]


def test_the_seat_of_another_cannot_be_chosen(world):
    pu = logged_in(world.pu)
    sent = {"membership": seat_of(world.pm).pk, "name": "x", "scope": "read"}
    page = pu.post(reverse("grants:token-new"), {**sent, "expires_on": "2030-01-01"})
    assert page.context["form"].errors["membership"]
    assert not ApiToken.objects.exists()
