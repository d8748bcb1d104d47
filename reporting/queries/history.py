"""Any row's versions: what changed, who did it, when and why; and who may look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from consortium.models import AuditEvent, User
from consortium.models.access import actor_of
from consortium.models.memory import NOT_HASHED
from consortium.queries.texts import state_text, value_text
from consortium.rules.roles import Capability as C
from grants.models import Application, Grant, GrantPartner, Proposal
from partners.models import Organisation
from reporting.queries.column_words import COLUMN_WORDS, names_of
from reporting.queries.kinds import KINDS
from reporting.rules.checklist import ANSWERS, CHECKLIST

KINDS_OF_CHANGE = {"+": "made", "~": "changed", "-": "deleted"}


@dataclass(frozen=True)
class Home:
    """Whose a row is."""

    grant: int | None = None
    organisation: int | None = None
    application: int | None = None
    proposal: int | None = None


@dataclass(frozen=True)
class Change:
    """One column, before and after, as readers read it."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Version:
    """One version of a row."""

    number: int
    at: dt.datetime
    by: str
    reason: str
    kind: str
    changes: tuple[Change, ...]


def tracked_model(label: str) -> Any:
    """The model with memory that *label* names, or None."""
    return apps.get_model(label) if label in KINDS else None


def versions_of(model: Any, pk: object) -> QuerySet[Any]:
    """All versions of one row, the newest first."""
    rows = model.history.model.objects.filter(**{model._meta.pk.attname: pk})
    return rows.select_related("history_user").order_by("-history_id")  # type: ignore[no-any-return]


def home_of(model: Any, pk: object) -> Home | None:
    """Whose row it is or was, also after it was deleted; None if there never was one."""
    while True:
        if model is Organisation:
            return Home(organisation=_known(model, pk, "id"))
        if model is Proposal:
            return Home(proposal=_known(model, pk, "id"))
        if model is Application:
            return Home(application=_known(model, pk, "id"))
        if model is Grant:
            return Home(grant=_known(model, pk, "id"))
        if model is GrantPartner:
            row = _newest(model, pk)
            return row if row is None else Home(row["grant_id"], row["organisation_id"])
        column = model._meta.get_field(KINDS[model._meta.label_lower].parent)
        pk = _known(model, pk, column.attname)
        if pk is None:
            return None
        model = column.related_model


def _newest(model: Any, pk: object) -> dict[str, Any] | None:
    rows = model.history.model.objects.filter(**{model._meta.pk.attname: pk})
    found: dict[str, Any] | None = rows.order_by("-history_id").values().first()
    return found


def _known(model: Any, pk: object, column: str) -> Any:
    row = _newest(model, pk)
    return None if row is None else row[column]


def may_see(user: Any, home: Home) -> bool:
    """Whoever may see the grant's history, and a partner its own rows."""
    actor = actor_of(user)
    grants = actor.ids(C.VIEW_HISTORY, Grant)
    if home.grant in grants or home.application in actor.ids(C.VIEW_HISTORY, Application):
        return True
    if home.proposal in actor.ids(C.VIEW_HISTORY, Proposal):
        return True
    if home.organisation is None:
        return False
    if home.organisation in actor.ids(C.VIEW_DESK, Organisation):
        return True
    # An organisation and its people belong to every grant it is a partner of.
    partner = Q(grant__in=grants, organisation=home.organisation)
    return home.grant is None and GrantPartner.objects.filter(partner).exists()


def told_versions(
    model: Any,
    page: Sequence[Any],
    older: Any | None,
    names: Mapping[tuple[Any, Any], str] | None = None,
) -> list[Version]:
    """*page*, newest first, with what each version changed against the one before it."""
    pairs = list(zip(page, [*page[1:], older], strict=True))
    names = names_for(model, page, {}) if names is None else names
    return [
        Version(
            number=version.history_id,
            at=version.history_date,
            by=str(version.history_user or _("the shell")),
            reason=version.history_change_reason or "",
            kind=KINDS_OF_CHANGE[version.history_type],
            changes=tuple(_changes(model, version, before, names)),
        )
        for version, before in pairs
    ]


def told_state(
    model: Any, version: Any, names: Mapping[tuple[Any, Any], str]
) -> list[tuple[str, str]]:
    """Every column of a row as *version* has it."""
    return [(_label(column), _shown(column, version, names)) for column in columns_of(model)]


def events_of(model: Any, pk: object) -> QuerySet[AuditEvent]:
    """What was decided about a row, the newest first."""
    rows = AuditEvent.objects.filter(subject_type=model._meta.label_lower, subject_id=str(pk))
    return rows.select_related("by").order_by("-pk")


