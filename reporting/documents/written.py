"""A paper as its recipient asks for it: written sections with their live figures (rules.md 5).

The builders make the tables; here the words are put around them. A token of a text is looked up in
the very tables of the paper, and the paper keeps the token beside the figure it stood for.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from consortium.rules.refusals import gettext_noop as _
from reporting.documents.cells import readable
from reporting.documents.parts import LIMITS_CHART, SHARE_CHART, USED_CHART
from reporting.documents.tables import (
    FRACTION,
    INT,
    NORMAL,
    NUMERIC,
    TOTAL,
    Cell,
    Column,
    Document,
    Logo,
    Meta,
    Reference,
    Row,
    Section,
    Table,
    Words,
    both,
)
from reporting.models import PaperRecipient, RecipientLogo
from reporting.queries.texts import Addressee, Written
from reporting.rules.references import resolved, tokens_in

NAMELESS = Words("", "")
# The section of the parties names the recipient among them, which the builder does not know.
PARTIES = "parties"
SYMBOL = re.compile(r"^[A-Za-z][A-Za-z0-9]{0,4}$")
# Tables whose rows are told apart by a symbol or a number; of all others the total is a figure.
BY_SYMBOL = frozenset({"T3"})
# Tables that a page can ask for beside the text (`live`); a text names figures of no others.
LIVE = frozenset([*("T1", "T2", "T3", "T3a", "T6", "T7", "T8", "T9"), *("R2", "R4", "R5", "R6")])
DRAWN_FROM = {LIMITS_CHART: {"T3"}, USED_CHART: {"T1"}, SHARE_CHART: {"T2", "R5"}}


@dataclass(frozen=True)
class LiveFigure:
    """A figure of the paper that a text may name: its token, where it stands, and its value."""

    token: str
    table: str
    title: Words
    label: Words
    value: Words

    @property
    def written(self) -> str:
        """The token as it stands in a text."""
        return "{{" + self.token + "}}"


def live_figures(tables: Iterable[Table]) -> dict[str, LiveFigure]:
    """Every figure of *tables* that a text may name, by its token."""
    found = [
        figure
        for table in tables
        if table.code.partition(".")[0] in LIVE
        for row in table.rows
        for figure in _of_row(table, row, _key(table, row))
    ]
    return {one.token: one for one in found}


def _key(table: Table, row: Row) -> str:
    first = row.cells[0]
    if row.level == TOTAL:
        return "total"
    if row.level == NORMAL and table.columns[0].kind == INT and isinstance(first, int):
        return str(first)
    is_symbol = isinstance(first, str) and SYMBOL.match(first)
    return str(first) if table.code in BY_SYMBOL and is_symbol else ""


def _of_row(table: Table, row: Row, key: str) -> Iterable[LiveFigure]:
    if not key:
        return
    name = _name(row)
    for column, cell in zip(table.columns, row.cells, strict=True):
        if column.kind not in {*NUMERIC, FRACTION} or cell is None or column is table.columns[0]:
            continue
        label = both(_("%(row)s, %(column)s"), row=name, column=column.label)
        yield LiveFigure(
            f"{table.code}.{key}.{column.key}", table.code, table.title, label, _said(cell, column)
        )


def _name(row: Row) -> Words:
    words = [cell for cell in row.cells if isinstance(cell, str | Words) and str(cell)]
    if not words:
        return both(_("Total")) if row.level == TOTAL else NAMELESS
    # A symbol is followed by its words.
    named = words[1] if isinstance(words[0], str) and words[1:] else words[0]
    return named if isinstance(named, Words) else Words(named, named)


def _said(cell: Cell, column: Column) -> Words:
    return Words(readable(cell, column.kind, "da"), readable(cell, column.kind, "en"))


def addressed(document: Document, to: Addressee, logo: RecipientLogo | None = None) -> Document:
    """*document* as it goes to its recipient, with the words written for the period."""
    recipient, written = to.recipient, to.written
    figures = live_figures(document.tables)
    own = recipient.kind != recipient.base
    made = replace(
        document,
        kind=recipient.kind,
        is_addressed=True,
        read_in=recipient.language,
        meta=replace(_meta(document, recipient), logos=_logos(logo)),
        statement=_statement(document, recipient),
        sections=_sections(document, to, figures, own=own) if written else document.sections,
    )
    return _with_own_tables(made, written) if own else made


def _logos(logo: RecipientLogo | None) -> tuple[Logo, ...]:
    """The recipient's logo as it stands now; the paper keeps it whatever becomes of the file."""
    if logo is None:
        return ()
    with logo.file.file.open("rb") as file:
        data = base64.b64encode(file.read()).decode("ascii")
    return (Logo(Words(logo.words, logo.words), logo.file.content_type, data),)


