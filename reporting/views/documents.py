"""Papers of a grant: which have been sent, how one reads, and sending the next version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consortium.actions.base import must
from consortium.models.access import actor_of
from consortium.queries.clock import now
from consortium.queries.texts import span_text
from consortium.rules.roles import Capability as C
from grants.models import Grant, GrantPartner, ReportingPeriod
from reporting.actions.documents import submit_document
from reporting.documents.drawing import draw
from reporting.documents.editions import FORMATS, Edition, draft_edition, frozen_edition
from reporting.documents.papers import draft_of, frozen
from reporting.documents.parts import (
    CLAIM,
    COMPLETION,
    EVALUATION,
    FINAL,
    OPERATION,
    PARTNER_STATEMENT,
    PERIODLESS,
    STATUS,
    accounts_for_claim,
    kind_title,
    kinds_of,
)
from reporting.documents.printing import checks, facts, printed, sections
from reporting.models import Claim, PaperRecipient, ReportSnapshot
from reporting.queries.findings import PAPER
from reporting.queries.paper_steps import path_of
from reporting.queries.texts import OWN, language_of
from reporting.rules.reconciliation import check_reconciliations
from reporting.views.lead_pages import crumbs
from reporting.views.texts import paper_name

ROWS_ON_PAGE = 200
LAST_MONTH = 12
# Papers that are frozen by a step of their own.
SENT_APART = (CLAIM, FINAL, STATUS, EVALUATION, COMPLETION)


# The frozen versions by period, kind and partner.
ByPaper = dict[tuple[int | None, str, int | None], list[ReportSnapshot]]


@dataclass(frozen=True)
class Paper:
    """One line of the list: a paper, its frozen versions, and where its draft lies."""

    title: str
    versions: list[ReportSnapshot]
    draft_url: str
    texts_url: str = ""


@dataclass(frozen=True)
class Named:
    """Which draft is meant: its grant, period, kind and, for a statement, its partner.

    A paper of the grant as a whole has no period.
    """

    grant: Grant
    period: ReportingPeriod | None
    kind: str
    number: int | None

    @property
    def partner(self) -> GrantPartner | None:
        """The partner of a statement, or 404; read where the draft itself is not."""
        if self.number is None:
            return None
        return get_object_or_404(self.grant.partners, number=self.number)

    def url(self, topic: str, *more: str) -> str:
        """The address of something about this draft: ``draft``, ``submit`` or ``draft-file``."""
        if self.period is None:
            return reverse(f"reporting:whole-{topic}", args=[self.grant.ref, self.kind, *more])
        if self.number is not None:
            where: list[Any] = [self.grant.ref, self.period.number, self.number]
            return reverse(f"reporting:statement-{topic}", args=[*where, *more])
        where = [self.grant.ref, self.period.number, self.kind]
        return reverse(f"reporting:document-{topic}", args=[*where, *more])


def visible_grant(request: HttpRequest, ref: str) -> Grant:
    """The grant *ref*, or 404 for whoever may not know of it."""
    grants = Grant.objects.visible_to(request.user).select_related("fund", "lead")
    return get_object_or_404(grants, ref=ref)


def named_draft(
    request: HttpRequest, ref: str, number: int, kind: str, partner: int | None
) -> Named:
    """The draft that an address names; only for readers of the rows behind it."""
    periods = ReportingPeriod.objects.select_related("grant__fund", "grant__lead")
    seen = periods.filter(grant__in=Grant.objects.visible_to(request.user))
    period = get_object_or_404(seen, grant__ref=ref, number=number)
    grant = period.grant
    is_statement = kind == PARTNER_STATEMENT
    is_known = kind in _kinds_by_period(grant) or kind.startswith(OWN)
    if not is_known or is_statement != (partner is not None):
        raise Http404
    must(request.user, C.VIEW_ROWS, grant)
    return Named(grant, period, kind, partner)


def named_whole(request: HttpRequest, ref: str, kind: str) -> Named:
    """The draft of a paper about the grant as a whole; only for readers of the rows behind it."""
    grant = visible_grant(request, ref)
    if kind not in PERIODLESS.intersection(kinds_of(grant.profile_code)):
        raise Http404
    must(request.user, C.VIEW_ROWS, grant)
    return Named(grant, None, kind, None)


def _kinds_by_period(grant: Grant) -> list[str]:
    return [kind for kind in kinds_of(grant.profile_code) if kind not in PERIODLESS]


def draft_now(named: Named, language: str = "") -> Edition:
    """The draft as the rows stand, in *language* or else the reader's."""
    try:
        document = draft_of(named.kind, named.grant, named.period, named.number, now())
    except GrantPartner.DoesNotExist as unknown:
        raise Http404 from unknown
    return draft_edition(document, language or get_language() or "da")


