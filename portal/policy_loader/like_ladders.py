"""Ladders that say ``like``: what they do not write themselves they have from another one, before anything is read."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from portal.policy_loader.source import Spot

NOT_SHARED = ("key", "label", "when", "agency", "decided_by", "audiences", "like")
"""What is of one ladder only."""
_KEYS = {"first", "last", "stage"}
"""What names a stage."""


def with_likes(whole: Spot) -> Spot:
    """The pack with each such ladder written out. What names no ladder is left for who reads it to say so."""
    ladders = whole.at(("ladders",))
    if ladders is whole or not isinstance(ladders.value, list):
        return whole
    known = {key: ladder for ladder in ladders.value if (key := _word(ladder, "key")) and not _word(ladder, "like")}
    made: list[Spot] = [_written_out(ladder, known.get(_word(ladder, "like"))) for ladder in ladders.value]
    keys: Any = whole.value
    return replace(whole, value={**keys, "ladders": replace(ladders, value=made)})


def _word(of: Spot, key: str) -> str:
    found = of.at((key,))
    return found.value if found is not of and isinstance(found.value, str) else ""


def _written_out(ladder: Spot, other: Spot | None) -> Spot:
    """One ladder, with what it has from the other."""
    if other is None or not isinstance(ladder.value, dict) or not isinstance(other.value, dict):
        return ladder
    own, mine = ladder.value, _word(ladder, "key")
    shared = {key: of for key, of in other.value.items() if key not in NOT_SHARED}
    theirs = shared.get("stages")
    renamed = {key: f"{mine}-{key}" for key in _stage_keys(theirs)}
    inherited = {key: _renamed(of, renamed, key) for key, of in shared.items()}
    if "stages" in own and theirs is not None:
        inherited["stages"] = _stages(inherited["stages"], own["stages"], renamed)
    return replace(ladder, value={**inherited, **own, **({"stages": inherited["stages"]} if theirs else {})})


def _stage_keys(stages: Spot | None) -> list[str]:
    return [_word(stage, "key") for stage in stages.value] if stages and isinstance(stages.value, list) else []


def _renamed(spot: Spot, keys: Mapping[str, str], name: str = "") -> Spot:
    """With the keys of the stages as they are on this ladder."""
    if isinstance(spot.value, dict):
        return replace(spot, value={key: _renamed(of, keys, key) for key, of in spot.value.items()})
    if isinstance(spot.value, list):
        inner = [_renamed(of, keys) for of in spot.value]
        return replace(spot, value=[_with_key(of, keys) for of in inner] if name == "stages" else inner)
    return replace(spot, value=keys.get(spot.value, spot.value)) if name in _KEYS else spot


def _with_key(stage: Spot, keys: Mapping[str, str]) -> Spot:
    if not isinstance(stage.value, dict) or "key" not in stage.value:
        return stage
    key = stage.value["key"]
    new = keys.get(key.value, key.value) if isinstance(key.value, str) else key.value
    return replace(stage, value={**stage.value, "key": replace(key, value=new)})


def _stages(inherited: Spot, own: Spot, keys: Mapping[str, str]) -> Spot:
    """The stages of the other ladder, each with what is written of it here; then those that are here alone."""
    if not isinstance(inherited.value, list) or not isinstance(own.value, list):
        return own
    written = {keys.get(_word(stage, "key"), _word(stage, "key")): stage for stage in own.value}
    found = [_over(stage, written.pop(_word(stage, "key"), None)) for stage in inherited.value]
    return replace(own, value=[*found, *written.values()])


def _over(stage: Spot, own: Spot | None) -> Spot:
    """What backs the stage is replaced as one."""
    if own is None or not isinstance(stage.value, dict) or not isinstance(own.value, dict):
        return stage
    dropped = {"cite", "assumed", "note"} if own.value.keys() & {"cite", "assumed", "note"} else set()
    kept = {key: of for key, of in stage.value.items() if key not in dropped}
    return replace(own, value={**kept, **own.value, "key": stage.value["key"]})
