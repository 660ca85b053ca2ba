"""The form is as short as we say: measured by walking it."""

import re

import pytest
import way_lengths
from flask import Flask
from way_lengths import USUAL, measured, words_before

from visitor import Visitor


@pytest.fixture
def length(context, visitor):
    def of(name):
        said = USUAL[name]
        return measured(visitor.app, context.journey_of(said), said, visitor.tabs)

    return of


@pytest.mark.parametrize(("who", "pages", "words"), [("parent", 22, 1600), ("young_person", 12, 700)])
def test_the_usual_way_is_short(length, who, pages, words):
    found = length(who)
    assert found.pages <= pages, found
    assert found.words <= words, found


@pytest.mark.parametrize("who", USUAL)
def test_how_long_each_way_is_is_said(length, who, capsys):
    """`make words` prints it."""
    found = length(who)
    with capsys.disabled():
        print(f"\n{who}: {found}")
    assert found.pages


@pytest.mark.parametrize(("who", "start"), [("parent", "/"), ("young_person", "/young")])
def test_the_minutes_we_name_are_those_it_takes(length, visitor, who, start):
    (minutes,) = re.findall(r"takes about (\d+) minutes", visitor.get(start).text)
    assert length(who).minutes <= int(minutes) < length(who).minutes + 5


def test_a_child_reads_little_before_the_first_answer(visitor):
    start = words_before(visitor.get("/young"), "govuk-button--start")
    first = words_before(visitor.get("/tell/now"), "govuk-radios")
    assert start + first <= 60, (start, first)


def test_what_is_hidden_is_not_counted_and_what_is_chosen_is():
    page = Flask("page")
    page.add_url_rule("/", view_func=lambda: PAGE)
    tree = Visitor(page).get("/")
    assert way_lengths.words_of_page(tree) == 5
    assert way_lengths.boxes_of(tree) == 1


PAGE = """<!DOCTYPE html><html lang="en"><head><title>One</title></head><body><main><h1>One</h1>
<form action="/" method="post"><label for="a">two</label><input id="a" name="a">
<div class="govuk-radios__conditional--hidden"><label for="b">no</label><input id="b" name="b"></div></form>
<p>three <span class="govuk-visually-hidden">no</span> four</p>
<details><summary>five</summary><p>no</p></details></main></body></html>"""
