"""The report to the region: what was done, by whom, with whose money (rules.md 5.2)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from consortium.rules.refusals import gettext_noop as _
from grants.models import SOURCES, Grant, ReportingPeriod
from partners.models import Organisation
from reporting.documents.cells import readable
from reporting.documents.material import Material, choice, gather
from reporting.documents.parts import (
    REGION,
    days_words,
    meta_of,
    share_picture,
    signatures_of,
    statement_of,
    texts_of,
    with_cvr,
)
from reporting.documents.reconciliation import financing_agrees
from reporting.documents.t_costs import cost_tables, total_row
from reporting.documents.t_delivery import (
    consortium_table,
    regional_table,
    theme_table,
)
from reporting.documents.t_financing import financing_table
from reporting.documents.t_indicators import indicator_table, targets_picture
from reporting.documents.t_members import members_table
from reporting.documents.t_regional import plan_table
from reporting.documents.t_register import task_table
from reporting.documents.tables import (
    INT,
    Cell,
    Check,
    Document,
    Row,
    Section,
    Table,
    Words,
    both,
    money_words,
)
from reporting.queries import delivery
from reporting.queries.indicators import standings

ELSEWHERE = _("T1 and T10 are tables of the half-yearly report to the managing authority.")


def region_report(grant: Grant, period: ReportingPeriod, at: dt.datetime) -> Document:
    """The report of *period* from the rows as they stand at *at*."""
    material = gather(grant, period)
    scope = material.scope
    held = delivery.activities_held(scope)
    counted = standings(scope)
    tasks = delivery.regional_tasks(scope)
    costs = cost_tables(material)[0]
    financing = financing_table(material)
    economy = _economy(financing)
    consortia = consortium_table(material, held)
    total = both(_("Total per consortium = T1 cumulative"))
    return Document(
        kind=REGION,
        meta=meta_of(material, REGION, at),
        statement=statement_of(material),
        sections=(
            _parties(material),
            _summary(material, consortia, costs),
            *texts_of(material.members, _("Risks: deviations and why")),
        ),
        tables=(
            theme_table(held),
            consortia,
            regional_table(delivery.regional_activities(scope)),
            replace(indicator_table(counted), code="R4"),
            economy,
            region_table(financing),
            task_table(tasks),
            plan_table(material, tasks),
            members_table(material),
        ),
        charts=(share_picture(financing), *targets_picture(counted)),
        signatures=signatures_of(scope, with_auditor=False),
        reconciliations=(
            Check(total, consortia.total("used"), costs.total("cumulative"), "R2"),
            *financing_agrees(economy, costs),
        ),
    )


def _economy(financing: Table) -> Table:
    notes = (*financing.notes, both(ELSEWHERE))
    return replace(financing, code="R5", title=both(_("Economy by source")), notes=notes)


def region_table(financing: Table) -> Table:
    """The region's own money by form, apart from everybody else's."""
    region = choice(SOURCES, Organisation.REGIONAL)
    source, form = financing.place("source"), financing.place("form")
    columns = financing.columns[form:]
    body = tuple(Row(row.cells[form:]) for row in financing.rows if row.cells[source] == region)
    notes = () if body else (both(_("The region has not given money of its own so far.")),)
    total = total_row(columns, body, both(_("Total")))
    return Table("R6", both(_("The region's own money")), columns, (*body, total), notes)


def _parties(material: Material) -> Section:
    """Who agreed on the work, each with its CVR number; a consortium a line."""
    lead = material.grant.lead
    lines = [
        both(
            _("%(consortium)s: %(organisation)s"),
            consortium=one.organisation.short_name,
            organisation=with_cvr(one.organisation.name, one.organisation.cvr),
        )
        for one in material.partners
        if not one.is_lead
    ]
    consortia = Words("\n".join(one.da for one in lines), "\n".join(one.en for one in lines))
    return Section(
        both(_("Parties")),
        (
            (both(_("Operator")), with_cvr(lead.name, lead.cvr)),
            (both(_("Consortia")), consortia),
        ),
        "parties",
    )


def _summary(material: Material, consortia: Table, costs: Table) -> Section:
    """Counted from the rows, never typed."""
    last = consortia.rows[-1].cells
    text = both(
        _(
            "In period %(number)s (%(days)s) the consortia held %(activities)s activities with "
            "%(participants)s participants. Eligible expenditure so far is DKK %(used)s of a "
            "budget of DKK %(budget)s."
        ),
        number=str(material.period.number),
        days=days_words(material.period),
        activities=number_words(last[consortia.place("activities")]),
        participants=number_words(last[consortia.place("participants")]),
        used=money_words(costs.total("cumulative")),
        budget=money_words(costs.total("budget")),
    )
    empty = Words("", "")
    return Section(both(_("Summary")), ((empty, text),), "summary")


def number_words(cell: Cell) -> Words:
    """A count as each language writes it."""
    return Words(readable(cell, INT, "da"), readable(cell, INT, "en"))
