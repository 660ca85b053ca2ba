"""With a word of its own in all that anybody says or writes, no word turns up where the pack's table does not let it.

For each pack, each audience and all that staff may have established, at every moment of a challenge's life: on pages,
in titles and addresses, headers, cookies, documents, notices and the log.
"""

import knowing
import pytest
from canaries import Of, Place
from crawl import ENDS_IT
from hub import INVENTED
from lives import STORIES, Life, whole

from build import COUNCILS, our_packs
from portal.domain.disclosure.table import NOBODY_CHECKED, every_checks
from portal.domain.policy.model import Audience
from portal.services import tracker

OURS = "north-tyneside"
ELSEWHERE = [
    *sorted({*our_packs().councils(), *(path.parent.name for path in COUNCILS.glob("*/*.yaml"))} - {OURS}),
    *INVENTED,
]

SHOWN_NOWHERE = {
    "why they take it back", "why they take it back again", "whom to ask for", "a safe word", "who must not see a file",
}  # fmt: skip
"""Somebody else may open the page: what they said when they took it back, or for us alone, is not on it."""


def pytest_generate_tests(metafunc):
    """One test for each council and audience.

    The short run takes a parent of one council, with every other state of what was established.
    """
    if "lived" not in metafunc.fixturenames:
        return
    lived = []
    for council in [OURS, *ELSEWHERE]:
        pairs = [(audience, list(every_checks(audience))) for audience in Audience]
        if not metafunc.config.getoption("--prove"):
            pairs = [(Audience.PARENT, list(every_checks(Audience.PARENT))[::2])] if council == OURS else []
        lived += [(council, audience, checks) for audience, checks in pairs]
    metafunc.parametrize("lived", lived, ids=[f"{council}-{audience}" for council, audience, _ in lived])


@pytest.mark.timeout(300)
def test_no_word_is_where_it_may_not_be(lived, crawl_at, prove, request):
    """Every story for the last state of checks, the whole of it for each.

    In the short run the whole for the first and another story for each that follows, which from audience to audience
    are others; of every story some of the moments are looked at.
    """
    council, audience, each = lived
    crawl = crawl_at(council)
    turn = list(Audience).index(audience)
    everything = documents = prove or (council, audience) == (OURS, Audience.PARENT)
    for number, checks in enumerate(each):
        last = number == len(each) - 1
        stories = (STORIES if last else [whole]) if prove else [STORIES[number * (turn + 1) % len(STORIES)]]
        for place, story in enumerate(stories):
            life = Life(crawl.hub, crawl, audience, checks, number + place)
            crawl.found.clear()
            crawl.lives += 1
            for passed, moment in enumerate(story(life), number + turn):
                if prove or passed % 8 == 0 or moment == "closed" or story is not whole:
                    life.look(moment, everything=everything and moment == "closed")
                    everything = everything and moment != "closed"
            assert crawl.leaks == []
            assert unseen(crawl, life) == set(), f"{story.__name__}, {checks}: the crawl is blind"
            life.is_over()
    assert set(crawl.counts) >= {*Place} - {Place.DOCUMENT, Place.LOG, Place.ENVELOPE}
    assert documents == (crawl.counts[Place.DOCUMENT] > 0)
    counted = {place.value: count for place, count in crawl.counts.items()}
    request.node.user_properties.append(("crawled", {"lives": crawl.lives, "moments": crawl.moments, **counted}))


def unseen(crawl, life):
    """What the raiser may read by now and nobody ever saw."""
    words, shows = crawl.hub.canaries, life.shows
    found = {word.lower() for word, _place in crawl.found}
    readable = {word: each for word, each in words.known.items() if words.readable(each, shows)}
    said = {word: each for word, each in readable.items() if each.of in (Of.OWN, Of.TOLD, Of.RELEASED)}
    return {
        each.what for word, each in said.items() if word not in found and word != life.reference.lower()
    } - SHOWN_NOWHERE


@pytest.mark.at_length
def test_what_is_typed_into_the_form_is_on_its_pages_and_nowhere_else(crawl_at):
    crawl = crawl_at(OURS)
    crawl.files = True
    for number, audience in enumerate((Audience.PARENT, Audience.PROFESSIONAL, Audience.YOUNG_PERSON)):
        life = Life(crawl.hub, crawl, audience, NOBODY_CHECKED, number)
        life.types_the_form()
        life.look("the form", everything=True)
        assert crawl.leaks == []
        assert unseen(crawl, life) == set()
        crawl.get("/exit")  # or what the next one types would be added to it
        crawl.take_in(life.shows)
        assert crawl.leaks == []
        crawl.hub.canaries.archive()
    gets = {rule.endpoint for rule in crawl.hub.public.url_map.iter_rules() if "GET" in rule.methods}
    assert {*crawl.asked, *ENDS_IT} >= gets, "every page there is was opened"


def test_what_goes_wrong_in_the_middle_says_none_of_it(crawl_at, monkeypatch):
    """The view breaks, with an error that holds all there is to know of the challenge."""
    crawl = crawl_at(OURS)
    life = Life(crawl.hub, crawl, Audience.PARENT, knowing.ALL)
    story = whole(life)
    while next(story) != "told":
        pass

    def broken(_audience, challenge, *_, **_more):
        raise RuntimeError(f"{challenge.reference} {challenge.answers} {challenge.history} {challenge.work}")

    monkeypatch.setattr(tracker, "view_for", broken)
    life.crawl.take_in(life.shows)
    for address in ("/progress", "/messages", "/done", "/add", "/next"):
        assert crawl.get(address).status_code == 500
    assert crawl.post("/add", {"more": life.words.own("sent into the void"), "new": "no"}).status_code == 500
    crawl.found.clear()
    crawl.take_in(life.shows)
    assert crawl.leaks == []
    assert not crawl.found
