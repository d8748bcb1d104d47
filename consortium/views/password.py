"""A new password for oneself."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from consortium.actions.people import change_password
from consortium.queries.clock import now
from consortium.views.deeds import form_page, reader


@sensitive_post_parameters()
def password_change(request: HttpRequest) -> HttpResponse:
    """The old password, and twice the new one; this log-in stays, all others end."""
    person = reader(request)
    form = PasswordChangeForm(person, request.POST or None)

    def deed(values: dict[str, Any]) -> str:
        change_password(values["new_password1"], by=person, at=now())
        update_session_auth_hash(request, person)
        return reverse("reporting:home")

    context = {
        "heading": _("Change the password"),
        "breadcrumbs": [(_("Change the password"), None)],
        "cancel_url": reverse("reporting:home"),
    }
    return form_page(request, form, deed, context=context, done=_("Your password is changed."))
