"""The lead writes the theme tree; what cannot stand is refused in words (003)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from consortium.actions.base import NotAllowed
from consortium.actions.editing import Stale
from consortium.queries.editing import version_of, with_version
from consortium.queries.texts import sentence_text
from consortium.rules.editing import EditedFrom
from grants.actions.themes import ThemeRefused, remove_theme, save_theme
from grants.models import ActivityType, ProjectTheme, ThemeKind
from grants.rules.themes import ThemeFacts
from tests.cast import signed_grant
from tests.copies import laid_out

AREA = ThemeFacts("1", "Virksomheder", "Companies")
THEME = ThemeFacts("1.1", "Netværk", "Networks")


def told():
    world = signed_grant()
    world.kind = ActivityType.objects.create(
        code="hr", name_da="HR-netværk", name_en="HR network", scope="regional", theme="network"
    )
    by = {"by": world.pm}
    world.area = save_theme(world.grant, AREA, parent=None, **by, at=world.clock())
    world.theme = save_theme(
        world.grant, THEME, parent=world.area, kinds=[world.kind], **by, at=world.clock()
    )
    return world


@pytest.fixture
def world(db):
    return laid_out(told)


def save(world, facts=AREA, parent=None, by=None, **more):
    return save_theme(
        world.grant, facts, parent=parent, by=by or world.pm, at=world.clock(), **more
    )


def said(refused):
    breach = refused.value.breaches[0]
    return sentence_text(breach, "en"), sentence_text(breach, "da")


def edited(row):
    read = with_version(ProjectTheme.objects.all()).get(pk=row.pk)
    return EditedFrom(version_of(read), None)


def test_a_theme_is_changed_and_its_kinds_are_placed_anew(world):
    facts = ThemeFacts("1.2", "Netværk og møder", "Networks and meetings")
    more = {"theme": world.theme, "edited_from": edited(world.theme)}
    changed = save(world, facts, parent=world.area, kinds=[], **more)
    assert (changed.pk, changed.code) == (world.theme.pk, "1.2")
    assert not ThemeKind.objects.exists()
    with pytest.raises(Stale):
        save(world, facts, parent=world.area, kinds=[world.kind], **more)


def refusals(world):
    other = ThemeFacts("2", "Modtagelse", "Reception")
    return {
        "code": (
            {"facts": ThemeFacts("1.1.1", "N", "N")},
            "“1.1.1” is no number of a theme. Write it like 1 or 1.2.",
            "“1.1.1” er ikke et temanummer. Skriv det som 1 eller 1.2.",
        ),
        "twice": (
            {"facts": ThemeFacts("1", "N", "N")},
            "There is a theme 1 already. Choose another number.",
            "Der er allerede et tema 1. Vælg et andet nummer.",
        ),
        "deep": (
            {"facts": ThemeFacts("4", "N", "N"), "parent": world.theme},
            "“1.1” is a theme itself. A theme stands in an area.",
            "“1.1” er selv et tema. Et tema står i et område.",
        ),
        "below": (
            {
                "facts": AREA,
                "theme": world.area,
                "edited_from": edited(world.area),
                "parent": save(world, other),
            },
            "It holds 1 themes and stays an area. Move them first.",
            "Det rummer temaer (1) og forbliver et område. Flyt dem først.",
        ),
        "area": (
            {"facts": ThemeFacts("3", "N", "N"), "kinds": [_new_kind()]},
            "Activities stand in a theme, not in an area. Choose the area it stands in.",
            "Aktiviteter står i et tema, ikke i et område. Vælg det område, det står i.",
        ),
        "placed": (
            {"facts": ThemeFacts("1.3", "N", "N"), "parent": world.area, "kinds": [world.kind]},
            "“HR-netværk” stands in theme 1.1 already, and counts once. Take it out there first.",
            "“HR-netværk” står allerede i tema 1.1 og tæller én gang. Tag det først ud dér.",
        ),
    }


def _new_kind():
    return ActivityType.objects.create(
        code="web", name_da="Web", name_en="Web", scope="regional", theme="network"
    )


@pytest.mark.parametrize("case", ["code", "twice", "deep", "below", "area", "placed"])
def test_what_cannot_stand_is_refused(world, case):
    change, english, danish = refusals(world)[case]
    with pytest.raises(ThemeRefused) as refused:
        save(world, **change)
    assert said(refused) == (english, danish)


def test_an_area_goes_when_nothing_stands_in_it(world):
    with pytest.raises(ThemeRefused) as refused:
        remove_theme(world.area, by=world.pm, at=world.clock())
    assert said(refused) == (
        "“1” holds 1 themes. Move or remove them first.",
        "“1” rummer temaer (1). Flyt eller fjern dem først.",
    )
    remove_theme(world.theme, by=world.pm, at=world.clock())
    remove_theme(world.area, by=world.pm, at=world.clock())
    assert not ProjectTheme.objects.exists()


def test_the_lead_alone_writes_the_tree(world):
    for by in (world.pu, world.au, world.lc):
        with pytest.raises(NotAllowed):
            save(world, ThemeFacts("9", "N", "N"), by=by)
        with pytest.raises(NotAllowed):
            remove_theme(world.theme, by=by, at=world.clock())


def test_the_database_lets_a_kind_stand_once(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        ThemeKind.objects.create(grant=world.grant, theme=world.area, kind=world.kind)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProjectTheme.objects.filter(pk=world.area.pk).update(code="1.1")
