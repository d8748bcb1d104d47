"""What the reader of a screen may set: how far apart, and from what amount on."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.fields import DanishDecimalField

MOST_DAYS = 3660


class DaysForm(forms.Form):
    """Within how many days."""

    days = forms.IntegerField(label=_("Within days"), min_value=0, max_value=MOST_DAYS)


class SplitForm(DaysForm):
    """Within how many days, and the limit that all together pass."""

    limit = DanishDecimalField(label=_("Limit without VAT, DKK"), min_value=Decimal(1))
