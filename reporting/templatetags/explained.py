"""``{% explained claim.entitlement "F" claim %}``: an amount that leads to its explanation."""

from __future__ import annotations

from typing import Any

from django import template

from reporting.rules.figures import VOCABULARY
from reporting.views import explain_links

register = template.Library()


@register.simple_tag
def explained(value: Any, key: str, place: Any, *, when: Any = True, **parts: Any) -> str:
    """*value* as the figure *key* of *place* reads, linked to its explanation.

    Nothing for None; no link unless *when*. *parts* narrow it: line, partner, source, form, item,
    correction.
    """
    if value is None or not when:
        return "" if value is None else explain_links.value_of(value, VOCABULARY[key].unit)
    return explain_links.explained(value, key, place, **parts)


@register.simple_tag
def explain_link(key: str, place: Any, **parts: Any) -> str:
    """The address of an explanation alone."""
    return explain_links.explain_url(place, key, **parts)
