"""How far a sent paper has come on its path through the bodies (rules.md 5.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reporting.models import PaperDecision, ReportSnapshot
from reporting.queries.texts import recipient_of
from reporting.rules.paper_steps import next_body


@dataclass(frozen=True)
class Path:
    """The bodies in their order, and what those that have had their turn decided."""

    bodies: Sequence[str]
    decided: Sequence[PaperDecision]

    @property
    def next(self) -> str | None:
        """Whose turn it is."""
        return next_body(self.bodies, len(self.decided))

    @property
    def steps(self) -> list[tuple[str, PaperDecision | None]]:
        """Each body with its decision; a path that was changed later keeps what was decided."""
        done = [(one.body, one) for one in self.decided]
        return [*done, *((body, None) for body in self.bodies[len(done) :])]


def path_of(snapshot: ReportSnapshot) -> Path:
    """The path of *snapshot*, as its recipient names the bodies."""
    recipient = recipient_of(snapshot.grant, snapshot.kind)
    decided = snapshot.body_decisions.select_related("noted_by").order_by("number")
    return Path(recipient.bodies if recipient else (), list(decided))