def changes_between(
    model: Any,
    pairs: Sequence[tuple[Any, Any]],
    fields: Sequence[str],
    names: Mapping[tuple[Any, Any], str],
) -> list[tuple[Change, ...]]:
    """For each pair of an older and a newer state of a row, what differs in *fields*.

    *names* says what the rows that they point to are called, by model and key.
    """
    columns = [model._meta.get_field(name) for name in fields]
    return [tuple(_differences(newer, older, names, columns)) for older, newer in pairs]


def _changes(
    model: Any, version: Any, before: Any | None, names: Mapping[tuple[Any, Any], str]
) -> Iterable[Change]:
    if version.history_type == "-":
        return ()
    return _differences(version, before, names, columns_of(model))


def _differences(
    version: Any,
    before: Any | None,
    names: Mapping[tuple[Any, Any], str],
    columns: Iterable[Any],
) -> Iterable[Change]:
    for column in columns:
        old = None if before is None else getattr(before, column.attname)
        new = getattr(version, column.attname)
        if old == new or (before is None and new in (None, "")):
            continue
        shown = "" if before is None else _shown(column, before, names)
        yield Change(_label(column), shown, _shown(column, version, names))


def columns_of(model: Any) -> list[Any]:
    """The columns of *model* that its versions keep, but for its key."""
    tracked = {column.name for column in model.history.model._meta.concrete_fields} - NOT_HASHED
    return [
        column
        for column in model._meta.concrete_fields
        if column.name in tracked and not column.primary_key
    ]


def _label(column: Any) -> str:
    text = str(column.verbose_name)
    is_made_up = text == column.name.replace("_", " ")
    if is_made_up and column.name in COLUMN_WORDS:
        return _(COLUMN_WORDS[column.name])
    # The catalogue knows it by its capital.
    return _(text[:1].upper() + text[1:])


def names_for(
    model: Any, versions: Iterable[Any], more: Mapping[Any, set[Any]]
) -> dict[tuple[Any, Any], str]:
    """What *versions*, the rows that they point at, and *more* are called: one query, and one for
    the people.
    """
    versions = list(versions)
    wanted: dict[Any, set[Any]] = {one: set(keys) for one, keys in more.items()}
    if more:
        wanted.setdefault(model, set()).update(version.id for version in versions)
    for column in columns_of(model):
        if column.is_relation:
            keys = {getattr(version, column.attname) for version in versions} - {None}
            wanted.setdefault(column.related_model, set()).update(keys)
    people = User.objects.filter(pk__in=wanted.pop(User, set()))
    return names_of(wanted) | {(User, person.pk): str(person) for person in people}


def _shown(column: Any, version: Any, names: Mapping[tuple[Any, Any], str]) -> str:
    value = getattr(version, column.attname)
    if value in (None, ""):
        return ""
    if column.is_relation:
        return names.get((column.related_model, value), f"#{value}")
    if column.name == "state":
        return state_text(value)
    if column.choices:
        return str(dict(column.choices).get(value, value))
    return _structure_text(value) if isinstance(value, (dict, list)) else value_text(value)


def _structure_text(value: Any) -> str:
    """A profile by its title, a checklist by its questions, all else as it is spelled."""
    if isinstance(value, list):
        return ", ".join(value_text(one) for one in value)
    if "title" in value:
        return str(value["title"])
    questions = {point.key: point.question for point in CHECKLIST}
    return " ".join(
        f"{_(questions[key]) if key in questions else key} {_answer_text(one)}."
        for key, one in value.items()
    )


def _answer_text(value: object) -> str:
    known = isinstance(value, str) and value in ANSWERS
    return _(ANSWERS[str(value)]) if known else value_text(value)


def event_log(grant: Grant) -> QuerySet[AuditEvent]:
    """Everything that was decided in *grant*, the newest first."""
    return AuditEvent.objects.filter(chain=grant.ref).select_related("by").order_by("-number")


def actors_in(grant: Grant) -> QuerySet[User]:
    """Everybody who has acted in *grant*."""
    acted = AuditEvent.objects.filter(chain=grant.ref, by__isnull=False).order_by()
    return User.objects.filter(pk__in=acted.values("by")).order_by("name")


def verbs_in(grant: Grant) -> list[str]:
    """Every verb in the log of *grant*."""
    rows = AuditEvent.objects.filter(chain=grant.ref).order_by("verb")
    return list(rows.values_list("verb", flat=True).distinct())
