"""What is accepted as a mobile, a telephone number, an email or a postal address, and how it is kept.

It is never more than GOV.UK Notify accepts, so that nothing that a person was promised fails for how they typed it.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from itertools import product

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from portal.domain.characters import plain_digits, without_invisible
from portal.domain.i18n import _
from portal.domain.plain_text import normalised

_LONGEST_TYPED = 1000  # characters: what comes after them is not looked at, and no field takes as many


class Unusable(ValueError):
    """Nothing can be sent there. ``reason`` says why; blank where only the field's own words help."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


# --- telephones

NOT_A_NUMBER = _("Enter only the number, like 07700 900 982")
TOO_SHORT = _("This number is too short. Check it, and enter all of it")
TOO_LONG = _("This number is too long. Enter one number, with nothing after it")
LANDLINE = _("We cannot send a text to this number. Enter a mobile number, like 07700 900 982")
ABROAD = _("We can only send texts to UK mobile numbers. They start with 07 or +44 7")
NOT_IN_USE = _("No telephone has this number. Check it, and enter it again")
COSTLY = _("We cannot call this number, because it costs too much. Enter another number")

_SEPARATES = re.compile(r"[\s().,;:/_'\"]")
_EXTENSION = re.compile(r"[\s,;]*(?:ext(?:ension|n)?\.?|x)[\s.:]*(\d{1,6})\s*$", re.IGNORECASE)
_DRAMA = re.compile(r"7700900\d{3}|1632960\d{3}")
"""Numbers that nobody has. Source: Ofcom, telephone numbers for use in TV and radio drama programmes."""

_UK, _UK_LENGTH, _UK_REGION = 44, 10, "GB"
_LONGEST_NUMBER = 16  # with "+". Source: ITU-T E.164, 15 digits
_CALLED = frozenset(
    {
        PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.MOBILE, PhoneNumberType.VOIP,
        PhoneNumberType.UAN, PhoneNumberType.TOLL_FREE,
    }
)  # fmt: skip


def mobile(typed: str) -> str:
    """A UK mobile number as it is dialled from anywhere, like "+447700900982". Raises :class:`Unusable`."""
    national = _national(_dialled(typed))
    if national is None:
        raise Unusable(ABROAD)
    if not national.startswith("7"):
        raise Unusable(LANDLINE if len(national) >= _UK_LENGTH - 1 else TOO_SHORT)
    if len(national) != _UK_LENGTH:
        raise Unusable(TOO_SHORT if len(national) < _UK_LENGTH else TOO_LONG)
    number = PhoneNumber(country_code=_UK, national_number=int(national))
    if not _DRAMA.fullmatch(national):
        if not phonenumbers.is_valid_number(number):
            raise Unusable(NOT_IN_USE)
        if phonenumbers.region_code_for_number(number) != _UK_REGION:
            raise Unusable(ABROAD)
        if phonenumbers.number_type(number) != PhoneNumberType.MOBILE:
            raise Unusable(LANDLINE)
    return str(phonenumbers.format_number(number, PhoneNumberFormat.E164))


def is_mobile(typed: str) -> bool:
    """Whether it is a UK mobile number."""
    try:
        mobile(typed)
    except Unusable:
        return False
    return True


def telephone(typed: str) -> str:
    """A number to call, as it is dialled from anywhere, with its extension: "+441916437366 ext. 3".

    Raises :class:`Unusable`.
    """
    shown = plain_digits(without_invisible(normalised(typed[:_LONGEST_TYPED], _LONGEST_TYPED, "NFKC")))
    extension = _EXTENSION.search(shown)
    number = _parsed(_dialled(shown[: extension.start()] if extension else shown))
    length = phonenumbers.is_possible_number_with_reason(number)
    if length != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise Unusable(TOO_LONG if length == phonenumbers.ValidationResult.TOO_LONG else TOO_SHORT)
    if not (number.country_code == _UK and _DRAMA.fullmatch(str(number.national_number))):
        if not phonenumbers.is_valid_number(number):
            raise Unusable(NOT_IN_USE)
        if phonenumbers.number_type(number) not in _CALLED:
            raise Unusable(COSTLY)
    written = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return f"{written} ext. {extension[1]}" if extension else str(written)


def grouped(kept: str) -> str:
    """A number that is kept, as people write it: "07700 900982". What was kept in another way stays as it is."""
    number, space, extension = kept.partition(" ext. ")
    if not re.fullmatch(r"\+\d{7,15}", number):
        return kept
    parsed = phonenumbers.parse(number)
    home = parsed.country_code == _UK
    form = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    return f"{phonenumbers.format_number(parsed, form)}{space}{extension}"


