"""A broken pack is refused with file, line and a sentence that says what is wrong."""

import re
import shutil
from itertools import pairwise
from time import process_time

import pytest

from portal.domain.policy.calendar import Opening
from portal.policy_loader import BrokenPack, Packs
from portal.services.policy_report import check

OURS = "north-tyneside@2019-12-31"
FILE = "policies/north-tyneside/2019-12-31.yaml"
STAGE_4 = 'key: "4"\n        label: Stage 4\n        rank: '
NOT_A_WORD = "“{}” without quotes is not a word in YAML, it means true or false; "
DECISION = "decision_within: {act: decide, within: 1 working day, after: contact"

# What is written, what instead, what stands on the line to be named (blank: the new words), the sentence.
FAULTS = {
    # the five kinds
    "unknown key": ("anonymous: {", "anonymus: {", "", "“anonymus” is not a key of a pack; did you mean “anonymous”?"),
    "no base": ("base: 1\n", "", "council:", "Say on which base this pack is built, the newest if"),
    "a base of another name": ("base: 1\n", "base: one\n", "", "Say on which base this pack is built, the newest if"),
    "duplicate key": ("contacts:\n", "office: {}\ncontacts:\n", "", "“office” is here twice; the first is on line "),
    "yes for a word": (
        "actions:\n    family: {show: withheld",
        "actions:\n    family: {show: yes",
        "show: yes",
        NOT_A_WORD.format("yes") + "write one of: full, released, gist, withheld.",
    ),
    "stage no reviewer can take": (
        STAGE_4 + "4",
        STAGE_4 + "5",
        'key: "4"',
        "No reviewer can take “Stage 4”: it needs rank 5, and none of its reviewers has it.",
    ),
    # words
    "no for a name": ("team: MASH", "team: no", "", NOT_A_WORD.format("no") + "put it in quotes."),
    "nothing": ("team: MASH", "team:", "", "Nothing is written here."),
    "yes for true": ("taken: true", "taken: yes", "", "“yes” is not true or false."),
    "list for a word": ("taken: true", "taken: [true]", "", "Here should be a word."),
    "word for a list": ("by: [raiser]", "by: raiser", "", "Here should be a list"),
    "keys for a word": ("system: Liquidlogic", "system: {name: X}", "", "Here should be a word."),
    "word for a number": ("rank: 1", "rank: first", "", "“first” is not a whole number."),
    "no date": ("2022-03-31", "March 2022", "", "“March 2022” is not a date; write 2026-12-23, or "),
    "unknown word": ("[raiser]", "[everybody]", "", "“everybody” is not one of: raiser, reviewer, manager."),
    "unknown audience": ("  parent: {ta", "  uncle: {ta", "", "“uncle” is not one of: parent, family, neighbour, "),
    "no span": ("within: 1 working day,", "within: a day,", "", "“a day” is not a length of time; write for example "),
    "no hours": ("friday 08:30 to 16:30]", "friday to 16:30]", "", "“friday to 16:30” are not opening hours; write "),
    # what is missing
    "missing key": ("  title: Pol", "  # title: Pol", "document:", "This document has no “title”."),
    "neither cited nor assumed": (
        DECISION + ', cite: "2.1"',
        DECISION,
        "",
        "Say which clause this comes from (cite), or mark it assumed: true.",
    ),
    "nobody to reach": (
        "telephone: 0345 2000 109",
        "public: true",
        "  front_door:",
        "A contact needs a telephone number, an email address, an address or a website.",
    ),
    "needed contact": ("  disagreement:\n", "  quarrel:\n", "contacts:", "There is no contact “disagreement”."),
    "audience left out": (
        "  neighbour: {taken",
        "  # {taken",
        "audiences:",
        "Say whether the portal takes challenges of neighbour.",
    ),
    # what does not fit together
    "unknown role": ("reviewers: [Team M", "reviewers: [Team m", "", "“Team manager” is not one of the roles."),
    "role too low": (
        "Senior Manager: {rank: 3",
        "Senior Manager: {rank: 2",
        'key: "3"',
        "No reviewer can take “Stage 3”: it needs rank 3, and none of its reviewers has it.",
    ),
    "going down": (
        "label: Stage 1\n        rank: 1\n        reviewers: [Team Manager]",
        "label: Stage 1\n        rank: 4\n        reviewers: [Assistant Director]",
        "    stages:",
        "A stage is reviewed by someone less senior than the stage before.",
    ),
    "no main ladder": ("key: main", "key: first", "ladders:", "One ladder must have the key “main”, and no two the "),
    "same key twice": ('key: "2"', 'key: "1"', "    stages:", "A ladder needs stages, each with a key of its own."),
    "unknown contact": (
        "  professional: {taken: true,",
        "  professional: {taken: false, contacts: [helpline],",
        "  professional: {taken: false",
        "There is no contact “helpline”.",
    ),
    "unknown exit": (
        "recording:",
        "exits: [{contact: x, when: any time, cite: y}]\nrecording:",
        "exits",
        "There is no contact “x”.",
    ),
    "other folder": (
        "key: north-tyneside",
        "key: elsewhere",
        "",
        "“elsewhere” is not the name of the folder that this pack is in.",
    ),
    "long sender": ("N Tyneside", "North Tyneside", "", "A sender's name has at most 11 characters."),
    "pale": ("#0b5351", "#00c0c0", "", "This colour cannot be read on white (contrast 2.3, 4.5 needed)."),
    "no colour": (
        '"#0b5351"',
        "teal",
        "brand: teal",
        "“teal” is not a colour: write # and six figures or letters a to f, in quotes, like “#0b5351”.",
    ),
    "cap": (
        "    stages:\n",
        '    caps: [{first: "3", last: "1", within: 5 days, cite: "2"}]\n    stages:\n',
        "",
        "“3” to “1” are not stages of this ladder, in this order.",
    ),
    "route": (
        "        rank: 1\n",
        '        rank: 1\n        routes: [{label: Go, stage: "9", cite: "2"}]\n',
        "routes:",
        "There is no stage “9” to go on to.",
    ),
    # what nobody may be told
    "who raised it": (
        "disclosure:\n",
        "disclosure:\n  first_raised_by:\n    parent: {show: full, assumed: true}\n",
        "    parent: {show: full",
        "“first_raised_by” is told to nobody: write withheld.",
    ),
    "a stranger": (
        "disclosure:\n  contact_exists:\n",
        "disclosure:\n  contact_exists:\n    stranger: {show: gist, assumed: true}\n",
        "    stranger: {show: gist",
        "“contact_exists” is not told to someone we have not checked: write withheld.",
    ),
    "no gist": (
        "disclosure:\n",
        "disclosure:\n  own_words:\n    parent: {show: gist, assumed: true}\n",
        "    parent: {show: gist",
        "There is no neutral sentence (gist) for “own_words”.",
    ),
    # what is lost or meant otherwise in YAML
    "a comma between braces": (
        "anonymous: {allowed: true, assumed: true, note: The policy",
        "anonymous: {allowed: true, assumed: true, note: Not satisfied, or no response. The policy",
        "",
        "“or no response. The policy does not say whether a name is needed.” stands by itself after a comma",
    ),
    "a # among words": ("team: MASH", "team: see form #4", "", "“#4” begins a comment and is not part of the words"),
    "a colour without quotes": (
        'colours: {brand: "#0b5351"}',
        "colours:\n    brand: #0b5351",
        "brand: #",
        "“#0b5351” begins a comment and is not part of the words",
    ),
    "a second colon": ("team: MASH", "team: MASH: us", "", "This is not YAML: There is a second colon here"),
    "a brace left open": (
        "anonymous: {allowed: true, assumed: true, note: The policy does not say whether a name is needed.}",
        "anonymous: {allowed: true",
        "raise_within:",
        "This is not YAML: The “{” that opens on line ",
    ),
    "a colour without quotes between braces": (
        '{brand: "#0b5351"}',
        "{brand: #0b5351}",
        "",
        "“#0b5351” begins a comment, with all that follows it: put it in quotes.",
    ),
    "curly quotation marks": ("team: MASH", "team: “MASH, us", "", "“MASH, us” begins with a curly quotation mark"),
    "a word for a list of words": (
        "by: [raiser]",
        "by: raiser",
        "",
        "Here should be a list: put square brackets round it, like [raiser].",
    ),
    "a word for keys": (
        "anonymous: {allowed: true, assumed: true, note: The policy does not say whether a name is needed.}",
        "anonymous: yes",
        "",
        "Here should be the keys of a yes or no, each with a colon and its value: allowed, cite (or assumed: true).",
    ),
    "two of a list without a dash": (
        '      - key: "2"',
        '        key: "2"',
        "",
        "“key” is here twice; the first is on line ",
    ),
    "too far to the right": ("  team: MASH", "     team: MASH", "", "This is not YAML: There is a second colon here"),
    "a merge key": ("anonymous: {", "anonymous: {<<: {allowed: true}, ", "", "“<<” cannot be used in a pack"),
    "two policies in a file": ("audiences:", "---\naudiences:", "", "A second document begins here"),
    "an alias to nothing": ("team: MASH", "team: *mash", "", "“*mash” repeats “&mash”, which does not end before"),
    "an alias in itself": ("  by: not stated", "  by: &by [*by]", "", "“*by” repeats “&by”, which does not end before"),
    "a sign that nobody can see": ("team: MASH", 'team: "MA\\0SH"', "", "There is a sign in these words that no page"),
    "words turned round": ("team: MASH", "team: MA\u202eSH", "", "There is a sign in these words that no page"),
    "words without end": ("team: MASH", f"team: {'MASH ' * 600}", "", "These words are too long: at most 2000"),
    "a word for a list of things": (
        "        deadlines:\n          - {act: decide, within: 5 working days, assumed: true, note: The table of stages is missing.}",  # noqa: E501
        "        deadlines: 5 working days",
        "",
        "Here should be a list of deadlines, each after “- ”",
    ),
    # what nobody could do, or read, or call
    "a blank name": ("team: MASH", 'team: " "', "", "Nothing is written here."),
    "a blank line": ("address: [Front", 'address: ["", Front', "", "One of these is blank."),
    "nobody to review": ("reviewers: [Team Manager]", "reviewers: []", 'key: "1"', "No reviewer can take “Stage 1”"),
    "no rank": ("Team Manager: {rank: 1", "Team Manager: {rank: 0", "", "A rank is a whole number from 1 to 99."),
    "a negative rank": ("Team Manager: {rank: 1", "Team Manager: {rank: -1", "", "“-1” is not a whole number."),
    "a reviewer too low": (
        "reviewers: [Senior Manager]",
        "reviewers: [Senior Manager, Team Manager]",
        "",
        "“Team Manager” has rank 1, and “Stage 3” needs rank 3.",
    ),
    "nobody on the other side": (
        "        rank: 1\n",
        "        rank: 1\n        other_side: [Nobody at all]\n",
        "other_side",
        "“Nobody at all” is not one of the roles.",
    ),
    "nobody takes it on": ("by: [raiser]", "by: []", "", "Write who may take it on: raiser, reviewer or manager."),
    "a key with a slash": ('key: "4"', "key: 1/a", "", "A key is short: letters, figures, full stops, hyphens"),
    "a stage of two ladders": (
        "ladders:\n",
        "ladders:\n  - {key: urgent, label: U, cite: x, escalation: {by: [raiser], cite: x}, stages: [{key: '1', label: U, "  # noqa: E501
        "rank: 1, reviewers: [Team Manager], deadlines: [], cite: x}]}\n",
        'key: "1"',
        "Another ladder has a stage “1”: no two may.",
    ),
    "no language": ("languages: [en", "languages: [] #", "", "Write which languages are offered, each once: [en]."),
    "a language without words": (
        "languages: [en",
        "languages: [en, zu] # [",
        "",
        "The portal does not speak “zu”, but ",
    ),
    "a script for a website": (
        "website: https://www.northtyneside.gov.uk",
        'website: "javascript:alert(1)"',
        "",
        "“javascript:alert(1)” is not the address of a website",
    ),
    "words for a telephone": ("0345 2000 109", "ask for Sam", "", "“ask for Sam” is not a telephone number"),
    "no email": (
        "email: MASH@northtyneside.gov.uk",
        "email: MASH at home",
        "",
        "“MASH at home” is not an email address.",
    ),
    "the government's blue": ("#0b5351", "#1d70b8", "", "This is the blue of GOV.UK, and the council is not the gov"),
    "over before it began": (
        "review: 2021-12-31",
        "review: 2018-12-31",
        "",
        "This day is before the policy was approved",
    ),
    "a time for something else": (
        "act: raise",
        "act: decide",
        "",
        "“decide” is not what this is the time for: write raise.",
    ),
    "nobody to complain to": (
        "contacts: [practice, complaints, ombudsman]",
        "contacts: []",
        "",
        "Write at least one contact to go to.",
    ),
    "not public": (
        "    name: Customer First Office\n",
        "    public: false\n    name: Customer First Office\n",
        "",
        "Public pages name “complaints”, so it cannot be public: false.",
    ),
    "no address to write to": (
        "    address: [Front Door Service, Quadrant East, Silverlink North, Cobalt Business Park, NE27 0BY]\n    source",  # noqa: E501
        "    telephone: 01632 960001\n    source",
        "  post:",
        "Pages give the address of “post”, and there is none.",
    ),
    "never open": (
        "{open: [monday to thursday 08:30 to 17:00, friday 08:30 to 16:30]}",
        "{open: []}",
        "",
        "Write when it",
    ),
    "no hour": (
        "monday to thursday 08:30 to 17:00",
        "monday to thursday 08:30 to 25:00",
        "",
        "“monday to thursday 08:30 to",
    ),
    "too many days": (
        "within: 5 working days",
        "within: 600 working days",
        "",
        "“600 working days” is longer than any date",
    ),
    "too many hours": (
        "within: 5 working days",
        "within: 99999999999 hours",
        "",
        "“99999999999 hours” is not a length of",
    ),
    "too many months": ("within: 5 working days", "within: 99999 months", "", "“99999 months” is longer than any date"),
}


