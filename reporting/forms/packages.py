"""Who may fetch a package, and for how long."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.models import User
from consortium.rules.roles import Role
from grants.models import Grant


class LinkForm(forms.Form):
    """An auditor of the grant, and a number of days."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("Auditor"))
    days = forms.IntegerField(
        label=_("Open for days"), initial=14, min_value=1, help_text=_("At most 90.")
    )

    def __init__(self, grant: Grant, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seats = {"grant_ref": grant.ref, "ends_on__isnull": True, "role__in": [Role.AU, Role.RO]}
        auditors = User.objects.filter(
            is_active=True, **{f"memberships__{name}": value for name, value in seats.items()}
        )
        self.fields["person"].queryset = auditors.distinct().order_by("name")  # type: ignore[attr-defined]
