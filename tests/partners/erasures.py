"""Maria in Aarhus' list has asked to be forgotten, and so has somebody on a signed list."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from partners.actions.erasures import note_erasure
from partners.rules.erasures import CONTACT, EVIDENCE, SELF, RequestFacts
from tests.partners import ambassadors

ASKED = dt.date(2012, 6, 18)
BY_MARIA = RequestFacts(CONTACT, SELF, ASKED, "12/4711")
ON_A_LIST = RequestFacts(EVIDENCE, SELF, ASKED, "12/4712")


def told() -> SimpleNamespace:
    """Both wait on 20 June 2012, and are to be answered by 18 July."""
    world = ambassadors.told()
    place = {"grant_ref": world.ref, "by": world.pu}
    house = world.aarhus.organisation
    world.request = note_erasure(house, BY_MARIA, contact=world.maria, **place, at=world.clock())
    world.of_evidence = note_erasure(house, ON_A_LIST, **place, at=world.clock())
    return world
