"""Vouchers, payments, bookings, and the files that prove them (A-01 to A-03, A-20, A-21, A-32)."""

from __future__ import annotations

import hashlib

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from consortium.models import EvidenceFile
from consortium.rules.refusals import gettext_noop as _
from grants.rules.currency import in_dkk
from reporting.models import Expenditure, ExpenditureFile, ForeignAmount, InKindValuation
from reporting.queries.checks.base import Fault, Scope, fault, faults
from reporting.queries.completeness import above_market_limit
from reporting.rules.inkind import Valuation, check_valuation

PROVEN = (Expenditure.VOUCHER, Expenditure.IN_KIND)
PIECE = 1024 * 1024


def _declared(scope: Scope) -> Q:
    """What has been claimed, and what stands in a claim that is being made."""
    is_held = Q() if scope.report is not None else Q(claim__isnull=False)
    return scope.counted() & is_held


def _of_kind(kind: str) -> Q:
    """Rows of *kind*, and those that take a parked row of that kind up."""
    return Q(kind=kind) | Q(kind=Expenditure.TAKEN_UP, corrects__kind=kind)


def _files() -> QuerySet[ExpenditureFile]:
    """A row's files; what was parked keeps its files where it was parked."""
    return ExpenditureFile.objects.filter(
        Q(expenditure=OuterRef("pk")) | Q(expenditure=OuterRef("corrects"))
    )


def _file(role: str) -> Exists:
    return Exists(_files().filter(role=role).exclude(file__sha256=""))


def vouchers_are_kept(scope: Scope) -> list[Fault]:
    """A-01: every claimed voucher has its file with a SHA-256."""
    rows = Expenditure.objects.filter(
        _declared(scope), _of_kind(Expenditure.VOUCHER), ~_file(ExpenditureFile.INVOICE)
    )
    return faults("A-01", rows, _("%(voucher)s has no voucher file."), voucher="voucher_no")


def payments_are_proven(scope: Scope) -> list[Fault]:
    """A-02: every claimed voucher has proof that it was paid before the claim was sent."""
    rows = Expenditure.objects.filter(_declared(scope), _of_kind(Expenditure.VOUCHER))
    unproven = rows.filter(~_file(ExpenditureFile.PAYMENT))
    late = rows.filter(paid_on__gt=TruncDate("claim__submitted_at"))
    return [
        *faults("A-02", unproven, _("%(voucher)s has no proof of payment."), voucher="voucher_no"),
        *faults(
            "A-02",
            late,
            _("%(voucher)s was paid on %(day)s, after the claim was sent."),
            voucher="voucher_no",
            day="paid_on",
        ),
    ]


def costs_name_their_booking(scope: Scope) -> list[Fault]:
    """A-03: every cost names the partner's ledger account and booking number."""
    rows = Expenditure.objects.filter(scope.rows(), Q(ledger_account="") | Q(booking_no=""))
    return faults(
        "A-03",
        rows if scope.report is not None else rows.exclude(state="draft"),
        _("%(voucher)s names no ledger account or no booking number."),
        voucher="voucher_no",
    )


def in_kind_is_proven(scope: Scope) -> list[Fault]:
    """A-20: an in-kind cost has its valuation and delivery on file, and its claim the L4 test."""
    rows = Expenditure.objects.filter(_declared(scope), _of_kind(Expenditure.IN_KIND))
    valued = InKindValuation.objects.filter(
        Q(expenditure=OuterRef("pk")) | Q(expenditure=OuterRef("corrects"))
    )
    unvalued = rows.filter(~Exists(valued))
    undelivered = rows.filter(~_file(ExpenditureFile.DELIVERY))
    untested = rows.filter(claim__isnull=False, claim__limit_4__isnull=True)
    wanted = (
        (unvalued, _("%(voucher)s, in kind, has no valuation note.")),
        (undelivered, _("%(voucher)s, in kind, has no proof of delivery.")),
        (untested, _("%(voucher)s, in kind, stands in a claim without the test L4.")),
    )
    found = [
        one for query, why in wanted for one in faults("A-20", query, why, voucher="voucher_no")
    ]
    return found + _values_hold(rows)


def _values_hold(rows: QuerySet[Expenditure]) -> list[Fault]:
    """The note's own figures still give the value that was declared (R-20, R-24)."""
    found = []
    for row in rows.filter(valuation__isnull=False).select_related("valuation"):
        note = row.valuation
        kept = Valuation(
            contribution=note.contribution,
            method=note.method,
            source=note.source,
            valued_by=note.valued_by,
            work_hours=note.work_hours,
            hourly_pay=note.hourly_pay,
            third_party=note.third_party,
            third_party_cost=note.third_party_cost,
        )
        for breach in check_valuation(kept, row.net):
            found.append(fault("A-20", row, breach.message, **breach.params))
    return found


