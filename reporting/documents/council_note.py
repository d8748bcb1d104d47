"""The status note to a council, in the layout of 004; every count comes from the register (5.4)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from consortium.queries.texts import day_text
from consortium.rules.refusals import gettext_noop as _
from grants.models import CountingRule, FundingTable, Grant, KeyFigure
from grants.models.measures import STATUS_CODES, STATUS_FLAGS
from grants.models.notes import COUNTS, TEXT_KEYS
from grants.queries.fundingtable import laws_of
from grants.queries.measures import Register
from grants.queries.notes import ActionTold, NoteRows, note_rows
from grants.rules import fundingtable as funding
from grants.rules import notes as rules
from grants.rules.measures import EXTERNAL
from reporting.documents.material import choice
from reporting.documents.parts import COUNCIL_NOTE, KINDS
from reporting.documents.t_measures import (
    barrier_table,
    catalogue_table,
    difference_table,
    funding_table,
    key_figure_table,
    status_table,
)
from reporting.documents.tables import Check, Document, Meta, Section, Table, Words, both

EMPTY = Words("", "")
# The funding tables, each with its law.
Money = list[tuple[FundingTable, funding.FundingTable]]


def council_note(grant: Grant, at: dt.datetime) -> Document:
    """The whole note as the register stands."""
    rows = note_rows(grant)
    said = {key: rules.filled(text, rows.register.counts) for key, text in rows.texts.items()}
    money = laws_of(grant)
    tables, checks = _tables(grant, rows, money)
    return Document(
        kind=COUNCIL_NOTE,
        meta=_meta(grant, at),
        statement=EMPTY,
        sections=_sections(grant, rows, said, money),
        tables=tables,
        reconciliations=checks,
    )


def _meta(grant: Grant, at: dt.datetime) -> Meta:
    return Meta(
        title=both(KINDS[COUNCIL_NOTE]),
        grant=grant.ref,
        file_part="council-note",
        facts=(
            (both(_("About")), grant.title),
            (both(_("Register")), grant.ref),
            (both(_("Sender")), grant.lead.name),
        ),
        period="",
        made_at=at.isoformat(),
    )


def _sections(
    grant: Grant, rows: NoteRows, said: dict[str, str], money: Money
) -> tuple[Section, ...]:
    register = rows.register
    heading = both(_("Status on: %(title)s"), title=grant.title)
    lead = Section(
        heading, (*_text(said, rules.LEAD), (both(_("How it is counted")), rule_words(register)))
    )
    set_aside = tuple(f"T{one.number}" for one, _law in money)
    return (
        lead,
        _section(said, rules.PROBLEM),
        replace(_section(said, rules.FIGURES), tables=("N1",)),
        _section(said, rules.SOLUTION),
        Section(
            both(_("Ad 1. Status of the prioritised actions")),
            (*_text(said, rules.ACTIONS), *_actions(rows)),
        ),
        Section(both(_("Ad 2. Money set aside")), _text(said, rules.FUNDING), tables=set_aside),
        _section(said, rules.SCOPE),
        Section(both(_("Annexes")), _annexes(register, said)),
    )


def _section(said: dict[str, str], key: str) -> Section:
    return Section(choice(TEXT_KEYS, key), _text(said, key))


def _text(said: dict[str, str], key: str) -> tuple[tuple[Words, str | Words], ...]:
    return ((EMPTY, said[key]),) if said.get(key) else ()


def rule_words(register: Register) -> Words:
    """The counting rule as a sentence, with its count, its version and its reason."""
    rule = register.rule
    if rule is None:
        return both(_("No rule for substantial progress has been agreed yet, so none is counted."))
    codes = _joined([choice(STATUS_CODES, code) for code in rule.codes])
    but_not = _joined([choice(STATUS_FLAGS, flag) for flag in rule.but_not])
    message = _(
        "Substantial progress is counted by rule %(version)s of %(day)s: a proposal counts when "
        "its newest status is %(codes)s%(unless)s. By it %(progress)s of %(measures)s count: "
        "%(numbers)s. %(reason)s"
    )
    unless = both(_(", unless %(flags)s"), flags=but_not) if rule.but_not else EMPTY
    return both(
        message,
        version=rule.version,
        day=_day(rule),
        codes=codes,
        unless=unless,
        progress=register.counts[rules.PROGRESS],
        measures=register.counts[rules.MEASURES],
        numbers=", ".join(map(str, register.progress)),
        reason=rule.reason,
    )


def _day(rule: CountingRule) -> Words:
    day = rule.made_at.date()
    return Words(day_text(day, "da"), day_text(day, "en"))


def _joined(words: list[Words]) -> Words:
    return Words(
        " / ".join(f"“{one.da}”" for one in words), " / ".join(f"“{one.en}”" for one in words)
    )


def _actions(rows: NoteRows) -> tuple[tuple[Words, str | Words], ...]:
    """Each theme's actions: who carries it, how it stands, and which proposals it covers."""
    found: list[tuple[Words, str | Words]] = []
    last = None
    for one in rows.actions:
        head = EMPTY
        if one.theme != last:
            last = one.theme
            number, title = one.theme
            head = both(_("Theme %(number)s. %(title)s"), number=number, title=title)
        found.append((head, _action_words(one)))
    return tuple(found)


