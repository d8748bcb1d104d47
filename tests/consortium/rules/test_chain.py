"""A chain holds link by link, or says which link does not and why (A-31)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.rules import chain as law
from consortium.rules.chain import ORIGIN, Link, PaperHead, Point, Walk
from consortium.rules.hashing import canonical, sha256

DAY = dt.datetime(2012, 3, 1, 12, tzinfo=dt.UTC)


def links(count: int, name: str = "M-003", start: Point = ORIGIN) -> list[Link]:
    """A chain as `AuditEvent.close` writes it."""
    made, before = [], start.sha256
    for number in range(start.number + 1, start.number + count + 1):
        text = canonical(
            {
                "after": {"number": number, "previous": "x", "reason": ""},
                "chain": name,
                "number": number,
                "previous": before,
                "reason": f"Æble {number}",
            }
        )
        before = sha256(text)
        made.append((number * 7, number, before, DAY + dt.timedelta(minutes=number), text.encode()))
    return made


def walked(chain: list[Link], name: str = "M-003") -> Walk:
    walk = Walk(name)
    walk.take(chain)
    return walk


def said(chain: list[Link]) -> set[tuple[int, str]]:
    return {(one.number, one.sentence) for one in walked(chain).broken}


@given(st.integers(0, 30), st.text(max_size=20), st.integers(1, 9))
def test_a_whole_chain_holds_in_steps_of_any_size(count, name, step):
    chain = links(count, name)
    walk = Walk(name)
    for start in range(0, count, step):
        walk.take(chain[start : start + step])
    assert walk.broken == []
    assert walk.count == walk.point.number == count
    assert walk.point.sha256 == (chain[-1][2] if chain else "")


@given(st.integers(2, 12), st.data())
def test_any_byte_that_changes_is_told(count, data):
    chain = links(count)
    place = data.draw(st.integers(0, count - 1))
    key, number, digest, at, text = chain[place]
    byte = data.draw(st.integers(0, len(text) - 1))
    changed = text[:byte] + bytes([text[byte] ^ 1]) + text[byte + 1 :]
    chain[place] = (key, number, digest, at, changed)
    assert said(chain) == {(number, law.ALTERED)}


@given(st.integers(3, 12), st.data())
def test_any_link_that_is_missing_is_told(count, data):
    chain = links(count)
    place = data.draw(st.integers(0, count - 2))
    del chain[place]
    assert said(chain) == {(place + 2, law.MISSING), (place + 2, law.UNLINKED)}


def test_the_last_that_is_missing_is_told_by_the_point():
    assert walked(links(5)[:-1]).point != walked(links(5)).point


def test_a_link_that_was_written_anew_does_not_hold_the_next():
    chain = links(4)
    text = chain[1][4].replace(b"ble 2", b"ble 9")
    chain[1] = (chain[1][0], 2, sha256(text.decode()), chain[1][3], text)
    assert said(chain) == {(3, law.UNLINKED)}


def test_a_link_that_was_slipped_in_is_told():
    chain = links(4)
    assert (2, law.TWICE) in said([*chain[:2], chain[1], *chain[2:]])


def test_a_link_of_another_chain_or_place_is_told():
    other = links(2, "M-004")
    assert said(other) == {(1, law.MISPLACED), (2, law.MISPLACED)}
    moved = links(3)
    # The number was changed in the column alone.
    moved[2] = (moved[2][0], 4, *moved[2][2:])
    assert said(moved) == {(4, law.MISSING), (4, law.MISPLACED)}


def test_a_place_that_is_quoted_in_a_reason_counts_for_nothing():
    """The text of a reason may look like the frame of a link: its quotes are escaped."""
    chain = links(2)
    quoted = f'"chain":"M-003","number":3,"previous":"{chain[-1][2]}","reason":"'
    text = canonical(
        {"chain": "M-003", "number": 9, "previous": "y", "reason": quoted, "verb": quoted}
    )
    link = (21, 3, sha256(text), DAY + dt.timedelta(hours=1), text.encode())
    assert said([*chain, link]) == {(3, law.UNLINKED)}


@pytest.mark.parametrize(("back", "told"), [(24 * 60, False), (24 * 60 + 1, True)])
def test_a_day_back_is_told_and_less_is_not(back, told):
    chain = links(3)
    late = chain[1][3] - dt.timedelta(minutes=back)
    chain[2] = (*chain[2][:3], late, chain[2][4])
    assert said(chain) == ({(3, law.BACKDATED)} if told else set())


def test_a_clock_is_not_walked_back_in_small_steps():
    chain = links(4)
    for place, hours in ((1, 20), (2, 40), (3, 60)):
        at = DAY - dt.timedelta(hours=hours)
        chain[place] = (*chain[place][:3], at, chain[place][4])
    assert said(chain) == {(3, law.BACKDATED), (4, law.BACKDATED)}


def test_instants_are_read_as_either_database_keeps_them():
    aware = dt.datetime(2012, 3, 1, 12, 0, 0, 5, tzinfo=dt.UTC)
    assert law.instant("2012-03-01 12:00:00.000005") == aware
    assert law.instant(aware) == aware
    assert law.instant("damaged") < aware


def test_a_walk_goes_on_from_a_seal():
    first = links(3)
    point = Point(3, first[-1][2])
    walk = Walk("M-003", point)
    walk.take(links(2, start=point))
    assert (walk.broken, walk.count, walk.point.number) == ([], 2, 5)
    astray = Walk("M-003", replace(point, sha256="0" * 64))
    astray.take(links(2, start=point))
    assert [one.sentence for one in astray.broken] == [law.UNLINKED]


def test_a_head_on_paper_is_read_as_it_is_printed():
    head = PaperHead("M-003", Point(41, "ab" * 32))
    assert PaperHead.read(str(head)) == head
    assert PaperHead.read(f"  {str(head).replace('ab', 'AB')} ") == head
    for wrong in ("", "M-003:41", "M-003:x:" + "ab" * 32, ":41:" + "ab" * 32, "M-003:41:ab"):
        with pytest.raises(ValueError, match=r"."):
            PaperHead.read(wrong)
