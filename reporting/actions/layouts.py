"""How an organisation's own sheets are laid out, remembered for sheets that are not kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from consortium.actions.base import action, record
from reporting.actions.import_targets import Target, chain_of, opened, owner_of
from reporting.exchange.columns import SheetKind
from reporting.exchange.layout import Layout
from reporting.models import SheetLayout


@action
def remember_layout(
    target: Target,
    kind: SheetKind,
    layout: Layout,
    *,
    once: frozenset[str] = frozenset(),
    by: Any,
    at: dt.datetime,
) -> SheetLayout:
    """Keep where the columns stand, for the next sheet with these headers.

    What is fixed for all rows is kept too, but for the columns *once*: they are about one sheet.
    """
    target = opened(target, by)
    fixed = {name: text for name, text in layout.fixed.items() if name not in once}
    kept, _is_new = SheetLayout.objects.update_or_create(
        organisation=owner_of(target),
        kind=kind.code,
        signature=layout.signature,
        defaults={"layout": replace(layout, fixed=fixed).to_json(), "updated_at": at},
    )
    record(
        "sheet.laid_out",
        target,
        chain=chain_of(target),
        after={"places": dict(layout.places), "fixed": fixed},
    )
    return kept
