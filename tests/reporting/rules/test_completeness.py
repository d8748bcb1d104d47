"""What a report lacks."""

from __future__ import annotations

from reporting.rules.completeness import ASKED, Named, ReportFacts, missing_parts

NONE = dict.fromkeys(ASKED, "none")


def test_all_answered_with_none_is_complete():
    assert missing_parts(ReportFacts(NONE, {})) == []


def test_an_answer_must_agree_with_the_rows():
    facts = ReportFacts({**NONE, "costs": "yes", "hours": "none", "revenue": ""}, {"hours": 2})
    found = missing_parts(facts)
    assert [part.step for part in found] == ["costs", "hours", "revenue"]
    assert [part.rule for part in found] == ["rules 3.1", "rules 3.1", "A-18"]
    assert "rows are entered: 2." in str(found[1].breach)


def test_each_gap_says_which_row_it_is_about():
    facts = ReportFacts(NONE, {}, *((Named(key, f"B{key}"),) for key in range(1, 8)))
    assert [(part.step, part.where, part.rule) for part in missing_parts(facts)] == [
        ("indicators", "indicator:5", "A-23"),
        ("costs", "expenditure:1", "A-01"),
        ("costs", "expenditure:2", "A-02"),
        ("costs", "expenditure:3", "A-20"),
        ("costs", "expenditure:4", "A-21"),
        ("hours", "time_sheet:6", "A-13"),
        ("check", "query:7", "rules 3.1"),
    ]
