"""The check-list of rules.md 4.4 as far as it applies, and how it is run.

A codes are the rule book's. H codes are the house's own: what its records rest on.
T codes are about the papers' words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction

from consortium.rules.papers import Look
from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant
from reporting.queries.checks import (
    agreements,
    aid,
    chain,
    claims,
    duties,
    eligibility,
    evidence,
    files,
    flat_rates,
    flows,
    house,
    invoices,
    kept,
    ladders,
    memory,
    people,
    recoveries,
    repayments,
    samples,
    then,
    totals,
    written,
)
from reporting.queries.checks.base import Check, Fault, Scope
from reporting.queries.checks.reading import DAMAGE

CHECKS: tuple[Check, ...] = (
    Check("A-01", _("Every claimed voucher has its file"), evidence.vouchers_are_kept),
    Check("A-02", _("Every claimed voucher has proof of payment"), evidence.payments_are_proven),
    Check("A-03", _("Every cost names account and booking"), evidence.costs_name_their_booking),
    Check("A-04", _("Every cost has a budget in force"), eligibility.costs_have_a_budget),
    Check("A-05", _("Incurred and paid inside the project"), eligibility.costs_lie_in_the_project),
    Check("A-06", _("The partner had an agreement"), eligibility.costs_lie_in_the_agreement),
    Check("A-07", _("Four eyes on every cost and claim"), people.hands_are_different),
    Check("A-08", _("Rows, reports, claim and papers agree"), claims.sums_agree),
    Check("A-09", _("By source of money as by cost line"), claims.sources_match_lines),
    Check("A-10", _("The five limits hold and recompute"), claims.limits_hold),
    Check("A-11", _("No invoice is financed twice"), evidence.vouchers_count_once),
    Check("A-12", _("Nobody has more hours than the year"), people.hours_fit_the_year),
    Check("A-13", _("Time sheets are signed and approved"), people.time_sheets_are_signed),
    Check("A-14", _("Rates recompute from the payroll"), eligibility.rates_recompute),
    Check("A-15", _("Fixed shares have their letter"), people.shares_have_letters),
    Check("A-16", _("Flat rates follow their base"), flat_rates.flat_rates_follow_their_base),
    Check("A-17", _("VAT is documented and recomputes"), eligibility.vat_recomputes),
    Check("A-18", _("Revenue is answered in every report"), flows.revenue_is_answered),
    Check("A-19", _("Co-financing is documented"), flows.cofinancing_is_documented),
    Check("A-20", _("In-kind contributions are proven"), evidence.in_kind_is_proven),
    Check("A-21", _("Markets are checked above the limit"), evidence.markets_are_checked),
    Check("A-22", _("Aid to companies is decided"), aid.companies_have_their_aid_decision),
    Check("A-23", _("Results have source and evidence"), flows.results_are_evidenced),
    Check("A-24", _("Verifications are complete"), people.verifications_are_complete),
    Check("A-25", _("Samples draw the same lines again"), samples.samples_draw_again),
    Check("A-25", _("The auditor's samples draw again"), samples.audit_samples_draw_again),
    Check("A-26", _("Findings are closed or owned"), samples.findings_are_closed_or_owned),
    Check("A-27", _("Statements quote their claim"), claims.statements_quote_their_claim),
    Check("A-28", _("Payments match claims, in time"), flows.payments_match_claims),
    Check("A-28", _("What went back to the fund is proven"), repayments.repayments_are_proven),
    Check("A-29", _("Disbursements match payments"), flows.disbursements_match_payments),
    Check("A-30", _("Corrections point back and are booked"), flows.corrections_are_booked),
    Check("A-30", _("Recoveries add up from their rows"), recoveries.recoveries_add_up),
    Check("A-31", _("The chain of events is unbroken"), chain.chain_is_unbroken),
    Check("A-31", _("Events say what was hashed"), chain.events_say_what_was_hashed),
    Check("A-31", _("Chains pass through seals and papers"), chain.seals_and_papers_agree),
    Check(
        "A-31",
        _("Events of the house stand in their place"),
        ladders.house_stands_where_it_was_told,
    ),
    Check("A-32", _("Rows, versions and papers are unaltered"), memory.memory_is_whole),
    Check("A-32", _("Evidence files are unaltered"), evidence.files_are_whole),
    Check("A-33", _("Publicity is proven"), duties.publicity_is_proven),
    Check("A-34", _("Frozen rules and retention"), flows.rules_are_frozen),
    Check("A-35", _("No CPR number in any text"), house.texts_hold_no_cpr),
    Check("A-35", _("No CPR number in any stored file"), files.files_hold_no_cpr),
    Check("H-01", _("The database file is sound"), house.database_is_sound),
    Check("H-02", _("Triggers guard what is locked"), house.last_line_stands),
    Check("H-03", _("Rows name the partner of their report"), evidence.copies_agree),
    Check("R-53", _("Foreign amounts recompute"), evidence.foreign_amounts_recompute),
    Check("H-04", _("Claimed rows stand in a sent claim"), claims.nothing_is_claimed_alone),
    Check("H-05", _("Hours add up"), flows.hours_add_up),
    Check("H-06", _("Rights come from seats"), house.seats_give_the_rights),
    Check("T-01", _("The papers' texts are approved"), written.texts_are_approved),
    Check("H-07", _("Sent claims recompute from the rows of then"), then.claims_recompute),
    Check("H-10", _("Invoices are numbered, frozen and as agreed"), invoices.invoices_are_whole),
    Check("H-11", _("Bank files and entries fit the payments"), invoices.bank_agrees),
    Check("H-12", _("Agreements stand as signed, in two halves"), agreements.agreements_stand),
    Check("H-13", _("Funding tables add up"), agreements.funding_tables_add_up),
    Check("H-14", _("Nobody is named who is to be forgotten"), kept.the_forgotten_are_forgotten),
    Check("H-15", _("Approved texts are as approved"), kept.approved_texts_stand),
    Check("H-09", _("Kept totals are what rows and versions add up to"), totals.totals_are_kept),
)


@dataclass(frozen=True)
class Answer:
    """What one check found."""

    check: Check
    faults: tuple[Fault, ...]

    @property
    def is_ok(self) -> bool:
        """Whether it found nothing."""
        return not self.faults


def answers(
    grant: Grant | None = None,
    checks: Iterable[Check] = CHECKS,
    look: Callable[[bytes, str], Look] | None = None,
) -> Iterator[Answer]:
    """Run *checks* on *grant*, or on everything, one after the other.

    With *look* the text of every stored file is read again (A-35).
    """
    yield from answers_in(Scope(grant, look=look), checks)


def answers_in(scope: Scope, checks: Iterable[Check]) -> Iterator[Answer]:
    """Run *checks* on what *scope* holds."""
    for check in checks:
        yield Answer(check, tuple(_found(check, scope)))


def _found(check: Check, scope: Scope) -> list[Fault]:
    try:
        # A savepoint, so that a statement that fails on PostgreSQL does not end the run.
        with transaction.atomic():
            return check.find(scope)
    except DAMAGE as error:
        sentence = _("The check could not read the rows it needs: %(error)s")
        return [Fault(check.code, "database", "", sentence, {"error": str(error)[:200]})]
