"""Pages of results: indicators against targets, the evaluation, surveys, jobs for spouses."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from reporting.models import MentorPair, SelfEvaluation, SpouseCount, SurveyTable
from tests.copies import laid_out
from tests.reporting.results_story import results_world, survey_file

REF = "M-003"
GRANT_PAGES = [
    ("grants:target-list", [1]),
    ("reporting:indicator-results", []),
    ("reporting:indicator-detail", [1]),
    ("reporting:project-evaluation", []),
    ("reporting:survey-detail", [1]),
    ("reporting:spouse-overview", []),
]
LEADS_FORMS = [
    ("grants:target-edit", [1, 1]),
    ("grants:baseline-new", []),
    ("reporting:evaluation-plan", []),
    ("reporting:evaluation-question", [1]),
    ("reporting:survey-new", []),
    ("reporting:survey-withdraw", [1]),
]
REPORT_PAGES = ["report-spouses", "spouse-counts", "self-evaluation", "pair-new"]


@pytest.fixture(autouse=True)
def _demo_day(settings):
    settings.DEMO_DAY = dt.date(2012, 6, 22)


@pytest.fixture
def told(db):
    return laid_out(results_world)


def logged_in(person):
    client = Client()
    client.force_login(person)
    return client


def page(world, name, args):
    return reverse(name, args=[world.grant.ref, *args])


def test_the_lead_reads_and_writes_every_page(told):
    pm = logged_in(told.pm)
    for name, args in GRANT_PAGES + LEADS_FORMS:
        for language in ("da", "en"):
            answer = pm.get(page(told, name, args), headers={"Accept-Language": language})
            assert answer.status_code == 200, name


def test_the_auditor_reads_and_writes_nothing(told):
    au = logged_in(told.au)
    assert [au.get(page(told, *one)).status_code for one in GRANT_PAGES] == [200] * 6
    assert [au.get(page(told, *one)).status_code for one in LEADS_FORMS] == [403] * 6
    assert au.post(page(told, "reporting:survey-publish", [1])).status_code == 403


def test_a_partner_sees_targets_and_no_results_of_others(told):
    pu = logged_in(told.pu)
    statuses = [pu.get(page(told, *one)).status_code for one in GRANT_PAGES]
    assert statuses == [200, 403, 403, 403, 403, 403]
    assert [pu.get(page(told, *one)).status_code for one in LEADS_FORMS] == [403] * 6


def test_a_stranger_finds_nothing(told):
    stranger = logged_in(told.stranger)
    found = {stranger.get(page(told, *one)).status_code for one in GRANT_PAGES + LEADS_FORMS}
    found |= {
        stranger.get(reverse(f"reporting:{name}", args=[told.draft.pk])).status_code
        for name in REPORT_PAGES
    }
    assert found == {404}


def test_the_partner_tells_of_itself(told):
    pu, draft = logged_in(told.pu), told.draft.pk
    for name in REPORT_PAGES:
        assert pu.get(reverse(f"reporting:{name}", args=[draft])).status_code == 200, name
    counts = {"cases": 9, "offers": 5, "matches": 2, "followed_up": 0, "in_job": 0}
    pu.post(reverse("reporting:spouse-counts", args=[draft]), counts)
    assert SpouseCount.objects.get().cases == 9
    said = {"mark": 2, "worked": "Møderne", "hindered": "Tiden", "learned": "Færre møder"}
    pu.post(reverse("reporting:self-evaluation", args=[draft]), said)
    assert SelfEvaluation.objects.get().mark == 2
    ended = {"ended_on": "21.06.2012", "outcome": "yes"}
    pu.post(reverse("reporting:pair-end", args=[draft, 1]), ended)
    assert MentorPair.objects.get().outcome == "yes"
    body = pu.get(reverse("reporting:report-spouses", args=[draft])).content.decode()
    assert "100,0\xa0%" in body
    assert "Over sammenligningstallet." in body
    assert pu.get(reverse("reporting:pair-follow-up", args=[draft, 1])).status_code == 200


def test_a_name_that_is_a_case_is_refused_on_the_page(told):
    facts = {
        "mentor": "Mette Holm",
        "mentor_born": 1975,
        "mentee": "Ana Silva: har mistet sit job",
        "mentee_born": 1988,
        "consented_on": "20.06.2012",
        "started_on": "20.06.2012",
    }
    address = reverse("reporting:pair-new", args=[told.draft.pk])
    body = logged_in(told.pu).post(address, facts).content.decode()
    assert "der føres ingen sager" in body
    assert MentorPair.objects.count() == 1


def test_the_approver_reads_and_does_not_write(told):
    pa = logged_in(told.pa)
    assert pa.get(reverse("reporting:report-spouses", args=[told.draft.pk])).status_code == 200
    assert pa.get(reverse("reporting:spouse-counts", args=[told.draft.pk])).status_code == 403


def test_a_target_is_set_and_changed_on_its_page(told):
    pm = logged_in(told.pm)
    address = page(told, "grants:target-edit", [1, 1])
    body = pm.post(address, {"minimum": 400}).content.decode()
    assert "Måltallet var 500–800." in body
    answer = pm.post(
        address, {"minimum": 400, "change_code": "delay", "change_text": "Vi begyndte i maj."}
    )
    assert answer.status_code == 302
    body = pm.get(answer.url).content.decode()
    assert "500–800" in body
    assert "Projektet begyndte senere end planlagt" in body


def test_a_survey_comes_in_and_goes_out_with_small_counts_hidden(told):
    pm = logged_in(told.pm)
    facts = {
        "question": "Kom I i kontakt med andre?",
        "audience": "Medarbejdere",
        "asked_on": "20.06.2012",
        "invited": 60,
        "answered": 40,
        "source": "Spørgeskema (test)",
        "sheet": survey_file("Svar;Alle\nJa;2\nNej;31\nVed ikke;7\n"),
    }
    assert pm.post(page(told, "reporting:survey-new", []), facts).status_code == 302
    public = reverse("reporting:survey-public", args=[told.grant.ref])
    assert "Kom I i kontakt" not in Client().get(public).content.decode()
    pm.post(page(told, "reporting:survey-publish", [2]))
    assert SurveyTable.objects.get(number=2).published_at
    body = Client().get(public).content.decode()
    assert "Kom I i kontakt med andre?" in body
    cells = [one.split("<")[0] for one in body.split('<td class="number">')[1:]]
    assert "2" not in cells
    # 7 is hidden as well: 40 in all less 31 and 7 would tell 2.
    assert "7" not in cells
    assert "31" in cells
    full = pm.get(page(told, "reporting:survey-detail", [2])).content.decode()
    assert '<td class="number">2</td>' in full
    reason = {"reason": "Forkert ark"}
    pm.post(page(told, "reporting:survey-withdraw", [2]), reason)
    assert "Kom I i kontakt" not in Client().get(public).content.decode()


def test_nothing_is_public_where_nothing_is_published(told):
    SurveyTable.objects.update(published_at=None)
    public = reverse("reporting:survey-public", args=[told.grant.ref])
    assert Client().get(public).status_code == 404


def test_pages_ask_few_questions(told, django_assert_max_num_queries):
    pm = logged_in(told.pm)
    for name, args in GRANT_PAGES:
        pm.get(page(told, name, args))
        with django_assert_max_num_queries(12):
            assert pm.get(page(told, name, args)).status_code == 200
