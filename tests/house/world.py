"""A world in which every page has something to show."""

from __future__ import annotations

import copy
import datetime as dt
import io
from decimal import Decimal
from types import SimpleNamespace

from django.core.files.base import ContentFile

from consortium.actions.notice_settings import make_feed
from consortium.models import Job, Mail
from grants.actions.budgets import Commitment, draft_budget
from grants.actions.calls import draft_call
from grants.actions.changes import file_change, propose_change
from grants.actions.operations import enter_operation
from grants.actions.tokens import make_token
from grants.models import ActivityType, BudgetVersion, Grant, ReportingPeriod
from grants.rules.operations import OperationFacts
from partners.actions.companies import enter_company
from partners.actions.contacts import add_contact, open_contact_list
from partners.models import Membership
from partners.rules.contacts import ConsentFacts, ContactFacts
from reporting.actions.absences import plan_absence
from reporting.actions.closing import open_closure, place_hold
from reporting.actions.cofinancing import receive_cofinancing, record_revenue
from reporting.actions.costs import ExpenditureEntry, enter_expenditure
from reporting.actions.delivery import hold_activity
from reporting.actions.deminimis import AidEntry, decide_aid
from reporting.actions.documents import MAKE_DOCUMENT
from reporting.actions.evidence import prove_expenditure
from reporting.actions.final_reports import FinalTexts, save_final_report
from reporting.actions.hours import HourEntry, enter_hours, sign_time_sheet
from reporting.actions.imports import (
    check,
)
from reporting.actions.kept_sheets import (
    note_outcome,
    receive_sheet,
    source_of,
)
from reporting.actions.packages import give_link, keep_package
from reporting.actions.reports import open_report
from reporting.actions.signing import Signature, keep_signed_paper
from reporting.documents.destruction import Hands, certified, keys_certificate
from reporting.exchange.package import Packed
from reporting.models import (
    AuditPackage,
    ClaimQuestion,
    Expenditure,
    PackageLink,
    PartnerReport,
    PayRate,
    PeriodReopening,
    Query,
    Repayment,
    RepaymentPart,
    ReportSnapshot,
    SheetImport,
)
from reporting.rules.signing import Certificate
from tests.cast import budget_rows
from tests.house.networks import keep_networks
from tests.house.proposal import keep_proposal
from tests.house.register import keep_register
from tests.reporting.auditing import SMALL, drawn, found
from tests.reporting.building import built
from tests.reporting.full_story import entry, full_story
from tests.reporting.invoicing_story import banked
from tests.reporting.municipal_story import offered_addendum, whole_year
from tests.reporting.passing_story import asked, place_in, sent
from tests.reporting.results_story import with_results
from tests.reporting.sheets import csv_bytes, row
from tests.reporting.written import bought, named, written
from tests.sample_files import pdf


def full_world() -> SimpleNamespace:
    """A half year that is settled, and a report of the next one that Aarhus is writing."""
    world = full_story()
    clock = world.clock
    clock.move_to(2012, 11, 1)
    period = ReportingPeriod.objects.get(pk=world.periods[1].pk)
    world.draft = open_report(world.aarhus, period, by=world.pu, at=clock())
    kind = ActivityType.objects.create(
        code="seminar", name_da="Seminar", name_en="Seminar", scope="local", theme="network"
    )
    world.activity = hold_activity(
        world.draft,
        kind=kind,
        title="Seminar",
        held_on=dt.date(2012, 10, 3),
        responsible=world.aarhus,
        by=world.pu,
        at=clock(),
    )
    cost = entry("N1", "100.00").__dict__ | {
        "invoice_date": dt.date(2012, 10, 1),
        "delivery_date": dt.date(2012, 10, 1),
        "paid_on": dt.date(2012, 10, 9),
    }
    world.item = enter_expenditure(world.draft, ExpenditureEntry(**cost), by=world.pu, at=clock())
    world.proof = prove_expenditure(
        world.item, content=pdf("N"), name="n.pdf", role="invoice", by=world.pu, at=clock()
    )
    world.import_ = _import(world)
    _money(world)
    _repayment(world)
    _aid(world)
    _hours(world)
    _questions(world)
    _lifecycle(world)
    _audit(world)
    world.new_budget = _new_budget(world)
    world.job = _job(world)
    world.package, world.package_link = _package(world)
    world.own_report, world.report_schedule = built(world)
    world.secret = make_feed(by=world.pu, at=clock())
    world.mail = _failed_mail(world)
    _lists(world)
    _papers(world)
    with_results(world)
    banked(world)
    world.municipal = _municipal(world)
    keep_register(world)
    keep_networks(world)
    keep_proposal(world)
    world.token, _secret = make_token(
        Membership.objects.get(user=world.pu),
        name="Økonomisystem",
        scope="write",
        expires_on=world.clock().date() + dt.timedelta(days=90),
        by=world.pu,
        at=world.clock(),
    )
    return world


