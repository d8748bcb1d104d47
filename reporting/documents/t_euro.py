"""The indicative EUR view of a claim (R-53): never an amount that is asked for or owed."""

from __future__ import annotations

from consortium.queries.texts import number_text
from consortium.rules.refusals import gettext_noop as _
from reporting.documents.material import FundFigures
from reporting.documents.parts import day_words
from reporting.documents.tables import MONEY, Column, Row, Table, Words, both
from reporting.queries.euro import Indicative

NOTE = _(
    "Indicative only: the authority converts at the Commission's monthly accounting rate of the "
    "month in which it registers the expenditure. Here: %(rate)s DKK for one EUR, %(month)s, "
    "%(source)s, published %(day)s."
)


def euro_tables(fund: FundFigures, rate: Indicative | None) -> tuple[Table, ...]:
    """The claim's main figures in EUR at *rate*; none without a rate."""
    if rate is None:
        return ()
    columns = (
        Column("text", both(_("Text"))),
        Column("dkk", both(_("DKK")), MONEY),
        Column("eur", both(_("EUR, indicative")), MONEY),
    )
    figures = (
        (_("Eligible expenditure, cumulative"), fund.te),
        (_("Entitlement, cumulative"), fund.entitlement),
        (_("Claim"), fund.amount),
    )
    rows = tuple(Row((both(label), amount, rate.eur(amount))) for label, amount in figures)
    note = both(
        NOTE,
        rate=Words(number_text(rate.rate, 4, "da"), number_text(rate.rate, 4, "en")),
        month=f"{rate.month:%m.%Y}",
        source=rate.source,
        day=day_words(rate.published_on),
    )
    return (Table("EUR", both(_("The claim in EUR (indicative)")), columns, rows, (note,)),)