def _meta(document: Document, recipient: PaperRecipient) -> Meta:
    meta = document.meta
    title = Words(recipient.title_da or meta.title.da, recipient.title_en or meta.title.en)
    journal = both(_("Journal number"))
    facts = list(meta.facts)
    if recipient.journal_no:
        facts = [
            (label, recipient.journal_no if label == journal else cell) for label, cell in facts
        ]
    address = ", ".join(line.strip() for line in recipient.address.splitlines() if line.strip())
    to: list[tuple[Words, Cell]] = [(both(_("Recipient")), recipient.name)]
    more = (
        (_("Postal address"), address),
        (_("E-mail"), recipient.email),
        (_("EAN number"), recipient.ean),
    )
    to += [(both(label), value) for label, value in more if value]
    part = recipient.kind if recipient.kind != recipient.base else meta.file_part
    return replace(meta, title=title, facts=(*to, *facts), file_part=part)


def _statement(document: Document, recipient: PaperRecipient) -> Words:
    """The recipient's wording on who pays, where it asks for another than the fund's own."""
    stands = document.statement
    return Words(recipient.statement_da or stands.da, recipient.statement_en or stands.en)


def _sections(
    document: Document,
    to: Addressee,
    figures: Mapping[str, LiveFigure],
    *,
    own: bool,
) -> tuple[Section, ...]:
    gathered = {one.code: one for one in document.sections if one.code}
    sections = []
    for one in to.written:
        section = one.section
        paragraphs: list[tuple[Words, str | Words]] = []
        references: tuple[Reference, ...] = ()
        if one.text is not None:
            paragraphs.append((NAMELESS, text_words(one.text.body, figures, to.recipient.language)))
            references = references_in(one.text.body, figures)
        paragraphs += [(Words(name, name), body) for name, body in one.annexed]
        if section.gathers == PARTIES:
            paragraphs.append((both(_("Recipient")), to.recipient.name))
        source = gathered.get(section.gathers) if section.gathers else None
        paragraphs += source.paragraphs if source else ()
        if paragraphs:
            title = Words(section.title_da, section.title_en)
            # A paper of the rule book has its tables in the rule book's order, after the texts.
            follow = tuple(section.table_codes) if own else ()
            told = tuple(paragraphs)
            sections.append(Section(title, told, section.code, references, follow))
    return tuple(sections)


def text_words(body: str, figures: Mapping[str, LiveFigure], language: str) -> Words:
    """*body* with each figure as *language* writes it; an unknown token stays as it is.

    A text is written once, for its recipient: "1,651" in a Danish sentence would be a fraction, so
    its figures are of its own language in every edition.
    """

    def said(token: str) -> str:
        return figures[token].value.text(language) if token in figures else "{{" + token + "}}"

    text = resolved(body, said)
    return Words(text, text)


def references_in(body: str, figures: Mapping[str, LiveFigure]) -> tuple[Reference, ...]:
    """What each token of *body* stood for, once each."""
    return tuple(
        Reference(token, figures[token].value)
        for token in dict.fromkeys(tokens_in(body))
        if token in figures
    )


def _with_own_tables(document: Document, written: Iterable[Written]) -> Document:
    """Only the tables that the sections name, in their order; all where none names any."""
    codes = list(dict.fromkeys(code for one in written for code in one.section.table_codes))
    if not codes:
        return document
    by_code = {table.code: table for table in document.tables}
    tables = tuple(by_code[code] for code in codes if code in by_code)
    shown = {table.code for table in tables}
    charts = tuple(one for one in document.charts if DRAWN_FROM.get(one.kind, shown) & shown)
    return replace(document, tables=tables, charts=charts)
