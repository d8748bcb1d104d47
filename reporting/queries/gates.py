"""What the check-list finds in a report or a claim that is about to be sent (rules.md 3.1, 4.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from consortium.queries.texts import sentence_text
from consortium.rules.hashing import digest
from reporting.models import Claim, PartnerReport
from reporting.queries.check_runs import faults_of_last_run
from reporting.queries.checks.base import Check, Fault, Scope
from reporting.queries.checks.catalogue import CHECKS, answers_in
from reporting.rules.claim_checks import BLOCK, DEMANDS, NIGHT, WARN, Demand


@dataclass(frozen=True)
class Findings:
    """The faults that stop what is to be sent, and those that its sender must have read."""

    blocking: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()

    @property
    def seal(self) -> str:
        """What says that these warnings were read, and no others; empty if there are none."""
        told = sorted((one.check, one.table, one.row, _spelled(one)) for one in self.warnings)
        return digest([list(one) for one in told]) if told else ""


def _spelled(fault: Fault) -> str:
    """The sentence in one language, so that the seal does not hang on the reader's."""
    return sentence_text(fault.breach, "da")


def before_report(report: PartnerReport) -> Findings:
    """What the checks find in the rows of *report* alone."""
    demands = {code: demand.report for code, demand in DEMANDS.items()}
    return _found(Scope(report.grant_partner.grant, report=report), demands)


def before_claim(claim: Claim) -> Findings:
    """What the checks find in *claim*, and what the last nightly run found that takes longer."""
    demands = {code: demand.claim for code, demand in DEMANDS.items()}
    found = _found(Scope(claim.grant, claim=claim), demands)
    slow = {code for code, demand in demands.items() if demand.at == NIGHT}
    return Findings(found.blocking, (*found.warnings, *faults_of_last_run(claim.grant, slow)))


def _found(scope: Scope, demands: dict[str, Demand]) -> Findings:
    def faults(at: str) -> tuple[Fault, ...]:
        wanted: Iterable[Check] = [
            one for one in CHECKS if one.code in demands and demands[one.code].at == at
        ]
        return tuple(one for answer in answers_in(scope, wanted) for one in answer.faults)

    return Findings(faults(BLOCK), faults(WARN))
