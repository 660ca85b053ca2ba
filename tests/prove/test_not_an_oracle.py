"""Who may not know whether a child is known to us gets the same bytes whether it is or not.

Two worlds, in which the same person does the same things at the same moments: in one nobody ever worried about the
child, in the other two more people have, their challenges are linked with this one, and one of them is decided.
"""

import functools
import random
import secrets
import uuid
from dataclasses import astuple
from datetime import timedelta
from zlib import crc32

import knowing
import pytest
from actions import Action
from canaries import Canaries
from lives import Life, declined, passed_on, unanswered, whole

from build import OURS
from portal.domain import reference_codes
from portal.domain.challenge import view
from portal.domain.disclosure.table import NOBODY_CHECKED, Fact, every_checks, may_know
from portal.domain.policy.model import Audience
from portal.policy_loader import Packs
from portal.storage import outbox
from portal.web import pdf

COUNCIL = "north-tyneside"


class Dice:
    """Falls alike in both worlds: thrown anew, by number, before all that the person does or we do for them."""

    def __init__(self, monkeypatch):
        self.thrown, self.rng = 0, random.Random()
        monkeypatch.setattr(
            secrets, "token_urlsafe", lambda size=32: self.rng.randbytes(size).hex()[:43].ljust(43, "0")
        )
        monkeypatch.setattr(secrets, "token_bytes", lambda size=32: self.rng.randbytes(size))
        monkeypatch.setattr(secrets, "randbits", self.rng.getrandbits)
        for module in (uuid, outbox):
            monkeypatch.setattr(module, "uuid4", lambda: uuid.UUID(int=self.rng.getrandbits(128), version=4))

    def throw(self):
        self.thrown += 1
        self.rng.seed(self.thrown)

    def begin(self):
        self.thrown = 0
        self.throw()


class Alike(Canaries):
    """The words hang on what is said, not on how much has been said before."""

    def number(self, what):
        self.said = {**getattr(self, "said", {}), what: getattr(self, "said", {}).get(what, 0) + 1}
        return crc32(f"{what} {self.said[what]}".encode())


@pytest.fixture
def dice(monkeypatch):
    return Dice(monkeypatch)


@pytest.fixture
def world(crawl_at, dice, monkeypatch):
    """One person in one world: nothing of it is left to chance, and every answer is kept."""
    monkeypatch.setattr(pdf, "make", functools.cache(pdf.make))  # pages that differ make files of their own

    def make(council, audience, checks, number=0, **how):
        dice.begin()
        crawl = crawl_at(council, Alike())
        crawl.keeps, crawl.before = True, dice.throw
        return Life(crawl.hub, crawl, audience, checks, number, **how)

    return make


def seen_by(life):
    """All that the raiser got: every answer of ours, and every notice."""
    notices = [each for each in life.hub.notify.ever if life.words.reader(str(dict(each.to))) == life.me]
    return life.crawl.answers, notices


def differences(one, other):
    """Where they differ by a byte or a header: nothing is replaced by anything."""
    (answers, notices), (others, their_notices) = seen_by(one), seen_by(other)
    if len(answers) != len(others) or notices != their_notices:
        return ["how much there is"]
    return [answer.where for answer, its_twin in zip(answers, others, strict=True) if answer != its_twin]


def pytest_generate_tests(metafunc):
    """Every raiser who may not know."""
    if "raiser" not in metafunc.fixturenames:
        return
    table = Packs(OURS).current(COUNCIL).disclosure
    raisers = [
        [(audience, checks) for checks in every_checks(audience) if not may_know(table, audience, checks)]
        for audience in Audience
    ]
    flat = [raiser for each in raisers for raiser in each]
    metafunc.parametrize(
        "raiser", flat, ids=lambda raiser: f"{raiser[0]}-{''.join(map(str, map(int, astuple(raiser[1]))))}"
    )


def lives_through(life):
    """The whole story."""
    for moment in whole(life):
        life.look(moment, everything=moment in ("filled in", "closed"))
    life.crawl.take_in(life.shows)


@pytest.mark.at_length
@pytest.mark.timeout(300)
def test_a_child_that_is_known_looks_like_one_that_is_not(raiser, world):
    known = world(COUNCIL, *raiser)
    lives_through(known)
    unknown = world(COUNCIL, *raiser, alone=True)
    lives_through(unknown)
    assert len(known.hub.challenge(known.reference).work.links) == 2
    assert unknown.hub.challenge(unknown.reference).work.links == ()
    assert len(seen_by(known)[1]) > 4
    assert differences(known, unknown) == []


@pytest.mark.at_length
@pytest.mark.parametrize("audience", [Audience.NEIGHBOUR, Audience.YOUNG_PERSON])
def test_the_form_does_so_page_by_page(audience, world):
    worlds = []
    for alone in (False, True):
        life = world(COUNCIL, audience, NOBODY_CHECKED, alone=alone)
        life.types_the_form()
        life.look("filled in", everything=True)
        life.sends()
        life.look("sent")
        worlds.append(life)
    assert differences(*worlds) == []


