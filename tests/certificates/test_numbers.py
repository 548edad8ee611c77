import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.numbers import (
    ALPHABET,
    certificate_number,
    clean_code,
    clean_number,
    is_certificate_number,
    new_code,
    shown_code,
)

CODE = "7K3M9QPX2V8T4HNC6WRD"


def test_number_tells_the_fiscal_year_and_ends_in_check_digits():
    assert certificate_number(2026, 1234) == "R8-0001234-04"


@given(st.integers(2019, 2099), st.integers(1, 10**9))
def test_number_is_recognised(year, sequence):
    assert is_certificate_number(certificate_number(year, sequence))


@given(st.integers(2019, 2099), st.integers(1, 10**7 - 1), st.data())
def test_number_with_one_wrong_digit_is_not(year, sequence, data):
    number = certificate_number(year, sequence)
    place = data.draw(st.sampled_from([n for n, c in enumerate(number) if c.isdigit()]))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != number[place]]))
    assert not is_certificate_number(number[:place] + digit + number[place + 1 :])


@given(st.integers(1, 10**7 - 1), st.integers(3, 8))
def test_number_with_two_digits_swapped_is_not(sequence, place):
    number = certificate_number(2026, sequence)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert is_certificate_number(swapped) == (swapped == number)


def test_number_of_twenty_million_fits_the_field():
    assert len(certificate_number(2099, 10**10 - 1)) <= 20


@pytest.mark.parametrize(
    "typed", ["r8-0001234-04", "Ｒ８－０００１２３４－０４", " R8 0001234 04 "]
)
def test_number_is_found_however_it_was_typed(typed):
    assert clean_number(typed) == "R8-0001234-04"


def test_code_is_twenty_symbols_and_never_the_same():
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert {len(code) for code in codes} == {20}
    assert set("".join(codes)) == set(ALPHABET)


def test_code_is_shown_in_groups():
    assert shown_code(CODE) == "7K3M-9QPX-2V8T-4HNC-6WRD"


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        shown_code(CODE),
        CODE.lower(),
        " 7k3m 9qpx 2v8t 4hnc 6wrd\n",
        "７Ｋ３Ｍ－９ＱＰＸ－２Ｖ８Ｔ－４ＨＮＣ－６ＷＲＤ",
        "7K3Mー9QPXー2V8Tー4HNCー6WRD",
    ],
)
def test_code_is_read_however_it_was_typed(typed):
    assert clean_code(typed) == CODE


def test_lookalikes_are_read_as_the_digits():
    assert clean_code("OIL0OIL0OIL0OIL0OIL0") == "01100110011001100110"


@pytest.mark.parametrize(
    "typed", ["", "7K3M", CODE + "7", "U" * 20, "修了証" * 10, "\0" * 20, "A" * 10**6]
)
def test_what_cannot_be_a_code_is_empty(typed):
    assert clean_code(typed) == ""


@given(st.text())
def test_any_text_is_a_code_or_empty(typed):
    code = clean_code(typed)
    assert code == "" or (len(code) == 20 and set(code) <= set(ALPHABET))
