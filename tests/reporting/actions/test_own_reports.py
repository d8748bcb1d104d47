"""Reports of one's own: made, kept, saved as templates, scheduled, given up."""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
import io
from dataclasses import replace

import openpyxl
import pytest
from django.core import mail as outbox
from django.db import transaction

from consortium.actions.base import NotAllowed
from consortium.actions.mails import deliver_mails, gather_mails
from consortium.models import AuditEvent, Job, Notification
from consortium.models.access import forget_actor
from consortium.queries.texts import sentence_text
from partners.models import Membership
from reporting.actions import own_reports as deeds
from reporting.actions import report_templates as kept
from reporting.actions.calendar import keep_calendar
from reporting.documents.makers import FUND, MAKERS
from reporting.documents.own_report import own_report
from reporting.documents.rendering import render
from reporting.models import OwnReport, ReportSchedule, ReportTemplate
from reporting.queries import ledger
from reporting.rules.building import HALF_YEARLY, MONTHLY, Choice, Rhythm
from reporting.tasks import make_own_report
from tests.reporting.full_story import full_story
from tests.reporting.sentences import said

OF_FUND = tuple(code for code, maker in MAKERS.items() if maker.of == FUND)
ALL_TABLES = Choice(OF_FUND, ("1",), (), "en", "xlsx")
SMALL = Choice(("T1", "O1"), ("1",), (), "en", "xlsx")


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker, tmp_path_factory):
    """The half year, told once; every test has a savepoint of it."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr("django.conf.settings.MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        yield full_story()
        transaction.set_rollback(True)


@pytest.fixture
def half_year(told, db, settings):
    world = copy.deepcopy(told)
    settings.DEMO_DAY = world.clock.now.date()
    return world


def make(world, choice=SMALL, name="Overblik", by=None):
    at = world.clock()
    wanted = deeds.Wanted(choice, name)
    edition = deeds.quick_edition(world.grant, wanted, at=at)
    assert edition is not None
    content = render(edition, choice.format)
    by = by or world.pm
    return deeds.keep_own_report(world.grant, wanted, edition, content, by=by, at=at)


def content_of(report):
    with report.file.open("rb") as file:
        return file.read()


def save(world, choice=SMALL, name="Overblik"):
    return kept.keep_template(world.grant, name, choice, by=world.pm, at=world.clock())


def schedule(world, template, rhythm=None, people=None):
    rhythm, people = rhythm or Rhythm(MONTHLY, 31), people or [world.pm, world.au]
    return kept.schedule_report(template, rhythm, people, by=world.pm, at=world.clock())


def lose_the_seat(world, person):
    Membership.objects.filter(user=person).delete()
    person.groups.clear()
    forget_actor(person)


def test_a_report_has_every_table_and_all_its_sums_agree(half_year):
    document = own_report(half_year.grant, ALL_TABLES, half_year.clock(), name="Alt")
    codes = {table.code.split(".")[0] for table in document.tables}
    # No rate of the month is known, no line has a flat rate.
    assert codes == set(OF_FUND) - {"T1P", "EUR", "T1F"}
    assert "T1.1" in {table.code for table in document.tables}
    assert [check for check in document.checks() if check.difference] == []


def test_the_kept_file_is_the_one_that_its_hash_names(half_year):
    report = make(half_year)
    content = content_of(report)
    assert report.sha256 == hashlib.sha256(content).hexdigest()
    assert report.size == len(content)
    assert report.as_of == half_year.clock.now
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.by, event.chain) == ("own_report.made", half_year.pm, "M-003")
    assert event.after["sha256"] == report.sha256


def test_the_workbook_has_the_figures_of_the_ledger(half_year):
    workbook = openpyxl.load_workbook(io.BytesIO(content_of(make(half_year))), data_only=True)
    picture = ledger.overview(half_year.grant, [])
    rows = list(workbook["O1"].iter_rows(values_only=True))
    [total] = [row for row in rows if row[0] == "Total"]
    assert total[3] == float(picture.total.verified)
    assert total[4] == float(picture.total.claimed)


def test_chosen_partners_add_up_to_all(half_year):
    numbers = list(half_year.grant.partners.values_list("number", flat=True))
    at = half_year.clock()

    def total(partners, code, key):
        choice = replace(SMALL, tables=("T1", "T4", "T5", "O1", "O2"), partners=partners)
        return own_report(half_year.grant, choice, at).table(code).total(key)

    sums = (("T1", "this"), ("T4", "amount"), ("T5", "amount"), ("O1", "verified"))
    for code, key in (*sums, ("O2", "approved")):
        parts = [total((number,), code, key) for number in numbers]
        assert sum(parts) == total((), code, key)
        assert total((), code, key)


def test_a_table_that_is_not_by_partner_says_so(half_year):
    choice = replace(SMALL, tables=("T3", "T1"), partners=(1,))
    document = own_report(half_year.grant, choice, half_year.clock())
    told = [str(note.en) for note in document.table("T3").notes]
    assert "This table is of all partners, also where some were chosen." in told
    assert document.table("T1").notes == ()


def test_several_periods_stand_side_by_side(half_year):
    half_year.clock.move_to(2013, 4, 1)
    choice = replace(SMALL, periods=("1", "latest"))
    document = own_report(half_year.grant, choice, half_year.clock())
    assert [table.code for table in document.tables] == ["T1.P1", "T1.P3", "O1"]
    assert document.table("T1.P3").title.da.endswith(", periode 3")


def test_a_long_report_is_made_in_the_background_with_progress(half_year, monkeypatch):
    monkeypatch.setattr(deeds, "QUICK_TABLES", 1)
    wanted = deeds.Wanted(SMALL, "Overblik")
    assert deeds.quick_edition(half_year.grant, wanted, at=half_year.clock()) is None
    by, at = half_year.pm, half_year.clock()
    job = deeds.order_own_report(half_year.grant, wanted, by=by, at=at)
    seen = []
    save_job = Job.save
    monkeypatch.setattr(deeds, "EVERY", 0)

    def save(self, **kwargs):
        seen.append((self.phase, self.progress))
        save_job(self, **kwargs)

    monkeypatch.setattr(Job, "save", save)
    make_own_report.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.progress, job.total) == (Job.DONE, 2, 2)
    assert [one for one in seen if one[1]][:3] == [("", 1), ("", 2), ("writing", 2)]
    report = OwnReport.objects.get()
    assert (report.name, report.made_by) == ("Overblik", half_year.pm)
    # A task may run again: it makes no second file.
    make_own_report.call(job.pk)
    assert OwnReport.objects.count() == 1


def test_a_job_that_fails_says_so(half_year, monkeypatch):
    wanted = deeds.Wanted(SMALL, "Overblik")
    by, at = half_year.pm, half_year.clock()
    job = deeds.order_own_report(half_year.grant, wanted, by=by, at=at)
    monkeypatch.setattr(deeds, "own_report", lambda *_a, **_k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make_own_report.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.FAILED, "ZeroDivisionError: division by zero")


@pytest.mark.parametrize("who", ["lc", "ls", "au", "pu"])
def test_only_the_project_manager_writes(half_year, who):
    person, at = getattr(half_year, who), half_year.clock()
    wanted = deeds.Wanted(SMALL, "Overblik")
    with pytest.raises(NotAllowed):
        make(half_year, by=person)
    with pytest.raises(NotAllowed):
        deeds.order_own_report(half_year.grant, wanted, by=person, at=at)
    with pytest.raises(NotAllowed):
        kept.keep_template(half_year.grant, "Overblik", SMALL, by=person, at=at)


def test_a_choice_of_what_is_not_there_is_refused(half_year):
    wanted = deeds.Wanted(replace(SMALL, partners=(9,)), "Overblik")
    with pytest.raises(deeds.ChoiceRefused) as caught:
        deeds.quick_edition(half_year.grant, wanted, at=half_year.clock())
    assert said(caught) == ["The grant has no partner with the number 9."]
    assert said(caught, "da") == ["Tilsagnet har ingen partner med nummer 9."]


def test_a_template_is_kept_changed_and_deleted(half_year):
    template = save(half_year)
    with pytest.raises(deeds.ChoiceRefused) as caught:
        save(half_year)
    assert caught.value.breaches[0].code == "NAME_TWICE"
    other, by = replace(SMALL, tables=("O2",)), half_year.pm
    changed = kept.change_template(template, "Partnere", other, by=by, at=half_year.clock())
    assert (changed.name, Choice.from_json(changed.choice)) == ("Partnere", other)
    report = make(half_year)
    row = schedule(half_year, template)
    kept.remove_template(template, by=by, at=half_year.clock())
    row.refresh_from_db()
    assert row.stopped_at is not None
    assert not ReportTemplate.objects.visible_to(half_year.pm).exists()
    assert list(OwnReport.objects.visible_to(half_year.au)) == [report]
    # Its name is free again.
    assert save(half_year, name="Partnere").name == "Partnere"


def test_a_scheduled_report_is_made_at_night_and_a_link_is_mailed(half_year, settings):
    row = schedule(half_year, save(half_year))
    assert row.next_on.day in (28, 30, 31)
    half_year.clock.move_to(row.next_on.year, row.next_on.month, row.next_on.day)
    before = keep_calendar(at=half_year.clock() - dt.timedelta(days=1))
    assert before.reports == 0
    assert keep_calendar(at=half_year.clock()).reports == 1
    # Safe to run twice.
    assert keep_calendar(at=half_year.clock()).reports == 0
    job = Job.objects.get(kind=deeds.MAKE_OWN_REPORT)
    settings.DEMO_DAY = row.next_on
    make_own_report.call(job.pk)
    report = OwnReport.objects.get()
    assert (report.made_by, report.schedule) == (half_year.pm, row)
    notices = Notification.objects.filter(verb="own_report.ready")
    assert {notice.recipient for notice in notices} == {half_year.pm, half_year.au}
    assert {notice.url for notice in notices} == {f"/grants/M-003/own-reports/{report.pk}/"}
    gather_mails(at=half_year.clock())
    deliver_mails(at=half_year.clock())
    letters = [one for one in outbox.outbox if notices[0].url in one.body]
    assert {one.to[0] for one in letters} == {half_year.pm.email, half_year.au.email}
    assert all(one.attachments == [] for one in letters)


def test_nights_that_were_missed_are_made_up_for_once(half_year):
    row = schedule(half_year, save(half_year), Rhythm(MONTHLY, 1))
    half_year.clock.move_to(2013, 6, 10)
    assert keep_calendar(at=half_year.clock()).reports == 1
    row.refresh_from_db()
    assert row.next_on == dt.date(2013, 7, 1)


def test_who_has_lost_the_seat_meanwhile_is_not_told(half_year):
    template = save(half_year)
    row = schedule(half_year, template)
    lose_the_seat(half_year, half_year.au)
    wanted = deeds.Wanted(SMALL, "Overblik", template, row)
    at = half_year.clock()
    edition = deeds.quick_edition(half_year.grant, wanted, at=at)
    assert edition is not None
    deeds.keep_own_report(half_year.grant, wanted, edition, b"x", by=half_year.pm, at=at)
    told = Notification.objects.filter(verb="own_report.ready")
    assert [one.recipient for one in told] == [half_year.pm]


def test_the_schedule_of_who_left_the_role_stops_with_a_notice(half_year):
    row = schedule(half_year, save(half_year))
    lose_the_seat(half_year, half_year.pm)
    at = half_year.clock.move_to(2013, 6, 10)
    assert keep_calendar(at=at).reports == 0
    row.refresh_from_db()
    assert row.stopped_at == at
    assert not Job.objects.filter(kind=deeds.MAKE_OWN_REPORT).exists()
    notice = Notification.objects.get(verb="own_report.schedule_stopped")
    assert notice.recipient == half_year.pm
    assert notice.message % notice.params == (
        f"M-003: “Overblik” is no longer made by itself, since {half_year.pm} no longer manages "
        "the project. Schedule it again if it is still wanted."
    )
    keep_calendar(at=half_year.clock())
    assert Notification.objects.filter(verb="own_report.schedule_stopped").count() == 1


def test_a_new_schedule_takes_the_place_of_the_one_before(half_year):
    template = save(half_year)
    first = schedule(half_year, template)
    second = schedule(half_year, template, Rhythm(HALF_YEARLY, 1, 3))
    assert list(ReportSchedule.objects.filter(stopped_at__isnull=True)) == [second]
    first.refresh_from_db()
    assert first.stopped_at is not None
    kept.stop_schedule(second, by=half_year.pm, at=half_year.clock())
    assert not ReportSchedule.objects.filter(stopped_at__isnull=True).exists()


def test_a_schedule_that_cannot_be_is_refused(half_year):
    template, pu = save(half_year), half_year.pu
    with pytest.raises(kept.ScheduleRefused) as caught:
        schedule(half_year, template, Rhythm(MONTHLY, 32), [pu])
    day, person = caught.value.breaches
    assert (day.subject, person.subject) == ("day", "recipients")
    assert sentence_text(person, "en").startswith(f"{pu} has no seat on the grant")
