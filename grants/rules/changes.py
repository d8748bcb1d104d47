"""What a change request must hold before it may be proposed (W-09, R-13, R-14, R-90)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from consortium.rules.money import ZERO, as_fraction
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

ACTIVITY, PARTNER_NEW, PARTNER_WITHDRAWN = "activity", "partner_new", "partner_withdrawn"
PERIOD, FINANCING, BUDGET = "period", "financing", "budget"
WITH_PLAN = (PARTNER_WITHDRAWN, FINANCING, BUDGET)


@dataclass(frozen=True)
class Project:
    """The project as it stands: its term, its money in DKK."""

    starts_on: date
    ends_on: date
    budget: Decimal
    amount: Decimal


@dataclass(frozen=True)
class Plan:
    """The budget version that goes with a request, and what it takes from the partner that goes."""

    number: int
    state: str
    effective_from: date
    from_partner: Decimal = ZERO


@dataclass(frozen=True)
class Asked:
    """What a change request asks for; what its kind does not need is left out."""

    kind: str
    reason: str
    consequences: str
    effective_from: date
    partner: str = ""
    is_lead: bool = False
    organisation: str = ""
    takes_part: bool = False
    new_ends_on: date | None = None
    new_budget: Decimal | None = None
    new_amount: Decimal | None = None
    plan: Plan | None = None
    # What the financing plan in force takes from the partner that goes, DKK.
    pledged: Decimal = ZERO


def change_breaches(asked: Asked, project: Project) -> list[Breach]:
    """Everything that is missing or wrong in *asked*, each with what to do about it (W-09)."""
    return [
        *_texts(asked),
        *_day(asked, project),
        *_who(asked),
        *_term(asked, project),
        *_plan(asked),
        *_money(asked, project),
    ]


def _texts(asked: Asked) -> list[Breach]:
    found = []
    if not asked.reason.strip():
        message = _("Say why the project is to be changed.")
        found.append(Breach("REASON_MISSING", message, "reason", {}, "W-09"))
    if not asked.consequences.strip():
        message = _("Say what the change means for activities, partners, budget and financing.")
        found.append(Breach("CONSEQUENCES_MISSING", message, "consequences", {}, "W-09"))
    return found


def _day(asked: Asked, project: Project) -> list[Breach]:
    last = max(project.ends_on, asked.new_ends_on or project.ends_on)
    if project.starts_on <= asked.effective_from <= last:
        return []
    message = _(
        "%(day)s lies outside the project, %(first)s to %(last)s; choose a day inside it from "
        "which the change holds."
    )
    params = {"day": asked.effective_from, "first": project.starts_on, "last": last}
    return [Breach("DAY_OUTSIDE", message, "effective_from", params, "W-09")]


def _who(asked: Asked) -> list[Breach]:
    if asked.kind == PARTNER_WITHDRAWN and not asked.partner:
        message = _("Say which partner withdraws.")
        return [Breach("PARTNER_MISSING", message, "grant_partner", {}, "W-09")]
    if asked.kind == PARTNER_WITHDRAWN and asked.is_lead:
        message = _(
            "%(partner)s leads the project and cannot withdraw from it; choose another partner."
        )
        params = {"partner": asked.partner}
        return [Breach("LEAD_STAYS", message, "grant_partner", params, "R-14")]
    if asked.kind == PARTNER_NEW and not asked.organisation:
        message = _("Say which organisation becomes a partner.")
        return [Breach("ORGANISATION_MISSING", message, "organisation", {}, "W-09")]
    if asked.kind == PARTNER_NEW and asked.takes_part:
        message = _(
            "%(organisation)s is a partner of the project already; choose another organisation."
        )
        params = {"organisation": asked.organisation}
        return [Breach("PARTNER_ALREADY", message, "organisation", params, "W-09")]
    return []


def _term(asked: Asked, project: Project) -> list[Breach]:
    if asked.kind != PERIOD:
        return []
    if asked.new_ends_on is None or asked.new_ends_on == project.ends_on:
        message = _("The project ends on %(day)s now; give the new last day.")
        return [Breach("END_MISSING", message, "new_ends_on", {"day": project.ends_on}, "W-09")]
    if asked.new_ends_on <= project.starts_on:
        message = _(
            "The project starts on %(day)s and must end after that, not on %(end)s; give a later "
            "day."
        )
        params = {"day": project.starts_on, "end": asked.new_ends_on}
        return [Breach("END_BEFORE_START", message, "new_ends_on", params, "W-09")]
    return []


def _plan(asked: Asked) -> list[Breach]:
    if asked.plan is None:
        if asked.kind not in WITH_PLAN or (asked.kind == PARTNER_WITHDRAWN and not asked.pledged):
            return []
        message = _(
            "A change of this kind needs a new budget and financing plan; draft a budget version "
            "first and choose it here."
        )
        return [Breach("PLAN_MISSING", message, "budget_version", {}, "R-91")]
    found = []
    if asked.plan.state not in ("draft", "proposed"):
        message = _("Budget version %(number)s is “%(state)s”; choose one that is under way.")
        params: dict[str, object] = {"number": asked.plan.number, "state": asked.plan.state}
        found.append(Breach("PLAN_DECIDED", message, "budget_version", params, "R-91"))
    if asked.plan.effective_from != asked.effective_from:
        message = _(
            "Budget version %(number)s takes effect on %(plan)s, the change on %(day)s; give both "
            "the same day."
        )
        params = {
            "number": asked.plan.number,
            "plan": asked.plan.effective_from,
            "day": asked.effective_from,
        }
        found.append(Breach("PLAN_OTHER_DAY", message, "effective_from", params, "R-91"))
    if asked.kind == PARTNER_WITHDRAWN and asked.pledged and asked.plan.from_partner:
        found += _still_pays(asked, asked.plan)
    return found


def _still_pays(asked: Asked, plan: Plan) -> list[Breach]:
    if plan.from_partner < asked.pledged:
        return []
    message = _(
        "%(partner)s withdraws, but version %(number)s still takes %(left)s kr. from it; leave in "
        "it only what it has paid already, and find another source for the rest."
    )
    params = {"partner": asked.partner, "number": plan.number, "left": plan.from_partner}
    return [Breach("PARTNER_STILL_PAYS", message, "budget_version", params, "R-14")]


def _money(asked: Asked, project: Project) -> list[Breach]:
    budget, amount = asked.new_budget, asked.new_amount
    if budget is None and amount is None:
        return []
    if budget is None or amount is None or budget <= 0 or amount <= 0:
        message = _("Give the new total budget and the new grant together, both above zero.")
        return [Breach("TOTALS_TOGETHER", message, "new_amount", {}, "R-11")]
    if amount > project.amount:
        message = _(
            "The grant is %(granted)s kr. and is not raised to %(asked)s kr.: it is a net grant, "
            "which only falls when costs or co-financing fall."
        )
        params = {"granted": project.amount, "asked": amount}
        return [Breach("GRANT_RAISED", message, "new_amount", params, "R-13")]
    before = as_fraction(project.amount) / as_fraction(project.budget)
    if as_fraction(amount) / as_fraction(budget) > before:
        message = _(
            "%(asked)s kr. of %(budget)s kr. is a higher rate than the %(rate)s that the grant "
            "letter fixes; lower the grant, or keep the budget."
        )
        values = {"asked": amount, "budget": budget, "rate": before}
        return [Breach("RATE_RAISED", message, "new_amount", values, "R-11")]
    return []
