"""Films in British Sign Language: where a council has some, pages lead to them; else nothing names them."""

from dataclasses import replace

import pytest

from portal.domain.policy.model import Film, KeyPage

FILMS = (
    Film(page=KeyPage.WHO_SEES, website="https://films.example.com/who-sees", minutes=4),
    Film(page=KeyPage.THIS_FORM, website="https://films.example.com/this-form", minutes=1),
)


@pytest.fixture
def with_films(context, monkeypatch):
    """The council has made two films."""
    pack = context.pack
    filmed = replace(pack, council=replace(pack.council, films=FILMS))
    monkeypatch.setattr(type(context), "pack", property(lambda _self: filmed))


def links(page):
    return {" ".join(link.itertext()): link.get("href") for link in page.all("a")}


@pytest.mark.parametrize("door", ["", "/young"])
@pytest.mark.usefixtures("with_films")
def test_each_film_is_led_to_from_its_page_and_from_the_list(visitor, door):
    assert links(visitor.get(door or "/"))["Films in British Sign Language"] == f"{door}/sign-language"
    here = links(visitor.get(f"{door}/sign-language"))
    assert here["Who will see what you tell us (film, 4 minutes)"] == FILMS[0].website
    assert here["What this form is for (film, 1 minute)"] == FILMS[1].website
    assert links(visitor.get(f"{door}/easy-read/3"))["Watch this in British Sign Language (film, 4 minutes)"]
    assert not [name for name in links(visitor.get(f"{door}/easy-read/2")) if "film" in name]


@pytest.mark.parametrize("door", ["", "/young"])
def test_where_a_council_has_none_no_page_names_one(visitor, door):
    for address in (door or "/", f"{door}/easy-read", f"{door}/easy-read/3"):
        assert "Sign Language" not in visitor.get(address).html
    assert visitor.client.get(f"{door}/sign-language").status_code == 404
