"""Whatever stays inside, and whatever is withheld, is refused by the templates of a door in every way there is."""

import logging
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType, SimpleNamespace
from typing import NamedTuple

import pytest
from flask import jsonify, render_template
from jinja2 import DictLoader, UndefinedError
from markupsafe import Markup

from build import PARENT, our_packs
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.submission import Submission, receive
from portal.domain.challenge.view import View, view_for
from portal.domain.disclosure.internal import InternalOnly
from portal.domain.disclosure.table import Fact, NotToBeTold, Shown, Withheld
from portal.domain.permissions import RAISER
from portal.domain.policy_rule import Audience

REFUSES = (NotToBeTold, TypeError, AttributeError, AssertionError)
"""Also what others say who were handed something that is no word: a filter for dates, and "a" + it."""

SECRETS = (PARENT["name"], PARENT["email"], "Robin Example", "ABCDEFGH7")


@pytest.fixture(scope="module")
def pack():
    return our_packs().current("north-tyneside")


@pytest.fixture
def challenge(pack, now):
    sent = Submission("c" * 32, "ABCDEFGH7", "en", PARENT)
    return replay(receive(sent, RAISER, pack, our_packs().calendar(pack), now))


@pytest.fixture
def render(door):
    """What a door makes of a template."""

    def make(source, **given):
        with door.test_request_context("/"):
            return door.jinja_env.from_string(source).render(**given)

    return make


class Pair(NamedTuple):
    one: object
    other: object


GIVEN = {
    "itself": lambda it: it,
    "in a list": lambda it: [1, it],
    "in a tuple": lambda it: (it,),
    "in a named tuple": lambda it: Pair("", it),
    "in a dict": lambda it: {"a": it},
    "in an ordered dict": lambda it: OrderedDict(a=it),
    "in a read-only dict": lambda it: MappingProxyType({"a": it}),
}


@pytest.mark.parametrize("give", GIVEN.values(), ids=GIVEN.keys())
def test_a_page_is_not_given_what_stays_inside_whether_it_uses_it_or_not(door, render, challenge, give):
    with pytest.raises(NotToBeTold, match="a Challenge, which stays inside"):
        render("Nothing of it", it=give(challenge))
    with pytest.raises(NotToBeTold), door.test_request_context("/"):
        door.jinja_env.get_template("error.html").make_module({"it": give(challenge)})
    with pytest.raises(NotToBeTold), door.test_request_context("/"):
        "".join(door.jinja_env.from_string("").stream(it=give(challenge)))


TAKEN = [
    "{{ held.inner }}",
    '{{ held["inner"] }}',
    "{{ held.inner.reference }}",
    "{% set found = held.inner %}",
    "{% if held.inner %}{% endif %}",
    "{% with found = held.inner %}{% endwith %}",
    "{{ held.among }}",
    "{{ held.among[0] }}",
    "{{ held.among|length }}",
    "{% for each in held.among %}{% endfor %}",
    "{{ held.deeper.a.b }}",
    '{{ held|attr("inner") }}',
    '{{ [held]|map(attribute="inner")|list }}',
    '{{ [held]|map("attr", "inner")|list }}',
    '{{ [held]|selectattr("inner")|list }}',
    '{{ [held]|rejectattr("inner")|list }}',
    '{{ [held]|groupby("inner") }}',
    '{{ [held]|sort(attribute="inner") }}',
    '{{ [held]|unique(attribute="inner")|list }}',
    '{{ [held]|join(", ", attribute="inner") }}',
    '{{ [held]|max(attribute="inner") }}',
    "{{ held.give() }}",
    "{% set found = held.give() %}",
    "{{ held.give_among() }}",
    "{% for number in [1, 2] %}{% set found = held.give() %}{% endfor %}",
    "{% set found = give() %}",
    "{{ give_among() }}",
    "{% block content scoped %}{% set found = give() %}{% endblock %}",
    "{% call held.give() %}{% endcall %}",
    "{{ whole }}",
    "{{ whole.reference }}",
]


