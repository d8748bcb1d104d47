"""Explain this figure: every figure has a page, its rows add up, and strangers do not see it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from consortium.queries.texts import day_text, moment_text
from reporting.models import Claim, Expenditure, PartnerReport
from reporting.queries.explained import Facts, Subject, facts_about
from reporting.queries.explained_rows import Wanted, row_sums
from reporting.queries.explained_sources import arms_of
from reporting.rules.figures import VOCABULARY
from reporting.views.explain_links import explain_url
from tests.reporting.formulas import by_hand
from tests.reporting.full_story import full_story


@pytest.fixture(scope="module")
def story(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Any]:
    """A settled half year, told once; each test's own changes are rolled back."""
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    media = tmp_path_factory.mktemp("media")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=media, PASSWORD_HASHERS=quick),
        transaction.atomic(),
    ):
        yield full_story()
        transaction.set_rollback(True)


@pytest.fixture
def settled(story: Any, db: None) -> Any:
    """The story, with the database opened for one test."""
    return story


def subjects(world) -> list[Subject]:
    """One of every kind, with every part that a figure may be asked about."""
    day = world.clock().date()
    claim = Claim.objects.select_related("grant").get(pk=world.claim.pk)
    report = PartnerReport.objects.get(grant_partner=world.aarhus, period=world.period)
    items = list(report.expenditure.select_related("time_sheet__rate"))
    grant = claim.grant
    line = items[0].line_id
    return [
        Subject(grant, day),
        Subject(grant, day, line=line),
        Subject(grant, day, partner=world.aarhus.pk),
        Subject(grant, day, line=line, partner=world.aarhus.pk),
        Subject(grant, day, source="municipal", form="staff_time"),
        Subject(grant, day, source="private", form="cash"),
        Subject(grant, day, source="eu", form="cash"),
        Subject(grant, day, correction=world.correction),
        Subject(grant, day, claim=claim),
        *(Subject(grant, day, claim=claim, partner=one.pk) for one in grant.partners.all()),
        Subject(grant, day, report=report),
        Subject(grant, day, report=report, line=line),
        *(Subject(grant, day, report=report, item=item) for item in items),
    ]


def explained(world):
    """(subject, key, facts) of every figure of the vocabulary that has a value."""
    for subject in subjects(world):
        for key, figure in VOCABULARY.items():
            if subject.scope in figure.scopes:
                facts = facts_about(subject, key)
                if key in facts.values:
                    yield subject, key, facts


def url_of(subject: Subject, key: str) -> str:
    return explain_url(
        subject.claim or subject.report or subject.grant,
        key,
        line=subject.line,
        partner=subject.partner,
        source=subject.source,
        form=subject.form,
        item=subject.item.pk if subject.item else None,
        correction=subject.correction.number if subject.correction else None,
    )


def test_every_figure_of_the_vocabulary_is_explained_somewhere(settled):
    found = {key for _subject, key, _facts in explained(settled)}
    assert set(VOCABULARY) - found == set()


def test_the_rows_behind_every_figure_add_up_to_it(settled):
    wrong = []
    for subject, key, facts in explained(settled):
        figure = VOCABULARY[key]
        if figure.rows:
            sums = row_sums(arms_of(figure.rows, subject, facts), Wanted())
            meant = facts.values[figure.rows_of or key]
            if sums.total != meant:
                wrong.append((key, subject.scope, sums.total, meant))
    assert wrong == []


def test_every_printed_formula_gives_the_stored_figure(settled):
    wrong = []
    for subject, key, facts in explained(settled):
        figure = facts.figure(key)
        values = {VOCABULARY[one].symbol: facts.values.get(one) for one in figure.inputs}
        if not figure.formula or None in (*values.values(), facts.values[key]):
            continue
        if by_hand(figure.formula, values) != Fraction(facts.values[key]):
            wrong.append((key, subject.scope, figure.formula, values, facts.values[key]))
    assert wrong == []


