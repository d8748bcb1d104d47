"""A grant must be in force before anything is claimed on it (rules.md 3.0)."""

from __future__ import annotations

from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant

IN_FORCE = ("accepted", "amended")


class GrantNotInForce(Refused):
    """The grant is suspended, terminated, closed or not accepted yet."""

    code = "GRANT_NOT_IN_FORCE"


def must_be_in_force(grant: Grant) -> None:
    """Refuse to build, check or send a claim on a grant that is not in force."""
    if grant.state not in IN_FORCE:
        raise GrantNotInForce.because(
            _(
                "The grant %(grant)s is “%(state)s”, so nothing can be claimed on it. Only a grant "
                "that is accepted, or resumed by the funder, takes claims."
            ),
            rule="rules 3.0",
            grant=grant.ref,
            state=grant.state,
        )
