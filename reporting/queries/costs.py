"""What must be known about other costs before one is let in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from partners.models import Employee, Organisation
from reporting.models import Expenditure, PartnerReport


def voucher_numbers(report: PartnerReport, but: Expenditure | None = None) -> set[str]:
    """The voucher numbers that *report* holds, without that of *but*."""
    rows = Expenditure.objects.filter(report=report)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    return set(rows.order_by().values_list("voucher_no", flat=True))


def shares_taken(
    fingerprints: Iterable[str], but: Expenditure | None = None
) -> dict[str, list[Decimal]]:
    """The project shares that rows with these fingerprints hold, over all partners and grants.

    What was disallowed as a whole is free again (R-60).
    """
    wanted = {fingerprint for fingerprint in fingerprints if fingerprint}
    taken: defaultdict[str, list[Decimal]] = defaultdict(list)
    if not wanted:
        return taken
    rows = Expenditure.objects.filter(fingerprint__in=wanted, kind=Expenditure.VOUCHER)
    rows = rows.exclude(state="disallowed")
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    for fingerprint, share in rows.order_by().values_list("fingerprint", "project_share_pct"):
        taken[fingerprint].append(share)
    return taken


def employee_names(organisation: Organisation) -> frozenset[str]:
    """The names of the organisation's employees, in small letters."""
    names = Employee.objects.filter(organisation=organisation).values_list("name", flat=True)
    return frozenset(name.casefold() for name in names.order_by())
