from __future__ import annotations

import pytest

from consortium.rules.identifiers import contains_cpr, is_cvr, is_gln, mask_cpr


@pytest.mark.parametrize(
    "text",
    ["010190-1234", "0101901234", "cpr 311299 4321.", "(290200-1111)", "født 290296-1234"],
)
def test_cpr_numbers_are_found(text):
    assert contains_cpr(text)


@pytest.mark.parametrize(
    "text",
    [
        "320190-1234",
        "011390-1234",
        "290201-1234",
        "300212-1234",
        "5790000418640",
        "010190-12345",
        "1010190-1234",
        "010190--1234",
        "12345678",
    ],
)
def test_other_numbers_are_left_alone(text):
    assert not contains_cpr(text)
    assert mask_cpr(text) == text


def test_masking_keeps_the_rest():
    assert mask_cpr("Anna, 010190-1234, og 320190-1234") == "Anna, ######-####, og 320190-1234"


@pytest.mark.parametrize(
    ("number", "valid"),
    [("13585628", True), ("13585627", False), ("DK135856", False), ("1358562", False), ("", False)],
)
def test_cvr(number, valid):
    assert is_cvr(number) is valid


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("5790000418640", True),
        ("5790000418646", False),
        ("73513537", False),
        ("579000041864", False),
    ],
)
def test_gln(number, valid):
    assert is_gln(number) is valid


def test_digits_inside_a_hash_are_nobodys_number():
    assert contains_cpr("150312-1234")
    assert not contains_cpr("f0a1503121234bc" + "0" * 49)


def test_a_figure_of_a_frozen_paper_is_nobodys_number():
    # 10.04.66-6667 would be a day; it is a denominator, and the second an amount.
    assert not contains_cpr('{"share": "300000000/1004666667", "amount": "1004666667.00"}')
    assert contains_cpr('{"text": "0101901234"}')
    assert contains_cpr('{"text": "se 010190-1234/200"}')
