"""Who has a second factor, and whether this log-in has shown it."""

from __future__ import annotations

from typing import Any

from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from consortium.models import User


def device_of(person: User, *, confirmed: bool) -> TOTPDevice | None:
    """The device of *person*, if there is one."""
    devices = TOTPDevice.objects.filter(user_id=person.pk, confirmed=confirmed)
    return devices.order_by("pk").first()


def has_shown_code(session: Any, person: User) -> bool:
    """Whether a code of a device that *person* still has was given in this log-in."""
    device = device_of(person, confirmed=True)
    return device is not None and session.get(DEVICE_ID_SESSION_KEY) == device.persistent_id
