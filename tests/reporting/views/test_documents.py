"""Who sees which paper, and what a file is: frozen for the funder, drafts for the lead."""

from __future__ import annotations

import pytest
from django.urls import reverse

from reporting.models import ReportSnapshot
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014:ResourceWarning")


def claimed_world():
    """A claim of the first period has been sent, and its papers with it."""
    world = laid_out(signed_grant)
    story.all_verified(
        world,
        {world.aarhus: ["250000.00"], world.randers: ["150000.00"]},
        cash=["300000.00"],
    )
    story.sent(world, story.checked(world))
    return world


@pytest.fixture
def claimed(db):
    return laid_out(claimed_world)


def url(name, *args):
    return reverse(f"reporting:{name}", args=["M-003", *args])


def frozen(kind, **more):
    return ReportSnapshot.objects.get(kind=kind, **more)


@pytest.mark.parametrize("name", ["pm", "lc", "ls", "au", "ma", "rg", "ro", "pu"])
def test_the_list_opens_for_everybody_with_a_seat(claimed, client, name):
    client.force_login(getattr(claimed, name))
    assert client.get(url("documents")).status_code == 200


def test_a_stranger_finds_nothing(claimed, client):
    client.force_login(claimed.stranger)
    pk = frozen("authority").pk
    for address in (
        url("documents"),
        url("document", pk),
        url("document-file", pk, "json"),
        url("document-draft", 1, "authority"),
        url("document-submit", 1, "authority"),
    ):
        assert client.get(address).status_code == 404


def test_the_region_reads_what_was_sent_and_no_draft(claimed, client):
    client.force_login(claimed.rg)
    assert client.get(url("document", frozen("region").pk)).status_code == 200
    assert client.get(url("document-draft", 1, "region")).status_code == 403


def test_a_partner_sees_its_own_statement_and_not_its_neighbour_s(claimed, client):
    client.force_login(claimed.pu)
    own = frozen("partner_statement", grant_partner=claimed.aarhus)
    other = frozen("partner_statement", grant_partner=claimed.randers)
    assert client.get(url("document", own.pk)).status_code == 200
    assert client.get(url("document", other.pk)).status_code == 404


@pytest.mark.parametrize("format_", ["pdf", "xlsx", "csv", "xml", "json"])
def test_every_format_comes_as_a_file(claimed, client, format_):
    client.force_login(claimed.ma)
    response = client.get(url("document-file", frozen("claim").pk, format_))
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]


def test_an_unknown_format_is_not_found(claimed, client):
    client.force_login(claimed.ma)
    assert client.get(url("document-file", frozen("claim").pk, "docx")).status_code == 404


def test_a_long_paper_is_made_in_the_background(claimed, client, monkeypatch):
    monkeypatch.setattr("reporting.views.document_files.is_quick", lambda *_args: False)
    client.force_login(claimed.ma)
    address = url("document-file", frozen("authority").pk, "json")
    assert client.get(address).status_code == 200
    response = client.post(address)
    assert client.get(response.url).status_code == 200
    client.force_login(claimed.rg)
    assert client.get(response.url).status_code == 404


def test_the_signatory_previews_and_submits(claimed, client):
    client.force_login(claimed.ls)
    assert client.get(url("document-draft", 1, "region")).status_code == 200
    assert client.get(url("statement-draft", 1, 1)).status_code == 200
    assert client.get(url("document-submit", 1, "region")).status_code == 200
    client.post(url("document-submit", 1, "region"))
    assert ReportSnapshot.objects.filter(kind="region").count() == 2


def test_a_reader_may_not_submit(claimed, client):
    client.force_login(claimed.ro)
    assert client.post(url("document-submit", 1, "region")).status_code == 403


def test_the_list_takes_few_queries(claimed, client, django_assert_max_num_queries):
    client.force_login(claimed.ls)
    # The first page of a session also reads the reader's seats, once.
    client.get("/grants/")
    with django_assert_max_num_queries(12):
        client.get(url("documents"))
    with django_assert_max_num_queries(12):
        client.get(url("document", frozen("authority").pk))


@pytest.mark.parametrize(
    "address",
    [
        *(("document-draft", 1, kind) for kind in ("authority", "region", "claim")),
        *(("document-submit", 1, kind) for kind in ("authority", "region")),
        ("statement-draft", 1, 1),
        ("statement-submit", 1, 1),
    ],
    ids=str,
)
def test_a_draft_takes_few_queries(claimed, client, django_assert_max_num_queries, address):
    client.force_login(claimed.ls)
    # The first page of a session also reads the reader's seats, once.
    client.get("/grants/")
    with django_assert_max_num_queries(12):
        assert client.get(url(*address)).status_code == 200