@require_safe
def document_list(request: HttpRequest, ref: str) -> HttpResponse:
    """Every period with its papers; drafts for those who may read the rows."""
    grant = visible_grant(request, ref)
    may_draft = actor_of(request.user).can(C.VIEW_ROWS, grant)
    sent = ReportSnapshot.objects.visible_to(request.user).filter(grant=grant).defer("body")
    frozen_by: ByPaper = {}
    for snapshot in sent.select_related("created_by").order_by("version"):
        key = (snapshot.period_id, snapshot.kind, snapshot.grant_partner_id)
        frozen_by.setdefault(key, []).append(snapshot)
    groups = [
        (_("The grant as a whole"), _whole_papers(grant, frozen_by, may_draft=may_draft)),
        *_papers_by_period(grant, frozen_by, may_draft=may_draft),
    ]
    context = {
        "heading": _("Documents"),
        "grant": grant,
        "groups": [
            (heading, shown)
            for heading, papers in groups
            if (shown := [paper for paper in papers if paper.versions or paper.draft_url])
        ],
        "formats": FORMATS,
        "may_draft": may_draft,
        "writes_public_entry": OPERATION in kinds_of(grant.profile_code)
        and actor_of(request.user).can(C.PLAN_PROJECT, grant),
        "breadcrumbs": crumbs(grant, (_("Documents"), None)),
    }
    return render(request, "reporting/documents/list.html", context)


def _whole_papers(grant: Grant, frozen_by: ByPaper, *, may_draft: bool) -> list[Paper]:
    return [
        _paper(Named(grant, None, kind, None), None, frozen_by, {}, may_draft=may_draft)
        for kind in kinds_of(grant.profile_code)
        if kind in PERIODLESS
    ]


def _papers_by_period(
    grant: Grant, frozen_by: ByPaper, *, may_draft: bool
) -> list[tuple[str, list[Paper]]]:
    """Each period's heading with its papers, newest first."""
    kinds = _kinds_by_period(grant)
    partners = list(grant.partners.select_related("organisation").order_by("number"))
    claims = list(Claim.objects.filter(grant=grant).values_list("period_id", "is_final"))
    claimed = {period for period, _is_final in claims}
    settled = {period for period, is_final in claims if is_final}
    recipients = {one.kind: one for one in PaperRecipient.objects.filter(grant=grant)}
    own = [kind for kind in recipients if kind.startswith(OWN)]
    groups = []
    for period in grant.periods.order_by("-number"):
        named: list[tuple[Named, GrantPartner | None]] = []
        for kind in [*kinds, *own]:
            if kind == PARTNER_STATEMENT:
                named += [(Named(grant, period, kind, one.number), one) for one in partners]
            elif kind == EVALUATION and period.ends_on.month != LAST_MONTH:
                continue  # a paper of the year stands with the quarter that ends it
            elif kind != FINAL or period.pk in settled:
                named.append((Named(grant, period, kind, None), None))
        # The statements stand last, since there may be many.
        named.sort(key=lambda one: one[1] is not None)
        papers = [
            _paper(*one, frozen_by, recipients, may_draft=may_draft and _may_stand(one[0], claimed))
            for one in named
        ]
        groups.append((_period_heading(period), papers))
    return groups


def _may_stand(named: Named, claimed: set[int]) -> bool:
    """Whether a draft can be made: an account of a claim needs one."""
    return not accounts_for_claim(named.kind) or (
        named.period is not None and named.period.pk in claimed
    )


def _period_heading(period: ReportingPeriod) -> str:
    days = span_text(period.starts_on, period.ends_on)
    return _("Period %(number)s: %(days)s") % {"number": period.number, "days": days}


def _paper(
    named: Named,
    partner: GrantPartner | None,
    frozen_by: ByPaper,
    recipients: Mapping[str, PaperRecipient],
    *,
    may_draft: bool,
) -> Paper:
    to = recipients.get(named.kind)
    title = paper_name(to) if to else _(kind_title(named.kind))
    if partner is not None:
        title = f"{title}: {partner.organisation.name}"
    versions = frozen_by.get(
        (named.period.pk if named.period else None, named.kind, partner.pk if partner else None), []
    )
    texts = _texts_url(named) if to and may_draft else ""
    return Paper(title, versions, named.url("draft") if may_draft else "", texts)


def _texts_url(named: Named) -> str:
    """Where the paper's sections are written; they are a period's."""
    if named.period is None:
        return ""
    return reverse("reporting:text-list", args=[named.grant.ref, named.period.number, named.kind])


