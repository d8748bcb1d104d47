"""Every sentence of the house has its Danish words, with the same parameters in them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
ROOMS = ("consortium", "partners", "grants", "reporting")
DANISH = ROOT / "consortium" / "locale" / "da" / "LC_MESSAGES" / "django.po"
PARAMETER = re.compile(r"%\(\w+\)[a-z]")


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    """The Danish catalogue as makemessages would write it now, in a copy of the house."""
    copy = tmp_path_factory.mktemp("house")
    for folder in (*ROOMS, "templates"):
        ignore = shutil.ignore_patterns("__pycache__", "migrations", "static")
        shutil.copytree(ROOT / folder, copy / folder, ignore=ignore)
    shutil.copy(ROOT / "manage.py", copy)
    command = [sys.executable, "manage.py", "makemessages", "-l", "da", "--no-obsolete"]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with (copy / DANISH.relative_to(ROOT)).open("rb") as written:
        return [message for message in read_po(written) if message.id]


def words(message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple) else [message.string]


def test_no_sentence_is_without_danish_words(catalogue):
    bare = [message.id for message in catalogue if message.fuzzy or not all(words(message))]
    assert bare == []


def test_the_danish_words_have_the_same_parameters(catalogue):
    wrong = []
    for message in (message for message in catalogue if all(words(message))):
        english = message.id if isinstance(message.id, tuple) else (message.id,)
        wanted = set(PARAMETER.findall(english[-1]))
        if any(set(PARAMETER.findall(text)) - wanted for text in words(message)):
            wrong.append(message.id)
        if set(PARAMETER.findall(words(message)[-1])) != wanted:
            wrong.append(message.id)
    assert wrong == []


def test_the_danish_catalogue_compiles():
    # pybabel skips a catalogue whose header is fuzzy, and every page would be English.
    with DANISH.open("rb") as written:
        assert not read_po(written).fuzzy
