"""Whether a partner's report may be approved and submitted, and what it lacks (rules.md 3.1).

The meter, the list of gaps and the guard of approval and submission all read this one list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

ACTIVITIES, INDICATORS, COSTS, HOURS, COFINANCING, REVENUE, TEXTS, QUESTIONS, CHECK = (
    "activities",
    "indicators",
    "costs",
    "hours",
    "cofinancing",
    "revenue",
    "texts",
    "questions",
    "check",
)
STEPS = (ACTIVITIES, INDICATORS, COSTS, HOURS, COFINANCING, REVENUE, TEXTS, QUESTIONS, CHECK)
# Steps whose question must be answered with rows or with "none".
ASKED = (ACTIVITIES, COSTS, HOURS, COFINANCING, REVENUE)
# Steps that must be filled in; the lead's questions are one more once there are any.
REQUIRED = (ACTIVITIES, INDICATORS, COSTS, HOURS, COFINANCING, REVENUE)
YES, NONE = "yes", "none"


@dataclass(frozen=True)
class Named:
    """A row as a sentence names it: its *key* and its *label*; *place* is where it is put right."""

    key: int
    label: str
    place: str = ""


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
    # All questions that the lead has asked, answered or not.
    asked: int = field(default=0, kw_only=True)


@dataclass(frozen=True)
class Missing:
    """One thing that a report lacks: in which step, in words, the row it is about, and its field.

    *place* says which field of the row: the role of a paper, a figure of an indicator, or whose
    month a time sheet is.
    """

    step: str
    sentence: str
    where: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    rule: str = "rules 3.1"
    place: str = ""

    @property
    def breach(self) -> Breach:
        """The same as a refusal says it."""
        return Breach("REPORT_INCOMPLETE", self.sentence, self.step, self.params, self.rule)


@dataclass(frozen=True)
class Progress:
    """How far a report is: the steps that must be filled in, and what they still lack."""

    required: tuple[str, ...]
    missing: tuple[Missing, ...]

    @property
    def lacking(self) -> frozenset[str]:
        """The steps that lack something."""
        return frozenset(part.step for part in self.missing)

    @property
    def done(self) -> int:
        """How many of the required steps lack nothing."""
        return len(self.required) - len(self.lacking)

    @property
    def is_complete(self) -> bool:
        """Whether the report may be approved."""
        return not self.missing

    @property
    def is_asked(self) -> bool:
        """Whether the lead has asked anything."""
        return QUESTIONS in self.required

    @property
    def open_questions(self) -> int:
        """How many of the lead's questions wait for an answer."""
        return sum(part.step == QUESTIONS for part in self.missing)

    def next_gap(self, step: str) -> str:
        """The step after *step* that lacks something, from the end on to the beginning."""
        place = STEPS.index(step) + 1 if step in STEPS else 0
        around = (*STEPS[place:], *STEPS[:place])
        return next((one for one in around if one in self.lacking and one != step), "")


def progress_of(facts: ReportFacts) -> Progress:
    """How far the report of *facts* is."""
    is_asked = facts.asked > 0 or bool(facts.not_answered)
    required = (*REQUIRED, QUESTIONS) if is_asked else REQUIRED
    return Progress(required, tuple(missing_parts(facts)))


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
        (INDICATORS, facts.not_counted, "indicator", "A-23", NOT_COUNTED, ""),
        (COSTS, facts.without_voucher, "expenditure", "A-01", NO_VOUCHER, "invoice"),
        (COSTS, facts.without_payment, "expenditure", "A-02", NO_PAYMENT, "payment"),
        (COSTS, facts.without_delivery, "expenditure", "A-20", NO_DELIVERY, "delivery"),
        (COSTS, facts.without_market, "expenditure", "A-21", NO_MARKET, "market"),
        (HOURS, facts.not_approved, "time_sheet", "A-13", NOT_APPROVED, ""),
        (QUESTIONS, facts.not_answered, "query", "rules 3.1", NOT_ANSWERED, ""),
    )
    return [
        Missing(step, sentence, f"{kind}:{row.key}", {"name": row.label}, rule, row.place or place)
        for step, rows, kind, rule, sentence, place in wanted
        for row in rows
    ]
