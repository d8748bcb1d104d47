"""`manage.py import_costs FILE --report REF --by EMAIL`: costs from a sheet, all or none."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import get_language, gettext

from consortium.models import User
from consortium.queries.clock import now
from consortium.queries.texts import sentence_text
from consortium.rules.cell_dates import DAY_FIRST, MONTH_FIRST
from consortium.rules.refusals import Refused
from reporting.actions.import_rows import Outcome
from reporting.actions.import_targets import Target
from reporting.actions.imports import IMPORTABLE, Progress, Source, check, layout_of, write
from reporting.exchange.columns import SheetKind
from reporting.exchange.layout import Layout, answered
from reporting.models import PartnerReport
from reporting.queries.references import report_by_ref

EVERY_FAULT = 2_000_000
QUESTIONS = {
    "missing": "Which column is “%(column)s”? Give --fixed %(name)s=VALUE, or name it there.",
    "marks": "Is “%(column)s” written with decimal comma or point? Give --decimal.",
    "order": "Is “%(column)s” written day first or month first? Give --dates.",
}


class Command(BaseCommand):
    """The same path as the page; exit status 0 and counts, or 1 and every faulty cell."""

    help = "Import costs from XLSX, ODS or CSV into a partner's report."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, the report, the person; what the sheet does not show itself."""
        parser.add_argument("file", type=Path)
        self.add_target(parser)
        parser.add_argument("--by", required=True, metavar="EMAIL", help="who imports")
        parser.add_argument("--dry-run", action="store_true", help="check only")
        parser.add_argument("--json", action="store_true", help="one JSON object")
        parser.add_argument("--decimal", choices=[",", "."], default="")
        parser.add_argument("--dates", choices=["day", "month"], default="")
        parser.add_argument(
            "--fixed", action="append", default=[], metavar="COLUMN=VALUE", help="for all rows"
        )
        parser.add_argument(
            "--number-lines", action="store_true", help="make repeated voucher numbers unique"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Check, and write unless it is a dry run or a cell is faulty."""
        source = self._source(options)
        try:
            outcome = check(source) if options["dry_run"] else write(source)
        except Refused as refused:
            self._refuse(refused, options)
        written = not options["dry_run"] and outcome.is_good and outcome.writes
        self._say(outcome, written=written, as_json=options["json"])
        if not outcome.is_good:
            raise SystemExit(1)

    def add_target(self, parser: CommandParser) -> None:
        """What the sheet is for."""
        parser.add_argument("--report", required=True, help="GRANT/PARTNER NUMBER/PERIOD NUMBER")

    def target(self, options: dict[str, Any]) -> Target:
        """What the sheet is for, as it stands."""
        return _report(options["report"])

    def kind(self, options: dict[str, Any]) -> SheetKind:
        """What is imported."""
        return IMPORTABLE["costs"].kind

    def _source(self, options: dict[str, Any]) -> Source:
        report = self.target(options)
        person = User.objects.filter(email__iexact=options["by"], is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody has the address {options['by']}.")
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        kind = self.kind(options)
        try:
            with path.open("rb") as content:
                layout = layout_of(content, path.name, report, kind)
        except Refused as refused:
            self._refuse(refused, options)
        layout = self._answered(layout, options)
        at = now()
        return Source(
            report, kind, lambda: path.open("rb"), path.name, layout, person, at, _patient()
        )

    def _answered(self, layout: Layout, options: dict[str, Any]) -> Layout:
        """The layout with what the options say; what stays open ends the command."""
        kind = self.kind(options)
        fixed = dict(one.split("=", 1) for one in options["fixed"] if "=" in one)
        layout = answered(
            layout,
            decimal=options["decimal"],
            order={"day": DAY_FIRST, "month": MONTH_FIRST}.get(options["dates"], ""),
            fixed={**layout.fixed, **fixed},
            is_numbered=options["number_lines"] or layout.is_numbered,
        )
        # What is fixed for all rows wins over a column that was only guessed.
        places = {name: at for name, at in layout.places.items() if name not in fixed}
        layout = replace(layout, places=places)
        asked = [
            gettext(QUESTIONS[one.about])
            % {
                "column": kind.column(one.name).title(get_language() or "da").removesuffix(" *"),
                "name": one.name,
            }
            for one in layout.open_questions(kind)
        ]
        if asked and options["json"]:
            self.stdout.write(
                json.dumps({"written": False, "questions": asked}, ensure_ascii=False)
            )
            raise SystemExit(1)
        if asked:
            raise CommandError("\n".join(asked))
        return layout

    def _refuse(self, refused: Refused, options: dict[str, Any]) -> None:
        said = [sentence_text(breach) for breach in refused.breaches]
        if options["json"]:
            self.stdout.write(json.dumps({"written": False, "refused": said}, ensure_ascii=False))
            raise SystemExit(1)
        raise CommandError("\n".join(said))

    def _say(self, outcome: Outcome, *, written: bool, as_json: bool) -> None:
        language = "da" if (get_language() or "da").startswith("da") else "en"
        faults = [
            {
                "row": one["row"],
                "column": one["column"],
                "name": one["name"],
                "label": one["labels"][language],
                "value": one["value"],
                "reason": one["said"][language],
                "rule": one["rule"],
            }
            for one in outcome.faults
        ]
        counts = outcome.to_json()["counts"]
        if as_json:
            answer = {**counts, "written": written, "amounts": outcome.to_json()["amounts"]}
            answer |= {"totals_rows": outcome.totals, "faults": faults}
            answer |= {"remarks": _remarks(outcome, language)}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        for name, count in counts.items():
            self.stdout.write(f"{name}: {count}")
        self.stdout.write(f"written: {written}")
        for name, amount in sorted(outcome.amounts.items()):
            if " " in name:
                self.stdout.write(f"{name}: {amount}")
        for one in _remarks(outcome, language):
            self.stdout.write(f"{one['row']} {one['label']}: {one['said']} ({one['rule']})")
        for one in faults:
            place = f"{one['row']} {one['column']}".strip()
            rule = f" ({one['rule']})" if one["rule"] else ""
            self.stdout.write(f"{place} {one['label']}: “{one['value']}” – {one['reason']}{rule}")


def _remarks(outcome: Outcome, language: str) -> list[dict[str, Any]]:
    """What is said of rows that are taken all the same."""
    return [
        {
            "row": one["row"],
            "label": one["labels"][language],
            "value": one["value"],
            "said": one["said"][language],
            "rule": one["rule"],
        }
        for one in outcome.remarks
    ]


def _patient() -> Progress:
    return Progress(most=EVERY_FAULT)


def _report(ref: str) -> PartnerReport:
    found = report_by_ref(ref)
    if found is None:
        raise CommandError(
            f"There is no report {ref}. Give GRANT/PARTNER NUMBER/PERIOD NUMBER, "
            "as its page shows it."
        )
    return found
