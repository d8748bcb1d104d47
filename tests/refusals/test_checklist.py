"""Refusals of the checklist (A-24)."""

from __future__ import annotations

import pytest

from reporting.rules.checklist import check_checklist, full_checklist
from tests.refusals.saying import Said, check, named

CASES = [
    Said(
        lambda: check_checklist(full_checklist() | {"arithmetic": "no"}),
        "CHECKLIST_INCOMPLETE",
        "rules 3.1",
        "arithmetic",
        "Checklist: “The sums of the report agree with its lines.” is not answered with "
        "yes. Check it before you verify.",
        "Tjekliste: »Rapportens summer stemmer med dens linjer.« er ikke besvaret med ja. "
        "Efterprøv det, før rapporten kontrolleres.",
    ),
    Said(
        lambda: check_checklist(full_checklist() | {"vouchers": "no"}),
        "CHECKLIST_INCOMPLETE",
        "rules 3.1",
        "vouchers",
        "Checklist: “Vouchers and proof of payment are there and match the lines.” is not "
        "answered with yes. Check it before you verify.",
        "Tjekliste: »Bilag og betalingsdokumentation foreligger og passer til linjerne.« er"
        " ikke besvaret med ja. Efterprøv det, før rapporten kontrolleres.",
    ),
    Said(
        lambda: check_checklist(full_checklist() | {"period": "no"}),
        "CHECKLIST_INCOMPLETE",
        "rules 3.1",
        "period",
        "Checklist: “Costs were incurred and paid inside the period of the project.” is not"
        " answered with yes. Check it before you verify.",
        "Tjekliste: »Udgifterne er afholdt og betalt inden for projektperioden.« er ikke "
        "besvaret med ja. Efterprøv det, før rapporten kontrolleres.",
    ),
    Said(
        lambda: check_checklist(full_checklist() | {"eligibility": "no"}),
        "CHECKLIST_INCOMPLETE",
        "rules 3.1",
        "eligibility",
        "Checklist: “Costs belong to the project and are eligible by its rules.” is not "
        "answered with yes. Check it before you verify.",
        "Tjekliste: »Udgifterne hører til projektet og er støtteberettigede efter dets "
        "regler.« er ikke besvaret med ja. Efterprøv det, før rapporten kontrolleres.",
    ),
    Said(
        lambda: check_checklist(full_checklist() | {"vat": "no"}),
        "CHECKLIST_INCOMPLETE",
        "rules 3.1",
        "vat",
        "Checklist: “VAT that the partner gets back has been left out.” is not answered "
        "with yes. Check it before you verify.",
        "Tjekliste: »Moms, som partneren får refunderet, er holdt ude.« er ikke besvaret "
        "med ja. Efterprøv det, før rapporten kontrolleres.",
    ),
    Said(
        lambda: check_checklist(full_checklist() | {"hours": "no"}),
        "CHECKLIST_INCOMPLETE",
        "rules 3.1",
        "hours",
        "Checklist: “Time sheets are signed by employee and superior, and rates proved.” is"
        " not answered with yes. Check it before you verify.",
        "Tjekliste: »Timesedler er underskrevet af medarbejder og overordnet, og satser er "
        "dokumenteret.« er ikke besvaret med ja. Efterprøv det, før rapporten kontrolleres.",
    ),
    Said(
        lambda: check_checklist(full_checklist() | {"double_funding": "no"}),
        "CHECKLIST_INCOMPLETE",
        "rules 3.1",
        "double_funding",
        "Checklist: “No cost is charged to another project as well.” is not answered with "
        "yes. Check it before you verify.",
        "Tjekliste: »Ingen udgift er også konteret på et andet projekt.« er ikke besvaret "
        "med ja. Efterprøv det, før rapporten kontrolleres.",
    ),
    Said(
        lambda: check_checklist(full_checklist() | {"procurement": "no"}),
        "CHECKLIST_INCOMPLETE",
        "rules 3.1",
        "procurement",
        "Checklist: “Purchases follow the rules on procurement and market checks.” is not "
        "answered with yes. Check it before you verify.",
        "Tjekliste: »Indkøb følger reglerne om udbud og markedsafsøgning.« er ikke besvaret"
        " med ja. Efterprøv det, før rapporten kontrolleres.",
    ),
    Said(
        lambda: check_checklist(full_checklist() | {"cofinancing": "no"}),
        "CHECKLIST_INCOMPLETE",
        "rules 3.1",
        "cofinancing",
        "Checklist: “Co-financing is documented by letter, bank line or hours.” is not "
        "answered with yes. Check it before you verify.",
        "Tjekliste: »Medfinansieringen er dokumenteret ved brev, banklinje eller timer.« er"
        " ikke besvaret med ja. Efterprøv det, før rapporten kontrolleres.",
    ),
    Said(
        lambda: check_checklist(full_checklist() | {"revenue": "no"}),
        "CHECKLIST_INCOMPLETE",
        "rules 3.1",
        "revenue",
        "Checklist: “Revenue is complete, or there is none.” is not answered with yes. "
        "Check it before you verify.",
        "Tjekliste: »Indtægterne er fuldstændige, eller der er ingen.« er ikke besvaret med"
        " ja. Efterprøv det, før rapporten kontrolleres.",
    ),
    Said(
        lambda: check_checklist(full_checklist() | {"delivery": "no"}),
        "CHECKLIST_INCOMPLETE",
        "rules 3.1",
        "delivery",
        "Checklist: “Activities and indicators are plausible and evidenced.” is not "
        "answered with yes. Check it before you verify.",
        "Tjekliste: »Aktiviteter og indikatorer er sandsynlige og dokumenterede.« er ikke "
        "besvaret med ja. Efterprøv det, før rapporten kontrolleres.",
    ),
    Said(
        lambda: check_checklist(full_checklist() | {"publicity": "no"}),
        "CHECKLIST_INCOMPLETE",
        "rules 3.1",
        "publicity",
        "Checklist: “The fund is named and its emblem shown.” is not answered with yes. "
        "Check it before you verify.",
        "Tjekliste: »Fonden er nævnt, og dens emblem er vist.« er ikke besvaret med ja. "
        "Efterprøv det, før rapporten kontrolleres.",
    ),
    Said(
        lambda: check_checklist(full_checklist() | {"revenue": "not_relevant"}),
        "CHECKLIST_INCOMPLETE",
        "rules 3.1",
        "revenue",
        "Checklist: “Revenue is complete, or there is none.” is not answered with yes. "
        "Check it before you verify.",
        "Tjekliste: »Indtægterne er fuldstændige, eller der er ingen.« er ikke besvaret med"
        " ja. Efterprøv det, før rapporten kontrolleres.",
    ),
]


@pytest.mark.parametrize("case", named(CASES).values(), ids=named(CASES))
def test_a_refusal_says(case):
    check(case)
