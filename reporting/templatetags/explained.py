"""``{% explained claim.entitlement "F" claim %}``: an amount that leads to its explanation."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext

from reporting.rules.figures import VOCABULARY
from reporting.views.explain_links import explain_url, value_of

register = template.Library()


@register.simple_tag
def explained(value: Any, key: str, place: Any, *, when: bool = True, **parts: Any) -> str:
    """*value* as the figure *key* of *place* reads, linked to its explanation *when* it has one.

    Nothing for None. *parts* narrow it: line, partner, source, form, item, correction.
    """
    if value is None:
        return ""
    text = value_of(value, VOCABULARY[key].unit)
    if not when:
        return text
    return format_html(
        '<a class="house-explained" href="{}">{}<span class="sr-only"> {}</span></a>',
        explain_url(place, key, **parts),
        text,
        gettext("(explain)"),
    )


@register.simple_tag
def explain_link(key: str, place: Any, **parts: Any) -> str:
    """The address of an explanation alone."""
    return explain_url(place, key, **parts)
