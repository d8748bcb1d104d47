"""The package: complete, the same bytes each time, flat in memory, no other grant's rows (A-36)."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import tracemalloc
import zipfile
from pathlib import Path
from typing import IO, cast

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from consortium.actions.base import action, record
from consortium.actions.evidence import keep_file
from consortium.exchange.archives import Archive
from consortium.models import AuditEvent, EvidenceFile
from consortium.models.memory import version_digest
from consortium.queries.keys_on_disk import KeysOnDisk
from consortium.queries.texts import sentence_text
from grants.models import Grant, PartnershipAgreement
from reporting.exchange import package as packing
from reporting.exchange import package_files
from reporting.exchange.package import BusyHouse, write_package
from reporting.exchange.package_rows import history_rows
from reporting.models import Expenditure
from reporting.queries.package import gather_keys
from tests.concurrency.processes import ROOT, database_address
from tests.reporting.exchange.forging import (
    edited,
    faults,
    first_key,
    unzipped,
    verified,
    with_manifest,
)
from tests.reporting.paperwork import begin
from tests.reporting.sheeting import written
from tests.reporting.sheets import csv_bytes, row
from tests.sample_files import pdf


def packed(grant) -> io.BytesIO:
    """The package of *grant* in memory."""
    stream = io.BytesIO()
    write_package(grant, stream)
    return stream


def laid(grant, folder: Path) -> Path:
    """The package of *grant*, unzipped."""
    folder.mkdir()
    (folder.parent / "p.zip").write_bytes(packed(grant).getvalue())
    return unzipped(folder.parent / "p.zip", folder)


def table(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    csv.field_size_limit(1 << 30)
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.fixture
def imported(world, settings, tmp_path):
    """A report with three imported lines, whose versions share one hash."""
    settings.MEDIA_ROOT = tmp_path / "media"
    report = begin(world)
    rows = [row(f"B{number}", invoice_no=f"F-{number}") for number in range(3)]
    assert written(world, "costs", report, csv_bytes(rows).decode()).writes
    return world


def test_everything_is_in_it(folder, db):
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    paper = first_key(folder / "data/reporting.reportsnapshot.csv")
    kinds = {name.split(".", 1)[1] for name in names if name.startswith(f"reports/{paper}/")}
    assert kinds == {"pdf", "xlsx", "csv.zip", "xml", "json"}
    assert {"LÆSMIG.txt", "README.txt", "verify.py", "profile/profile.csv"} <= names
    tables = {one["table"]: one for one in table(folder, "tables.csv")}
    for name, about in tables.items():
        assert len(table(folder, f"data/{name}.csv")) == int(about["rows"])
        assert (f"history/{name}.csv" in names) == (about["memory"] == "1")
    assert {"reporting.expenditure", "grants.budgetamount", "partners.membership"} <= set(tables)
    columns = {(one["table"], one["column"]): one for one in table(folder, "dictionary.csv")}
    amount = columns["reporting.claim", "entitlement"]
    assert (amount["kind"], amount["unit"], amount["decimals"]) == ("amount", "DKK", "2")
    assert amount["meaning_en"] == "entitlement F"
    state = columns["reporting.claim", "state"]
    assert "submitted = Submitted" in state["codes_en"]
    assert "submitted = Indsendt" in state["codes_da"]
    assert all(one["meaning_da"] and one["meaning_en"] for one in columns.values())
    rules = {one["parameter"]: one for one in table(folder, "profile/profile.csv")}
    assert rules["inkind_test"]["article"] == "Reg. (EC) 1083/2006 art. 56(2)(c)"
    uses = table(folder, "vouchers/uses.csv")
    assert "reporting.expenditurefile" in {one["table"] for one in uses}


def test_no_secret_is_in_it(folder):
    users = table(folder, "data/consortium.user.csv")
    assert users and not {"password", "last_login"} & set(users[0])
    for name in ("job", "mail", "notification", "formdraft", "calendarfeed", "chainhead"):
        assert not (folder / f"data/consortium.{name}.csv").exists()
    assert not (folder / "data/partners.projectsecret.csv").exists()


def test_the_same_data_give_the_same_bytes(imported):
    first = packed(imported.grant).getvalue()
    assert packed(imported.grant).getvalue() == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.django_db(transaction=True)
def test_another_process_gives_the_same_bytes(request, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    world = request.getfixturevalue("world")
    out = tmp_path / "other.zip"
    command = ["export_audit_package", "--grant", world.grant.ref, "--out", str(out)]
    subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_address(), "PYTHONHASHSEED": "7", "TZ": "UTC"},
        check=True,
        capture_output=True,
    )
    assert out.read_bytes() == packed(world.grant).getvalue()


def test_an_import_is_vouched_for_as_a_whole(imported, tmp_path):
    folder = laid(imported.grant, tmp_path / "u")
    assert verified(folder)[0] == 0
    history = "history/reporting.expenditure.csv"
    assert [one["hashed_text"][0] for one in table(folder, history)] == ["[", "[", "["]

    def dearer(rows):
        text = json.loads(rows[1]["hashed_text"])
        place = list(rows[1]).index("net")
        text[place] = 100
        rows[1] |= {"net": "1,00", "hashed_text": json.dumps(text, separators=(",", ":"))}

    edited(folder / history, dearer)
    with_manifest(folder)
    assert any("versionen er ikke den, hændelse M-003 #" in line for line in faults(folder))


def test_a_version_from_before_a_column_proves_itself(world):
    """`share_cap_pct` came later: the event vouches for the text without it."""
    version = PartnershipAgreement.history.order_by("history_id").first()
    key = f"grants.historicalpartnershipagreement:{version.pk}"
    event = next(one for one in AuditEvent.objects.all() if key in one.versions)
    old = version_digest(version, frozenset({"share_cap_pct"}))
    assert event.versions[key] != old
    keys = KeysOnDisk()
    keys.add_versions([("grants.historicalpartnershipagreement", version.pk, old)])
    rows = list(history_rows(PartnershipAgreement, keys, []))
    cells = {str(head): str(cell) for head, cell in zip(rows[0], rows[1], strict=True)}
    assert cells["not_covered"] == "share_cap_pct"
    assert "share_cap_pct" not in json.loads(cells["hashed_text"])["values"]
    assert hashlib.sha256(cells["hashed_text"].encode()).hexdigest() == old
    keys.close()


def test_a_lost_voucher_is_told_and_fails(imported, tmp_path, capsys):
    item = Expenditure.objects.first()
    kept = keep_voucher(imported, item)
    kept.file.storage.delete(kept.file.name)
    out = tmp_path / "p.zip"
    with pytest.raises(CommandError, match="1 vouchers are lost"):
        call_command("export_audit_package", grant="M-003", out=out)
    folder = unzipped(out, tmp_path / "u")
    assert table(folder, "vouchers/index.csv")[0]["state"] == "missing"
    assert any(kept.sha256 in line for line in faults(folder))


def keep_voucher(world, item):
    """A file of *item*, kept by an action of the grant."""

    @action
    def keep(*, by, at):
        kept = keep_file(content=pdf("Bilag"), name="b.pdf", owner_ref="x", by=by, at=at)
        item.files.create(file=kept, role="other")
        record("test.kept", item, chain=world.grant.ref)
        return kept

    return keep(by=world.pu, at=world.clock())


def test_what_two_owners_hold_lies_there_once(imported, tmp_path):
    @action
    def keep(*, by, at):
        for owner, item in zip("xy", Expenditure.objects.all(), strict=False):
            kept = keep_file(content=pdf("Bilag"), name="b.pdf", owner_ref=owner, by=by, at=at)
            item.files.create(file=kept, role="other")
        record("test.kept", imported.grant, chain=imported.grant.ref)

    keep(by=imported.pu, at=imported.clock())
    folder = laid(imported.grant, tmp_path / "u")
    assert len(table(folder, "vouchers/index.csv")) == 2
    assert len(list((folder / "vouchers").glob("*.pdf"))) == 1
    assert verified(folder)[0] == 0


def test_another_grants_rows_stay_out(imported, tmp_path):
    names = set(zipfile.ZipFile(packed(imported.grant)).namelist())
    assert "data/reporting.expenditure.csv" in names
    empty = Grant(pk=987654, ref="M-999")
    keys = KeysOnDisk()
    gather_keys(empty, keys)
    assert keys.labels() == []
    keys.close()


def test_who_writes_meanwhile_has_it_begun_anew(imported, monkeypatch):
    counts = iter(range(100))
    monkeypatch.setattr(packing, "_last_event", lambda: next(counts))
    with pytest.raises(BusyHouse) as refused:
        packed(imported.grant)
    breach = refused.value.breaches[0]
    assert str(breach) == (
        "So much is being written just now that no package of M-003 can be made that fits "
        "together. Try again in the evening."
    )
    with translation.override("da"):
        assert sentence_text(breach) == (
            "Der skrives så meget lige nu, at der ikke kan laves en pakke af M-003, som hænger "
            "sammen. Prøv igen i aften."
        )
    once = iter([1, 2, 2, 2])
    monkeypatch.setattr(packing, "_last_event", lambda: next(once))
    names = zipfile.ZipFile(packed(imported.grant)).namelist()
    assert len(names) == len(set(names))


def test_a_grant_that_is_not_there(db):
    with pytest.raises(CommandError, match="There is no grant M-000"):
        call_command("export_audit_package", grant="M-000", out=Path("x.zip"))


def test_memory_does_not_grow_with_the_vouchers(imported, settings):
    """Per voucher of 60 kB there is a line more in the ZIP's table of contents, and that is all."""
    content, item = os.urandom(60_000), Expenditure.objects.all()[0]
    path = Path(settings.MEDIA_ROOT) / "evidence" / "one"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)

    def peak(count: int) -> int:
        start = EvidenceFile.objects.count()
        made = EvidenceFile.objects.bulk_create(
            EvidenceFile(
                sha256=f"{number:064x}",
                name="b.pdf",
                content_type="application/pdf",
                size=len(content),
                file="evidence/one",
                owner_ref="x",
                uploaded_by=imported.pu,
                uploaded_at=imported.clock(),
            )
            for number in range(start, start + count)
        )
        item.files.model.objects.bulk_create(
            item.files.model(expenditure=item, file=one, role="other") for one in made
        )
        tracemalloc.start()
        archive, keys = Archive(cast(IO[bytes], Counting())), KeysOnDisk()
        gather_keys(imported.grant, keys)
        package_files.write_vouchers(archive, keys, lambda: None)
        archive.finish({"format": "x"})
        keys.close()
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    few = peak(600)
    many = peak(1_400)
    assert (many - few) / 1_400 < 3_000
    assert many < 8_000_000


class Counting(io.RawIOBase):
    """Takes bytes, keeps none, and can tell where it is."""

    def __init__(self) -> None:
        self.place = 0

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self.place = offset if whence == 0 else self.place + offset
        return self.place

    def tell(self) -> int:
        return self.place

    def write(self, block) -> int:
        self.place += len(block)
        return len(block)


def test_a_snapshot_is_given_in_its_stored_bytes(folder, db):
    rows = table(folder, "data/reporting.reportsnapshot.csv")
    figures = (folder / f"reports/{rows[0]['id']}/figures.json").read_bytes()
    assert hashlib.sha256(figures).hexdigest() == rows[0]["sha256"]