@pytest.mark.parametrize(("old", "new", "marker", "sentence"), FAULTS.values(), ids=FAULTS)
def test_a_broken_pack_is_refused_in_its_place(broken, old, new, marker, sentence):
    packs, lines = broken(old, new)
    with pytest.raises(BrokenPack) as refused:
        packs.get(OURS)
    marker = marker or new.splitlines()[0]
    places = [number for number, line in enumerate(lines, 1) if marker in line]
    told = [re.fullmatch(rf"{FILE}:(\d+): (.+[.?])", fault) for fault in refused.value.faults]
    assert [fault for fault in told if fault and fault[2].startswith(sentence) and int(fault[1]) in places], (
        refused.value
    )


def test_a_hole_in_the_disclosure_table(broken):
    """The fifth kind: the row stands in the base, so that is the file to be named."""
    packs, lines = broken("    neighbour: {show: gist, assumed: true}\n", "", "base-1.yaml")
    with pytest.raises(BrokenPack) as refused:
        packs.get(OURS)
    hole = "The disclosure table has a hole: say how much of “review_result” to show to neighbour."
    assert refused.value.faults == [f"policies/base-1.yaml:{lines.index('  review_result:') + 1}: {hole}"]


HOSTILE = {
    "an alias bomb": "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in pairwise("abcdefghi")
    ),
    "10 MB": "a: " + "x" * 10_000_000,
    "a list of 5 MB": "a: [" + "x, " * 100_000 + "]",
    "deep": "a: " + "[" * 200_000,
    "deep and closed": "a: " + "[" * 5_000 + "]" * 5_000,
    "deep in keys": "".join(f"{' ' * depth}a:\n" for depth in range(600)),
    "many keys": "".join(f"k{number}: 1\n" for number in range(30_000)),
    "a list and nothing else": "- a\n" * 1000,
    "a key that is a list": "? [a, b]\n: c\n",
    "an object": "a: !!python/object/apply:os.system [exit]\n",
}  # fmt: skip
"""What somebody could put there to stop everything."""


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_within_a_second(broken, text):
    packs, _ = broken("MASH", "MASH")
    (packs.directory / "north-tyneside" / "2019-12-31.yaml").write_text(f"base: 1\n{text}")
    began = process_time()
    with pytest.raises(BrokenPack) as refused:
        packs.get(OURS)
    assert process_time() - began < 1
    assert all(re.fullmatch(r"policies/\S+:\d+: .+[.?]", fault) and len(fault) < 500 for fault in refused.value.faults)


