"""What would go when the papers of a grant are destroyed, and what would stay (A-34, G-09)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import F, Q, QuerySet, TextField, Value

from consortium.models import DestroyedFile, EvidenceFile, Job
from consortium.rules.hashing import digest
from grants.models import Grant
from reporting.models import SheetImport
from reporting.queries.kinds import KINDS


@dataclass(frozen=True)
class Use:
    """A column that points at files; *path* leads from its table to the grant, "" to none."""

    model: Any
    column: str
    path: str

    def of(self, grant: Grant) -> QuerySet[Any]:
        """The files that the grant's rows point at."""
        rows = self.model._default_manager.filter(**{self.path: grant.pk})
        found: QuerySet[Any] = self._named(rows)
        return found

    def elsewhere(self, grant: Grant) -> QuerySet[Any]:
        """The files that other rows point at."""
        rows = self.model._default_manager.all()
        others = rows.exclude(**{self.path: grant.pk}) if self.path else rows
        found: QuerySet[Any] = self._named(others)
        return found

    def _named(self, rows: QuerySet[Any]) -> Any:
        return rows.filter(**{f"{self.column}__isnull": False}).order_by().values(self.column)


@dataclass(frozen=True)
class Part:
    """Files of one kind of row: how many, and their bytes."""

    label: str
    number: int
    size: int


@dataclass(frozen=True)
class Preview:
    """Everything that would be destroyed, and how many files stay since others use them."""

    parts: tuple[Part, ...]
    files: tuple[EvidenceFile, ...]
    in_use: int
    working_papers: int

    @property
    def size(self) -> int:
        """All bytes of evidence."""
        return sum(file.size for file in self.files)

    @property
    def sha256(self) -> str:
        """What was proposed, so that nothing else is confirmed."""
        return digest(sorted(file.sha256 for file in self.files))


def uses() -> Iterator[Use]:
    """Every column of the house that points at an evidence file."""
    for model in apps.get_models():
        if hasattr(model, "history_id") or model is DestroyedFile:
            continue
        for column in model._meta.concrete_fields:
            if column.is_relation and column.related_model is EvidenceFile:
                yield Use(model, column.name, _path(model))


def _path(model: Any) -> str:
    """The columns from *model* to the grant; "" where they lead to an organisation or nowhere."""
    names: list[str] = []
    while model is not Grant:
        kind = KINDS.get(model._meta.label_lower)
        if kind is None or not kind.parent:
            return ""
        column = model._meta.get_field(kind.parent)
        names.append(column.name)
        model = column.related_model
    return "__".join(names) or "pk"


def all_files_of(grant: Grant) -> QuerySet[EvidenceFile]:
    """Every file that a row of the grant points at and that is still here."""
    own = reduce(or_, (Q(pk__in=use.of(grant)) for use in uses() if use.path))
    return EvidenceFile.objects.filter(own, destroyed__isnull=True).order_by("pk")


def files_of(grant: Grant) -> QuerySet[EvidenceFile]:
    """The files that only this grant's rows point at and that are still here."""
    known = list(uses())
    own = reduce(or_, (Q(pk__in=use.of(grant)) for use in known if use.path))
    others = reduce(or_, (Q(pk__in=use.elsewhere(grant)) for use in known))
    return EvidenceFile.objects.filter(own, destroyed__isnull=True).exclude(others).order_by("pk")


def preview(grant: Grant) -> Preview:
    """What would be destroyed now."""
    files = {file.pk: file for file in files_of(grant)}
    parts: defaultdict[str, set[int]] = defaultdict(set)
    for label, key in _named_uses(grant):
        parts[label].add(key)
    told = [
        Part(KINDS[label].name, len(own), sum(files[key].size for key in own))
        for label, keys in sorted(parts.items())
        if (own := keys & set(files))
    ]
    used = set().union(*parts.values()) - set(files)
    gone = DestroyedFile.objects.filter(file__in=used).count()
    return Preview(
        parts=tuple(told),
        files=tuple(files.values()),
        in_use=len(used) - gone,
        working_papers=made_papers(grant).count() + sheets(grant).count(),
    )


def _named_uses(grant: Grant) -> QuerySet[Any]:
    """Each table of the grant's rows that point at a file, and the file; one statement."""
    arms = [
        use.of(grant)
        .annotate(of_table=Value(use.model._meta.label_lower, TextField()), of_file=F(use.column))
        .values_list("of_table", "of_file")
        for use in uses()
        if use.path
    ]
    found: QuerySet[Any] = arms[0].union(*arms[1:], all=True)
    return found


def made_papers(grant: Grant) -> QuerySet[Job]:
    """Files of reports that were made for the grant and lie ready to be fetched."""
    return Job.objects.filter(params__grant=grant.pk).exclude(result="")


def sheets(grant: Grant) -> QuerySet[SheetImport]:
    """Sheets that were imported into the grant's reports."""
    return SheetImport.objects.filter(report__grant_partner__grant=grant).exclude(file="")


def destroyed_of(grant: Grant) -> QuerySet[DestroyedFile]:
    """The files of the grant whose bytes are to be gone."""
    return DestroyedFile.objects.filter(grant_ref=grant.ref).select_related("file")


def bytes_in_use(file: EvidenceFile) -> bool:
    """Whether another row, whose time is not over, is about the same stored bytes."""
    twins = EvidenceFile.objects.filter(file=file.file.name, destroyed__isnull=True)
    return twins.exclude(pk=file.pk).exists()
