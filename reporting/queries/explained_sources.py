"""Which rows stand behind which figure: one entry for every name of rows in the vocabulary."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Case, CharField, ExpressionWrapper, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce

from consortium.models.fields import MoneyField
from consortium.rules.money import ZERO
from grants.models import FUND_SOURCE, IN_KIND, BudgetAmount, FinancingCommitment
from partners.models import Organisation
from reporting.models import (
    Claim,
    CoFinancingContribution,
    Correction,
    Expenditure,
    Revenue,
    TimeEntry,
)
from reporting.queries import explained_payments, ledger
from reporting.queries.explained import Facts, Subject
from reporting.queries.explained_rows import (
    BUDGET,
    CLAIM,
    CORRECTION,
    ENTRY,
    PLAN,
    Arm,
    arm,
    contributions,
    costs,
    revenue,
)
from reporting.queries.funding import COUNTED, VERIFIED_REPORTS, was_open
from reporting.queries.repayments import decided_final_claim
from reporting.rules import figures_engine as engine
from reporting.rules import figures_ledger as books
from reporting.rules import figures_payments as money

PUBLIC = ~Q(source__in=["", Organisation.PRIVATE])
PUBLIC_COST = ~Q(cofinancing_source__in=["", Organisation.PRIVATE])


def _claims(rows: QuerySet[Claim], column: str, still_open: list[int]) -> Arm:
    """Claims as the funder has accepted them; those *still_open* then, as they were asked."""
    asked, accepted = F(column), F(f"accepted_{column}")
    return arm(
        rows,
        CLAIM,
        Case(When(pk__in=still_open, then=asked), default=Coalesce(accepted, asked)),
        day=F("period__ends_on"),
        ref=Cast("number", CharField()),
        period=F("period__number"),
    )


def _before(column: str) -> Callable[[Subject, Facts], list[Arm]]:
    """The claims before, or all that bind where no claim is asked about."""

    def arms(subject: Subject, facts: Facts) -> list[Arm]:
        still_open = [one.pk for one in facts.earlier if was_open(one, subject.claim)]
        rows = Claim.objects.filter(pk__in=[one.pk for one in facts.earlier])
        return [_claims(rows, column, still_open)]

    return arms


def _held(subject: Subject, facts: Facts) -> Q:
    """Rows that the claim and those before it hold; without a claim all of them."""
    if subject.claim is None:
        return Q()
    return Q(claim__in=[subject.claim.pk, *(one.pk for one in facts.earlier)])


def _counted(subject: Subject, held: Q) -> QuerySet[Expenditure]:
    return Expenditure.objects.filter(held, grant=subject.grant, state__in=COUNTED)


def _given(subject: Subject, held: Q) -> QuerySet[CoFinancingContribution]:
    return CoFinancingContribution.objects.filter(held, grant=subject.grant, state__in=COUNTED)


def _earned(subject: Subject, held: Q) -> QuerySet[Revenue]:
    return Revenue.objects.filter(
        held, report__grant_partner__grant=subject.grant, report__state__in=VERIFIED_REPORTS
    )


def _te(subject: Subject, facts: Facts) -> list[Arm]:
    held = _held(subject, facts)
    return [costs(_counted(subject, held)), revenue(_earned(subject, held))]


def _in_kind(subject: Subject, facts: Facts) -> list[Arm]:
    return [costs(_counted(subject, _held(subject, facts)).filter(cofinancing_form=IN_KIND))]


def _public(subject: Subject, facts: Facts) -> list[Arm]:
    held = _held(subject, facts)
    spent = _counted(subject, held).filter(PUBLIC_COST)
    given = _given(subject, held).filter(PUBLIC)
    return [
        costs(spent.exclude(cofinancing_form__in=["", IN_KIND])),
        contributions(given.exclude(form=IN_KIND)),
    ]


def _in_kind_public(subject: Subject, facts: Facts) -> list[Arm]:
    held = _held(subject, facts)
    return [
        costs(_counted(subject, held).filter(PUBLIC_COST, cofinancing_form=IN_KIND)),
        contributions(_given(subject, held).filter(PUBLIC, form=IN_KIND)),
    ]


def _financing(subject: Subject, facts: Facts) -> list[Arm]:
    held = _held(subject, facts)
    return [
        costs(_counted(subject, held).exclude(cofinancing_form="")),
        contributions(_given(subject, held)),
    ]


def _corrections(subject: Subject, facts: Facts) -> list[Arm]:
    """Those whose cancelled support makes up K, in the order in which they were booked.

    A reversal gives back what its correction had cancelled, so it counts with a minus. A stored
    claim knows only the first of them: as many as add up to its own K.
    """
    rows = Correction.objects.filter(grant=subject.grant, row__isnull=False).exclude(cancelled=ZERO)
    if subject.claim is not None:
        known, so_far = [], ZERO
        for key, amount in rows.order_by("row_id").values_list("pk", "cancelled"):
            if so_far == subject.claim.cancelled:
                break
            so_far += amount
            known.append(key)
        rows = rows.filter(pk__in=known)
    return [
        arm(
            rows,
            CORRECTION,
            F("cancelled"),
            day=F("decided_on"),
            ref=Cast("number", CharField()),
            text=F("reason"),
            partner=F("original__grant_partner_id"),
            line=F("original__line_id"),
        )
    ]


def _new_costs(subject: Subject, facts: Facts) -> list[Arm]:
    held = Q(claim=subject.claim)
    return [costs(_counted(subject, held)), revenue(_earned(subject, held))]


def _partner_costs(subject: Subject, facts: Facts) -> list[Arm]:
    held = Q(claim=subject.claim)
    spent = _counted(subject, held).filter(grant_partner=subject.partner)
    earned = _earned(subject, held).filter(report__grant_partner=subject.partner)
    return [costs(spent), revenue(earned)]


def _cell(subject: Subject) -> Q:
    found = Q()
    if subject.line:
        found &= Q(line=subject.line)
    if subject.partner:
        found &= Q(grant_partner=subject.partner)
    return found


def _budget(subject: Subject, facts: Facts) -> list[Arm]:
    newest = ledger.version_in_force(subject.grant, subject.on)
    rows = BudgetAmount.objects.filter(_cell(subject), version=newest)
    return [
        arm(
            rows,
            BUDGET,
            F("amount"),
            parent=F("version__number"),
            day=F("version__effective_from"),
            partner=F("grant_partner_id"),
            line=F("line_id"),
        )
    ]


def _plan(subject: Subject, facts: Facts) -> list[Arm]:
    newest = ledger.version_in_force(subject.grant, subject.on)
    rows = FinancingCommitment.objects.filter(version=newest)
    if subject.source:
        rows = rows.filter(source=subject.source, form=subject.form)
    return [
        arm(
            rows,
            PLAN,
            F("amount"),
            parent=F("version__number"),
            day=F("version__effective_from"),
            ref=F("letter_ref"),
            partner=Coalesce(F("grant_partner_id"), Value(0)),
        )
    ]


def _received(subject: Subject, facts: Facts) -> list[Arm]:
    """What others gave; of the fund's own source, the claims."""
    spent = _counted(subject, Q()).exclude(cofinancing_form="")
    given = _given(subject, Q())
    if subject.source:
        spent = spent.filter(cofinancing_source=subject.source, cofinancing_form=subject.form)
        given = given.filter(source=subject.source, form=subject.form)
    found = [costs(spent), contributions(given)]
    if subject.source in ("", FUND_SOURCE) and subject.form in ("", "cash"):
        rows = Claim.objects.filter(grant=subject.grant).binding()
        found.append(_claims(rows, "amount", []))
    return found


