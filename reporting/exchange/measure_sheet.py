"""A council's register of proposals as a sheet: the catalogue's own columns (004, rules 6.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Prefetch, QuerySet

from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant, Measure, Ownership
from grants.models.measures import PHASES
from grants.queries.measures import owner_names
from grants.rules.measures import FACTS
from reporting.exchange.columns import (
    CHOICE,
    COUNT,
    KEY,
    YES_NO,
    Column,
    Lists,
    SheetKind,
    choices_of,
)

COLUMNS = (
    Column(
        *("number", _("Number"), COUNT),
        is_required=True,
        aliases=("Nummer", "Nr.", "Forslag nr.", "No."),
        note=_("The proposal is known again by its number."),
    ),
    Column(
        *("title", _("Proposal")),
        most=300,
        is_required=True,
        aliases=("Anbefaling", "Forslag", "Løsningsforslag", "Titel", "Recommendation"),
    ),
    Column(
        *("phase", _("Phase"), CHOICE),
        is_required=True,
        choices="phases",
        aliases=("Fase", "Tema", "Theme"),
    ),
    Column(
        *("owners", _("Owners")),
        most=200,
        is_required=True,
        aliases=("Ansvarlig forvaltning", "Ansvarlig", "Ansvarlige", "Owner"),
        note=_("One to three short names, parted by commas, in the order of the document."),
    ),
    Column(
        *("is_own", _("Own proposal"), YES_NO), otherwise=True, aliases=("Eget forslag", "Eget")
    ),
    Column(
        *("is_running", _("Running before the catalogue"), YES_NO),
        otherwise=False,
        aliases=("Eksisterende", "Running"),
    ),
    Column(*("text", _("What is proposed")), most=6000, aliases=("Beskrivelse", "Text")),
    Column(*("who", _("Who")), most=200, aliases=("Hvem",)),
    Column(*("target_group", _("Target group")), most=300, aliases=("Målgruppe",)),
    Column(*("effect", _("Effect")), most=300, aliases=("Effekt",)),
    Column(*("resources", _("Resources")), most=300, aliases=("Ressourcer",)),
    Column(*("strategy", _("Strategy")), most=200, aliases=("Strategi",)),
)
HINTS = (
    _("One row for each proposal. Effect and resources may be empty; so they stay."),
    _("The owners must stand in the register already, by their short names."),
    _("A sheet says nothing of the status, which owners tell in a round or on the page."),
)


def lists(_grant: Grant) -> Lists:
    """The phases."""
    return {"phases": choices_of(PHASES)}


def rows(grant: Grant) -> Iterable[Mapping[str, Any]]:
    """The register as it stands in the sheet."""
    return (values_of(one) for one in standing(grant))


def standing(grant: Grant) -> QuerySet[Measure]:
    """The proposals with their owners."""
    owned = Prefetch("ownerships", queryset=Ownership.objects.select_related("owner"))
    return Measure.objects.filter(grant=grant).prefetch_related(owned).order_by("number")


def values_of(item: Measure) -> dict[str, Any]:
    """One proposal by column."""
    facts = {name: getattr(item, name) for name in FACTS}
    return {KEY: f"M{item.pk}", **facts, "owners": owner_names(item, codes=True)}


MEASURES = SheetKind("measures", _("Register of proposals"), COLUMNS, lists, rows, HINTS)
