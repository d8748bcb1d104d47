"""Which activities of a project to show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from grants.models import Grant, ProjectTheme
from reporting.queries.themes import NONE


class ActivityFilter(forms.Form):
    """By theme or area, partner and period."""

    theme = forms.ChoiceField(label=_("Area or theme"), required=False)
    partner = forms.ChoiceField(label=_("Partner"), required=False)
    period = forms.ChoiceField(label=_("Period"), required=False)

    def __init__(
        self, *args: Any, grant: Grant, themes: Sequence[ProjectTheme], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", gettext("All"))
        choices = {
            "theme": [
                *((one.code, str(one)) for one in themes),
                (NONE, gettext("In no theme")),
            ],
            "partner": [(str(one.number), one.organisation.name) for one in grant.partners.all()],
            "period": [(str(one.number), str(one)) for one in grant.periods.order_by("number")],
        }
        for name, found in choices.items():
            self.fields[name].choices = [everything, *found]  # type: ignore[attr-defined]
