import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.storage import Broken, Erased, Keys, code_matches, hash_code
from portal.storage.encryption import place

KEYS = Keys(b"m" * 32, b"i" * 32, b"p" * 32)
OTHERS = Keys(b"M" * 32, b"I" * 32, b"P" * 32)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=100)
@given(PLAIN)
def test_what_is_sealed_opens_again(value):
    data_key, wrapped = KEYS.new_data_key("drafts", "1")
    sealed = data_key.seal(value, place("drafts", "1", "answers"))
    assert KEYS.data_key(wrapped, "drafts", "1").open(sealed, place("drafts", "1", "answers")) == value


@pytest.mark.parametrize("where", [("events", "1", "answers"), ("drafts", "2", "answers"), ("drafts", "1", "x")])
def test_it_opens_nowhere_else(where):
    data_key, _ = KEYS.new_data_key("drafts", "1")
    with pytest.raises(Broken):
        data_key.open(data_key.seal("secret", place("drafts", "1", "answers")), place(*where))


@settings(max_examples=100)
@given(st.data())
def test_any_changed_bit_is_noticed(data):
    data_key, _ = KEYS.new_data_key("drafts", "1")
    where = place("drafts", "1", "answers")
    sealed = bytearray(data_key.seal("secret", where))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Broken):
        data_key.open(bytes(sealed), where)


def test_a_data_key_opens_with_its_master_key_and_row_only():
    _, wrapped = KEYS.new_data_key("drafts", "1")
    for keys, row in ((OTHERS, "1"), (KEYS, "2")):
        with pytest.raises(Broken):
            keys.data_key(wrapped, "drafts", row)
    with pytest.raises(Erased):
        KEYS.data_key(None, "drafts", "1")


def test_the_same_words_never_look_the_same_twice():
    data_key, _ = KEYS.new_data_key("drafts", "1")
    assert len({data_key.seal("secret", b"here") for _ in range(100)}) == 100


def test_keyed_hashes_differ_by_purpose_and_key():
    one = KEYS.mac("drafts.token", "t")
    assert one == KEYS.mac("drafts.token", "t")
    assert len({one, KEYS.mac("visits.token", "t"), OTHERS.mac("drafts.token", "t")}) == 3


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_of_another_length_is_refused_and_none_is_ever_shown(length):
    with pytest.raises(ValueError, match="index key must have 32 bytes"):
        Keys(b"m" * 32, b"i" * length, b"p" * 32)
    assert repr(KEYS) == "Keys()"


@pytest.mark.real_codes
def test_an_access_code_fits_its_own_hash_only():
    stored = hash_code("7K3M9QXW2ABC", replace(KEYS, first_pepper=KEYS.pepper))
    assert stored.startswith("$argon2id$v=19$m=65536,t=4,p=2$")
    assert "7K3M9QXW2ABC" not in stored
    assert code_matches(stored, "7K3M9QXW2ABC", KEYS)
    assert not code_matches(stored, "7K3M9QXW2ABD", KEYS)
    assert not code_matches(stored, "7K3M9QXW2ABC", OTHERS)
    assert hash_code("7K3M9QXW2ABC", KEYS) != stored


def test_while_the_pepper_is_changed_a_hash_says_which_one_it_is_of():
    first, second = b"p" * 32, b"q" * 32
    before = replace(KEYS, pepper=first, peppers_also=(second,), first_pepper=first)
    after = replace(KEYS, pepper=second, peppers_also=(first,), first_pepper=first)
    alone = replace(KEYS, pepper=second)
    old, new = hash_code("CODE", before), hash_code("CODE", after)
    assert old.startswith("$argon2id")
    assert not new.startswith("$argon2id")
    for keys in (before, after):
        assert code_matches(old, "CODE", keys)
        assert code_matches(new, "CODE", keys)
        assert not code_matches(new, "CODF", keys)
    assert [before.peppered_now(old), after.peppered_now(old), after.peppered_now(new)] == [True, False, True]
    assert code_matches(new, "CODE", alone)
    assert not code_matches(old, "CODE", alone), "the pepper is gone, and its codes with it"
    assert first not in new.encode()
    assert second not in new.encode()


@pytest.mark.real_codes
def test_an_unknown_reference_takes_as_long_as_a_wrong_code():
    stored = hash_code("7K3M9QXW2ABC", KEYS)

    def shortest(known):
        taken = []
        for _ in range(2):
            begun = time.process_time()
            assert not code_matches(known, "7K3M9QXW2ABD", KEYS)
            taken.append(time.process_time() - begun)
        return min(taken)

    assert shortest(None) == pytest.approx(shortest(stored), rel=0.5)
