"""The last line holds for whoever asks the database, on both databases."""

from __future__ import annotations

import copy
import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from consortium.models import DestroyedFile, EvidenceFile
from grants.actions.indicator_plans import set_target
from grants.actions.keys import agree_regional_key
from reporting.actions.evaluations import decide_evaluation, write_completion_note
from reporting.actions.findings import answer_finding
from reporting.actions.packages import give_link, keep_package
from reporting.actions.recoveries import settle_recovery
from reporting.actions.signing import Signature, keep_signed_paper
from reporting.exchange.package import Packed
from reporting.models import (
    AuditorStatement,
    CheckRun,
    Destruction,
    Expenditure,
    FindingCorrection,
    OnSiteCheck,
    OnSiteFile,
    PaperDecision,
    Recovery,
    ReportSnapshot,
    StatementFinding,
    VerificationSample,
    triggers,
)
from reporting.rules.signing import Certificate
from tests.house.proposal import decided_proposal, keep_proposal
from tests.house.register import keep_register
from tests.reporting.auditing import found
from tests.reporting.building import built
from tests.reporting.communication import tell
from tests.reporting.costing import D, krona
from tests.reporting.full_story import full_story
from tests.reporting.invoicing_story import banked
from tests.reporting.municipal_story import offered_addendum, sent_evaluation
from tests.reporting.results_story import survey
from tests.reporting.written import approved, named, written
from tests.sample_files import pdf


def every_kind_of_row():
    """The half year, and one row of each table that is guarded and that it does not touch."""
    world = full_story()
    krona(world, month=6)
    now = world.clock()
    agreed = {"basis": "equal", "agreed_on": now.date(), "source": "Partnerskabsaftalen § 4"}
    agree_regional_key(world.grant, **agreed, by=world.pm, at=now)
    owed = Recovery.objects.get()
    settle_recovery(owed, amount=D("1.00"), on=now.date(), by=world.lc, at=world.clock())
    _verifying(world)
    _packed(world)
    _auditing(world)
    banked(world)
    _ended(world)
    _papers(world)
    keep_register(world)
    tell(world)
    _results(world)
    keep_proposal(world)
    decided_proposal(world)
    _municipal(world)
    return world


def _municipal(world):
    """Beside it an agreement whose evaluation was decided on, and whose first area has ended."""
    aside = copy.copy(world)
    aside.clock = copy.copy(world.clock)
    told = sent_evaluation(aside)
    offered_addendum(told)
    by, at = told.mu, told.clock()
    decide_evaluation(told.evaluation, outcome="adopted", decided_on=at.date(), by=by, at=at)
    ended = dt.date(2023, 12, 31)
    area = told.areas["a"]
    write_completion_note(area, completed_on=ended, text="Ja.", by=told.ls, at=told.clock())


def _results(world):
    """A survey, and a target that was changed."""
    survey(world)
    target = {"minimum": 5, "by": world.pm}
    set_target(world.indicator, world.periods[0], **target, at=world.clock())
    why = {"change_code": "error", "minimum": 6, "by": world.pm}
    set_target(world.indicator, world.periods[0], **why, at=world.clock())


def _papers(world):
    """An approved text, and what a body has decided on a paper."""
    named(world)
    approved(written(world, world.periods[1], "economy", "Ja."), world)
    paper = ReportSnapshot.objects.filter(kind="region")[0]
    at = world.clock()
    PaperDecision.objects.create(
        snapshot=paper,
        number=1,
        body="Vækstforum",
        decided_on=at.date(),
        decision="Taget til efterretning",
        noted_by=world.pm,
        noted_at=at,
    )
    since, until = (dt.datetime(year, 1, 1, tzinfo=dt.UTC) for year in (2012, 2014))
    whose = Certificate("Erhverv Aarhus", "Erhverv Aarhus", "1", since, until)
    signature = Signature("signed.pdf", b"%PDF-signed", b"%PDF-", whose)
    keep_signed_paper(paper, "da", signature, by=world.ls, at=world.clock())


def _packed(world):
    """An audit package and an auditor's way to it."""
    packed = Packed("ab" * 32, 9, 99, 0, "M-003:1:" + "cd" * 32)
    file = ContentFile(b"PK", name="package.zip")
    made = keep_package(world.grant, packed, file, 2, by=world.ls, at=world.clock())
    give_link(made, world.au, 9, by=world.ls, at=world.clock())
    built(world)


