"""A voucher is found by what stands on it, and its page shows what holds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from django.urls import reverse

from reporting.models import Expenditure
from tests.reporting.auditing import SMALL, drawn, found, looked
from tests.reporting.full_story import full_story


@pytest.fixture(scope="module")
def story(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Any]:
    """A half year that is claimed, paid and corrected, told once."""
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


def find(client, world, text):
    url = reverse("reporting:find-vouchers", kwargs={"ref": world.grant.ref})
    return client.get(url, {"find": text})


@pytest.mark.parametrize("by", ["voucher_no", "booking_no", "amount", "supplier"])
def test_it_is_found_by_what_stands_on_it(settled, client, by):
    item = Expenditure.objects.get(voucher_no="A1")
    client.force_login(settled.au)
    text = str(getattr(item, by)).replace(".", ",") if by == "amount" else getattr(item, by)
    page = find(client, settled, text)
    assert reverse("reporting:voucher-trail", args=[item.pk]) in page.content.decode()


def test_what_nobody_carries_is_said(settled, client):
    client.force_login(settled.au)
    assert "Ingen udgift har det nummer" in find(client, settled, "findes-ikke").content.decode()


def test_its_page_holds_claim_payment_correction_and_paper(settled, client):
    item = Expenditure.objects.get(voucher_no="A1")
    client.force_login(settled.au)
    page = client.get(reverse("reporting:voucher-trail", args=[item.pk])).content.decode()
    assert item.claim is not None
    payment = item.claim.payments.get()
    for where, args in (
        ("claim-detail", [item.claim_id]),
        ("payment-detail", [payment.pk]),
        ("verification-item", [item.report_id, item.pk]),
        ("evidence-file", [item.files.all()[0].file_id]),
    ):
        assert reverse(f"reporting:{where}", args=args) in page


def test_its_page_names_the_auditors_sample_and_finding(settled, client):
    sample = drawn(settled, SMALL)
    pick = sample.picks.all()[0]
    looked(settled, sample, "20.00")
    finding = found(settled, about=("reporting.expenditure", pick.expenditure_id))
    client.force_login(settled.au)
    url = reverse("reporting:voucher-trail", args=[pick.expenditure_id])
    page = client.get(url).content.decode()
    assert f"Revisors stikprøve {sample.number}, plads {pick.place}" in page
    assert reverse("reporting:audit-sample", args=[sample.pk]) in page
    assert f"Fund {finding.number}: Ikke-støtteberettigede udgifter" in page
    assert "ikke udtrukket" not in page


def test_a_partner_reads_the_finding_that_it_answers_and_no_sample(settled, client):
    drawn(settled, SMALL)
    item = Expenditure.objects.get(voucher_no="A1")
    finding = found(settled, about=("reporting.expenditure", item.pk))
    client.force_login(settled.pu)
    page = client.get(reverse("reporting:voucher-trail", args=[item.pk])).content.decode()
    assert reverse("reporting:finding-detail", args=[finding.pk]) in page
    assert "stikprøve" not in page


@pytest.mark.parametrize(
    ("who", "status"),
    [("au", 200), ("lc", 200), ("pu", 200), ("randers_pu", 404), ("ma", 404), ("stranger", 404)],
)
def test_who_sees_the_page_of_a_voucher(settled, client, who, status):
    item = Expenditure.objects.get(voucher_no="A1")
    client.force_login(getattr(settled, who))
    assert client.get(reverse("reporting:voucher-trail", args=[item.pk])).status_code == status


@pytest.mark.parametrize(("who", "status"), [("au", 200), ("pu", 404), ("ma", 404)])
def test_who_may_search_and_compare(settled, client, who, status):
    client.force_login(getattr(settled, who))
    assert find(client, settled, "A1").status_code == status
    url = reverse("reporting:comparison", kwargs={"ref": settled.grant.ref})
    assert client.get(url, {"first": "2012-01-01"}).status_code == status
    file = reverse("reporting:comparison-file", args=[settled.grant.ref, "xlsx"])
    assert client.get(file, {"first": "2012-01-01"}).status_code == status


def test_a_comparison_is_downloaded(settled, client):
    client.force_login(settled.au)
    for format_ in ("xlsx", "csv"):
        file = reverse("reporting:comparison-file", args=[settled.grant.ref, format_])
        answer = client.get(file, {"first": "2012-01-01"})
        assert answer.content[:2] == b"PK"
    wrong = reverse("reporting:comparison-file", args=[settled.grant.ref, "pdf"])
    assert client.get(wrong).status_code == 404