def _action_words(one: ActionTold) -> Words:
    several = _("%(number)s. %(owners)s: %(text)s [Proposals %(numbers)s]")
    single = _("%(number)s. %(owners)s: %(text)s [Proposal %(numbers)s]")
    return both(
        several if len(one.covered) > 1 else single,
        number=one.number,
        owners=", ".join(one.owners),
        text=one.text,
        numbers=", ".join(map(str, one.covered)),
    )


def _annexes(register: Register, said: dict[str, str]) -> tuple[tuple[Words, str | Words], ...]:
    counts = register.counts
    own = both(_("Annex 1 (B1): status of the %(count)s own proposals."), count=counts[rules.OWN])
    outside = both(
        _("Annex 2 (B2): the %(listed)s of %(count)s proposals to others with progress."),
        listed=counts[rules.LISTED],
        count=counts[rules.OUTSIDE],
    )
    rows: list[tuple[Words, str | Words]] = [(EMPTY, own), (EMPTY, outside)]
    if said.get(rules.EARLIER):
        rows.append((EMPTY, both(_("Annex 3: %(text)s"), text=said[rules.EARLIER])))
    return tuple(rows)


def _tables(
    grant: Grant, rows: NoteRows, money: Money
) -> tuple[tuple[Table, ...], tuple[Check, ...]]:
    register, measures = rows.register, rows.measures
    owner, other = both(_("Responsible department")), both(_("Responsible"))
    shown = [one for one in measures if not one.is_own and one.status_code == EXTERNAL]  # type: ignore[attr-defined]
    own = [one for one in measures if one.is_own]
    annex1 = both(_("Annex 1. Status of our %(count)s own proposals"), count=len(own))
    annex2 = both(
        _("Annex 2. Status of %(listed)s of the %(count)s proposals to others, with progress"),
        listed=len(shown),
        count=register.counts[rules.OUTSIDE],
    )
    tables = (
        key_figure_table(KeyFigure.objects.filter(grant=grant)),
        *(funding_table(*one) for one in money),
        status_table("B1", annex1, own, owner, rows.owners),
        status_table("B2", annex2, shown, other, rows.owners),
        catalogue_table(measures),
        barrier_table(rows.barriers),
        difference_table(rows.stated, COUNTS),
    )
    checks = tuple(
        Check(
            both(_("%(row)s: total as printed and as added, DKK 1,000"), row=row.label.rstrip(".")),
            row.printed,
            row.total,
            f"T{one.number}",
        )
        for one, law in money
        for row in law.rows
        if row.printed is not None
    )
    return tables, checks
