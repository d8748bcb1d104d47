"""Money in and out: claims, statements, payments, disbursements, frozen figures."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consortium.models.access import actor_of
from consortium.models.fields import MoneyField
from consortium.models.memory import history
from consortium.rules.hashing import sha256
from consortium.rules.roles import Capability
from grants.models import Grant, GrantPartner, ReportingPeriod
from partners.models import Organisation


class ReportSnapshotQuerySet(models.QuerySet["ReportSnapshot"]):
    """Frozen figures by who may see them."""

    def visible_to(self, user: object) -> ReportSnapshotQuerySet:
        """Those of one's grants, and the statements of one's own organisation."""
        actor = actor_of(user)
        return self.filter(
            Q(grant__in=actor.ids(Capability.VIEW_FROZEN, Grant))
            | Q(grant_partner__organisation__in=actor.ids(Capability.VIEW_DESK, Organisation))
        )


class ReportSnapshot(models.Model):
    """The figures of a report as they were sent: canonical JSON and its SHA-256. Never changed."""

    # It has no versions: its one state is hashed into the event that made it.
    is_frozen = True
    kind = models.CharField(_("kind"), max_length=24)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    grant_partner = models.ForeignKey(
        GrantPartner, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(_("version"))
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = ReportSnapshotQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["grant_id", "kind", "period_id", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "grant", "period", "grant_partner", "version"],
                name="snapshot_version_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.grant_id}/{self.period_id or '-'} v{self.version}"

    def computed_sha256(self) -> str:
        """The hash that the stored body must have."""
        return sha256(self.body)


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims by who may see them."""

    def visible_to(self, user: object) -> ClaimQuerySet:
        """All of one's grants; the funder and the region only see what has been submitted."""
        actor = actor_of(user)
        return self.filter(
            Q(grant__in=actor.ids(Capability.VIEW_ROWS, Grant))
            | (
                Q(grant__in=actor.ids(Capability.VIEW_FROZEN, Grant))
                & ~Q(state__in=Claim.OPEN_STATES)
            )
        )

    def binding(self) -> ClaimQuerySet:
        """Those that hold a part of the grant: checked or further, and not rejected."""
        return self.exclude(state__in=["draft", "rejected"])