@pytest.mark.parametrize(
    ("held", "sentence"),
    [
        (b"council: Caf\xe9\n", "1: This is not UTF-8 text: save the file again, and choose the encoding UTF-8."),
        (
            "council: x\n".encode("utf-16"),
            "1: This is not UTF-8 text: save the file again, and choose the encoding UTF-8.",
        ),
        (b"council: x\nteam: \x00\n", "2: There is a sign here that nobody can see (U+0000): take it out."),
        (
            b"PK\x03\x04 a document",
            "1: This is not a text file but a document of an office program: write a plain text file.",
        ),
        (b"", "1: Say on which base this pack is built, the newest if it is new: base: 1."),
        (b"base: 1\n", "1: This pack has no “council”."),
    ],
)
def test_a_file_that_is_no_text_is_refused_in_its_line(broken, held, sentence):
    packs, _ = broken("MASH", "MASH")
    (packs.directory / "north-tyneside" / "2019-12-31.yaml").write_bytes(held)
    with pytest.raises(BrokenPack) as refused:
        packs.get(OURS)
    assert f"{FILE}:{sentence}" in refused.value.faults


def test_a_mark_of_the_byte_order_is_no_part_of_the_text(broken):
    packs, _ = broken("MASH", "MASH")
    file = packs.directory / "north-tyneside" / "2019-12-31.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert packs.get(OURS).council.key == "north-tyneside"


