"""The working paper of an auditor's sample: how it was drawn, what was found, what follows."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

from consortium.queries.texts import moment_text
from consortium.rules.refusals import gettext_noop as _
from reporting.documents.bodies import from_body
from reporting.documents.editions import Edition, draft_edition
from reporting.documents.material import choice
from reporting.documents.t_audit_sample import (
    picks_table,
    population_table,
    projection_table,
    size_of,
    strata_table,
)
from reporting.documents.tables import (
    Check,
    Document,
    Meta,
    Section,
    Signature,
    Table,
    Words,
    both,
)
from reporting.models import AuditSample, AuditSampleUnit
from reporting.queries.audit_samples import projection_of
from reporting.rules.mus import expected_error, per_cent_of
from reporting.rules.projecting import CONCLUSIONS, MUS

AUDIT_SAMPLE = "audit_sample"
NOTHING = Words("", "")


def audit_paper(sample: AuditSample, picks: Sequence[AuditSampleUnit], at: dt.datetime) -> Document:
    """The paper as *sample* and its *picks* stand; *picks* carry their row and its partner."""
    tables = (
        strata_table(sample, picks),
        picks_table(sample, picks),
        projection_table(sample, picks),
        population_table(sample),
    )
    fund = sample.grant.fund
    return Document(
        kind=AUDIT_SAMPLE,
        meta=_meta(sample, at),
        statement=Words(fund.statement_da, fund.statement_en),
        sections=(*_conclusion(sample, picks), _redraw(sample)),
        tables=tables,
        signatures=(_signature(sample),),
        reconciliations=_checks(sample, picks, tables),
    )


def edition_of(
    sample: AuditSample, picks: Sequence[AuditSampleUnit], at: dt.datetime, language: str
) -> Edition:
    """The paper as it was concluded, from what was kept; before that a draft."""
    if not sample.paper:
        return draft_edition(audit_paper(sample, picks, at), language)
    document = from_body(json.loads(sample.paper))
    return Edition(document, sample.paper, sample.paper_sha256, 1, language)


def sample_edition(pk: int, at: dt.datetime, language: str) -> Edition:
    """The paper of the sample *pk*, for who makes it in the background."""
    sample = AuditSample.objects.select_related(
        *("grant__lead", "grant__fund", "claim__period", "period", "drawn_by", "concluded_by"),
        "grant_partner__organisation",
    ).get(pk=pk)
    picks = list(sample.picks.select_related("expenditure__grant_partner__organisation"))
    return edition_of(sample, picks, at, language)


def scope_words(sample: AuditSample) -> Words:
    """What was drawn from: the claim, the period, the partner, or all claims."""
    if sample.claim is not None:
        return both(_("Claim %(number)s"), number=sample.claim.number)
    if sample.period is not None:
        return both(_("The claims of period %(number)s"), number=sample.period.number)
    if sample.grant_partner is not None:
        return both(_("All claims, %(partner)s"), partner=str(sample.grant_partner))
    return both(_("All claims of the grant"))


def _meta(sample: AuditSample, at: dt.datetime) -> Meta:
    grant = sample.grant
    period = sample.period or (sample.claim.period if sample.claim else None)
    facts = (
        (both(_("Project")), grant.title),
        (both(_("Grant")), grant.ref),
        (both(_("Sample")), f"{sample.number}"),
        (both(_("Drawn from")), scope_words(sample)),
        (both(_("Rows")), choice(AuditSample.SIGNS, sample.sign)),
        (both(_("Rows as of")), _moment(sample.as_of)),
        (both(_("Method")), choice(AuditSample.METHODS, sample.method)),
        (both(_("Confidence")), _confidence(sample)),
        (both(_("Book value")), sample.book_value),
        (both(_("Seed")), sample.seed),
        (both(_("Hash of the population")), sample.population_sha256),
        (both(_("Drawn by")), str(sample.drawn_by)),
        (both(_("Drawn")), _moment(sample.drawn_at)),
    )
    return Meta(
        title=both(_("Working paper of the auditor's sample")),
        grant=grant.ref,
        file_part=f"sample-{sample.number}",
        facts=facts,
        period=str(period.number if period else 0),
        made_at=at.isoformat(),
    )


def _confidence(sample: AuditSample) -> Words:
    sides = choice(AuditSample.SIDES, sample.sides)
    sides = Words(sides.da.lower(), sides.en.lower())
    return both(_("%(confidence)s per cent, %(sides)s"), confidence=sample.confidence, sides=sides)


def _moment(at: dt.datetime) -> Words:
    return Words(moment_text(at, "da"), moment_text(at, "en"))


def _conclusion(sample: AuditSample, picks: Sequence[AuditSampleUnit]) -> tuple[Section, ...]:
    if not sample.conclusion:
        return ()
    found = both(CONCLUSIONS[sample.conclusion])
    paragraphs: list[tuple[Words, str | Words]] = [(NOTHING, found), (NOTHING, sample.text)]
    if sample.reason:
        paragraphs.append((both(_("Why this sample")), sample.reason))
    return (Section(both(_("Conclusion")), tuple(paragraphs)),)


REDRAW = (
    _(
        "Write the population as it was stored, one line each: key;voucher;amount with two "
        "decimals and a point. Its SHA-256 is the hash above."
    ),
    _(
        "Work out SI = BV / n. Take aside every row above SI; divide what is left by n less the "
        "rows taken aside; go on until no row is above SI."
    ),
    _("For each row left, work out the SHA-256 of the text seed:key, and sort the rows by it."),
    _(
        "Read the SHA-256 of the text seed:start as one whole number. Its remainder by the whole "
        "øre of SI, plus 1, is the random start u in øre."
    ),
    _("Add the rows up in that order. Those that hold u, u + SI, u + 2 SI, … are the sample."),
)
REDRAW_SIMPLE = (
    REDRAW[0],
    REDRAW[2],
    _("The first rows in that order, as many as the sample size, are the sample."),
)


def redraw_steps(sample: AuditSample) -> tuple[str, ...]:
    """How a stranger draws it again, as English message ids."""
    return REDRAW if sample.method == MUS else REDRAW_SIMPLE


def _redraw(sample: AuditSample) -> Section:
    steps = [
        (both(_("Step %(number)s"), number=place), both(step))
        for place, step in enumerate(redraw_steps(sample), start=1)
    ]
    why = (both(_("Why so many")), size_of(sample))
    return Section(both(_("How to draw the sample again")), (why, *steps))


def _signature(sample: AuditSample) -> Signature:
    at = sample.concluded_at
    name = str(sample.concluded_by) if sample.concluded_by else ""
    return Signature(both(_("Auditor")), name, at.date() if at else None)


def _checks(
    sample: AuditSample, picks: Sequence[AuditSampleUnit], tables: tuple[Table, ...]
) -> tuple[Check, ...]:
    strata, rows, _steps, population = tables
    printed = abs(population.total("amount"))
    found = projection_of(sample, picks)
    checks = [
        Check(both(_("Both strata = book value")), strata.total("book"), sample.book_value, "M1"),
        Check(both(_("Population = book value")), printed, sample.book_value, "M4"),
        Check(
            both(_("Rows looked at by stratum = rows of the sample")),
            strata.total("picked_book"),
            abs(rows.total("book")),
            "M2",
        ),
        Check(
            both(_("Errors by stratum = errors of the rows")),
            strata.total("error"),
            rows.total("error"),
            "M2",
        ),
        Check(
            both(_("Tolerable error = its share of the book value")),
            per_cent_of(sample.book_value, sample.materiality_pct),
            sample.tolerable,
            "M3",
        ),
    ]
    if sample.method == MUS:
        again = expected_error(found.exhaustive_error, sample.exact_interval, found.rates)
        label = both(_("Errors + interval × error rates = projected error"))
        checks.append(Check(label, again, found.projected, "M3"))
    return tuple(checks)
