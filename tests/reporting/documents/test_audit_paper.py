"""The auditor's working paper: agrees with itself, comes as PDF and workbook, and is kept."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from reporting.documents.audit_sample import audit_paper, edition_of, sample_edition
from reporting.documents.bodies import from_body, to_body
from reporting.documents.cells import readable
from reporting.documents.choosing import edition_by
from reporting.documents.printing import printed
from reporting.documents.rendering import render
from reporting.documents.tables import TEXT
from reporting.queries.audit_samples import Target
from reporting.rules.reconciliation import check_reconciliations
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting.auditing import MUS, SIMPLE, SMALL, claimed, concluded, drawn, looked

D = Decimal


def audited_world():
    """Forty costs of Aarhus have been claimed."""
    world = laid_out(signed_grant)
    claimed(world)
    return world


@pytest.fixture
def audited(db):
    return laid_out(audited_world)


def picks_of(sample):
    return list(sample.picks.select_related("expenditure__grant_partner__organisation"))


def test_the_paper_of_each_method_agrees_with_itself(audited):
    for place, planning in enumerate((MUS, SIMPLE, SMALL)):
        sample = looked(audited, drawn(audited, planning, reason=f"Metode {place}"), "300.00")
        for state in ("drawn", "concluded"):
            paper = audit_paper(sample, picks_of(sample), audited.clock())
            assert check_reconciliations(paper.checks()) == []
            assert from_body(json.loads(json.dumps(to_body(paper)))) == paper
            if state == "drawn":
                sample = concluded(audited, sample)


def test_the_steps_are_told_with_their_values_in_both_languages(audited):
    sample = concluded(audited, looked(audited, drawn(audited), "400.00"))
    paper = audit_paper(sample, picks_of(sample), audited.clock())
    steps = {row.cells[0]: row.cells for row in paper.table("M3").rows if row.cells[0]}
    assert list(steps) == [
        *("BV", "TOL", "AE", "n", "SI", "Σe E", "Σs E/BV", "EE", "SE", "ULE", "TER")
    ]
    assert said(steps["TOL"], "da") == "2 procent af BV"
    assert said(steps["AE"], "en") == "0.2 per cent of BV"
    assert said(steps["n"], "da") == (
        "n = loft((z × BV × σ / (TOL − AE))²) = loft((1,645 × 82.000,00 × 0,05 / (1.640,00 − "
        "164,00))²) = 21; mindst 30 rækker, og 3, som tilfældet vælger. Udtrukket: 30."
    )
    assert said(steps["EE"], "en") == "400.00 + SI × 0.0000%"
    assert (steps["EE"][3], steps["ULE"][3]) == (D("400.00"), D("400.00"))
    assert said(steps["TER"], "en") == "0.4878% of BV"


def said(cells, language):
    """How a step is worked out, in words."""
    return readable(cells[2], TEXT, language).replace("\N{NO-BREAK SPACE}", " ")


def test_a_concluded_paper_is_made_from_what_was_kept(audited):
    sample = concluded(audited, looked(audited, drawn(audited)))
    kept = edition_of(sample, [], audited.clock(), "da")
    assert (kept.version, kept.sha256, kept.body) == (1, sample.paper_sha256, sample.paper)
    assert kept.made_at == sample.concluded_at
    assert kept.file_name("pdf") == "M-003-p01-sample-1-v1-da.pdf"
    pdf = render(kept, "pdf")
    assert pdf[:5] == b"%PDF-" and pdf == render(kept, "pdf")
    params = {"audit_sample": sample.pk, "language": "da", "format": "pdf"}
    assert edition_by(params, at=audited.clock()) == kept


def test_a_draft_says_that_it_is_one(audited):
    sample = drawn(audited, SMALL, target=Target(audited.grant))
    draft = sample_edition(sample.pk, audited.clock(), "en")
    assert draft.is_draft
    assert draft.file_name("xlsx") == "M-003-sample-1-draft-en.xlsx"
    cells = [[text for text, _class in row.cells] for row in _rows(draft)]
    assert cells[0][-2] == "Not looked at"
    assert cells[-1][1] == "Total"


def _rows(edition):
    return printed(edition.document.table("M2"), "en").rows
