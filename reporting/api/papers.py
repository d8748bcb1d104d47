"""Frozen papers as files: the same bytes every time, in any of their formats."""

from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from reporting.api.asking import Key
from reporting.api.reading import REFUSALS
from reporting.documents.editions import CONTENT_TYPES, frozen_edition
from reporting.documents.papers import frozen
from reporting.documents.rendering import is_quick, render
from reporting.models import ReportSnapshot

# ninja reads the types of a view's arguments when it is made, so they cannot stand in quotes here.
router = Router()
FILES = {
    kind: {"schema": {"type": "string", "format": "binary"}} for kind in CONTENT_TYPES.values()
}


class PaperIsLong(Refused):
    """The file takes longer to make than a request waits."""

    code = "PAPER_IS_LONG"


class InLanguage(Schema):
    """In which language."""

    language: Literal["da", "en"] = Field("da", description="Language of the file.")


@router.get(
    "/papers/{key}/{format}",
    response={200: Any, **REFUSALS},
    operation_id="download_paper",
    url_name="paper-file",
    summary="A frozen paper as a file",
    tags=["papers"],
    openapi_extra={"responses": {200: {"content": FILES}}},
)
def paper_file(
    request: HttpRequest,
    key: Path[Key],
    format: Path[Literal["pdf", "xlsx", "csv", "xml", "json"]],
    asked: Query[InLanguage],
) -> Any:
    """PDF, XLSX, CSV (with its dictionary, as ZIP), XML or JSON; a very long PDF is ordered."""
    snapshots = ReportSnapshot.objects.visible_to(request.user)
    snapshot = snapshots.filter(pk=key).first()
    if snapshot is None:
        raise Http404
    edition = frozen_edition(snapshot, frozen(snapshot), asked.language)
    if not is_quick(edition, format):
        raise PaperIsLong.because(
            _(
                "The PDF is long and is made in the background: order it on the page of the "
                "documents, or take XLSX, CSV, XML or JSON, which hold the same figures."
            )
        )
    response = HttpResponse(render(edition, format), content_type=CONTENT_TYPES[format])
    response["Content-Disposition"] = f'attachment; filename="{edition.file_name(format)}"'
    response["ETag"] = f'"{snapshot.sha256}-{asked.language}"'
    return response
