"""The house's tags: values as text, state badges, sentences of refusal, form fields and icons.

What a value reads as is decided in `consortium.queries.texts`; here it only becomes HTML.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from consortium.queries import texts
from consortium.rules.markup import BULLETS, NUMBERS, Block, blocks
from consortium.rules.refusals import Breach

register = template.Library()

DECORATION = SafeString('aria-hidden="true"')
BREAK = SafeString("<br>")
ALERTS = {"debug": "info", "info": "info", "success": "success", "warning": "warning"}


@register.filter
def money(amount: Decimal | None, unit: str = "") -> str:
    """``{{ line.amount|money }}`` or, with the currency, ``{{ claim.amount|money:"kr" }}``."""
    return texts.money_text(amount, unit)


@register.filter
def hours(amount: Decimal | None, unit: str = "") -> str:
    """``{{ entry.hours|hours }}``; with any unit, "7,50 t."."""
    return texts.hours_text(amount, unit)


@register.filter
def brief(amount: Decimal | None) -> str:
    """Hours in a narrow cell: 7,4 and 7 for 7,40 and 7,00; nothing for none."""
    return texts.brief_hours_text(amount)


@register.filter
def number(amount: Decimal | int | None, places: int = 0) -> str:
    """A count or quantity with thousands marked."""
    return texts.number_text(amount, places)


@register.filter
def marked(text: str) -> SafeString:
    """A written text as paragraphs and lists; whatever else stands in it is shown as it is."""
    return format_html_join("", "{}", ((_block(one),) for one in blocks(text)))


def _block(one: Block) -> SafeString:
    lines = ((line,) for line in one.lines)
    if one.kind == BULLETS:
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", lines))
    if one.kind == NUMBERS:
        items = format_html_join("", "<li>{}</li>", lines)
        if one.first == 1:
            return format_html("<ol>{}</ol>", items)
        return format_html('<ol start="{}">{}</ol>', one.first, items)
    return format_html("<p>{}</p>", format_html_join(BREAK, "{}", lines))


@register.filter
def percent(share: Decimal | Fraction | None, places: int = 1) -> str:
    """A share of one as per cent: ``{{ grant.rate|percent:2 }}``."""
    return texts.percent_text(share, places)


@register.filter
def fraction(share: Fraction | None) -> str:
    """A rate as an exact fraction."""
    return texts.fraction_text(share)


@register.filter
def day(date: dt.date | None) -> str:
    """A day as the reader's language writes it."""
    return texts.day_text(date)


@register.filter
def moment(instant: dt.datetime | None) -> str:
    """A day and a time of day."""
    return texts.moment_text(instant)


@register.filter
def time_of_day(instant: dt.datetime) -> str:
    """The time of day alone."""
    return texts.time_text(instant)


@register.filter
def value(anything: object) -> str:
    """Whatever a cell holds, as text."""
    return texts.value_text(anything)


@register.simple_tag
def span(starts_on: dt.date | None, ends_on: dt.date | None) -> str:
    """``{% span period.starts_on period.ends_on %}``."""
    return texts.span_text(starts_on, ends_on)


@register.filter
def sentence(breach: Breach) -> str:
    """A breach in the reader's language."""
    return texts.sentence_text(breach)


@register.filter
def negative(amount: Decimal | None) -> bool:
    """Whether an amount is below zero, for colour that goes with the sign."""
    return amount is not None and amount < 0


@register.inclusion_tag("components/state.html")
def state(
    subject: object, labels: Mapping[str, str] | None = None, tone: str = ""
) -> dict[str, str]:
    """``{% state report %}``, or a bare code; *labels* (code to English words) may be given."""
    code = subject if isinstance(subject, str) else str(getattr(subject, "state", "") or "")
    return {"label": texts.state_text(code, labels), "tone": tone or texts.state_tone(code)}


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """An icon of the design system's sprite; decoration unless it has a *label*."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else DECORATION
    return format_html(
        '<svg class="icon-svg {}" {} focusable="false"><use href="{}#{}"></use></svg>',
        css,
        spoken,
        static("dkfds/img/all-svg-icons.svg"),
        name,
    )


@register.filter
def alert(level: str) -> str:
    """The design system's alert variant for a message level."""
    return ALERTS.get(level, "error")