@pytest.mark.parametrize("source", TAKEN)
def test_a_template_cannot_take_it_out_of_anything(door, render, challenge, source, monkeypatch):
    held = SimpleNamespace(
        inner=challenge,
        among=[challenge],
        deeper={"a": {"b": challenge}},
        give=lambda **_: challenge,
        give_among=lambda: (challenge,),
    )
    known = {"give": lambda: challenge, "give_among": lambda: {"a": challenge}, "whole": challenge}
    monkeypatch.setattr(door.jinja_env, "globals", door.jinja_env.globals | known)
    with pytest.raises(NotToBeTold, match="Challenge"):
        render(source, held=held)


USED = [
    "{{ it }}",
    "{{ it.reference }}",
    '{{ it["reference"] }}',
    '{{ it|attr("reference") }}',
    "{{ it.last('received') }}",
    "{{ it|e }}",
    "{{ it|forceescape }}",
    "{{ it|safe }}",
    "{{ it|string }}",
    "{{ it|tojson }}",
    "{{ [it]|tojson }}",
    '{{ {"a": it}|tojson }}',
    "{{ it ~ '' }}",
    "{{ [it]|join }}",
    "{{ [it] }}",
    "{{ (it, 1) }}",
    '{{ {"a": it} }}',
    '{{ "%s"|format(it) }}',
    '{{ "%s" % it }}',
    '{{ "{}".format(it) }}',
    '{{ "a" + it }}',
    "{{ it|upper }}",
    "{{ it|trim }}",
    "{{ it|striptags }}",
    "{{ it|urlencode }}",
    "{{ {'title': it}|xmlattr }}",
    '{{ it|replace("a", "b") }}',
    '{{ it|default("") }}',
    "{{ it|day }}",
    "{{ it|say }}",
    '{{ _("%(it)s", it=it) }}',
    "{% trans it=it %}{{ it }}{% endtrans %}",
    "{% set words %}{{ it }}{% endset %}{{ words }}",
    "{% filter upper %}{{ it }}{% endfilter %}",
    "{% macro words(it) %}{{ it }}{% endmacro %}{{ words(it) }}",
    "{% macro words() %}{{ caller(it) }}{% endmacro %}{% call(it) words() %}{{ it.reference }}{% endcall %}",
    '{% include "part" %}',
    '{% import "part" as part with context %}',
    '{% from "macros" import words %}{{ words(it) }}',
    '{{ govukButton({"text": it}) }}',
    '{{ govukButton({"html": it}) }}',
    '{{ govukInput({"id": "a", "name": "a", "label": {"text": "A"}, "value": it}) }}',
    '{{ govukTable({"rows": [[{"text": it}]]}) }}',
    '{{ govukSummaryList({"rows": [{"key": {"text": "A"}, "value": {"text": [it]}}]}) }}',
    '{{ once("part", it=it) }}',
]


@pytest.fixture
def parts(door, monkeypatch):
    """Templates to take in."""
    parts = {"part": "{{ it }}", "macros": "{% macro words(it) %}{{ it.reference }}{% endmacro %}"}
    monkeypatch.setattr(door.jinja_env, "loader", DictLoader(parts))


class Whole(InternalOnly):
    """Stays inside, and can be a key, which a challenge cannot."""

    reference = "ABCDEFGH7"

    def last(self, kind):
        return kind


@pytest.mark.usefixtures("parts")
@pytest.mark.parametrize("source", USED)
def test_a_template_that_has_it_all_the_same_can_say_nothing_of_it(render, source):
    """Nothing looks through what comes one at a time."""
    with pytest.raises(REFUSES) as refused:
        render(f"{{% for it in each() %}}{source}{{% endfor %}}", each=lambda: iter([Whole()]))
    assert Whole.reference not in str(refused.value)