def _ledger(column: str, *states: str) -> Callable[[Subject, Facts], list[Arm]]:
    def arms(subject: Subject, facts: Facts) -> list[Arm]:
        rows = Expenditure.objects.filter(_cell(subject), grant=subject.grant)
        rows = rows.filter(state__in=states) if states else rows.exclude(state="draft")
        return [costs(rows, column)]

    return arms


def _of_report(column: str) -> Callable[[Subject, Facts], list[Arm]]:
    def arms(subject: Subject, facts: Facts) -> list[Arm]:
        return [costs(Expenditure.objects.filter(_cell(subject), report=subject.report), column)]

    return arms


def _entries(subject: Subject, facts: Facts) -> list[Arm]:
    sheet = subject.item.time_sheet_id if subject.item else None
    rows = TimeEntry.objects.filter(time_sheet=sheet)
    return [
        arm(
            rows,
            ENTRY,
            ExpressionWrapper(F("hours"), MoneyField()),
            day=Coalesce(F("day"), F("time_sheet__month")),
            text=F("task"),
        )
    ]


def _correction_row(subject: Subject, facts: Facts) -> list[Arm]:
    """The row that was booked, and how far the grant's add-ons moved with it (R-81)."""
    row = subject.correction.row_id if subject.correction else None
    booked = Correction.objects.filter(row=row or 0)
    add_on = ExpressionWrapper(F("te_effect") - F("row__accepted"), MoneyField())
    return [
        costs(Expenditure.objects.filter(pk=row or 0)),
        arm(
            booked,
            CORRECTION,
            add_on,
            day=F("decided_on"),
            ref=Cast("number", CharField()),
            text=Value("Udokumenteret tillæg (flat rate)"),
            partner=F("original__grant_partner_id"),
        ),
    ]


def _final_claim(subject: Subject, facts: Facts) -> list[Arm]:
    final = decided_final_claim(subject.grant)
    rows = Claim.objects.filter(pk=final.pk if final else 0)
    return [_claims(rows, "entitlement", [])]


def _of_money(name: str) -> Callable[[Subject, Facts], list[Arm]]:
    return lambda subject, _facts: explained_payments.ROWS[name](subject.grant, subject.partner)


ROWS: dict[str, Callable[[Subject, Facts], list[Arm]]] = {
    engine.COSTS: _te,
    engine.IN_KIND: _in_kind,
    engine.PUBLIC: _public,
    engine.IN_KIND_PUBLIC: _in_kind_public,
    engine.FINANCING: _financing,
    engine.CORRECTIONS: _corrections,
    engine.CLAIMS: _before("amount"),
    engine.PAYABLES: _before("payable"),
    engine.NEW_COSTS: _new_costs,
    engine.PARTNER_COSTS: _partner_costs,
    books.BUDGET: _budget,
    books.REPORTED: _ledger("amount"),
    books.VERIFIED: _ledger("accepted", *COUNTED),
    books.CLAIMED: _ledger("accepted", "claimed"),
    books.DISALLOWED: _ledger("disallowed"),
    books.AWAITING: _ledger("awaiting"),
    books.PLAN: _plan,
    books.RECEIVED: _received,
    books.OF_REPORT: _of_report("amount"),
    books.ACCEPTED_OF_REPORT: _of_report("accepted"),
    books.DISALLOWED_OF_REPORT: _of_report("disallowed"),
    books.AWAITING_OF_REPORT: _of_report("awaiting"),
    books.ENTRIES: _entries,
    books.CORRECTION_ROW: _correction_row,
    money.FINAL_CLAIM: _final_claim,
    **{name: _of_money(name) for name in explained_payments.ROWS},
}


def arms_of(name: str, subject: Subject, facts: Facts) -> list[Arm]:
    """The arms of the rows *name* of *subject*."""
    return ROWS[name](subject, facts)
