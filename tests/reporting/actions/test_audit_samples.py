"""The auditor draws, looks at each row, concludes; and a stranger draws it again (4.3, A-25)."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import override_settings

from consortium.actions.base import NotAllowed
from consortium.models import AuditEvent
from consortium.rules.hashing import sha256
from consortium.rules.states import StepNotAllowed
from reporting.actions.audit_samples import AuditSampleRefused, enter_error
from reporting.models import AuditSample, AuditSampleUnit, Expenditure
from reporting.queries.as_of import instant_of
from reporting.queries.audit_samples import Target, differences, projection_of, rows_as_of
from reporting.queries.checks.base import Scope
from reporting.queries.checks.samples import audit_samples_draw_again
from tests.cast import signed_grant
from tests.reporting.auditing import (
    MUS,
    SEED,
    SIMPLE,
    SMALL,
    both,
    choice,
    claimed,
    concluded,
    drawn,
    looked,
)

D = Decimal


@pytest.fixture(scope="module")
def forty(django_db_setup, django_db_blocker, tmp_path_factory):
    """Forty costs of Aarhus have been claimed; what a test does to them is taken back."""
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    media = tmp_path_factory.mktemp("media")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=media, PASSWORD_HASHERS=quick),
        transaction.atomic(),
    ):
        made = signed_grant()
        claimed(made)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def audited(forty, db):
    return forty


def test_a_sample_by_monetary_units_keeps_all_that_a_stranger_needs(audited):
    sample = drawn(audited)
    picks = list(sample.picks.all())
    assert (sample.number, sample.state, sample.units) == (1, "drawn", 40)
    assert sample.book_value == D("82000.00")
    assert (sample.tolerable, sample.anticipated) == (D("1640.00"), D("164.00"))
    # ceil((1.645 × 82,000 × 0.05 / (1,640 − 164))²) = ceil(4.5695²) = 21: so 30 at least
    assert sample.size == 30
    assert len(picks) == 30
    assert sample.exhaustive_units + sample.random_units == 40
    assert sample.exhaustive_value + sample.random_value == sample.book_value
    by_stratum = {one.stratum for one in picks}
    assert by_stratum == {"exhaustive", "random"}
    assert [one.place for one in picks] == list(range(1, 31))
    assert sample.exact_interval == D(sample.random_value) / (30 - sample.exhaustive_units)
    assert 0 < sample.start <= sample.exact_interval
    listed = "\n".join(f"{k};{v};{a}" for k, v, a in sample.population)
    assert sample.population_sha256 == sha256(listed)
    assert differences(sample, picks) == []
    event = AuditEvent.objects.filter(verb="audit_sample.drawn").get()
    assert event.after["seed"] == SEED
    assert event.after["picks"] == [one.expenditure_id for one in picks]


def test_another_seed_draws_other_rows_and_the_same_strata(audited):
    first = drawn(audited)
    other = drawn(audited, seed="another seed", reason="Bekræftelse")
    assert first.exhaustive_units == other.exhaustive_units
    keys = [set(s.picks.values_list("expenditure", flat=True)) for s in (first, other)]
    assert keys[0] != keys[1]


def test_a_simple_sample_and_one_of_a_tenth(audited):
    simple = drawn(audited, SIMPLE, size=35)
    assert (simple.interval, simple.start, simple.picks.count()) == ("", None, 35)
    small = drawn(audited, SMALL, target=Target(audited.grant, partner=audited.aarhus))
    assert (small.size, small.scope, small.picks.count()) == (4, "partner", 4)
    period = drawn(audited, SMALL, target=Target(audited.grant, period=audited.period))
    whole = drawn(audited, SMALL, target=Target(audited.grant))
    assert (period.scope, whole.scope, whole.units) == ("period", "grant", 40)
    for sample in (simple, small, period, whole):
        assert differences(sample, list(sample.picks.all())) == []


def test_rows_below_zero_are_a_population_of_their_own(audited):
    claimed_rows = rows_as_of(Target(audited.grant), audited.clock())
    assert all(unit.amount > 0 for unit in claimed_rows)
    with pytest.raises(AuditSampleRefused) as refused:
        drawn(audited, SMALL, sign="negative")
    assert both(refused) == (
        "There is no row that could be drawn in what was chosen.",
        "Der er ingen række at udtrække i det valgte.",
    )


def test_the_rows_are_those_of_the_day_asked_for(audited):
    before = audited.clock() - dt.timedelta(days=1)
    with pytest.raises(AuditSampleRefused, match="no row"):
        drawn(audited, as_of=before)
    sample = drawn(audited, as_of=audited.clock.now)
    assert sample.as_of == audited.clock.now - dt.timedelta(minutes=1)
    # The end of today has not been yet: what stands now is meant.
    today = drawn(audited, as_of=instant_of(audited.clock.now.date()), reason="I dag")
    assert today.as_of == today.drawn_at
    with pytest.raises(AuditSampleRefused) as refused:
        drawn(audited, as_of=audited.clock.now + dt.timedelta(days=1), reason="Igen")
    assert both(refused) == (
        "Rows are drawn as they stood on a day that has been.",
        "Rækker udtrækkes, som de stod på en dag, der har været.",
    )


REFUSED = [
    (
        {"seed": "7"},
        "The seed has at least 8 characters.",
        "Startværdien har mindst 8 tegn.",
    ),
    (
        {"size": 29},
        "Of 40 rows at least 30 and at most all are drawn.",
        "Af 40 rækker udtrækkes mindst 30 og højst alle.",
    ),
    (
        {"sign": "both"},
        "Choose rows above or below zero.",
        "Vælg rækker over eller under nul.",
    ),
    (
        {"reason": "Se 010203-1234"},
        "The text holds what reads as a CPR number. CPR numbers are never stored here: use the "
        "staff number or leave it out.",
        "Teksten indeholder noget, der ligner et CPR-nummer. CPR-numre gemmes aldrig her: brug "
        "medarbejdernummeret, eller udelad det.",
    ),
]


@pytest.mark.parametrize(("changed", "english", "danish"), REFUSED)
def test_what_is_out_of_order_is_not_drawn(audited, changed, english, danish):
    with pytest.raises(AuditSampleRefused) as refused:
        drawn(audited, **changed)
    assert both(refused) == (english, danish)
    assert not AuditSample.objects.exists()


def test_a_second_sample_of_the_same_rows_says_why(audited):
    drawn(audited)
    with pytest.raises(AuditSampleRefused) as refused:
        drawn(audited)
    assert both(refused) == (
        "These rows have been drawn from before. Say why; both samples count.",
        "Der er tidligere udtrukket blandt disse rækker. Skriv hvorfor; begge stikprøver gælder.",
    )
    assert drawn(audited, reason="Mere arbejde").number == 2


def test_only_the_auditor_draws_enters_and_concludes(audited):
    sample = drawn(audited)
    pick = sample.picks.all()[0]
    for who in (audited.lc, audited.pm, audited.ro, audited.pa, audited.stranger):
        with pytest.raises(NotAllowed):
            enter_error(pick, error=D(0), by=who, at=audited.clock())
    audited.au, auditor = audited.lc, audited.au
    with pytest.raises(NotAllowed):
        drawn(audited, reason="Igen")
    with pytest.raises(NotAllowed):
        concluded(audited, sample)
    audited.au = auditor


def test_errors_are_projected_and_the_paper_is_kept(audited):
    sample = concluded(audited, looked(audited, drawn(audited), "400.00"))
    first = sample.picks.all()[0]
    assert first.stratum == "exhaustive"
    assert (sample.projected, sample.conclusion) == (D("400.00"), "not_material")
    assert sample.precision == D("0.00")
    assert sha256(sample.paper) == sample.paper_sha256
    paper = json.loads(sample.paper)
    assert paper["tables"][0]["rows"][-1]["cells"][2] == "82000.00"
    assert audit_samples_draw_again(Scope(audited.grant)) == []
    assert AuditEvent.objects.filter(verb="audit_sample.looked_at").count() == 30


def test_systemic_and_anomalous_errors_are_added_as_they_are(audited):
    sample = drawn(audited)
    picks = list(sample.picks.all())
    looked(audited, sample)
    given = {"kind": "calculation", "note": "Se arket", "by": audited.au}
    enter_error(picks[0], error=D("10.00"), nature="systemic", at=audited.clock(), **given)
    enter_error(picks[1], error=D("5.00"), nature="anomalous", at=audited.clock(), **given)
    more = {"is_corrected": True, **given}
    enter_error(picks[2], error=D("7.00"), nature="anomalous", at=audited.clock(), **more)
    with pytest.raises(AuditSampleRefused) as refused:
        concluded(audited, sample, systemic=D("9.99"))
    assert both(refused) == (
        "The systemic errors in the whole population are at least the 10.00 kr. that the sample "
        "has found.",
        "De systematiske fejl i hele populationen er mindst de 10,00 kr., som stikprøven har "
        "fundet.",
    )
    sample = concluded(audited, sample, systemic=D("100.00"))
    assert (sample.projected, sample.systemic, sample.anomalous) == (
        D("0.00"),
        D("100.00"),
        D("5.00"),
    )
    cells = json.loads(sample.paper)["tables"][2]["rows"][-2]["cells"]
    assert cells[-1] == "105.00"


def test_an_error_has_its_bounds_and_its_words(audited):
    pick = drawn(audited).picks.all()[0]
    by, at = audited.au, audited.clock()
    with pytest.raises(AuditSampleRefused) as refused:
        enter_error(pick, error=D("5000.00"), kind="other", note="x", by=by, at=at)
    assert both(refused) == (
        f"The error lies between 0 and the row's {pick.book_value:,.2f} kr.",
        f"Fejlen ligger mellem 0 og rækkens {_danish(pick.book_value)} kr.",
    )
    with pytest.raises(AuditSampleRefused) as refused:
        enter_error(pick, error=D("1.00"), by=by, at=at, note="x")
    assert both(refused) == ("Choose the type of the error.", "Vælg fejlens type.")
    with pytest.raises(AuditSampleRefused) as refused:
        enter_error(pick, error=D("1.00"), kind="other", by=by, at=at)
    assert both(refused) == (
        "Say what is wrong with the row.",
        "Skriv, hvad der er galt med rækken.",
    )


def _danish(amount: Decimal) -> str:
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def test_what_has_not_been_looked_at_is_not_concluded(audited):
    sample = drawn(audited)
    with pytest.raises(AuditSampleRefused) as refused:
        concluded(audited, sample)
    assert both(refused) == (
        "30 rows of the sample have not been looked at.",
        "30 rækker i stikprøven er ikke gennemgået.",
    )


def test_after_the_conclusion_nothing_moves(audited):
    sample = concluded(audited, looked(audited, drawn(audited)))
    pick = sample.picks.all()[0]
    with pytest.raises(AuditSampleRefused) as refused:
        enter_error(pick, error=D(0), by=audited.au, at=audited.clock())
    assert both(refused) == (
        "The sample is concluded; what is found now is written as a finding.",
        "Stikprøven er konkluderet; det, der findes nu, skrives som et fund.",
    )
    with pytest.raises(StepNotAllowed):
        concluded(audited, sample)


ATTACKS = [
    "UPDATE reporting_auditsample SET seed = 'pleasant seed'",
    "UPDATE reporting_auditsample SET size = size + 1",
    "UPDATE reporting_auditsample SET tolerable = tolerable * 2",
    "UPDATE reporting_auditsample SET population_sha256 = 'x'",
    "UPDATE reporting_auditsample SET start = start + 1",
    "DELETE FROM reporting_auditsample",
    "UPDATE reporting_auditsampleunit SET book_value = book_value + 1",
    "UPDATE reporting_auditsampleunit SET stratum = 'exhaustive' WHERE stratum = 'random'",
    "DELETE FROM reporting_auditsampleunit",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_database_keeps_the_draw(audited, attack):
    drawn(audited)
    refused(attack)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE reporting_auditsample SET conclusion = 'material'",
        "UPDATE reporting_auditsampleunit SET note = 'x'",
        "INSERT INTO reporting_auditsampleunit (sample_id, expenditure_id, stratum, place,"
        " book_value, nature, kind, is_corrected, note) SELECT sample_id, expenditure_id,"
        " stratum, place + 100, book_value, nature, kind, is_corrected, note"
        " FROM reporting_auditsampleunit",
    ],
)
def test_the_database_keeps_the_conclusion(audited, attack):
    concluded(audited, looked(audited, drawn(audited)))
    refused(attack)


def refused(attack: str) -> None:
    with (
        pytest.raises(IntegrityError, match="refused"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack)


@pytest.mark.parametrize(
    ("column", "value", "named"),
    [
        ("seed", "another seed", ["start", "picks"]),
        ("start", D("1.00"), ["start"]),
        ("interval", "7", ["interval"]),
        ("population_sha256", "0" * 64, ["population"]),
        ("book_value", D("1.00"), ["sums"]),
        ("random_units", 1, ["rest"]),
        ("tolerable", D("9999.00"), ["limits"]),
        ("sign", "negative", ["rows"]),
    ],
)
def test_what_is_altered_behind_the_triggers_is_found(audited, column, value, named):
    sample = drawn(audited)
    setattr(sample, column, value)
    assert set(named) <= set(differences(sample, list(sample.picks.all())))


def test_a_row_swapped_for_another_is_found(audited):
    sample = drawn(audited)
    picks = list(sample.picks.all())
    left = Expenditure.objects.filter(claim=audited.claim).exclude(
        pk__in=[one.expenditure_id for one in picks]
    )
    picks[-1].expenditure_id = left[0].pk
    assert differences(sample, picks) == ["picks"]


def test_a_fault_names_the_sample_and_what_differs(audited, monkeypatch):
    sample = drawn(audited)
    monkeypatch.setattr(
        "reporting.queries.checks.samples.differences", lambda _s, _p: ["start", "picks"]
    )
    [fault] = audit_samples_draw_again(Scope(audited.grant))
    assert (fault.check, fault.table, fault.row) == (
        "A-25",
        "reporting_auditsample",
        str(sample.pk),
    )
    assert both(fault.breach) == (
        "Drawn again from its seed, the sample differs from what is stored: start, picks",
        "Udtrukket igen fra startværdien afviger stikprøven fra det, der er gemt: start, picks",
    )


def test_a_conclusion_that_does_not_follow_is_found(audited, monkeypatch):
    sample = concluded(audited, looked(audited, drawn(audited), "400.00"))
    assert audit_samples_draw_again(Scope()) == []
    picks = list(AuditSampleUnit.objects.filter(sample=sample))
    monkeypatch.setattr(
        "reporting.queries.checks.samples.projection_of",
        lambda one, _picks: projection_of(one, picks[1:]),
    )
    [fault] = audit_samples_draw_again(Scope())
    assert both(fault.breach) == (
        "The conclusion does not follow from the errors that are stored.",
        "Konklusionen følger ikke af de fejl, der er gemt.",
    )


def test_the_choice_is_what_is_shown_and_what_is_stored(audited):
    sample = drawn(audited, MUS, size=32)
    assert (sample.size, sample.picks.count()) == (32, 32)
    assert choice(audited).planning == MUS