def test_a_page_prints_words_and_never_a_whole_thing(render, challenge, pack):
    view = view_for(Audience.PARENT, challenge, pack)
    for whole in (view, view.history, dict(view.facts), [1], {"a": 1}, {1}, SimpleNamespace(), b"bytes", Shown([1])):
        with pytest.raises(NotToBeTold, match="not a whole"):
            render("{{ it }}", it=whole)
    for plain, printed in (
        ("<a>", "&lt;a&gt;"), (Markup("<a>"), "<a>"), (1, "1"), (1.5, "1.5"), (date(2026, 3, 4), "2026-03-04"),
        (Audience.PARENT, "parent"), (Shown("<a>"), "&lt;a&gt;"), (Shown(Shown(2)), "2"),
    ):  # fmt: skip
        assert render("{{ it }}", it=plain) == printed


REFUSED = [
    "{{ it }}",
    "{{ it.value }}",
    '{{ it["value"] }}',
    "{{ it[0] }}",
    '{{ it|attr("value") }}',
    "{% if it %}{% endif %}",
    "{{ 1 if it }}",
    "{{ not it }}",
    "{{ it and 1 }}",
    '{{ it == "words" }}',
    '{{ "words" == it }}',
    '{{ it != "" }}',
    "{{ it < 1 }}",
    '{{ it in ["words"] }}',
    '{{ "words" in it }}',
    '{{ "words" in [it] }}',
    "{% for each in it %}{% endfor %}",
    "{{ it() }}",
    "{{ it + 1 }}",
    '{{ "a" + it }}',
    "{{ it * 2 }}",
    "{{ it % 2 }}",
    "{{ it ~ '' }}",
    '{{ "%s" % it }}',
    '{{ "{}".format(it) }}',
    '{{ "%s"|format(it) }}',
    "{{ it|e }}",
    "{{ it|forceescape }}",
    "{{ it|safe }}",
    "{{ it|string }}",
    "{{ it|tojson }}",
    "{{ [it]|tojson }}",
    '{{ {"a": it}|tojson }}',
    "{{ it|list }}",
    "{{ it|length }}",
    "{{ it|count }}",
    "{{ it|first }}",
    "{{ it|last }}",
    "{{ it|join }}",
    "{{ [it]|join }}",
    "{{ [it, it]|sort }}",
    "{{ [it, it]|max }}",
    "{{ [it]|unique|list }}",
    "{{ [it]|select|list }}",
    '{{ [it]|select("equalto", 1)|list }}',
    '{{ [it]|map("upper")|list }}',
    '{{ [it]|map(attribute="value")|list }}',
    '{{ [it]|selectattr("value")|list }}',
    "{{ [it]|sum }}",
    "{{ it|int }}",
    "{{ it|float }}",
    "{{ it|round }}",
    "{{ it|abs }}",
    "{{ it|upper }}",
    "{{ it|title }}",
    "{{ it|trim }}",
    "{{ it|striptags }}",
    "{{ it|truncate }}",
    "{{ it|wordcount }}",
    "{{ it|urlencode }}",
    "{{ it|urlize }}",
    '{{ it|replace("a", "b") }}',
    "{{ {'title': it}|xmlattr }}",
    '{{ it|default("") }}',
    '{{ it|default("", true) }}',
    "{{ it is iterable }}",
    '{{ it is eq("words") }}',
    '{{ it is in(["words"]) }}',
    "{{ it|say }}",
    "{{ it|day }}",
    "{{ it|moment }}",
    '{{ _("%(it)s", it=it) }}',
    "{% trans it=it %}{{ it }}{% endtrans %}",
    "{{ [it] }}",
    "{{ (it,) }}",
    '{{ {"a": it} }}',
    "{% set words %}{{ it }}{% endset %}",
    "{% macro words(it) %}{{ it }}{% endmacro %}{{ words(it) }}",
    '{{ once("part", it=it) }}',
    '{{ govukButton({"text": it}) }}',
    '{{ govukTag({"html": it}) }}',
    '{{ govukInput({"id": "a", "name": "a", "label": {"text": "A"}, "value": it}) }}',
]


