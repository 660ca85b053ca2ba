"""A broken pack is refused with file, line and a sentence that says what is wrong."""

import re

import pytest

from portal.packs import BrokenPack

OURS = "north-tyneside@2019-12-31"
FILE = "policies/north-tyneside/2019-12-31.yaml"
STAGE_4 = 'key: "4"\n        label: Stage 4\n        rank: '
NOT_A_WORD = "“{}” without quotes is not a word in YAML, it means true or false; "
DECISION = "decision_within: {act: decide, within: 1 working day, after: contact"

# What is written, what instead, what stands on the line to be named (blank: the new words), the sentence.
FAULTS = {
    # the five kinds
    "unknown key": ("anonymous: {", "anonymus: {", "", "“anonymus” is not a key of a pack; did you mean “anonymous”?"),
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
    "word for a list": ("by: [raiser]", "by: raiser", "", "Here should be a list."),
    "keys for a word": ("system: Liquidlogic", "system: {name: X}", "", "Here should be a word."),
    "word for a number": ("rank: 1", "rank: first", "", "“first” is not a whole number."),
    "no date": ("2022-03-31", "March 2022", "", "“March 2022” is not a date; write it as 2026-12-23."),
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
    packs, lines = broken("    neighbour: {show: gist, assumed: true}\n", "", "base.yaml")
    with pytest.raises(BrokenPack) as refused:
        packs.get(OURS)
    hole = "The disclosure table has a hole: say how much of “review_result” to show to neighbour."
    assert refused.value.faults == [f"policies/base.yaml:{lines.index('  review_result:') + 1}: {hole}"]


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
    from portal.packs import Packs  # noqa: PLC0415

    (tmp_path / "base.yaml").write_text("")
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
