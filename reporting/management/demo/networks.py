"""The theme tree of 003, who takes part without a vote, local newsletters, requests for erasure.

Aims, target groups and bodies are the document's own; what is told beyond them is demo data.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from grants.actions.themes import save_theme
from grants.models import ActivityType, Grant, GrantPartner
from grants.rules.themes import ThemeFacts
from partners.actions.erasures import answer_erasure, note_erasure
from partners.rules.erasures import EVIDENCE, LAW, REFUSED, SELF, AnswerFacts, RequestFacts
from partners.rules.members import (
    ADVISER,
    ASSOCIATED,
    ASSOCIATION,
    AUTHORITY,
    OBSERVER,
    SCHOOL,
    UNION,
    MemberFacts,
)
from reporting.actions.local_news import note_local_issue, note_reach
from reporting.actions.members import add_member
from reporting.management.demo.clock import Clock
from reporting.management.demo.people import People
from reporting.rules.local_news import MAIL, OPENED, RECEIVED, WEB, LocalFacts, ReachFacts

AIMS = (
    (
        "1",
        "At lette virksomhedernes modtagelse og integration af udenlandsk arbejdskraft",
        "Making it easier for companies to receive and integrate foreign labour",
    ),
    (
        "2",
        "At understøtte og udvikle den offentlige modtagelse og integration i lokalsamfundet",
        "Supporting and developing public reception and integration in the community",
    ),
)
TARGET_GROUPS = (
    (
        *("1.1", "Virksomheder", "Companies"),
        (
            *("hr-network", "leaders-morning", "english-network", "career-network"),
            *("company-meetings", "information-meetings"),
        ),
    ),
    (
        *("2.1", "Udenlandske medarbejdere og familier", "Foreign workers and families"),
        (
            *("families-network", "joint-events", "host-families", "contact-agents"),
            *("spouse-volunteers", "recruit-spouses", "recruit-ambassadors", "spouse-jobs"),
            *("start-up-courses", "worker-meetings", "guidance-immigrants", "guidance-families"),
        ),
    ),
    (
        *("2.2", "Offentlige myndigheder", "Public authorities"),
        (
            *("intercultural", "language-workshops", "topic-meetings"),
            *("structured-cooperation", "partner-cooperation"),
        ),
    ),
)
# partner, body, kind, as what, which office comes
BESIDE = (
    ("lead", "WorkinDenmark", AUTHORITY, OBSERVER, "Centret i Aarhus"),
    ("lead", "Beskæftigelsesregion Midtjylland", AUTHORITY, OBSERVER, "Direktionen"),
    ("aarhus", "LO Aarhus (demo)", UNION, ASSOCIATED, "Formandskabet"),
    ("randers", "Foreningen Nye Naboer (demo)", ASSOCIATION, ASSOCIATED, "Bestyrelsen"),
    ("viborg", "Sprogskolen i Viborg (demo)", SCHOOL, ADVISER, "Ledelsen"),
)


def tell_networks(people: People, clock: Clock, grant: Grant) -> None:
    """On the demo's day: what 003 is about, who sits beside the table, what is read and asked."""
    partners = GrantPartner.objects.filter(grant=grant).select_related("organisation", "grant")
    by_organisation = {one.organisation_id: one for one in partners}
    seats = {key: by_organisation.get(one.pk) for key, one in people.organisations.items()}
    told = {key: seat for key, seat in seats.items() if seat is not None}
    _themes(people, clock, grant)
    for key, name, body, standing, office in BESIDE:
        facts = MemberFacts(name, body, standing, office, grant.starts_on)
        add_member(told[key], facts, by=people[key], at=clock())
    _local_news(people, clock, told["aarhus"])
    _erasure(people, clock, told["randers"])


def _themes(people: People, clock: Clock, grant: Grant) -> None:
    by = people["lead"]
    areas = {
        facts[0]: save_theme(grant, ThemeFacts(*facts), parent=None, by=by, at=clock())
        for facts in AIMS
    }
    for code, danish, english, kinds in TARGET_GROUPS:
        placed = list(ActivityType.objects.filter(code__in=kinds))
        facts = ThemeFacts(code, danish, english)
        parent = areas[code.split(".")[0]]
        save_theme(grant, facts, parent=parent, kinds=placed, by=by, at=clock())


def _local_news(people: People, clock: Clock, seat: GrantPartner) -> None:
    by, issued = people["aarhus"], dt.date(2014, 3, 3)
    issue = note_local_issue(
        seat,
        LocalFacts("International i Aarhus, marts (demo)", issued, MAIL, "Borgerservice", 420),
        by=by,
        at=clock(),
    )
    for measure, count in ((RECEIVED, 411), (OPENED, 236)):
        days = (issued, dt.date(2014, 3, 31))
        facts = ReachFacts(measure, *days, count, "Mailprogrammets statistik (demo)")
        note_reach(seat, facts, issue=issue, by=by, at=clock())
    online = LocalFacts(
        "Nyt fra konsortiet (demo)",
        dt.date(2014, 4, 7),
        WEB,
        "Borgerservice",
        0,
        "https://aarhus.konsortium.example/nyt",
    )
    note_local_issue(seat, online, by=by, at=clock())


def _erasure(people: People, clock: Clock, seat: GrantPartner) -> None:
    """One is refused with its ground, one waits for its answer until May."""
    place: dict[str, Any] = {"grant_ref": seat.grant.ref, "by": people["randers"]}
    on_list = RequestFacts(EVIDENCE, SELF, dt.date(2014, 3, 20), "14/0320 (demo)")
    asked = note_erasure(seat.organisation, on_list, **place, at=clock())
    kept = AnswerFacts(
        *(REFUSED, LAW),
        "Den underskrevne liste er bilag og opbevares, til opbevaringspligten ophører. Der kan "
        "klages til Datatilsynet.",
    )
    answer_erasure(asked, kept, by=people["randers"], at=clock())
    waits = RequestFacts(EVIDENCE, SELF, dt.date(2014, 4, 8), "14/0408 (demo)")
    note_erasure(seat.organisation, waits, **place, at=clock())
