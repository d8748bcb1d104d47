"""How a partner's report is called in a command, a workbook and a message."""

from __future__ import annotations

from reporting.models import PartnerReport


def report_ref(report: PartnerReport) -> str:
    """The grant's reference, the partner's number and the period's number: ``ESF-1/3/5``."""
    partner = report.grant_partner
    return f"{partner.grant.ref}/{partner.number}/{report.period.number}"


def report_by_ref(ref: str) -> PartnerReport | None:
    """The report that `report_ref` names, or None."""
    grant, _slash, rest = ref.rpartition("/")[0].rpartition("/")
    number = ref.rpartition("/")[2]
    if not (grant and rest.isdecimal() and number.isdecimal()):
        return None
    reports = PartnerReport.objects.select_related(
        "period", "grant_partner__grant", "grant_partner__organisation"
    )
    return reports.filter(
        grant_partner__grant__ref=grant, grant_partner__number=rest, period__number=number
    ).first()
