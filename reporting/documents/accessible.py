"""PDF/UA-1: the file says of itself what its tags already are.

WeasyPrint writes one variant a file, and PDF/A-3a is ours. A validator reads only the first
rdf:RDF, so the identifier, and the schema that PDF/A asks of a foreign property, go inside it.
"""

from __future__ import annotations

import io

import pikepdf

END = b"</rdf:RDF>"
IDENTIFIER = (
    b'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    b"<pdfuaid:part>1</pdfuaid:part></rdf:Description>"
    b'<rdf:Description rdf:about=""'
    b' xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    b' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    b'<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    b"<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    b'<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    b"<pdfaProperty:name>part</pdfaProperty:name>"
    b"<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    b"<pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>The part of ISO 14289 that the file conforms to"
    b"</pdfaProperty:description>"
    b"</rdf:li></rdf:Seq></pdfaSchema:property>"
    b"</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)


def with_identifier(content: bytes, first: str) -> bytes:
    """*content* with the identifier of PDF/UA-1, and *first* as what the file is called for good.

    WeasyPrint would make the file's own identifiers by packing everything a second time; it is told
    not to (`pdf_identifier=False`), since they are made here. The same bytes for the same bytes.
    """
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        stream = pdf.Root.Metadata
        before, end, after = stream.read_bytes().partition(END)
        stream.write(before + IDENTIFIER + end + after)
        name = pikepdf.String(first)
        pdf.trailer.ID = pikepdf.Array([name, name])
        pdf.save(written, deterministic_id=True)
    return written.getvalue()
