"""The tables of an auditor's working paper; the page shows the same ones (rules.md 4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from consortium.queries.texts import fraction_text, money_text, number_text, percent_text
from consortium.rules.money import ZERO, as_fraction, cents_half_up
from consortium.rules.refusals import gettext_noop as _
from reporting.documents.tables import (
    INT,
    MONEY,
    NORMAL,
    TOTAL,
    Cell,
    Column,
    Row,
    Table,
    Words,
    both,
)
from reporting.models import AuditSample, AuditSampleUnit
from reporting.queries.audit_samples import figures_of, planning_of, projection_of
from reporting.queries.samples import stored_population
from reporting.rules.audit_samples import NATURES, Figures, Planning
from reporting.rules.findings import TYPES
from reporting.rules.mus import root_half_up
from reporting.rules.projecting import (
    EXHAUSTIVE,
    MUS,
    RANDOM,
    SMALL,
    Projection,
    total_error,
    total_error_rate,
)

STRATA = {EXHAUSTIVE: _("Taken by its amount"), RANDOM: _("Drawn at random")}
Picks = Sequence[AuditSampleUnit]


def strata_table(sample: AuditSample, picks: Picks) -> Table:
    """M1: both strata with their rows, book value, what was picked and the errors found."""
    columns = (
        Column("stratum", both(_("How rows come in"))),
        Column("units", both(_("Rows")), INT, summed=True),
        Column("book", both(_("Book value, DKK")), MONEY, summed=True),
        Column("picked", both(_("Looked at, rows")), INT, summed=True),
        Column("picked_book", both(_("Looked at, DKK")), MONEY, summed=True),
        Column("error", both(_("Errors found, DKK")), MONEY, summed=True),
    )
    sizes = {
        EXHAUSTIVE: (sample.exhaustive_units, sample.exhaustive_value),
        RANDOM: (sample.random_units, sample.random_value),
    }
    rows = []
    for code, label in STRATA.items():
        own = [one for one in picks if one.stratum == code]
        looked = sum((abs(one.book_value) for one in own), ZERO)
        errors = sum((one.error or ZERO for one in own), ZERO)
        rows.append(Row((both(label), *sizes[code], len(own), looked, errors)))
    note = both(
        _(
            "The book value is the cost that was accepted; revenue and other financing are not "
            "in it."
        )
    )
    total = _total(rows, columns)
    return Table("M1", both(_("Population by stratum")), columns, (*rows, total), (note,))


def picks_table(sample: AuditSample, picks: Picks) -> Table:
    """M2: every row of the sample with what was found in it."""
    columns = (
        Column("place", both(_("Place")), INT, width=6),
        Column("voucher", both(_("Voucher"))),
        Column("key", both(_("Key")), width=7),
        Column("partner", both(_("Partner"))),
        Column("stratum", both(_("How it came in"))),
        Column("book", both(_("Book value, DKK")), MONEY, summed=True),
        Column("error", both(_("Error, DKK")), MONEY, summed=True),
        Column("nature", both(_("Nature and type"))),
        Column("note", both(_("Note"))),
    )
    rows = [
        Row(
            (
                one.place,
                f"{one.expenditure.voucher_no} {one.expenditure.text}",
                str(one.expenditure_id),
                one.expenditure.grant_partner.organisation.short_name,
                both(STRATA[one.stratum]),
                one.book_value,
                one.error,
                kind_words(one),
                one.note,
            )
        )
        for one in picks
    ]
    return Table("M2", both(_("Rows of the sample")), columns, (*rows, _total(rows, columns)))


def kind_words(one: AuditSampleUnit) -> Words:
    """What was found in a row, in words."""
    if one.error is None:
        return both(_("Not looked at"))
    if not one.error:
        return both(_("In order"))
    nature, kind = both(NATURES[one.nature]), both(TYPES[one.kind])
    corrected = both(_("Corrected already")) if one.is_corrected else None
    return _joined([kind, nature, *([corrected] if corrected else [])])


def _joined(parts: Sequence[Words]) -> Words:
    return Words("; ".join(part.da for part in parts), "; ".join(part.en for part in parts))


def _total(rows: Sequence[Row], columns: Sequence[Column]) -> Row:
    cells: list[Cell] = [both(_("Total")) if not place else None for place in range(len(columns))]
    if columns[0].kind == INT:
        cells[:2] = [None, both(_("Total"))]
    for place, column in enumerate(columns):
        if not column.summed:
            continue
        values = [row.cells[place] for row in rows if row.level == NORMAL]
        known = [value for value in values if isinstance(value, Decimal | int)]
        cells[place] = sum(known) if column.kind == INT else sum(map(Decimal, known), ZERO)
    return Row(tuple(cells), TOTAL)


def population_table(sample: AuditSample) -> Table:
    """M4: the population as it was stored, in the order that is hashed."""
    columns = (
        Column("key", both(_("Key")), width=10),
        Column("voucher", both(_("Voucher"))),
        Column("amount", both(_("Amount, DKK")), MONEY, summed=True),
    )
    rows = [
        Row((str(unit.key), unit.voucher_no, unit.amount)) for unit in stored_population(sample)
    ]
    note = both(
        _(
            "One line each, key;voucher;amount with two decimals and a point, gives the SHA-256 "
            "%(hash)s."
        ),
        hash=sample.population_sha256,
    )
    total = _total(rows, columns)
    return Table("M4", both(_("The whole population")), columns, (*rows, total), (note,))


def size_words(planning: Planning, known: Figures, size: int) -> Words:
    """Why n is what it is, with the values in their places."""
    if planning.method == SMALL:
        return both(
            _("%(size)s of %(units)s rows: at least a tenth of a population below 300."),
            size=size,
            units=known.units,
        )
    return both(
        _(
            "n = ceil((z × BV × σ / (TOL − AE))²) = ceil((%(z)s × %(book)s × %(sigma)s / "
            "(%(tolerable)s − %(anticipated)s))²) = %(needed)s; at least 30 rows, and 3 that "
            "chance picks. Drawn: %(size)s."
        ),
        z=_number(planning.z, 3),
        book=_money(known.book),
        sigma=_number(planning.sigma, 6),
        tolerable=_money(known.tolerable),
        anticipated=_money(known.anticipated),
        needed=known.formula_size,
        size=size,
    )


def size_of(sample: AuditSample) -> Words:
    """Why *sample* is as large as it is."""
    return size_words(planning_of(sample), figures_of(sample), sample.size)


def projection_table(sample: AuditSample, picks: Picks) -> Table:
    """M3: from the book value to the total error rate, each step with its formula and values."""
    columns = (
        Column("symbol", both(_("Symbol")), width=9),
        Column("figure", both(_("Figure")), width=22),
        Column("formula", both(_("How it is worked out")), width=40),
        Column("amount", both(_("Amount, DKK")), MONEY, width=15),
    )
    found = projection_of(sample, picks)
    rows = [*_limit_rows(sample), *_error_rows(sample, found), *_end_rows(sample, picks, found)]
    return Table("M3", both(_("Projection and conclusion")), columns, tuple(rows))


def _limit_rows(sample: AuditSample) -> list[Row]:
    rows = [
        _row("BV", _("Book value"), both(_("The population, added up")), sample.book_value),
        _row(
            "TOL",
            _("Tolerable error"),
            both(_("%(pct)s per cent of BV"), pct=_number(sample.materiality_pct, 2)),
            sample.tolerable,
        ),
        _row(
            "AE",
            _("Anticipated error"),
            both(_("%(pct)s per cent of BV"), pct=_number(sample.anticipated_pct, 2)),
            sample.anticipated,
        ),
        _row("n", _("Sample size"), size_of(sample), None),
    ]
    interval = sample.exact_interval
    if interval is None:
        return rows
    words = both(
        _("BV_s / n_s, exactly %(fraction)s; the random start u is %(start)s"),
        fraction=fraction_text(interval),
        start=_money(sample.start or ZERO),
    )
    return [*rows, _row("SI", _("Interval"), words, cents_half_up(interval))]


def _error_rows(sample: AuditSample, found: Projection) -> list[Row]:
    if sample.method != MUS:
        drawn = sample.size
        words = both(
            _("%(error)s of errors in %(size)s rows, times %(units)s rows / %(size)s"),
            error=_money(found.random_error),
            size=drawn,
            units=sample.random_units,
        )
        return [_row("EE", _("Projected error"), words, found.projected)]
    return [
        _row(
            "Σe E",
            _("Errors in the rows taken by their amount"),
            both(_("As found")),
            found.exhaustive_error,
        ),
        _row(
            "Σs E/BV",
            _("Sum of the error rates of the rows drawn"),
            _percent(found.rates),
            None,
        ),
        _row(
            "EE",
            _("Projected error"),
            both(
                _("%(taken)s + SI × %(rates)s"),
                taken=_money(found.exhaustive_error),
                rates=_percent(found.rates),
            ),
            found.projected,
        ),
    ]


def _end_rows(sample: AuditSample, picks: Picks, found: Projection) -> list[Row]:
    rows = [*_precision_rows(sample, picks, found)]
    if sample.systemic is None or sample.anomalous is None:
        return rows
    total = total_error(found.projected, sample.systemic, sample.anomalous)
    rate = total_error_rate(total, sample.book_value)
    return [
        *rows,
        _row("", _("Systemic errors, delimited"), both(_("As delimited")), sample.systemic),
        _row("", _("Anomalous errors, uncorrected"), both(_("As found")), sample.anomalous),
        _row("", _("Total error"), both(_("EE + systemic + anomalous")), total),
        _row("TER", _("Total error rate"), _share_of_book(rate), None),
    ]


def _precision_rows(sample: AuditSample, picks: Picks, found: Projection) -> list[Row]:
    if found.precision is None or found.upper is None:
        words = both(_("No precision can be given: the sample is not statistical."))
        return [_row("SE", _("Precision"), words, None)]
    drawn = sum(one.stratum == RANDOM and one.error is not None for one in picks)
    if found.spread is None:
        words = both(_("Nothing is left to chance."))
    elif sample.method == MUS:
        words = both(
            _("z × BV_s / √n_s × s = %(z)s × %(base)s / √%(size)s × %(spread)s"),
            z=_number(planning_of(sample).z, 3),
            base=_money(sample.random_value),
            size=drawn,
            spread=_root(found.spread),
        )
    else:
        words = both(
            _("z × N / √n × s = %(z)s × %(units)s / √%(size)s × %(spread)s"),
            z=_number(planning_of(sample).z, 3),
            units=sample.random_units,
            size=drawn,
            spread=_money(root_half_up(found.spread)),
        )
    return [
        _row("SE", _("Precision"), words, found.precision),
        _row("ULE", _("Upper limit of the error"), both(_("EE + SE")), found.upper),
    ]


def _row(symbol: str, label: str, words: Words, amount: Decimal | None) -> Row:
    return Row((symbol, both(label), words, amount))


def _money(amount: Decimal) -> Words:
    return Words(money_text(amount, language="da"), money_text(amount, language="en"))


def _number(amount: Decimal | Fraction, places: int) -> Words:
    """A number without noughts at its end."""
    texts = [number_text(amount, places, language) for language in ("da", "en")]
    da, en = (text.rstrip("0").rstrip(",.") if places else text for text in texts)
    return Words(da, en)


def _percent(share: Fraction) -> Words:
    return Words(percent_text(share, 4, "da"), percent_text(share, 4, "en"))


def _share_of_book(rate: Fraction) -> Words:
    return both(_("%(rate)s of BV"), rate=_percent(rate))


def _root(spread: Fraction) -> Words:
    """s with six decimals, for the reader; the precision itself is worked out exactly."""
    return _number(as_fraction(root_half_up(spread * 10**8)) / 10**4, 6)