def _auditing(world):
    """A finding that was answered, led to a correction, and is quoted by the statement."""
    finding = found(world)
    paper = SimpleUploadedFile("svar.pdf", pdf("svar"))
    answer_finding(finding, text="Ja.", papers=[paper], by=world.pa, at=world.clock())
    FindingCorrection.objects.create(finding=finding, correction=world.correction)
    statement = AuditorStatement.objects.all()[0]
    StatementFinding.objects.create(finding=finding, statement=statement)


def _ended(world):
    """A run of the checks, and what a disposal leaves behind; this half year goes on."""
    at = world.clock()
    CheckRun.objects.create(grant=world.grant, at=at, faulty=0, answers=[])
    hands = {"proposed_by": world.lc, "confirmed_by": world.ls}
    Destruction.objects.create(grant=world.grant, kind="files", at=at, body="{}", **hands)
    file = EvidenceFile.objects.order_by("-pk")[0]
    DestroyedFile.objects.create(file=file, grant_ref=world.ref, at=at)


def _verifying(world):
    """A sample and a visit, as their actions leave them: this half year is past both."""
    report = Expenditure.objects.get(voucher_no="A1").report
    by, at = world.lc, world.clock()
    VerificationSample.objects.create(
        report=report,
        method="simple",
        seed="7",
        size=1,
        population=[],
        population_sha256="0" * 64,
        drawn_by=by,
        drawn_at=at,
    )
    visit = OnSiteCheck.objects.create(
        report=report,
        visited_on=at.date(),
        place="Aarhus",
        visitors="Lc",
        met="Pu",
        people="To ansatte",
        conclusion=OnSiteCheck.CLEAN,
        recorded_by=by,
        recorded_at=at,
    )
    OnSiteFile.objects.create(visit=visit, file=EvidenceFile.objects.all()[0])


