"""Papers are frozen by the signatory, only when every figure agrees, and never for nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from consortium.actions.base import NotAllowed
from consortium.models import AuditEvent, Job
from reporting.actions import documents
from reporting.actions.documents import (
    FiguresDiffer,
    NothingClaimed,
    SentWithClaim,
    order_document,
    submit_document,
)
from reporting.documents.papers import draft_of
from reporting.documents.tables import Check, both
from reporting.models import ReportSnapshot
from reporting.queries.snapshots import body_of
from reporting.tasks import make_document
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story


def claimed_world():
    """A claim of the first period has been sent, and its papers with it."""
    world = laid_out(signed_grant)
    story.all_verified(
        world,
        {world.aarhus: ["250000.00"], world.randers: ["150000.00"]},
        cash=["300000.00"],
    )
    story.sent(world, story.checked(world))
    return world


@pytest.fixture
def claimed(db):
    return laid_out(claimed_world)


def submit(world, kind="region", by=None, **more):
    return submit_document(
        kind, world.grant, world.period, by=by or world.ls, at=world.clock(), **more
    )


def test_the_next_version_is_frozen_with_its_hash(claimed):
    first = ReportSnapshot.objects.get(grant=claimed.grant, kind="region")
    second = submit(claimed)
    assert (first.version, second.version) == (1, 2)
    assert second.sha256 == second.computed_sha256()
    assert AuditEvent.objects.filter(verb="document.submitted").count() == 1


def test_the_claim_freezes_every_paper(claimed):
    kinds = list(ReportSnapshot.objects.order_by("kind").values_list("kind", flat=True))
    assert kinds == ["authority", "claim", "partner_statement", "partner_statement",
                     "partner_statement", "region"]  # fmt: skip


def test_a_statement_belongs_to_its_partner(claimed):
    snapshot = submit(claimed, "partner_statement", partner=claimed.aarhus)
    assert snapshot.grant_partner == claimed.aarhus
    assert "Aarhus Kommune" in snapshot.body


def test_figures_that_differ_are_refused_with_the_difference(claimed, monkeypatch):
    real = draft_of

    def crooked(*args):
        document = real(*args)
        check = Check(both("T3 claim = T2 EU this period"), Decimal("2.00"), Decimal("1.99"))
        return replace(document, reconciliations=(*document.reconciliations, check))

    monkeypatch.setattr(documents, "draft_of", crooked)
    with pytest.raises(FiguresDiffer) as refused:
        submit(claimed)
    assert refused.value.breaches[0].params["difference"] == Decimal("0.01")
    assert ReportSnapshot.objects.filter(kind="region").count() == 1


def test_without_a_claim_there_is_nothing_to_account_for(world):
    with pytest.raises(NothingClaimed):
        submit(world)


def test_the_claim_itself_is_sent_by_its_own_action(claimed):
    with pytest.raises(SentWithClaim):
        submit(claimed, "claim")


@pytest.mark.parametrize("name", ["pm", "lc", "au", "ma", "rg", "pa", "stranger"])
def test_only_the_signatory_submits(claimed, name):
    with pytest.raises(NotAllowed):
        submit(claimed, by=getattr(claimed, name))


def test_an_ordered_file_is_made_once_and_kept(claimed, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    snapshot = ReportSnapshot.objects.get(kind="claim")
    params = {"snapshot": snapshot.pk, "language": "da", "format": "json"}
    job = order_document(claimed.grant, params, by=claimed.rg, at=claimed.clock())
    make_document.call(job.pk)
    job.refresh_from_db()
    assert job.state == Job.DONE
    assert job.result.read().decode() == snapshot.body
    job.result.close()
    assert body_of(snapshot)["kind"] == "claim"
