"""A frozen figure once more from the rows of then: the same, or named."""

from __future__ import annotations

import pytest
from django.urls import reverse

from consortium.queries.texts import sentence_text
from reporting.actions.documents import submit_document
from reporting.documents.recomputed import papers_recompute, recomputed
from reporting.models import ReportSnapshot
from reporting.queries.checks.base import Scope
from reporting.queries.recomputed import recomputed_claim
from tests.reporting.queries.checks.test_faults import VOUCHER, past_the_triggers

ALTERED = f"UPDATE reporting_historicalexpenditure SET accepted = accepted + 1 WHERE id = {VOUCHER}"


@pytest.fixture
def frozen(ledger):
    """The papers of a settled half year, frozen at its end."""
    world = ledger
    for kind in ("authority", "region"):
        submit_document(kind, world.grant, world.periods[0], by=world.ls, at=world.clock())
    return world


def test_every_paper_is_made_again_to_the_byte(frozen):
    papers = ReportSnapshot.objects.all()
    assert papers.count() >= 3
    for paper in papers:
        found = recomputed(paper)
        assert found.differing == []
        assert found.figures
        assert (found.is_same, found.sha256) == (True, paper.sha256)
    assert all(pair.agrees for pair in recomputed_claim(frozen.claim))


def test_a_version_that_was_altered_shows_in_the_figures(frozen):
    past_the_triggers(ALTERED)
    faults = papers_recompute(Scope(frozen.grant))
    assert {fault.table for fault in faults} == {"reporting_reportsnapshot"}
    assert "the rows of then give" in str(faults[0].breach)
    differing = {pair.key for pair in recomputed_claim(frozen.claim) if not pair.agrees}
    assert {"TE", "new"} <= differing


@pytest.mark.parametrize("old", ['"reconciliations"', "{"])
def test_a_paper_that_can_no_longer_be_read_is_named_and_the_others_are_made_again(frozen, old):
    paper = ReportSnapshot.objects.filter(kind="authority").latest("pk")
    past_the_triggers(
        f"UPDATE reporting_reportsnapshot SET body = replace(body, '{old}', '~') "
        f"WHERE id = {paper.pk}"
    )
    [named] = papers_recompute(Scope(frozen.grant))
    assert named.row == str(paper.pk)
    assert sentence_text(named.breach, "en") == (
        f"{paper} is not the text that was frozen, so it is not recomputed."
    )
    assert sentence_text(named.breach, "da") == (
        f"{paper} er ikke den tekst, der blev fastfrosset, og genberegnes derfor ikke."
    )


@pytest.mark.parametrize("name", ["recomputed-paper", "recomputed-claim"])
def test_the_page_says_that_all_is_the_same(frozen, client, name):
    paper = ReportSnapshot.objects.filter(kind="authority").latest("pk")
    args = [frozen.grant.ref, paper.pk] if name == "recomputed-paper" else [frozen.claim.pk]
    url = reverse(f"reporting:{name}", args=args)
    client.force_login(frozen.au)
    assert "Alle tal er ens" in client.get(url).content.decode()
    past_the_triggers(ALTERED)
    assert "Tal afviger" in client.get(url).content.decode()
    client.force_login(frozen.ma)
    assert client.get(url).status_code == 403
    client.force_login(frozen.stranger)
    assert client.get(url).status_code == 404
