"""Every table that a report of one's own can be made of, in one list (issue 6, 4).

Each is made by the same functions as the papers and the overview, so its figures are theirs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils import timezone

from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant, GrantPartner, ReportingPeriod
from grants.queries.notes import NoteRows, note_rows
from reporting.documents import makers_other as other
from reporting.documents.material import Material, gather
from reporting.documents.t_costs import correction_table, cost_tables, voucher_table
from reporting.documents.t_delivery import (
    consortium_table,
    partner_table,
    regional_table,
    theme_table,
)
from reporting.documents.t_euro import euro_tables
from reporting.documents.t_final import all_corrections_table, claims_table
from reporting.documents.t_financing import financing_table, fund_table
from reporting.documents.t_flat_rates import flat_rate_tables
from reporting.documents.t_indicators import indicator_table
from reporting.documents.t_members import TITLE as WITHOUT_VOTE
from reporting.documents.t_members import members_table
from reporting.documents.t_municipal import agreed_targets_table, instalments_table
from reporting.documents.t_overview import (
    Standing,
    cash_table,
    financing_now_table,
    limits_now_table,
    lines_table,
    partners_table,
)
from reporting.documents.t_regional import TITLE as REGIONAL_PLAN
from reporting.documents.t_regional import plan_table
from reporting.documents.t_register import (
    contract_table,
    reached_table,
    received_table,
    task_table,
)
from reporting.documents.t_shares import split_table
from reporting.documents.t_staff import payroll_table, staff_table
from reporting.documents.t_themes import TITLE as BY_THEME
from reporting.documents.t_themes import themes_table
from reporting.documents.tables import Table
from reporting.queries import delivery, paper_rows
from reporting.queries.final_reports import account_of, booked_corrections, repaid
from reporting.queries.indicators import standings
from reporting.queries.paper_sums import StaffSums, staff


@dataclass(frozen=True)
class Whole:
    """The grant as it stands: what a table without a period is made from; no partner = all."""

    grant: Grant
    at: dt.datetime
    partners: tuple[GrantPartner, ...] = ()

    @cached_property
    def standing(self) -> Standing:
        """Budget against actual, read once."""
        return Standing(self.grant, self.at)

    @cached_property
    def note(self) -> NoteRows:
        """The register of proposals, read once."""
        return note_rows(self.grant)

    @property
    def keys(self) -> frozenset[int]:
        """The partners that are asked for; none means all."""
        return frozenset(partner.pk for partner in self.partners)


class OfPeriod:
    """One period, read once however many tables are made of it."""

    def __init__(self, whole: Whole, period: ReportingPeriod) -> None:
        self.whole, self.period = whole, period

    @cached_property
    def material(self) -> Material:
        """Everything of the period, all partners."""
        return gather(self.whole.grant, self.period, on=timezone.localdate(self.whole.at))

    @cached_property
    def narrowed(self) -> Material:
        """The same, of the partners that were chosen."""
        return narrowed(self.material, self.whole.keys)

    @cached_property
    def items(self) -> list[paper_rows.Item]:
        """Vouchers and corrections of the partners that were chosen."""
        keys = self.whole.keys
        found = paper_rows.items(self.material.scope)
        return [one for one in found if not keys or one.row.grant_partner_id in keys]

    @cached_property
    def staff(self) -> StaffSums:
        """Staff time of the partners that were chosen."""
        scope, keys = self.material.scope, sorted(self.whole.keys)
        if not keys:
            return staff(scope)
        parts = [staff(scope, key) for key in keys]
        of_year = {name: hours for part in parts for name, hours in part.of_year.items()}
        return StaffSums([row for part in parts for row in part.rows], of_year)

    @cached_property
    def tasks(self) -> Sequence[delivery.RegionalTask]:
        """The regional tasks, all partners."""
        return delivery.regional_tasks(self.material.scope)

    @cached_property
    def held(self) -> Sequence[delivery.Held]:
        """What was done in the period, all partners."""
        return delivery.activities_held(self.material.scope)


def narrowed(material: Material, keys: frozenset[int]) -> Material:
    """*material* with the cost, revenue and financing of some partners; no key = all."""
    if not keys:
        return material
    sums = material.sums
    return Material(
        material.scope,
        [one for one in material.members if one.partner.pk in keys],
        replace(
            sums,
            budget=[row for row in sums.budget if row[0] in keys],
            costs=[row for row in sums.costs if row.partner in keys],
            revenues=[row for row in sums.revenues if row[0] in keys],
            financing=[row for row in sums.financing if row.partner in keys],
        ),
    )


FUND, MUNICIPAL, REGISTER = "fund", "municipal-agreement", "funding-register"
PeriodMaker = Callable[[OfPeriod], Iterable[Table]]
WholeMaker = Callable[[Whole], Iterable[Table]]


@dataclass(frozen=True)
class Maker:
    """One entry of the list: what it is called, and how its table is made.

    *by_partner* says that it is made of the partners that were chosen; else it is of all.
    """

    code: str
    title: str
    of_period: PeriodMaker | None = None
    of_grant: WholeMaker | None = None
    by_partner: bool = False
    # Of which kind of grant it is; else of a project that a fund supports.
    of: str = FUND


_MAKERS = (
    Maker("T1", _("Expenditure by budget line"), lambda p: cost_tables(p.narrowed)[:1], None, True),
    Maker(
        "T1P",
        _("Expenditure by budget line, a table for each partner"),
        lambda p: cost_tables(p.narrowed)[1:],
        None,
        True,
    ),
    Maker("T1F", _("Flat-rate add-ons"), lambda p: flat_rate_tables(p.material)),
    Maker("T2", _("Financing"), lambda p: (financing_table(p.material),)),
    Maker("T3", _("Fund calculation"), lambda p: (fund_table(p.material.fund),)),
    Maker("T3a", _("Received from the fund"), lambda p: (received_table(p.material),)),
    Maker("T4", _("Staff"), lambda p: (staff_table(p.staff),), None, True),
    Maker("T4a", _("Payroll by employer type"), lambda p: (payroll_table(p.staff),), None, True),
    Maker(
        "T5",
        _("Vouchers"),
        lambda p: (voucher_table(paper_rows.vouchers(p.items)),),
        None,
        True,
    ),
    Maker(
        "T6",
        _("Indicators"),
        lambda p: (indicator_table(standings(p.material.scope)),),
    ),
    Maker("T7", _("Partners and aid recipients"), lambda p: (partner_table(p.material),)),
    Maker("T8", _("Companies and persons reached"), lambda p: (reached_table(p.material),)),
    Maker("T9", _("Procurement"), lambda p: (contract_table(p.material),)),
    Maker(
        "T10",
        _("Corrections"),
        lambda p: (correction_table(paper_rows.corrections(p.items)),),
        None,
        True,
    ),
    Maker(
        "EUR",
        _("The claim in EUR (indicative)"),
        lambda p: euro_tables(p.material.fund, p.material.euro),
    ),
    Maker(
        "C1",
        _("The claim by partner"),
        lambda p: (split_table(p.material.scope.claim, p.material.members),),
    ),
    Maker("R1", _("Status per main activity"), lambda p: (theme_table(p.held),)),
    Maker("R2", _("Status per consortium"), lambda p: (consortium_table(p.material, p.held),)),
    Maker(
        "R3",
        _("Regional tasks"),
        lambda p: (regional_table(delivery.regional_activities(p.material.scope)),),
    ),
    Maker(
        "R7",
        _("Regional tasks: responsible partner and status"),
        lambda p: (task_table(p.tasks),),
    ),
    Maker("R8", REGIONAL_PLAN, lambda p: (plan_table(p.material, p.tasks),)),
    Maker("R9", WITHOUT_VOTE, lambda p: (members_table(p.material),)),
    Maker(
        "O1",
        _("Overview by budget line"),
        None,
        lambda w: (lines_table(w.standing, w.keys),),
        True,
    ),
    Maker(
        "O2",
        _("Overview by partner"),
        None,
        lambda w: (partners_table(w.standing, w.keys),),
        True,
    ),
    Maker(
        "O3",
        _("Financing plan and actual financing"),
        None,
        lambda w: (financing_now_table(w.standing),),
    ),
    Maker("O4", _("The five limits"), None, lambda w: (limits_now_table(w.standing),)),
    Maker("O5", _("Cash flow by month"), None, lambda w: (cash_table(w.grant),)),
    Maker("A1", BY_THEME, None, lambda w: (themes_table(w.grant),)),
    Maker(
        "F1",
        _("Claims and payments"),
        None,
        lambda w: (claims_table(account_of(w.grant), repaid(w.grant)),),
    ),
    Maker(
        "F3",
        _("Corrections in all"),
        None,
        lambda w: (all_corrections_table(booked_corrections(w.grant)),),
    ),
    Maker(
        "M1",
        _("Instalments of the agreement"),
        of_grant=lambda w: (instalments_table(w.grant),),
        of=MUNICIPAL,
    ),
    Maker(
        "M2",
        _("Targets of the agreement"),
        of_grant=lambda w: (agreed_targets_table(w.grant),),
        of=MUNICIPAL,
    ),
    Maker(
        "M3",
        _("Status by area"),
        lambda p: other.quarter_status(p.whole.grant, p.period),
        of=MUNICIPAL,
    ),
    Maker(
        "M4",
        _("Targets and results"),
        lambda p: other.quarter_targets(p.whole.grant, p.period),
        of=MUNICIPAL,
    ),
    Maker(
        "M5",
        _("Actions, also those carried on"),
        lambda p: other.quarter_actions(p.whole.grant, p.period),
        of=MUNICIPAL,
    ),
    Maker(
        "G1",
        _("Own proposals, owner and status"),
        of_grant=lambda w: other.own_proposals(w.note),
        of=REGISTER,
    ),
    Maker(
        "G2",
        _("Proposals to others, responsible and status"),
        of_grant=lambda w: other.outside_proposals(w.note),
        of=REGISTER,
    ),
    Maker(
        "G3",
        _("Counts of the register"),
        of_grant=lambda w: other.counts(w.note),
        of=REGISTER,
    ),
    Maker("G4", _("Funding table"), of_grant=lambda w: other.funding(w.grant), of=REGISTER),
    Maker("G5", _("The barriers"), of_grant=lambda w: other.barriers(w.note), of=REGISTER),
    Maker("G6", _("The catalogue"), of_grant=lambda w: other.catalogue(w.note), of=REGISTER),
)
MAKERS: dict[str, Maker] = {maker.code: maker for maker in _MAKERS}
OF_PERIOD = frozenset(maker.code for maker in _MAKERS if maker.of_period is not None)


def offered(grant: Grant) -> dict[str, Maker]:
    """The tables that *grant* has: a municipal agreement and a register have others than a fund's.

    A project of a fund may keep a register beside it, so it is offered the register's too.
    """
    kinds = {MUNICIPAL: {MUNICIPAL}, REGISTER: {REGISTER}}
    own = kinds.get(grant.profile_code, {FUND, REGISTER})
    return {code: maker for code, maker in MAKERS.items() if maker.of in own}
