"""Every write goes through `@action`: one transaction, one actor, one instant, one memory."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from consortium.models import HOUSE_CHAIN, AuditEvent, ChainHead
from consortium.models.access import actor_of, forget_actor
from consortium.models.memory import Deed, current_deed
from consortium.rules.chain import MOST_BACK
from consortium.rules.hashing import plain
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability

P = ParamSpec("P")
R = TypeVar("R")


class NotAllowed(Refused):
    """The actor may not do this here."""

    code = "NOT_ALLOWED"


class SealedProject(Refused):
    """The project is settled, so nothing in it is written any more."""

    code = "PROJECT_SETTLED"


class TimeGoesForward(Refused):
    """The clock stands before what has already been done in this project."""

    code = "TIME_GOES_FORWARD"


class ForgottenMemory(RuntimeError):
    """An action changed something and recorded no audit event: a fault in the code."""


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Run *function* in one transaction, with ``by`` and ``at`` (and ``reason``) as its memory.

    Raises ForgottenMemory if the outermost action wrote no audit event. An action that calls
    another one joins its transaction and its deed.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        by: Any = kwargs["by"]
        at = kwargs["at"]
        if not isinstance(at, dt.datetime) or at.tzinfo is None:
            raise TypeError("at= must be an aware datetime")
        with transaction.atomic():
            outer = current_deed.get()
            if outer is not None:
                return function(*args, **kwargs)
            forget_actor(by)  # rights are read inside the transaction that uses them
            deed = Deed(by=by, at=at, reason=str(kwargs.get("reason") or ""))
            token = current_deed.set(deed)
            try:
                result = function(*args, **kwargs)
                if not deed.drafts:
                    raise ForgottenMemory(f"{function.__module__}.{function.__name__}")
                _append(deed)
            finally:
                current_deed.reset(token)
            return result

    run.is_action = True  # type: ignore[attr-defined]
    return run


def must(by: Any, capability: Capability, target: models.Model) -> None:
    """Refuse unless *by* holds *capability* on *target* (an application, grant or organisation)."""
    if not actor_of(by).can(capability, target):
        raise NotAllowed.because(
            _("%(person)s may not do this here (needs the right “%(capability)s”)."),
            rule="rules 3.0",
            person=str(by),
            capability=capability.value,
        )


def record(
    verb: str,
    subject: models.Model,
    *,
    chain: str = HOUSE_CHAIN,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    after_seal: bool = False,
) -> None:
    """Note a decision; it is appended to *chain* (a grant's reference) when the action ends.

    A chain that is sealed takes only what comes *after_seal*: seats, holds and the closure itself.
    """
    deed = current_deed.get()
    if deed is None:
        raise RuntimeError("record() is only called inside an action")
    deed.drafts.append(
        {
            "verb": verb,
            "chain": chain or HOUSE_CHAIN,
            "subject_type": subject._meta.label_lower,
            "subject_id": str(subject.pk),
            "subject_label": str(subject)[:200],
            "before": plain(before or {}),
            "after": plain(after or {}),
            "reason": reason or deed.reason,
        }
    )
    if after_seal:
        deed.drafts[-1]["after_seal"] = True


def seal(chain: str) -> None:
    """Make the project of *chain* read-only when the running action ends (rules.md 3.0)."""
    deed = current_deed.get()
    if deed is None:
        raise RuntimeError("seal() is only called inside an action")
    deed.seals.add(chain)


def _append(deed: Deed) -> None:
    # The last event of an action carries the hashes of all row versions that the action made.
    # Chains are locked in one order, whatever order a deed has told of them in.
    heads = {chain: _locked_head(chain) for chain in sorted({one["chain"] for one in deed.drafts})}
    firsts: dict[str, int] = {}
    events = []
    for place, draft in enumerate(deed.drafts):
        chain = draft["chain"]
        firsts.setdefault(chain, place)
        head = heads[chain]
        if not draft.pop("after_seal", False) and head.is_sealed:
            raise SealedProject.because(
                _(
                    "%(ref)s is settled and read-only: nothing is written, changed or decided in "
                    "it any more. Its papers can still be read and made again."
                ),
                rule="rules 3.0",
                ref=chain,
            )
        if place == firsts[chain]:
            _must_go_forward(head, deed.at)
        event = AuditEvent(
            number=head.number + 1,
            at=deed.at,
            by=deed.by,
            versions=deed.versions if place == len(deed.drafts) - 1 else {},
            previous_sha256=head.sha256,
            **draft,
        )
        event.close()
        head.number, head.sha256 = event.number, event.sha256
        events.append(event)
    AuditEvent.objects.bulk_create(events)
    for head in heads.values():
        head.is_sealed = head.is_sealed or head.chain in deed.seals
        head.save()


def _must_go_forward(head: ChainHead, at: dt.datetime) -> None:
    """Say it in words before the database does: an event is never dated back into the past."""
    day = head.last_at  # type: ignore[attr-defined]  # read with the locked head
    if day is not None and at < day - MOST_BACK and day <= timezone.now():
        raise TimeGoesForward.because(
            _(
                "The clock says %(now)s, but the last deed in %(chain)s is of %(last)s. Nothing is "
                "dated back; it can be read and not changed until the clock is past that day."
            ),
            rule="A-31",
            now=timezone.localdate(at),
            last=timezone.localdate(day),
            chain=head.chain,
        )


def _locked_head(chain: str) -> ChainHead:
    last = AuditEvent.objects.filter(chain=OuterRef("chain"), number=OuterRef("number"))
    heads = ChainHead.objects.select_for_update().annotate(last_at=Subquery(last.values("at")[:1]))
    head = heads.filter(chain=chain).first()
    if head is None:
        # Two first events of a chain may meet here: the loser finds the winner's row and waits.
        ChainHead.objects.get_or_create(chain=chain)
        head = heads.get(chain=chain)
    return head
