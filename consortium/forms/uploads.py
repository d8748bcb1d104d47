"""A field that takes one file: a second one is never dropped in silence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class OneFileInput(forms.ClearableFileInput):
    """The control of a file; several files of its name are handed on as a list."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What was sent; a browser sends several files where a page was tampered with."""
        sent = files.getlist(name) if hasattr(files, "getlist") else []
        return sent if len(sent) > 1 else super().value_from_datadict(data, files, name)


class OneFileField(forms.FileField):
    """One file, or a sentence that says why there is none."""

    widget = OneFileInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file; refused if there are several."""
        if isinstance(data, list):
            raise ValidationError(
                _("%(count)s files were sent, and this field takes one. Choose one."),
                params={"count": len(data)},
                code="several",
            )
        return super().clean(data, initial)
