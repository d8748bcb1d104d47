"""The newsletter: opened, filled by partners, composed and issued by the lead (003, W-10)."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from consortium.actions.base import NotAllowed, action, must, record
from consortium.actions.evidence import keep_file
from consortium.models import EvidenceFile
from consortium.models.memory import add_rows
from consortium.rules.hashing import digest
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.models import Grant, GrantPartner
from reporting.documents.newsletter import newsletter_pdf, pictures_of
from reporting.models import NewsletterCopy, NewsletterIssue, NewsletterPiece
from reporting.queries.costs import owner_ref
from reporting.queries.newsletters import body_of, readers_of, writing_seats
from reporting.rules.newsletters import (
    PICTURES,
    Material,
    check_issue,
    check_material,
    check_places,
)

TASK = "reporting.tasks.send_newsletter"
NONCE_BYTES = 8


class NewsletterRefused(Refused):
    """The newsletter cannot be made like this."""

    code = "NEWSLETTER_REFUSED"


def must_write_for(partner: GrantPartner, by: Any) -> None:
    """Refuse unless *by* writes for *partner*; the lead's manager writes for the lead."""
    if partner not in writing_seats(by, partner.grant):
        raise NotAllowed.because(
            _("%(person)s does not write for %(partner)s."),
            rule="G-08",
            person=str(by),
            partner=partner.organisation.name,
        )


@action
def open_issue(
    grant: Grant, *, title: str, language: str, due_on: dt.date, by: Any, at: dt.datetime
) -> NewsletterIssue:
    """Ask the partners for material, until a day."""
    must(by, Capability.PLAN_PROJECT, grant)
    grant = Grant.objects.select_for_update(no_key=True, of=("self",)).get(pk=grant.pk)
    found = []
    if due_on < timezone.localdate(at):
        message = _("The day for material, %(day)s, has passed.")
        found.append(Breach("DUE_PASSED", message, "due_on", {"day": due_on}))
    issues = NewsletterIssue.objects.filter(grant=grant)
    if issues.filter(issued_at=None).exists():
        message = _("An issue is open already. Send it before you open the next one.")
        found.append(Breach("ISSUE_OPEN", message))
    refuse_if(found, NewsletterRefused)
    last = issues.order_by("-number").values_list("number", flat=True).first()
    made = NewsletterIssue(grant=grant, number=(last or 0) + 1, title=title.strip())
    made.language, made.due_on, made.opened_by = language, due_on, by
    made.save()
    after = {"number": made.number, "title": made.title, "due_on": due_on}
    record("newsletter.opened", made, chain=grant.ref, after=after)
    return made


@action
def send_material(
    issue: NewsletterIssue,
    partner: GrantPartner,
    material: Material,
    *,
    file: UploadedFile[Any] | bytes | None = None,
    name: str = "",
    by: Any,
    at: dt.datetime,
) -> NewsletterPiece:
    """A partner sends a piece, with a picture and the right to it."""
    must_write_for(partner, by)
    issue = _open(issue)
    on = timezone.localdate(at)
    found = check_material(material, has_picture=file is not None, due_on=issue.due_on, on=on)
    refuse_if(found, NewsletterRefused)
    picture = _picture(partner, file, name, by, at) if file is not None else None
    texts = {name: value.strip() for name, value in vars(material).items()}
    if picture is None:
        texts |= {"rights": "", "rights_note": "", "picture_text": ""}
    piece = NewsletterPiece(issue=issue, grant_partner=partner, picture=picture, **texts)
    piece.sent_by, piece.sent_at = by, at
    piece.save()
    after = {"issue": issue.number, "partner": str(partner), "title": piece.title}
    record("newsletter.material_sent", piece, chain=issue.grant.ref, after=after)
    return piece


