"""The agreement of 001 between Erhverv Aarhus and Aarhus Kommune, in a chain of its own.

Its deeds are told in 2022 to 2024, where the document has them, after the demo's own day: a
grant's chain only asks that its own events follow each other. What the document does not say
(money used, results, minutes) is demo data.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from consortium.actions.people import create_person
from consortium.rules.roles import Role
from grants.actions.addenda import note_fault
from grants.actions.agreed_parts import add_part
from grants.actions.applications import ask_for_support, draft_application, submit_application
from grants.actions.awards import award_grant
from grants.actions.grants import accept_grant
from grants.actions.municipal import (
    draft_municipal_agreement,
    sign_as_municipality,
    sign_as_operator,
)
from grants.actions.periods import lay_out_periods
from grants.actions.seats import appoint
from grants.models import (
    AgreedAmount,
    AgreedTarget,
    Area,
    Fund,
    Grant,
    MunicipalAgreement,
    ReportingPeriod,
    RuleProfileVersion,
)
from reporting.actions.evaluations import (
    begin_evaluation,
    decide_evaluation,
    save_evaluation,
    save_evaluation_area,
    submit_evaluation,
    write_completion_note,
)
from reporting.actions.status import (
    add_meeting_action,
    close_status_meeting,
    note_area_cost,
    note_target_result,
    open_status_meeting,
    save_minutes,
    save_status_line,
)
from reporting.management.demo.agreement_words import (
    ACTIVITIES,
    AREAS,
    BASELINE,
    BODIES,
    CRITERIA,
    ENDED,
    EVALUATED,
    FAULTS,
    GLN,
    MONEY,
    OUTCOMES,
    RESULTS,
    SAID,
    SUMMARY,
    SURVEY,
    TARGETS,
    USED,
)
from reporting.management.demo.clock import Clock
from reporting.management.demo.invoices import first_halves, number_seller, second_halves
from reporting.management.demo.people import DOMAIN, PASSWORD, People
from reporting.models import AnnualEvaluation

REF = "001"
TOTAL = Decimal("1600000.00")
SEATS = (
    ("municipality", Role.MU, "aarhus"),
    ("lead", Role.PM, "lead"),
    ("controller", Role.LC, "lead"),
    ("signatory", Role.LS, "lead"),
    ("auditor", Role.AU, "audit"),
    ("funder", Role.MA, "funder"),
)
MEETINGS = ((2023, 4, 12), (2023, 7, 5), (2023, 10, 4), (2024, 1, 10))


def tell_agreement(people: People, today: Clock) -> Grant:
    """The agreement signed, four statuses closed, the evaluation of 2023 with its second body."""
    _take_seats(people, today)
    number_seller(people, today)
    clock = Clock(dt.date(2022, 12, 1))
    grant = _promised(people, clock)
    agreement = _drawn_up(people, grant, clock)
    clock.move_to(dt.date(2022, 12, 20))
    agreement = sign_as_operator(agreement, by=people["signatory"], at=clock())
    sign_as_municipality(agreement, by=people["municipality"], at=clock())
    first_halves(people, grant, clock)
    _first_year(people, grant, clock)
    second_halves(people, grant, clock)
    evaluation = begin_evaluation(grant, 2023, by=people["lead"], at=clock())
    _write_evaluation(people, evaluation, clock)
    clock.move_to(dt.date(2024, 2, 1))
    evaluation = submit_evaluation(evaluation, by=people["signatory"], at=clock())
    clock.move_to(dt.date(2024, 2, 15))
    decide_evaluation(
        evaluation,
        outcome="adopted",
        decided_on=dt.date(2024, 2, 15),
        by=people["municipality"],
        at=clock(),
    )
    ended = Area.objects.get(agreement=agreement, letter="c")
    write_completion_note(
        ended, completed_on=dt.date(2023, 6, 30), text=ENDED, by=people["signatory"], at=clock()
    )
    return grant


def _write_evaluation(people: People, evaluation: AnnualEvaluation, clock: Clock) -> None:
    """What is said of the year and of each area."""
    by = people["lead"]
    save_evaluation(evaluation, summary=SUMMARY, by=by, at=clock())
    for row in evaluation.areas.select_related("area", "evaluation"):
        words: dict[str, Any] = dict(EVALUATED[row.area.letter])
        save_evaluation_area(row, **words, by=by, at=clock())


def _take_seats(people: People, clock: Clock) -> None:
    admin = people["admin"]
    people.users["municipality"] = create_person(
        email=f"municipality@{DOMAIN}",
        name="Konsulent, Aarhus Kommune",
        language="da",
        password=PASSWORD,
        by=admin,
        at=clock(),
    )
    for login, role, organisation in SEATS:
        appoint(
            user=people[login],
            role=role,
            organisation=people.organisations[organisation],
            grant_ref=REF,
            starts_on=dt.date(2011, 11, 1),
            by=admin,
            at=clock(),
        )


def _promised(people: People, clock: Clock) -> Grant:
    lead, signatory = people["lead"], people["signatory"]
    application = draft_application(
        ref=REF,
        title="Partnerskabsaftale 2023-2024 mellem Erhverv Aarhus og Aarhus Kommune",
        fund=Fund.objects.get(code="municipality"),
        profile=RuleProfileVersion.objects.get(code="municipal-agreement"),
        lead=people.organisations["lead"],
        starts_on=dt.date(2023, 1, 1),
        ends_on=dt.date(2024, 12, 31),
        ceiling=TOTAL,
        budget=TOTAL,
        requested=TOTAL,
        summary="",
        partners=[],
        by=lead,
        at=clock(),
    )
    ask_for_support(application, by=lead, at=clock())
    application = submit_application(application, by=signatory, at=clock())
    grant = award_grant(
        application,
        amount=TOTAL,
        budget=TOTAL,
        offered_on=clock.now.date(),
        journal_no="",
        overrides={},
        by=people["funder"],
        at=clock(),
    )
    return accept_grant(grant, by=signatory, at=clock())


def _drawn_up(people: People, grant: Grant, clock: Clock) -> MunicipalAgreement:
    lead = people["lead"]
    agreement = draft_municipal_agreement(
        grant,
        basis_plan="Erhvervsplan – Partnerskaber for bæredygtig vækst 2020-23 (revideret)",
        decision="Budgetforliget 2023-2026 for området international arbejdskraft.",
        purpose="At understøtte og udvikle samarbejdet om konkrete strategiske områder.",
        payment_terms="Halvdelen ved aktivitetens opstart, resten ved dens afslutning.",
        by=lead,
        at=clock(),
    )

    def add(part: str, /, **given: Any) -> Any:
        return add_part(agreement, part, by=lead, at=clock(), **given)

    where = {"postcode": "8000", "city": "Aarhus C"}
    for role, key, street, gln, office in (
        ("operator", "lead", "Søndergade 4, 2. mf", "", "Formand"),
        ("municipality", "aarhus", "Rådhuspladsen 2", GLN, "Borgmester"),
    ):
        owner = people.organisations[key]
        add(
            "party", role=role, organisation=owner, street=street, gln=gln, signs_as=office, **where
        )
    for name in BODIES:
        add("body", name=name)
    for letter, title, elsewhere in AREAS:
        area = add("area", letter=letter, title=title, by_own_agreement=elsewhere)
        _fill_area(add, letter, area)
    for place, fault, decision in FAULTS:
        note_fault(agreement, place=place, fault=fault, decision=decision, by=lead, at=clock())
    return agreement


def _fill_area(add: Any, letter: str, area: Area) -> None:
    for title in ACTIVITIES.get(letter, ()):
        # What is celebrated is said with the first activity of (c).
        is_prize = letter == "c" and title == ACTIVITIES["c"][0]
        said = f"Mindst ét kriterium: {', '.join(CRITERIA)}." if is_prize else ""
        add("activity", area=area, title=title, description=said, is_possible=letter == "a")
    for text in OUTCOMES.get(letter, ()):
        add("outcome", area=area, text=text)
    for one, year, amount in MONEY:
        if one == letter:
            first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
            money = {"year": year, "amount": Decimal(amount)}
            add("amount", area=area, starts_on=first, ends_on=last, **money)
    if letter == "a":
        for text, value in BASELINE:
            add("baseline", area=area, text=text, value=Decimal(value), unit="%", source=SURVEY)
    if letter == "d":
        for text, kind, least, most, unit, target_year in TARGETS:
            add(
                "target",
                area=area,
                text=text,
                kind=kind,
                minimum=Decimal(least) if least else None,
                maximum=Decimal(most) if most else None,
                unit=unit,
                year=target_year,
            )


def _first_year(people: People, grant: Grant, clock: Clock) -> None:
    lead = people["lead"]
    periods = lay_out_periods(grant, by=lead, at=clock())
    amounts = AgreedAmount.objects.filter(agreement__grant=grant, year=2023)
    agreed = {one.area.letter: one for one in amounts.select_related("area")}
    targets = list(AgreedTarget.objects.filter(agreement__grant=grant).order_by("number"))
    for quarter, (year, month, day) in enumerate(MEETINGS):
        held_on, end = dt.date(year, month, day), periods[quarter].ends_on
        clock.move_to(held_on)
        for letter, amount in USED[quarter].items():
            note_area_cost(
                agreed[letter],
                spent_on=end,
                amount=Decimal(amount),
                text=f"Udgifter i {quarter + 1}. kvartal (demo)",
                by=lead,
                at=clock(),
            )
        for place, count, text in RESULTS[quarter]:
            note_target_result(
                targets[place], done_on=end, amount=Decimal(count), text=text, by=lead, at=clock()
            )
        _hold_meeting(people, periods[quarter], held_on, clock)


def _hold_meeting(people: People, period: ReportingPeriod, held_on: dt.date, clock: Clock) -> None:
    """The minutes, what is said of each area, an action; then the status is frozen."""
    lead = people["lead"]
    meeting = open_status_meeting(period, held_on=held_on, by=lead, at=clock())
    save_minutes(
        meeting,
        held_on=held_on,
        participants="Sekretariatet, Erhverv Aarhus\nErhverv og Bæredygtig Udvikling, "
        "Aarhus Kommune",
        decisions="Indsatsen fortsætter som aftalt (demo).",
        by=lead,
        at=clock(),
    )
    for line in meeting.lines.select_related("area", "meeting"):
        deviation, step = SAID[line.area.letter]
        terms: dict[str, Any] = {
            "deviation": deviation,
            "next_step": step,
            "responsible": "Sekretariatet",
        }
        save_status_line(line, **terms, by=lead, at=clock())
    add_meeting_action(
        meeting,
        text=f"Opfølgning på {period.number}. kvartals status",
        owner="Sekretariatet, Erhverv Aarhus",
        due_on=held_on + dt.timedelta(days=60),
        by=lead,
        at=clock(),
    )
    close_status_meeting(meeting, by=lead, at=clock())
