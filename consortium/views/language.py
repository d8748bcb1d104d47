"""Danish first: the reader's own choice decides, never the browser's guess."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.translation import check_for_language
from django.views.i18n import set_language

from consortium.actions.notice_settings import choose_language
from consortium.models import User
from consortium.queries.clock import now


class ChosenLanguageMiddleware(LocaleMiddleware):
    """The language that was chosen in the page's header, else Danish."""

    def process_request(self, request: HttpRequest) -> None:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = chosen in dict(settings.LANGUAGES) and check_for_language(chosen)
        translation.activate(chosen if known else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()


@login_not_required
def language_choice(request: HttpRequest) -> HttpResponse:
    """The header's choice; who is logged in is mailed in that language too."""
    chosen = request.POST.get("language", "")
    user = request.user
    if user.is_authenticated and chosen in dict(settings.LANGUAGES) and chosen != user.language:
        choose_language(chosen, by=user, at=now())
    return set_language(request)


def keep_language(response: HttpResponse, user: User) -> None:
    """Let the pages speak the language that *user* has chosen once."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        user.language,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
