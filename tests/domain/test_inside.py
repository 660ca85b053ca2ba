"""What may not be told, and what stays inside: every way in which Python could make words of either."""

import copy
import json
import operator
import pickle
from dataclasses import asdict, replace

import pytest
from markupsafe import Markup, escape

from build import PARENT
from portal.domain.challenge.state import plain, unplain
from portal.domain.challenge.view import View, view_for
from portal.domain.disclosure.table import Fact, NotToBeTold, Shown, Withheld
from portal.domain.notices.catalogue import Channel, Notice, plan_of, tell

PRINTED = {
    "str": str,
    "print": print,
    "f-string": lambda it: f"{it}",
    "f-string to the right": lambda it: f"{it:>10}",
    "f-string of its words": lambda it: f"{it!s}",
    "format": "{}".format,
    "format_map": lambda it: "{fact}".format_map({"fact": it}),
    "%": lambda it: "%s" % it,  # noqa: UP031  # one of the ways
    "% among others": lambda it: "%s %s" % (1, it),  # noqa: UP031
    "escape": escape,
    "Markup": Markup,
    "Markup %": lambda it: Markup("%s") % it,
    "Markup format": lambda it: Markup("{}").format(it),
    "Markup +": lambda it: Markup("a") + it,
    "Markup join": lambda it: Markup().join(["a", it]),
    "JSON of its words": lambda it: json.dumps({"fact": it}, default=str),
}
TAKEN_APART = {
    "bool": bool,
    "not": operator.not_,
    "and": lambda it: it and "more",
    "list": list,
    "*": lambda it: [*it],
    "for": lambda it: [each for each in it],  # noqa: C416  # one of the ways
    "reversed": reversed,
    "len": len,
    "max": max,
    "item": lambda it: it[0],
    "key": lambda it: it["words"],
    "part": lambda it: it[1:],
    "attribute": lambda it: it.value,
    "attribute or another": lambda it: getattr(it, "value", ""),
    "call": lambda it: it(),
    "int": int,
    "float": float,
    "bytes": bytes,
    "%d": lambda it: "%d" % it,  # noqa: UP031
    "+": lambda it: it + "",
    "+ after": lambda it: "" + it,
    "*2": lambda it: it * 2,
    "% itself": lambda it: it % 2,
    "==": lambda it: it == Withheld(),
    "== after": lambda it: it == "words",
    "!=": lambda it: it != "",
    "<": lambda it: it < Withheld(),
    "sorted": lambda it: sorted([it, Withheld()]),
    "in": lambda it: "a" in it,
    "in a list": lambda it: "a" in ["b", it],
    "count": lambda it: [it].count("a"),
    "hash": hash,
    "key of a dict": lambda it: {it: 1},
    "pickle": pickle.dumps,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "asdict of a view": lambda it: asdict(View({Fact.ACTIONS: it})),
}
BY_PYTHON = {
    "JSON": json.dumps,
    "join": lambda it: "".join([*"a", it]),
    "write": memoryview,
    "slice": "words".__getitem__,
}


@pytest.mark.parametrize("use", (PRINTED | TAKEN_APART).values(), ids=(PRINTED | TAKEN_APART).keys())
def test_what_is_withheld_refuses(use):
    with pytest.raises(NotToBeTold, match=r"^This person may not be told this$"):
        use(Withheld())


@pytest.mark.parametrize("use", BY_PYTHON.values(), ids=BY_PYTHON.keys())
def test_where_python_does_not_ask_it_makes_nothing_of_what_is_withheld(use):
    with pytest.raises((TypeError, NotToBeTold)):
        use(Withheld())


def test_the_name_is_all_there_is_of_what_is_withheld_whatever_the_fact():
    withheld = [View({})[fact] for fact in Fact]
    assert {repr(each) for each in withheld} == {f"{withheld[0]!r}"} == {"Withheld()"}
    assert Withheld.__slots__ == ()
    assert not hasattr(withheld[0], "__dict__")


@pytest.fixture
def whole(challenge):
    """What stays inside, of several kinds."""
    notice = Notice("update", Channel.EMAIL, {"email": "sam@example.com"}, {"reference": "ABCD"})
    return {"challenge": challenge, "work": challenge.work, "review": challenge.work.review, "notice": notice}


@pytest.mark.parametrize("use", PRINTED.values(), ids=PRINTED.keys())
@pytest.mark.parametrize("kind", ["challenge", "work", "review", "notice"])
def test_what_stays_inside_has_no_words(whole, kind, use):
    with pytest.raises(NotToBeTold, match="stays inside") as refused:
        use(whole[kind])
    assert PARENT["name"] not in str(refused.value)
    assert PARENT["email"] not in str(refused.value)


@pytest.mark.parametrize("use", PRINTED.values(), ids=PRINTED.keys())
def test_what_is_shown_by_mistake_has_no_words_either(challenge, use):
    with pytest.raises((NotToBeTold, TypeError)) as refused:
        use(Shown(challenge))
    assert PARENT["name"] not in str(refused.value)
    assert "Challenge" not in repr(Shown(challenge))


def test_what_stays_inside_is_kept_and_changed_as_ever(challenge):
    assert pickle.loads(pickle.dumps(challenge)) == copy.deepcopy(challenge) == unplain(plain(challenge)) == challenge  # noqa: S301
    assert asdict(challenge)["answers"] == dict(challenge.answers)
    assert replace(challenge, language="cy") != challenge
    assert PARENT["name"] not in repr(challenge)


def test_a_notice_is_filled_with_text_and_nothing_else(challenge, pack, now):
    notice = Notice("update", Channel.EMAIL, {"email": "sam@example.com"}, {"reference": "ABCD"})
    for other in (Withheld(), Shown("words"), challenge, 7, None, ["words"]):
        with pytest.raises(NotToBeTold, match=r"text only: due$"):
            replace(notice, words={"reference": "ABCD", "due": other})
        with pytest.raises(NotToBeTold, match=r"text only: due$"):
            Notice("update", Channel.EMAIL, {"email": "sam@example.com"}, {"due": other})
    plan = plan_of(challenge.answers, "en")
    assert tell("answer", view_for(challenge.audience, challenge, pack), plan, pack.council, now)
