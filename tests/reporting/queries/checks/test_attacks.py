"""Whoever gets past the triggers is found: each attack names its table and its row (A-31, A-32)."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

from consortium.actions.seals import SEALED, seal_chains
from consortium.models import HOUSE_CHAIN, AuditEvent, ChainHead, ChainSeal
from consortium.queries.chain import verify_chain
from consortium.rules.chain import PaperHead, Point
from reporting.models import Expenditure, ReportSnapshot, triggers
from reporting.queries.checks.base import Fault, Scope
from reporting.queries.checks.catalogue import answers
from reporting.queries.checks.chain import chain_is_whole_since_its_seal, heads_on_paper
from reporting.queries.snapshots import body_of, head_in
from tests.reporting.queries.checks.forging import write_anew
from tests.reporting.queries.checks.test_faults import past_the_triggers

EVENT = "consortium_auditevent"
MIDDLE = "(SELECT id FROM consortium_auditevent WHERE verb = 'claim.submitted')"
COST = "(SELECT id FROM reporting_expenditure WHERE voucher_no = 'A1')"


def faults() -> list[Fault]:
    return [one for answer in answers() for one in answer.faults]


def named() -> set[tuple[str, str]]:
    return {(one.table, one.row) for one in faults()}


def key_of(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql}")
        return str(cursor.fetchone()[0])


def as_replica(*statements: str) -> None:
    """A superuser of PostgreSQL: the triggers stand, and none of them fires."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


WAYS = [past_the_triggers]
if connection.vendor == "postgresql":
    WAYS.append(as_replica)

