"""What a cost that was entered writes into its row: one answer for a page, an import, the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from grants.queries.currency import dkk_per_eur
from grants.rules.profiles import RuleProfile
from reporting.actions.cost_entries import TEXT_FIELDS, ExpenditureEntry
from reporting.models import Expenditure, PartnerReport
from reporting.queries.late import Timing
from reporting.rules.eligibility import counted_recovery, eligible_amount

REASONS = ("nature_reason", "market_reason")
# The columns of a row that its entry decides, by attribute: what `Filling.columns` gives.
FILLED = (
    *(*TEXT_FIELDS, *REASONS, "line_id", "kind", "nature", "nature_basis", "invoice_date"),
    *("delivery_date", "paid_on", "net", "vat", "recovery_pct", "eligible_vat"),
    *("project_share_pct", "amount", "fingerprint", "cofinancing_form", "cofinancing_source"),
    *("late_of_id", "late_reason"),
)


@dataclass(frozen=True)
class Filling:
    """What the rows of one report have in common, read once for all of them."""

    report: PartnerReport
    timing: Timing
    recovery_pct: Decimal

    @classmethod
    def of(cls, report: PartnerReport, timing: Timing) -> Filling:
        """For *report*, whose partner and grant have been read with it."""
        grant, organisation = report.grant_partner.grant, report.grant_partner.organisation
        profile = RuleProfile.from_json(grant.profile)
        recovery_pct = counted_recovery(
            profile, organisation.vat_recovery_pct, grant.budget, dkk_per_eur(grant, profile)
        )
        return cls(report, timing, recovery_pct)

    @property
    def sector(self) -> str:
        """Where the partner's own money comes from."""
        return str(self.report.grant_partner.organisation.sector)

    def columns(self, entry: ExpenditureEntry, fingerprint: str | None = None) -> dict[str, Any]:
        """The columns that *entry* decides, by attribute; DKK. *fingerprint* if it is known."""
        share_pct = Decimal(entry.project_share_pct)
        kept = eligible_amount(entry.net, entry.vat, self.recovery_pct, share_pct)
        form = "in_kind" if entry.kind == Expenditure.IN_KIND else entry.cofinancing_form
        late = self.timing.late(entry.delivery_date)
        texts = {name: getattr(entry, name).strip() for name in (*TEXT_FIELDS, *REASONS)}
        # Nothing is booked for a gift; the payroll reference stands where a booking would.
        texts["booking_no"] = (entry.booking_no or entry.payroll_ref).strip()
        return {
            **texts,
            "line_id": entry.line.pk,
            "kind": entry.kind,
            "nature": entry.nature,
            "nature_basis": entry.nature_basis,
            "invoice_date": entry.invoice_date,
            "delivery_date": entry.delivery_date,
            "paid_on": entry.paid_on,
            "net": entry.net,
            "vat": entry.vat,
            "recovery_pct": self.recovery_pct,
            "eligible_vat": entry.vat - kept.vat_out,
            "project_share_pct": share_pct,
            "amount": kept.eligible,
            "fingerprint": entry.fingerprint if fingerprint is None else fingerprint,
            "cofinancing_form": form,
            "cofinancing_source": (entry.cofinancing_source or self.sector) if form else "",
            "late_of_id": late.key if late else None,
            "late_reason": entry.late_reason.strip() if late else "",
        }


def fill(
    items: Sequence[Expenditure], filling: Filling, entries: Sequence[ExpenditureEntry]
) -> None:
    """Write each of *entries* into its item; nothing is saved."""
    partner = filling.report.grant_partner
    for item, entry in zip(items, entries, strict=True):
        item.grant, item.grant_partner, item.line = partner.grant, partner, entry.line
        for name, value in filling.columns(entry).items():
            setattr(item, name, value)
