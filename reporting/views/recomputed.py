"""A frozen figure beside what the rows of its instant give: papers and claims."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from consortium.actions.base import must
from consortium.queries.texts import moment_text
from consortium.rules.roles import Capability as C
from reporting.documents.cells import readable
from reporting.documents.parts import kind_title
from reporting.documents.recomputed import Figure, recomputed
from reporting.models import ReportSnapshot
from reporting.queries.recomputed import Pair, figures_fixed_at, recomputed_claim
from reporting.rules.figures import VOCABULARY
from reporting.views.claims import load_claim
from reporting.views.explain_links import explain_url, value_of
from reporting.views.lead_pages import crumbs
from reporting.views.past import as_of_url

PAGE = 200


@dataclass(frozen=True)
class Line:
    """One figure, as it was frozen and as it is made again."""

    where: str
    name: str
    frozen: str
    made: str
    agrees: bool
    url: str = ""


@require_GET
def recomputed_paper(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Every figure of a frozen paper, made again from the rows as they stood then."""
    papers = ReportSnapshot.objects.visible_to(request.user)
    related = papers.select_related("grant__lead", "grant_partner")
    paper = get_object_or_404(related, grant__ref=ref, pk=pk)
    grant = paper.grant
    must(request.user, C.VIEW_HISTORY, grant)
    found = recomputed(paper)
    shown = found.differing or list(found.figures)
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    title = f"{_(kind_title(paper.kind))} v{paper.version}"
    here = reverse("reporting:document", args=[grant.ref, paper.pk])
    context = {
        "grant": grant,
        "heading": _("%(paper)s, made again from the rows of then") % {"paper": title},
        "instant": moment_text(paper.created_at),
        "lines": [_of_paper(figure) for figure in page],
        "page": page,
        "count": len(found.figures),
        "differing": len(found.differing),
        "is_same": found.is_same,
        "sha256": (paper.sha256, found.sha256),
        "then_url": as_of_url(reverse("reporting:overview", args=[ref]), paper.created_at),
        "tab": "documents",
        "breadcrumbs": crumbs(
            grant,
            (_("Documents"), reverse("reporting:documents", args=[grant.ref])),
            (title, here),
            (_("Made again"), None),
        ),
    }
    return render(request, "reporting/history/recomputed.html", context)


@require_GET
def recomputed_claim_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Every figure of a sent claim, made again from the rows as they stood when it was sent."""
    claim = load_claim(request, pk)
    grant = claim.grant
    must(request.user, C.VIEW_HISTORY, grant)
    if claim.submitted_at is None:
        raise Http404
    fixed_at = figures_fixed_at(claim)
    pairs = recomputed_claim(claim, fixed_at)
    title = _("Claim %(number)s") % {"number": claim.number}
    here = reverse("reporting:claim-detail", args=[claim.pk])
    context = {
        "grant": grant,
        "heading": _("%(paper)s, made again from the rows of then") % {"paper": title},
        "instant": moment_text(fixed_at),
        "lines": [_of_claim(pair, claim) for pair in pairs],
        "count": len(pairs),
        "differing": sum(not pair.agrees for pair in pairs),
        "then_url": as_of_url(here, fixed_at),
        "tab": "claims",
        "breadcrumbs": crumbs(
            grant,
            (_("Claims"), reverse("reporting:claim-list", args=[grant.ref])),
            (title, here),
            (_("Made again"), None),
        ),
    }
    return render(request, "reporting/history/recomputed.html", context)


def _of_paper(figure: Figure) -> Line:
    language = get_language() or "da"
    kind = figure.column.kind
    return Line(
        where=f"{figure.table} {figure.row}",
        name=str(figure.column.label),
        frozen=readable(figure.frozen, kind, language),
        made=readable(figure.made, kind, language),
        agrees=figure.agrees,
    )


def _of_claim(pair: Pair, claim: object) -> Line:
    figure = VOCABULARY[pair.key]
    return Line(
        where=pair.name or figure.symbol,
        name=_(figure.title),
        frozen=value_of(pair.stored, figure.unit),
        made=value_of(pair.made, figure.unit),
        agrees=pair.agrees,
        url=explain_url(claim, pair.key, partner=pair.partner),
    )
