"""Filters that somebody saves: a name and a link, for their own account, sealed, and deleted by them alone."""

import pytest
from sqlalchemy import text

from portal.domain.permissions import Role
from portal.services.saved_filters import MOST
from visitor import text_of

LATE = "/challenges?list=open&audience=parent&due=late"


def saved_links(page):
    return [(text_of(each), each.get("href")) for each in page.all("a") if "app-tag" in each.get("class", "").split()
            and "Remove this filter" not in text_of(each)]  # fmt: skip


@pytest.fixture
def save(signed_in):
    def it(name, list_=LATE):
        signed_in.get(list_)
        return signed_in.send(list_.replace("/challenges", "/challenges/filters"), name=name)

    return it


def test_a_filter_is_saved_used_and_deleted(signed_in, save):
    assert saved_links(signed_in.get(LATE)) == []
    page = save("Late from parents")
    assert page.path == "/challenges"
    [(name, href)] = saved_links(page)
    assert name == "Late from parents"
    assert saved_links(signed_in.get("/")) == [(name, href)], "My day"
    page = signed_in.get(href)
    assert [text_of(each) for each in page.all("option") if each.get("selected") is not None] == [
        "Parent or carer",
        "Late",
    ]
    page = signed_in.get("/challenges/filters")
    [one] = [each.get("value") for each in page.all("input") if each.get("name") == "id"]
    page = signed_in.send("/challenges/filters/delete", id=one)
    assert "You have no saved filters" in page.text
    assert saved_links(signed_in.get("/challenges")) == []


def test_a_name_again_replaces_and_a_blank_one_is_asked_for_again(signed_in, save):
    page = save("")
    assert page.errors == ["Enter a name for this filter"]
    page = signed_in.send(LATE.replace("/challenges", "/challenges/filters"), name="Mine")
    assert len(saved_links(page)) == 1
    save("mine", "/challenges?list=team&age=10")
    [(name, href)] = saved_links(signed_in.get("/challenges"))
    assert (name, "age=10" in href) == ("mine", True)


def test_no_more_than_so_many(save):
    for number in range(MOST):
        save(f"Number {number}")
    assert save("One more").errors == ["You have 20 saved filters. Delete one first."]
    assert not save("Number 3").errors, "in place of one that is there"


def test_nobody_else_sees_or_deletes_it(signed_in, save, employ, enter):
    save("Late from parents")
    one = next(e.get("value") for e in signed_in.get("/challenges/filters").all("input") if e.get("name") == "id")
    employ("tam@example.com", Role.TRIAGE)
    tam = enter("tam@example.com")
    assert saved_links(tam.get("/challenges")) == []
    tam.send("/challenges/filters/delete", id=one)
    assert len(saved_links(signed_in.get("/challenges"))) == 1


def test_what_is_stored_is_sealed_and_holds_only_what_a_list_knows(context, save):
    save("Robin Quillfeather", "/challenges?list=open&stage=Robin&officer=Robin&needs=Robin&team=Robin&due=late")
    with context.store.read() as unit:
        [row] = unit.connection.execute(text("SELECT * FROM saved_filters")).all()
        [known] = unit.saved_filters.of("triage")
    assert b"Quillfeather" not in repr(row).encode()
    assert known.address == {"list": "open", "due": "late"}
