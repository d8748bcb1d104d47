"""One person once per operation, without a name (G-05): key, age group, complete or not."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from consortium.rules.identifiers import contains_cpr
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

UNDER_18, UNDER_30, UNDER_55, FROM_55 = "under_18", "18_29", "30_54", "from_55"
OLDEST = 110
# What a record must tell before the person counts.
ASKED = ("sex", "age_group", "work", "education")
_NO_LETTER = re.compile(r"[^\w]+")


def normalised(name: str) -> str:
    """A name as it is compared: small letters, one blank between words, no dots or hyphens."""
    composed = unicodedata.normalize("NFKC", name).casefold()
    return _NO_LETTER.sub(" ", composed).strip()


def pseudonym(secret: str, name: str, birth_year: int) -> str:
    """HMAC-SHA256 over the normalised name and the birth year, keyed by the project's secret."""
    said = f"{normalised(name)}\n{birth_year}".encode()
    return hmac.new(bytes.fromhex(secret), said, hashlib.sha256).hexdigest()


def age_group(birth_year: int, on: date) -> str:
    """The group of G-06 on the day of entry; the year alone decides, since no birthday is asked."""
    age = on.year - birth_year
    for limit, group in ((18, UNDER_18), (30, UNDER_30), (55, UNDER_55)):
        if age < limit:
            return group
    return FROM_55


def check_person(name: str, birth_year: int, on: date) -> list[Breach]:
    """Whether somebody can be told apart by what is said of them."""
    if contains_cpr(name):
        message = _(
            "The name holds what reads as a CPR number. CPR numbers are never stored here: write "
            "the name alone."
        )
        return [Breach("CPR_NUMBER", message, "name", rule="G-01")]
    found = []
    if len(normalised(name).split()) < 2:
        message = _("Write first name and surname: they make the key, and are not kept.")
        found.append(Breach("NAME_INCOMPLETE", message, "name", rule="G-05"))
    if not on.year - OLDEST <= birth_year <= on.year:
        message = _("%(year)s is no birth year of somebody who took part in %(now)s.")
        params = {"year": str(birth_year), "now": str(on.year)}
        found.append(Breach("BIRTH_YEAR_WRONG", message, "birth_year", params, "G-05"))
    return found


def is_complete(answers: Mapping[str, str]) -> bool:
    """Only complete records count (G-05)."""
    return all(answers.get(name) for name in ASKED)