@pytest.mark.usefixtures("parts")
@pytest.mark.parametrize("source", REFUSED)
def test_nothing_is_made_of_what_is_withheld(render, source):
    with pytest.raises(REFUSES):
        render(source, it=View({})[Fact.DECISION])


SAYS_NOTHING = {
    "{{ it is defined }}": "True",
    "{{ it is none }}": "False",
    "{{ it is string }}": "False",
    "{{ it is number }}": "False",
    "{{ it is mapping }}": "False",
    "{{ it is sequence }}": "False",
    "{{ it is callable }}": "True",
    "{{ [it]|length }}": "1",
    "{{ [it]|string }}": "[Withheld()]",
}
"""The same for every fact, whatever there is to know, and for one that nobody has established."""


@pytest.mark.parametrize(("source", "said"), SAYS_NOTHING.items())
@pytest.mark.parametrize("fact", [Fact.DECISION, Fact.OTHER_CHALLENGERS, Fact.RECEIVED])
def test_what_can_be_asked_of_it_has_the_same_answer_whatever_it_is(render, source, said, fact):
    assert render(source, it=View({})[fact]) == render(source, it=Withheld()) == said


def test_nothing_writes_out_whatever_it_is_given(door):
    assert not {"pprint", "debug"} & (door.jinja_env.filters.keys() | door.jinja_env.globals.keys())
    assert "jinja2.ext.DebugExtension" not in door.jinja_env.extensions


@dataclass
class Holder:
    inner: object


@pytest.mark.parametrize(
    "wrap", [lambda it: it, lambda it: [it], lambda it: {"a": it}, Holder, lambda it: [Holder(it)]]
)
def test_what_is_sent_as_json_is_plain(door, challenge, pack, wrap):
    view = view_for(Audience.PARENT, challenge, pack)
    for whole in (challenge, challenge.work, Withheld(), view, Shown("words")):
        with door.test_request_context("/"), pytest.raises(NotToBeTold, match="plain"):
            jsonify(wrap(whole))
    assert door.json.dumps({"on": date(2026, 3, 4), "of": [1, "a", None, True]})


def test_an_error_page_and_its_line_in_the_log_hold_nothing_of_it(make_door, challenge, caplog):
    door = make_door()
    door.add_url_rule("/given", "given", lambda: render_template("error.html", title="", sentence="", code=challenge))
    door.add_url_rule("/shown", "shown", lambda: f"Here: {challenge}")
    door.add_url_rule("/sent", "sent", lambda: jsonify(challenge))
    door.add_url_rule("/sorted", "sorted", lambda: {}[challenge.answers["name"]])
    for path in ("/given", "/shown", "/sent", "/sorted"):
        with caplog.at_level(logging.DEBUG):
            page = door.test_client().get(path, base_url="https://localhost")
        assert page.status_code == 500
        assert "Something went wrong" in page.text
        said = page.text + str(page.headers) + caplog.text
        assert not [secret for secret in SECRETS if secret in said]
    assert "NotToBeTold at given" in caplog.text


def test_the_guard_is_at_both_doors(public, context):
    from portal import apps  # noqa: PLC0415
    from portal.settings import StaffSettings  # noqa: PLC0415

    settings, _ = StaffSettings.collect({})
    for door in (public, apps.staff_app(settings, context)):
        for template in door.jinja_env.list_templates(["html"]):
            with pytest.raises(NotToBeTold), door.test_request_context("/"):
                door.jinja_env.get_template(template).render(it=[context])


def test_a_template_still_fails_where_something_is_missing(render):
    with pytest.raises(UndefinedError):
        render("{{ it }}")
    with pytest.raises(UndefinedError):
        render("{{ it.missing }}", it=SimpleNamespace())
