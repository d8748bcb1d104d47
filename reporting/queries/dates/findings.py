"""Days on which an auditor's finding is to be answered, each with whoever owns it (A-26)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse

from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Role
from reporting.models import Finding
from reporting.queries.dates.base import LC, LS, PA, PM, Kind, Row, Scope, columns

ASKED = ("open", "follow_up")


def _of_lead(role: Role, code: str) -> Callable[[Scope, dt.date], QuerySet[Any]]:
    """Findings that wait for the lead's seat *role*."""

    def rows(scope: Scope, _on: dt.date) -> QuerySet[Any]:
        found = Finding.objects.filter(
            grant__in=scope.whole, owner=role.value, state__in=ASKED
        ).annotate(number_text=Cast("number", CharField()))
        return columns(found, code, on="due_on", grant="grant_id", number="number_text")

    return rows


def _of_partner(scope: Scope, _on: dt.date) -> QuerySet[Any]:
    """Findings that wait for a partner."""
    found = Finding.objects.filter(
        scope.of_partner("grant", "owner_partner__organisation"),
        owner=PA.value,
        state__in=ASKED,
    ).annotate(number_text=Cast("number", CharField()))
    return columns(
        found,
        "finding_partner",
        on="due_on",
        grant="grant_id",
        partner="owner_partner_id",
        number="number_text",
    )


def _page(row: Row, _grant: object) -> str:
    return reverse("reporting:finding-detail", args=[row.pk])


WHAT = _("Answer to finding %(number)s of the auditor")
BEFORE = _("%(grant)s: finding %(number)s of the auditor is to be answered by %(day)s.")
AFTER = _(
    "%(grant)s: finding %(number)s of the auditor was to be answered by %(day)s and has no answer."
)
OWNERS = (
    ("finding_pm", PM, _("Finding to the project manager")),
    ("finding_lc", LC, _("Finding to the controller")),
    ("finding_ls", LS, _("Finding to the signatory")),
)

KINDS = (
    *(
        Kind(code, label, WHAT, BEFORE, AFTER, (role,), _of_lead(role, code), _page)
        for code, role, label in OWNERS
    ),
    Kind(
        "finding_partner",
        _("Finding to a partner"),
        WHAT,
        BEFORE,
        AFTER,
        (PA,),
        _of_partner,
        _page,
    ),
)
