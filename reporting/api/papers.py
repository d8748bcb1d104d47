"""Files: frozen papers in their formats, long ones made in the background; what proves a cost."""

from typing import Any, Literal

from django.core.files import File
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from consortium.actions.reading import PERSONAL_FILE, note_reading
from consortium.models import DestroyedFile, Job
from consortium.models.past import as_it_stands
from consortium.queries.clock import now
from consortium.rules.refusals import Breach, Refused
from consortium.rules.refusals import gettext_noop as _
from reporting.actions.documents import MAKE_DOCUMENT, order_document
from reporting.api.asking import Key
from reporting.api.problems import Problem, problem
from reporting.api.reading import REFUSALS
from reporting.documents.editions import CONTENT_TYPES, frozen_edition
from reporting.documents.papers import frozen
from reporting.documents.rendering import is_quick, render
from reporting.models import ExpenditureFile, ReportSnapshot
from reporting.queries import seen
from reporting.queries.evidence import shows_person, visible_files
from reporting.views.evidence import NAMED, inert

# ninja reads the types of a view's arguments when it is made, so they cannot stand in quotes here.
router = Router()
BYTES = {"schema": {"type": "string", "format": "binary"}}
FILES = dict.fromkeys(CONTENT_TYPES.values(), BYTES)
PROOFS = dict.fromkeys((*sorted(NAMED), "application/octet-stream"), BYTES)
# Seconds after which a program may ask how far its file is.
WAIT = 5
WAITING = (Job.QUEUED, Job.RUNNING)


class FileGone(Refused):
    """The row of the file is here, and its bytes are not."""

    code = "FILE_GONE"


class InLanguage(Schema):
    """In which language."""

    language: Literal["da", "en"] = Field("da", description="Language of the file.")


class JobOut(Schema):
    """A long file that is being made for the token's person."""

    id: int
    state: Literal["queued", "running", "done", "failed", "stopped"]
    progress: int = Field(description="Steps that are done.")
    total: int = Field(description="Steps in all; 0 before it has begun.")
    file: str = Field(description="Address that gives the file once the state is “done”.")


@router.get(
    "/papers/{key}/{format}",
    response={200: Any, 202: JobOut, **REFUSALS},
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
    """PDF, XLSX, CSV (with its dictionary, as ZIP), XML or JSON.

    A long PDF is made in the background: 202 with `Location`, the address of its job. Ask there
    until it is done, then here again: the file. Asking again while it is made orders nothing new.
    """
    snapshots = ReportSnapshot.objects.visible_to(request.user).select_related("grant")
    snapshot = snapshots.filter(pk=key).first()
    if snapshot is None:
        raise Http404
    edition = frozen_edition(snapshot, frozen(snapshot), asked.language)
    name = edition.file_name(format)
    if is_quick(edition, format):
        response = HttpResponse(render(edition, format), content_type=CONTENT_TYPES[format])
    else:
        params = {"snapshot": snapshot.pk, "language": asked.language, "format": format}
        job = _job_of(request, params) or _ordered(request, snapshot, params)
        if job.state != Job.DONE:
            return _waits(job)
        with job.result.open("rb") as made:
            response = HttpResponse(made.read(), content_type=CONTENT_TYPES[format])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["ETag"] = f'"{snapshot.sha256}-{asked.language}"'
    return response


@router.get(
    "/jobs/{key}",
    response={200: JobOut, **REFUSALS},
    operation_id="read_job",
    url_name="job",
    summary="How far a long file is",
    tags=["papers"],
)
def job_state(request: HttpRequest, key: Path[Key]) -> Any:
    """Only for the person whose token has asked for the file."""
    jobs = Job.objects.filter(kind=MAKE_DOCUMENT, requested_by_id=request.user.pk)
    job = jobs.filter(pk=key, params__has_key="snapshot").first()
    if job is None:
        raise Http404
    return _told(job)


@router.get(
    "/expenditure-files/{key}/content",
    response={200: Any, 410: Problem, 503: Problem, **REFUSALS},
    operation_id="download_expenditure_file",
    url_name="expenditure-file-content",
    summary="The bytes of a file that proves a cost",
    tags=["expenditure-files"],
    openapi_extra={"responses": {200: {"content": PROOFS}}},
)
def file_content(request: HttpRequest, key: Path[Key]) -> Any:
    """As it was sent up, to be saved and never to be run; who reads a person's file is noted."""
    rows = seen.of_seen_rows(ExpenditureFile, request.user, "expenditure__")
    proof = rows.filter(pk=key, file__in=visible_files(request.user)).select_related("file").first()
    if proof is None:
        raise Http404
    evidence = proof.file
    if shows_person(evidence):
        note_reading(PERSONAL_FILE, evidence, by=request.user, at=now())
    with as_it_stands():
        destroyed = DestroyedFile.objects.filter(file=evidence).first()
    if destroyed is not None:
        message = _("The file was destroyed on %(day)s; its row and its hash stay.")
        params = {"day": destroyed.at.date()}
        return problem(request, 410, [Breach(FileGone.code, message, "", params, "G-10")])
    try:
        stored: File[bytes] = evidence.file.open("rb")
    except (OSError, ValueError) as error:
        lost = isinstance(error, (FileNotFoundError, ValueError))
        message = _("The bytes of the file cannot be read; its row and its hash are here.")
        return problem(request, 410 if lost else 503, [Breach(FileGone.code, message)])
    named = evidence.content_type in NAMED
    return inert(
        FileResponse(
            stored,
            as_attachment=True,
            filename=evidence.name,
            content_type=evidence.content_type if named else "application/octet-stream",
        )
    )


def _job_of(request: HttpRequest, params: dict[str, Any]) -> Job | None:
    """The job that makes, or has made, this very file for this person; one that failed is none."""
    states = [*WAITING, Job.DONE]
    jobs = Job.objects.filter(kind=MAKE_DOCUMENT, params=params, state__in=states)
    return jobs.filter(requested_by_id=request.user.pk).first()


def _ordered(request: HttpRequest, snapshot: ReportSnapshot, params: dict[str, Any]) -> Job:
    job = order_document(snapshot.grant, params, by=request.user, at=now())
    job.refresh_from_db()
    return job


def _told(job: Job) -> dict[str, Any]:
    asked = job.params
    file = reverse("api:paper-file", args=[asked["snapshot"], asked["format"]])
    return {
        "id": job.pk,
        "state": job.state,
        "progress": job.progress,
        "total": job.total,
        "file": f"{file}?language={asked['language']}",
    }


def _waits(job: Job) -> Any:
    response = HttpResponse(JobOut(**_told(job)).model_dump_json(), status=202)
    response["Content-Type"] = "application/json"
    response["Location"] = reverse("api:job", args=[job.pk])
    response["Retry-After"] = str(WAIT)
    return response
