"""Money in and on, co-financing, corrections, results (A-18, A-19, A-23, A-28 to A-30, A-34)."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Sum, Value
from django.db.models.functions import Coalesce

from consortium.models import DestroyedFile
from consortium.models.fields import HoursField, MoneyField
from consortium.rules.hashing import digest
from consortium.rules.money import ZERO
from consortium.rules.refusals import gettext_noop as _
from grants.models import FinancingCommitment
from grants.rules.profiles import RuleProfile
from reporting.models import (
    Claim,
    Closure,
    CoFinancingContribution,
    Correction,
    Destruction,
    Disbursement,
    Expenditure,
    IndicatorValue,
    PartnerReport,
    PaymentReceived,
    PayRate,
    Revenue,
    TimeSheet,
)
from reporting.queries.checks.base import Fault, Scope, fault, faults
from reporting.queries.claim_clock import clock_on
from reporting.queries.closing import holds_of, retention_of
from reporting.queries.disposal import bytes_in_use
from reporting.queries.funding import held_back
from reporting.rules.closing import disposal_breaches
from reporting.rules.counting import AGES, STATUS

IN_REPORT = "report__grant_partner__grant"
REPORTED = ("submitted", "returned", "verified", "included")
BOOKED = ("booked", "recovered", "written_off")
NO_MONEY = Value(ZERO, output_field=MoneyField())
NO_HOURS = Value(ZERO, output_field=HoursField())


def revenue_is_answered(scope: Scope) -> list[Fault]:
    """A-18: every report that was sent answers for revenue, and its rows agree."""
    earned = Exists(Revenue.objects.filter(report=OuterRef("pk")))
    reports = PartnerReport.objects.filter(scope.sent(*REPORTED))
    reports = reports.select_related("period", "grant_partner__organisation")
    silent = reports.filter(Q(revenue_answer="") | (Q(revenue_answer="yes") & ~Q(earned)))
    wrong = reports.filter(Q(earned), revenue_answer="none")
    unanswered = _("%(partner)s, %(period)s: the question about revenue is not answered.")
    contradicted = _("%(partner)s, %(period)s: “none” was answered, but revenue is entered.")
    columns = {"partner": "grant_partner", "period": "period"}
    return [
        *faults("A-18", silent, unanswered, **columns),
        *faults("A-18", wrong, contradicted, **columns),
    ]


def cofinancing_is_documented(scope: Scope) -> list[Fault]:
    """A-19: each pledge has its letter, each contribution its document and a day in the term."""
    pledges = FinancingCommitment.objects.filter(
        scope.of("version__grant"), version__state__in=["approved", "superseded"], letter_ref=""
    )
    received = CoFinancingContribution.objects.filter(scope.counted())
    undocumented = received.filter(document_ref="")
    outside = received.filter(received_on__gt=F("report__period__ends_on"))
    return [
        *faults(
            "A-19",
            # What was pledged is the grant's, not a report's.
            pledges if scope.report is None else pledges.none(),
            _("The pledge of %(amount)s kr. (%(source)s) names no letter."),
            amount="amount",
            source="source",
        ),
        *faults(
            "A-19",
            undocumented,
            _("%(contributor)s: the contribution names no document."),
            contributor="contributor",
        ),
        *faults(
            "A-19",
            outside,
            _("%(contributor)s: received on %(day)s, after the end of the period."),
            contributor="contributor",
            day="received_on",
        ),
    ]


def results_are_evidenced(scope: Scope) -> list[Fault]:
    """A-23: each value has a source, a count rule and evidence; the sexes add up to it."""
    reports = PartnerReport.objects.filter(scope.sent(*REPORTED))
    values = IndicatorValue.objects.filter(report__in=reports).select_related("indicator")
    bare = values.filter(
        Q(indicator__source="") | Q(indicator__count_rule="") | Q(evidence_note="", value__gt=0)
    )
    uneven = values.filter(indicator__by_sex=True).exclude(value=F("women") + F("men") + F("other"))
    ages = values.filter(indicator__by_age=True).exclude(value=_sum_of(AGES))
    status = values.filter(indicator__by_status=True).exclude(value=_sum_of(STATUS))
    return [
        *faults(
            "A-23",
            bare,
            _("%(indicator)s: the value lacks its source, count rule or evidence."),
            indicator="indicator",
        ),
        *faults(
            "A-23",
            uneven,
            _("%(indicator)s: women, men and other do not add up to %(value)s."),
            indicator="indicator",
            value="value",
        ),
        *faults(
            "A-23",
            ages,
            _("%(indicator)s: the ages do not add up to %(value)s."),
            indicator="indicator",
            value="value",
        ),
        *faults(
            "A-23",
            status,
            _("%(indicator)s: unemployed, inactive and employed do not add up to %(value)s."),
            indicator="indicator",
            value="value",
        ),
    ]


def _sum_of(names: tuple[str, ...]) -> Any:
    first, *rest = map(F, names)
    return sum(rest, start=first)


def payments_match_claims(scope: Scope) -> list[Fault]:
    """A-28: what came in is what was payable; within the clock, or the delay is explained."""
    claims = Claim.objects.filter(scope.of(), Q(state="paid") | Q(payments__isnull=False))
    came = claims.distinct().annotate(came=Coalesce(Sum("payments__amount"), NO_MONEY))
    found = faults(
        "A-28",
        came.annotate(due=Coalesce("accepted_payable", "payable")).exclude(came=F("due")),
        _("Claim %(number)s: %(came)s kr. came in, %(payable)s kr. were payable."),
        number="number",
        came="came",
        payable="counted_payable",
    )
    for payment in (
        PaymentReceived.objects.filter(scope.of("claim__grant"))
        .select_related("claim__grant")
        .prefetch_related("claim__questions")
    ):
        clock = clock_on(payment.claim, payment.received_on)
        if clock is None:
            sentence = _("The payment came before its claim was sent.")
            found.append(fault("A-28", payment, sentence))
        elif clock.is_late and not payment.late_reason:
            sentence = _("The payment came after %(days)s days; the clock allows %(clock)s.")
            params = {"days": clock.used, "clock": clock.used + clock.left}
            found.append(fault("A-28", payment, sentence, **params))
    return found


def disbursements_match_payments(scope: Scope) -> list[Fault]:
    """A-29: parts add up to the payment; each was sent in time; receipts name person and day."""
    found = _parts_that_do_not_add_up(scope)
    parts = Disbursement.objects.filter(scope.of("payment__claim__grant"))
    parts = parts.select_related("grant_partner__organisation")
    late = parts.filter(sent_on__gt=F("due_on"))
    unreceipted = parts.filter(
        Q(confirmed_by__isnull=True) | Q(confirmed_on__isnull=True), state="confirmed"
    )
    told = {"partner": "grant_partner", "due": "due_on"}
    too_late = _("%(partner)s: sent on %(sent)s, due on %(due)s.")
    found += faults("A-29", late, too_late, sent="sent_on", **told)
    return found + faults(
        "A-29",
        unreceipted,
        _("%(partner)s: the receipt names no person or no day."),
        partner="grant_partner",
    )


def _parts_that_do_not_add_up(scope: Scope) -> list[Fault]:
    """What is passed on or offset is the payment, and what the fund held back for recoveries."""
    payments = PaymentReceived.objects.filter(scope.of("claim__grant")).select_related("claim")
    parts = payments.annotate(
        passed=Coalesce(Sum("disbursements__amount"), NO_MONEY),
        offset=Coalesce(Sum("disbursements__offset"), NO_MONEY),
    )
    sentence = _(
        "%(passed)s kr. are passed on and %(offset)s kr. offset of a payment of %(owed)s kr., "
        "with %(held)s kr. held back for corrections."
    )
    found = []
    for payment in parts:
        held = held_back(payment.claim)
        if payment.passed + payment.offset != payment.amount + held:
            told = {"passed": payment.passed, "offset": payment.offset}
            wrong = fault("A-29", payment, sentence, owed=payment.amount, held=held, **told)
            found.append(wrong)
    return found


def corrections_are_booked(scope: Scope) -> list[Fault]:
    """A-30: a booked correction points at the original; its effect is booked; K adds up."""
    booked = Correction.objects.filter(scope.of(), state__in=BOOKED)
    wrong = booked.filter(
        Q(row__isnull=True)
        | Q(reverses__isnull=True) & ~Q(row__corrects=F("original"), row__accepted=-F("amount"))
        | Q(reverses__isnull=False)
        & ~Q(row__corrects=F("reverses__row"), row__accepted=F("amount"))
        | Q(fund_effect__isnull=True)
        | Q(te_effect__isnull=True)
    )
    found = faults(
        "A-30",
        wrong,
        _("Correction %(number)s lacks its row, its original or its effect on the fund's part."),
        number="number",
    )
    loose = Expenditure.objects.filter(
        scope.of(),
        ~Exists(booked.filter(row=OuterRef("pk"))),
        kind__in=[Expenditure.CORRECTION, Expenditure.REVERSAL],
    )
    found += faults(
        "A-30", loose, _("%(voucher)s corrects without a decision."), voucher="voucher_no"
    )
    for grant in scope.grants:
        cancelled = sum((one.cancelled for one in booked.filter(grant=grant)), ZERO)
        if cancelled != grant.cancelled:
            sentence = _("K is %(stored)s kr.; the corrections cancel %(sum)s kr.")
            params = {"stored": grant.cancelled, "sum": cancelled}
            found.append(fault("A-30", grant, sentence, **params))
    return found


def rules_are_frozen(scope: Scope) -> list[Fault]:
    """A-34: each grant's frozen rules are those of its letter and say how long papers are kept."""
    found = []
    for grant in scope.grants:
        if digest(grant.profile) != grant.profile_sha256:
            sentence = _("The frozen rules of %(grant)s are not those of its letter.")
            found.append(fault("A-34", grant, sentence, grant=grant.ref))
        elif RuleProfile.from_json(grant.profile).retain_years <= 0:
            sentence = _("The rules of %(grant)s do not say how long its papers are kept.")
            found.append(fault("A-34", grant, sentence, grant=grant.ref))
    return found + _kept_long_enough(scope) + _gone_for_good(scope)


