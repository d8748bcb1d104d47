"""Whatever is done to a package, `verify.py` fails and names the file and the row (A-36)."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import zipfile

import pytest

from reporting.exchange.package_verify import heads_in, spelled
from tests.reporting.exchange.forging import (
    canonical,
    edited,
    faults,
    first_key,
    head_of,
    lines_of,
    rechained,
    sha,
    verified,
    with_manifest,
    write_events,
)

COSTS = "data/reporting.expenditure.csv"
HISTORY = "history/reporting.expenditure.csv"


def vouchers(folder):
    return sorted(path for path in (folder / "vouchers").iterdir() if path.suffix == ".pdf")


def saying(found, *words):
    """The first fault that holds all of *words*; there is one."""
    lines = [line for line in found if all(word in line for word in words)]
    assert lines, found
    return lines[0]


def test_untouched_it_proves_itself_with_python_alone(package, folder):
    for place in (package, folder):
        status, told = verified(place, script=folder / "verify.py")
        assert (status, "FEJL" in told) == (0, False), told
        manifest = sha((folder / "manifest.json").read_bytes())
        assert (
            told.splitlines()[-1]
            == f"BEVIST. Manifestets SHA-256, som I sammenligner med jeres brev: {manifest}"
        )
    status, told = verified(folder, "--en", "--head", head_of(folder))
    assert (status, "PROVED. SHA-256 of the manifest, to compare with your letter:" in told) == (
        0,
        True,
    )


def test_a_byte_of_a_voucher(folder):
    path = vouchers(folder)[0]
    content = bytearray(path.read_bytes())
    content[20] ^= 1
    path.write_bytes(content)
    assert saying(faults(folder), f"vouchers/{path.name}", "filen er ændret")
    with_manifest(folder)
    found = faults(folder)
    assert found[0].startswith("data/consortium.evidencefile.csv, række ")
    assert found[0].endswith(f"indholdet passer ikke til {path.stem}")


def test_two_vouchers_swapped(folder):
    one, other = vouchers(folder)[:2]
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    found = faults(folder)
    assert f"vouchers/{one.name} – filen er ændret = vouchers/{other.name}" in found
    assert f"vouchers/{other.name} – filen er ændret = vouchers/{one.name}" in found
    with_manifest(folder)
    assert len(faults(folder)) == 2


def test_a_file_added(folder):
    (folder / "vouchers" / "nyt.pdf").write_bytes(b"%PDF-1.7")
    added = "vouchers/nyt.pdf – filen er lagt til; manifestet kender den ikke"
    assert faults(folder) == [added]


def test_a_file_added_twice_under_one_name_to_the_zip(package, tmp_path, folder):
    place = tmp_path / "twice.zip"
    shutil.copy(package, place)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(place, "a") as archive:
        archive.writestr(COSTS, "id\r\n")
    status, told = verified(place, script=folder / "verify.py")
    assert status == 1
    assert f"fil {COSTS} – filen er lagt til" in told


def test_a_file_removed(folder):
    path = vouchers(folder)[0]
    path.unlink()
    found = faults(folder)
    assert saying(found, f"vouchers/{path.name} – er fjernet")
    assert saying(found, "data/consortium.evidencefile.csv, række", path.stem)


@pytest.mark.parametrize("name", ["manifest", "events.jsonl", COSTS, "tables.csv"])
def test_a_file_of_rubbish_is_a_fault_and_no_crash(folder, name):
    path = folder / ("profile/profile.json" if name == "manifest" else name)
    path.write_bytes(b"\xff\xfe;\x00")
    assert faults(folder)


def test_an_amount_in_a_row(folder):
    key = first_key(folder / COSTS)

    def dearer(rows):
        rows[0]["accepted"] = "99999,00"

    edited(folder / COSTS, dearer)
    found = faults(folder)
    assert f"{COSTS} – filen er ændret " in found
    with_manifest(folder)
    told = saying(faults(folder), f"{COSTS}, række 2, nr. {key} – accepted er ikke")
    assert told.endswith("hvad den hashede tekst siger")


def test_an_amount_in_the_row_and_in_its_newest_version(folder):
    key, version = first_key(folder / COSTS), first_key(folder / HISTORY, "history_id")

    def dearer(rows):
        for row in rows:
            if row["id"] == key:
                row["net"] = "1,00"

    edited(folder / COSTS, dearer)
    edited(folder / HISTORY, dearer)
    with_manifest(folder)
    assert saying(faults(folder), f"{HISTORY}, række 2, nr. {version} – net er ikke")


def test_a_version_with_its_text(folder):
    version = first_key(folder / HISTORY, "history_id")

    def rewritten(rows):
        text = json.loads(rows[0]["hashed_text"])
        text["values"]["supplier"] = "Fætter ApS"
        rows[0] |= {"supplier": "Fætter ApS", "hashed_text": canonical(text)}

    edited(folder / HISTORY, rewritten)
    with_manifest(folder)
    found = faults(folder)
    told = f"{HISTORY}, række 2, nr. {version} – versionen er ikke den, hændelse M-003 #"
    assert saying(found, told)


def test_a_version_removed_and_one_slipped_in(folder):
    version = first_key(folder / HISTORY, "history_id")
    edited(folder / HISTORY, lambda rows: rows.pop(0))
    with_manifest(folder)
    found = faults(folder)
    assert saying(found, f"reporting.historicalexpenditure:{version} – er fjernet (M-003 #")

    def slipped(rows):
        rows.append({**rows[-1], "history_id": "999999"})

    edited(folder / HISTORY, slipped)
    with_manifest(folder)
    assert saying(
        faults(folder), HISTORY, "nr. 999999 – versionen er ikke den, hændelse – skrev ned"
    )


def test_a_row_removed_and_one_slipped_in(folder):
    key = first_key(folder / COSTS)
    edited(folder / COSTS, lambda rows: rows.pop(0))
    with_manifest(folder)
    assert f"{COSTS}, nr. {key} – er fjernet ()" in faults(folder)

    def slipped(rows):
        rows.append({**rows[-1], "id": "999999"})

    edited(folder / COSTS, slipped)
    with_manifest(folder)
    assert saying(faults(folder), COSTS, "nr. 999999 – id er ikke")


def test_an_event(folder):
    events = lines_of(folder)
    place = next(i for i, event in enumerate(events) if '"claim.submitted"' in event["body"])
    name = f"M-003 #{place + 1}"
    before = events[place]["sha256"]
    events[place]["body"] = events[place]["body"].replace("claim.submitted", "claim.drafted")
    write_events(folder, events)
    with_manifest(folder)
    told = f"events.jsonl, række {place + 1}, nr. {name} – indholdet passer ikke til {before}"
    assert faults(folder) == [told]
    # With its own hash made right, the next one no longer follows.
    events[place]["sha256"] = sha(events[place]["body"].encode())
    write_events(folder, events)
    with_manifest(folder)
    told = f"events.jsonl, række {place + 2}, nr. M-003 #{place + 2} – følger ikke efter "
    assert faults(folder)[0].startswith(told)


def test_the_newest_event_removed(folder):
    head = head_of(folder)
    events = lines_of(folder)
    write_events(folder, events[:-1])
    found = faults(folder)
    assert saying(found, "manifest.json", head, "afkortet")
    # With the manifest made right as well: the versions that it vouched for, and the paper.
    with_manifest(folder)
    found = faults(folder, "--head", head)
    assert saying(found, f"--head – {head} er ikke på kæden")
    assert saying(found, "history/", "hændelse – skrev ned")


def test_an_event_slipped_into_the_middle(folder):
    events = lines_of(folder)
    copy = dict(events[10])
    events.insert(10, copy)
    write_events(folder, events)
    with_manifest(folder)
    [found] = faults(folder)
    assert found.startswith("events.jsonl, række 12, nr. M-003 #11 – følger ikke")
    # Taken out of the middle, the one after it has nothing to follow.
    del events[10:12]
    write_events(folder, events)
    with_manifest(folder)
    assert saying(faults(folder), "events.jsonl, række 11, nr. M-003 #12 – følger ikke efter None")


def test_an_event_that_is_dated_back(folder):
    """The clock of the machine was turned back, and the event linked as any other."""
    events = lines_of(folder)
    last = json.loads(events[-1]["body"])
    before = dt.datetime.fromisoformat(last["at"]) - dt.timedelta(days=1, seconds=1)
    late = last | {"at": before.isoformat(timespec="microseconds"), "versions": {}}
    late |= {"number": last["number"] + 1, "previous": events[-1]["sha256"]}
    body = canonical(late)
    forged = {
        "chain": "M-003",
        "number": late["number"],
        "body": body,
        "sha256": sha(body.encode()),
    }
    write_events(folder, [*events, forged])
    with_manifest(folder)
    place = f"events.jsonl, række {len(events) + 1}, nr. M-003 #{late['number']}"
    told = last["at"][:19].replace("T", " ")
    wrong = "noget er ændret, fjernet, skudt ind eller dateret tilbage"
    assert faults(folder) == [f"{place} – følger ikke efter {told}: {wrong}"]
    # Deeds that meet are written in another order than they began in: a day is no fault.
    late["at"] = (before + dt.timedelta(seconds=1)).isoformat(timespec="microseconds")
    forged["body"] = canonical(late)
    forged["sha256"] = sha(forged["body"].encode())
    write_events(folder, [*events, forged])
    with_manifest(folder)
    assert verified(folder)[0] == 0


def test_a_decision_that_is_dated_back(folder):
    key = first_key(folder / COSTS)

    def earlier(rows):
        rows[0]["decided_at"] = "2012-03-02 10:00:00+00:00"

    edited(folder / COSTS, earlier)
    with_manifest(folder)
    assert saying(faults(folder), f"{COSTS}, række 2, nr. {key} – decided_at er ikke")


def test_a_snapshot(folder):
    key = first_key(folder / "data/reporting.reportsnapshot.csv")

    def richer(rows):
        rows[0]["body"] = rows[0]["body"].replace("50000.00", "90000.00")

    edited(folder / "data/reporting.reportsnapshot.csv", richer)
    with_manifest(folder)
    found = faults(folder)
    assert saying(found, f"data/reporting.reportsnapshot.csv, række 2, nr. {key} – body er ikke")
    assert saying(found, f"reports/{key}/figures.json, række 2, nr. {key} – indholdet passer ikke")
    assert saying(found, f"reports/{key}/figures.json, række 2 –", "≠")


def test_the_frozen_rules(folder):
    path = folder / "profile/profile.json"
    path.write_text(path.read_text(encoding="utf-8").replace("1/2", "3/4"), encoding="utf-8")
    with_manifest(folder)
    assert saying(faults(folder), "profile/profile.json", "indholdet passer ikke")


def test_a_claim_above_its_limit(folder):
    def higher(rows):
        rows[0] |= {"entitlement": "99999999,00", "amount": "99999999,00"}

    edited(folder / "data/reporting.claim.csv", higher)
    found = faults(folder)
    assert saying(found, "data/reporting.claim.csv, række 2 – limit_1: 15000000.00 ≠ 99999999.00")
    assert saying(found, "data/reporting.claim.csv, række 2 – shares:")


def test_a_disbursement_that_is_not_the_payment(folder):
    def less(rows):
        rows[-1]["share"] = "1,00"

    edited(folder / "data/reporting.disbursement.csv", less)
    assert saying(faults(folder), "data/reporting.paymentreceived.csv, række 2 – passed on:")


def test_the_whole_chain_and_the_manifest_made_anew(folder):
    """Only the paper that somebody holds from before tells of it."""
    head = head_of(folder)

    def renamed(rows):
        for row in rows:
            if row["supplier"]:
                row["supplier"] = "Fætter ApS"
            if "hashed_text" in row:
                text = json.loads(row["hashed_text"])
                if text["values"]["supplier"]:
                    text["values"]["supplier"] = "Fætter ApS"
                key = f"reporting.historicalexpenditure:{row['history_id']}"
                row["hashed_text"] = canonical(text)
                digests[key] = sha(row["hashed_text"].encode())

    digests: dict[str, str] = {}
    edited(folder / COSTS, renamed)
    edited(folder / HISTORY, renamed)
    events = lines_of(folder)
    for event in events:
        body = json.loads(event["body"])
        body["versions"] |= {key: digests[key] for key in body["versions"] if key in digests}
        event["body"] = canonical(body)
    rechained(events)
    write_events(folder, events)
    with_manifest(folder)
    assert head_of(folder) != head
    assert saying(
        faults(folder, "--head", head), f"--head – {head} er ikke på kæden: den er afkortet"
    )


def test_a_head_from_paper_may_be_short_but_not_too_short(folder):
    head = head_of(folder)
    chain, number, digest = head.split(":")
    assert verified(folder, "--head", f"{chain}:{number}:{digest[:12]}")[0] == 0
    assert faults(folder, "--head", f"{chain}:{number}:{digest[:11]}")
    assert faults(folder, "--head", f"M-004:{number}:{digest}")
    assert faults(folder, "--head", f"{chain}:9999:{digest}")
    assert faults(folder, "--head", "nonsense")


def test_heads_are_found_wherever_a_paper_prints_them():
    head = {"chain": "M-003", "number": 7, "sha256": "ab"}
    assert heads_in({"meta": [{"head": head}], "tables": []}) == ["M-003:7:ab"]
    assert heads_in({"meta": {"sha256": "ab"}}) == []


@pytest.mark.parametrize(
    ("value", "decimals", "cell"),
    [
        (None, 0, ""),
        (True, 0, "1"),
        (-1250, 2, "-12,50"),
        ("9007199254740993", 2, "90071992547409,93"),
        ("=1+1", 0, "'=1+1"),
        ("-", 0, "'-"),
        ({"b": [1], "a": "æ"}, 0, '{"a":"æ","b":[1]}'),
    ],
)
def test_how_a_value_stands_in_a_cell(value, decimals, cell):
    assert spelled(value, decimals) == cell
