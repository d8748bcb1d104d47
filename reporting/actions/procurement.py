"""The register of contracts: entered, changed, and tied to the costs bought under them (T9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max
from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.actions.evidence import keep_file
from consortium.models.memory import add_rows
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.models import Grant, GrantPartner
from reporting.models import ContractCost, Expenditure, ProcurementContract
from reporting.queries.costs import owner_ref
from reporting.rules.procurement import check_contract
from reporting.rules.vouchers import check_personal


class ContractRefused(Refused):
    """The contract lacks something, or the costs are not of it."""

    code = "CONTRACT_REFUSED"


@dataclass(frozen=True)
class ContractFacts:
    """What a contract says; *value* and *threshold* in DKK without VAT."""

    text: str
    supplier: str
    value: Decimal
    procedure: str
    signed_on: dt.date
    supplier_cvr: str = ""
    threshold: Decimal | None = None
    reason: str = ""


@action
def enter_contract(
    partner: GrantPartner,
    facts: ContractFacts,
    *,
    file: UploadedFile[Any] | bytes | None = None,
    name: str = "",
    by: Any,
    at: dt.datetime,
) -> ProcurementContract:
    """Enter a contract that *partner* has signed."""
    grant = _locked_grant(partner.grant, by)
    refuse_if(_breaches(facts, at), ContractRefused)
    numbers = ProcurementContract.objects.filter(grant=grant).aggregate(last=Max("number"))
    contract = ProcurementContract(
        grant=grant,
        grant_partner=partner,
        number=(numbers["last"] or 0) + 1,
        entered_by=by,
        **asdict(facts),
    )
    _keep(contract, file, name, by, at)
    contract.save()
    return _told("contract.entered", contract, _after(contract))


@action
def change_contract(
    contract: ProcurementContract,
    facts: ContractFacts,
    *,
    file: UploadedFile[Any] | bytes | None = None,
    name: str = "",
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> ProcurementContract:
    """Correct what the register says; a new file takes the place of the old one."""
    _locked_grant(contract.grant, by)
    contract = ProcurementContract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    must_be_unchanged(contract, edited_from, chain=contract.grant.ref)
    refuse_if(_breaches(facts, at), ContractRefused)
    before = _after(contract)
    for field, value in asdict(facts).items():
        setattr(contract, field, value)
    _keep(contract, file, name, by, at)
    contract.save()
    return _told("contract.changed", contract, _after(contract), before)


@action
def tie_costs(
    contract: ProcurementContract, costs: Sequence[Expenditure], *, by: Any, at: dt.datetime
) -> ProcurementContract:
    """Say which costs were bought under the contract: those, and no others of its partner."""
    _locked_grant(contract.grant, by)
    known = {one.expenditure_id: one for one in contract.costs.all()}
    wanted = {one.pk: one for one in costs}
    refuse_if(_check_costs(contract, wanted.values()), ContractRefused)
    for key, tie in known.items():
        if key not in wanted:
            tie.delete()
    new = [
        ContractCost(contract=contract, expenditure=one)
        for key, one in wanted.items()
        if key not in known
    ]
    add_rows(new, ContractCost)
    return _told(
        "contract.costs_tied",
        contract,
        {"costs": sorted(one.voucher_no for one in wanted.values())},
        {"costs": len(known)},
    )


def _check_costs(contract: ProcurementContract, costs: Any) -> list[Breach]:
    found = []
    for one in costs:
        if one.grant_partner_id != contract.grant_partner_id:
            message = _("Voucher %(voucher)s is another partner's, the contract is not.")
            found.append(_about(message, one))
        tie = ContractCost.objects.filter(expenditure=one).exclude(contract=contract).first()
        if tie is not None:
            message = _("Voucher %(voucher)s belongs to another contract. Take it out there first.")
            found.append(_about(message, one))
    return found


def _about(message: str, cost: Expenditure) -> Breach:
    return Breach("CONTRACT_COST", message, "costs", {"voucher": cost.voucher_no}, "rules 5.1")


def _breaches(facts: ContractFacts, at: dt.datetime) -> list[Breach]:
    found = check_contract(facts.supplier, facts.supplier_cvr, facts.value, facts.threshold)
    found += check_personal({"text": facts.text, "reason": facts.reason})
    if facts.signed_on > timezone.localdate(at):
        message = _("A contract is entered once it is signed, not before %(day)s.")
        params = {"day": facts.signed_on}
        found.append(Breach("SIGNED_AHEAD", message, "signed_on", params, "rules 5.1"))
    return found


def _keep(contract: ProcurementContract, file: Any, name: str, by: Any, at: dt.datetime) -> None:
    if file is None:
        return
    named = name or str(getattr(file, "name", ""))
    owner = owner_ref(contract.grant_partner.organisation_id)
    contract.file = keep_file(content=file, name=named, owner_ref=owner, by=by, at=at)


def _locked_grant(grant: Grant, by: Any) -> Grant:
    grant = Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    must(by, Capability.PLAN_PROJECT, grant)
    return grant


def _after(contract: ProcurementContract) -> dict[str, Any]:
    return {
        "supplier": contract.supplier,
        "value": contract.value,
        "procedure": contract.procedure,
        "file": contract.file.sha256 if contract.file else "",
    }


def _told(
    verb: str,
    contract: ProcurementContract,
    after: dict[str, Any],
    before: dict[str, Any] | None = None,
) -> ProcurementContract:
    record(verb, contract, chain=contract.grant.ref, before=before, after=after)
    return contract
