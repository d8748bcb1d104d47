"""One grant's line in the public list of operations (CPR art. 49(3), rules.md 5.5)."""

from __future__ import annotations

import datetime as dt

from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant, PublicEntry
from reporting.documents.parts import KINDS, OPERATION
from reporting.documents.tables import (
    DATE,
    MONEY,
    PERCENT,
    Cell,
    Column,
    Document,
    Meta,
    Row,
    Table,
    Words,
    both,
)

# Every partner carries cost and is a beneficiary, so each is named, the lead first.
BETWEEN = "; "


Group = tuple[str, Words, tuple[Column, ...]]


def operation_groups() -> tuple[Group, ...]:
    """What the regulation asks for, in tables that fit a page; *code* is the operation's own."""
    return (
        (
            "O1",
            both(_("Who and what")),
            _texts(
                ("code", _("Code")),
                ("name", _("Name of the operation")),
                ("beneficiary", _("Beneficiaries")),
                ("contractors", _("Contractors")),
            ),
        ),
        (
            "O2",
            both(_("Purpose and achievements")),
            _texts(
                ("purpose", _("Purpose")),
                ("expected", _("Expected achievements")),
                ("actual", _("Actual achievements")),
            ),
        ),
        ("O3", both(_("Term and money")), _term_and_money()),
        (
            "O4",
            both(_("Objective and place")),
            _texts(
                ("objective", _("Specific objective")),
                ("intervention", _("Type of intervention")),
                ("place", _("Place")),
                ("country", _("Country")),
            ),
        ),
    )


def _texts(*columns: tuple[str, str]) -> tuple[Column, ...]:
    return tuple(Column(key, both(label)) for key, label in columns)


def _term_and_money() -> tuple[Column, ...]:
    return (
        Column("starts_on", both(_("Start")), DATE),
        Column("ends_on", both(_("Expected or actual end")), DATE),
        Column("total", both(_("Total cost, DKK")), MONEY),
        Column("fund", both(_("Fund"))),
        Column("rate", both(_("Union co-financing rate")), PERCENT),
    )


def operation_document(grant: Grant, at: dt.datetime) -> Document:
    """The grant's line as the rows stand at *at*; what nobody has written yet is blank."""
    entry = PublicEntry.objects.filter(grant=grant).first() or PublicEntry(country="")
    line = _line(grant, entry)
    facts: tuple[tuple[Words, Cell], ...] = (
        (both(_("Project")), grant.title),
        (both(_("Grant")), grant.ref),
        (both(_("Fund")), line["fund"]),
        (both(_("Partners told on")), entry.told_on or "–"),
    )
    meta = Meta(both(KINDS[OPERATION]), grant.ref, OPERATION, facts, "", at.isoformat())
    return Document(
        kind=OPERATION,
        meta=meta,
        statement=Words(grant.fund.statement_da, grant.fund.statement_en),
        tables=tuple(
            Table(code, title, columns, (Row(tuple(line[one.key] for one in columns)),))
            for code, title, columns in operation_groups()
        ),
    )


def _line(grant: Grant, entry: PublicEntry) -> dict[str, Cell]:
    return {
        "code": grant.ref,
        "name": grant.title,
        "beneficiary": _beneficiaries(grant),
        "contractors": _lines(entry.contractors),
        "purpose": Words(entry.purpose_da, entry.purpose_en),
        "expected": Words(entry.expected_da, entry.expected_en),
        "actual": Words(entry.actual_da, entry.actual_en),
        "starts_on": grant.starts_on,
        "ends_on": grant.ends_on,
        "total": grant.budget,
        "fund": Words(grant.fund.name_da, grant.fund.name_en),
        "rate": grant.rate,
        "objective": entry.objective,
        "intervention": entry.intervention,
        "place": entry.place,
        "country": entry.country,
    }


def _beneficiaries(grant: Grant) -> str:
    partners = grant.partners.select_related("organisation").order_by("number")
    names = [partner.organisation.name for partner in partners]
    return BETWEEN.join(dict.fromkeys([grant.lead.name, *names]))


def _lines(text: str) -> str:
    return BETWEEN.join(line.strip() for line in text.splitlines() if line.strip())
