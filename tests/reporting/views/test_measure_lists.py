"""A register of proposals from a sheet: read, shown, written; what stands stays as it is (004)."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.urls import reverse

from grants.models import Measure
from tests.copies import laid_out
from tests.grants.register import register_004

HEAD = "Nummer;Anbefaling;Fase;Ansvarlig forvaltning;Eget forslag;Hvem;Effekt"


@pytest.fixture
def world(db, settings, client):
    settings.DEMO_DAY = dt.date(2012, 1, 3)
    found = laid_out(register_004)
    found.clock.move_to(2012, 1, 3)
    client.force_login(found.pm)
    return found


def page(name="measure-import", *more):
    return reverse(f"reporting:{name}", args=["M-004", *more])


def sent(client, *rows, **more):
    file = io.BytesIO("\n".join([HEAD, *rows]).encode("utf-8-sig"))
    file.name = "forslag.csv"
    return client.post(page(), {"file": file, **more})


def counted(answer):
    return [count for _label, count in answer.context["counts"]]


def test_new_proposals_are_shown_and_then_written(world, client):
    rows = ("44;Boliggaranti;Modtagelse;ØKF, KFF;Ja;KK;", "45;Ny lov;Tiltrækning;Staten;Nej;;")
    assert counted(sent(client, *rows)) == [2, 0, 0, 0]
    assert Measure.objects.count() == 43
    assert counted(sent(client, *rows, write="1")) == [2, 0, 0, 0]
    made = Measure.objects.get(number=44)
    assert [one.owner.code for one in made.ownerships.all()] == ["ØKF", "KFF"]
    assert (made.phase, made.is_own, made.effect) == ("receive", True, "")
    assert not Measure.objects.get(number=45).is_own
    assert counted(sent(client, *rows, write="1")) == [0, 0, 2, 0]


def test_a_correction_keeps_the_money_where_it_is_tied(world, client):
    old = Measure.objects.get(number=17)
    assert old.funding_line is not None
    row = f"17;Studiejobs;Fastholdelse;BIF;Ja;{old.who};"
    assert counted(sent(client, row, write="1")) == [0, 1, 0, 0]
    new = Measure.objects.get(number=17)
    assert (new.title, new.funding_line) == ("Studiejobs", old.funding_line)


def test_an_unknown_owner_is_told_at_its_cell_and_nothing_is_written(world, client):
    answer = sent(client, "44;Bolig;Modtagelse;XYZ;Ja;;", write="1")
    assert "“XYZ” står ikke som ansvarlig i registeret. Opret den ansvarlige først." in answer.text
    answer = sent(client, "44;Bolig;Modtagelse;ØKF, KFF, BIF, BUF;Ja;;", write="1")
    assert "Et forslag har 1 til 3 ansvarlige, dette har 4." in answer.text
    assert Measure.objects.count() == 43


def test_the_register_comes_back_as_it_was_given(world, client):
    answer = client.get(page("measure-rows", "csv"))
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    file = io.BytesIO(content)
    file.name = "register.csv"
    answer = client.post(page(), {"file": file})
    assert counted(answer) == [0, 0, 43, 0]
    assert client.get(page("measure-book", "da")).status_code == 200


def test_the_reader_may_not_write_and_a_stranger_finds_nothing(world, client):
    client.force_login(world.au)
    assert client.get(page()).status_code == 403
    assert client.get(page("measure-rows", "csv")).status_code == 200
    client.force_login(world.stranger)
    assert client.get(page()).status_code == 404
