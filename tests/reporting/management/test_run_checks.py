"""`run_checks` keeps an answer for each grant, whether or not there are faults."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from grants.models import Grant
from reporting.models import CheckRun


def test_every_grant_is_checked_and_kept(world, capsys):
    call_command("run_checks")
    assert CheckRun.objects.get().faulty == 0
    assert world.ref in capsys.readouterr().out
    Grant.objects.filter(pk=world.grant.pk).update(title="Et andet navn")
    call_command("run_checks", grant=world.ref)
    assert [run.faulty for run in CheckRun.objects.all()] == [1, 0]


def test_an_unknown_grant_is_refused(world):
    with pytest.raises(CommandError, match="There is no grant X-1"):
        call_command("run_checks", grant="X-1")
