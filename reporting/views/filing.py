"""What happened to each file that was sent: kept in the session until the next page tells it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consortium.actions.base import NotAllowed
from consortium.actions.evidence import too_large
from consortium.queries.texts import rule_text, sentence_text, state_text
from consortium.rules.filetypes import plain_name
from consortium.rules.identifiers import mask_cpr
from consortium.rules.refusals import Refused
from reporting.actions.evidence import Filed
from reporting.models import PartnerReport

KEY = "papers-sent"
NOTHING_SENT = gettext_lazy("No file was sent. Choose one or several and send them again.")
DIGITS = 16
SCRIPT = "X-Papers"
MEGABYTE = 1024 * 1024
Outcome = dict[str, Any]


def limits() -> dict[str, int]:
    """How much may be sent, for the page that says so and for the script that asks before."""
    return {
        "most_files": settings.MAX_PILE_FILES,
        "most_mb": settings.MAX_EVIDENCE_BYTES // MEGABYTE,
        "most_bytes": settings.MAX_EVIDENCE_BYTES,
        "most_together_mb": settings.MAX_UPLOAD_BYTES // MEGABYTE,
    }


def sent_files(request: HttpRequest) -> tuple[list[UploadedFile[Any]], list[Outcome]]:
    """The files that are taken, and what to say of those beyond the most that one turn takes."""
    sent = [one for one in request.FILES.getlist("files") if one]
    sent += [one for one in request.FILES.getlist("photo") if one]
    most = settings.MAX_PILE_FILES
    said = _("was not taken: %(most)s files are the most at a time. Send it with the next ones.")
    late = [outcome(str(one.name), "error", said % {"most": most}) for one in sent[most:]]
    return sent[:most], late


def outcome(name: str, tone: str, text: str, file_pk: int | None = None) -> Outcome:
    """One line of the list."""
    return {"name": mask_cpr(plain_name(name)), "tone": tone, "text": text, "file": file_pk}


def oversized(request: HttpRequest) -> list[Outcome]:
    """What to say of files that the script did not send, because they are too large: name/size."""
    said = []
    for one in request.POST.getlist("oversize")[: settings.MAX_PILE_FILES]:
        size, _slash, name = one.partition("/")
        if size.isdecimal() and len(size) < DIGITS:
            said += [refused_outcome(name, too_large(int(size), plain_name(name)))]
    return said


def refused_outcome(name: str, refused: Refused) -> Outcome:
    """Why a file was not kept, with the rule; who may not write at all gets a 403."""
    if isinstance(refused, NotAllowed):
        raise PermissionDenied from refused
    breach = refused.breaches[0]
    rule = f" ({rule_text(breach.rule)})" if breach.rule else ""
    told = outcome(name, "error", sentence_text(breach) + rule)
    # Most of these sentences name the file themselves.
    return {**told, "name": "" if f"“{told['name']}”" in told["text"] else told["name"]}


def told_of(filed: Filed, name: str) -> Outcome:
    """Where the file went, or why it waits."""
    pk = filed.file.pk
    if filed.proof is not None:
        return _told_of_proof(filed, name)
    here = _here_already(filed)
    if filed.locked is not None:
        said = _("It means %(voucher)s, which is “%(state)s” and takes no files from the partner.")
        params = {"voucher": filed.locked.voucher_no, "state": state_text(filed.locked.state)}
        return outcome(name, "warning", f"{here} {said % params}", pk)
    if filed.had:
        return outcome(name, "info", here, pk)
    if filed.several:
        said = _("Its name fits several rows: %(rows)s. It waits below for your choice.")
        return outcome(name, "warning", f"{here} {said % {'rows': ', '.join(filed.several)}}", pk)
    said = _("No row has a voucher number that its name holds. It waits below for your choice.")
    return outcome(name, "warning", f"{here} {said}", pk)


def _told_of_proof(filed: Filed, name: str) -> Outcome:
    proof = filed.proof
    assert proof is not None
    params = {"voucher": proof.expenditure.voucher_no, "role": proof.get_role_display().lower()}
    if not filed.is_new_proof:
        return outcome(name, "info", _here_already(filed), proof.file_id)
    said = _("Attached to %(voucher)s as %(role)s.") % params
    before = "" if filed.is_new else f"{_here_already(filed)} "
    return outcome(name, "success", f"{before}{said}", proof.file_id)


def _here_already(filed: Filed) -> str:
    if filed.is_new:
        return _("It is kept.")
    if filed.had:
        said = _("It is already here as “%(name)s”, on voucher %(vouchers)s.")
        vouchers = ", ".join(dict.fromkeys(filed.had))
        return said % {"name": filed.file.name, "vouchers": vouchers}
    return _("It is already here as “%(name)s”.") % {"name": filed.file.name}


def answered(request: HttpRequest, address: str, *args: object) -> HttpResponse:
    """On to the next page; a script that sends file after file goes there by itself at the end."""
    if request.headers.get(SCRIPT):
        return HttpResponse(status=204)
    return redirect(address, *args)


def say_outcome(request: HttpRequest, report: PartnerReport, one: Outcome) -> None:
    """Keep the line for the next page of this report; a script sends one file a time."""
    waiting = [*request.session.get(KEY, []), {**one, "report": report.pk}]
    request.session[KEY] = waiting[-2 * settings.MAX_PILE_FILES :]


def taken_outcomes(request: HttpRequest, report: PartnerReport) -> list[Outcome]:
    """What has happened since the last page of this report was shown."""
    kept = request.session.get(KEY, [])
    own = [one for one in kept if one["report"] == report.pk]
    if own:
        request.session[KEY] = [one for one in kept if one["report"] != report.pk]
    return own
