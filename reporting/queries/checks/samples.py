"""Samples: drawn again from what is stored, they give the same lines (A-24, A-25)."""

from __future__ import annotations

from consortium.rules.refusals import gettext_noop as _
from reporting.models import VerificationSample
from reporting.queries.checks.base import Fault, Scope, fault
from reporting.queries.funding import VERIFIED_REPORTS
from reporting.queries.samples import agrees


def samples_draw_again(scope: Scope) -> list[Fault]:
    """A-25: every sample re-runs from its seed; of a verified report every line was looked at."""
    path = "report__grant_partner__grant"
    samples = VerificationSample.objects.filter(scope.of(path)).select_related("report")
    found = []
    for sample in samples.prefetch_related("lines"):
        lines = list(sample.lines.all())
        if not agrees(sample, lines):
            sentence = _("Drawn again from its seed, the sample gives other lines than are stored.")
            found.append(fault("A-25", sample, sentence))
        is_done = sample.report.state in VERIFIED_REPORTS
        if is_done and any(line.checked_at is None for line in lines):
            sentence = _("The report is verified, and a line of its sample was not looked at.")
            found.append(fault("A-25", sample, sentence))
    return found
