import secrets

from hypothesis import given
from hypothesis import strategies as st

from portal.domain import codes


def test_a_reference_is_eight_characters_and_a_check_character():
    reference = codes.new_reference(secrets.randbits)
    assert len(reference) == 9
    assert set(reference) <= set(codes.ALPHABET)
    assert codes.is_reference(reference)


def drawing(first):
    """A source of random numbers that starts with ``first``."""
    numbers = iter([first])
    return lambda bits: next(numbers, secrets.randbits(bits))


@given(st.integers(0, 2**40 - 1), st.integers(0, 8), st.sampled_from(codes.ALPHABET))
def test_any_one_wrong_character_is_noticed(seed, place, wrong):
    reference = codes.new_reference(drawing(seed))
    mistaken = reference[:place] + wrong + reference[place + 1 :]
    assert codes.is_reference(mistaken) == (mistaken == reference)


@given(st.integers(0, 2**40 - 1), st.integers(0, 7))
def test_two_swapped_characters_are_noticed(seed, place):
    reference = codes.new_reference(drawing(seed))
    swapped = reference[:place] + reference[place + 1] + reference[place] + reference[place + 2 :]
    assert codes.is_reference(swapped) == (swapped == reference)


def test_a_code_typed_by_hand_is_read_as_it_was_meant():
    assert codes.tidy(" abcd\u2013il0o 9-x.yz ") == "ABCD11009XYZ"
    assert codes.grouped("ABCD11009XYZ") == "ABCD-1100-9XYZ"


def test_codes_hold_sixty_bits_and_do_not_repeat():
    seen = {codes.new_code(secrets.randbits) for _ in range(20_000)}
    assert len(seen) == 20_000
    assert {len(code) for code in seen} == {12}
    assert codes.new_code(lambda bits: 2**bits - 1) == "Z" * 12


def test_a_session_s_code_needs_both_the_token_and_the_secret():
    code = codes.code_from(b"s" * 32, "token")
    assert code == codes.code_from(b"s" * 32, "token")
    assert code != codes.code_from(b"s" * 32, "other")
    assert code != codes.code_from(b"t" * 32, "token")
    assert len(code) == 12
