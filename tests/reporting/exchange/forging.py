"""What somebody could do to an unzipped package, and what `verify.py` says of it."""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any


def sha(content: bytes) -> str:
    """The SHA-256 of some bytes."""
    return hashlib.sha256(content).hexdigest()


def unzipped(package: Path, folder: Path) -> Path:
    """*package*, laid out in *folder*."""
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    return folder


def verified(place: Path, *more: str, script: Path | None = None) -> tuple[int, str]:
    """Exit status and words of the package's own verify.py, by Python alone."""
    program = script or place / "verify.py"
    told = subprocess.run(
        [sys.executable, "-I", "-S", str(program), str(place), *more],
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert "Traceback" not in told.stderr, told.stderr
    return told.returncode, told.stdout


def faults(place: Path, *more: str) -> list[str]:
    """What failed; there is something."""
    status, told = verified(place, *more)
    found = [line.removeprefix("FEJL fil ") for line in told.splitlines() if "FEJL" in line]
    assert status == 1, told
    assert told.splitlines()[-1].startswith("IKKE BEVIST:")
    return found


def with_manifest(folder: Path) -> None:
    """Make the manifest right again, as somebody would who changes a file and is not stupid."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    names = [p.relative_to(folder).as_posix() for p in sorted(folder.rglob("*")) if p.is_file()]
    manifest["files"] = [
        {
            "name": name,
            "sha256": sha((folder / name).read_bytes()),
            "size": (folder / name).stat().st_size,
        }
        for name in names
        if name != "manifest.json"
    ]
    events = lines_of(folder)
    head = {"number": events[-1]["number"], "sha256": events[-1]["sha256"]}
    manifest["chain"] |= head
    path.write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")


def first_key(path: Path, column: str = "id") -> str:
    """The key of the first row of a CSV file: on PostgreSQL no number starts anew for a test."""
    csv.field_size_limit(1 << 30)
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.DictReader(file, delimiter=";"))[column]


def edited(path: Path, change: Callable[[list[dict[str, str]]], object]) -> None:
    """Rewrite a CSV file of the package with *change* made to its rows."""
    csv.field_size_limit(1 << 30)
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, delimiter=";")
        rows, names = list(reader), list(reader.fieldnames or [])
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, delimiter=";", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)


def lines_of(folder: Path) -> list[dict[str, Any]]:
    """The events of the grant."""
    text = (folder / "events.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def write_events(folder: Path, events: list[dict[str, Any]]) -> None:
    """Put *events* in place of the grant's."""
    text = "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events)
    (folder / "events.jsonl").write_text(text, encoding="utf-8")


def canonical(value: Any) -> str:
    """Canonical JSON of plain values, well enough for a forger."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def rechained(events: list[dict[str, Any]]) -> None:
    """Work every number, link and hash out anew."""
    last = ""
    for number, event in enumerate(events, 1):
        body = json.loads(event["body"]) | {"number": number, "previous": last}
        event |= {"number": number, "body": canonical(body)}
        event["sha256"] = last = sha(event["body"].encode())


def head_of(folder: Path) -> str:
    """The head of the chain, as a paper of today prints it."""
    last = lines_of(folder)[-1]
    return f"{last['chain']}:{last['number']}:{last['sha256']}"