def markets_are_checked(scope: Scope) -> list[Fault]:
    """A-21: above the grant's limit a claimed voucher has its procurement file, or a reason."""
    found = []
    for grant in scope.grants:
        rows = Expenditure.objects.filter(
            above_market_limit(grant),
            ~_file(ExpenditureFile.MARKET),
            _declared(scope),
            grant=grant,
            kind=Expenditure.VOUCHER,
        )
        sentence = _(
            "%(voucher)s, %(net)s kr., has neither a procurement file nor a market check, nor a "
            "reason for none."
        )
        found += faults("A-21", rows, sentence, voucher="voucher_no", net="net")
    return found


def foreign_amounts_recompute(scope: Scope) -> list[Fault]:
    """R-53: what was counted at a monthly rate is the foreign amount times the rate kept."""
    own = Expenditure.objects.filter(scope.rows())
    rows = ForeignAmount.objects.filter(expenditure__in=own, rate__isnull=False)
    found = []
    for row in rows.select_related("expenditure").order_by("pk").iterator(chunk_size=2000):
        item = row.expenditure
        wanted = (in_dkk(row.net, row.rate), in_dkk(row.vat, row.rate))
        if (item.net, item.vat) != wanted:
            sentence = _("%(voucher)s: %(foreign)s at %(rate)s is not %(net)s kr. and %(vat)s kr.")
            params = {"voucher": item.voucher_no, "foreign": str(row), "rate": f"{row.rate:f}"}
            found.append(fault("R-53", item, sentence, **params, net=item.net, vat=item.vat))
    return found


def files_are_whole(scope: Scope) -> list[Fault]:
    """A-32: each evidence file still has the bytes that its hash was taken of."""
    # What was destroyed when its time was over is no loss; A-34 looks after it.
    rows = EvidenceFile.objects.filter(destroyed__isnull=True)
    if scope.grant is not None:
        used = ExpenditureFile.objects.filter(expenditure__grant=scope.grant).values("file")
        rows = rows.filter(pk__in=used)
    found = []
    for row in rows.order_by("pk").iterator(chunk_size=500):
        if sentence := _damage(row):
            found.append(fault("A-32", row, sentence, name=row.name))
    return found


def _damage(row: EvidenceFile) -> str:
    """What is wrong with the stored bytes, read piece by piece from whatever store there is."""
    hashed, size = hashlib.sha256(), 0
    try:
        with row.file.open("rb") as content:
            while piece := content.read(PIECE):
                hashed.update(piece)
                size += len(piece)
    except (FileNotFoundError, ValueError):
        return _("The file “%(name)s” is gone.")
    except OSError:
        return _("The file “%(name)s” could not be fetched: the store does not answer.")
    if (hashed.hexdigest(), size) != (row.sha256, row.size):
        return _("The bytes of “%(name)s” are not those that were filed.")
    return ""


def vouchers_count_once(scope: Scope) -> list[Fault]:
    """A-11: no invoice is financed with more than 100 per cent over all projects."""
    shares: dict[str, list[Expenditure]] = {}
    counted = Expenditure.objects.filter(kind__in=PROVEN).holding_invoice().exclude(fingerprint="")
    if scope.is_narrow:
        own = counted.filter(scope.rows()).values("fingerprint")
        counted = counted.filter(fingerprint__in=own)
    summed = counted.order_by().values("fingerprint").annotate(share=Sum("project_share_pct"))
    twice = summed.filter(share__gt=100).values("fingerprint")
    for row in counted.filter(fingerprint__in=twice).order_by("pk"):
        shares.setdefault(row.fingerprint, []).append(row)
    sentence = _("%(voucher)s: its invoice is financed with %(share)s per cent in all.")
    return [
        fault("A-11", row, sentence, voucher=row.voucher_no, share=total)
        for rows in shares.values()
        for total in [sum(row.project_share_pct for row in rows)]
        for row in rows
        if scope.holds(row)
    ]


def copies_agree(scope: Scope) -> list[Fault]:
    """H-03: the grant and partner that a row carries for speed are those of its report."""
    rows = Expenditure.objects.filter(scope.rows()).exclude(
        grant_partner=F("report__grant_partner"), grant=F("report__grant_partner__grant")
    )
    sentence = _("%(voucher)s names another partner or grant than its report.")
    return faults("H-03", rows, sentence, voucher="voucher_no")