FOLDERS = {
    "empty": (lambda place: shutil.rmtree(place / "north-tyneside"), "policies:1: There is no policy here"),
    "without a base": (lambda place: (place / "base-1.yaml").unlink(), "policies:1: There is no base-1.yaml here"),
    "the base of a pack": (
        lambda place: (place / "base-1.yaml").rename(place / "base-2.yaml"),
        "policies/north-tyneside/2019-12-31.yaml:4: There is no base-1.yaml, from which this would take what it does",
    ),
    "a base without a number": (
        lambda place: shutil.copy(place / "base-1.yaml", place / "base.yaml"),
        "policies/base.yaml:1: A policy lies in a folder of its council, and this file is not read.",
    ),
    "another ending": (
        lambda place: (place / "north-tyneside" / "2027-01-01.yml").write_text("x"),
        "policies/north-tyneside/2027-01-01.yml:1: This file is not read. A pack is named after the day",
    ),
    "a policy outside its folder": (
        lambda place: (place / "2027-01-01.yaml").write_text("x"),
        "policies/2027-01-01.yaml:1: A policy lies in a folder of its council, and this file is not read.",
    ),
    "a folder in capitals": (
        lambda place: (place / "north-tyneside").rename(place / "North_Tyneside"),
        "policies/North_Tyneside:1: The folder of a council has a name of small letters, figures and hyphens.",
    ),
    "a day that is none": (
        lambda place: (place / "north-tyneside" / "2019-12-31.yaml").rename(
            place / "north-tyneside" / "2026-13-45.yaml"
        ),
        "policies/north-tyneside/2026-13-45.yaml:1: A pack is named after the day from which it counts",
    ),
    "an empty folder": (
        lambda place: (place / "somewhere").mkdir(),
        "policies/somewhere:1: There is no policy in this folder. A pack is named after the day",
    ),
    "a folder that is named like a policy": (
        lambda place: (place / "north-tyneside" / "2027-01-01.yaml").mkdir(),
        "policies/north-tyneside/2027-01-01.yaml:1: This file is not read.",
    ),
    "a name that leads nowhere": (
        lambda place: (place / "north-tyneside" / "2027-01-01.yaml").symlink_to(place / "gone"),
        "policies/north-tyneside/2027-01-01.yaml:1: This file is not read.",
    ),
    "a base that is a folder": (
        lambda place: (place / "base-9.yaml").mkdir(),
        "policies/base-9.yaml:1: This file cannot be read (Is a directory).",
    ),
    "a list of published packs that is none": (
        lambda place: (place / "PUBLISHED").write_text("one two three\n"),
        "policies/PUBLISHED:1: A line has the fingerprint, a space and the name of the pack.",
    ),
}


