"""Filters of the event log."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from consortium.forms.fields import DanishDateField
from consortium.models import AuditEvent, User
from grants.models import Grant
from reporting.queries.history import actors_in, verbs_in
from reporting.queries.verbs import verb_text


class DayFilter(django_filters.Filter):  # type: ignore[misc]  # no stubs
    """A day as Danes write it."""

    field_class = DanishDateField


class EventFilter(django_filters.FilterSet):  # type: ignore[misc]  # no stubs
    """The event log by person, verb, days and subject."""

    by = django_filters.ModelChoiceFilter(queryset=User.objects.none(), label=_("Person"))
    verb = django_filters.ChoiceFilter(label=_("What"))
    first = DayFilter(field_name="at", lookup_expr="date__gte", label=_("From the day"))
    last = DayFilter(field_name="at", lookup_expr="date__lte", label=_("To the day"))
    subject = django_filters.CharFilter(
        field_name="subject_label", lookup_expr="icontains", label=_("Subject")
    )

    class Meta:
        model = AuditEvent
        fields = ("by", "verb", "first", "last", "subject")

    def __init__(self, data: Any, queryset: QuerySet[AuditEvent], grant: Grant) -> None:
        super().__init__(data or None, queryset=queryset)
        self.filters["by"].queryset = actors_in(grant)
        self.filters["verb"].extra["choices"] = [
            (verb, verb_text(verb)) for verb in verbs_in(grant)
        ]
