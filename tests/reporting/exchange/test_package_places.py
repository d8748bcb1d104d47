"""Whatever is done to the events of the house that a package lends, `verify.py` names it (A-36)."""

from __future__ import annotations

import json

import pytest

from consortium.models import HOUSE_CHAIN
from reporting.exchange.package_places import event_line
from tests.reporting.exchange.forging import (
    canonical,
    edited,
    faults,
    lines_of,
    sha,
    verified,
    with_manifest,
    write_events,
)

FILE = "other_events.jsonl"
ORGANISATIONS = "history/partners.organisation.csv"


def others(folder):
    """The events of other chains, and the hashes of those that are nobody's business."""
    text = (folder / FILE).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def put(folder, events):
    """Write *events* in their place, with a manifest that fits."""
    text = "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events)
    (folder / FILE).write_text(text, encoding="utf-8")
    with_manifest(folder)


def told_to(folder):
    """How far the newest paper of the grant knows the house's chain."""
    bodies = [json.loads(event["body"]) for event in lines_of(folder)]
    return max(one["after"]["house"]["number"] for one in bodies if "house" in one["after"])


@pytest.fixture
def lent(folder):
    """The places in the file of the house's events that are lent and proved by a paper."""
    end = told_to(folder)
    places = [
        place
        for place, event in enumerate(others(folder))
        if event["chain"] == HOUSE_CHAIN and "body" in event and event["number"] < end
    ]
    assert len(places) > 2
    return places


def named(found, *words):
    """That one fault holds all of *words*."""
    assert any(all(word in line for word in words) for line in found), found


def test_the_ladder_has_every_rung_and_no_text_of_others(folder):
    events = others(folder)
    house = [event for event in events if event["chain"] == HOUSE_CHAIN]
    assert [event["number"] for event in house] == list(range(1, len(house) + 1))
    assert len(house) >= told_to(folder)
    for event in house:
        assert "body" not in event or json.loads(event["body"])["versions"]
    status, said = verified(folder)
    assert status == 0, said
    count = sum("body" in event for event in events)
    assert f"OK    {count} hændelser uden for tilsagnet står på deres plads" in said


def test_a_house_event_removed(folder, lent):
    events = others(folder)
    gone = events.pop(lent[1])
    put(folder, events)
    named(faults(folder), FILE, f"house #{gone['number'] + 1} – følger ikke efter None")


def test_the_text_of_a_house_event_removed(folder, lent):
    events = others(folder)
    del events[lent[1]]["body"]
    put(folder, events)
    named(faults(folder), "history/", "hændelse – skrev ned")


def test_two_house_events_change_places(folder, lent):
    events = others(folder)
    one, other = lent[0], lent[1]
    events[one], events[other] = events[other], events[one]
    put(folder, events)
    found = faults(folder)
    number = events[one]["number"]
    named(found, f"{FILE}, række {one + 1}, nr. house #{number} – følger ikke efter None")
    named(found, f"nr. house #1–{first_told(folder)} – indholdet passer ikke til M-003 #")


def test_two_house_events_change_numbers_as_well(folder, lent):
    events = others(folder)
    one, other = events[lent[0]], events[lent[1]]
    for name in ("body", "sha256"):
        one[name], other[name] = other[name], one[name]
    put(folder, events)
    found = faults(folder)
    named(found, f"house #{one['number']} – følger")
    named(found, f"house #{other['number']} – følger")


def forged(event, **versions):
    """*event*, which vouches for *versions* as well; its own hash fits."""
    body = json.loads(event["body"])
    body["versions"] |= versions
    text = canonical(body)
    return event | {"body": text, "sha256": sha(text.encode())}


def test_a_house_event_slipped_in(folder, lent):
    events = others(folder)
    first = events[lent[0]]
    body = json.loads(first["body"]) | {"number": first["number"] + 1, "previous": first["sha256"]}
    slipped = {"chain": HOUSE_CHAIN, "number": body["number"], "body": canonical(body)}
    slipped["sha256"] = sha(slipped["body"].encode())
    events.insert(lent[0] + 1, slipped)
    put(folder, events)
    named(faults(folder), f"{FILE}, række {lent[0] + 3}, nr. house #{body['number']} – følger")
    # With all that follow moved up by one: their texts name another place, and so do the papers.
    for event in events[lent[0] + 2 :]:
        if event["chain"] == HOUSE_CHAIN:
            event["number"] += 1
    put(folder, events)
    found = faults(folder)
    named(found, f"nr. house #1–{first_told(folder)} – indholdet passer ikke til M-003 #")


def first_told(folder):
    """How far the first paper of the grant knows the house's chain."""
    bodies = [json.loads(event["body"]) for event in lines_of(folder)]
    return min(one["after"]["house"]["number"] for one in bodies if "house" in one["after"])


def test_a_version_of_an_organisation_with_a_house_event_that_vouches_for_it(folder):
    """What was possible before: each fits its hash, and only the place tells."""
    renamed: dict[str, str] = {}

    def rename(rows):
        text = json.loads(rows[0]["hashed_text"])
        text["values"]["name"] = "Fætter ApS"
        rows[0] |= {"name": "Fætter ApS", "hashed_text": canonical(text)}
        key = f"partners.historicalorganisation:{rows[0]['history_id']}"
        renamed[key] = sha(rows[0]["hashed_text"].encode())

    edited(folder / ORGANISATIONS, rename)
    [key] = renamed
    events = others(folder)
    place = next(i for i, one in enumerate(events) if key in one.get("body", ""))
    events[place] = forged(events[place], **renamed)
    put(folder, events)
    found = faults(folder)
    assert not any("versionen er ikke den" in line for line in found), found
    named(found, f"{FILE}, nr. house #1–{first_told(folder)} – indholdet passer ikke til M-003 #")


def test_the_end_of_the_houses_chain_cut(folder):
    end = told_to(folder)
    events = [one for one in others(folder) if one["chain"] != HOUSE_CHAIN or one["number"] < end]
    put(folder, events)
    named(faults(folder), FILE, f"–{end} – indholdet passer ikke til M-003 #")


def test_an_own_event_without_its_text(folder):
    events = lines_of(folder)
    del events[5]["body"]
    write_events(folder, events)
    with_manifest(folder)
    named(faults(folder), "events.jsonl, række 6, nr. M-003 #6 – følger ikke efter")


def test_a_line_holds_the_text_only_where_it_is_lent():
    assert event_line("house", 3, "ab", None) == '{"chain":"house","number":3,"sha256":"ab"}\n'
    assert '"body":"{}"' in event_line("house", 3, "ab", "{}")
