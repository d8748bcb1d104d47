"""A person asks to be forgotten: by when it is answered, and on which ground it may be refused.

GDPR articles 12(3) and 17; G-03, G-09, G-10.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from consortium.rules.identifiers import contains_cpr
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.spans import add_months

MONTHS, LONGER = 1, 2
CONTACT, PARTICIPANT, EMPLOYEE, EVIDENCE, ELSEWHERE = (
    "contact",
    "participant",
    "employee",
    "evidence",
    "other",
)
ABOUT: Mapping[str, str] = {
    CONTACT: _("A contact in a list"),
    PARTICIPANT: _("A participant who is counted"),
    EMPLOYEE: _("An employee whose hours are charged"),
    EVIDENCE: _("Evidence of a cost, such as a signed list"),
    ELSEWHERE: _("Something else that is kept"),
}
# Kept because the law asks for it, until the retention ends (G-09, G-10).
PROVES_COST = frozenset({EMPLOYEE, EVIDENCE})
SELF, FOR_ANOTHER, AUTHORITY = "self", "for_another", "authority"
ASKERS: Mapping[str, str] = {
    SELF: _("The person"),
    FOR_ANOTHER: _("Somebody with authority from the person"),
    AUTHORITY: _("The data protection authority"),
}
DELETED, NOTHING, REFUSED = "deleted", "nothing", "refused"
OUTCOMES: Mapping[str, str] = {
    DELETED: _("Deleted"),
    NOTHING: _("Nothing was kept of the person"),
    REFUSED: _("Refused"),
}
LAW, CLAIMS, ARCHIVE, UNFOUNDED, UNKNOWN = "17-3-b", "17-3-e", "17-3-d", "12-5", "12-6"
GROUNDS: Mapping[str, str] = {
    LAW: _("Article 17(3)(b): the law asks for it to be kept"),
    CLAIMS: _("Article 17(3)(e): needed for a legal claim"),
    ARCHIVE: _("Article 17(3)(d): archiving in the public interest"),
    UNFOUNDED: _("Article 12(5): manifestly unfounded or excessive"),
    UNKNOWN: _("Article 12(6): the person has not shown who it is"),
}


@dataclass(frozen=True)
class RequestFacts:
    """What is written down when somebody asks: nothing that says who it is (G-03)."""

    about: str
    asked_by: str
    asked_on: date
    reference: str


@dataclass(frozen=True)
class AnswerFacts:
    """What was done, on which ground it was refused, and what the person was told."""

    outcome: str
    ground: str = ""
    told: str = ""


def due_on(asked_on: date, *, longer: bool = False) -> date:
    """The last day for the answer: a month, or three where it was prolonged (article 12(3))."""
    return add_months(asked_on, MONTHS + LONGER if longer else MONTHS)


def check_request(facts: RequestFacts, on: date) -> list[Breach]:
    """What is wrong with a request before it is written down."""
    found = _personal(facts.reference, "reference")
    if facts.about not in ABOUT:
        found.append(Breach("ABOUT_UNKNOWN", _("Say what the request is about."), "about"))
    if facts.asked_by not in ASKERS:
        found.append(Breach("ASKER_UNKNOWN", _("Say who has asked."), "asked_by"))
    if not facts.reference.strip():
        message = _("Give the number under which the letter is filed; the name stays there.")
        found.append(Breach("REFERENCE_MISSING", message, "reference", {}, "G-03"))
    if facts.asked_on > on:
        message = _("%(day)s is still to come; a request is written down when it has been made.")
        params: dict[str, object] = {"day": facts.asked_on}
        found.append(Breach("ASKED_TO_COME", message, "asked_on", params))
    return found


def check_longer(due: date, reason: str, on: date, *, is_longer: bool) -> list[Breach]:
    """What keeps the time from being prolonged: it is done once, in time, and for a reason."""
    found = _personal(reason, "reason")
    law = "GDPR 12(3)"
    if is_longer:
        message = _("The time has been prolonged to %(day)s already; that can be done once.")
        found.append(Breach("LONGER_TWICE", message, "", {"day": due}, law))
    elif on > due:
        message = _(
            "The answer was due on %(day)s; the time is prolonged before that day or never."
        )
        found.append(Breach("LONGER_LATE", message, "", {"day": due}, law))
    if not reason.strip():
        message = _("Say why more time is needed; the person is told so.")
        found.append(Breach("REASON_MISSING", message, "reason", {}, law))
    return found


def check_answer(about: str, facts: AnswerFacts) -> list[Breach]:
    """What is wrong with an answer: a refusal has a ground that fits, and evidence is kept."""
    found = _personal(facts.told, "told")
    if facts.outcome not in OUTCOMES:
        found.append(Breach("OUTCOME_UNKNOWN", _("Say what the answer was."), "outcome"))
    if not facts.told.strip():
        message = _("Write what the person was told, without the name.")
        found.append(Breach("TOLD_MISSING", message, "told", {}, "GDPR 12(3)"))
    if facts.outcome == REFUSED and facts.ground not in GROUNDS:
        message = _("A request is refused on a ground that the law knows. Choose one.")
        found.append(Breach("GROUND_MISSING", message, "ground", {}, "GDPR 12(4)"))
    if facts.outcome != REFUSED and facts.ground:
        message = _("Only a refusal has a ground. Leave it empty.")
        found.append(Breach("GROUND_TOO_MUCH", message, "ground", {}, "GDPR 12(4)"))
    return found + _against_the_law(about, facts)


def _against_the_law(about: str, facts: AnswerFacts) -> list[Breach]:
    if about in PROVES_COST and facts.outcome == DELETED:
        message = _(
            "What proves a cost is kept until the retention ends, and is not deleted on request. "
            "Refuse it under article 17(3)(b)."
        )
        return [Breach("PROVES_A_COST", message, "outcome", {}, "G-10")]
    if about == CONTACT and facts.outcome == NOTHING:
        message = _("The contact stands in the list. Delete it, or refuse on a ground.")
        return [Breach("STANDS_IN_LIST", message, "outcome", {}, "G-10")]
    if about == CONTACT and facts.outcome == REFUSED and facts.ground in (LAW, ARCHIVE):
        message = _(
            "A list of contacts is no evidence: whoever stands in it may always leave. Delete the "
            "contact."
        )
        return [Breach("NO_EVIDENCE", message, "ground", {}, "G-10")]
    if about == PARTICIPANT and facts.outcome == DELETED:
        message = _(
            "Of a participant only a key that nobody can turn back is kept, so there is nothing to "
            "delete. Answer that nothing is kept."
        )
        return [Breach("ONLY_A_KEY", message, "outcome", {}, "G-05")]
    return []


def _personal(text: str, name: str) -> list[Breach]:
    if not contains_cpr(text):
        return []
    message = _(
        "The text holds what reads as a CPR number. CPR numbers are never stored here: leave it "
        "out."
    )
    return [Breach("CPR_NUMBER", message, name, {}, "G-01")]