@pytest.fixture(scope="module")
def half_year(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr("django.conf.settings.MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        yield every_kind_of_row()
        transaction.set_rollback(True)


@pytest.fixture
def world(half_year, db):
    return half_year


def refused(statement: str) -> None:
    with (
        pytest.raises(IntegrityError, match="refused"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def allowed(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount > 0


FROZEN = [
    *triggers.FROZEN_TABLES,
    *("reporting_historicalexpenditure", "reporting_historicalclaim", "consortium_historicaluser"),
]


@pytest.mark.parametrize("table", FROZEN)
def test_events_versions_papers_and_files_are_never_changed_or_deleted(world, table):
    column = "history_type = '~'" if "historical" in table else "id = id + 1"
    refused(f"UPDATE {table} SET {column}")
    refused(f"DELETE FROM {table}")


def test_every_table_with_memory_is_guarded(world):
    guarded = {(guard.table, guard.deed) for guard in triggers.guards(connection.vendor)}
    for model in triggers.history_models():
        assert {(model._meta.db_table, deed) for deed in ("UPDATE", "DELETE")} <= guarded
    assert triggers.missing(connection) == []


@pytest.mark.parametrize(
    "change",
    [
        "amount = amount + 1, accepted = accepted + 1",
        "paid_on = '2012-06-01'",
        "voucher_no = 'A9'",
        "decided_by_id = created_by_id",
    ],
)
def test_a_claimed_cost_is_not_edited(world, change):
    refused(f"UPDATE reporting_expenditure SET {change} WHERE voucher_no = 'A1'")
    refused("DELETE FROM reporting_expenditure WHERE voucher_no = 'A1'")


def test_a_claimed_cost_may_go_back_when_its_claim_is_rejected(world):
    allowed(
        "UPDATE reporting_expenditure SET state = 'verified', claim_id = NULL"
        " WHERE voucher_no = 'A1'"
    )


def test_a_verified_cost_may_be_decided_again_but_not_edited(world):
    refused("UPDATE reporting_expenditure SET net = net - 1 WHERE kind = 'correction'")
    allowed("UPDATE reporting_expenditure SET decision_reason = 'x' WHERE kind = 'correction'")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reporting_timesheet SET hours = hours + 1",
        "UPDATE reporting_timeentry SET hours = hours + 1",
        "DELETE FROM reporting_timeentry",
        "INSERT INTO reporting_timeentry (time_sheet_id, hours, task)"
        " SELECT id, 100, '' FROM reporting_timesheet",
        "UPDATE reporting_expenditurefile SET file_id = (SELECT MAX(file_id)"
        " FROM reporting_expenditurefile)",
        "UPDATE reporting_expenditurefile SET role = 'other'",
        "DELETE FROM reporting_expenditurefile",
        "UPDATE reporting_claim SET payable = payable + 1",
        "UPDATE reporting_claim SET is_advance = NOT is_advance",
        "DELETE FROM reporting_claim",
        "UPDATE reporting_claimshare SET amount = amount + 1",
        "DELETE FROM reporting_claimshare",
        "UPDATE reporting_paymentreceived SET amount = amount + 1",
        "DELETE FROM reporting_paymentreceived",
        "UPDATE reporting_disbursement SET amount = amount + 1, share = share + 1",
        "DELETE FROM reporting_disbursement",
        "UPDATE reporting_cofinancingcontribution SET amount = amount + 1",
        "UPDATE grants_budgetamount SET amount = amount + 1",
        "DELETE FROM grants_budgetamount",
        "INSERT INTO grants_financingcommitment (version_id, source, form, amount, letter_ref)"
        " SELECT id, 'state', 'own', 1, '' FROM grants_budgetversion",
        "UPDATE grants_grant SET profile_sha256 = 'x'",
        "DELETE FROM grants_grant",
        "UPDATE consortium_chainhead SET number = number - 1",
        "DELETE FROM consortium_chainhead",
        "UPDATE reporting_sectiontext SET body = 'x'",
        "DELETE FROM reporting_sectiontext",
        "UPDATE reporting_packagelink SET person_id = given_by_id",
        "DELETE FROM reporting_packagelink",
        "UPDATE reporting_invoice SET number = number + 1",
        "UPDATE reporting_invoice SET paid = paid - 1",
        "DELETE FROM reporting_invoice",
        "UPDATE reporting_invoiceline SET text = 'x'",
        "DELETE FROM reporting_invoiceline",
        "UPDATE partners_bankaccount SET account_no = '1'",
        "DELETE FROM partners_bankaccount",
        "UPDATE reporting_paymentfile SET content = 'x'",
        "DELETE FROM reporting_paymentfile",
        "UPDATE reporting_paymentfilerow SET amount = amount + 1",
        "DELETE FROM reporting_paymentfilerow",
        "UPDATE grants_area SET title = 'x'",
        "UPDATE grants_proposal SET title = 'x'",
        "DELETE FROM grants_proposal",
        "UPDATE grants_proposalparty SET name = 'x'",
        "DELETE FROM grants_strategymeasure",
        "UPDATE grants_proposalpart SET title = 'x'",
        "UPDATE grants_promisedtarget SET minimum = 1",
        "DELETE FROM grants_promisedtarget",
        "DELETE FROM grants_agreedtarget",
        "UPDATE grants_agreedamount SET amount = amount + 1",
        "UPDATE grants_municipalagreement SET purpose = 'x'",
        "DELETE FROM grants_municipalagreement",
        "UPDATE grants_instalment SET amount = amount + 1",
        "DELETE FROM grants_instalment",
        "UPDATE reporting_statusmeeting SET decisions = 'x'",
        "DELETE FROM reporting_statusline",
        "UPDATE reporting_annualevaluation SET summary = 'x'",
        "UPDATE reporting_evaluationarea SET learning = 'x'",
    ],
)
def test_what_is_locked_is_refused(world, statement):
    refused(statement)


@pytest.mark.postgres_only
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no TRUNCATE")
def test_no_guarded_table_is_emptied_at_once(world):
    connection.check_constraints()
    refused("TRUNCATE consortium_auditevent")
    refused("TRUNCATE reporting_claim CASCADE")


def test_they_can_be_taken_away_and_put_back(world):
    triggers.remove(connection)
    allowed("UPDATE consortium_auditevent SET reason = 'x'")
    triggers.install(connection)
    triggers.install(connection)
    refused("UPDATE consortium_auditevent SET reason = 'y'")
