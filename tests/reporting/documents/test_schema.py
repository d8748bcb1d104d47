"""The XML is what its published schema says, and the schema refuses what is not."""

import xml.etree.ElementTree as ET

import pytest
import xmlschema
from django.conf import settings

from reporting.documents.editions import draft_edition
from reporting.documents.render_xml import NAMESPACE
from reporting.documents.rendering import render
from tests.reporting.documents.books import CLAIM_KINDS

SCHEMA = settings.BASE_DIR / "consortium" / "static" / "consortium" / "report-1.xsd"


@pytest.fixture(scope="module")
def schema():
    return xmlschema.XMLSchema(str(SCHEMA))


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("kind", CLAIM_KINDS)
def test_every_paper_is_valid(paper, kind, language, schema):
    schema.validate(render(draft_edition(paper(kind), language), "xml").decode())


def test_the_schema_carries_its_version_in_its_namespace(schema):
    assert schema.target_namespace == NAMESPACE
    assert SCHEMA.stem == f"report-{NAMESPACE.rpartition(':')[2]}"


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        (".", "sha256", "abc"),
        (".", "lang", "fr"),
        ("k:check", "difference", "1,00"),
        ("k:table/k:row", "level", "sum"),
        ("k:table/k:row/k:cell", "kind", "float"),
    ],
)
def test_the_schema_refuses(edition, schema, path, name, value):
    root = ET.fromstring(render(edition("claim"), "xml"))
    found = root.find(path, {"k": NAMESPACE})
    assert found is not None
    found.set(name, value)
    assert not schema.is_valid(ET.tostring(root, encoding="unicode"))


def test_the_schema_refuses_a_table_twice(edition, schema):
    root = ET.fromstring(render(edition("claim"), "xml"))
    first, second, *_rest = root.findall("k:table", {"k": NAMESPACE})
    second.set("code", first.attrib["code"])
    assert not schema.is_valid(ET.tostring(root, encoding="unicode"))
