"""Pages for everybody take so many requests a minute from one machine, and then say so (429)."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from consortium.views.attempts import machine_of

MINUTE = 60
View = Callable[..., HttpResponseBase]


def limited(view: View) -> View:
    """Answer 429 to a machine that has asked for pages of this kind too often in this minute.

    Each worker counts by itself: a crude guard against machines that ask without end, no quota.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        seconds = int(time.time())
        key = f"limit:{view.__name__}:{machine_of(request)}:{seconds // MINUTE}"
        cache.add(key, 0, MINUTE)
        try:
            asked = cache.incr(key)
        except ValueError:  # it has just run out
            asked = 1
        if asked > settings.PUBLIC_PER_MINUTE:
            told = _("Too many requests. Wait a minute, and try again.")
            answer = HttpResponse(told, status=429, content_type="text/plain; charset=utf-8")
            answer.headers["Retry-After"] = str(MINUTE - seconds % MINUTE)
            return answer
        return view(request, *args, **kwargs)

    return guarded
