"""Purchases grouped by SQL for the auditor's screens: twins, first digits, splits, suppliers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Case, CharField, Count, F, Func, Q, QuerySet, Sum, Value, When, Window
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Lower, Replace, Substr

from consortium.models.fields import MoneyField
from grants.models import Grant, GrantPartner
from reporting.models import Expenditure
from reporting.rules.screening import Bill, Sold

BOUGHT = (Expenditure.VOUCHER, Expenditure.IN_KIND)
# Below this an amount has no two telling digits.
SMALLEST = Decimal("10.00")
FIELDS = (
    *("pk", "grant_partner_id", "supplier", "supplier_cvr", "invoice_no", "invoice_date", "net"),
    *("vat", "fingerprint", "project_share_pct"),
    *("voucher_no", "text", "report_id", "report__period__number", "grant_id", "grant__ref"),
    *("grant_partner__organisation__short_name", "grant_partner__organisation__name"),
)
SIGNS = (" ", "-", ".", "/", "_", "#", ":", ",")


@dataclass(frozen=True)
class Paper:
    """Where the row of a bill stands, for its reader."""

    voucher: str
    text: str
    report: int
    period: int
    grant: int
    ref: str
    partner: str


@dataclass(frozen=True)
class Bills:
    """Bills as the rules look at them, and by key where each stands."""

    bills: tuple[Bill, ...]
    papers: Mapping[int, Paper]


def twin_candidates(grants: Collection[int]) -> Bills:
    """Rows of *grants* with another of the same fingerprint, seller and amount, or number.

    The database groups in one pass each; the rules then compare within the groups.
    """
    number = _bare(Lower("invoice_no"))
    stripped = Func(number, Value("0"), function="LTRIM", output_field=CharField())
    rows = _bought(grants).annotate(
        seller=_seller(), gross=F("net") + F("vat"), plain_number=stripped
    )
    rows = rows.annotate(
        same_print=_others("fingerprint"),
        same_amount=_others("seller", "gross"),
        same_number=_others("plain_number"),
    )
    several = (
        Q(same_print__gt=1) & ~Q(fingerprint=""),
        Q(same_amount__gt=1),
        Q(same_number__gt=1) & ~Q(plain_number=""),
    )
    keys = {pk for one in several for pk in rows.filter(one).values_list("pk", flat=True)}
    return _read(_bought(grants).filter(pk__in=keys))


def split_candidates(grant: Grant, limit: Decimal) -> Bills:
    """Purchases up to *limit* of a partner from one seller, where all together pass it."""
    rows = _bought([grant.pk]).filter(net__lte=limit, net__gt=0).annotate(seller=_seller())
    by = [F("grant_partner"), F("seller")]
    rows = rows.annotate(together=Window(Sum("net", output_field=MoneyField()), partition_by=by))
    return _read(_bought([grant.pk]).filter(pk__in=[r.pk for r in rows.filter(together__gt=limit)]))


def sales(grant: Grant) -> list[Sold]:
    """What each seller sold to each partner, for those that sold to more than one."""
    rows = _bought([grant.pk]).annotate(seller=_seller()).exclude(seller="").order_by()
    counted = rows.values("seller").annotate(partners=Count("grant_partner", distinct=True))
    several = counted.filter(partners__gt=1).values("seller")
    grouped = rows.filter(seller__in=several).values("supplier", "supplier_cvr", "grant_partner_id")
    found = grouped.annotate(number=Count("pk"), bought=Sum("net"))
    return [
        Sold(
            row["supplier"],
            row["supplier_cvr"],
            row["grant_partner_id"],
            row["number"],
            row["bought"],
        )
        for row in found.order_by("supplier", "grant_partner_id")
    ]


def partner_names(grant: Grant) -> dict[int, str]:
    """The partners of *grant* by key."""
    rows = GrantPartner.objects.filter(grant=grant).select_related("organisation")
    return {row.pk: str(row.organisation.short_name or row.organisation.name) for row in rows}


def partner_cvrs(grant: Grant) -> set[str]:
    """The CVR numbers of the partners themselves."""
    rows = GrantPartner.objects.filter(grant=grant).exclude(organisation__cvr="")
    return set(rows.values_list("organisation__cvr", flat=True))


def digit_counts(grant: Grant, size: Literal[1, 2]) -> dict[int, int]:
    """How many net amounts begin with each *size* digits; grouped by the database."""
    rows = _amounts(grant, size).order_by().values("digits").annotate(number=Count("pk"))
    return {int(row["digits"]): row["number"] for row in rows}


def rows_beginning(grant: Grant, digits: Iterable[int], most: int) -> Bills:
    """The first *most* purchases whose net amount begins with one of two *digits*."""
    wanted = [str(one) for one in digits]
    rows = _amounts(grant, 2).filter(digits__in=wanted).order_by("digits", "invoice_date", "pk")
    return _read(_bought([grant.pk]).filter(pk__in=[row.pk for row in rows[:most]]))


def _amounts(grant: Grant, size: int) -> QuerySet[Any]:
    # Kept as whole hundredths, so the first letters of the number are its first digits.
    rows = _bought([grant.pk]).filter(net__gte=SMALLEST)
    return rows.annotate(digits=Substr(Cast("net", CharField()), 1, size))


def _bought(grants: Collection[int]) -> QuerySet[Expenditure]:
    """Purchases that a partner has declared and nobody has cut away as a whole."""
    rows = Expenditure.objects.filter(grant__in=grants, kind__in=BOUGHT).exclude(state="draft")
    return rows.holding_invoice()


def _seller() -> Combinable:
    number = Replace(Replace(Lower("supplier_cvr"), Value("dk")), Value(" "))
    return Case(
        When(supplier_cvr="", then=_bare(Lower("supplier"))),
        default=number,
        output_field=CharField(),
    )


def _bare(text: Any) -> Any:
    for sign in SIGNS:
        text = Replace(text, Value(sign))
    return text


def _others(*columns: str) -> Window:
    return Window(Count("pk"), partition_by=[F(column) for column in columns])


def _read(rows: QuerySet[Expenditure]) -> Bills:
    bills, papers = [], {}
    for row in rows.order_by("invoice_date", "pk").values(*FIELDS).iterator(chunk_size=2000):
        bills.append(
            Bill(
                key=row["pk"],
                partner=row["grant_partner_id"],
                supplier=row["supplier"],
                cvr=row["supplier_cvr"],
                invoice_no=row["invoice_no"],
                day=row["invoice_date"],
                net=row["net"],
                gross=row["net"] + row["vat"],
                fingerprint=row["fingerprint"],
                share_pct=row["project_share_pct"],
            )
        )
        papers[row["pk"]] = Paper(
            voucher=row["voucher_no"],
            text=row["text"],
            report=row["report_id"],
            period=row["report__period__number"],
            grant=row["grant_id"],
            ref=row["grant__ref"],
            partner=row["grant_partner__organisation__short_name"]
            or row["grant_partner__organisation__name"],
        )
    return Bills(tuple(bills), papers)
