"""What PDF/A-3a and PDF/UA-1 ask, checked on the file itself, with and without a drawn table."""

import io
import re
from dataclasses import replace

import pikepdf
import pytest
from pikepdf import pdfa

from reporting.documents import drawn_tables
from reporting.documents.bodies import from_body, to_body
from reporting.documents.editions import draft_edition
from reporting.documents.rendering import render
from reporting.documents.tables import Logo, Words

LEVEL = re.compile(r"/H([1-6])$")
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)


def elements(element):
    kids = element.get("/K", [])
    for kid in list(kids) if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def faults(pdf):
    """What a validator would mark."""
    root = pdf.Root
    wanted = {
        "language": root.get("/Lang") in ("da", "en"),
        "marked": bool(root.get("/MarkInfo", {}).get("/Marked")),
        "title": bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")),
        "intent": any(one.S == "/GTS_PDFA1" for one in root.get("/OutputIntents", [])),
        "bookmarks": "/Outlines" in root,
        "no script": "/JavaScript" not in root.get("/Names", {}) and "/AA" not in root,
        "not encrypted": not pdf.is_encrypted,
        "identifiers": len(pdf.trailer.get("/ID", [])) == 2,
        "tab order": all(page.get("/Tabs") == "/S" for page in pdf.pages if "/Annots" in page),
        "attachments": all("/AFRelationship" in one for one in root.get("/AF", [])),
    }
    found = [name for name, good in wanted.items() if not good]
    kinds = [(str(one.S), one) for one in elements(root.StructTreeRoot)]
    found += [
        f"{kind} without words" for kind, one in kinds if kind == "/Figure" and not one.get("/Alt")
    ]
    found += ["head without scope" for kind, one in kinds if kind == "/TH" and not _scoped(one)]
    levels = [int(known[1]) for kind, _one in kinds if (known := LEVEL.match(kind))]
    before = 0
    for level in levels:
        if level > before + 1:
            found.append(f"H{level} after H{before}")
        before = level
    for page in pdf.pages:
        for name, font in page.Resources.get("/Font", {}).items():
            inner = font.DescendantFonts[0].FontDescriptor
            if "/ToUnicode" not in font or not any(f"/FontFile{n}" in inner for n in ("", 2, 3)):
                found.append(f"font {name}")
    return found


# What pikepdf's validator, which approves of nothing that it does not know, says of a good file: it
# knows level B alone, no schemas of others (ISO 19005-3, 6.6.2.3.2 allows them), no forms, and
# neither patterns nor shadings, of which WeasyPrint writes empty lists.
UNKNOWN_TO_IT = re.compile(
    r"pdfaid:conformance is 'A', expected 'B'|XMP namespace pdfa(Extension|Schema|Property)="
    r"|XMP property (pdfaExtension:schemas|pdfuaid:part) |/(Pattern|Shading): \w+ are not supported"
)


def against_the_rules(content):
    """What breaks a rule of PDF/A-3 (the rules are veraPDF's) as far as the validator knows."""
    report = pdfa.validate_written(io.BytesIO(content), "3b")
    assert report.findings, "it has looked: level A alone is a finding"
    return [str(one) for one in report.findings if not UNKNOWN_TO_IT.search(str(one))]


def _scoped(head):
    given = head.get("/A", {})
    owners = list(given) if isinstance(given, pikepdf.Array) else [given]
    # WeasyPrint names heads by their number, and cells name those.
    return "/ID" in head or any(one.get("/Scope") in ("/Column", "/Row", "/Both") for one in owners)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("kind", ["claim", "region"])
def test_a_paper_is_an_archive_that_everyone_can_read(paper, kind, language):
    content = render(draft_edition(paper(kind), language), "pdf")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert faults(pdf) == []
        assert pdf.Root.Lang == language
    assert against_the_rules(content) == []


@pytest.mark.parametrize("most", [3, 1_000], ids=["copied", "laid out"])
def test_a_paper_with_a_drawn_table_is_one_too(paper, most, monkeypatch):
    monkeypatch.setattr(drawn_tables, "LAID_OUT", most)
    document = paper("authority")
    table = document.table("T5")
    table = replace(table, rows=(*(table.rows[:-1] * 40), table.rows[-1]))
    content = render(draft_edition(replace(document, tables=(table,)), "da"), "pdf")
    assert against_the_rules(content) == []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert faults(pdf) == []
        with pdf.open_metadata() as meta:
            assert meta.pdfa_status == "3A"


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        (lambda pdf: pdf.Root.MarkInfo.__setitem__("/Marked", False), "marked"),
        (lambda pdf: pdf.Root.__delitem__("/OutputIntents"), "intent"),
        (lambda pdf: pdf.Root.__delitem__("/Outlines"), "bookmarks"),
        (lambda pdf: pdf.Root.ViewerPreferences.__delitem__("/DisplayDocTitle"), "title"),
        (
            lambda pdf: next(
                one for one in elements(pdf.Root.StructTreeRoot) if one.S == "/Figure"
            ).__delitem__("/Alt"),
            "/Figure without words",
        ),
    ],
)
def test_the_checks_can_fail(edition, harm, fault):
    with pikepdf.open(io.BytesIO(render(edition("claim"), "pdf"))) as pdf:
        harm(pdf)
        assert fault in faults(pdf)


@pytest.mark.parametrize(
    ("harm", "rule"),
    [
        (lambda pdf: pdf.Root.__delitem__("/OutputIntents"), "6.2.4.3"),
        (lambda pdf: pdf.Root.__setitem__("/AA", pikepdf.Dictionary()), "/AA"),
        (lambda pdf: pdf.Root.__delitem__("/Metadata"), "6.6.2.1"),
    ],
)
def test_the_validator_can_fail(edition, harm, rule):
    with pikepdf.open(io.BytesIO(render(edition("claim"), "pdf"))) as pdf:
        harm(pdf)
        written = io.BytesIO()
        pdf.save(written)
    assert any(rule in one for one in against_the_rules(written.getvalue()))


def test_a_logo_stands_with_its_words_below_the_emblem(edition):
    one = edition("claim")
    logo = Logo(Words("Region Midtjylland", "Central Denmark Region"), "image/png", PIXEL)
    document = replace(one.document, meta=replace(one.document.meta, logos=(logo,)))
    with pikepdf.open(io.BytesIO(render(draft_edition(document, "da"), "pdf"))) as pdf:
        assert faults(pdf) == []
        figures = [e for e in elements(pdf.Root.StructTreeRoot) if e.S == "/Figure"]
        words = [str(figure.get("/Alt")) for figure in figures]
        assert words[1] == "Region Midtjylland"
        sizes = [size_of(figure) for figure in figures[:2]]
        assert sizes[0][0] >= sizes[1][0]
        assert sizes[0][1] >= sizes[1][1]


def size_of(figure):
    left, low, right, high = map(float, figure.A.BBox)
    return abs(right - left), abs(high - low)


def test_logos_and_sources_come_back_from_the_frozen_body(edition):
    one = edition("authority")
    logo = Logo(Words("a", "b"), "image/png", PIXEL)
    document = replace(one.document, meta=replace(one.document.meta, logos=(logo,)))
    back = from_body(to_body(document))
    assert back.meta.logos == (logo,)
    assert back.reconciliations == document.reconciliations
    assert back.reconciliations[0].right_from == ("T4:amount", "T5:amount")