NEWEST = "(SELECT MAX(history_id) FROM reporting_historicalexpenditure WHERE voucher_no = 'A1')"
PAPER = "(SELECT MIN(id) FROM reporting_reportsnapshot WHERE kind = 'region')"
PROOF = "(SELECT MIN(id) FROM reporting_expenditurefile)"
FILE = "(SELECT MIN(id) FROM consortium_evidencefile)"
PAYMENT = "(SELECT MIN(id) FROM reporting_paymentreceived)"
ALL = [column.attname for column in Expenditure._meta.concrete_fields]
SLIPPED = {"id": "(SELECT MAX(id) + 1 FROM reporting_expenditure)", "voucher_no": "'Z9'"}
# By what is done: statements, the table that is named, and its row.
ATTACKS = {
    "a voucher's amount": (
        [
            "UPDATE reporting_expenditure SET amount = amount + 1, accepted = accepted + 1"
            f" WHERE id = {COST}"
        ],
        "reporting_expenditure",
        COST,
    ),
    "the columns of an event": (
        [f"UPDATE {EVENT} SET reason = 'x' WHERE id = {MIDDLE}"],
        EVENT,
        MIDDLE,
    ),
    "the text of an event": (
        [f"UPDATE {EVENT} SET body_text = replace(body_text, 'a', 'b') WHERE id = {MIDDLE}"],
        EVENT,
        MIDDLE,
    ),
    "the hash of an event": (
        [f"UPDATE {EVENT} SET sha256 = replace(sha256, 'a', 'b') WHERE id = {MIDDLE}"],
        EVENT,
        MIDDLE,
    ),
    "the instant of an event": (
        [f"UPDATE {EVENT} SET at = '2012-03-02 10:00:00+00:00' WHERE id = {MIDDLE}"],
        EVENT,
        MIDDLE,
    ),
    "a row version": (
        [
            "UPDATE reporting_historicalexpenditure SET amount = amount + 1"
            f" WHERE history_id = {NEWEST}"
        ],
        "reporting_historicalexpenditure",
        NEWEST,
    ),
    "the instant of a row version": (
        [
            "UPDATE reporting_historicalexpenditure SET history_date = '2012-03-02 10:00:00+00:00'"
            f" WHERE history_id = {NEWEST}"
        ],
        "reporting_historicalexpenditure",
        NEWEST,
    ),
    "a frozen paper": (
        [f"UPDATE reporting_reportsnapshot SET body = replace(body, '1', '2') WHERE id = {PAPER}"],
        "reporting_reportsnapshot",
        PAPER,
    ),
    "a seal": (
        [
            "UPDATE consortium_chainseal SET sha256 = replace(sha256, 'a', 'b')"
            " WHERE id = (SELECT MIN(id) FROM consortium_chainseal)"
        ],
        "consortium_chainseal",
        "(SELECT MIN(id) FROM consortium_chainseal)",
    ),
    "a decision that is dated back": (
        [
            "UPDATE reporting_expenditure SET decided_at = '2012-03-02 10:00:00+00:00'"
            f" WHERE id = {COST}"
        ],
        "reporting_expenditure",
        COST,
    ),
    "a rate of a frozen profile": (
        ['UPDATE grants_grant SET profile = \'{"rate_cap": "1/1"}\''],
        "grants_grant",
        "(SELECT MIN(id) FROM grants_grant)",
    ),
    "a rate of a frozen profile with the profile's hash": (
        ["UPDATE grants_grant SET profile = '{\"rate_cap\": \"1/1\"}', profile_sha256 = 'x'"],
        "grants_grant",
        "(SELECT MIN(id) FROM grants_grant)",
    ),
    "a voucher that is given another's file": (
        [
            "UPDATE reporting_expenditurefile SET file_id = (SELECT MAX(file_id)"
            f" FROM reporting_expenditurefile) WHERE id = {PROOF}"
        ],
        "reporting_expenditurefile",
        PROOF,
    ),
    "a file that is named as another's": (
        [
            "UPDATE consortium_evidencefile SET file = (SELECT file FROM consortium_evidencefile"
            f" ORDER BY id DESC LIMIT 1) WHERE id = {FILE}"
        ],
        "consortium_evidencefile",
        FILE,
    ),
    "a cost that is slipped in": (
        [
            f"INSERT INTO reporting_expenditure ({', '.join(ALL)}) SELECT"
            f" {', '.join(SLIPPED.get(name, name) for name in ALL)}"
            f" FROM reporting_expenditure WHERE id = {COST}"
        ],
        "reporting_expenditure",
        "MAX(id) FROM reporting_expenditure",
    ),
    "a payment that is dated back": (
        [f"UPDATE reporting_paymentreceived SET received_on = '2012-03-02' WHERE id = {PAYMENT}"],
        "reporting_paymentreceived",
        PAYMENT,
    ),
    "the head of a chain": (
        ["UPDATE consortium_chainhead SET number = number - 1 WHERE chain = 'M-003'"],
        "consortium_chainhead",
        "'M-003'",
    ),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("attack", ATTACKS)
def test_what_was_altered_past_the_triggers_is_named(ledger, way, attack):
    statements, table, row = ATTACKS[attack]
    way(*statements)
    assert (table, key_of(row)) in named()


def test_the_newest_event_cannot_be_dropped(ledger):
    last = AuditEvent.objects.filter(chain="M-003").order_by("-number")[0]
    past_the_triggers(f"DELETE FROM {EVENT} WHERE id = {last.pk}")
    assert ("consortium_chainhead", "M-003") in named()
    # With the head set back as well, the rows that the event vouched for stand there alone.
    past_the_triggers(
        f"UPDATE consortium_chainhead SET number = {last.number - 1},"
        f" sha256 = '{last.previous_sha256}' WHERE chain = 'M-003'"
    )
    gone = named()
    assert last.versions
    for key in last.versions:
        label, pk = key.rsplit(":", 1)
        assert (label.replace(".", "_"), pk) in gone


def test_an_event_in_the_middle_is_named(ledger):
    middle = AuditEvent.objects.get(verb="claim.submitted")
    triggers.remove(connection)
    for event in AuditEvent.objects.filter(chain="M-003", number__gt=middle.number).order_by(
        "-number"
    ):
        AuditEvent.objects.filter(pk=event.pk).update(number=event.number + 1)
    slipped = AuditEvent.objects.get(pk=middle.pk)
    slipped.pk, slipped.number, slipped.previous_sha256 = None, middle.number + 1, middle.sha256
    slipped.verb, slipped.versions = "claim.checked", {}
    slipped.close()
    slipped.save()
    head = ChainHead.objects.get(chain="M-003")
    ChainHead.objects.filter(chain="M-003").update(number=head.number + 1)
    triggers.install(connection)
    following = AuditEvent.objects.get(chain="M-003", number=middle.number + 2)
    assert (EVENT, str(following.pk)) in named()


def test_an_event_that_a_clock_turned_back_has_dated_is_named(ledger):
    head = ChainHead.objects.get(chain="M-003")
    last = AuditEvent.objects.get(chain="M-003", number=head.number)
    triggers.remove(connection)
    last.pk, last.number, last.versions = None, head.number + 1, {}
    last.previous_sha256, last.at = head.sha256, last.at - dt.timedelta(days=1, seconds=1)
    last.close()
    last.save()
    ChainHead.objects.filter(pk="M-003").update(number=last.number, sha256=last.sha256)
    triggers.install(connection)
    [found] = faults()
    assert (found.table, found.row) == (EVENT, str(last.pk))
    told = f"M-003 #{last.number}"
    with translation.override("en"):
        assert str(found.breach) == (
            f"Event {told} is dated more than a day before an event before it: "
            "it is dated back, or a clock was turned back."
        )


def test_an_event_a_little_earlier_than_the_one_before_is_no_fault(ledger):
    """Deeds that meet are written in another order than they began in."""
    head = ChainHead.objects.get(chain="M-003")
    last = AuditEvent.objects.get(chain="M-003", number=head.number)
    last.pk, last.number, last.versions = None, head.number + 1, {}
    last.previous_sha256, last.at = head.sha256, last.at - dt.timedelta(hours=1)
    last.close()
    last.save()
    head.number, head.sha256 = last.number, last.sha256
    head.save()
    assert faults() == []


def papers() -> dict[int, PaperHead]:
    found = {paper.pk: head_in(body_of(paper)) for paper in ReportSnapshot.objects.all()}
    return {pk: head for pk, head in found.items() if head is not None}


def test_every_frozen_paper_names_where_its_chain_ended(ledger):
    assert len(papers()) == ReportSnapshot.objects.count() > 4
    for paper in ReportSnapshot.objects.all():
        head = papers()[paper.pk]
        seal = ChainSeal.objects.get(chain=head.chain, number=head.point.number)
        assert (seal.sha256, seal.verified) == (head.point.sha256, True)
        frozen = AuditEvent.objects.get(verb="snapshot.frozen", subject_id=str(paper.pk))
        assert (head.chain, head.point.number < frozen.number) == (frozen.chain, True)
        assert frozen.after["chain_number"] == head.point.number


def test_a_chain_written_anew_is_caught_by_the_papers_that_are_stored(ledger):
    triggers.remove(connection)
    before = ""
    for event in AuditEvent.objects.filter(chain="M-003").order_by("number"):
        event.previous_sha256 = before
        if event.number == 5:
            event.reason = "Noget andet"
        event.close()
        event.save()
        before = event.sha256
    ChainHead.objects.filter(chain="M-003").update(sha256=before)
    triggers.install(connection)
    assert verify_chain("M-003").broken == ()
    assert {("reporting_reportsnapshot", str(pk)) for pk in papers()} <= named()


def said(*arguments: str) -> tuple[int, list[dict[str, Any]]]:
    out, status = StringIO(), 0
    try:
        call_command("verify_ledger", "--json", *arguments, stdout=out)
    except SystemExit as end:
        status = int(str(end.code))
    return status, [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_perfect_forgery_is_caught_by_any_paper_copy(ledger):
    """Every hash, seal, stored paper and head fits: only what was printed before tells."""
    printed = max(papers().values(), key=lambda head: head.point.number)
    write_anew("M-003", 5, reason="Noget andet")
    assert faults() == []
    status, told = said("--head", str(printed))
    assert status == 1
    assert told[-1]["faults"][0]["table"] == EVENT
    assert told[-1]["faults"][0]["row"] == f"M-003 #{printed.point.number}"


def test_a_paper_copy_that_agrees_is_no_fault(ledger):
    for head in papers().values():
        assert heads_on_paper([head]).find(Scope()) == []
    status, _told = said("--head", str(next(iter(papers().values()))))
    assert status == 0


@pytest.mark.parametrize("text", ["M-003", "M-003:7", "M-003:x:" + "a" * 64, "M-003:7:" + "g" * 64])
def test_what_is_no_head_is_said(ledger, text):
    with pytest.raises(CommandError, match="is not CHAIN:NUMBER:SHA256"):
        said("--head", text)


def test_the_night_seals_what_has_moved_and_a_second_run_nothing(ledger):
    at = ledger.clock()
    made = seal_chains(at=at)
    heads = {head.chain: (head.number, head.sha256) for head in ChainHead.objects.all()}
    assert {one.chain for one in made} == set(heads)
    assert all(one.verified for one in made)
    event = AuditEvent.objects.get(verb=SEALED)
    assert event.chain == HOUSE_CHAIN
    told = {name: (one["number"], one["sha256"]) for name, one in event.after.items()}
    assert told["M-003"] == heads["M-003"]
    assert seal_chains(at=at) == []
    assert faults() == []


def test_what_is_new_since_the_seal_is_verified_and_named(ledger):
    seal_chains(at=ledger.clock())
    assert chain_is_whole_since_its_seal(Scope()) == []
    assert said("--since-seal") == (0, [said("--since-seal")[1][0]])
    newest = AuditEvent.objects.get(verb=SEALED)
    past_the_triggers(f"UPDATE {EVENT} SET reason = 'x' WHERE id = {newest.pk}")
    [found] = chain_is_whole_since_its_seal(Scope())
    assert (found.table, found.row) == (EVENT, str(newest.pk))
    # What lies before the seal is for the whole verification.
    past_the_triggers(f"UPDATE {EVENT} SET reason = 'x' WHERE id = {MIDDLE}")
    assert len(chain_is_whole_since_its_seal(Scope())) == 1
    assert said("--since-seal")[0] == 1


def test_a_broken_chain_is_sealed_as_broken_and_never_read_on_from(ledger):
    ledger.grant.refresh_from_db()
    last = AuditEvent.objects.filter(chain="M-003").order_by("-number")[0]
    past_the_triggers(
        f"UPDATE {EVENT} SET body_text = replace(body_text, 'a', 'b') WHERE id = {last.pk}"
    )
    [seal] = [one for one in seal_chains(at=ledger.clock()) if one.chain == "M-003"]
    assert not seal.verified
    assert (EVENT, str(last.pk)) in {
        (one.table, one.row) for one in chain_is_whole_since_its_seal(Scope(ledger.grant))
    }
    assert ("consortium_chainseal", str(seal.pk)) in named()


def test_the_walk_goes_on_in_small_steps(ledger, monkeypatch):
    whole = verify_chain("M-003")
    monkeypatch.setattr("consortium.queries.chain.BATCH", 7)
    assert verify_chain("M-003") == whole
    assert whole.count == whole.end.number == ChainHead.objects.get(pk="M-003").number
    half = AuditEvent.objects.get(chain="M-003", number=whole.count // 2)
    rest = verify_chain("M-003", Point(half.number, half.sha256))
    assert (rest.end, rest.count) == (whole.end, whole.count - half.number)
