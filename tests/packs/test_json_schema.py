"""The JSON Schema of a policy file takes what the reader takes, and marks what an officer mistypes."""

import json
import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from mutated_packs import GONE, _with
from pack_reference import SCHEMA, schema_page
from pack_values import EVERY_KEY, _built, _others, _words, places

from build import COUNCILS, OURS
from portal.cli import main
from portal.policy_loader.json_schema import pack_schema
from portal.policy_loader.source import BrokenPack

MADE = pack_schema()
VALIDATOR = Draft202012Validator(MADE)
INVENTED = EVERY_KEY.parents[1] / "invented"
FILES = [*(file for of in (OURS, COUNCILS, INVENTED) for file in sorted(of.glob("*/*.yaml"))), EVERY_KEY]


class AsEditorsRead(yaml.SafeLoader):
    """YAML 1.2, as editors read it: a day is a word, and so are yes and no."""


AsEditorsRead.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in found if not tag.endswith((":timestamp", ":bool", ":float"))]
    for sign, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
AsEditorsRead.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))


def read(text):
    return yaml.load(text, AsEditorsRead)  # noqa: S506 - it makes words, numbers, lists and mappings


def wrong(held):
    return [error.message for error in VALIDATOR.iter_errors(held)]


def test_it_is_a_schema_and_is_the_one_in_the_folder():
    Draft202012Validator.check_schema(MADE)
    assert SCHEMA.read_text(encoding="utf-8") == schema_page(), "make pages"


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_every_policy_here_is_taken(file):
    held = read(file.read_text(encoding="utf-8"))
    assert wrong({"base": 1} | held) == []


TEXT = EVERY_KEY.read_text(encoding="utf-8")
SLIPS = {
    "no base": ("base: 1\n", ""),
    "unknown key": ("anonymous:", "anonymus:"),
    "unknown key of a stage": ("or_equivalent: true", "equivalent: true"),
    "unknown word": ("skip_when: urgent", "skip_when: emergency"),
    "yes for true": ("taken: true, cite", "taken: yes, cite"),
    "a word for a list": ("reviewers: [Team Lead]", "reviewers: Team Lead"),
    "a list for a word": ("label: Step 1", "label: [Step 1]"),
    "a word for keys": ('anonymous: {allowed: true, audiences: [family], cite: "1"}', "anonymous: no"),
    "no length of time": ("within: 10 working days", "within: ten days"),
    "no day": ("check_by: 2030-01-01", "check_by: 1 January 2030"),
    "no month": ("review: 2026-06", "review: June 2026"),
    "no hours": ("monday to friday 09:00 to 12:00", "weekdays 9-12"),
    "no colour": ('brand: "#333366"', "brand: purple"),
    "no rank": ("        rank: 1\n", ""),
    "a rank in words": ("Team Lead: {rank: 2", "Team Lead: {rank: two"),
    "no reviewers": ("        reviewers: [Team Lead]\n", ""),
    "neither clause nor assumed": (', when: child protection plan, cite: "4"}', ", when: child protection plan}"),
    "not assumed": (', when: child protection plan, cite: "4"}', ", when: child protection plan, assumed: false}"),
    "unknown audience": ("  parent: {ta", "  uncle: {ta"),
    "unknown fact": ("  decision_made:", "  decision_maid:"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_marked(old, new):
    assert old in TEXT
    assert wrong(read(TEXT.replace(old, new, 1)))


@pytest.mark.timeout(240)
@pytest.mark.at_length
@pytest.mark.parametrize("eighth", range(8))
def test_it_refuses_nothing_that_the_reader_takes(eighth):
    """Each value of a pack changed by itself: what is sound for the reader is so for the schema."""
    own, whole = _words()
    for name in list(places())[eighth::8]:
        place, value = places()[name], own
        for part in place:
            value = value[part]
        for other in (*_others(place, value), GONE):
            try:
                _built(_with(whole, place, other))
            except BrokenPack:
                continue
            assert wrong({"base": 1} | _typed(_with(own, place, other))) == [], (name, other)


def _typed(value):
    """The words of a pack as an editor reads them."""
    if isinstance(value, dict):
        return {key: _typed(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_typed(each) for each in value]
    return read(value) if re.fullmatch(r"\d{1,6}|true|false", value) else value


def test_every_key_is_explained_in_the_editor():
    silent = []
    for name, kind in MADE["$defs"].items():
        silent += [f"{name}.{key}" for key, of in kind.get("properties", {}).items() if not of.get("description")]
    assert silent == []


def test_portal_pack_schema_prints_it():
    assert json.loads(CliRunner().invoke(main, ["pack-schema"]).output) == MADE
    assert Path(SCHEMA).exists()
