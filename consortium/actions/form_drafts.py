"""Unsaved input is kept and thrown away: part of no deed, for nothing has happened yet."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from consortium.models import FormDraft
from consortium.rules.editing import EDITED_FROM
from consortium.rules.identifiers import contains_cpr
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _

MOST_BYTES = 100_000


class DraftRefused(Refused):
    """This cannot be kept, not even as a draft."""

    code = "DRAFT_REFUSED"


def keep_form_draft(
    user: Any,
    address: str,
    fields: Mapping[str, Sequence[str]],
    *,
    key: str = "",
    version: int = 0,
    title: str = "",
    at: dt.datetime,
) -> FormDraft:
    """Keep what *user* has typed at *address*; each opening of the page (*key*) has one draft."""
    kept = {name: list(values) for name, values in fields.items()}
    if len(json.dumps(kept)) > MOST_BYTES:
        raise DraftRefused.because(
            _("The draft is larger than %(limit)s characters. Save the form, or shorten it."),
            limit=str(MOST_BYTES),
        )
    # The marks in the hidden field are hexadecimal digits of our own, nobody's number.
    typed = (values for name, values in kept.items() if not name.endswith(EDITED_FROM))
    texts = [value for values in typed for value in values]
    if any(contains_cpr(text) for text in [*texts, title]):
        raise DraftRefused.because(
            _(
                "The text holds what reads as a CPR number. CPR numbers are never stored here: "
                "use the staff number or leave it out."
            ),
            rule="G-01",
        )
    draft, is_new = FormDraft.objects.update_or_create(
        user=user,
        address=address,
        key=key,
        defaults={"fields": kept, "version": version, "title": title[:200], "updated_at": at},
    )
    if is_new:
        FormDraft.objects.expired(at).delete()
    return draft


def drop_form_draft(user: Any, address: str, key: str = "") -> None:
    """Throw away what *user* had typed at *address*: it is saved now, or not wanted."""
    FormDraft.objects.visible_to(user).filter(address=address, key=key).delete()
