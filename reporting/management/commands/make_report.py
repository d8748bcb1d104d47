"""Any paper of a grant as files: `make_report authority --grant M-003 --period 3 --out out`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from consortium.queries.clock import now
from grants.models import Grant, GrantPartner, ReportingPeriod
from reporting.documents.choosing import edition_of
from reporting.documents.editions import FORMATS
from reporting.documents.parts import KINDS, PARTNER_STATEMENT, PERIODLESS
from reporting.documents.rendering import render
from reporting.models import Claim, PaperRecipient


class Command(BaseCommand):
    """Write one paper in one format or in all."""

    help = "Write a report: the newest frozen version, or a draft where none exists."

    def add_arguments(self, parser: CommandParser) -> None:
        """The seam of design.md 5."""
        parser.add_argument("kind", help=", ".join(_kinds()))
        parser.add_argument("--grant", required=True, help="the grant's reference")
        parser.add_argument("--period", help="its number; left out: the last one claimed")
        parser.add_argument("--partner", type=int, help="the partner's number, for a statement")
        parser.add_argument("--format", default="all", choices=[*FORMATS, "all"])
        parser.add_argument("--language", default="da", choices=["da", "en"])
        parser.add_argument("--as-of", help="the version that was in force on this day (ISO)")
        parser.add_argument("--preview", action="store_true", help="a draft from the rows of today")
        parser.add_argument("--out", required=True, type=Path, help="the folder to write to")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find the paper, render it, print where it lies."""
        grant = _grant(options["grant"])
        kind = _kind(str(options["kind"]), grant)
        period = None if kind in PERIODLESS else _period(grant, options["period"])
        partner = _partner(grant, options["partner"]) if kind == PARTNER_STATEMENT else None
        edition = edition_of(
            kind,
            grant,
            period,
            partner,
            language=options["language"],
            at=now(),
            as_of=_end_of(options["as_of"]),
            preview=options["preview"],
        )
        if edition is None:
            raise CommandError(
                f"Nothing of the kind “{options['kind']}” had been sent{_for(period)} "
                f"of {grant.ref} on {options['as_of']}."
            )
        folder = Path(options["out"])
        folder.mkdir(parents=True, exist_ok=True)
        for format_ in FORMATS if options["format"] == "all" else [options["format"]]:
            path = folder / edition.file_name(format_)
            path.write_bytes(render(edition, format_))
            self.stdout.write(str(path))


def _for(period: ReportingPeriod | None) -> str:
    return f" for period {period.number}" if period else ""


def _kind(told: str, grant: Grant) -> str:
    """The kind of paper: one of the rule book, or that of a recipient of the grant."""
    own = [one.kind for one in PaperRecipient.objects.filter(grant=grant)]
    kind = told if told in own else told.replace("-", "_")
    if kind not in {*KINDS, *own}:
        known = _one_of([*_kinds(), *(one for one in own if one not in KINDS)])
        raise CommandError(f"There is no report “{told}”; choose {known}.")
    return kind


def _kinds() -> list[str]:
    return [kind.replace("_", "-") for kind in KINDS]


def _one_of(names: list[str]) -> str:
    return ", ".join(names) if names else "nothing: there is none yet"


def _grant(ref: str) -> Grant:
    grant = Grant.objects.select_related("fund", "lead").filter(ref=ref).first()
    if grant is None:
        refs = list(Grant.objects.order_by("ref").values_list("ref", flat=True))
        raise CommandError(f"There is no grant “{ref}”; choose {_one_of(refs)}.")
    return grant


def _period(grant: Grant, number: str | None) -> ReportingPeriod:
    periods = {str(one.number): one for one in grant.periods.order_by("number")}
    if number is None:
        claim = Claim.objects.filter(grant=grant).order_by("-number").first()
        number = str(claim.period.number) if claim else next(iter(periods), "")
    if number not in periods:
        raise CommandError(
            f"{grant.ref} has no period “{number}”; choose {_one_of(list(periods))}."
        )
    return periods[number]


def _partner(grant: Grant, number: int | None) -> GrantPartner:
    partners = {
        one.number: one for one in grant.partners.select_related("organisation", "grant__fund")
    }
    if number is None or number not in partners:
        known = [f"{key} ({one.organisation.name})" for key, one in partners.items()]
        raise CommandError(f"Give --partner NUMBER; {grant.ref} has {_one_of(known)}.")
    return partners[number]


def _end_of(day: str | None) -> dt.datetime | None:
    if day is None:
        return None
    try:
        date = dt.date.fromisoformat(day)
    except ValueError as error:
        raise CommandError(f"“{day}” is not a day; write it as 2014-04-15.") from error
    return timezone.make_aware(dt.datetime.combine(date, dt.time.max))
