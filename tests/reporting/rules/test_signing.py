"""When a certificate may sign, and when a paper may be signed."""

from __future__ import annotations

import datetime as dt

import pytest

from consortium.queries.texts import sentence_text
from reporting.rules.signing import Certificate, check_certificate, check_signable

UTC = dt.UTC
SINCE, UNTIL = dt.datetime(2012, 1, 1, tzinfo=UTC), dt.datetime(2014, 1, 1, tzinfo=UTC)
DAY = dt.timedelta(days=1)


def one(**facts):
    return Certificate("Erhverv Aarhus", "Nets", "2013", SINCE, UNTIL, **facts)


@pytest.mark.parametrize(
    ("at", "may_sign", "codes"),
    [
        (SINCE, True, []),
        (UNTIL, True, []),
        (SINCE - DAY, True, ["CERTIFICATE_TOO_NEW"]),
        (UNTIL + DAY, True, ["CERTIFICATE_RAN_OUT"]),
        (UNTIL + DAY, False, ["CERTIFICATE_RAN_OUT", "CERTIFICATE_USE"]),
    ],
)
def test_a_certificate_signs_while_it_is_valid(at, may_sign, codes):
    assert [breach.code for breach in check_certificate(one(may_sign=may_sign), at)] == codes


@pytest.mark.parametrize(
    ("as_frozen", "signed", "codes"),
    [
        (True, False, []),
        (False, False, ["PAPER_NOT_AS_FROZEN"]),
        (True, True, ["PAPER_SIGNED"]),
        (False, True, ["PAPER_NOT_AS_FROZEN", "PAPER_SIGNED"]),
    ],
)
def test_a_paper_is_signed_once_and_as_it_was_frozen(as_frozen, signed, codes):
    found = check_signable(is_as_frozen=as_frozen, is_signed=signed, sha256="ab" * 32)
    assert [breach.code for breach in found] == codes


def test_every_no_is_a_sentence_in_both_languages():
    found = [
        *check_certificate(one(), SINCE - DAY),
        *check_certificate(one(may_sign=False), UNTIL + DAY),
        *check_signable(is_as_frozen=False, is_signed=True, sha256="ab" * 32),
    ]
    assert [sentence_text(breach, "en") for breach in found] == [
        "The certificate of Erhverv Aarhus is valid from 01/01/2012; sign from that day on.",
        "The certificate of Erhverv Aarhus ran out on 01/01/2014. Ask the administrator for a new "
        "one; what was signed before stays signed.",
        "The certificate of Erhverv Aarhus is not for signing. Ask the administrator for one whose "
        "use is digital signatures.",
        "The figures of the paper are not those that were frozen as abababababab. Nothing is "
        "signed; tell the administrator at once.",
        "This version is signed in this language already. A new signature needs a new version of "
        "the paper.",
    ]
    assert [sentence_text(breach, "da") for breach in found] == [
        "Certifikatet for Erhverv Aarhus gælder fra 1.1.2012; underskriv fra den dag.",
        "Certifikatet for Erhverv Aarhus udløb 1.1.2014. Bed administratoren om et nyt; det, der "
        "er underskrevet før, forbliver underskrevet.",
        "Certifikatet for Erhverv Aarhus er ikke til at underskrive med. Bed administratoren om "
        "et, der er beregnet til digitale underskrifter.",
        "Papirets tal er ikke dem, der blev låst som abababababab. Intet er underskrevet; sig det "
        "til administratoren med det samme.",
        "Denne version er allerede underskrevet på dette sprog. En ny underskrift kræver en ny "
        "version af papiret.",
    ]