@register.inclusion_tag("components/bar.html")
def bar(share: Decimal | Fraction | None, label: str = "") -> dict[str, object]:
    """How much of a whole is used; beyond 100 % the bar is full and says so by colour and text."""
    text = texts.percent_text(share or Fraction(0))
    permille = min(max(int(Fraction(share or 0) * 1000), 0), 1000)
    return {
        "text": text,
        "label": f"{label}: {text}" if label else text,
        "width": f"{permille // 10}.{permille % 10}",
        "over": share is not None and share > 1,
    }


@register.simple_block_tag
def notice(content: SafeString, tone: str = "info", heading: str = "") -> SafeString:
    """``{% notice "warning" heading %}…{% endnotice %}``: a notice with a body of its own."""
    return render_to_string(
        "components/notice.html", {"tone": tone, "notice_heading": heading, "body": content}
    )


@register.simple_block_tag
def scroll(content: SafeString, label: str) -> SafeString:
    """Around a hand-written wide table: it scrolls by itself, also with the keyboard."""
    return format_html(
        '<div class="table--responsive-scroll" role="region" tabindex="0" aria-label="{}">{}</div>',
        label,
        content,
    )


@register.filter
def target(bound: BoundField) -> str:
    """The id that a link in an error summary leads to: the control, or its first choice."""
    return bound.id_for_label or f"{bound.auto_id}_0"


@register.filter
def has_required(form: forms.BaseForm) -> bool:
    """Whether a form asks for anything, so that the mark needs its explanation."""
    return any(field.required for field in form.fields.values())


@register.filter
def is_text(anything: object) -> bool:
    """Whether a value is one text rather than a list of them."""
    return isinstance(anything, (str, Promise))


@register.filter
def is_blank(anything: object) -> bool:
    """Whether a fact is unknown; zero is known."""
    return anything is None or anything == ""


@register.inclusion_tag("components/field.html", name="field")
def form_field(
    bound: BoundField,
    suffix: str = "",
    prefix: str = "",
    width: str = "",
    label: str = "",
    mark: bool = True,
) -> dict[str, Any]:
    """One form field with label, hint, error and the right look for its widget.

    *suffix* and *prefix* stand beside the box ("kr."), *width* is one of xxs, xs, s, m, l, xl.
    A widget may carry them itself as ``data-suffix``, ``data-prefix`` and ``data-width``.
    Without *mark* the label says nothing about required or optional, as in a filter.
    """
    attrs = bound.field.widget.attrs
    width = width or str(attrs.get("data-width", ""))
    kind = field_kind(bound)
    return {
        "bound": bound,
        "kind": kind,
        "label": label or bound.label,
        "suffix": suffix or attrs.get("data-suffix", ""),
        "prefix": prefix or attrs.get("data-prefix", ""),
        "mark": mark,
        "required": bound.field.required and not bound.field.disabled,
        "control": bound.as_widget(attrs={"class": control_class(bound, kind, width)})
        if kind not in ("choices", "hidden")
        else "",
        "type": "checkbox"
        if isinstance(bound.field.widget, forms.CheckboxSelectMultiple)
        else "radio",
    }


def field_kind(bound: BoundField) -> str:
    """Which of the component's shapes a field takes."""
    widget = bound.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.FileInput):
        return "file"
    return "multi" if widget.use_fieldset else "box"


def control_class(bound: BoundField, kind: str, width: str) -> str:
    """The classes of the control: the design system's, then the widget's own."""
    widget = bound.field.widget
    classes = str(widget.attrs.get("class", "")).split()
    if kind == "checkbox":
        classes.insert(0, "form-checkbox")
    elif kind == "file":
        classes.insert(0, "house-file")
    elif isinstance(widget, forms.Select):
        classes.insert(0, "form-select")
    else:
        classes.insert(0, "form-input")
    is_figure = isinstance(bound.field, (forms.DecimalField, forms.IntegerField))
    if is_figure and kind == "box" and not isinstance(widget, forms.Select):
        classes.append("house-number-box")
        width = width or "s"
    if isinstance(bound.field, (forms.DateField, forms.DateTimeField)):
        width = width or "s"
    if width:
        classes.append(f"input-width-{width}")
    return " ".join(dict.fromkeys(classes))


@register.filter
def translated(message: str) -> str:
    """A message id that a rule or query gave, in the reader's language."""
    return gettext(message) if message else ""


@register.filter
def rule(name: str) -> str:
    """The place of a rule in words."""
    return texts.rule_text(name)
