"""Every field of the house that takes a file: who sends it, where, and with what around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.urls import reverse

from grants.models import ApprovalBody
from tests.reporting.written import CONTRACT


@dataclass(frozen=True)
class Place:
    """One field that takes a file: who sends it, where, and with which words around it."""

    name: str
    who: str
    address: Callable[[SimpleNamespace], str]
    given: Callable[[SimpleNamespace], dict[str, Any]]
    # A list is read and forgotten, so what stands in it is checked line by line instead.
    is_list: bool = field(default=False)
    takes_many: bool = field(default=False)
    # The municipal agreement lives ten years later, on a clock of its own.
    clock: str = field(default="clock")
    only_pictures: bool = field(default=False)

    @property
    def field(self) -> str:
        """The field's name in its form."""
        return self.name.rsplit(".", 1)[1]


def _decision(world: SimpleNamespace) -> dict[str, Any]:
    day = world.clock.now.strftime("%d.%m.%Y")
    return {"on": day, "note": "Se brevet.", "reason": "Se brevet.", "accepted": "yes", "text": "?"}


def _at(name: str, *keys: str) -> Callable[[SimpleNamespace], str]:
    def address(world: SimpleNamespace) -> str:
        return reverse(name, args=[getattr(world, key, key) for key in keys])

    return address


def _first_body(world: SimpleNamespace) -> int:
    return ApprovalBody.objects.get(agreement__grant__ref=world.municipal_ref, number=1).pk


def _adopted(world: SimpleNamespace) -> dict[str, Any]:
    return {"outcome": "adopted", "decided_on": _day(world.municipal_clock)}


def _rate(world: SimpleNamespace) -> dict[str, Any]:
    return {
        "employee": world.employee.pk,
        "method": "fixed_share",
        "valid_from": "01.03.2012",
        "valid_to": "30.06.2012",
        "gross_cost": "48.750,00",
        "share_pct": "40",
        "payroll_ref": "LØN",
        "documented_months": "12",
    }


def _day(clock: Any) -> str:
    return str(clock.now.strftime("%d.%m.%Y"))


def _addendum(world: SimpleNamespace) -> dict[str, Any]:
    return {"dated_on": _day(world.municipal_clock), "text": "Et møde mere.", "reason": "Ønsket."}


CHANGES = ("ref", "1")
PLACES = [
    Place(
        "grants.forms.currency.RateListForm.file",
        "pm",
        _at("grants:exchange-rate-import"),
        lambda world: {"reason": ""},
        is_list=True,
    ),
    Place(
        "grants.forms.changes.ApprovalForm.file",
        "ma",
        _at("grants:change-approve", *CHANGES),
        _decision,
    ),
    Place(
        "grants.forms.changes.RefusalForm.file",
        "ma",
        _at("grants:change-reject", *CHANGES),
        _decision,
    ),
    Place(
        "grants.forms.changes.GrantDecisionForm.file",
        "ma",
        _at("grants:grant-decision", "ref", "suspend"),
        _decision,
    ),
    Place(
        "reporting.forms.evidence.EvidenceForm.file",
        "pu",
        _at("reporting:evidence-add", "report_pk", "item_pk"),
        lambda world: {"role": "invoice"},
        takes_many=True,
    ),
    Place(
        "reporting.forms.claims.DecisionForm.letter",
        "ma",
        _at("reporting:claim-decision", "claim_pk"),
        _decision,
    ),
    Place(
        "reporting.forms.publicity.PublicityForm.file",
        "pm",
        _at("reporting:publicity-new", "ref"),
        lambda world: {
            "kind": "website",
            "text": "erhvervaarhus.example",
            "seen_on": world.clock.now.strftime("%d.%m.%Y"),
        },
    ),
    Place(
        "reporting.forms.newsletters.MaterialForm.file",
        "pu",
        _at("reporting:newsletter-material", "ref", "1"),
        lambda world: {
            "partner": world.aarhus.pk,
            "title": "Kaffe",
            "text": "Kom.",
            "rights": "own",
            "picture_text": "Kaffe",
        },
        only_pictures=True,
    ),
    Place(
        "reporting.forms.procurement.ContractForm.file",
        "pm",
        _at("reporting:contract-new", "ref"),
        lambda world: CONTRACT | {"partner": world.aarhus.pk},
    ),
    Place(
        "reporting.forms.invoices.DeliveryForm.receipt",
        "lc",
        _at("reporting:invoice-delivery", "invoice_pk"),
        lambda world: {"channel": "mail", "on": world.clock.now.strftime("%d.%m.%Y")},
    ),
    Place(
        "reporting.forms.claims.FunderQuestionForm.letter",
        "ma",
        _at("reporting:claim-question", "claim_pk"),
        _decision,
    ),
    Place(
        "reporting.forms.claims.FunderAnswerForm.file",
        "pm",
        _at("reporting:claim-question-answer", "claim_pk", "question_pk"),
        _decision,
    ),
    Place(
        "reporting.forms.findings.AnswerForm.papers",
        "pa",
        _at("reporting:finding-answer", "finding_pk"),
        lambda world: {"text": "Vi er enige; se bilaget."},
        takes_many=True,
    ),
    Place(
        "reporting.forms.hours.PayRateForm.letter",
        "pu",
        _at("reporting:rate-new"),
        _rate,
    ),
    Place(
        "grants.forms.municipal.AddendumForm.letter",
        "pm",
        _at("grants:addendum-new", "municipal_ref"),
        _addendum,
        clock="municipal_clock",
    ),
    Place(
        "reporting.forms.status.DecisionForm.letter",
        "pm",
        _at("reporting:evaluation-decide", "municipal_ref", "2023"),
        lambda world: {
            "body": ApprovalBody.objects.get(
                agreement__grant__ref=world.municipal_ref, number=1
            ).pk,
            "outcome": "adopted",
            "decided_on": _day(world.municipal_clock),
        },
        clock="municipal_clock",
    ),
]

# Not attacked from this table: a sheet by its reader, the others where their worlds are.
ELSEWHERE = {
    "reporting.forms.imports.SheetForm.file": "consortium/exchange/test_sheets_refused.py",
    "reporting.forms.passing.PassingForm.file": "consortium/exchange/test_sheets_refused.py",
    "reporting.forms.passing.MappedForm.file": "consortium/exchange/test_sheets_refused.py",
    "reporting.forms.passing.OperationListForm.file": "consortium/exchange/test_sheets_refused.py",
    "reporting.forms.results.SurveyForm.sheet": "consortium/exchange/test_sheets_refused.py",
    "reporting.forms.repayments.RepaymentSentForm.proof": "reporting/actions/test_repayments.py",
    "reporting.forms.logos.LogoForm.file": "reporting/actions/test_recipient_logos.py",
    "reporting.forms.invoices.StatementForm.file": "reporting/exchange/test_bank_files.py",
    "reporting.forms.controls.VisitForm.papers": "reporting/actions/test_visits.py",
}
