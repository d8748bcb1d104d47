"""Costs, and the questions about them. One ledger: `Expenditure`."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from consortium.models import EvidenceFile
from consortium.models.fields import HoursField, MoneyField
from consortium.models.memory import history
from grants.models import (
    FORMS,
    SOURCES,
    BudgetLine,
    BudgetVersion,
    Grant,
    GrantPartner,
    ReportingPeriod,
)
from reporting.models.hours import TimeSheet
from reporting.models.keeping import counted_at_once
from reporting.models.reports import PartnerReport, scoped
from reporting.rules import natures

USER = settings.AUTH_USER_MODEL
# Keys by which nobody looks versions up: an index on each would be two thirds of their writing.
UNASKED = (
    *("report", "grant_partner", "line", "time_sheet", "late_of", "decided_by", "budget_version"),
    *("claim", "corrects", "created_by"),
)


class ExpenditureQuerySet(models.QuerySet["Expenditure"]):
    """Rows of the ledger by who may see them."""

    def visible_to(self, user: object) -> ExpenditureQuerySet:
        """As the report they stand in."""
        return self.filter(scoped(user))

    def counted(self) -> ExpenditureQuerySet:
        """Verified and not set aside: what TE is made of."""
        return self.filter(state__in=["verified", "claimed"])

    def staff_time(self) -> ExpenditureQuerySet:
        """Rows that stand on a time sheet, also those that were parked and taken up (T4, R-30)."""
        return self.filter(STAFF_ROWS)

    def holding_invoice(self) -> ExpenditureQuerySet:
        """Rows whose invoice is financed: not disallowed as a whole, neither here nor later."""
        fallen = Expenditure.objects.filter(
            corrects=OuterRef("pk"), kind=Expenditure.TAKEN_UP, state="disallowed"
        )
        return self.exclude(state="disallowed").exclude(Exists(fallen))

    def parked_open(self) -> ExpenditureQuerySet:
        """Lines that were set aside and on which nobody has decided since."""
        decided = Expenditure.objects.filter(
            corrects=OuterRef("pk"),
            kind=Expenditure.TAKEN_UP,
            parked__lt=0,
            state__in=["verified", "disallowed", "awaiting_budget", "claimed"],
        )
        rows = self.filter(state="parked").exclude(kind=Expenditure.TAKEN_UP)
        return rows.exclude(Exists(decided))


class Expenditure(models.Model):
    """One cost: a voucher, a month of somebody's time, an in-kind contribution, or a correction.

    `amount` is what the partner reports as eligible: net + eligible VAT, times the project share.
    Once decided: amount = accepted + disallowed + awaiting + parked. Never edited after
    verification; a correction is a new negative row that points at this one (R-80, W-04). So is
    the decision on a line that was parked: its row takes out of `parked` what it decides.
    """

    VOUCHER, STAFF, IN_KIND, CORRECTION, CARRIED, FLAT, TAKEN_UP, REVERSAL = (
        "voucher",
        "staff",
        "in_kind",
        "correction",
        "carried",
        "flat_rate",
        "taken_up",
        "reversal",
    )
    # Rows that undo others: a correction, and the reversal of one.
    MIRRORS: ClassVar = (CORRECTION, REVERSAL)
    KINDS: ClassVar = [
        (VOUCHER, _("Voucher")),
        (STAFF, _("Staff time")),
        (IN_KIND, _("In kind")),
        (CORRECTION, _("Correction")),
        (CARRIED, _("Released from awaiting budget")),
        (FLAT, _("Flat rate")),
        (TAKEN_UP, _("Taken up after parking")),
        (REVERSAL, _("Correction taken back")),
    ]
    STATES: ClassVar = [
        ("draft", _("Draft")),
        ("submitted", _("Submitted")),
        ("query", _("Query")),
        ("verified", _("Verified")),
        ("disallowed", _("Disallowed")),
        ("awaiting_budget", _("Awaiting budget")),
        ("parked", _("Parked")),
        ("claimed", _("Claimed")),
    ]
    NATURES: ClassVar = [
        (natures.ORDINARY, _("Ordinary cost")),
        (natures.INTEREST, _("Interest on debt")),
        (natures.LAND, _("Purchase of land")),
        (natures.RECOVERABLE_VAT, _("VAT that is paid back")),
        (natures.EQUIPMENT, _("Purchase of furniture, equipment or vehicles")),
        (natures.DEPRECIATION, _("Depreciation")),
    ]
    NATURE_BASES: ClassVar = [
        (natures.NECESSARY, _("Necessary for the aim")),
        (natures.DEPRECIATED, _("Fully depreciated in the project")),
        (natures.CHEAPEST, _("The cheapest way")),
    ]
    report = models.ForeignKey(PartnerReport, on_delete=models.PROTECT, related_name="expenditure")
    # Copied from the report so that sums over a grant need no join (speed.md).
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+", db_index=False)
    grant_partner = models.ForeignKey(
        GrantPartner, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS, default=VOUCHER)
    state = models.CharField(_("state"), max_length=16, choices=STATES, default="draft")

    voucher_no = models.CharField(_("voucher number"), max_length=40)
    text = models.CharField(_("text"), max_length=200)
    supplier = models.CharField(_("supplier"), max_length=120, blank=True)
    supplier_cvr = models.CharField(_("supplier's CVR number"), max_length=20, blank=True)
    invoice_no = models.CharField(_("invoice number"), max_length=60, blank=True)
    invoice_date = models.DateField(_("invoice date"))
    delivery_date = models.DateField(_("delivery date"))
    paid_on = models.DateField(_("paid on"))
    ledger_account = models.CharField(_("ledger account"), max_length=40)
    booking_no = models.CharField(_("booking number"), max_length=40)
    net = MoneyField(_("net amount"))
    vat = MoneyField(_("VAT"), default=0)
    recovery_pct = HoursField(_("VAT recovered, per cent"), default=0)
    eligible_vat = MoneyField(_("eligible VAT"), default=0)
    project_share_pct = HoursField(_("project share, per cent"), default=100)
    amount = MoneyField(_("reported eligible amount"))
    fingerprint = models.CharField(max_length=64, blank=True)
    # What kind of cost it is, and why it counts where the rules ask for a reason.
    nature = models.CharField(_("kind of cost"), max_length=16, choices=NATURES, default="ordinary")
    nature_basis = models.CharField(
        _("why it counts"), max_length=12, choices=NATURE_BASES, blank=True
    )
    nature_reason = models.TextField(_("reason"), blank=True)
    # Why there is neither a procurement file nor a market check above the limit.
    market_reason = models.TextField(_("why no market check was possible"), blank=True)

    # A sheet has one cost; the row that takes a parked one up stands on the same sheet.
    time_sheet = models.ForeignKey(
        TimeSheet, models.PROTECT, null=True, blank=True, related_name="expenditure", db_index=False
    )
    # The period in which a late cost was incurred: one that had closed when it was entered.
    late_of = models.ForeignKey(
        ReportingPeriod, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    late_reason = models.TextField(_("why it is late"), blank=True)
    hours = HoursField(_("hours"), default=0)
    accepted_hours = HoursField(_("accepted hours"), default=0)
    # What this cost is as financing, besides being cost: staff time (X), in kind (IK), public (P).
    cofinancing_form = models.CharField(max_length=12, choices=FORMS, blank=True)
    cofinancing_source = models.CharField(max_length=12, choices=SOURCES, blank=True)

    accepted = MoneyField(_("accepted"), default=0)
    disallowed = MoneyField(_("disallowed"), default=0)
    awaiting = MoneyField(_("awaiting budget"), default=0)
    # Set aside for a later period. A row that takes a parked line up holds it with a minus.
    parked = MoneyField(_("parked"), default=0)
    decision_code = models.CharField(_("reason code"), max_length=40, blank=True)
    decision_reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    budget_version = models.ForeignKey(
        BudgetVersion, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    claim = models.ForeignKey(
        *("reporting.Claim", models.PROTECT),
        null=True,
        blank=True,
        related_name="items",
        db_index=False,
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", db_index=False
    )
    created_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)

    objects = ExpenditureQuerySet.as_manager()
    history = history(no_db_index=UNASKED)
    # An import adds its rows to the kept totals in one go.
    counted_at_once: ClassVar = staticmethod(counted_at_once)
    # Neighbours of a sheet are strangers in these; a sheet that doubles the ledger has them built.
    scattered: ClassVar = ("expenditure_fingerprint", "expenditure_sums")

    class Meta:
        ordering: ClassVar = ["report_id", "voucher_no", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted", "query"])
                | Q(amount=F("accepted") + F("disallowed") + F("awaiting") + F("parked")),
                name="expenditure_decision_adds_up",
            ),
            models.CheckConstraint(
                condition=~Q(state="parked") | Q(amount=F("parked")),
                name="expenditure_parked_as_a_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="parked") | Q(claim__isnull=True),
                name="expenditure_parked_in_no_claim",
            ),
            models.CheckConstraint(
                condition=Q(kind="taken_up", corrects__isnull=False, amount=0, parked__lte=0)
                | (~Q(kind="taken_up") & (Q(state="parked") | Q(parked=0))),
                name="expenditure_taken_up_points_back",
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=Q(kind="taken_up", parked__lt=0),
                name="expenditure_taken_up_once",
            ),
            models.UniqueConstraint(
                fields=["time_sheet"],
                condition=~Q(kind="taken_up"),
                name="expenditure_one_cost_per_sheet",
            ),
            models.CheckConstraint(
                condition=Q(late_of__isnull=True, late_reason="")
                | (Q(late_of__isnull=False) & ~Q(late_reason="")),
                name="expenditure_late_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["correction", "flat_rate"])
                | Q(net__gte=0, vat__gte=0, amount__gte=0),
                name="expenditure_negative_only_as_correction",
            ),
            models.CheckConstraint(
                condition=~Q(kind="correction") | Q(corrects__isnull=False, amount__lt=0),
                name="expenditure_correction_points_back",
            ),
            models.CheckConstraint(
                condition=~Q(kind="reversal") | Q(corrects__isnull=False, amount__gt=0),
                name="expenditure_reversal_points_back",
            ),
            models.CheckConstraint(
                condition=~Q(state="claimed") | Q(claim__isnull=False),
                name="expenditure_claimed_has_claim",
            ),
            models.CheckConstraint(
                condition=Q(project_share_pct__gt=0, project_share_pct__lte=100),
                name="expenditure_share_1_to_100",
            ),
            models.UniqueConstraint(
                fields=["report", "voucher_no"],
                condition=Q(kind="voucher"),
                name="expenditure_voucher_once_per_report",
            ),
        ]
        indexes: ClassVar = [
            # One covering index for every sum that overview and claim need.
            models.Index(
                fields=[
                    "grant",
                    "grant_partner",
                    "line",
                    "report",
                    "claim",
                    "state",
                    "kind",
                    "cofinancing_form",
                    "cofinancing_source",
                    "amount",
                    "accepted",
                    "disallowed",
                    "awaiting",
                    "parked",
                ],
                name="expenditure_sums",
            ),
            models.Index(fields=["fingerprint"], name="expenditure_fingerprint"),
            # Few rows have these; a row without costs no entry when it is written.
            *(
                models.Index(
                    fields=[name],
                    name=f"expenditure_{name}",
                    condition=Q(**{f"{name}__isnull": False}),
                )
                for name in ("time_sheet", "claim", "corrects")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.voucher_no} {self.text}"

    @property
    def at_stake(self) -> Decimal:
        """What a decision on the row shares out: its amount, or the parked one that it takes up."""
        stake: Decimal = self.amount - self.parked
        return stake

    @property
    def is_staff_time(self) -> bool:
        """Whether the row stands on a time sheet."""
        return self.kind == self.STAFF or (
            self.kind == self.TAKEN_UP and self.time_sheet_id is not None
        )


# The rows of T4 and of the hour limits, as a condition.
STAFF_ROWS = Q(kind=Expenditure.STAFF) | Q(kind=Expenditure.TAKEN_UP, time_sheet__isnull=False)


class ExpenditureFile(models.Model):
    """A file behind a cost, and what it proves."""

    INVOICE, PAYMENT, OTHER = "invoice", "payment", "other"
    VALUATION, DELIVERY, MARKET = "value", "delivery", "market"
    ROLES: ClassVar = [
        (INVOICE, _("Voucher")),
        (PAYMENT, _("Proof of payment")),
        (VALUATION, _("Valuation note")),
        (DELIVERY, _("Proof of delivery")),
        (MARKET, _("Procurement file or market check")),
        (OTHER, _("Other")),
    ]
    expenditure = models.ForeignKey(Expenditure, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("proves"), max_length=8, choices=ROLES, default=INVOICE)
    history = history()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["expenditure", "file", "role"], name="expenditure_file_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.file)


class Query(models.Model):
    """A question about a report or one of its lines, with a deadline and an answer."""

    report = models.ForeignKey(PartnerReport, on_delete=models.PROTECT, related_name="queries")
    expenditure = models.ForeignKey(
        Expenditure, on_delete=models.PROTECT, null=True, blank=True, related_name="queries"
    )
    text = models.TextField(_("question"))
    due_on = models.DateField(_("answer by"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["report_id", "id"]

    def __str__(self) -> str:
        return self.text[:80]
