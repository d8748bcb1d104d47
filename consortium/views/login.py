"""The log-in, which also brings back the language that somebody has chosen before."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpResponse

from consortium.models import User
from consortium.views.language import keep_language


class HouseLogin(LoginView):
    """Django's own; a language chosen before the log-in stands, else the person's own is taken."""

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Log in."""
        response = super().form_valid(form)
        user = form.get_user()
        if settings.LANGUAGE_COOKIE_NAME not in self.request.COOKIES and isinstance(user, User):
            keep_language(response, user)
        return response
