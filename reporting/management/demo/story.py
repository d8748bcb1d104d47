"""The demo from the first letter to 15 April 2014, in order."""

from __future__ import annotations

import datetime as dt

from consortium.rules.spans import Span
from reporting.management.demo.account import Account
from reporting.management.demo.agreement import tell_agreement
from reporting.management.demo.audit import auditors_work
from reporting.management.demo.bank import open_accounts, read_statement
from reporting.management.demo.clock import Clock
from reporting.management.demo.communication import communicate
from reporting.management.demo.coordination import coordinate
from reporting.management.demo.currency import keep_rates, swedish_voucher
from reporting.management.demo.desk import controllers_desk
from reporting.management.demo.doubts import Doubts
from reporting.management.demo.half_years import HalfYears
from reporting.management.demo.hours import hours_day_by_day
from reporting.management.demo.lifecycle import change_activity
from reporting.management.demo.listing import publish_line
from reporting.management.demo.lists import keep_lists
from reporting.management.demo.money import help_companies, share_regional_tasks
from reporting.management.demo.networks import tell_networks
from reporting.management.demo.notices import read_so_far, reminded_until
from reporting.management.demo.own_reports import build_own_report
from reporting.management.demo.passages import ask_for_words
from reporting.management.demo.people import gather
from reporting.management.demo.piles import leave_papers
from reporting.management.demo.promise import amend_budget, make_promise
from reporting.management.demo.proposals import political_proposals
from reporting.management.demo.publicity import publicity
from reporting.management.demo.register_grant import council_register
from reporting.management.demo.results import ask_and_match, lower_a_target, plan_results
from reporting.management.demo.texts import begin_final, decide_path, take_over, write_papers

TODAY = dt.date(2014, 4, 15)


def tell_story() -> None:
    """Three half years closed and paid, one under verification, one open."""
    clock = Clock(dt.date(2011, 11, 1))
    people = gather(clock)
    promise = make_promise(people, clock)
    plan_results(people, promise, clock)
    half_years = HalfYears(people, promise, clock)
    account = Account(people, promise, clock)
    doubts = Doubts(half_years, account)
    account.open(promise.periods[0])
    open_accounts(people, promise, clock)
    for place in range(3):
        _closed_and_paid(half_years, account, doubts, place)
        if place == 1:
            amend_budget(people, promise, clock)
            change_activity(people, promise.grant, clock)
            lower_a_target(people, promise, clock)
    read_so_far(clock)
    _under_verification(half_years, account, doubts)
    _just_begun(half_years, account)
    share_regional_tasks(people, promise, clock)
    help_companies(people, promise, clock)
    publish_line(people, promise.grant, clock)
    begin_final(promise.grant, account, TODAY)
    ask_and_match(people, promise, clock)
    auditors_work(people["auditor"], promise.grant, clock)
    read_statement(people, promise, clock)
    reminded_until(TODAY)
    tell_agreement(people, clock)
    council_register(people, clock)
    political_proposals(people, clock)


def _closed_and_paid(half_years: HalfYears, account: Account, doubts: Doubts, place: int) -> None:
    periods = half_years.promise.periods
    period, end = periods[place], periods[place].ends_on
    # Randers is short of co-financing in the second half year, and catches up in the third.
    cash = {("randers", 1): "0.30", ("randers", 2): "1.75"}
    usual = "1.00" if place == 1 else "1.02"
    reports = {
        key: half_years.tell(key, period, cash=cash.get((key, place), usual))
        for key in half_years.promise.partners
    }
    doubts.before(place, reports)
    account.open(periods[place + 1])
    for key, report in reports.items():
        reports[key] = half_years.hand_in(report, key, end + dt.timedelta(days=8))
    doubts.after(place, reports)
    for key, report in reports.items():
        disallow = "materials" if (key, place) == ("viborg", 1) else ""
        account.verify(report, key, end + dt.timedelta(days=14), disallow=disallow)
    account.close(period)
    if place == 0:
        publicity(half_years.promise.grant, account, end + dt.timedelta(days=16))
    if place == 2:
        # From the third half year on the papers are written, not only counted.
        take_over(half_years.promise.grant, account, end + dt.timedelta(days=16))
        write_papers(period, account, end + dt.timedelta(days=17))
    claim = account.claim(period, end + dt.timedelta(days=19))
    if place == 2:
        decide_path(period, account, end + dt.timedelta(days=60))
    # The third payment has reached the partners, but not all of them have confirmed it.
    account.pay(claim, end + dt.timedelta(days=92), confirm=place < 2)
    if place == 0:
        account.correct("silkeborg", end + dt.timedelta(days=120))


def _under_verification(half_years: HalfYears, account: Account, doubts: Doubts) -> None:
    period = half_years.promise.periods[3]
    end = period.ends_on
    reports = {key: half_years.tell(key, period) for key in half_years.promise.partners}
    doubts.before(3, reports)
    account.open(half_years.promise.periods[4])
    handed = [key for key in reports if key != "lemvig"]  # Lemvig is late
    for key in handed:
        reports[key] = half_years.hand_in(reports[key], key, end + dt.timedelta(days=9))
    doubts.after(3, reports)
    for key in ("aarhus", "horsens", "silkeborg"):
        account.verify(reports[key], key, end + dt.timedelta(days=16))
    account.give_back(reports["ringkobing"], end + dt.timedelta(days=20))
    controllers_desk(reports, account)


def _just_begun(half_years: HalfYears, account: Account) -> None:
    period = half_years.promise.periods[4]
    reports = {
        key: half_years.tell(key, period, until=dt.date(2014, 4, 10))
        for key in ("aarhus", "viborg", "randers")
    }
    people, clock = half_years.people, half_years.clock
    clock.move_to(TODAY)
    hours_day_by_day(people, clock, reports["aarhus"])
    keep_rates(people, clock, Span(dt.date(2012, 3, 1), TODAY))
    swedish_voucher(people, clock, reports["viborg"], half_years.promise.lines["travel"])
    leave_papers(people, clock, reports["aarhus"])
    keep_lists(people, clock, half_years.promise.grant)
    communicate(people, clock, half_years.promise.grant)
    coordinate(people, clock, half_years.promise.grant)
    tell_networks(people, clock, half_years.promise.grant)
    build_own_report(people, clock, half_years.promise.grant)
    ask_for_words(people, clock, half_years.promise.periods[3])
