"""Stored files read again: no CPR number in their text or name, whatever slipped in (A-35)."""

from __future__ import annotations

from consortium.models import EvidenceFile
from consortium.rules.identifiers import contains_cpr
from consortium.rules.papers import CPR
from consortium.rules.refusals import gettext_noop as _
from reporting.queries.checks.base import Fault, Scope, fault
from reporting.queries.disposal import all_files_of


def files_hold_no_cpr(scope: Scope) -> list[Fault]:
    """A-35: neither the name of a stored file nor its text holds what reads as a CPR number.

    Bytes that cannot be read are A-32's.
    """
    rows = EvidenceFile.objects.filter(destroyed__isnull=True)
    rows = rows if scope.grant is None else all_files_of(scope.grant)
    found = []
    for row in rows.iterator(chunk_size=500):
        if contains_cpr(row.name):
            found.append(fault("A-35", row, _("The name of a file holds what reads as a CPR.")))
        if scope.look is not None and _holds_cpr(row, scope):
            sentence = _("The text of file %(file)s holds what reads as a CPR number.")
            found.append(fault("A-35", row, sentence, file=str(row.pk)))
    return found


def _holds_cpr(row: EvidenceFile, scope: Scope) -> bool:
    assert scope.look is not None
    try:
        with row.file.open("rb") as stored:
            return scope.look(stored.read(), "file").fault == CPR
    except (OSError, ValueError):
        return False
