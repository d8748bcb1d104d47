"""Every address of the product, with something to show at it."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from django.urls import URLPattern, get_resolver, reverse

from consortium.models import EvidenceFile, Notification
from grants.exchange.round_mails import token_of
from grants.models import MeasureOwner, RelatedOperation, StatusRequest
from partners.exchange.contact_mails import token_of as contact_token
from partners.models import Contact, Membership
from reporting.exchange.municipal_link_mails import token_of as link_token
from reporting.exchange.newsletter_mails import token_of as copy_token
from reporting.models import (
    Correction,
    Disbursement,
    Expenditure,
    ReportSnapshot,
)
from tests.house.world import settled

ROLES = (
    *("anonymous", "stranger", "em", "pu", "pa", "randers_pu", "randers_pa", "pm", "lc", "lc2"),
    *("ls", "au", "ma", "rg", "ro", "ad"),
)
# Not pages of the house: the admin is Django's own, and no address below takes a plain GET.
LEFT_OUT = ("admin:",)
MUNICIPAL = tuple(f"grants/<slug:ref>/{one}/" for one in ("municipal", "status", "evaluations"))
BUDGETS = "grants/<slug:ref>/budgets/<int:number>/"


def addresses(resolver: Any = None, space: str = "", path: str = "") -> Iterator[tuple[str, str]]:
    """Every named address with its route."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = path + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", route
        else:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            if inner not in LEFT_OUT:
                yield from addresses(pattern, inner, route)


def _keys(world: SimpleNamespace) -> dict[str, Any]:
    """What `pk` is, by the beginning of the route."""
    return {
        "reports/": world.draft,
        "imports/": world.import_,
        "evidence/": EvidenceFile.objects.order_by("pk").first(),
        "verification/<int:pk>/cofinancing/": settled("R1"),
        "verification/": settled("A1"),
        "claims/": world.claim,
        "payments/": world.payment,
        "disbursements/": Disbursement.objects.get(grant_partner=world.aarhus),
        "corrections/": Correction.objects.get(),
        "recoveries/": Correction.objects.get().recovery,
        "grants/<slug:ref>/documents/jobs/": world.job,
        "grants/<slug:ref>/documents/": ReportSnapshot.objects.filter(grant_partner=None).first(),
        "grants/<slug:ref>/packages/links/": world.package_link,
        "grants/<slug:ref>/packages/": world.package,
        "packages/": world.package_link,
        "grants/<slug:ref>/own-reports/templates/": world.report_schedule.template,
        "grants/<slug:ref>/own-reports/schedules/": world.report_schedule,
        "grants/<slug:ref>/own-reports/": world.own_report,
        "invoices/": world.invoice,
        "grants/<slug:ref>/invoices/instalments/": world.instalments[1],
        "bank-statements/": world.statement,
        "payment-files/": world.payment_file,
        "bank-accounts/": world.account,
        "repayments/": world.repayment,
        "samples/": world.sample,
        "findings/": world.finding,
        "grants/<slug:ref>/closure/certificates/": world.certificate,
        "aid/": world.aid,
        "proposals/": world.proposal.parts.get(),
        "applications/": world.application.support_letters.first(),
        "contact-lists/contacts/": Contact.objects.get(),
        "contact-lists/": world.contact_list,
        "grants/<slug:ref>/coordination/projects/": world.related,
        "grants/<slug:ref>/coordination/tasks/": world.task,
        "grants/<slug:ref>/coordination/areas/": world.area,
        "grants/<slug:ref>/coordination/forum/members/": world.member,
        "grants/<slug:ref>/coordination/members/": world.beside,
        "grants/<slug:ref>/themes/": world.theme,
        "grants/<slug:ref>/coordination/forum/meetings/": world.meeting,
        "grants/<slug:ref>/communication/newsletters/": world.piece,
        "grants/<slug:ref>/communication/events/": world.event,
        "grants/<slug:ref>/communication/activities/": world.activity,
        "passages/": world.passage,
        "people/": Membership.objects.get(user=world.pu),
        "organisations/": world.aarhus.organisation,
        "notices/": Notification.objects.filter(recipient=world.pu).first(),
        "mails/": world.mail,
        "tokens/": world.token,
        "vouchers/": Expenditure.objects.get(voucher_no="A1"),
        "history/": Expenditure.objects.get(voucher_no="A1"),
    }


