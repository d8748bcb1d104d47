"""A pile of files finds its rows, and what went wrong is put right."""

from __future__ import annotations

from typing import Any

import pytest

from consortium.actions.base import NotAllowed
from consortium.actions.evidence import HoldsCpr
from consortium.models import AuditEvent, EvidenceFile
from consortium.queries.texts import sentence_text
from reporting.actions.costs import enter_expenditure
from reporting.actions.drafts import ReportClosed
from reporting.actions.evidence import (
    PaperRefused,
    file_paper,
    match_papers,
    move_evidence,
    prove_expenditure,
    unpile_paper,
)
from reporting.models import Expenditure, ExpenditureFile, PartnerReport, ReportFile
from reporting.queries.evidence import kept_files, papers_of, proofs_of, rows_numbered
from tests.reporting.paperwork import begin, voucher
from tests.sample_files import pdf


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def report(world) -> PartnerReport:
    """Two vouchers without a paper."""
    report = begin(world)
    world.items = [
        enter_expenditure(report, voucher(number), by=world.pu, at=world.clock())
        for number in ("B1", "B-02")
    ]
    return report


def filed(world: Any, report: PartnerReport, name: str, words: str = "", by: Any = None) -> Any:
    content = pdf(words or name)
    by = by or world.pu
    return file_paper(report, content=content, name=name, by=by, at=world.clock())


def test_a_file_finds_its_row_and_its_role(world, report):
    done = filed(world, report, "b_001 betaling.pdf")
    assert (done.proof.expenditure, done.proof.role) == (world.items[0], "payment")
    assert (done.is_new, done.is_new_proof, done.had) == (True, True, ())
    assert ReportFile.objects.get().file == done.file
    verbs = AuditEvent.objects.order_by("-number").values_list("verb", flat=True)
    assert {"evidence.piled", "evidence.attached"} <= set(verbs[:4])


def test_what_fits_no_row_or_several_waits(world, report):
    assert filed(world, report, "scan.pdf").proof is None
    assert filed(world, report, "B1 og B2.pdf").several == ("B1", "B-02")
    assert [one.waiting for one in papers_of(report)] == [True, True]


def test_the_same_bytes_are_recognised_and_may_prove_one_more_row(world, report):
    first = filed(world, report, "B1 kontoudtog.pdf", "bank")
    again = filed(world, report, "kopi.pdf", "bank")
    assert (again.file, again.is_new, again.had, again.proof) == (first.file, False, ("B1",), None)
    other = filed(world, report, "B2 kontoudtog.pdf", "bank")
    assert (other.is_new, other.had, other.is_new_proof) == (False, ("B1",), True)
    twice = filed(world, report, "B2 kontoudtog.pdf", "bank")
    assert twice.is_new_proof is False
    assert EvidenceFile.objects.count() == 1
    proofs = proofs_of([first.file], world.pu)[first.file.pk]
    assert [one.expenditure.voucher_no for one in proofs] == ["B-02", "B1"]
    assert proofs_of([first.file], world.randers_pu) == {}


def test_a_row_that_has_left_the_partners_hands_takes_no_file(world, report):
    Expenditure.objects.filter(pk=world.items[0].pk).update(state="submitted")
    done = filed(world, report, "B1.pdf")
    assert (done.proof, done.locked.voucher_no) == (None, "B1")
    assert papers_of(report).get().waiting


def test_a_waiting_file_finds_a_row_that_was_entered_later(world, report):
    filed(world, report, "B7 faktura.pdf")
    filed(world, report, "scan.pdf")
    assert match_papers(report, by=world.pu, at=world.clock()) == []
    item = enter_expenditure(report, voucher("B7"), by=world.pu, at=world.clock())
    (found,) = match_papers(report, by=world.pu, at=world.clock())
    assert found.proof and found.proof.expenditure == item


def test_a_file_on_the_wrong_row_is_moved(world, report):
    wrong = filed(world, report, "B1.pdf").proof
    right = move_evidence(wrong, world.items[1], "payment", by=world.pu, at=world.clock())
    assert (right.expenditure, right.role) == (world.items[1], "payment")
    assert ExpenditureFile.objects.get() == right
    same = move_evidence(right, world.items[1], "payment", by=world.pu, at=world.clock())
    assert same == right


def test_a_file_that_proves_nothing_leaves_the_pile_and_one_that_does_stays(world, report):
    filed(world, report, "scan.pdf")
    unpile_paper(ReportFile.objects.get(), by=world.pu, at=world.clock())
    assert not papers_of(report).exists()
    filed(world, report, "B1.pdf")
    with pytest.raises(PaperRefused) as refused:
        unpile_paper(ReportFile.objects.get(), by=world.pu, at=world.clock())
    (breach,) = refused.value.breaches
    assert sentence_text(breach, "en") == (
        "“B1.pdf” proves B1, so it stays in the report. Detach it from its rows first."
    )
    assert sentence_text(breach, "da") == (
        "“B1.pdf” dokumenterer B1 og bliver derfor i rapporten. Fjern den først fra dens udgifter."
    )


def test_a_refused_file_leaves_nothing_behind(world, report):
    with pytest.raises(HoldsCpr):
        filed(world, report, "B1.pdf", "cpr 010180-1234")
    assert not EvidenceFile.objects.exists()
    assert not ReportFile.objects.exists()


def test_only_the_writer_of_an_open_report_puts_files_in(world, report):
    for stranger in (world.randers_pu, world.lc, world.au):
        with pytest.raises(NotAllowed):
            filed(world, report, "B1.pdf", by=stranger)
    PartnerReport.objects.filter(pk=report.pk).update(state="submitted")
    with pytest.raises(ReportClosed):
        filed(world, report, "B1.pdf")
    with pytest.raises(ReportClosed):
        prove_expenditure(
            world.items[0],
            content=pdf("x"),
            name="x.pdf",
            role="invoice",
            by=world.pu,
            at=world.clock(),
        )
    assert not EvidenceFile.objects.exists()


def test_the_name_says_what_a_file_proves_where_nobody_else_does(world, report):
    proof = prove_expenditure(
        world.items[0],
        content=pdf("x"),
        name="kvittering.pdf",
        role="",
        by=world.pu,
        at=world.clock(),
    )
    assert proof.role == "payment"


def test_a_number_is_found_as_it_stands_and_however_it_is_spelled(world, report):
    assert rows_numbered(report, " B-02 ") == [world.items[1]]
    assert rows_numbered(report, "b2") == [world.items[1]]
    assert rows_numbered(report, "B3") == []
    assert rows_numbered(report, "-") == []


def test_the_files_to_choose_from_are_the_organisations_own(world, report):
    mine = filed(world, report, "B1.pdf").file
    world.clock.move_to(2012, 6, 20)
    assert kept_files(report, world.pu) == [mine]
    assert kept_files(report, world.lc) == [mine]
