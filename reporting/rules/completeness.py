"""Whether a partner's report may be approved and submitted, and what it lacks (rules.md 3.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

ACTIVITIES, INDICATORS, COSTS, HOURS, COFINANCING, REVENUE, TEXTS, CHECK = (
    "activities",
    "indicators",
    "costs",
    "hours",
    "cofinancing",
    "revenue",
    "texts",
    "check",
)
STEPS = (ACTIVITIES, INDICATORS, COSTS, HOURS, COFINANCING, REVENUE, TEXTS, CHECK)
# Steps whose question must be answered with rows or with "none".
ASKED = (ACTIVITIES, COSTS, HOURS, COFINANCING, REVENUE)
YES, NONE = "yes", "none"


@dataclass(frozen=True)
class Named:
    """A row as a sentence names it: its *key* and its *label*."""

    key: int
    label: str


@dataclass(frozen=True)
class ReportFacts:
    """Answers and numbers of rows by step, and the rows that lack something."""

    answers: Mapping[str, str]
    rows: Mapping[str, int]
    without_voucher: tuple[Named, ...] = ()
    without_payment: tuple[Named, ...] = ()
    without_delivery: tuple[Named, ...] = ()
    without_market: tuple[Named, ...] = ()
    not_counted: tuple[Named, ...] = ()
    not_approved: tuple[Named, ...] = ()
    not_answered: tuple[Named, ...] = ()


@dataclass(frozen=True)
class Missing:
    """One thing that a report lacks: in which step, in words, and the row it is about."""

    step: str
    sentence: str
    where: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    rule: str = "rules 3.1"

    @property
    def breach(self) -> Breach:
        """The same as a refusal says it."""
        return Breach("REPORT_INCOMPLETE", self.sentence, self.step, self.params, self.rule)


def missing_parts(facts: ReportFacts) -> list[Missing]:
    """Everything that stands between *facts* and submission, in the order of the steps."""
    found = _answers(facts) + _rows(facts)
    return sorted(found, key=lambda missing: STEPS.index(missing.step))


def _answers(facts: ReportFacts) -> list[Missing]:
    found = []
    for step in ASKED:
        answer, rows = facts.answers.get(step, ""), facts.rows.get(step, 0)
        rule = "A-18" if step == REVENUE else "rules 3.1"
        if not answer:
            sentence = _("The question has no answer yet: choose “yes” or “none in this period”.")
            found.append(Missing(step, sentence, rule=rule))
        elif answer == NONE and rows:
            sentence = _(
                "The answer is “none”, but rows are entered: %(rows)s. Remove them or answer “yes”."
            )
            found.append(Missing(step, sentence, params={"rows": rows}, rule=rule))
        elif answer == YES and not rows:
            sentence = _("The answer is “yes”, but no row is entered. Enter one or answer “none”.")
            found.append(Missing(step, sentence, rule=rule))
    return found


NOT_COUNTED = _("The indicator “%(name)s” is not counted. Enter a figure, also if it is 0.")
NO_VOUCHER = _("%(name)s has no voucher file. Attach the invoice or receipt.")
NO_PAYMENT = _("%(name)s has no proof of payment. Attach the bank line or the payment list.")
NO_DELIVERY = _("%(name)s, in kind, has no proof of delivery. Attach what shows that it was given.")
NO_MARKET = _(
    "%(name)s lies above the limit of the grant. Attach the procurement file or the market check, "
    "or give the reason why none was possible."
)
NOT_APPROVED = _(
    "The time sheet of %(name)s is not approved by the superior. Have it approved, or take it out."
)
NOT_ANSWERED = _("The question “%(name)s” is not answered. Answer it.")


def _rows(facts: ReportFacts) -> list[Missing]:
    wanted = (
        (INDICATORS, facts.not_counted, "indicator", "A-23", NOT_COUNTED),
        (COSTS, facts.without_voucher, "expenditure", "A-01", NO_VOUCHER),
        (COSTS, facts.without_payment, "expenditure", "A-02", NO_PAYMENT),
        (COSTS, facts.without_delivery, "expenditure", "A-20", NO_DELIVERY),
        (COSTS, facts.without_market, "expenditure", "A-21", NO_MARKET),
        (HOURS, facts.not_approved, "time_sheet", "A-13", NOT_APPROVED),
        (CHECK, facts.not_answered, "query", "rules 3.1", NOT_ANSWERED),
    )
    return [
        Missing(step, sentence, f"{kind}:{row.key}", {"name": row.label}, rule)
        for step, rows, kind, rule, sentence in wanted
        for row in rows
    ]
