"""The second factor: a code of the moment from a device that only its owner has (RFC 6238).

django-otp keeps the keys, forbids using a code twice and slows down guessing. A wrong code is an
event like a right one, so nothing here refuses by an exception: it would undo the counting.
"""

from __future__ import annotations

import datetime as dt

from django_otp.plugins.otp_totp.models import TOTPDevice

from consortium.actions.base import action, record
from consortium.models import User

NAME = "totp"


@action
def begin_second_factor(*, by: User, at: dt.datetime) -> TOTPDevice:
    """A new key for the person's device; it counts when a first code has come from it."""
    TOTPDevice.objects.filter(user_id=by.pk, confirmed=False).delete()
    device = TOTPDevice.objects.create(user_id=by.pk, name=NAME, confirmed=False)
    record("second_factor.begun", by)
    return device


@action
def try_code(device: TOTPDevice, code: str, *, by: User, at: dt.datetime) -> bool:
    """Whether *code* is the one that *device* shows; the first right one makes it count."""
    # Locked, so that two requests at once cannot use one code twice.
    locked = TOTPDevice.objects.select_for_update().get(pk=device.pk, user_id=by.pk)
    allowed, _why = locked.verify_is_allowed()
    is_right = bool(allowed and locked.verify_token(code))
    if is_right and not locked.confirmed:
        TOTPDevice.objects.filter(user_id=by.pk, confirmed=True).exclude(pk=locked.pk).delete()
        locked.confirmed = True
        locked.save()
    record("second_factor.passed" if is_right else "second_factor.failed", by)
    return is_right
