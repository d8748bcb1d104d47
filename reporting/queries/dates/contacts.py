"""The day by which a project's contacts are to be deleted, once the project has ended (G-10)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import CharField, Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from django.urls import reverse

from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant
from partners.models import Contact
from partners.rules.contacts import GONE
from reporting.queries.dates.base import LC, Kind, Row, Scope, columns
from reporting.rules.closing import contacts_go_on


def _kept(scope: Scope, on: dt.date) -> QuerySet[Any]:
    """Projects that have ended, and in whose lists somebody still stands: how many, and no name."""
    named = Contact.objects.filter(contact_list__grant_ref=OuterRef("ref")).exclude(state__in=GONE)
    counted = (
        named.order_by()
        .values("contact_list__grant_ref")
        .annotate(counted=Count("pk"))
        .values("counted")
    )
    rows = Grant.objects.filter(pk__in=scope.whole.values("pk"), ends_on__lt=on).annotate(
        kept=Subquery(counted, output_field=IntegerField()), grant_key=F("pk")
    )
    rows = rows.filter(kept__gt=0).annotate(number_text=Cast("kept", CharField()))
    return columns(rows, "contacts", on="ends_on", grant="grant_key", number="number_text")


def _page(_row: Row, grant: Grant) -> str:
    return reverse("reporting:closure", args=[grant.ref])


KINDS = (
    Kind(
        "contacts",
        _("Contacts to be deleted"),
        _("Lists with %(number)s contacts to be emptied"),
        _(
            "%(grant)s: the project has ended; its lists with %(number)s contacts are to be "
            "emptied by %(day)s. Look at the preview and ask for it."
        ),
        _(
            "%(grant)s: the lists with %(number)s contacts were to be emptied by %(day)s and have "
            "not been. Look at the preview and ask for it."
        ),
        (LC,),
        _kept,
        _page,
        day=lambda _row, grant: contacts_go_on(grant.ends_on),
    ),
)
