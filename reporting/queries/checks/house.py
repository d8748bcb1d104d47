"""The database itself, its triggers, rights, and texts that hold what is never stored (A-35)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection, models
from guardian.models import GroupObjectPermission, UserObjectPermission

from consortium.models import AuditEvent
from consortium.rules.identifiers import contains_cpr
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import ROLE_CAPABILITIES, Role
from partners.models import Membership
from reporting.models import PartnerReport, triggers
from reporting.models.keeping import KEEPERS
from reporting.queries.checks.base import Fault, Scope, fault

ROOMS = ("consortium", "partners", "grants", "reporting")
# Hashes and paths are long rows of digits by nature.
NO_PROSE = ("sha256", "fingerprint", "password", "file", "result")


def database_is_sound(scope: Scope) -> list[Fault]:
    """H-01: pages, indexes and references of the database are whole."""
    if connection.vendor != "sqlite":
        return []
    found = []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(50)")
        for (message,) in cursor.fetchall():
            if message != "ok":
                found.append(Fault("H-01", "database", "", "%(message)s", {"message": message}))
        cursor.execute("PRAGMA foreign_key_check")
        for table, row, parent, _place in cursor.fetchall():
            sentence = _("The row points at a row of %(parent)s that is not there.")
            found.append(Fault("H-01", table, str(row), sentence, {"parent": parent}))
    return found


def last_line_stands(scope: Scope) -> list[Fault]:
    """H-02: every trigger that refuses a change, or keeps the totals, stands and is switched on."""
    refuses = _("The trigger that refuses %(deed)s is missing or altered.")
    keeps = _("The trigger that keeps the totals after %(deed)s is missing or altered.")
    return [
        Fault("H-02", one.table, one.name, keeps if one in KEEPERS else refuses, {"deed": one.deed})
        for one in triggers.missing(connection)
    ]


def texts_hold_no_cpr(scope: Scope) -> list[Fault]:
    """A-35: no text or file name holds what reads as a CPR number."""
    found = []
    sentence = _("%(column)s holds what reads as a CPR number.")
    for model in _models():
        columns = _prose(model)
        rows = model._base_manager.filter(_in_grant(model, scope)).values_list("pk", *columns)
        for pk, *texts in rows.iterator(chunk_size=2000) if columns else ():
            found += [
                Fault("A-35", model._meta.db_table, str(pk), sentence, {"column": column})
                for column, text in zip(columns, texts, strict=True)
                if text and contains_cpr(text)
            ]
    return found


def _models() -> Iterator[Any]:
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            if not hasattr(model, "history_id") and model is not AuditEvent:
                yield model


def _prose(model: type[models.Model]) -> list[str]:
    return [
        column.attname
        for column in model._meta.concrete_fields
        if isinstance(column, (models.CharField, models.TextField))
        and not column.choices
        and not any(word in column.attname for word in NO_PROSE)
    ]


def _in_grant(model: Any, scope: Scope) -> models.Q:
    if scope.grant is None:
        return models.Q()
    names = {column.name for column in model._meta.concrete_fields}
    if scope.report is not None:
        return _in_report(model, names, scope.report)
    paths = {"grant": "grant", "report": "report__grant_partner__grant", "claim": "claim__grant"}
    path = next((path for name, path in paths.items() if name in names), None)
    return scope.of(path) if path else models.Q(pk__in=[])


def _in_report(model: Any, names: set[str], report: PartnerReport) -> models.Q:
    if model is PartnerReport:
        return models.Q(pk=report.pk)
    paths = {
        "report": "report",
        "expenditure": "expenditure__report",
        "time_sheet": "time_sheet__report",
    }
    path = next((path for name, path in paths.items() if name in names), None)
    return models.Q(**{path: report}) if path else models.Q(pk__in=[])


def seats_give_the_rights(scope: Scope) -> list[Fault]:
    """H-06: rights come from open seats alone, and are those of the seat's role."""
    found = []
    if scope.grant is not None:
        return []
    open_seats = Membership.objects.filter(ends_on__isnull=True)
    seated = {
        (user, f"seat:{ref or f'organisation-{organisation}'}:{role}")
        for user, ref, organisation, role in open_seats.values_list(
            "user_id", "grant_ref", "organisation_id", "role"
        )
    }
    for group in Group.objects.prefetch_related("user_set"):
        for user in group.user_set.all():
            if (user.pk, group.name) not in seated:
                sentence = _("%(user)s has the rights of “%(group)s” without an open seat.")
                found.append(fault("H-06", user, sentence, user=str(user), group=group.name))
    held = GroupObjectPermission.objects.select_related("group", "permission")
    for right in held.iterator(chunk_size=2000):
        role = right.group.name.rsplit(":", 1)[-1]
        if role not in set(Role) or right.permission.codename not in ROLE_CAPABILITIES[Role(role)]:
            sentence = _(
                "The group “%(group)s” holds the right “%(right)s” that is not its role's."
            )
            params = {"group": right.group.name, "right": right.permission.codename}
            found.append(fault("H-06", right, sentence, **params))
    sentence = _("A right is given to a person directly, past the seats.")
    return found + [fault("H-06", one, sentence) for one in UserObjectPermission.objects.all()]