@action
def withdraw_material(piece: NewsletterPiece, *, by: Any, at: dt.datetime) -> NewsletterPiece:
    """The partner takes a piece back before the issue leaves."""
    must_write_for(piece.grant_partner, by)
    issue = _open(piece.issue)
    piece = NewsletterPiece.objects.select_for_update().get(pk=piece.pk)
    if piece.withdrawn_at is None:
        piece.withdrawn_at, piece.place = at, 0
        piece.save()
    after = {"issue": issue.number, "title": piece.title}
    record("newsletter.material_withdrawn", piece, chain=issue.grant.ref, after=after)
    return piece


@action
def compose_issue(
    issue: NewsletterIssue, *, intro: str, places: Mapping[int, int], by: Any, at: dt.datetime
) -> NewsletterIssue:
    """The lead writes how it begins and gives pieces their places; none means left out."""
    must(by, Capability.PLAN_PROJECT, issue.grant)
    issue = _open(issue)
    refuse_if(check_places(list(places.values())), NewsletterRefused)
    pieces = list(issue.pieces.filter(withdrawn_at=None))
    # All leave their places before any takes one: two may have changed theirs.
    for piece in pieces:
        piece.place = 0
        piece.save()
    for piece in pieces:
        if place := places.get(piece.pk, 0):
            piece.place = place
            piece.save()
    issue.intro = intro.strip()
    issue.save()
    after = {"places": {str(one.pk): one.place for one in pieces}}
    record("newsletter.composed", issue, chain=issue.grant.ref, after=after)
    return issue


@action
def issue_newsletter(issue: NewsletterIssue, *, by: Any, at: dt.datetime) -> NewsletterIssue:
    """Freeze the issue, make its paper, and mail it to everybody who wants the newsletter."""
    must(by, Capability.PLAN_PROJECT, issue.grant)
    issue = _open(issue)
    body = body_of(issue, at)
    refuse_if(check_issue(issue.intro, len(body["pieces"])), NewsletterRefused)
    grant = issue.grant
    issue.body = body
    issue.pdf = keep_file(
        content=newsletter_pdf(body, pictures_of(body)),
        name=f"{grant.ref}-nyhedsbrev-{issue.number}.pdf",
        owner_ref=owner_ref(grant.lead_id),
        chain=grant.ref,
        by=by,
        at=at,
    )
    issue.issued_by, issue.issued_at = by, at
    issue.save()
    copies = _copies(issue)
    after = {"number": issue.number, "sha256": digest(body), "readers": len(copies)}
    record("newsletter.issued", issue, chain=grant.ref, after=after)
    # Named by string: tasks stand on the top floor.
    transaction.on_commit(lambda: import_string(TASK).enqueue(issue.pk))
    return issue


def _open(issue: NewsletterIssue) -> NewsletterIssue:
    rows = NewsletterIssue.objects.select_for_update(of=("self",))
    issue = rows.select_related("grant__fund", "grant__lead").get(pk=issue.pk)
    if issue.issued_at is not None:
        raise NewsletterRefused.because(
            _("Issue %(number)s was sent on %(day)s; nothing in it changes any more."),
            rule="W-04",
            code="ISSUE_SENT",
            number=issue.number,
            day=timezone.localdate(issue.issued_at),
        )
    return issue


def _picture(
    partner: GrantPartner, file: UploadedFile[Any] | bytes, name: str, by: Any, at: dt.datetime
) -> EvidenceFile:
    kept = keep_file(
        content=file,
        name=name or str(getattr(file, "name", "")),
        owner_ref=owner_ref(partner.organisation_id),
        chain=partner.grant.ref,
        by=by,
        at=at,
    )
    if kept.content_type not in PICTURES:
        raise NewsletterRefused.because(
            _("“%(name)s” is no picture. Send a JPEG or a PNG."),
            subject="file",
            code="NO_PICTURE",
            name=kept.name,
        )
    return kept


def _copies(issue: NewsletterIssue) -> list[NewsletterCopy]:
    """One copy an address, whatever lists it stands in."""
    readers = {one.details.email.casefold(): one for one in readers_of(issue.grant)}
    made = [
        NewsletterCopy(issue=issue, contact=one, nonce=secrets.token_hex(NONCE_BYTES))
        for one in readers.values()
    ]
    return add_rows(made, NewsletterCopy)
