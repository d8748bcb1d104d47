"""The auditor's pages: what a sample would be, drawing, rows, conclusion, findings, who may see."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from reporting.models import AuditSample, Correction, Expenditure, Finding, ReportSnapshot
from tests.cast import signed_grant
from tests.reporting.auditing import SMALL, claimed, concluded, drawn, found, looked

D = Decimal
NEW = "/grants/M-003/samples/new/"


@pytest.fixture(scope="module")
def forty(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator:
    """Forty costs of Aarhus have been claimed."""
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
def audited(forty, db, settings):
    # The day after, so that the real time of day does not lie before the story's.
    settings.DEMO_DAY = forty.clock.now.date() + dt.timedelta(days=1)
    return forty


def form(world, **changed):
    """The draw form as its page sends it."""
    given = {
        "target": f"claim-{world.claim.pk}",
        "sign": "positive",
        "as_of": "",
        "method": "mus",
        "confidence": "90",
        "sides": "bilateral",
        "materiality_pct": "2,00",
        "anticipated_pct": "0,20",
        "sigma_pct": "5,00",
        "size": "",
        "reason": "",
    }
    return given | changed


def text(answer) -> str:
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", plain.replace("\N{NO-BREAK SPACE}", " ").replace("&#x27;", "'"))


def read(client, url, language="en"):
    client.cookies["django_language"] = language
    return client.get(url)


def test_what_a_sample_would_be_is_worked_out_and_nothing_is_drawn(audited, client):
    client.force_login(audited.au)
    client.cookies["django_language"] = "en"
    page = text(client.post(NEW, form(audited, deed="plan")))
    assert "Book value BV DKK 82,000.00" in page
    assert "Tolerable error TOL DKK 1,640.00" in page and "Sample size n 30" in page
    assert "= 21; at least 30 rows" in page
    assert "in all 30 are looked at" in page
    assert not AuditSample.objects.exists()
    # Without a button that says so, nothing is drawn either.
    client.post(NEW, form(audited))
    assert not AuditSample.objects.exists()


def test_what_cannot_be_drawn_is_said_before(audited, client):
    client.force_login(audited.au)
    client.cookies["django_language"] = "en"
    page = text(client.post(NEW, form(audited, deed="plan", size="12")))
    assert "Of 40 rows at least 30 and at most all are drawn." in page
    page = text(client.post(NEW, form(audited, deed="plan", anticipated_pct="2,00")))
    assert "The anticipated error is not below 0 and lies below" in page
    page = text(client.post(NEW, form(audited, deed="draw", size="12")))
    assert "Of 40 rows at least 30 and at most all are drawn." in page


@pytest.mark.parametrize("target", ["claim", "period", "partner", "grant"])
def test_a_sample_is_drawn_of_each_kind_of_rows(audited, client, target):
    client.force_login(audited.au)
    keys = {
        "claim": f"claim-{audited.claim.pk}",
        "period": f"period-{audited.period.pk}",
        "partner": f"partner-{audited.aarhus.pk}",
        "grant": "grant",
    }
    answer = client.post(NEW, form(audited, deed="draw", target=keys[target]))
    sample = AuditSample.objects.get()
    assert answer.headers["Location"] == f"/samples/{sample.pk}/"
    assert (sample.scope, sample.units, len(sample.seed)) == (target, 40, 32)
    assert (sample.materiality_pct, sample.sigma) == (D("2.000000"), D("0.050000"))


def test_a_sample_shows_its_rows_with_their_vouchers_and_how_to_draw_it_again(audited, client):
    sample = drawn(audited)
    client.force_login(audited.au)
    page = read(client, f"/samples/{sample.pk}/").content.decode()
    for pick in sample.picks.select_related("expenditure"):
        item = pick.expenditure
        assert f"/verification/{item.report_id}/lines/{item.pk}/" in page
        assert f"/samples/{sample.pk}/rows/{pick.pk}/" in page
    assert sample.seed in page and sample.population_sha256 in page
    assert "it gives the same rows" in page
    assert "30 rows have not been looked at." in text(read(client, f"/samples/{sample.pk}/"))


def test_an_error_is_entered_on_the_page_of_its_row(audited, client):
    sample = drawn(audited)
    pick = sample.picks.all()[0]
    url = f"/samples/{sample.pk}/rows/{pick.pk}/"
    client.force_login(audited.au)
    assert client.get(url).status_code == 200
    sent = {"error": "12,50", "kind": "calculation", "nature": "random", "note": "Regnefejl"}
    assert client.post(url, sent).headers["Location"] == f"/samples/{sample.pk}/"
    pick.refresh_from_db()
    assert (pick.error, pick.kind, pick.looked_by) == (D("12.50"), "calculation", audited.au)
    answer = client.post(url, sent | {"error": "99999,00"})
    assert "Fejlen ligger mellem 0 og rækkens" in text(answer)


def test_two_auditors_do_not_overwrite_each_other(audited, client):
    sample = drawn(audited)
    pick = sample.picks.all()[0]
    url = f"/samples/{sample.pk}/rows/{pick.pk}/"
    client.force_login(audited.au)
    [read_from] = re.findall(
        r'name="edited_from" value="([^"]*)"', client.get(url).content.decode()
    )
    sent = {"error": "0,00", "nature": "random", "edited_from": read_from.replace("&quot;", '"')}
    assert client.post(url, sent | {"note": "Set"}).status_code == 302
    assert client.post(url, sent | {"note": "Også set"}).status_code == 409


def test_a_sample_is_concluded_and_taken_along(audited, client):
    sample = looked(audited, drawn(audited), "400.00")
    client.force_login(audited.au)
    draft = client.get(f"/samples/{sample.pk}/xlsx")
    assert "draft" in draft["Content-Disposition"]
    url = f"/samples/{sample.pk}/conclude/"
    assert "Projiceret fejl" in text(client.get(url))
    client.post(url, {"text": "Ingen væsentlige fejl.", "systemic": ""})
    sample.refresh_from_db()
    assert (sample.state, sample.conclusion) == ("concluded", "not_material")
    page = text(read(client, f"/samples/{sample.pk}/"))
    assert "The error is below the tolerable error: not material." in page
    assert "400.00" in page
    # As it was concluded, byte for byte, whenever it is asked for.
    first, again = (client.get(f"/samples/{sample.pk}/xlsx").content for _ in range(2))
    assert first == again
    book = zipfile.ZipFile(io.BytesIO(first))
    formulas = "".join(
        book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name
    )
    assert "SUM(" in formulas
    csv = zipfile.ZipFile(io.BytesIO(client.get(f"/samples/{sample.pk}/csv").content))
    assert any("M2" in name for name in csv.namelist())


@pytest.mark.parametrize("name", ["lc", "pm", "ls", "ro"])
def test_readers_of_the_rows_see_samples_and_draw_none(audited, client, name):
    sample = drawn(audited)
    client.force_login(getattr(audited, name))
    assert client.get("/grants/M-003/samples/").status_code == 200
    page = client.get(f"/samples/{sample.pk}/")
    assert page.status_code == 200 and "/rows/" not in page.content.decode()
    pick = sample.picks.all()[0]
    refused = [NEW, f"/samples/{sample.pk}/rows/{pick.pk}/", f"/samples/{sample.pk}/conclude/"]
    for url in refused:
        assert client.get(url).status_code == client.post(url, {}).status_code == 403


@pytest.mark.parametrize("name", ["pu", "pa", "ma", "rg", "ad", "stranger"])
def test_others_do_not_learn_of_a_sample(audited, client, name):
    sample = drawn(audited)
    client.force_login(getattr(audited, name))
    for url in ("/grants/M-003/samples/", NEW, f"/samples/{sample.pk}/"):
        assert client.get(url).status_code == 404
    assert client.get(f"/samples/{sample.pk}/pdf").status_code == 404


def test_a_finding_is_written_from_a_row_and_names_its_partner(audited, client):
    cost = Expenditure.objects.filter(claim=audited.claim)[0]
    client.force_login(audited.au)
    history = client.get(f"/history/reporting.expenditure/{cost.pk}/").content.decode()
    url = f"/grants/M-003/findings/new/?on=reporting.expenditure:{cost.pk}"
    assert url in history
    page = client.get(url).content.decode()
    assert f'<option value="{audited.aarhus.pk}" selected>' in page
    due = audited.clock().date() + dt.timedelta(days=20)
    sent = {
        "kind": "audit_trail",
        "amount": "",
        "text": "Bilaget mangler.",
        "cause": "Flytning",
        "recommendation": "Find det.",
        "owner": "PM",
        "due_on": due.strftime("%d.%m.%Y"),
    }
    answer = client.post(url, sent)
    finding = Finding.objects.get()
    assert answer.headers["Location"] == f"/findings/{finding.pk}/"
    assert (finding.owner, finding.owner_partner, finding.amount) == ("PM", None, D("0.00"))
    assert finding.subject_id == cost.pk
    answer = client.post(url, sent | {"due_on": "01.01.2012"})
    assert "Svarfristen 1.1.2012 er passeret" in text(answer)


def test_a_finding_may_be_about_a_paper_and_about_the_whole_grant(audited, client):
    client.force_login(audited.au)
    paper = ReportSnapshot.objects.filter(grant=audited.grant)[0]
    page = client.get(f"/grants/M-003/documents/{paper.pk}/").content.decode()
    assert f"/grants/M-003/findings/new/?on=reporting.reportsnapshot:{paper.pk}" in page
    assert client.get("/grants/M-003/findings/new/").status_code == 200
    for wrong in ("reporting.expenditure:0", "reporting.nonsense:1", "reporting.claim:x"):
        assert client.get(f"/grants/M-003/findings/new/?on={wrong}").status_code == 404


def test_its_partner_answers_and_the_auditor_follows_up_and_closes(audited, client):
    finding = found(audited)
    url = f"/findings/{finding.pk}/"
    client.force_login(audited.pa)
    assert f"{url}answer/" in client.get(url).content.decode()
    client.post(f"{url}answer/", {"text": "Vi er enige."})
    client.force_login(audited.au)
    page = client.get(url).content.decode()
    assert f"{url}follow-up/" in page and f"{url}close/" in page
    due = audited.clock().date() + dt.timedelta(days=9)
    client.post(f"{url}follow-up/", {"text": "Vis det.", "due_on": due.isoformat()})
    client.force_login(audited.pa)
    client.post(f"{url}answer/", {"text": "Her er det."})
    client.force_login(audited.au)
    client.post(f"{url}close/", {"text": "Set."})
    page = text(client.get(url))
    for said in ("Vi er enige.", "Vis det.", "Her er det.", "Set.", "Lukket"):
        assert said in page
    assert "/answer/" not in client.get(url).content.decode()


@pytest.mark.parametrize("name", ["lc", "pm", "ro"])
def test_who_does_not_own_a_finding_reads_it_only(audited, client, name):
    finding = found(audited)
    client.force_login(getattr(audited, name))
    url = f"/findings/{finding.pk}/"
    assert client.get(url).status_code == 200
    for step in ("answer/", "follow-up/", "close/"):
        assert client.post(url + step, {"text": "x"}).status_code == 403


@pytest.mark.parametrize("name", ["randers_pa", "ma", "rg", "stranger"])
def test_others_do_not_learn_of_a_finding(audited, client, name):
    finding = found(audited)
    client.force_login(getattr(audited, name))
    for url in (f"/findings/{finding.pk}/", f"/findings/{finding.pk}/answer/"):
        assert client.get(url).status_code == 404
    assert client.get("/grants/M-003/findings/").status_code == 404


def test_the_register_is_filtered_and_taken_along(audited, client):
    found(audited)
    found(audited, kind="procurement", owner="LC", partner=None, text="Intet tilbud")
    client.force_login(audited.lc)
    url = "/grants/M-003/findings/"
    assert rows(client, url) == ["2", "1"]
    for chosen, wanted in (
        ("kind=procurement", ["2"]),
        ("state=closed", []),
        ("state=open", ["2", "1"]),
        ("state=overdue", []),
        ("owner=LC", ["2"]),
        (f"owner={audited.aarhus.pk}", ["1"]),
        ("words=tilbud", ["2"]),
        ("year=2012", ["2", "1"]),
        ("year=1999", ["2", "1"]),
    ):
        assert rows(client, f"{url}?{chosen}") == wanted, chosen
    csv = client.get(f"{url}register/csv?kind=procurement")
    [content] = [
        zipfile.ZipFile(io.BytesIO(csv.content)).read(name).decode()
        for name in zipfile.ZipFile(io.BytesIO(csv.content)).namelist()
        if "F1" in name
    ]
    assert "Intet tilbud" in content and "Forplejning" not in content
    assert client.get(f"{url}register/xlsx").status_code == 200
    assert client.get(f"{url}register/pdf").status_code == 404


def rows(client, url):
    return re.findall(r'href="/findings/\d+/">(\d+)<', client.get(url).content.decode())


def test_what_is_overdue_is_told_and_can_be_asked_for(audited, client, settings):
    finding = found(audited)
    settings.DEMO_DAY = finding.due_on + dt.timedelta(days=1)
    client.force_login(audited.lc)
    assert rows(client, "/grants/M-003/findings/?state=overdue") == ["1"]
    assert "(overskredet)" in text(client.get("/grants/M-003/findings/"))
    assert "Forfalden" in text(client.get(f"/findings/{finding.pk}/"))


def test_a_correction_is_proposed_from_a_finding_with_its_words(audited, client):
    finding = found(audited, kind="audit_trail")
    client.force_login(audited.au)
    url = f"/corrections/new/{finding.subject_id}/?finding={finding.pk}"
    assert url in client.get(f"/findings/{finding.pk}/").content.decode()
    page = client.get(url).content.decode()
    assert 'value="50,00"' in page and '<option value="not_documented" selected>' in page
    sent = {"amount": "50,00", "reason_code": "not_documented", "reason": finding.text}
    client.post(url, sent)
    correction = Correction.objects.get()
    assert correction.from_finding.finding == finding
    page = client.get(f"/corrections/{correction.pk}/").content.decode()
    assert f"/findings/{finding.pk}/" in page


@pytest.mark.parametrize("page", ["/grants/M-003/samples/", "/grants/M-003/findings/"])
def test_a_list_asks_no_more_for_more_rows(audited, client, page):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        return len(queries)

    client.force_login(audited.au)
    client.get(page)
    drawn(audited, SMALL)
    found(audited)
    few = asked()
    for number in range(4):
        drawn(audited, SMALL, reason=f"Igen {number}")
        found(audited)
    assert asked() == few <= 12


def test_a_sample_with_every_row_asks_as_little(audited, client):
    sample = concluded(audited, looked(audited, drawn(audited, size=200)))
    assert sample.picks.count() == 40
    client.force_login(audited.au)
    client.get(f"/samples/{sample.pk}/")
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/samples/{sample.pk}/")
    assert len(queries) <= 12
