"""Refusals to settle a project and to dispose of its papers (rules.md 3.1, G-09, A-34)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from consortium.rules.money import ZERO
from reporting.rules.closing import Hold, Matters, disposal_breaches, settling_breaches
from reporting.rules.repayments import FinalBalance
from tests.refusals.saying import Said, check, named

CASES = [
    Said(
        lambda: settling_breaches(Matters(None)),
        "NO_FINAL_CLAIM",
        "rules 3.1",
        "claims",
        "There is no final claim that the funder has decided; build and send it first.",
        "Der er ingen slutanmodning, som fonden har afgjort; opstil og send den først.",
    ),
    Said(
        lambda: settling_breaches(Matters(FinalBalance(D("1000.00"), received=D("900.50")))),
        "FINAL_NOT_PAID",
        "rules 3.1",
        "payments",
        "The fund owes 99.50 kr.: the final entitlement is 1,000.00 kr., 900.50 kr. have "
        "come. Book the rest when it comes.",
        "Fonden skylder 99,50 kr.: det endelige krav er 1.000,00 kr., der er kommet 900,50 "
        "kr. Bogfør resten, når den kommer.",
    ),
    Said(
        lambda: settling_breaches(Matters(FinalBalance(D("1000.00"), received=D("1000.01")))),
        "FINAL_NOT_RECOVERED",
        "rules 3.1",
        "payments",
        "0.01 kr. are to go back to the fund: 1,000.01 kr. have come, the final entitlement"
        " is 1,000.00 kr. Pay them back and book it.",
        "0,01 kr. skal tilbage til fonden: der er kommet 1.000,01 kr., det endelige krav er"
        " 1.000,00 kr. Betal dem tilbage, og bogfør det.",
    ),
    Said(
        lambda: settling_breaches(Matters(FinalBalance(ZERO), undecided_claims=1)),
        "CLAIM_UNDECIDED",
        "rules 3.1",
        "claims",
        "Claims that are not decided yet: 1. Record the fund's decision.",
        "Anmodninger, der endnu ikke er afgjort: 1. Registrér fondens afgørelse.",
    ),
    Said(
        lambda: settling_breaches(Matters(FinalBalance(ZERO), open_corrections=2)),
        "CORRECTION_OPEN",
        "rules 3.1",
        "corrections",
        "Open corrections: 2. Decide and book them.",
        "Åbne korrektioner: 2. Afgør og bogfør dem.",
    ),
    Said(
        lambda: settling_breaches(Matters(FinalBalance(ZERO), unpaid_recoveries=3)),
        "RECOVERY_OPEN",
        "rules 3.1",
        "corrections",
        "Recoveries not yet paid back or offset: 3. Book what comes in, or offset it.",
        "Tilbagebetalinger, der endnu ikke er betalt eller modregnet: 3. Bogfør det, der "
        "kommer ind, eller modregn det.",
    ),
    Said(
        lambda: settling_breaches(Matters(FinalBalance(ZERO), waiting_disbursements=4)),
        "DISBURSEMENT_OPEN",
        "rules 3.1",
        "payments",
        "Disbursements not yet sent and confirmed: 4. Send them and have the receipt confirmed.",
        "Videreudbetalinger, der endnu ikke er sendt og bekræftet: 4. Send dem, og få "
        "modtagelsen bekræftet.",
    ),
    Said(
        lambda: settling_breaches(Matters(FinalBalance(ZERO), open_queries=5)),
        "QUERY_OPEN",
        "rules 3.1",
        "verification",
        "Questions not yet closed: 5. Answer and close them.",
        "Spørgsmål, der endnu ikke er lukket: 5. Besvar og luk dem.",
    ),
    Said(
        lambda: settling_breaches(Matters(FinalBalance(ZERO), unfinished_reports=6)),
        "REPORT_OPEN",
        "rules 3.1",
        "verification",
        "Partner reports on their way: 6. Verify them and claim their rows.",
        "Partnerrapporter undervejs: 6. Kontrollér dem, og tag deres poster med i en anmodning.",
    ),
    Said(
        lambda: settling_breaches(Matters(FinalBalance(ZERO), open_changes=7)),
        "CHANGE_OPEN",
        "rules 3.1",
        "changes",
        "Change requests that wait for an end: 7. Sign, reject or withdraw them.",
        "Ændringsanmodninger, der ikke er afsluttet: 7. Underskriv, afvis eller træk dem tilbage.",
    ),
    Said(
        lambda: disposal_breaches(None, [], date(2026, 1, 1)),
        "NO_RETENTION_DATE",
        "G-09",
        "",
        "The day until which papers are kept is not known yet. Enter the day that it is "
        "counted from.",
        "Det vides endnu ikke, til hvilken dag papirerne opbevares. Indtast den dag, der "
        "regnes fra.",
    ),
    Said(
        lambda: disposal_breaches(date(2020, 12, 31), [], date(2020, 12, 31)),
        "STILL_KEPT",
        "A-34",
        "",
        "The papers are kept until 31/12/2020 and may go on 01/01/2021 at the earliest.",
        "Papirerne opbevares til 31.12.2020 og kan tidligst bortskaffes 1.1.2021.",
    ),
    Said(
        lambda: disposal_breaches(date(2020, 12, 31), [Hold(date(2019, 3, 1))], date(2021, 1, 1)),
        "LEGAL_HOLD",
        "A-34",
        "",
        "A legal hold of 01/03/2019 stands; nothing is disposed of until it is lifted.",
        "Et bortskaffelsesstop af 1.3.2019 gælder; intet bortskaffes, før det er ophævet.",
    ),
    Said(
        lambda: disposal_breaches(
            date(2020, 12, 31), [Hold(date(2019, 3, 1), date(2021, 1, 1))], date(2021, 1, 1)
        ),
        "LEGAL_HOLD",
        "A-34",
        "",
        "A legal hold of 01/03/2019 stands; nothing is disposed of until it is lifted.",
        "Et bortskaffelsesstop af 1.3.2019 gælder; intet bortskaffes, før det er ophævet.",
    ),
]


@pytest.mark.parametrize("case", named(CASES).values(), ids=named(CASES))
def test_a_refusal_says(case):
    check(case)
