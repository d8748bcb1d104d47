"""The funding table and the note's rows are written on their pages (004, C28)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest
from django.urls import reverse

from consortium.queries.texts import sentence_text
from consortium.rules.refusals import Refused
from grants.actions.fundingtable import change_funding_table, state_total
from grants.models import (
    AgendaTheme,
    Barrier,
    FundingLine,
    FundingTable,
    KeyFigure,
    Measure,
    MeasureOwner,
    PriceIndex,
    PrioritisedAction,
)
from tests.copies import laid_out
from tests.grants.register import register_004


@pytest.fixture
def world(db, settings, client):
    settings.DEMO_DAY = dt.date(2012, 1, 3)
    found = laid_out(register_004)
    found.clock.move_to(2012, 1, 3)
    found.table = FundingTable.objects.select_related("grant").get()
    client.force_login(found.pm)
    return found


def page(name, *more):
    return reverse(f"grants:{name}", args=["M-004", *more])


def untouched(client, address):
    """What a browser would send of the form as it stands."""
    form = client.get(address).context["form"]
    sent = {}
    for bound in form:
        value = bound.value()
        if value not in (None, False, ""):
            sent[bound.html_name] = (
                "on" if value is True else form[bound.name].field.prepare_value(value)
            )
    return sent


def said(refused):
    breach = refused.value.breaches[0]
    return sentence_text(breach, "en"), sentence_text(breach, "da")


def test_the_text_that_says_more_than_the_table_is_warned_of(world, client):
    text = client.get(page("funding-tables")).content.decode()
    said = "Teksten siger 23.500,00, tabellen indeholder 9.560,00; 13.940,00 ligger andetsteds."
    assert said in text
    assert "40,68" in text


def test_a_stated_total_that_agrees_is_no_warning(world, client):
    sent = {"group": "", "amount": "64.135,00", "where": "Resumeet", "explanation": ""}
    assert client.post(page("funding-stated", 1), sent).status_code == 302
    text = client.get(page("funding-tables")).content.decode()
    assert "Resumeet siger 64.135, og det gør oversigten også." in text


def test_a_table_is_begun_and_its_head_corrected(world, client):
    sent = {
        "title": "Budget 2026",
        "first_year": "2026",
        "last_year": "2027",
        "price_level": "2026 p/l",
    }
    assert client.post(page("funding-new"), sent).status_code == 302
    assert FundingTable.objects.get(number=2).years == (2026, 2027)
    sent = untouched(client, page("funding-edit", 2)) | {"footnotes": "*Foreløbig."}
    assert client.post(page("funding-edit", 2), sent).status_code == 302
    assert FundingTable.objects.get(number=2).footnotes == "*Foreløbig."


def test_a_row_is_entered_and_corrected_and_names_its_grant(world, client):
    row = {"group": "Fonde", "label": "En fond", "y2025": "500,00"}
    assert client.post(page("funding-line-new", 1), row).status_code == 302
    line = FundingLine.objects.get(label="En fond")
    assert list(line.cells.values_list("year", "amount")) == [(2025, D(500))]
    address = page("funding-line", 1, line.place)
    sent = untouched(client, address) | {"source_grant": world.grant.pk, "y2026": "250,00"}
    assert client.post(address, sent).status_code == 302
    line.refresh_from_db()
    assert line.source_grant_id == world.grant.pk
    shown = client.get(page("funding-tables")).content.decode()
    assert f'<a href="{page("grant-detail")}">Tilsagn M-004</a>' in shown


def test_an_index_names_its_source(world, client):
    sent = {"first": "2025 p/l", "second": "2026 p/l", "factor": "1,03", "source": ""}
    assert client.post(page("funding-index"), sent).status_code == 200
    sent["source"] = "Finansministeriet"
    assert client.post(page("funding-index"), sent).status_code == 302
    index = PriceIndex.objects.get()
    text = client.get(page("funding-tables"), {"index": index.pk}).content.decode()
    assert "4.944" in text and "23.500" not in text


@pytest.mark.parametrize(
    ("deed", "given", "english", "danish"),
    [
        (
            change_funding_table,
            {"title": "T", "price_level": "2025 p/l", "first_year": 2025, "last_year": 2028},
            "There is an amount in 2024; a table keeps the years of its amounts.",
            "Der er et beløb i 2024; en oversigt beholder de år, som dens beløb står i.",
        ),
        (
            state_total,
            {"group": "Ingen", "amount": D(1), "where": "Her"},
            "The table has no group “Ingen”.",
            "Oversigten har ingen gruppe “Ingen”.",
        ),
        (
            state_total,
            {"group": "", "amount": D(0), "where": "Her"},
            "A stated total is above zero, and says where it is stated.",
            "En nævnt sum er over nul og siger, hvor den er nævnt.",
        ),
    ],
)
def test_what_the_table_cannot_hold_is_refused(world, deed, given, english, danish):
    with pytest.raises(Refused) as refused:
        deed(world.table, **given, by=world.pm, at=world.clock())
    assert said(refused) == (english, danish)


def test_the_barriers_are_listed_and_one_is_added(world, client):
    answer = client.get(page("barrier-list"))
    assert answer.context["count"] == 22
    sent = {"phase": "retain", "number": "9", "text": "Boligmangel."}
    assert client.post(page("barrier-list"), sent).status_code == 302
    assert Barrier.objects.get(phase="retain", number=9).text == "Boligmangel."
    again = client.post(page("barrier-list"), sent)
    assert "Barriere 9 står allerede i denne fase." in again.content.decode()


def test_an_owner_is_named_and_may_own(world, client):
    sent = {"code": "TMF", "name": "Teknik- og Miljøforvaltningen", "is_own": "on"}
    assert client.post(page("measure-owner-new"), sent).status_code == 302
    assert MeasureOwner.objects.get(code="TMF").is_own
    assert "TMF" in client.get(page("round-list")).content.decode()


def test_key_figures_are_added_and_written_over(world, client):
    count = KeyFigure.objects.count()
    sent = {"label": "Tilflyttere", "value": "38000", "year": "2024", "source": "DST"}
    assert client.post(page("note-figure-new"), sent).status_code == 302
    assert KeyFigure.objects.count() == count + 1
    address = page("note-figure", 1)
    sent = untouched(client, address) | {"year": "2025"}
    assert client.post(address, sent).status_code == 302
    assert KeyFigure.objects.get(place=1).year == 2025


def test_an_action_covers_several_proposals(world, client):
    assert client.post(page("note-theme-new"), {"number": "6", "title": "Bolig"}).status_code == 302
    theme = AgendaTheme.objects.get(number=6)
    measures = list(Measure.objects.filter(number__in=[10, 11]).values_list("pk", flat=True))
    sent = {
        "theme": theme.pk,
        "number": "1",
        "text": "I gang.",
        "owners": [world.owners["KFF"].pk],
        "measures": measures,
    }
    assert client.post(page("note-action-new"), sent).status_code == 302
    row = PrioritisedAction.objects.get(theme=theme)
    assert row.covered.count() == 2
    address = page("note-action", 6, 1)
    form = client.get(address).context["form"]
    sent = {
        "text": "Færdig.",
        "owners": sent["owners"],
        "measures": measures[:1],
        "edited_from": form["edited_from"].value(),
    }
    assert client.post(address, sent).status_code == 302
    assert PrioritisedAction.objects.get(theme=theme).text == "Færdig."
    assert "Bolig" in client.get(page("note")).content.decode()


@pytest.mark.parametrize(
    "address",
    [
        ("funding-new",),
        ("funding-index",),
        ("funding-edit", 1),
        ("funding-stated", 1),
        ("funding-line-new", 1),
        ("funding-line", 1, 1),
        ("measure-owner-new",),
        ("note-figure-new",),
        ("note-figure", 1),
        ("note-theme-new",),
        ("note-action-new",),
        ("note-action", 1, 1),
    ],
)
def test_the_reader_may_not_write_and_a_stranger_finds_nothing(world, client, address):
    client.force_login(world.au)
    assert client.get(page(*address)).status_code == 403
    client.force_login(world.stranger)
    assert client.get(page(*address)).status_code == 404


def test_an_action_that_is_saved_keeps_the_order_of_its_owners(world, client):
    row = PrioritisedAction.objects.get(theme__number=1, number=1)
    before = list(row.owned.order_by("place").values_list("owner__code", flat=True))
    assert before == ["ØKF", "BIF", "KFF"]
    address = page("note-action", 1, 1)
    form = client.get(address).context["form"]
    sent = {name: form[name].value() for name in ("text", "owners", "measures", "edited_from")}
    sent["text"] = "Uændret."
    assert client.post(address, sent).status_code == 302
    assert list(row.owned.order_by("place").values_list("owner__code", flat=True)) == before
