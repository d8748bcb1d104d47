"""What a report lacks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reporting.rules.completeness import (
    ASKED,
    REQUIRED,
    STEPS,
    Named,
    ReportFacts,
    missing_parts,
    progress_of,
)

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
        ("questions", "query:7", "rules 3.1"),
    ]


def test_each_gap_says_in_which_field_it_is_put_right():
    rows = [(Named(key, f"B{key}"),) for key in range(1, 8)]
    rows[4], rows[5] = (Named(5, "B5", "women"),), (Named(6, "B6", "12/2012-03"),)
    places = [part.place for part in missing_parts(ReportFacts(NONE, {}, *rows))]
    assert places == ["women", "invoice", "payment", "delivery", "market", "12/2012-03", ""]


def test_the_meter_counts_the_steps_that_must_be_filled_in():
    begun = progress_of(ReportFacts({}, {}))
    assert (begun.done, len(begun.required), begun.is_complete) == (1, 6, False)
    complete = progress_of(ReportFacts(NONE, {}))
    assert (complete.done, len(complete.required), complete.is_complete) == (6, 6, True)


def test_questions_are_a_step_once_the_lead_has_asked():
    asked = ReportFacts(NONE, {}, not_answered=(Named(1, "Hvad?"), Named(2, "Hvor?")), asked=3)
    progress = progress_of(asked)
    assert (progress.done, len(progress.required), progress.open_questions) == (6, 7, 2)
    answered = progress_of(ReportFacts(NONE, {}, asked=3))
    assert (answered.done, len(answered.required), answered.open_questions) == (7, 7, 0)


def test_the_next_gap_is_looked_for_onwards_and_then_from_the_beginning():
    progress = progress_of(ReportFacts({**NONE, "activities": "", "hours": ""}, {}))
    assert [progress.next_gap(step) for step in ("", "activities", "hours", "check", "texts")] == [
        "activities",
        "hours",
        "activities",
        "activities",
        "activities",
    ]
    only = progress_of(ReportFacts({**NONE, "hours": ""}, {}))
    assert only.next_gap("hours") == ""


NAMED = st.lists(st.builds(Named, st.integers(1, 9), st.text(max_size=3)), max_size=2).map(tuple)
FACTS = st.builds(
    ReportFacts,
    st.dictionaries(st.sampled_from(ASKED), st.sampled_from(["", "yes", "none"])),
    st.dictionaries(st.sampled_from(ASKED), st.integers(0, 3)),
    *[NAMED] * 7,
    asked=st.integers(0, 3),
)


@given(FACTS)
def test_the_meter_and_the_guard_read_one_list(facts):
    progress = progress_of(facts)
    assert list(progress.missing) == missing_parts(facts)
    assert progress.lacking <= set(progress.required) <= {*REQUIRED, "questions"}
    assert 0 <= progress.done <= len(progress.required)
    assert progress.is_complete == (progress.done == len(progress.required))
    for step in ("", *STEPS):
        gap = progress.next_gap(step)
        assert gap in progress.lacking if gap else progress.lacking <= {step}
