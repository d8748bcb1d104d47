"""Which questions of the checklist may be not relevant (A-24)."""

from __future__ import annotations

from reporting.rules.checklist import CHECKLIST, NOT_RELEVANT, check_checklist, full_checklist

SOMETIMES = ["vat", "hours", "procurement", "cofinancing", "publicity"]


def test_a_full_checklist_is_complete():
    assert check_checklist(full_checklist()) == []
    assert list(full_checklist()) == [point.key for point in CHECKLIST]


def test_only_some_questions_may_be_not_relevant():
    found = check_checklist(dict.fromkeys(full_checklist(), NOT_RELEVANT))
    always = [point.key for point in CHECKLIST if point.key not in SOMETIMES]
    assert [breach.subject for breach in found] == always
    assert check_checklist(full_checklist() | dict.fromkeys(SOMETIMES, NOT_RELEVANT)) == []


def test_what_is_not_answered_is_named():
    assert [breach.subject for breach in check_checklist({})] == [one.key for one in CHECKLIST]
