"""What a report lacks before it may be submitted (rules.md 3.1, A-01, A-13, A-18, A-20, A-21)."""

from __future__ import annotations

import pytest

from consortium.rules.refusals import Breach
from reporting.rules.completeness import ASKED, Named, ReportFacts, missing_parts
from tests.refusals.saying import Said, check, named

NONE = dict.fromkeys(ASKED, "none")
ROW = (Named(7, "B7"),)


def lacks(facts: ReportFacts) -> list[Breach]:
    return [missing.breach for missing in missing_parts(facts)]


CASES = [
    Said(
        lambda: lacks(ReportFacts({**NONE, "costs": ""}, {})),
        "REPORT_INCOMPLETE",
        "rules 3.1",
        "costs",
        "The question has no answer yet: choose “yes” or “none in this period”.",
        "Spørgsmålet er ikke besvaret endnu: vælg »ja« eller »ingen i denne periode«.",
    ),
    Said(
        lambda: lacks(ReportFacts({**NONE, "revenue": ""}, {})),
        "REPORT_INCOMPLETE",
        "A-18",
        "revenue",
        "The question has no answer yet: choose “yes” or “none in this period”.",
        "Spørgsmålet er ikke besvaret endnu: vælg »ja« eller »ingen i denne periode«.",
    ),
    Said(
        lambda: lacks(ReportFacts(NONE, {"hours": 2})),
        "REPORT_INCOMPLETE",
        "rules 3.1",
        "hours",
        "The answer is “none”, but rows are entered: 2. Remove them or answer “yes”.",
        "Svaret er »ingen«, men der er indtastet rækker: 2. Fjern dem, eller svar »ja«.",
    ),
    Said(
        lambda: lacks(ReportFacts(NONE, {"revenue": 1})),
        "REPORT_INCOMPLETE",
        "A-18",
        "revenue",
        "The answer is “none”, but rows are entered: 1. Remove them or answer “yes”.",
        "Svaret er »ingen«, men der er indtastet rækker: 1. Fjern dem, eller svar »ja«.",
    ),
    Said(
        lambda: lacks(ReportFacts({**NONE, "activities": "yes"}, {})),
        "REPORT_INCOMPLETE",
        "rules 3.1",
        "activities",
        "The answer is “yes”, but no row is entered. Enter one or answer “none”.",
        "Svaret er »ja«, men der er ingen rækker. Indtast en, eller svar »ingen«.",
    ),
    Said(
        lambda: lacks(ReportFacts({**NONE, "revenue": "yes"}, {})),
        "REPORT_INCOMPLETE",
        "A-18",
        "revenue",
        "The answer is “yes”, but no row is entered. Enter one or answer “none”.",
        "Svaret er »ja«, men der er ingen rækker. Indtast en, eller svar »ingen«.",
    ),
    Said(
        lambda: lacks(ReportFacts(NONE, {}, without_voucher=ROW)),
        "REPORT_INCOMPLETE",
        "A-01",
        "costs",
        "B7 has no voucher file. Attach the invoice or receipt.",
        "B7 har ingen bilagsfil. Vedhæft fakturaen eller kvitteringen.",
    ),
    Said(
        lambda: lacks(ReportFacts(NONE, {}, without_payment=ROW)),
        "REPORT_INCOMPLETE",
        "A-02",
        "costs",
        "B7 has no proof of payment. Attach the bank line or the payment list.",
        "B7 har ingen betalingsdokumentation. Vedhæft banklinjen eller betalingslisten.",
    ),
    Said(
        lambda: lacks(ReportFacts(NONE, {}, without_delivery=ROW)),
        "REPORT_INCOMPLETE",
        "A-20",
        "costs",
        "B7, in kind, has no proof of delivery. Attach what shows that it was given.",
        "B7, naturalydelse, mangler dokumentation for levering. Vedhæft det, der viser, at "
        "den er ydet.",
    ),
    Said(
        lambda: lacks(ReportFacts(NONE, {}, without_market=ROW)),
        "REPORT_INCOMPLETE",
        "A-21",
        "costs",
        "B7 lies above the limit of the grant. Attach the procurement file or the market "
        "check, or give the reason why none was possible.",
        "B7 ligger over tilsagnets grænse. Vedhæft udbudsmaterialet eller "
        "markedsafsøgningen, eller begrund, hvorfor den ikke var mulig.",
    ),
    Said(
        lambda: lacks(ReportFacts(NONE, {}, not_counted=ROW)),
        "REPORT_INCOMPLETE",
        "A-23",
        "indicators",
        "The indicator “B7” is not counted. Enter a figure, also if it is 0.",
        "Indikatoren »B7« er ikke opgjort. Skriv et tal, også hvis det er 0.",
    ),
    Said(
        lambda: lacks(ReportFacts(NONE, {}, not_approved=ROW)),
        "REPORT_INCOMPLETE",
        "A-13",
        "hours",
        "The time sheet of B7 is not approved by the superior. Have it approved, or take it out.",
        "Timesedlen for B7 er ikke godkendt af den overordnede. Få den godkendt, eller tag den ud.",
    ),
    Said(
        lambda: lacks(ReportFacts(NONE, {}, not_answered=ROW)),
        "REPORT_INCOMPLETE",
        "rules 3.1",
        "questions",
        "The question “B7” is not answered. Answer it.",
        "Spørgsmålet »B7« er ikke besvaret. Besvar det.",
    ),
]


@pytest.mark.parametrize("case", named(CASES).values(), ids=named(CASES))
def test_a_refusal_says(case):
    check(case)
