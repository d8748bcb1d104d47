"""Write docs/workflow.md from the transition tables, so that it cannot be out of date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from reporting.documents.workflow import workflow_markdown


class Command(BaseCommand):
    """Run it after a table has changed."""

    help = "Write every workflow as a table and a diagram."

    def add_arguments(self, parser: CommandParser) -> None:
        default = Path(settings.BASE_DIR) / "docs" / "workflow.md"
        parser.add_argument("--out", type=Path, default=default)

    def handle(self, *args: Any, **options: Any) -> None:
        options["out"].write_text(workflow_markdown(), encoding="utf-8")
        self.stdout.write(str(options["out"].name))
