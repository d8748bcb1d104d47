"""What the lead controller answers about every report before it is verified (A-24)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consortium.rules.refusals import Breach, Term
from consortium.rules.refusals import gettext_noop as _

YES, NOT_RELEVANT = "yes", "not_relevant"
ANSWERS = {YES: _("Yes"), NOT_RELEVANT: _("Not relevant")}
FULL_CHECK = 100


@dataclass(frozen=True)
class Point:
    """One question of the checklist."""

    key: str
    question: str
    may_be_irrelevant: bool = False


CHECKLIST: tuple[Point, ...] = (
    Point("arithmetic", _("The sums of the report agree with its lines.")),
    Point("vouchers", _("Vouchers and proof of payment are there and match the lines.")),
    Point("period", _("Costs were incurred and paid inside the period of the project.")),
    Point("eligibility", _("Costs belong to the project and are eligible by its rules.")),
    Point("vat", _("VAT that the partner gets back has been left out."), True),
    Point("hours", _("Time sheets are signed by employee and superior, and rates proved."), True),
    Point("double_funding", _("No cost is charged to another project as well.")),
    Point("procurement", _("Purchases follow the rules on procurement and market checks."), True),
    Point("cofinancing", _("Co-financing is documented by letter, bank line or hours."), True),
    Point("revenue", _("Revenue is complete, or there is none.")),
    Point("delivery", _("Activities and indicators are plausible and evidenced.")),
    Point("publicity", _("The fund is named and its emblem shown."), True),
)


def full_checklist() -> dict[str, str]:
    """Every question answered with yes."""
    return {point.key: YES for point in CHECKLIST}


def check_checklist(answers: Mapping[str, str]) -> list[Breach]:
    """Find questions without a usable answer."""
    breaches = []
    for point in CHECKLIST:
        allowed = set(ANSWERS) if point.may_be_irrelevant else {YES}
        if answers.get(point.key) not in allowed:
            message = _(
                "Checklist: “%(question)s” is not answered with yes. Check it before you verify."
            )
            params = {"question": Term(point.question)}
            breaches.append(Breach("CHECKLIST_INCOMPLETE", message, point.key, params, "rules 3.1"))
    return breaches


def check_answers(answers: Mapping[str, str]) -> list[Breach]:
    """Find answers that are none of the question's; an empty one is no answer yet."""
    points = {point.key: point for point in CHECKLIST}
    breaches = []
    for key, answer in answers.items():
        point = points.get(key)
        if point is None:
            message = _("The checklist has no question “%(key)s”.")
            breaches.append(Breach("QUESTION_UNKNOWN", message, key, {"key": key}, "A-24"))
        elif answer and (answer not in ANSWERS or not (answer == YES or point.may_be_irrelevant)):
            message = _("“%(question)s” is answered with yes, or not yet.")
            params = {"question": Term(point.question)}
            breaches.append(Breach("ANSWER_UNKNOWN", message, key, params, "A-24"))
    return breaches