def test_every_explanation_opens_with_its_figure_in_at_most_12_queries(settled, client):
    client.force_login(settled.lc)
    client.get("/grants/")
    for subject, key, _facts in explained(settled):
        with CaptureQueriesContext(connection) as asked:
            page = client.get(url_of(subject, key))
        assert page.status_code == 200, key
        assert len(asked) <= 12, (key, [query["sql"][:120] for query in asked])
        content = page.content.decode()
        assert "Rækkerne stemmer ikke" not in content, key
        if VOCABULARY[key].rows:
            assert "Rækkerne stemmer" in content, key


def test_a_stored_claim_is_explained_from_what_was_stored(settled, client):
    """R-12: the ledger moves on, the explanation of the claim does not."""
    client.force_login(settled.pm)
    page = client.get(explain_url(settled.claim, "L2")).content.decode()
    assert "som de blev gemt" in page
    assert "d(r × TE)" in page
    facts: Facts = facts_about(
        Subject(settled.grant, settled.clock().date(), claim=settled.claim), "L2"
    )
    assert facts.values["TE"] == settled.claim.total_eligible


def test_an_explanation_says_as_of_when(settled, client, settings):
    settings.DEMO_DAY = settled.clock.now.date()
    client.force_login(settled.lc)
    sent = Claim.objects.get(pk=settled.claim.pk).submitted_at
    stored = client.get(explain_url(settled.claim, "F")).content.decode()
    assert f"Pr. {moment_text(sent, 'da')}, da anmodningen blev sendt." in stored
    live = client.get(explain_url(settled.claim.grant, "F")).content.decode()
    assert f"Opgjort {day_text(settled.clock.now.date(), 'da')}" in live


def test_a_row_leads_to_its_voucher_and_files(settled, client):
    client.force_login(settled.lc)
    page = client.get(explain_url(settled.claim, "TE")).content.decode()
    item = Expenditure.objects.get(voucher_no="A1")
    voucher = reverse("reporting:verification-item", args=[item.report_id, item.pk])
    assert voucher in page
    assert reverse("reporting:evidence-file", args=[item.files.all()[0].file_id]) in (
        client.get(voucher).content.decode()
    )


def test_rows_are_filtered_and_the_check_stays_of_all_rows(settled, client):
    client.force_login(settled.lc)
    whole = client.get(explain_url(settled.claim, "TE")).content.decode()
    some = client.get(explain_url(settled.claim, "TE"), {"text": "A1"}).content.decode()
    assert "R1" in whole and ">R1<" not in some
    assert "Rækkerne stemmer" in some
    assert "40.000,00" in some


@pytest.mark.parametrize(("who", "status"), [("pm", 200), ("au", 200), ("ro", 200), ("ma", 404)])
def test_the_grant_is_explained_to_who_reads_its_rows(settled, client, who, status):
    client.force_login(getattr(settled, who))
    assert client.get(explain_url(settled.grant, "F")).status_code == status


def test_the_funder_sees_how_a_claim_is_worked_out_and_not_its_vouchers(settled, client):
    client.force_login(settled.ma)
    page = client.get(explain_url(settled.claim, "TE")).content.decode()
    assert "Rækkerne stemmer" in page
    assert "A1" not in page
    assert "De enkelte rækker vises" in page


def test_a_partner_sees_its_own_report_and_nobody_else_s(settled, client):
    own = PartnerReport.objects.get(grant_partner=settled.aarhus, period=settled.period)
    client.force_login(settled.pu)
    page = client.get(explain_url(own, "report-accepted"))
    item = own.expenditure.get(voucher_no="A1")
    assert reverse("reporting:expenditure", args=[own.pk, item.pk]) in page.content.decode()
    client.force_login(settled.randers_pu)
    assert client.get(explain_url(own, "report-accepted")).status_code == 404
    client.force_login(settled.stranger)
    assert client.get(explain_url(own, "report-accepted")).status_code == 404
    assert client.get(explain_url(settled.claim, "F")).status_code == 404


@pytest.mark.parametrize("key", ["nothing", "report-accepted", "share"])
def test_what_is_no_figure_there_has_no_page(settled, client, key):
    client.force_login(settled.pm)
    assert client.get(explain_url(settled.claim, key)).status_code == 404
