"""The forms of an inbox: what to show, and how to be told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consortium.models import Mail, NoticeChoice
from consortium.queries.notices import ALL, KINDS, UNREAD


class InboxFilter(forms.Form):
    """Which notices to show."""

    show = forms.ChoiceField(
        label=_("Which"), choices=[(ALL, _("All")), (UNREAD, _("Unread"))], required=False
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [
            ("", gettext("All kinds")),
            *((code, gettext(label)) for code, label in KINDS.items()),
        ]


class MailFilter(forms.Form):
    """Which mails to show."""

    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("All")), *Mail.STATES], required=False
    )


class NoticeSettingsForm(forms.Form):
    """Language and pace."""

    language = forms.ChoiceField(
        label=_("Language of pages, mails and calendar"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
    )
    pace = forms.ChoiceField(
        label=_("Notices by mail"),
        choices=NoticeChoice.PACES,
        widget=forms.RadioSelect,
        help_text=_("The list of notices on this site holds all of them, whatever you choose."),
    )
