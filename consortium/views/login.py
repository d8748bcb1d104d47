"""The log-in, which also brings back the language that somebody has chosen before."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse

from consortium.actions.log_ins import note_failure, note_log_in
from consortium.models import LogIn, User
from consortium.queries.clock import now
from consortium.views.attempts import address_tried
from consortium.views.language import keep_language


class HouseLogin(LoginView):
    """Django's own; a language chosen before the log-in stands, else the person's own is taken."""

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Log in."""
        response = super().form_valid(form)
        user = form.get_user()
        if isinstance(user, User):
            note_log_in(user, LogIn.IN, at=now())
        if settings.LANGUAGE_COOKIE_NAME not in self.request.COOKIES and isinstance(user, User):
            keep_language(response, user)
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Show the form again; that somebody failed is noted."""
        note_failure(address_tried(self.request, None), at=now())
        return super().form_invalid(form)


class HouseLogout(LogoutView):
    """Django's own, noted."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Log out."""
        if isinstance(request.user, User):
            note_log_in(request.user, LogIn.OUT, at=now())
        return super().post(request, *args, **kwargs)
