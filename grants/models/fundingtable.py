"""The multi-year funding table: source by year, one price level, blanks left blank (C28, R-96)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consortium.models.fields import MoneyField, RateField
from consortium.models.memory import history
from grants.models.projects import Grant


class FundingTable(models.Model):
    """One table: its years, its unit and the price level of all its amounts."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="funding_tables")
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    price_level = models.CharField(_("price level"), max_length=40)
    first_year = models.PositiveIntegerField(_("first year"))
    last_year = models.PositiveIntegerField(_("last year"))
    footnotes = models.TextField(_("footnotes"), blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="funding_table_once"),
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")), name="funding_years_in_order"
            ),
            models.CheckConstraint(condition=~Q(price_level=""), name="funding_has_price_level"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def years(self) -> tuple[int, ...]:
        """Its columns."""
        return tuple(range(self.first_year, self.last_year + 1))


class FundingLine(models.Model):
    """One source of money, in 1.000 kr., with the total that the document prints beside it."""

    table = models.ForeignKey(FundingTable, on_delete=models.PROTECT, related_name="lines")
    place = models.PositiveIntegerField(_("place"))
    group = models.CharField(_("group"), max_length=200)
    label = models.CharField(_("source"), max_length=200)
    printed = MoneyField(_("printed total"), null=True, blank=True)
    # The grant that the money comes from, where it stands here too.
    source_grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, null=True, blank=True, related_name="funding_lines"
    )
    history = history()

    class Meta:
        ordering: ClassVar = ["table_id", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["table", "place"], name="funding_line_place_once"),
            models.CheckConstraint(
                condition=~Q(label="") & ~Q(group=""), name="funding_line_has_names"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class FundingCell(models.Model):
    """An amount in 1.000 kr. in one year; a year without a cell is blank, and not nought."""

    line = models.ForeignKey(FundingLine, on_delete=models.CASCADE, related_name="cells")
    year = models.PositiveIntegerField(_("year"))
    amount = MoneyField(_("amount, 1.000 kr."))
    history = history()

    class Meta:
        ordering: ClassVar = ["line_id", "year"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "year"], name="funding_cell_once"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}/{self.year}: {self.amount}"


class StatedTotal(models.Model):
    """A total that a text names beside what the table holds of it: part may lie elsewhere (C28)."""

    table = models.ForeignKey(FundingTable, on_delete=models.PROTECT, related_name="stated")
    # Empty: the whole table.
    group = models.CharField(_("group"), max_length=200, blank=True)
    amount = MoneyField(_("stated total, 1.000 kr."))
    where = models.CharField(_("where it is stated"), max_length=200)
    explanation = models.TextField(_("explanation"), blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["table_id", "group", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["table", "group", "where"], name="funding_stated_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="funding_stated_above_0"),
            models.CheckConstraint(condition=~Q(where=""), name="funding_stated_somewhere"),
        ]

    def __str__(self) -> str:
        return f"{self.where}: {self.amount}"


class PriceIndex(models.Model):
    """What amounts of one price level are at another, and who says so (R-96)."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="price_indexes")
    from_level = models.CharField(_("from price level"), max_length=40)
    to_level = models.CharField(_("to price level"), max_length=40)
    factor = RateField(_("factor"))
    source = models.CharField(_("source"), max_length=300)
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "from_level", "to_level"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["grant", "from_level", "to_level"], name="price_index_once"
            ),
            models.CheckConstraint(condition=Q(factor__gt=0), name="price_index_above_zero"),
            models.CheckConstraint(condition=~Q(source=""), name="price_index_names_source"),
        ]

    def __str__(self) -> str:
        return f"{self.from_level} → {self.to_level}"