def _dialled(typed: str) -> str:
    """Its digits, with "+" before those of a country. Raises :class:`Unusable` where anything else is left."""
    shown = plain_digits(without_invisible(normalised(typed[:_LONGEST_TYPED], _LONGEST_TYPED, "NFKC")))
    spread = "".join("-" if unicodedata.category(sign) == "Pd" or sign == "\u2212" else sign for sign in shown)
    dialled = _SEPARATES.sub("", spread).replace("-", "")
    if not re.fullmatch(r"\+?[0-9]+", dialled):
        raise Unusable(NOT_A_NUMBER if dialled else "")
    return re.sub(r"^\+0(?=[1-9])", "0", re.sub(r"^\+?00+(?=[1-9])|^\+?0(?=44)", "+", dialled))


def _national(dialled: str) -> str | None:
    """The number within the UK, without the first 0; ``None`` for another country's."""
    if dialled.startswith("+") and not dialled.startswith("+44"):
        return None
    with_code = dialled.startswith("44") and len(dialled) >= len("447700900982")
    return re.sub(r"^0", "", re.sub(r"^\+?44", "", dialled) if with_code or dialled[0] == "+" else dialled)


def _parsed(dialled: str) -> PhoneNumber:
    national = _national(dialled)
    try:
        return phonenumbers.parse(dialled if national is None else f"+44{national}", _UK_REGION)
    except phonenumbers.NumberParseException:
        if len(dialled) > _LONGEST_NUMBER:
            raise Unusable(TOO_LONG) from None
        raise Unusable(NOT_IN_USE if len(dialled) >= _UK_LENGTH else TOO_SHORT) from None


# --- emails

EMAIL_AT = _("An email address has one @ in it, like name@example.com")
EMAIL_LETTERS = _("We cannot send email to an address with this sign before the @. Check it, or enter another one")
EMAIL_DOTS = _("There is a dot too many in this email address. Check it")
EMAIL_END = _("Check the part after the @. It ends like .com or .co.uk")

_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+")
_LABEL = re.compile(r"(?:xn|[a-z0-9]+)(?:-?-[a-z0-9]+)*", re.IGNORECASE)
_TOP = re.compile(r"[a-z]{2,63}|xn--(?:[a-z0-9]+-)*[a-z0-9]+", re.IGNORECASE)
_LONGEST_EMAIL, _LONGEST_LOCAL, _LONGEST_HOST, _LONGEST_LABEL = 254, 64, 253, 63
_QUOTES = str.maketrans("\u2018\u2019", "''")

SLIPS: Mapping[str, str] = {
    slip: right
    for right, slips in {
        "gmail.com": "gmial.com gmai.com gmal.com gmail.co gmail.con gmail.cm gamil.com gnail.com gmaill.com",
        "googlemail.com": "googlemail.co googlemail.con",
        "hotmail.com": "hotmial.com hotmal.com hotmail.con hotmai.com hotnail.com hotmail.cm",
        "hotmail.co.uk": "hotmial.co.uk hotmal.co.uk hotmail.co.k",
        "outlook.com": "outlok.com outloook.com outlook.con outlook.co",
        "yahoo.com": "yaho.com yahooo.com yahoo.con",
        "yahoo.co.uk": "yaho.co.uk yahooo.co.uk yahoo.co.k",
        "icloud.com": "iclod.com icloud.con icoud.com icloud.co",
        "btinternet.com": "btinternet.con btintenet.com btinternet.co btinternet.co.uk",
    }.items()
    for slip in slips.split()
}  # fmt: skip
"""Ends of email addresses that are most likely a slip of the finger, and what was most likely meant."""


def email(typed: str) -> str:
    """An email address as GOV.UK Notify takes it. Raises :class:`Unusable`.

    Source: GOV.UK Notify's rules for the addresses of recipients (letters, digits and common signs before the @).
    """
    shown = normalised(without_invisible(typed[:_LONGEST_TYPED]), _LONGEST_TYPED, "NFKC").translate(_QUOTES).strip()
    address = shown.removeprefix("mailto:").strip("<>,; ")
    local, at, host = address.partition("@")
    if not (local and at and host) or "@" in host or any(sign.isspace() for sign in address):
        raise Unusable(EMAIL_AT)
    if not _LOCAL.fullmatch(local) or len(local) > _LONGEST_LOCAL:
        raise Unusable(EMAIL_LETTERS)
    if ".." in address or local.startswith(".") or local.endswith("."):
        raise Unusable(EMAIL_DOTS)
    _check_host(host)
    if len(address) > _LONGEST_EMAIL:
        raise Unusable
    return f"{local}@{host.lower()}"


def same_email(typed: str) -> str:
    """An address that is looked for, as it would be kept; one that we would not keep as it was typed."""
    try:
        return email(typed)
    except Unusable:
        return typed.strip()


