"""Log-ins are noted: who came, who failed, who left; what was mistyped is not kept."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from consortium.actions.log_ins import note_log_in
from consortium.models import LogIn
from consortium.models.log_ins import KEPT
from tests.cast import PASSWORD, at


def kinds(user):
    return list(LogIn.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def log_in(client, user, password=PASSWORD):
    given = {"username": user if isinstance(user, str) else user.email, "password": password}
    return client.post(reverse("login"), given)


def test_a_log_in_a_failure_and_a_log_out_are_noted(client, people):
    assert log_in(client, people.pu, "wrong").status_code == 200
    assert log_in(client, people.pu).status_code == 302
    client.post(reverse("logout"))
    assert kinds(people.pu) == [LogIn.FAILED, LogIn.IN, LogIn.OUT]


def test_an_address_that_is_nobodys_is_counted_and_not_kept(client, people):
    log_in(client, "my-secret-password", "x")
    [row] = LogIn.objects.all()
    assert (row.user, row.kind) == (None, LogIn.FAILED)
    assert {field.name for field in LogIn._meta.get_fields()} == {"id", "user", "kind", "at"}


def test_a_log_out_of_nobody_is_not_noted(client, db):
    client.post(reverse("logout"))
    assert not LogIn.objects.exists()


def test_what_has_been_kept_long_enough_goes_with_the_next_log_in(people):
    old, young = at(2012, 1, 1), at(2012, 1, 1) + dt.timedelta(days=1)
    note_log_in(people.pu, LogIn.IN, at=old)
    note_log_in(people.pa, LogIn.FAILED, at=young)
    note_log_in(people.pu, LogIn.OUT, at=old + KEPT + dt.timedelta(hours=1))
    assert LogIn.objects.count() == 3
    note_log_in(people.pu, LogIn.IN, at=old + KEPT + dt.timedelta(hours=1))
    assert sorted(LogIn.objects.values_list("kind", flat=True)) == ["failed", "in", "out"]
