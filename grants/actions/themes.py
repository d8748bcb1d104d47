"""The lead writes the theme tree of its project, and places kinds of activity in it (003)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.roles import Capability
from grants.models import ActivityType, Grant, ProjectTheme, ThemeKind
from grants.rules.themes import Around, ThemeFacts, check_removal, check_theme


class ThemeRefused(Refused):
    """The theme cannot stand like this."""

    code = "THEME_REFUSED"


@action
def save_theme(
    grant: Grant,
    facts: ThemeFacts,
    *,
    parent: ProjectTheme | None,
    kinds: Sequence[ActivityType] = (),
    theme: ProjectTheme | None = None,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> ProjectTheme:
    """Write down an area (no *parent*) or a theme, with the kinds of activity that stand in it."""
    must(by, Capability.PLAN_PROJECT, grant)
    grant = Grant.objects.select_for_update(no_key=True, of=("self",)).get(pk=grant.pk)
    row = ProjectTheme(grant=grant)
    if theme is not None:
        row = ProjectTheme.objects.select_for_update(of=("self",)).get(pk=theme.pk, grant=grant)
        must_be_unchanged(row, edited_from, chain=grant.ref)
    facts = ThemeFacts(*(" ".join(text.split()) for text in vars(facts).values()))
    refuse_if(check_theme(facts, _around(row, parent, kinds)), ThemeRefused)
    for name, value in asdict(facts).items():
        setattr(row, name, value)
    row.parent = parent
    row.save()
    _place(row, kinds)
    after = {**asdict(facts), "parent": parent.code if parent else ""}
    after["kinds"] = ", ".join(sorted(one.code for one in kinds))
    record("theme.saved", row, chain=grant.ref, after=after)
    return row


@action
def remove_theme(theme: ProjectTheme, *, by: Any, at: dt.datetime) -> None:
    """Take a theme away; the kinds that stood in it stand in none."""
    must(by, Capability.PLAN_PROJECT, theme.grant)
    theme = ProjectTheme.objects.select_for_update(of=("self",)).get(pk=theme.pk)
    refuse_if(check_removal(theme.code, theme.themes.count()), ThemeRefused)
    record("theme.removed", theme, chain=theme.grant.ref, before={"code": theme.code})
    for placed in theme.placed.all():
        placed.delete()
    theme.delete()


def _around(
    row: ProjectTheme, parent: ProjectTheme | None, kinds: Sequence[ActivityType]
) -> Around:
    others = ProjectTheme.objects.filter(grant=row.grant).exclude(pk=row.pk)
    placed = ThemeKind.objects.filter(grant=row.grant, kind__in=[one.pk for one in kinds])
    elsewhere = placed.exclude(theme=row.pk).select_related("kind", "theme")
    return Around(
        codes=frozenset(others.values_list("code", flat=True)),
        area=parent.code if parent else "",
        area_is_theme=parent is not None and parent.parent_id is not None,
        below=row.themes.count() if row.pk else 0,
        kinds=len(kinds),
        placed=[(str(one.kind), one.theme.code) for one in elsewhere],
    )


def _place(row: ProjectTheme, kinds: Sequence[ActivityType]) -> None:
    wanted = {one.pk for one in kinds}
    stands = {one.kind_id: one for one in row.placed.all()}
    for kind, placed in stands.items():
        if kind not in wanted:
            placed.delete()
    for kind in sorted(wanted - set(stands)):
        ThemeKind.objects.create(grant=row.grant, theme=row, kind_id=kind)
