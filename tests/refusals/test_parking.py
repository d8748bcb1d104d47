"""Refusals to park a line and to take it up (W-04, R-80, R-91)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

import pytest

from reporting.rules.parking import ParkFacts, TakeUpFacts, check_final, check_park, check_take_up
from tests.refusals.saying import Said, check, named

PARK = ParkFacts("B1", "voucher", D("100.00"), None, False, 1, False, "Mangler.")
TAKE = TakeUpFacts("B1", "Aarhus", True, None, 1, "included", 2, "submitted")


CASES = [
    Said(
        lambda: check_park(replace(PARK, kind="correction")),
        "NOT_PARKABLE",
        "rules 3.0",
        "B1",
        "B1 holds no cost of its own that could be parked. Only vouchers, staff time and "
        "contributions in kind are.",
        "B1 har ingen egen udgift, der kan parkeres. Det kan kun bilag, medgået tid og "
        "naturalydelser.",
    ),
    Said(
        lambda: check_park(replace(PARK, claim=4)),
        "IN_A_CLAIM",
        "R-80",
        "B1",
        "B1 stands in claim 4, so it is not parked. Drop the claim if it is a draft; what "
        "has been claimed is only changed by a correction.",
        "B1 står i anmodning 4 og parkeres derfor ikke. Slet anmodningen, hvis den er en "
        "kladde; det, der er anmodet om, ændres kun ved en korrektion.",
    ),
    Said(
        lambda: check_park(replace(PARK, is_released=True)),
        "RELEASED",
        "R-91",
        "B1",
        "A part of B1 awaited budget and has been released since, so the line is not "
        "parked. What is wrong with it is disallowed or corrected.",
        "En del af B1 afventede budget og er siden frigivet, så linjen parkeres ikke. Det, "
        "der er galt med den, underkendes eller korrigeres.",
    ),
    Said(
        lambda: check_park(replace(PARK, is_last_period=True)),
        "NO_LATER_PERIOD",
        "W-04",
        "B1",
        "Period 1 is the last one, so B1 could never be taken up. Accept it, disallow it, "
        "or ask the partner.",
        "Periode 1 er den sidste, så B1 kunne aldrig tages op igen. Godkend den, underkend "
        "den, eller spørg partneren.",
    ),
    Said(
        lambda: check_park(replace(PARK, reason=" ")),
        "REASON_MISSING",
        "W-04",
        "reason",
        "Say why the line is parked, so that the partner understands it.",
        "Skriv, hvorfor linjen parkeres, så partneren forstår det.",
    ),
    Said(
        lambda: check_take_up(replace(TAKE, taken_up_in=3)),
        "TAKEN_UP_ALREADY",
        "W-04",
        "period",
        "B1 has been taken up in period 3 already. Decide on it there.",
        "B1 er allerede taget op i periode 3. Afgør den der.",
    ),
    Said(
        lambda: check_take_up(replace(TAKE, is_parked=False)),
        "NOT_PARKED",
        "rules 3.0",
        "B1",
        "B1 is not parked, so there is nothing to take up.",
        "B1 er ikke parkeret, så der er intet at tage op.",
    ),
    Said(
        lambda: check_take_up(replace(TAKE, parked_report="submitted")),
        "STILL_THERE",
        "W-04",
        "B1",
        "The report that holds B1 is “Submitted”: its verification still runs. Take the "
        "decision back there.",
        "Rapporten med B1 er “Indsendt”: kontrollen af den er ikke afsluttet. Tag "
        "afgørelsen tilbage der.",
    ),
    Said(
        lambda: check_take_up(replace(TAKE, parked_in=2)),
        "NOT_LATER",
        "W-04",
        "period",
        "B1 was parked in period 2; period 2 is not a later one. Choose a later open period.",
        "B1 blev parkeret i periode 2; periode 2 er ikke en senere. Vælg en senere åben periode.",
    ),
    Said(
        lambda: check_take_up(replace(TAKE, report="verified")),
        "VERIFIED_ALREADY",
        "W-04",
        "period",
        "The report of Aarhus for period 2 is “Verified”, so no line is added to its "
        "verification. Choose a later period.",
        "Rapporten fra Aarhus for periode 2 er “Kontrolleret”, så der føjes ingen linje til"
        " kontrollen af den. Vælg en senere periode.",
    ),
    Said(
        lambda: check_take_up(replace(TAKE, report="included", falls=True)),
        "VERIFIED_ALREADY",
        "W-04",
        "period",
        "The report of Aarhus for period 2 is “Included in claim”, so no line is added to "
        "its verification. Choose a later period.",
        "Rapporten fra Aarhus for periode 2 er “Medtaget i anmodning”, så der føjes ingen "
        "linje til kontrollen af den. Vælg en senere periode.",
    ),
    Said(
        lambda: check_final(2, D("150.00"), ["B1", "B2"]),
        "PARKED_LINES",
        "rules 3.1",
        "",
        "150.00 kr. is parked and waits for a decision: B1, B2. Take the lines up and "
        "decide on them, or disallow them, before the final claim.",
        "150,00 kr. er parkeret og venter på en afgørelse: B1, B2. Tag linjerne op og afgør"
        " dem, eller underkend dem, før slutanmodningen.",
    ),
]


@pytest.mark.parametrize("case", named(CASES).values(), ids=named(CASES))
def test_a_refusal_says(case):
    check(case)
