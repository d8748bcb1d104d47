"""The same frozen paper gives the same bytes: on another day, in another process, anywhere."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest
from django.conf import settings

from reporting.documents.editions import FORMATS, draft_edition
from reporting.documents.rendering import render

SCRIPT = """
import json, sys, pathlib, django
django.setup()
from reporting.documents.bodies import from_body
from reporting.documents.editions import draft_edition
from reporting.documents.rendering import render
folder = pathlib.Path(sys.argv[1])
document = from_body(json.loads((folder / "body.json").read_text(encoding="utf-8")))
for format_ in sys.argv[2:]:
    (folder / format_).write_bytes(render(draft_edition(document, "da"), format_))
"""


def long_paper(paper):
    """A claim's paper with vouchers enough for a drawn table and for a streamed sheet."""
    document = paper("authority")
    table = document.table("T5")
    rows = (*(table.rows[:-1] * (2_100 // len(table.rows[:-1]) + 1)), table.rows[-1])
    return replace(document, tables=(replace(table, rows=rows),), reconciliations=())


@pytest.mark.parametrize("long", [False, True], ids=["short", "long"])
def test_another_process_place_and_day_give_the_same_bytes(paper, long, tmp_path):
    edition = draft_edition(long_paper(paper) if long else paper("claim"), "da")
    (tmp_path / "body.json").write_text(edition.body, encoding="utf-8")
    other = {
        **os.environ,
        "TZ": "Pacific/Auckland",
        "PYTHONHASHSEED": "4711",
        "DEMO_DAY": "2031-12-31",
        "LC_ALL": "C",
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "consortium.settings",
    }
    subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path), *FORMATS],
        check=True,
        env=other,
        cwd=settings.BASE_DIR,
    )
    for format_ in FORMATS:
        assert (tmp_path / format_).read_bytes() == render(edition, format_), format_


@pytest.mark.parametrize("format_", FORMATS)
def test_the_clock_is_not_in_the_file(paper, format_, settings):
    edition = draft_edition(paper("claim"), "en")
    before = render(edition, format_)
    settings.DEMO_DAY = "2031-12-31"
    assert render(edition, format_) == before
