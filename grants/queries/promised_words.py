"""Targets and results in the reader's words: “30–40 spouses”, “over 70 %”, “no. 1 of 4”."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consortium.queries.texts import number_text
from grants.models import PromisedTarget, ReachedFigure
from grants.rules import promised as rules


def promise_text(target: PromisedTarget) -> str:
    """What is promised, with its unit and its years."""
    said = _figure(target)
    words = [_("about %(figure)s") % {"figure": said} if target.is_about else said]
    if target.unit and target.kind not in (rules.DAYS, rules.SHARE, rules.ABOVE, rules.DONE):
        words.append(target.unit)
    if target.each_year:
        words.append(_("each year"))
    if target.since or target.until:
        words.append(_years(target))
    return " ".join(words)


def figure_text(target: PromisedTarget, row: ReachedFigure | None) -> str:
    """What was reached, with what it is compared with and the year."""
    if row is None:
        return "–"
    if target.kind == rules.DONE:
        said = _("Yes") if row.value else _("No")
    else:
        said = _measured(target, row.value)
    if row.compared is not None:
        said += " " + _("against %(figure)s") % {"figure": _measured(target, row.compared)}
    if row.places is not None:
        said += " " + _("at %(places)s institutions") % {"places": row.places}
    return f"{said} ({row.year})" if row.year else said


def missing_text(target: PromisedTarget, verdict: rules.Verdict) -> str:
    """How much is missing, in the unit of the target; empty where nothing is."""
    if verdict.code != rules.SHORT or not verdict.missing or target.kind == rules.DONE:
        return ""
    if target.kind in (rules.SHARE, rules.ABOVE):
        return _("%(number)s percentage points") % {"number": _number(verdict.missing)}
    if target.kind == rules.RANK:
        return ngettext("%(number)s place", "%(number)s places", int(verdict.missing)) % {
            "number": _number(verdict.missing)
        }
    return _measured(target, verdict.missing)


def _figure(target: PromisedTarget) -> str:
    least, most = target.minimum, target.maximum
    match target.kind:
        case "range":
            return f"{_number(least)}–{_number(most)}"
        case "days":
            return _("%(least)s–%(most)s days") % {"least": _number(least), "most": _number(most)}
        case "per_place":
            places = target.places or _("a number of institutions that is not set")
            return _("%(number)s at each of %(places)s") % {
                "number": _number(least),
                "places": places,
            }
        case "share":
            said = _("more than %(number)s %%") if target.is_strict else _("at least %(number)s %%")
            return said % {"number": _number(least)}
        case "above":
            return _("above what it is compared with")
        case "rank":
            return _("no. %(place)s of %(among)s") % {
                "place": _number(least),
                "among": target.places,
            }
        case "done":
            return _("done")
    return _number(least)


def _measured(target: PromisedTarget, value: Decimal) -> str:
    number = _number(value)
    if target.kind in (rules.SHARE, rules.ABOVE):
        return f"{number} %"
    if target.kind == rules.DAYS:
        return _("%(number)s days") % {"number": number}
    return f"{number} {target.unit}".strip()


def _years(target: PromisedTarget) -> str:
    first, last = target.since, target.until
    if first and last and first != last:
        return f"({first}–{last})"
    return f"({first or last})"


def _number(value: Decimal | None) -> str:
    if value is None:
        return "–"
    return number_text(value, 0 if value == int(value) else 2)