def _check_host(host: str) -> None:
    """Raises :class:`Unusable` for what is no host name."""
    try:
        ascii_host = host.encode("idna").decode("ascii")
    except UnicodeError:
        raise Unusable(EMAIL_END) from None
    labels = ascii_host.split(".")
    real = all(len(label) <= _LONGEST_LABEL and _LABEL.fullmatch(label) for label in labels)
    if not real or len(labels) == 1 or len(ascii_host) > _LONGEST_HOST or not _TOP.fullmatch(labels[-1]):
        raise Unusable(EMAIL_END)


def meant(address: str) -> str:
    """The end that was most likely meant, where that of an ``address`` looks like a slip; else blank."""
    return SLIPS.get(address.rpartition("@")[2], "")


# --- addresses for letters

POSTCODE = _("Enter a full UK postcode, like NE28 1AA")
LINE_START = _("Start this line of the address with a letter or a number")
LINE_WORDS = _("Write this line of the address with at least one word, in English letters")
LINE_LINK = _("Enter only the address here, with no web address, email address or telephone number")
NOWHERE = _("We cannot send a letter there. Enter an address where a letter will reach you")

_LETTERS_OF_AREAS = """
AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU
GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE
PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO
ZE
"""
AREAS = frozenset(_LETTERS_OF_AREAS.split())
"""The letters with which a postcode can begin. Source: Royal Mail's postcode areas."""

_POSTCODE = re.compile(r"([A-Z]{1,2})[0-9][0-9A-HJKMNPR-Y]?[0-9][ABD-HJLNP-UW-Z]{2}")
_SWAPPED = {"O": "O0", "0": "0O", "I": "I1", "L": "L1"}
_POSTCODE_LENGTHS = range(5, 8)
_SAME_LINE = {**dict.fromkeys("\u2018\u2019\u0060\u00b4", "'"), **dict.fromkeys("\u201c\u201d", '"')}
_AS_PLAIN = str.maketrans(_SAME_LINE | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))
_ON_AN_ENVELOPE = re.compile(r"[A-Za-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f '.,&/()#:-]+")
_LETTER = re.compile(r"[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f]")
_LINK = re.compile(r"www\.|https?:|[\w-]\.(?:com|org|net|info|uk|co|io|gov)\b|//|\d(?:[ ().-]*\d){7}", re.IGNORECASE)
_NAME_WORDS, _NAME_LENGTH = 5, 60
_NOWHERE = re.compile(r"nfa|n/a|none|.*no fixed (?:abode|address).*", re.IGNORECASE)


def postcode(typed: str) -> str:
    """A UK postcode with capitals and its gap: "NE28 1AA". Raises :class:`Unusable`."""
    shown = normalised(without_invisible(typed[:_LONGEST_TYPED]), _LONGEST_TYPED, "NFKC").upper()
    tight = "".join(sign for sign in plain_digits(shown) if sign.isalnum())
    if len(tight) in _POSTCODE_LENGTHS:
        for signs in product(*(_SWAPPED.get(sign, sign) for sign in tight)):
            found = _POSTCODE.fullmatch("".join(signs))
            if found and found[1] in AREAS:
                return f"{found[0][:-3]} {found[0][-3:]}"
    raise Unusable(POSTCODE)


def street(typed: str) -> str:
    """One line of an address, as it may stand on an envelope. Raises :class:`Unusable`."""
    line = _envelope(typed)
    if _LINK.search(line) or "@" in line:
        raise Unusable(LINE_LINK)
    if not line[:1].isalnum():
        raise Unusable(LINE_START)
    if not _LETTER.search(line) or not _ON_AN_ENVELOPE.fullmatch(line):
        raise Unusable(LINE_WORDS)
    if _NOWHERE.fullmatch(line):
        raise Unusable(NOWHERE)
    return line


def addressee(name: str) -> str:
    """A name as it may stand on an envelope: its letters, at most a few words of them; blank where none are left."""
    line = re.sub(r"[^A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f '-]", " ", _envelope(name).replace(".", " "))
    words = [word for word in line.split() if _LETTER.search(word)]
    short = " ".join(words[:_NAME_WORDS])[:_NAME_LENGTH].strip(" '-")
    return "" if _NOWHERE.fullmatch(short) else short


def _envelope(text: str) -> str:
    plain = normalised(without_invisible(text[:_LONGEST_TYPED]).translate(_AS_PLAIN), _LONGEST_TYPED, "NFKC")
    return re.sub(r"\s+([,.])", r"\1", " ".join(plain.split())).rstrip(" ,")


CHECKED: Mapping[str, Callable[[str], str]] = {
    "email": email, "mobile": mobile, "phone": telephone, "postcode": postcode, "street": street
}  # fmt: skip
"""By the kind of a question: what is made of what was typed."""