def _papers(world: SimpleNamespace) -> None:
    """A recipient that asks for one section, what is written in it, and a contract."""
    named(world)
    written(world, world.periods[0], "economy", "Forbruget er {{T1.total.this}} kr.")
    bought(world)
    # A period that no paper has frozen: the partner has sent what the lead may take in.
    [passage] = asked(world, place_in(world, world.periods[1]), world.aarhus)
    world.passage = sent(world, passage)
    first = ReportSnapshot.objects.filter(grant_partner=None)[0]
    since, until = (dt.datetime(year, 1, 1, tzinfo=dt.UTC) for year in (2012, 2014))
    whose = Certificate("Erhverv Aarhus", "Erhverv Aarhus", "1", since, until)
    signature = Signature("signed.pdf", b"%PDF-signed", b"%PDF-", whose)
    keep_signed_paper(first, "da", signature, by=world.ls, at=world.clock())


def _municipal(world: SimpleNamespace) -> SimpleNamespace:
    """Beside it the agreement of 001 with its first year, on a clock and a chain of its own."""
    aside = copy.copy(world)
    aside.clock = copy.copy(world.clock)
    told = whole_year(aside)
    told.addendum, told.link = offered_addendum(told)
    return told


def _import(world: SimpleNamespace) -> SheetImport:
    """A sheet that Aarhus has sent up, with a cell that is wrong."""
    content = io.BytesIO(csv_bytes([row("I1", net="x")]))
    by, at = world.pu, world.clock()
    sheet = receive_sheet(world.draft, kind="costs", content=content, name="k.csv", by=by, at=at)
    outcome = check(source_of(sheet, by=by, at=world.clock()))
    return note_outcome(sheet, outcome, by=by, at=world.clock())


def _lists(world: SimpleNamespace) -> None:
    """A contact of Aarhus, and an operation of others in the register."""
    told = {"by": world.pu, "at": world.clock()}
    world.contact_list = open_contact_list(
        world.aarhus.organisation, grant_ref=world.ref, kind="ambassadors", name="A", **told
    )
    consent = ConsentFacts("1.0", dt.date(2012, 10, 1), "mail", for_sharing=True)
    facts = ContactFacts("Maria", "maria@example.org")
    add_contact(world.contact_list, facts, consent, **told)
    operation = OperationFacts("Listen 2016", "Nye veje", Decimal("2000.00"), "DKK", "Aarhus")
    enter_operation(world.grant, operation, by=world.pm, at=world.clock())


def _aid(world: SimpleNamespace) -> None:
    """A company with a decision on aid."""
    company = enter_company(
        cvr="29189668", name="Maskinfabrikken", size="small", by=world.pm, at=world.clock()
    )
    entry = AidEntry(
        company=company,
        kind="aid",
        text="Rådgivning",
        conferred_on=dt.date(2012, 10, 1),
        amount=Decimal("7456.00"),
        rate=Decimal("7.4560"),
        rate_source="InforEuro",
    )
    world.aid = decide_aid(world.grant, entry, by=world.pm, at=world.clock())


def _hours(world: SimpleNamespace) -> None:
    """A month of the new report that its employee has signed, and a week of holiday in it."""
    sheet = enter_hours(
        world.draft,
        employee=world.employee,
        month=dt.date(2012, 10, 1),
        rate=PayRate.objects.get(),
        entries=[HourEntry(dt.date(2012, 10, 8), Decimal("7.50"), task="Rådgivning")],
        by=world.em,
        at=world.clock(),
    )
    world.sheet = sign_time_sheet(sheet, by=world.em, at=world.clock())
    world.absence = plan_absence(
        world.employee,
        kind="holiday",
        starts_on=dt.date(2012, 10, 15),
        ends_on=dt.date(2012, 10, 19),
        by=world.em,
        at=world.clock(),
    )


def _new_budget(world: SimpleNamespace) -> BudgetVersion:
    """A version that the lead is drafting."""
    return draft_budget(
        world.grant,
        effective_from=dt.date(2012, 11, 1),
        explanation="Ny fordeling",
        amounts=budget_rows(world),
        commitments=[Commitment(None, "eu", "cash", world.grant.amount, "Tilsagn")],
        by=world.pm,
        at=world.clock(),
    )


