"""Papers that come with the answer to an auditor's finding (A-26)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from consortium.models import EvidenceFile
from consortium.models.memory import history
from reporting.models.findings import FindingAnswer


class FindingFile(models.Model):
    """A paper that the owner of a finding sends with an answer. Never changed."""

    answer = models.ForeignKey(FindingAnswer, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="+")
    history = history()

    class Meta:
        ordering: ClassVar = ["answer_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["answer", "file"], name="finding_file_once")
        ]

    def __str__(self) -> str:
        return str(self.file)