class Claim(models.Model):
    """A demand on the fund: the cumulative entitlement now, less what was claimed before (R-03).

    Limits, their inputs and the binding one are stored, never recomputed for show (R-12).
    """

    STATES: ClassVar = [
        ("draft", _("Draft")),
        ("checked", _("Checked")),
        ("with_auditor", _("With the auditor")),
        ("audited", _("Audited")),
        ("submitted", _("Submitted")),
        ("accepted", _("Accepted")),
        ("partly_accepted", _("Partly accepted")),
        ("rejected", _("Rejected")),
        ("paid", _("Paid")),
    ]
    OPEN_STATES: ClassVar = ["draft", "checked", "with_auditor", "audited"]

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="claims")
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("number"))
    is_final = models.BooleanField(_("final claim"), default=False)
    # Money ahead of cost, as the letter allows: claims nothing, counts as paid (rules.md 2.8).
    is_advance = models.BooleanField(_("advance"), default=False)
    state = models.CharField(_("state"), max_length=16, choices=STATES, default="draft")
    # Cumulative inputs (symbols of rules.md 2.2).
    total_eligible = MoneyField("TE", default=0)
    in_kind = MoneyField("IK", default=0)
    public_support = MoneyField("P", default=0)
    in_kind_public = MoneyField("IKpub", default=0)
    other_financing = MoneyField("X", default=0)
    cancelled = MoneyField("K", default=0)
    rate_numerator = models.BigIntegerField(default=1)
    rate_denominator = models.BigIntegerField(default=2)
    limit_1 = MoneyField("L1", null=True)
    limit_2 = MoneyField("L2", null=True)
    limit_3 = MoneyField("L3", null=True)
    limit_4 = MoneyField("L4", null=True)
    limit_5 = MoneyField("L5", null=True)
    binding = models.CharField(_("binding limits"), max_length=20, blank=True)
    entitlement = MoneyField(_("entitlement F"), default=0)
    claimed_before = MoneyField(_("claimed before"), default=0)
    amount = MoneyField(_("claim"), default=0)
    payable = MoneyField(_("payable now"), default=0)
    not_yet_due = MoneyField(_("not yet due"), default=0)
    unfinanced = MoneyField(_("cost without financing"), default=0)
    # What this claim adds.
    new_eligible = MoneyField(_("eligible expenditure in this claim"), default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    snapshot = models.ForeignKey(
        ReportSnapshot, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    built_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decision_note = models.TextField(_("decision"), blank=True)
    # What the funder accepted (W-06); empty until it has decided.
    accepted_entitlement = MoneyField(_("accepted entitlement"), null=True, blank=True)
    accepted_amount = MoneyField(_("accepted claim"), null=True, blank=True)
    accepted_payable = MoneyField(_("payable as accepted"), null=True, blank=True)

    objects = ClaimQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="claim_number_once"),
            models.CheckConstraint(
                condition=Q(amount=F("entitlement") - F("claimed_before")),
                name="claim_is_difference_of_cumulative",
            ),
            models.CheckConstraint(
                condition=Q(entitlement__gte=0), name="claim_entitlement_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(limit_1__isnull=True)
                | Q(entitlement__lte=F("limit_1"))
                | Q(entitlement=0),
                name="claim_within_ceiling",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.ref} #{self.number}"

    @property
    def counted_entitlement(self) -> Decimal:
        """F as far as it stands: as accepted, or as asked until the funder has decided (W-06)."""
        accepted: Decimal | None = self.accepted_entitlement
        return Decimal(self.entitlement) if accepted is None else accepted

    @property
    def counted_amount(self) -> Decimal:
        """What later claims count as claimed before (R-03)."""
        accepted: Decimal | None = self.accepted_amount
        return Decimal(self.amount) if accepted is None else accepted

    @property
    def counted_payable(self) -> Decimal:
        """What the bank line must be."""
        accepted: Decimal | None = self.accepted_payable
        return Decimal(self.payable) if accepted is None else accepted


class ClaimShare(models.Model):
    """One partner's part of a claim: its cost in it, and its part of the fund's money (R-04)."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="shares")
    grant_partner = models.ForeignKey(GrantPartner, on_delete=models.PROTECT, related_name="+")
    eligible = MoneyField(_("eligible expenditure"))
    amount = MoneyField(_("share of the claim"))
    history = history()

    class Meta:
        ordering: ClassVar = ["claim_id", "grant_partner__number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["claim", "grant_partner"], name="claim_share_once")
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.grant_partner_id}"


class AuditorStatement(models.Model):
    """What the auditor states about exactly this claim: it quotes the claim's hash (A-27)."""

    KINDS: ClassVar = [
        ("clean", _("Without reservation")),
        ("qualified", _("With reservation")),
        ("adverse", _("Adverse")),
    ]
    STATES: ClassVar = [
        ("requested", _("Requested")),
        ("in_progress", _("In progress")),
        *KINDS,
        ("withdrawn", _("Withdrawn")),
    ]
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="statements")
    state = models.CharField(_("state"), max_length=12, choices=STATES, default="requested")
    # Empty until the auditor has concluded; a withdrawn statement keeps what it said.
    kind = models.CharField(_("conclusion"), max_length=10, choices=KINDS, blank=True)
    claim_sha256 = models.CharField(max_length=64)
    qualified_amount = MoneyField(_("amount with reservation"), default=0)
    text = models.TextField(_("statement"), blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    issued_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(_("why it was withdrawn"), blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["claim_id", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["requested", "in_progress", "withdrawn"])
                | Q(state=F("kind"), issued_by__isnull=False, issued_at__isnull=False),
                name="statement_says_what_it_concludes",
            )
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.state}"


class PaymentReceived(models.Model):
    """Money from the fund on the lead's account."""

    STATES: ClassVar = [
        ("expected", _("Expected")),
        ("received", _("Received")),
        ("reconciled", _("Reconciled")),
    ]
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="payments")
    amount = MoneyField(_("amount"))
    received_on = models.DateField(_("received on"))
    bank_ref = models.CharField(_("bank reference"), max_length=80)
    # Why it came after the funder's clock had run out (W-07, A-28).
    late_reason = models.TextField(_("why the payment is late"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=STATES, default="received")
    history = history()

    class Meta:
        ordering: ClassVar = ["received_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive")
        ]

    def __str__(self) -> str:
        return f"{self.claim}: {self.amount}"


class Disbursement(models.Model):
    """One partner's part of a payment, on its way to the partner's account (R-71)."""

    STATES: ClassVar = [
        ("calculated", _("Calculated")),
        ("approved", _("Approved")),
        ("sent", _("Sent")),
        ("confirmed", _("Confirmed by the partner")),
    ]
    payment = models.ForeignKey(
        PaymentReceived, on_delete=models.PROTECT, related_name="disbursements"
    )
    grant_partner = models.ForeignKey(GrantPartner, on_delete=models.PROTECT, related_name="+")
    eligible = MoneyField(_("verified cost of the claim"))
    share = MoneyField(_("share of the payment"))
    offset = MoneyField(_("offset against recovery"), default=0)
    amount = MoneyField(_("passed on"))
    state = models.CharField(_("state"), max_length=12, choices=STATES, default="calculated")
    due_on = models.DateField(_("due on"))
    calculated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    bank_ref = models.CharField(_("bank reference"), max_length=80, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_on = models.DateField(_("receipt confirmed on"), null=True, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["payment_id", "grant_partner__number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["payment", "grant_partner"], name="disbursement_once"),
            models.CheckConstraint(
                condition=Q(amount=F("share") - F("offset")) & Q(offset__gte=0, amount__gte=0),
                name="disbursement_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant_partner}: {self.amount}"
