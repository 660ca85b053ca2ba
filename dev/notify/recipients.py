"""Whom GOV.UK Notify sends to: the numbers and addresses it takes, and the words in which it refuses others."""

import re
import string
from collections.abc import Iterator, Mapping
from typing import Any

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType, ValidationResult

UK = 44
_UNSEEN = "\u180e\u200b\u200c\u200d\u2060\ufeff"
_BLANKS = f"{string.whitespace}{_UNSEEN}\u00a0"

INVALID = "Number is not valid \N{EN DASH} double check the phone number you entered"
_LENGTHS = {
    ValidationResult.TOO_LONG: "Too many digits",
    ValidationResult.TOO_SHORT: "Not enough digits",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "Not enough digits",
    ValidationResult.INVALID_COUNTRY_CODE: "Not a valid country prefix",
}
_TAKEN = {
    PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.UAN,
    PhoneNumberType.PERSONAL_NUMBER,
}  # fmt: skip
_LANDLINES = {PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.UAN}


_TELEVISION = re.compile(r"7700900\d{3}")


class NoRecipient(ValueError):
    """What is wrong with it, as Notify says it."""


def phone(value: str) -> PhoneNumber:
    """The number, of any country and any kind that Notify knows. Raises :class:`NoRecipient`."""
    try:
        return _phone(value)
    except NoRecipient:
        return _phone(value.replace("+", "").lstrip("0"))  # a 0 or a + too many is forgiven


def _phone(value: str) -> PhoneNumber:
    if set(value) - set(f"{_BLANKS}()-+{string.digits}"):
        raise NoRecipient("Must not contain letters or symbols")
    if not value:
        raise NoRecipient("Not enough digits")
    try:
        number = phonenumbers.parse(value, "GB")
    except phonenumbers.NumberParseException:
        raise NoRecipient(INVALID) from None
    length = phonenumbers.is_possible_number_with_reason(number)
    if length != ValidationResult.IS_POSSIBLE:
        number = _abroad(value, _LENGTHS.get(length, INVALID))
    if number.country_code == UK and _TELEVISION.fullmatch(str(number.national_number)):
        return number
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in _TAKEN:
        raise NoRecipient(INVALID)
    return number


def _abroad(value: str, complaint: str) -> PhoneNumber:
    """Of another country, its + left out."""
    try:
        number = phonenumbers.parse(f"+{value}")
    except phonenumbers.NumberParseException:
        raise NoRecipient(complaint) from None
    if not phonenumbers.is_possible_number(number):
        raise NoRecipient(complaint)
    return number


def is_landline(number: PhoneNumber) -> bool:
    return number.country_code == UK and phonenumbers.number_type(number) in _LANDLINES


def national(value: str) -> str | None:
    """The national digits of a UK number; ``None`` where it is another country's, or none."""
    try:
        number = phone(value)
    except NoRecipient:
        return None
    return str(number.national_number) if number.country_code == UK else None


_ADDRESS = re.compile(r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~\-]+@([^.@][^@\s]+)")
_LABEL = re.compile(r"(?i)(xn|[a-z0-9]+)(-?-[a-z0-9]+)*")
_TOP = re.compile(r"(?i)[a-z]{2,63}|xn--([a-z0-9]+-)*[a-z0-9]+")
_LONGEST, _LONGEST_HOST, _LONGEST_LABEL = 320, 253, 63


def is_email(value: str) -> bool:
    seen = "".join(sign for sign in value if sign not in f"{_UNSEEN}\u00a0").strip()
    found = _ADDRESS.fullmatch(seen)
    if not found or ".." in seen or len(seen) > _LONGEST:
        return False
    try:
        host = found[1].encode("idna").decode("ascii")
    except UnicodeError:
        return False
    labels = host.split(".")
    fits = all(_LABEL.fullmatch(label) and len(label) <= _LONGEST_LABEL for label in labels)
    return fits and len(labels) > 1 and len(host) <= _LONGEST_HOST and bool(_TOP.fullmatch(labels[-1]))


_LEAST, _MOST = 3, 7
_NEVER_FIRST = '@()=[]"\\/,<>~\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}`'
_HOME = {"england", "scotland", "wales", "northern ireland", "united kingdom", "uk", "great britain", "gb"}
_AREAS = (
    "AB|AL|B|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|EH|EN|EX|FK|FY|"
    "G|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR|"
    "NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|"
    "WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)
_POSTCODE = re.compile(rf"({_AREAS})[0-9][0-9A-Z]?[0-9][A-BD-HJLNP-UW-Z]{{2}}")
_BFPO = re.compile(r"(?i)bfpo ?(?:c/o ?)?\d+")


def letter_lines(personalisation: Mapping[str, Any]) -> list[str]:
    """The lines of a letter's address as they are printed. Raises :class:`NoRecipient`."""
    last = "address_line_7" if "address_line_7" in personalisation else "postcode"
    keys = (*(f"address_line_{number}" for number in range(1, 7)), last)
    given = "\n".join(str(personalisation.get(key) or "") for key in keys).splitlines()
    lines = [line for each in given if (line := _squeezed(each))]
    while lines and lines[-1].lower() in _HOME:
        lines.pop()
    if lines and (code := _postcode(lines[-1])):
        lines[-1] = code
    if wrong := next(_address_faults(lines), ""):
        raise NoRecipient(wrong)
    return lines


def _address_faults(lines: list[str]) -> Iterator[str]:
    if len(lines) < _LEAST:
        yield f"Address must be at least {_LEAST} lines"
    if len(lines) > _MOST:
        yield f"Address must be no more than {_MOST} lines"
    if re.search(r"(?im)^nfa$|no fixed (abode|address)", "\n".join(lines)):
        yield "Must be a real address"
    if lines and not (_postcode(lines[-1]) or _BFPO.fullmatch(lines[-1])):
        yield "Must be a real UK postcode"
    if any(line.startswith(tuple(_NEVER_FIRST)) for line in lines):
        yield f"Address lines must not start with any of the following characters: {' '.join(_NEVER_FIRST)}"
    if not all(any(sign.isalpha() for sign in line) for line in lines):
        yield "Address lines must have letters in them"


def _squeezed(line: str) -> str:
    seen = "".join(sign for sign in line if sign not in _UNSEEN)
    return re.sub(r"[ \t]+([,.])", r"\1", " ".join(seen.split())).rstrip(" ,")


def _postcode(line: str) -> str:
    """As it is printed; blank where it is none. An O where only a 0 can be is read as one."""
    tight = re.sub(r"\s", "", line).upper()
    tight = f"{tight[:-3]}{tight[-3:].replace('O', '0', 1)}" if tight[-3:-2] == "O" else tight
    return f"{tight[:-3]} {tight[-3:]}" if _POSTCODE.fullmatch(tight) else ""
