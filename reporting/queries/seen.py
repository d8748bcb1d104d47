"""Which rows of each table somebody sees: what the pages show, for readers that are programs."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When

from consortium.models import AuditEvent
from consortium.models.access import actor_of
from consortium.rules.roles import Capability as C
from grants.models import (
    BudgetVersion,
    Grant,
    GrantPartner,
    PartnershipAgreement,
)
from partners.models import Employee, Membership, Organisation
from reporting.models import (
    Correction,
    Disbursement,
    Expenditure,
    PartnerReport,
    PayRate,
    Recovery,
    TimeEntry,
    TimeSheet,
)
from reporting.models.reports import scoped
from reporting.queries.hours import time_sheets_of

# In which a partner's people still enter hours.
OPEN = ("draft", "returned")


def of_seen_grants(model: Any, user: Any, path: str = "grant") -> QuerySet[Any]:
    """Rows of the frame of a project, which all who take part in it share."""
    return model._default_manager.filter(  # type: ignore[no-any-return]
        **{f"{path}__in": Grant.objects.visible_to(user).values("pk")}
    )


def of_seen_rows(model: Any, user: Any, prefix: str = "") -> QuerySet[Any]:
    """Rows of partners' reports: one's own, and those of the grants whose rows one reads."""
    return model._default_manager.filter(scoped(user, prefix))  # type: ignore[no-any-return]


def of_read_grants(model: Any, user: Any, path: str, *rights: C) -> QuerySet[Any]:
    """Rows of the grants on which one of *rights* is held, else the right to their rows."""
    actor = actor_of(user)
    keys = {key for right in rights or (C.VIEW_ROWS,) for key in actor.ids(right, Grant)}
    return model._default_manager.filter(**{f"{path}__in": keys})  # type: ignore[no-any-return]


def of_own(user: Any, path: str) -> Q:
    """Rows of one's own organisation."""
    return Q(**{f"{path}__in": actor_of(user).ids(C.VIEW_DESK, Organisation)})


def agreements_seen(user: Any) -> QuerySet[PartnershipAgreement]:
    """All for who sees the project, else one's own."""
    keys = actor_of(user).ids(C.VIEW_PROJECT, Grant)
    return PartnershipAgreement.objects.filter(
        Q(grant_partner__grant__in=keys) | of_own(user, "grant_partner__organisation")
    )


def partners_seen(user: Any) -> QuerySet[GrantPartner]:
    """The partners of the grants that one sees: their budget names them all."""
    return of_seen_grants(GrantPartner, user)


def budgets_seen(user: Any) -> QuerySet[BudgetVersion]:
    """Drafts belong to the lead; the funder and the partners see what is proposed."""
    drafted = actor_of(user).ids(C.VIEW_ROWS, Grant)
    rows = of_seen_grants(BudgetVersion, user)
    return rows.filter(~Q(state="draft") | Q(grant__in=drafted))


def disbursements_seen(user: Any) -> QuerySet[Disbursement]:
    """The lead's, and one's own from when they are approved."""
    keys = actor_of(user).ids(C.VIEW_ROWS, Grant)
    return Disbursement.objects.filter(
        Q(payment__claim__grant__in=keys)
        | of_own(user, "grant_partner__organisation") & ~Q(state="calculated")
    )


def corrections_seen(user: Any) -> QuerySet[Correction]:
    """Those of one's grants, and those about one's own organisation's cost."""
    found = of_read_grants(Correction, user, "grant", C.VIEW_ROWS, C.DECIDE_CORRECTION)
    own = Correction.objects.filter(of_own(user, "original__grant_partner__organisation"))
    return found | own


def recoveries_seen(user: Any) -> QuerySet[Recovery]:
    """Those of one's grants, and what one's own organisation owes."""
    found = of_read_grants(Recovery, user, "correction__grant", C.VIEW_ROWS, C.DECIDE_CORRECTION)
    return found | Recovery.objects.filter(of_own(user, "debtor__organisation"))


def events_seen(user: Any) -> QuerySet[AuditEvent]:
    """What was decided in the grants whose history one reads."""
    grants = Grant.objects.filter(pk__in=actor_of(user).ids(C.VIEW_HISTORY, Grant))
    return AuditEvent.objects.filter(chain__in=grants.values("ref"))


def employees_seen(user: Any, seat: Membership) -> QuerySet[Employee]:
    """Of a seat in an organisation: its employees, or oneself. A seat on a grant sees nobody."""
    if seat.grant_ref:
        return Employee.objects.none()
    return Employee.objects.visible_to(user).filter(organisation=seat.organisation_id)


def sheets_seen(user: Any, seat: Membership) -> QuerySet[TimeSheet]:
    """The months of one's grants' reports, of one's organisation, or one's own in it."""
    if seat.grant_ref:
        return of_seen_rows(TimeSheet, user, "report__")
    return time_sheets_of(user).filter(employee__organisation=seat.organisation_id)


def entries_seen(user: Any, seat: Membership) -> QuerySet[TimeEntry]:
    """Day by day is for the partner; the lead and the auditor read the month."""
    people = employees_seen(user, seat)
    return TimeEntry.objects.filter(time_sheet__employee__in=people.values("pk"))


def rate_references(user: Any, seat: Membership) -> QuerySet[PayRate]:
    """The rates of the months that one sees: what they are, and never the pay behind them."""
    used = sheets_seen(user, seat).order_by().values("rate")
    own = employees_seen(user, seat).values("pk")
    return PayRate.objects.filter(Q(pk__in=used) | Q(employee__in=own))


def reports_seen(user: Any, seat: Membership) -> QuerySet[PartnerReport]:
    """Partners' reports; `veil` marks those that one only enters hours in, as under “My hours”.

    An employee finds the open reports of the employer, and those that hold a month of one's own.
    """
    months = TimeSheet.objects.filter(report=OuterRef("pk"), employee__user=user)
    person = Employee.objects.filter(user=user, organisation=seat.organisation_id)
    still = Q(state__in=OPEN) | Q(Exists(months))
    hours = Q(grant_partner__organisation=seat.organisation_id) & Q(Exists(person)) & still
    reads = scoped(user)
    reach = reads if seat.grant_ref else reads | hours
    veil = Case(When(reads, then=Value(False)), default=Value(True), output_field=BooleanField())
    return PartnerReport.objects.filter(reach).annotate(veil=veil)


def costs_seen(user: Any) -> QuerySet[Expenditure]:
    """The ledger, as far as one reads it."""
    return Expenditure.objects.visible_to(user)