def _lifecycle(world: SimpleNamespace) -> None:
    """A call, a change request that is proposed, a period asked to reopen, a hold and a closure."""
    world.call = draft_call(
        ref="OPSLAG",
        organisation=world.organisations["region"],
        title="Regionalt konsortium søges",
        text="Administrationen søger et regionalt konsortium.",
        fund=world.grant.fund,
        ceiling=Decimal("15000000.00"),
        deadline=dt.date(2013, 1, 1),
        by=world.rg,
        at=world.clock(),
    )
    change = file_change(
        world.grant,
        kind="activity",
        reason="Et kursus bliver til tre.",
        consequences="Flere deltagere for de samme penge.",
        effective_from=dt.date(2012, 12, 1),
        by=world.pm,
        at=world.clock(),
    )
    world.change = propose_change(change, by=world.pm, at=world.clock())
    world.hold = place_hold(
        world.grant,
        starts_on=dt.date(2012, 10, 1),
        asked_by="Rigsrevisionen",
        reason="Undersøgelse",
        by=world.lc,
        at=world.clock(),
    )
    world.closure = open_closure(world.grant, by=world.lc, at=world.clock())
    # A row as the settlement leaves it; this world's project goes on.
    paper = keys_certificate(world.closure, 3, by=world.ls, at=world.clock())
    hands = Hands(world.lc, world.ls, world.clock())
    world.certificate = certified(world.grant, "keys", paper, hands)
    world.certificate.save()
    # A row as `ask_reopening` leaves it: the period of this world has a claim and stays locked.
    world.reopening = PeriodReopening.objects.create(
        period=world.periods[0],
        reason="Et bilag mangler",
        asked_by=world.lc,
        asked_at=world.clock(),
    )


def _questions(world: SimpleNamespace) -> None:
    """One to the draft and one to the settled report: rows as `ask` leaves them."""
    world.questions = {
        start: Query.objects.create(
            report=report,
            text="Hvad dækker beløbet?",
            due_on=dt.date(2012, 12, 1),
            asked_by=world.lc,
            asked_at=world.clock(),
        )
        for start, report in (("reports/", world.draft), ("verification/", settled("A1")))
    }
    world.questions["claims/"] = ClaimQuestion.objects.create(
        claim=world.claim,
        text="Hvad dækker lønnen?",
        asked_on=world.clock().date(),
        asked_by=world.ma,
        asked_at=world.clock(),
    )
    save_final_report(
        world.grant, FinalTexts(results="Vi nåede det."), by=world.pm, at=world.clock()
    )


def settled(voucher: str) -> PartnerReport:
    return Expenditure.objects.get(voucher_no=voucher).report


def _audit(world: SimpleNamespace) -> None:
    """A sample of the claim that the auditor has begun on, and a finding that Aarhus answers."""
    world.sample = drawn(world, SMALL)
    world.finding = found(world)


def _job(world: SimpleNamespace) -> Job:
    """A file that the project manager asked for, and that is done."""
    job = Job(
        kind=MAKE_DOCUMENT,
        params={"format": "json"},
        requested_by=world.pm,
        requested_at=world.clock(),
        state=Job.DONE,
    )
    job.result.save("report.json", ContentFile(b"{}"), save=False)
    job.save()
    return job


def _package(world: SimpleNamespace) -> tuple[AuditPackage, PackageLink]:
    """An audit package of the grant, and the auditor's way to it."""
    packed = Packed("ab" * 32, 9, 99, 0, f"{world.ref}:1:{'cd' * 32}")
    file = ContentFile(b"PK", name="package.zip")
    grant = Grant.objects.get(ref=world.ref)
    package = keep_package(grant, packed, file, 2, by=world.ls, at=world.clock())
    return package, give_link(package, world.au, 90, by=world.ls, at=world.clock())


def _failed_mail(world: SimpleNamespace) -> Mail:
    """A mail that the mail server would not take: a row as `deliver_mails` leaves it."""
    at = world.clock()
    return Mail.objects.create(
        recipient=world.pu, made_at=at, next_try_at=at, state=Mail.FAILED, attempts=8, error="550"
    )


def _repayment(world: SimpleNamespace) -> None:
    """Rows as working out and sending leave them: this world has no final claim."""
    day = world.clock().date()
    world.repayment = Repayment.objects.create(
        grant=world.grant,
        claim=world.claim,
        amount=Decimal("100.00"),
        calculated_by=world.lc,
        calculated_on=day,
    )
    world.part = RepaymentPart.objects.create(
        repayment=world.repayment,
        grant_partner=world.aarhus,
        had=Decimal("300.00"),
        entitled=Decimal("200.00"),
        amount=Decimal("100.00"),
        due_on=day,
    )


def _money(world: SimpleNamespace) -> None:
    world.revenue = record_revenue(
        world.draft,
        text="Gebyr",
        received_on=dt.date(2012, 10, 5),
        amount=Decimal("10.00"),
        by=world.pu,
        at=world.clock(),
    )
    world.contribution = receive_cofinancing(
        world.draft,
        source="municipal",
        form="cash",
        contributor="Kommunen",
        received_on=dt.date(2012, 10, 5),
        document_ref="Bank 7",
        amount=Decimal("10.00"),
        by=world.pu,
        at=world.clock(),
    )