def _gone_for_good(scope: Scope) -> list[Fault]:
    """What was disposed of has its certificate, nothing else has, and no byte of it is left."""
    certified = Destruction.objects.filter(grant=OuterRef("grant"), kind=Destruction.FILES)
    disposed = Closure.objects.filter(scope.of(), ~Exists(certified), state="disposed")
    found = faults(
        "A-34",
        disposed.select_related("grant"),
        _("%(grant)s was disposed of, and no certificate of it is kept."),
        grant="grant",
    )
    closed = Closure.objects.filter(grant=OuterRef("grant"), state="disposed")
    early = Destruction.objects.filter(scope.of(), ~Exists(closed), kind=Destruction.FILES)
    sentence = _("Files of %(grant)s were destroyed, and it is not disposed of.")
    found += faults("A-34", early.select_related("grant"), sentence, grant="grant")
    struck = DestroyedFile.objects.select_related("file")
    if scope.grant is not None:
        struck = struck.filter(grant_ref=scope.grant.ref)
    sentence = _("The file %(sha256)s was to be destroyed, and its bytes are still here.")
    for row in struck.iterator(chunk_size=500):
        if row.file.file.storage.exists(str(row.file.file.name)) and not bytes_in_use(row.file):
            found.append(fault("A-34", row, sentence, sha256=row.file.sha256))
    return found