@pytest.mark.parametrize(("change", "sentence"), FOLDERS.values(), ids=FOLDERS)
def test_a_folder_that_is_not_one_of_packs_is_not_sound(broken, change, sentence, now):
    packs, _ = broken("MASH", "MASH")
    change(packs.directory)
    checked = check(packs, now)
    assert not checked["sound"]
    told = [*checked["faults"], *(fault for pack in checked["packs"] for fault in pack["faults"])]
    assert [fault for fault in told if fault.startswith(sentence)], told


def test_the_folder_of_one_council_is_not_taken_for_that_of_all(broken, now):
    packs, _ = broken("MASH", "MASH")
    checked = check(Packs(packs.directory / "north-tyneside"), now)
    assert not checked["sound"]
    assert checked["faults"][0].startswith("north-tyneside:1: There is no base-1.yaml here")


def test_a_list_of_days_may_go_round_the_week_and_says_so():
    opening = Opening.parse("friday to monday 09:00 to 17:00")
    assert opening.days == (4, 5, 6, 0)
    assert opening.in_a_row
    assert not Opening.parse("monday, wednesday 09:00 to 17:00").in_a_row


def test_what_is_not_yaml(broken):
    packs, _ = broken("audiences:", "audiences: [")
    with pytest.raises(BrokenPack, match=rf"{FILE}:\d+: This is not YAML: "):
        packs.get(OURS)


