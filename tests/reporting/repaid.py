"""The chapter of the story in which money goes back to the fund: an advance was never used up."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile

from grants.models import Grant
from reporting.actions.repayments import approve_repayment, send_repayment, work_out_repayment
from reporting.models import Repayment
from reporting.queries.repayments import final_balance
from reporting.rules.repayments import FinalBalance
from tests.reporting import story
from tests.sample_files import pdf


def proof(text: str = "1") -> SimpleUploadedFile:
    """The bank's proof of payment."""
    return SimpleUploadedFile(f"betaling-{text}.pdf", pdf(f"betaling {text}"))


def balance(world: SimpleNamespace) -> FinalBalance:
    """Where the lead stands with the fund in the end."""
    found = final_balance(world.grant)
    assert found is not None
    return found


def overpaid(world: SimpleNamespace) -> SimpleNamespace:
    """An advance of 1,500,000 has been passed on by budget; the final F is 300,000.

    Aarhus (cost 400,000) and Randers (200,000) are entitled to 200,000 and 100,000; they had
    750,000 and 450,000, and the lead 300,000 without any cost.
    """
    story.settled(world, story.checked(world, is_advance=True))
    costs = {world.aarhus: ["400000.00"], world.randers: ["200000.00"]}
    story.all_verified(world, costs, ["300000.00"])
    world.claim = story.accepted(world, story.sent(world, story.checked(world, is_final=True)))
    world.grant = Grant.objects.get(pk=world.grant.pk)
    return world


def worked_out(world: SimpleNamespace, amount: Decimal | None = None) -> Repayment:
    """The controller has worked out what goes back."""
    asked = balance(world).to_send_back if amount is None else amount
    return work_out_repayment(world.grant, amount=asked, by=world.lc, at=world.clock())


def sent_back(world: SimpleNamespace) -> Repayment:
    """It has been approved and sent."""
    repayment = approve_repayment(worked_out(world), by=world.ls, at=world.clock())
    return send_repayment(
        repayment,
        on=world.clock().date(),
        bank_ref=f"TILBAGE-{repayment.pk}",
        proof=proof(str(repayment.pk)),
        by=world.lc,
        at=world.clock(),
    )
