"""The last run of the check-list on a grant, and its faults as if they had just been found."""

from __future__ import annotations

from collections.abc import Container

from grants.models import Grant
from reporting.models import CheckRun
from reporting.queries.checks.base import Fault


def last_run(grant: Grant) -> CheckRun | None:
    """The newest run on *grant*, or None if there has been none."""
    return CheckRun.objects.filter(grant=grant).select_related("by").order_by("-at", "-pk").first()


def stored_faults(answer: dict[str, object]) -> list[Fault]:
    """The named faults of one stored answer, their sentences in both languages."""
    faults = answer["faults"]
    assert isinstance(faults, list)
    return [
        Fault(
            str(answer["code"]),
            one["table"],
            one["row"],
            "%(text)s",
            {"text": {"da": one["da"], "en": one["en"]}},
        )
        for one in faults
    ]


def faults_of_last_run(grant: Grant, codes: Container[str]) -> list[Fault]:
    """What the newest run has found for *codes*."""
    run = last_run(grant)
    answers = run.answers if run is not None else []
    return [one for answer in answers if answer["code"] in codes for one in stored_faults(answer)]