def _kept_long_enough(scope: Scope) -> list[Fault]:
    found = []
    rows = Closure.objects.filter(scope.of()).select_related("grant")
    for closure in rows.exclude(state__in=["open", "settled"]):
        names = {"grant": closure.grant.ref, "until": closure.retain_until}
        kept = retention_of(closure)
        if kept is None or kept.until != closure.retain_until:
            sentence = _("%(grant)s is kept until %(until)s, but the rules give another day.")
            found.append(fault("A-34", closure, sentence, **names))
        if closure.disposed_on and disposal_breaches(
            closure.retain_until, holds_of(closure.grant), closure.disposed_on
        ):
            sentence = _("%(grant)s was disposed of before its day %(until)s, or under a hold.")
            found.append(fault("A-34", closure, sentence, **names))
    return found


def hours_add_up(scope: Scope) -> list[Fault]:
    """H-05: a time sheet has the hours of its entries, a staff cost those of its time sheet."""
    sheets = TimeSheet.objects.filter(scope.in_reports()).annotate(
        entered=Coalesce(Sum("entries__hours"), NO_HOURS), said=F("hours")
    )
    rows = Expenditure.objects.filter(scope.rows(), time_sheet__isnull=False)
    return [
        *faults(
            "H-05",
            sheets.exclude(hours=F("entered")).exclude(rate__method__in=PayRate.BY_SHARE),
            _("The sheet says %(said)s hours, its entries %(entered)s."),
            said="said",
            entered="entered",
        ),
        *faults(
            "H-05",
            rows.exclude(hours=F("time_sheet__hours")),
            _("%(voucher)s: the cost has other hours than its time sheet."),
            voucher="voucher_no",
        ),
    ]
