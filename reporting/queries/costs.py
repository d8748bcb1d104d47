"""What must be known about other costs before one is let in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal

from django.db.models import Sum

from consortium.models.bulk import keys_with
from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant
from partners.models import Employee, Organisation
from reporting.models import Expenditure, PartnerReport
from reporting.rules.eligibility import WHOLE
from reporting.rules.natures import LAND


def voucher_numbers(report: PartnerReport, but: Expenditure | None = None) -> set[str]:
    """The voucher numbers that *report* holds, without that of *but*."""
    # A line taken up from an earlier period brings its number along and takes none here.
    rows = Expenditure.objects.filter(report=report).exclude(kind=Expenditure.TAKEN_UP)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    return set(rows.order_by().values_list("voucher_no", flat=True))


def vouchers_with(report: PartnerReport, numbers: Collection[str]) -> dict[str, int]:
    """The vouchers of *report* with one of *numbers*: by number the key, by their own index."""
    which = f"report_id = {int(report.pk)} AND kind = '{Expenditure.VOUCHER}' AND "
    return {number: key for key, number in keys_with(Expenditure, "voucher_no", numbers, which)}


def other_numbers(report: PartnerReport) -> dict[str, int]:
    """The numbers of the rows of *report* that are no vouchers, with their keys; few have any.

    A line taken up from an earlier period brings its number along and takes none here.
    """
    rows = Expenditure.objects.filter(report=report).exclude(
        kind__in=[Expenditure.VOUCHER, Expenditure.TAKEN_UP]
    )
    return dict(rows.order_by("pk").values_list("voucher_no", "pk"))


def fingerprints_known(fingerprints: Iterable[str]) -> set[str]:
    """Those of *fingerprints* that any row of the ledger has."""
    wanted = {fingerprint for fingerprint in fingerprints if fingerprint}
    return {found for _key, found in keys_with(Expenditure, "fingerprint", wanted)}


def shares_taken(
    fingerprints: Iterable[str], but: Collection[int] = ()
) -> dict[str, list[Decimal]]:
    """The project shares that rows with these fingerprints hold, over all partners and grants.

    What was disallowed as a whole is free again (R-60); *but* are keys of rows that do not count.
    """
    wanted = {fingerprint for fingerprint in fingerprints if fingerprint}
    taken: defaultdict[str, list[Decimal]] = defaultdict(list)
    if not wanted:
        return taken
    rows = Expenditure.objects.filter(fingerprint__in=wanted, kind=Expenditure.VOUCHER)
    rows = rows.holding_invoice()
    if but:
        rows = rows.exclude(pk__in=but)
    for fingerprint, share in rows.order_by().values_list("fingerprint", "project_share_pct"):
        taken[fingerprint].append(share)
    return taken


def holders_of(fingerprint: str, reader: object, but: Expenditure | None = None) -> str:
    """The rows that hold this fingerprint, by number, partner and grant; only those *reader* sees.

    Empty if there is none that the reader may know of.
    """
    rows = Expenditure.objects.filter(fingerprint=fingerprint, kind=Expenditure.VOUCHER)
    rows = rows.exclude(state="disallowed").exclude(pk=but.pk if but else 0)
    seen = rows.visible_to(reader).select_related("grant", "grant_partner__organisation")
    return ", ".join(
        f"{row.voucher_no} ({row.grant_partner.organisation.short_name}, {row.grant.ref})"
        for row in seen.order_by("pk")
    )


def land_declared(grant: Grant, but: Expenditure | None = None) -> Decimal:
    """The land that the grant's rows declare, DKK, without that of *but* (R-54)."""
    rows = Expenditure.objects.filter(grant=grant, nature=LAND).exclude(state="disallowed")
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    sums = rows.aggregate(net=Sum("net"), vat=Sum("vat"))
    return (sums["net"] or ZERO) + (sums["vat"] or ZERO)


def owner_ref(organisation_id: int) -> str:
    """How an evidence file names the organisation that holds it."""
    return str(organisation_id)


def declared_twice(report: PartnerReport) -> list[Breach]:
    """Vouchers of *report* that others declare too, for more than 100 per cent together (A-11).

    Drafts of others count for nothing yet: who submits first has declared it.
    """
    own = list(
        Expenditure.objects.filter(report=report, kind=Expenditure.VOUCHER)
        .exclude(fingerprint="")
        .holding_invoice()
        .order_by("pk")
    )
    prints = {row.fingerprint for row in own}
    others: defaultdict[str, list[Expenditure]] = defaultdict(list)
    for row in (
        Expenditure.objects.filter(fingerprint__in=prints, kind=Expenditure.VOUCHER)
        .exclude(state="draft")
        .holding_invoice()
        .exclude(report=report)
        .select_related("report__period")
        .order_by("pk")
    ):
        others[row.fingerprint].append(row)
    taken: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in own:
        taken[row.fingerprint] += row.project_share_pct
    found = []
    for row in own:
        twins = others[row.fingerprint]
        shares = sum((twin.project_share_pct for twin in twins), taken[row.fingerprint])
        if twins and shares > WHOLE:
            found.append(_twice(row, twins, shares))
    return found


def _twice(row: Expenditure, twins: list[Expenditure], shares: Decimal) -> Breach:
    """Names the other row where the partner may see it; of another partner it says no more."""
    params: dict[str, object] = {"voucher": row.voucher_no, "shares": shares}
    mine = [twin for twin in twins if twin.grant_partner_id == row.grant_partner_id]
    if mine:
        message = _(
            "%(voucher)s is declared already, as %(other)s in period %(period)s: %(shares)s per "
            "cent together. Take it out, or lower its project share."
        )
        params |= {"other": mine[0].voucher_no, "period": mine[0].report.period.number}
    else:
        message = _(
            "%(voucher)s has been declared by another partner too: %(shares)s per cent together. "
            "Take it out, or lower its project share."
        )
    return Breach("DOUBLE_FUNDING", message, row.voucher_no, params, "A-11")


def employee_names(organisation: Organisation) -> frozenset[str]:
    """The names of the organisation's employees, in small letters."""
    names = Employee.objects.filter(organisation=organisation).values_list("name", flat=True)
    return frozenset(name.casefold() for name in names.order_by())
