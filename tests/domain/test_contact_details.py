"""What is accepted as a number or an address is what GOV.UK Notify accepts, and is kept as it is sent to."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dev.notify import recipients, rules
from portal.domain import contact_details
from portal.domain.contact_details import (
    ABROAD,
    COSTLY,
    EMAIL_AT,
    EMAIL_DOTS,
    EMAIL_END,
    EMAIL_LETTERS,
    LANDLINE,
    LINE_LINK,
    LINE_START,
    LINE_WORDS,
    NOT_A_NUMBER,
    NOT_IN_USE,
    NOWHERE,
    POSTCODE,
    TOO_LONG,
    TOO_SHORT,
    Unusable,
    addressee,
    email,
    grouped,
    meant,
    mobile,
    postcode,
    same_email,
    street,
    telephone,
)

INVISIBLE = "\u200b\u200c\u200d\u200e\u202a\u202c\u2060\u2068\u2069\ufeff\u00ad"
NASTY = st.text(
    st.sampled_from("0123456789+()-. ,/@ext'\"`oO\u2011\u2013\u0660\u0667\uff10\uff17abzSam\u00e9\u0142\u044f\u3042")
    | st.sampled_from(INVISIBLE)
    | st.characters(),
    max_size=40,
)


def refused(read, typed):
    with pytest.raises(Unusable) as caught:
        read(typed)
    return caught.value.reason


# Mobiles


@pytest.mark.parametrize(
    "typed",
    [
        "07700 900982",
        "7700 900982",
        "+44 7700 900 982",
        "+44 (0)7700 900982",
        "0044 7700 900982",
        "447700900982",
        "\u202a07700 900982\u202c",
        "07700\u2011900\u2011982",
        "07700\u2212900\u2013982",
        "07700 900982,",
        "07700\u00a0900\u200b982",
        "\u0660\u0667\u0667\u0660\u0660\u0669\u0660\u0660\u0669\u0668\u0662",
        "\uff10\uff17\uff17\uff10\uff10\uff19\uff10\uff10\uff19\uff18\uff12",
        "+0 7700 900982",
        "000 44 7700 900982",
    ],
)
def test_a_mobile_is_kept_as_it_is_dialled_from_anywhere(typed):
    assert mobile(typed) == "+447700900982"
    assert grouped(mobile(typed)) == "07700 900982"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("0191 643 7366", LANDLINE),
        ("01632 960 001", LANDLINE),
        ("0345 2000 109", LANDLINE),
        ("0909 879 0000", LANDLINE),
        ("070 1234 5678", LANDLINE),
        ("07640 123456", LANDLINE),
        ("07700 900 98", TOO_SHORT),
        ("643 7366", TOO_SHORT),
        ("999", TOO_SHORT),
        ("60777", TOO_SHORT),
        ("07700 9009821", TOO_LONG),
        ("07700 900982 07700 900983", TOO_LONG),
        ("07700 900982 ext 3", NOT_A_NUMBER),
        ("0770O 900982", NOT_A_NUMBER),
        ("no", NOT_A_NUMBER),
        ("+1 202 555 0123", ABROAD),
        ("+48 512 345 678", ABROAD),
        ("0033 6 12 34 56 78", ABROAD),
        ("07797 123456", ABROAD),
        ("07000 900982", LANDLINE),
    ],
)
def test_what_cannot_get_a_text_is_refused_with_the_reason(typed, reason):
    assert refused(mobile, typed) == reason


@given(NASTY)
@example("7700900982" * 5)
@example("+")
def test_every_mobile_that_is_accepted_is_one_that_notify_texts(typed):
    try:
        kept = mobile(typed)
    except Unusable:
        return
    assert mobile(kept) == kept
    assert mobile(grouped(kept)) == kept
    assert rules.recipient_fault("phone_number", kept) is None
    rules.check_mobile(kept)


@given(st.from_regex(r"\+44[0-9]{9,11}|07[0-9]{8,10}|\+[1-9][0-9]{6,13}", fullmatch=True))
def test_no_number_of_any_kind_is_accepted_that_notify_refuses(typed):
    try:
        kept = mobile(typed)
    except Unusable:
        return
    rules.check_mobile(kept)


# Numbers to call


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("(0191) 643-5555", "+441916435555", "0191 643 5555"),
        ("01632 960001", "+441632960001", "01632 960001"),
        ("020 7946 0000", "+442079460000", "020 7946 0000"),
        ("07700 900982", "+447700900982", "07700 900982"),
        ("0345 2000 109", "+443452000109", "0345 200 0109"),
        ("+48 22 123 45 67", "+48221234567", "+48 22 123 45 67"),
        ("0191 643 7366 ext 3", "+441916437366 ext. 3", "0191 643 7366 ext. 3"),
        ("0191 643 7366 x03", "+441916437366 ext. 03", "0191 643 7366 ext. 03"),
    ],
)
def test_a_number_to_call_is_kept_as_it_is_dialled_and_shown_in_groups(typed, kept, shown):
    assert telephone(typed) == kept
    assert grouped(kept) == shown
    assert telephone(shown) == kept


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("12345", TOO_SHORT),
        ("999", TOO_SHORT),
        ("0", TOO_SHORT),
        ("+1", TOO_SHORT),
        ("no", NOT_A_NUMBER),
        ("07700 900982 or 07700 900983", NOT_A_NUMBER),
        ("0191 643 7366 0191 643 7367", TOO_LONG),
        ("0191 143 736", NOT_IN_USE),
        ("06000 123456", NOT_IN_USE),
        ("0909 879 0000", COSTLY),
        ("070 1234 5678", COSTLY),
    ],
)
def test_what_nobody_can_be_called_on_is_refused_with_the_reason(typed, reason):
    assert refused(telephone, typed) == reason


@given(NASTY)
@example("+999 123456")
@example("+44")
@example("0" * 40)
def test_a_number_to_call_is_read_the_same_again(typed):
    try:
        kept = telephone(typed)
    except Unusable:
        return
    assert telephone(kept) == kept
    assert telephone(grouped(kept)) == kept


@pytest.mark.parametrize("kept", ["07700 900 982", "ring the bell", "", "+", "+44"])
def test_what_was_kept_in_another_way_is_shown_as_it_was(kept):
    assert grouped(kept) == kept


# Emails


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" sam@example.com\u200b", "sam@example.com"),
        ("\ufeffsam@exa\u00admple.com", "sam@example.com"),
        ("sam\uff20example.com", "sam@example.com"),
        ("<sam@example.com>", "sam@example.com"),
        ("mailto:sam@example.com", "sam@example.com"),
        ("Sam.O\u2019Neil+1@Example.COM", "Sam.O'Neil+1@example.com"),
        ("sam@m\u00fcnchen.de", "sam@m\u00fcnchen.de"),
    ],
)
def test_an_email_is_kept_without_what_came_with_it(typed, kept):
    assert email(typed) == kept
    assert same_email(typed) == kept


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("sam", EMAIL_AT),
        ("sam@", EMAIL_AT),
        ("@example.com", EMAIL_AT),
        ("a@b@c.com", EMAIL_AT),
        ("a b@example.com", EMAIL_AT),
        ("zo\u00eb@example.com", EMAIL_LETTERS),
        ("\U0001f600@example.com", EMAIL_LETTERS),
        ("\u201csam\u201d@example.com", EMAIL_LETTERS),
        ("a..b@example.com", EMAIL_DOTS),
        (".a@example.com", EMAIL_DOTS),
        ("a.@example.com", EMAIL_DOTS),
        ("sam@example", EMAIL_END),
        ("sam@gmail.c", EMAIL_END),
        ("sam@-x.com", EMAIL_END),
        ("sam@x-.com", EMAIL_END),
        (f"sam@{'x' * 64}.com", EMAIL_END),
        ("sam@192.0.2.1", EMAIL_END),
    ],
)
def test_what_is_no_email_is_refused_with_the_reason(typed, reason):
    assert refused(email, typed) == reason
    assert same_email(f" {typed} ") == typed


@given(NASTY | st.emails() | st.builds("{}@{}".format, NASTY, NASTY) | st.builds("{}@example.com".format, NASTY))
@example("sam@" + "x." * 200 + "com")
@example("sam@\u2024com")
def test_every_email_that_is_accepted_is_one_that_notify_takes(typed):
    try:
        kept = email(typed)
    except Unusable:
        return
    assert email(kept) == kept
    assert rules.recipient_fault("email_address", kept) is None


def test_a_slip_of_the_finger_is_noticed_and_no_real_end_is():
    assert meant("sam@gmial.com") == "gmail.com"
    right = set(contact_details.SLIPS.values())
    assert not right & set(contact_details.SLIPS)
    assert [meant(f"sam@{end}") for end in (*right, "example.com")] == [""] * (len(right) + 1)


# Addresses


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ne281aa", "NE28 1AA"),
        ("NE28-1AA", "NE28 1AA"),
        ("N E28 1 A A\u200b", "NE28 1AA"),
        ("NE2O 1AA", "NE20 1AA"),
        ("NE28 IAA", "NE28 1AA"),
        ("NE28 OAA", "NE28 0AA"),
        ("0X1 2JD", "OX1 2JD"),
        ("sw1a 1aa", "SW1A 1AA"),
        ("\uff2e\uff25\uff11 \uff11\uff21\uff21", "NE1 1AA"),
    ],
)
def test_a_postcode_is_kept_as_it_is_printed(typed, kept):
    assert postcode(typed) == kept


@pytest.mark.parametrize("typed", ["", "NE28", "QQ1 1QQ", "ZZ9 9ZZ", "NE28 1AC", "90210", "England", "NE28 1AA 1"])
def test_what_is_no_postcode_is_refused(typed):
    assert refused(postcode, typed) == POSTCODE


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("(flat) 2", LINE_START),
        ("@home", LINE_START),
        ("/ 2", LINE_START),
        ("[2", LINE_START),
        ("\u201cHigh Street\u201d", LINE_START),
        ("`High Street", LINE_START),
        ("12", LINE_WORDS),
        ("\u0443\u043b\u0438\u0446\u0430 3", LINE_WORDS),
        ("High Street \U0001f600", LINE_WORDS),
        ("1 High Street [a](http://example.com)", LINE_LINK),
        ("Pay at www.example.com/fine", LINE_LINK),
        ("Call 0909 879 0000 now", LINE_LINK),
        ("sam@example.com", LINE_LINK),
        ("No fixed abode", NOWHERE),
        ("n/a", NOWHERE),
    ],
)
def test_what_cannot_stand_on_an_envelope_is_refused_with_the_reason(typed, reason):
    assert refused(street, typed) in {reason, LINE_LINK if "@" in typed else reason}


def test_an_address_keeps_the_letters_of_its_people():
    assert street(" 12a, St. Mary\u2019s\u200b Close ,") == "12a, St. Mary's Close"
    assert street("\u0141\u00f3d\u017a House") == "\u0141\u00f3d\u017a House"


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Pat (mum)", "Pat mum"),
        ("\U0001f600", ""),
        ("@sam", "sam"),
        ("12345", ""),
        ("Rosa-Maria O\u2019Neill", "Rosa-Maria O'Neill"),
        ("Call 0909 879 0000 or pay at www.example.com/fine", "Call or pay at www"),
        ("YOUR CHILDREN WILL BE TAKEN INTO CARE", "YOUR CHILDREN WILL BE TAKEN"),
        ("n/a", "n a"),
    ],
)
def test_a_name_on_an_envelope_is_a_few_words_and_nothing_else(name, line):
    assert addressee(name) == line


@given(
    NASTY, NASTY | st.sampled_from(["1 High Street", "12"]), NASTY | st.just("Wallsend"), st.just("NE28 1AA") | NASTY
)
def test_every_address_that_is_accepted_is_one_that_notify_prints(name, line, town, code):
    try:
        lines = [addressee(name), street(line), street(town), postcode(code)]
    except Unusable:
        return
    keys = (f"address_line_{number}" for number in range(1, 8))
    recipients.letter_lines(dict(zip(keys, filter(None, lines), strict=False)))
    assert [street(line), postcode(code)] == [street(street(line)), postcode(postcode(code))]