@require_safe
def frozen_document(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """A paper as it was sent."""
    grant = visible_grant(request, ref)
    snapshots = ReportSnapshot.objects.visible_to(request.user).filter(grant=grant)
    snapshot = get_object_or_404(snapshots, pk=pk)
    edition = frozen_edition(snapshot, frozen(snapshot), get_language() or "da")
    actor = actor_of(request.user)
    sees_rows, can_find = actor.can(C.VIEW_HISTORY, grant), actor.can(C.AUDIT_CLAIM, grant)
    again = reverse("reporting:recomputed-paper", args=[ref, pk]) if sees_rows else ""
    found = f"{reverse('reporting:finding-new', args=[ref])}?on={PAPER}:{pk}" if can_find else ""
    path = path_of(snapshot)
    notes = actor.can(C.BUILD_CLAIM, grant) and path.next is not None

    def frozen_url(format_: str) -> str:
        return reverse("reporting:document-file", args=[ref, pk, format_])

    links = {
        "files": _files(language_of(grant.pk, snapshot.kind), frozen_url),
        "recompute_url": again,
        "finding_url": found,
        "path": path,
        "decide_url": reverse("reporting:paper-decision", args=[ref, pk]) if notes else "",
        "signed": snapshot.signed.select_related("signed_by"),
        "sign_url": reverse("reporting:paper-sign", args=[ref, pk])
        if actor.can(C.SUBMIT_REPORTS, grant)
        else "",
    }
    return _page(request, grant, edition, links)


def _files(read_in: str | None, url: Callable[[str], str]) -> list[Any]:
    """Each language with its files, the recipient's language first."""
    first = read_in or get_language() or "da"
    languages = sorted(dict(settings.LANGUAGES), key=lambda one: one != first)
    return [
        (one, [(format_, f"{url(format_)}?language={one}") for format_ in FORMATS])
        for one in languages
    ]


@require_safe
def draft_document(request: HttpRequest, ref: str, number: int, kind: str) -> HttpResponse:
    """A paper as the rows stand now."""
    return _draft_page(request, named_draft(request, ref, number, kind, None))


@require_safe
def draft_statement(request: HttpRequest, ref: str, number: int, partner: int) -> HttpResponse:
    """One partner's statement as the rows stand now."""
    return _draft_page(request, named_draft(request, ref, number, PARTNER_STATEMENT, partner))


@require_safe
def draft_whole(request: HttpRequest, ref: str, kind: str) -> HttpResponse:
    """A paper about the grant as a whole as the rows stand now."""
    return _draft_page(request, named_whole(request, ref, kind))


def _draft_page(request: HttpRequest, named: Named) -> HttpResponse:
    edition = draft_now(named)
    may_submit = actor_of(request.user).can(C.SUBMIT_REPORTS, named.grant)
    context = {
        "files": _files(edition.document.read_in, lambda one: named.url("draft-file", one)),
        "breaches": check_reconciliations(edition.document.checks()),
        "texts_url": _texts_url(named) if edition.document.is_addressed else "",
        "submit_url": named.url("submit") if may_submit and named.kind not in SENT_APART else "",
    }
    return _page(request, named.grant, edition, context)


def _page(
    request: HttpRequest, grant: Grant, edition: Edition, more: dict[str, Any]
) -> HttpResponse:
    title = edition.document.meta.title.text(edition.language)
    listed = reverse("reporting:documents", args=[grant.ref])
    tables = edition.document.tables
    context = {
        "heading": title,
        "grant": grant,
        "edition": edition,
        "facts": facts(edition),
        "sections": sections(edition),
        "tables": [printed(table, edition.language, ROWS_ON_PAGE) for table in tables],
        "charts": [draw(picture, edition.language) for picture in edition.document.charts],
        "checks": checks(edition),
        "breadcrumbs": crumbs(grant, (_("Documents"), listed), (title, None)),
        **more,
    }
    return render(request, "reporting/documents/paper.html", context)


@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, ref: str, number: int, kind: str) -> HttpResponse:
    """Ask, then freeze the paper as its next version."""
    return _submit(request, named_draft(request, ref, number, kind, None))


@require_http_methods(["GET", "POST"])
def submit_statement(request: HttpRequest, ref: str, number: int, partner: int) -> HttpResponse:
    """Ask, then freeze one partner's statement as its next version."""
    return _submit(request, named_draft(request, ref, number, PARTNER_STATEMENT, partner))


@require_http_methods(["GET", "POST"])
def submit_whole(request: HttpRequest, ref: str, kind: str) -> HttpResponse:
    """Ask, then freeze a paper about the grant as a whole as its next version."""
    return _submit(request, named_whole(request, ref, kind))


def _submit(request: HttpRequest, named: Named) -> HttpResponse:
    must(request.user, C.SUBMIT_REPORTS, named.grant)
    if request.method == "POST":
        snapshot = submit_document(
            named.kind,
            named.grant,
            named.period,
            partner=named.partner,
            by=request.user,
            at=now(),
        )
        messages.success(
            request,
            _("Version %(version)s is frozen with hash %(hash)s.")
            % {"version": snapshot.version, "hash": snapshot.sha256[:12]},
        )
        return redirect("reporting:document", ref=named.grant.ref, pk=snapshot.pk)
    edition = draft_now(named)
    context = {
        "heading": _("Submit the document"),
        "grant": named.grant,
        "question": edition.document.meta.title.text(edition.language),
        "facts": facts(edition),
        "consequences": [
            _("The figures are frozen as the next version and get their hash."),
            _("Everybody who may see sent documents of this grant can read it."),
        ],
        "breaches": check_reconciliations(edition.document.checks()),
        "submit": _("Submit"),
        "cancel_url": named.url("draft"),
    }
    return render(request, "components/confirm.html", context)