def test_a_difference_of_one_letter_would_be_seen(world, monkeypatch):
    """The challenge's stage, as the raiser reads it, ends in a full stop where others are linked with it."""
    plain = view._ESTABLISHED[Fact.STAGE]
    told = {Fact.STAGE: lambda challenge, pack: plain(challenge, pack) + "." * bool(challenge.work.links)}
    monkeypatch.setattr(view, "_ESTABLISHED", {**view._ESTABLISHED, **told})
    worlds = []
    for alone in (False, True):
        life = world(COUNCIL, Audience.FAMILY, NOBODY_CHECKED, alone=alone)
        life.begins()
        life.sends()
        life.looked_at_first()
        life.look("linked")
        worlds.append(life)
    assert {where.partition(" (")[0] for where in differences(*worlds)} == {"GET /progress"}


# --- what else a table can withhold

HAPPENS = {
    "nothing": lambda _life: None,
    "it is finished": lambda life: life.do("first", Action.END_REVIEW),
    "it is paused": lambda life: life.do(
        "boss", Action.PAUSE, why="A letter is due.", until="2026-12-04", **life.tells(Action.PAUSE)
    ),
}


@pytest.mark.at_length
@pytest.mark.parametrize("audience", [Audience.PARENT, Audience.YOUNG_PERSON])
def test_what_a_table_withholds_of_how_it_goes_changes_no_page(audience, world):
    """One that tells nothing: neither that the review is finished nor that the date is another one."""
    worlds = []
    for happens in HAPPENS.values():
        life = world("tells-nothing", audience, knowing.ALL)
        life.begins()
        life.sends()
        life.looked_at_first()
        life.do("triage", Action.RECORD_ORIGINAL)
        life.do("triage", Action.ACCEPT_FOR_REVIEW)
        life.decided("first", "stage 1", stands_in=True)
        happens(life)
        life.look("afterwards")
        life.hub.clock.now += timedelta(days=40)
        life.comes_back()
        life.look("much later", everything=True)
        worlds.append(life)
    for other in worlds[1:]:
        assert differences(worlds[0], other) == []


# --- the way back

NETWORKS = (f"10.{number // 250}.{number % 250}.1" for number in range(60_000))


@pytest.fixture
def tried(crawl_at):
    """A browser that tries a reference and a code, each time from somewhere else: the answer without what was typed."""
    crawl = crawl_at(COUNCIL)

    def answer(reference, code, network=None):
        typed = {"reference": reference, "code": code, "csrf_token": crawl.token()}
        got = crawl.client.post("/return", data=typed, environ_overrides={"REMOTE_ADDR": network or next(NETWORKS)})
        body = got.data.replace(reference.encode(), b"REFERENCE")
        headers = [(name, value) for name, value in got.headers if name != "Content-Length"]
        return got.status, headers, len(got.data) - len(reference) - len(code), body.replace(code.encode(), b"CODE")

    answer.crawl = crawl
    return answer


def test_the_way_back_says_the_same_to_whatever_does_not_open(tried):
    """Whether the code is wrong, or the reference, or the request is open, taken back, closed or erased."""
    crawl, kinds = tried.crawl, {"unknown": "7K3M9QXR2", "no reference": "A cat"}
    for number, (name, story, until) in enumerate(
        [("open", whole, "received"), ("taken back", whole, "taken back"), ("declined", declined, "declined"),
         ("closed", unanswered, "closed without an answer"), ("erased", passed_on, "erased")]
    ):  # fmt: skip
        life = Life(crawl.hub, crawl, Audience.PARENT, knowing.ALL, number)
        next(moment for moment in story(life) if moment == until)
        kinds[name] = life.reference
        if name == "erased":
            right_code_of_an_erased_one = life.code
    crawl.client.delete_cookie("s")
    first = tried("7K3M9QXR3", "WRONG-CODE")
    assert first[0].startswith("422")
    assert b"We cannot open anything with that reference and code" in first[3]
    for name, reference in kinds.items():
        for written in {reference, reference_codes.grouped(reference), reference.lower()}:
            assert tried(written, "WRONG-CODE") == first, name
    assert tried(kinds["erased"], right_code_of_an_erased_one) == first, "nor does the right one open what is gone"
    assert tried(kinds["unknown"], right_code_of_an_erased_one) == first


def test_who_has_tried_too_often_hears_the_same(tried):
    life = Life(tried.crawl.hub, tried.crawl, Audience.PARENT, NOBODY_CHECKED)
    life.begins()
    life.sends()
    tried.crawl.client.delete_cookie("s")
    known, unknown = (
        [tried(each, "WRONG-CODE", "10.99.1.1") for _ in range(30)] for each in (life.reference, "7K3M9QXR2")
    )
    assert known == unknown
    assert [each[0][:3] for each in known] == ["422"] * 5 + ["429"] * 25
    right = tried(life.reference, life.code, "10.99.1.1")
    assert (right[0], right[3]) == (known[-1][0], known[-1][3]), "not even the right code opens it now"
    assert tried(life.reference, life.code, "10.98.1.1")[0].startswith("303"), "but from elsewhere it does"
