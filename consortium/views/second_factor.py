"""The page of the second factor: set it up once, give a code in each log-in."""

from __future__ import annotations

from base64 import b32encode
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp import login

from consortium.actions.second_factor import begin_second_factor, try_code
from consortium.forms.second_factor import CodeForm
from consortium.queries.clock import now
from consortium.queries.second_factor import device_of
from consortium.views.deeds import reader


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the code; who has no device yet gets a key for one first."""
    person, form = reader(request), CodeForm(request.POST or None)
    known = device_of(person, confirmed=True)
    device = known or device_of(person, confirmed=False)
    if request.method == "POST" and device is None:
        device = begin_second_factor(by=person, at=now())
        return redirect(request.get_full_path())
    if request.method == "POST" and device is not None and form.is_valid():
        if try_code(device, form.cleaned_data["code"], by=person, at=now()):
            device.refresh_from_db()
            login(request, device)
            messages.success(request, _("The code is right."))
            return redirect(_next(request))
        form.add_error(
            "code", _("The code is not right, or it was used before. Wait for the next.")
        )
    context: dict[str, Any] = {
        "heading": _("Second factor"),
        "breadcrumbs": [(_("Second factor"), None)],
        "form": form,
        "is_new": known is None,
        "key": _grouped(b32encode(device.bin_key).decode()) if device and not known else "",
        "key_url": device.config_url if device and not known else "",
        "submit": _("Continue"),
        "cancel_url": reverse("reporting:home"),
    }
    return render(request, "registration/second_factor.html", context)


def _grouped(key: str) -> str:
    """The key as one can type it: four letters at a time."""
    return " ".join(key[place : place + 4] for place in range(0, len(key), 4))


def _next(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if is_ours else reverse("reporting:home")
