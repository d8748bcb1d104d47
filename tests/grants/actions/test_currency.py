"""Exchange rates: entered, corrected by a new version, read from a list, refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils.translation import override

from consortium.actions.base import NotAllowed
from consortium.models import AuditEvent
from consortium.queries.texts import sentence_text
from grants.actions.currency import (
    ExchangeRateRefused,
    enter_exchange_rate,
    import_exchange_rates,
)
from grants.models import ExchangeRate
from grants.queries.currency import accounting_rate, voucher_rates
from grants.rules.currency import ACCOUNTING_RATE, RateFacts

APRIL = dt.date(2012, 4, 1)
SWEDISH = RateFacts(
    currency="sek",
    month=dt.date(2012, 4, 17),
    kind="voucher",
    rate=Decimal("0.8401"),
    source="Nationalbanken",
    published_on=dt.date(2012, 4, 30),
)


@pytest.fixture(autouse=True)
def may(world):
    world.clock.move_to(2012, 5, 2)


def enter(world, by="pm", reason="", **changes):
    facts = replace(SWEDISH, **changes)
    return enter_exchange_rate(facts, reason=reason, by=getattr(world, by), at=world.clock())


@pytest.mark.parametrize("by", ["pm", "lc", "ad"])
def test_the_lead_enters_a_rate(world, by):
    rate = enter(world, by)
    assert (rate.currency, rate.month, rate.version) == ("SEK", APRIL, 1)
    assert ExchangeRate.objects.get().rate == Decimal("0.840100")
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.by) == ("exchange_rate.entered", getattr(world, by))
    assert event.versions


@pytest.mark.parametrize("by", ["pu", "pa", "ls", "au", "ma", "ro", "stranger", "em"])
def test_others_enter_none(world, by):
    with pytest.raises(NotAllowed):
        enter(world, by)


def test_a_correction_is_a_new_version_with_its_reason(world):
    first = enter(world)
    with pytest.raises(ExchangeRateRefused) as refusal:
        enter(world, rate=Decimal("0.8411"))
    [breach] = refusal.value.breaches
    with override("en"):
        assert sentence_text(breach) == (
            "SEK has a rate for 04.2012 already. Give the reason, and yours becomes version 2; "
            "costs counted at the older rate keep it."
        )
    with override("da"):
        assert sentence_text(breach) == (
            "SEK har allerede en kurs for 04.2012. Angiv begrundelsen, så bliver din version 2; "
            "udgifter, der er omregnet til den gamle kurs, beholder den."
        )
    second = enter(world, rate=Decimal("0.8411"), reason="Tastefejl")
    assert (second.version, second.reason) == (2, "Tastefejl")
    assert ExchangeRate.objects.get(pk=first.pk).rate == Decimal("0.8401")
    assert list(ExchangeRate.objects.in_force()) == [second]
    assert voucher_rates([("SEK", dt.date(2012, 4, 30))]) == {("SEK", APRIL): second}


def test_the_database_itself_keeps_a_rate(world):
    rate = enter(world)
    for change in (
        lambda: ExchangeRate.objects.filter(pk=rate.pk).update(rate=Decimal("0.85")),
        lambda: ExchangeRate.objects.filter(pk=rate.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("changes", "english", "danish"),
    [
        (
            {"currency": "XYZ"},
            "XYZ is not kept here. Choose one of EUR, SEK, NOK, GBP, USD, CHF, PLN, ISK, CZK, "
            "HUF, RON, BGN.",
            "XYZ føres ikke her. Vælg en af EUR, SEK, NOK, GBP, USD, CHF, PLN, ISK, CZK, HUF, "
            "RON, BGN.",
        ),
        (
            {"rate": Decimal("746.04")},
            "746.04 kr. for one unit is no rate: above 0 and at most 100.00. A rate that is "
            "printed per 100 units is divided by 100.",
            "746,04 kr. for én enhed er ingen kurs: over 0 og højst 100,00. En kurs, der er trykt "
            "pr. 100 enheder, divideres med 100.",
        ),
        (
            {"source": "  "},
            "Name the source of the rate, so that it can be looked up again.",
            "Angiv kursens kilde, så den kan slås op igen.",
        ),
        (
            {"published_on": dt.date(2012, 5, 3)},
            "Published on 03/05/2012, which is still to come. Enter a rate that is published.",
            "Offentliggjort den 3.5.2012, som endnu ikke er kommet. Indtast en kurs, der er "
            "offentliggjort.",
        ),
        (
            {"kind": "spot"},
            "A rate is for foreign vouchers or for the Commission's accounts; choose one of the "
            "two.",
            "En kurs er til udenlandske bilag eller til Kommissionens regnskab; vælg en af de to.",
        ),
    ],
)
def test_what_is_no_rate(world, changes, english, danish):
    with pytest.raises(ExchangeRateRefused) as refusal:
        enter(world, **changes)
    [breach] = refusal.value.breaches
    assert breach.rule == "R-53"
    for language, sentence in (("en", english), ("da", danish)):
        with override(language):
            assert sentence_text(breach) == sentence
    assert not ExchangeRate.objects.exists()


def test_a_list_is_entered_whole_or_not_at_all(world):
    enter(world)
    may = replace(SWEDISH, month=dt.date(2012, 5, 1), published_on=dt.date(2012, 5, 1))
    wrong = replace(may, currency="EUR", rate=Decimal(0))
    with pytest.raises(ExchangeRateRefused) as refusal:
        import_exchange_rates([SWEDISH, may, wrong], by=world.pm, at=world.clock())
    assert [breach.subject for breach in refusal.value.breaches] == ["3:rate"]
    assert ExchangeRate.objects.count() == 1
    made = import_exchange_rates([SWEDISH, may], by=world.pm, at=world.clock())
    assert [rate.month for rate in made] == [dt.date(2012, 5, 1)]
    with pytest.raises(ExchangeRateRefused):
        import_exchange_rates([SWEDISH, may], by=world.pm, at=world.clock())


def test_the_euro_view_takes_the_month_or_the_last_one_before(world):
    for month, rate in ((3, "7.4340"), (4, "7.4388")):
        enter(
            world,
            currency="EUR",
            kind=ACCOUNTING_RATE,
            month=dt.date(2012, month, 1),
            rate=Decimal(rate),
        )
    assert accounting_rate(dt.date(2012, 2, 29)) is None
    for day, wanted in ((dt.date(2012, 3, 31), "7.4340"), (dt.date(2012, 9, 1), "7.4388")):
        found = accounting_rate(day)
        assert found is not None
        assert found.rate == Decimal(wanted)