def test_every_fault_is_told_at_once(broken):
    packs, _ = broken("title: ", "tidle: ")
    file = packs.directory / "north-tyneside" / "2019-12-31.yaml"
    file.write_text(file.read_text().replace("rank: 2", "rank: two").replace("team: MASH", "team: off"))
    with pytest.raises(BrokenPack) as refused:
        packs.get(OURS)
    assert len(refused.value.faults) == 5, "a wrong key, the missing one, one word and two numbers"


def test_an_empty_file_is_no_pack(tmp_path):
    (tmp_path / "base-1.yaml").write_text("")
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "2020-01-01.yaml").write_text("- a list")
    with pytest.raises(BrokenPack, match="A pack is a list of keys and values"):
        Packs(tmp_path).get("empty@2020-01-01")


def test_a_file_with_another_name(broken):
    packs, _ = broken("MASH", "MASH")
    file = packs.directory / "north-tyneside" / "2019-12-31.yaml"
    file.rename(file.with_name("newest.yaml"))
    with pytest.raises(BrokenPack, match=r"policies/north-tyneside/newest.yaml:1: A pack is named after the day"):
        packs.get(*packs.ids())


@pytest.mark.parametrize("pack_id", ["north-tyneside@2020-01-01", "../north-tyneside@2019-12-31", "nowhere"])
def test_there_is_no_such_pack(broken, pack_id):
    packs, _ = broken("MASH", "MASH")
    with pytest.raises(KeyError):
        packs.get(pack_id)
