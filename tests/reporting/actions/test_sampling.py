"""The sample of a report: drawn, decided by hand, and what the extent follows from."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import Error, transaction

from consortium.actions.base import NotAllowed
from reporting.actions.queries_answers import ask, close_query
from reporting.actions.sampling import SampleRefused, confirm_sampled, draw_sample
from reporting.actions.verification import (
    NotDecidable,
    OwnCost,
    ReportNotReady,
    accept_items,
    disallow_item,
    park_item,
    verify_report,
)
from reporting.models import Expenditure, SampleLine, Verification, VerificationSample
from reporting.queries.checks.base import Scope
from reporting.queries.checks.samples import samples_draw_again
from reporting.queries.samples import agrees, coverage_of
from reporting.rules.checklist import full_checklist
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story
from tests.reporting.said import said

SEED = "0123456789abcdef"


def told_world():
    """Aarhus has one report verified; ten lines of the next one wait."""
    world = laid_out(signed_grant)
    first = story.submitted(world, world.aarhus, ["10.00"])
    accept_items(first, list(first.expenditure.all()), by=world.lc, at=world.clock())
    conclude(world, first, 100)
    story.next_opened(world)
    world.report = story.submitted(world, world.aarhus, [f"{n}00.00" for n in range(1, 11)])
    return world


@pytest.fixture
def told(db):
    return laid_out(told_world)


def conclude(world, report, extent):
    return verify_report(
        report,
        checklist=full_checklist(),
        extent_pct=extent,
        conclusion="I orden.",
        by=world.lc,
        at=world.clock(),
    )


def drawn(world, **changed):
    told: dict[str, Any] = {"method": "simple", "size": 3, "seed": SEED}
    return draw_sample(world.report, **(told | changed), by=world.lc, at=world.clock())


def by_hand(world, row):
    return accept_items(world.report, [row], by_hand=True, by=world.lc, at=world.clock())


def lines_of(sample):
    return [one.expenditure for one in sample.lines.select_related("expenditure")]


def test_the_extent_follows_from_the_sample_and_each_line_is_decided_by_hand(told):
    sample = drawn(told)
    picked = lines_of(sample)
    assert len(picked) == 3 and sample.lines.filter(way="random").count() == 3
    others = told.report.expenditure.exclude(pk__in=[row.pk for row in picked])
    accept_items(told.report, list(others), by=told.lc, at=told.clock())
    by_hand(told, picked[0])
    disallow_item(
        picked[1],
        amount=picked[1].amount,
        code="NOT_ELIGIBLE",
        reason="Privat.",
        by=told.lc,
        at=told.clock(),
    )
    assert coverage_of(told.report).unchecked == 1
    park_item(picked[2], reason="Mangler svar.", by=told.lc, at=told.clock())
    cover = coverage_of(told.report)
    assert (cover.lines, cover.unchecked, cover.extent, cover.is_stale) == (3, 0, 30, False)
    with pytest.raises(ReportNotReady) as caught:
        conclude(told, told.report, 50)
    assert said(caught, "da") == (
        "Stikprøven dækker 30 procent af linjerne: Omfanget er det eller 100."
    )
    conclude(told, told.report, 30)
    assert Verification.objects.get(report=told.report).extent_pct == 30
    assert samples_draw_again(Scope(told.grant)) == []


def test_all_from_an_amount_on_and_chance_for_the_rest(told):
    sample = drawn(told, method="above", size=1, above=Decimal("900.00"), seed="f" * 8)
    ways = list(sample.lines.values_list("way", "expenditure__amount"))
    assert ways[:2] == [("always", Decimal("900.00")), ("always", Decimal("1000.00"))]
    assert [way for way, _amount in ways[2:]] == ["random"]
    assert coverage_of(told.report).extent == 30


def test_lines_of_a_sample_are_not_accepted_in_bulk(told):
    picked = lines_of(drawn(told))
    with pytest.raises(NotDecidable) as caught:
        accept_items(told.report, list(told.report.expenditure.all()), by=told.lc, at=told.clock())
    names = ", ".join(
        row.voucher_no for row in sorted(picked, key=lambda row: (row.delivery_date, row.pk))
    )
    assert said(caught, "en") == (
        f"{names}: drawn in the sample, so each is opened and decided by hand. Accept the others "
        "without them."
    )
    with pytest.raises(NotDecidable):
        accept_items(told.report, [picked[0]], by=told.lc, at=told.clock())


def test_less_than_all_lines_needs_a_sample(told):
    accept_items(told.report, list(told.report.expenditure.all()), by=told.lc, at=told.clock())
    with pytest.raises(ReportNotReady) as caught:
        conclude(told, told.report, 50)
    assert said(caught, "da") == "Mindre end 100 procent er en stikprøve: Udtræk den først."
    assert conclude(told, told.report, 100).state == "verified"


def test_what_was_decided_before_the_draw_is_looked_at_again(told):
    accept_items(told.report, list(told.report.expenditure.all()), by=told.lc, at=told.clock())
    picked = lines_of(drawn(told))
    with pytest.raises(ReportNotReady) as caught:
        conclude(told, told.report, 30)
    assert said(caught, "en") == "3 lines of the sample have not been checked by hand."
    for row in picked:
        confirm_sampled(row, by=told.lc, at=told.clock())
    with pytest.raises(SampleRefused) as again:
        confirm_sampled(picked[0], by=told.lc, at=told.clock())
    assert said(again, "da") == (
        f"{picked[0].voucher_no} er ikke udtrukket eller er allerede gennemgået i hånden."
    )
    assert conclude(told, told.report, 30).state == "verified"


def test_an_undecided_line_is_decided_and_not_confirmed(told):
    picked = lines_of(drawn(told))
    with pytest.raises(SampleRefused) as caught:
        confirm_sampled(picked[0], by=told.lc, at=told.clock())
    assert said(caught, "da") == (
        f"{picked[0].voucher_no} er »Indsendt«: Tag stilling til den, så tæller den som gennemgået."
    )


def test_another_draw_adds_and_says_why(told):
    drawn(told)
    with pytest.raises(SampleRefused) as caught:
        drawn(told, seed="f" * 16)
    assert said(caught, "en") == (
        "A sample has been drawn already. Say why another one is needed; both count."
    )
    drawn(told, seed="f" * 16, size=4, reason="En fejl i den første.")
    first, second = VerificationSample.objects.filter(report=told.report)
    together = {row.pk for row in (*lines_of(first), *lines_of(second))}
    assert coverage_of(told.report).lines == len(together)


def test_lines_that_change_after_the_draw_ask_for_another_one(told):
    picked = lines_of(drawn(told))
    for row in told.report.expenditure.all():
        by_hand(told, row)
    story.submitted(told, told.aarhus, ["77.00"])
    told.report.refresh_from_db()
    by_hand(told, told.report.expenditure.get(amount=Decimal("77.00")))
    assert coverage_of(told.report).is_stale and picked
    with pytest.raises(ReportNotReady) as caught:
        conclude(told, told.report, 100)
    assert said(caught, "da") == (
        "Linjerne er ændret, siden stikprøven blev udtrukket. Udtræk igen; begge gælder."
    )
    drawn(told, size=2, reason="En linje er kommet til.")
    for row in told.report.expenditure.filter(sample_lines__checked_at__isnull=True).distinct():
        if row.sample_lines.filter(checked_at__isnull=True).exists():
            confirm_sampled(row, by=told.lc, at=told.clock())
    assert conclude(told, told.report, 100).state == "verified"


def test_a_question_is_no_decision(told):
    row = lines_of(drawn(told))[0]
    due = told.clock().date() + dt.timedelta(days=9)
    query = ask(
        told.report, text="Hvad er det?", due_on=due, expenditure=row, by=told.lc, at=told.clock()
    )
    close_query(query, by=told.lc, at=told.clock())
    assert SampleLine.objects.get(expenditure=row).checked_at is None


def test_only_the_verifier_and_nobody_near_the_partner_draws(told):
    for reader in (told.pm, told.ro, told.au, told.pu, told.stranger):
        with pytest.raises(NotAllowed):
            draw_sample(told.report, method="simple", size=3, seed=SEED, by=reader, at=told.clock())
    own = story.submitted(told, told.lead, ["5.00"])
    with pytest.raises(OwnCost):
        draw_sample(own, method="simple", size=1, seed=SEED, by=told.lc, at=told.clock())


def test_a_stored_sample_is_never_changed_and_a_forged_one_is_found(told):
    sample = drawn(told)
    rows = VerificationSample.objects.filter(pk=sample.pk)
    for deed in (lambda: rows.update(seed="another seed"), rows.delete):
        with pytest.raises(Error), transaction.atomic():
            deed()
    line = sample.lines.first()
    lines = SampleLine.objects.filter(pk=line.pk)
    with pytest.raises(Error), transaction.atomic():
        lines.update(way="always")
    forged = sample
    forged.seed = "another seed"
    assert not agrees(forged, list(sample.lines.all()))


def test_the_check_finds_a_pick_that_was_not_drawn(told):
    sample = drawn(told)
    left = Expenditure.objects.filter(report=told.report, sample_lines__isnull=True).latest("pk")
    SampleLine.objects.create(sample=sample, expenditure=left, way="random", place=9)
    [found] = samples_draw_again(Scope(told.grant))
    assert str(found.breach) == (
        "Drawn again from its seed, the sample gives other lines than are stored."
    )