def address_of(world: SimpleNamespace, name: str, route: str) -> str:
    """The address of *name* with objects of *world* in it."""
    pk = next((row.pk for start, row in _keys(world).items() if route.startswith(start)), 0)
    settled = Expenditure.objects.get(voucher_no="A1")
    given = {
        "ref": world.call.ref if route.startswith("calls/") else world.ref,
        "hold_pk": world.hold.pk,
        "deed": "settle",
        "pk": pk,
        "number": 1,
        "cvr": "29189668",
        "partner": 1,
        "partner_pk": world.aarhus.pk,
        "period_pk": world.periods[1].pk,
        "period_number": 1,
        "item_pk": world.item.pk if route.startswith("reports/") else settled.pk,
        "activity_pk": world.activity.pk,
        "proof_pk": world.proof.pk,
        "unit_pk": world.sample.picks.all()[0].pk,
        "file_pk": world.proof.file_id,
        "page": 1,
        "place": "annex" if route.startswith("passages/") else 1,
        "part": "lessons",
        "theme": 1,
        "row_pk": _row(world, route).pk,
        "query_pk": world.questions[route.split("<")[0]].pk if "query_pk" in route else 0,
        "part_pk": world.part.pk,
        "employee_pk": world.employee.pk,
        "sheet_pk": world.sheet.pk,
        "absence_pk": world.absence.pk,
        "month": "2012-10",
        "step": _step(route),
        "kind": "costs" if "import/" in route else "authority",
        "language": "da",
        "format_": "csv" if "/screens/" in route else "json",
        "code": "authority" if "/recipients/" in route else "hands",
        "section": "economy",
        "format": "json",
        "report": world.draft.pk,
        "rest": "nowhere",
        "label": "reporting.expenditure",
        "extension": "csv",
        "secret": world.secret,
        "key": _figure_or_row(world, route),
    }
    if route.startswith("invoices/"):
        given["format_"] = "peppol.xml"
    if route.startswith(MUNICIPAL):
        given |= _municipal(world, route)
    if "/tables/" in route:
        given |= {"page": "claims", "format_": "csv"}
    if "/rows/" in route:
        given["kind"] = "cofinancing"
    if "compare/" in route or "register/" in route:
        given["format_"] = "csv"
    if route.startswith(BUDGETS) and ("import" in route or "rows" in route):
        given["number"] = world.new_budget.number
    if route.startswith("grants/<slug:ref>/operations/<"):
        given["number"] = RelatedOperation.objects.get().pk
    if route.startswith("proposals/"):
        given |= {"kind": "part", "step": "adopt"}
    if "measures/owners" in route:
        given["number"] = MeasureOwner.objects.get().pk
    if "note/texts" in route:
        given["key"] = "lead"
    if "token" in route:
        given["token"] = _token(world, route)
    wanted = [part.split(">")[0].split(":")[-1] for part in route.split("<")[1:]]
    return reverse(name, kwargs={part: given[part] for part in wanted})


def _token(world: SimpleNamespace, route: str) -> str:
    """What opens a page without a log-in; each kind of link is signed for itself."""
    if route.startswith("contact/"):
        return contact_token(world.asked)
    if route.startswith("newsletter/"):
        return copy_token(world.copy)
    if route.startswith("municipality/"):
        return link_token(world.municipal.link)
    return token_of(StatusRequest.objects.get())


def _municipal(world: SimpleNamespace, route: str) -> dict[str, Any]:
    """The agreement beside the project has a reference and rows of its own."""
    told = world.municipal
    row: Any = told.grant.instalments.first()
    if "parts/" in route:
        row = told.areas["a"]
    elif "actions/" in route:
        row = SimpleNamespace(pk=1)
    elif "lines/" in route:
        row = told.meeting.lines.first()
    elif "links/" in route:
        row = told.link
    elif "evaluations/" in route:
        row = told.evaluation.areas.first()
    return {"ref": told.grant.ref, "pk": row.pk, "kind": "area", "year": 2023}


def _figure_or_row(world: SimpleNamespace, route: str) -> Any:
    """What "key" is: the code of a figure, or the key of a row of the API."""
    if route.startswith("api/"):
        return world.item.pk
    return "report-reported" if route.startswith("reports/") else "TE"


def _step(route: str) -> str:
    if route.startswith("claims/"):
        return "check"
    if route.startswith("passages/"):
        return "return"
    if "/texts/" in route:
        return "review"
    return "suspend" if "decision/" in route else "costs"


def _row(world: SimpleNamespace, route: str) -> Any:
    if route.startswith("verification/"):
        return settled("R1").contributions.get()
    return world.revenue if "revenue" in route else world.contribution


def read(client: Any, url: str) -> int:
    """The status of a GET; a file is read to its end, so that it is closed."""
    answer = client.get(url)
    if answer.streaming:
        list(answer.streaming_content)
    return int(answer.status_code)
