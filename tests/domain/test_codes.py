import secrets
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from portal.domain import reference_codes


def test_a_reference_is_eight_characters_and_a_check_character():
    reference = reference_codes.new_reference(secrets.randbits)
    assert len(reference) == 9
    assert set(reference) <= set(reference_codes.ALPHABET)
    assert reference_codes.is_reference(reference)


def drawing(first):
    """A source of random numbers that starts with ``first``."""
    numbers = iter([first])
    return lambda bits: next(numbers, secrets.randbits(bits))


@given(st.integers(0, 2**40 - 1), st.integers(0, 8), st.sampled_from(reference_codes.ALPHABET))
def test_any_one_wrong_character_is_noticed(seed, place, wrong):
    reference = reference_codes.new_reference(drawing(seed))
    mistaken = reference[:place] + wrong + reference[place + 1 :]
    assert reference_codes.is_reference(mistaken) == (mistaken == reference)


@given(st.integers(0, 2**40 - 1), st.integers(0, 7))
def test_two_swapped_characters_are_noticed(seed, place):
    reference = reference_codes.new_reference(drawing(seed))
    swapped = reference[:place] + reference[place + 1] + reference[place] + reference[place + 2 :]
    assert reference_codes.is_reference(swapped) == (swapped == reference)


def test_a_code_typed_by_hand_is_read_as_it_was_meant():
    assert reference_codes.tidy(" abcd\u2013il0o 9-x.yz ") == "ABCD11009XYZ"
    assert reference_codes.grouped("ABCD11009XYZ") == "ABCD-1100-9XYZ"


def test_codes_hold_sixty_bits_and_do_not_repeat(often):
    made = [reference_codes.new_code(secrets.randbits) for _ in often(20_000)]
    seen = set(made)
    assert len(seen) == len(made)
    assert {len(reference_codes.tidy(code)) for code in seen} == {12}
    assert reference_codes.new_code(lambda bits: 2**bits - 1) == "ZZZZ-ZZZZ-ZZZZ"


def test_six_words_hold_sixty_bits_too():
    listed = reference_codes.wordlist()
    assert len(set(listed)) == 1024
    assert all(word.isalpha() and word.islower() and 3 <= len(word) <= 8 for word in listed)
    first, last = (
        reference_codes.new_code(lambda _: 0, words=True),
        reference_codes.new_code(lambda bits: 2**bits - 1, words=True),
    )
    assert first == "-".join([listed[0]] * 6)
    assert last == "-".join([listed[-1]] * 6)


def test_words_that_a_child_can_neither_read_nor_spell_are_left_out():
    hard = """laxative unwed footsie prowler subprime acetone cadmium absentee absolve climatic recopy repave provable
    quaintly rewrap annuity amicably coronary decipher heroism mastiff serrated dioxide unnerve quintet acclaim"""
    assert not set(hard.split()) & set(reference_codes.wordlist())
    unclear = """see sea two ten four monday july knight mauve there their bark lock stranger knife police"""
    assert not set(unclear.split()) & set(reference_codes.wordlist()), "sounds like another, counts, or frightens"
    everyday = "apple banana bucket dinosaur dolphin giraffe kettle ladybird octopus penguin rainbow tractor"
    assert set(everyday.split()) <= set(reference_codes.wordlist())


def test_no_word_begins_with_another_so_that_a_code_without_gaps_reads_in_one_way():
    read = sorted(reference_codes.tidy(word) for word in reference_codes.wordlist())
    assert not [(one, other) for one, other in pairwise(read) if other.startswith(one)]


@given(st.integers(0, 2**60 - 1))
def test_words_are_read_in_any_case_with_spaces_or_dashes_or_neither(number):
    code = reference_codes.new_code(lambda _: number, words=True)
    for typed in (code, code.upper(), code.title().replace("-", " "), code.replace("-", ""), f" {code} "):
        assert reference_codes.tidy(typed) == reference_codes.tidy(code)


@given(st.integers(0, 2**60 - 1), st.integers(0, 2**60 - 1))
def test_different_numbers_are_different_words(one, other):
    said = {
        reference_codes.tidy(reference_codes.new_code(lambda _, number=number: number, words=True))
        for number in (one, other)
    }
    assert len(said) == len({one, other})


def test_a_session_s_code_needs_both_the_token_and_the_secret():
    code = reference_codes.code_from(b"s" * 32, "token")
    assert code == reference_codes.code_from(b"s" * 32, "token")
    assert code != reference_codes.code_from(b"s" * 32, "other")
    assert code != reference_codes.code_from(b"t" * 32, "token")
    assert len(reference_codes.tidy(code)) == 12
    assert len(reference_codes.code_from(b"s" * 32, "token", words=True).split("-")) == 6
