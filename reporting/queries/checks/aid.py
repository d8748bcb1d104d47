"""Aid to companies: decided, within the limit, registered (A-22)."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q

from consortium.queries import clock
from consortium.rules.money import as_fraction, cents_half_up, in_eur
from consortium.rules.refusals import gettext_noop as _
from partners.models import Company
from reporting.models import AidDecision
from reporting.queries.checks.base import Fault, Scope, fault, faults
from reporting.rules.deminimis import Aid, check_every_window, window_of


def companies_have_their_aid_decision(scope: Scope) -> list[Fault]:
    """A-22: each company has a decision; amounts and windows recompute; the register is kept."""
    rows = list(
        AidDecision.objects.filter(scope.of(), withdrawn_on__isnull=True)
        .select_related("company")
        .order_by("conferred_on", "pk")
    )
    aid = [row for row in rows if row.kind in AidDecision.IS_AID]
    return [
        *_undecided(scope),
        *_amounts(aid),
        *_windows([row for row in aid if row.kind == AidDecision.AID]),
        *_register(scope),
    ]


def _undecided(scope: Scope) -> list[Fault]:
    # The register of companies is shared, so only the whole house can miss a decision.
    if scope.grant is not None:
        return []
    decided = AidDecision.objects.filter(company=OuterRef("pk"), withdrawn_on__isnull=True)
    sentence = _("%(company)s is entered as helped, but there is no decision on aid.")
    lonely = Company.objects.filter(~Exists(decided))
    return faults("A-22", lonely, sentence, company="name")


def _amounts(rows: list[AidDecision]) -> list[Fault]:
    found = []
    for row in rows:
        wrong = row.rate is None or in_eur(row.amount, row.rate) != row.eur
        if row.basis == AidDecision.HOURS:
            value = as_fraction(row.hours or 0) * as_fraction(row.hour_cost or 0)
            wrong = wrong or cents_half_up(value) != row.amount
        if wrong:
            sentence = _("%(company)s: %(amount)s kr. at %(rate)s is not %(eur)s EUR.")
            told = {"company": str(row.company), "amount": row.amount, "eur": row.eur}
            found.append(fault("A-22", row, sentence, rate=str(row.rate), **told))
    return found


def _windows(rows: list[AidDecision]) -> list[Fault]:
    """Each aid is within the limit of its own window, with everything entered by now."""
    if not rows:
        return []
    everything = list(AidDecision.objects.counting().select_related("company"))
    found = []
    for row in rows:
        owner = row.company.owner_group
        group = {
            one.company.cvr
            for one in everything
            if one.company_id == row.company_id or (owner and one.company.owner_group == owner)
        }
        others = [
            Aid(one.company.cvr, one.conferred_on, one.eur)
            for one in everything
            if one.pk != row.pk
        ]
        new = Aid(row.company.cvr, row.conferred_on, row.eur)
        tested = check_every_window(new, others, group)
        if not tested.allowed:
            sentence = _(
                "%(company)s: with %(total)s EUR since %(since)s the undertaking stands above "
                "%(limit)s EUR."
            )
            told = {"total": tested.total, "since": tested.window_from, "limit": tested.limit}
            found.append(fault("A-22", row, sentence, company=str(row.company), **told))
        elif row.window_from != window_of(row.conferred_on):
            sentence = _("%(company)s: the window that was tested is not stored as it was.")
            found.append(fault("A-22", row, sentence, company=str(row.company)))
    return found


def _register(scope: Scope) -> list[Fault]:
    today = clock.today()
    kept = AidDecision.objects.filter(
        scope.of(), kind=AidDecision.AID, withdrawn_on__isnull=True
    ).select_related("company")
    missing = kept.filter(register_due_on__lt=today, registered_on__isnull=True)
    late = kept.filter(registered_on__gt=F("register_due_on"))
    silent = kept.filter(Q(registered_on__isnull=False), register_ref="")
    told = {"company": "company", "due": "register_due_on"}
    missed = _("%(company)s: the aid was to be in the register by %(due)s.")
    delayed = _("%(company)s: entered in the register on %(on)s, due on %(due)s.")
    unnamed = _("%(company)s: the register entry has no reference.")
    return [
        *faults("A-22", missing, missed, **told),
        *faults("A-22", late, delayed, on="registered_on", **told),
        *faults("A-22", silent, unnamed, company="company"),
    ]
