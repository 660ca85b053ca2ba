"""Whatever anybody sends to any route, no page breaks, none takes long, and nothing goes to the log as an error.

With --prove every name that a page reads is sent other values each time; without it some names, and always the same.
"""

import random
import uuid
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from demo_process import free_ports
from fuzz import Fuzz, gaps_of
from histories import ALL, STAFF, START, STEPS, begun, step
from staff_session import cookie_of

from build import EVERY_WAY, EVERYONE, PLENTY, our_packs
from dev import staff
from dev.__main__ import provider
from portal import apps
from portal.domain import reference_codes
from portal.domain.challenge.decide import possible
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.received_by import ReceivedBy
from portal.domain.challenge.state import Rules
from portal.domain.journey import Step
from portal.domain.permissions import RAISER, Actor, Role
from portal.notify import Notify
from portal.services import AppContext, accounts, assisted_intake, new_token, sign_in_links
from portal.settings import DEMO_NOTIFY_KEY, PublicSettings, StaffSettings
from portal.storage import Account
from portal.web.public.confirmations import NOTED
from portal.web.security import PublicSession
from portal.web.staff.account_admin import ACCOUNT_FORMS as ACCOUNT_DEEDS
from portal.web.staff.action_forms import FORMS
from portal.web.staff.case_pages import PARTS
from posting import Clock

PACK = our_packs().current("north-tyneside")
RULES = Rules(PACK, our_packs().calendar(PACK))
LATER = START + timedelta(days=60)
ENTRY = "ENTRY"
EVERYBODY = "one"  # a reviewer of the histories, here with every role
FILES = {"copy.receipt", "paper.file", "staff.take_letter"}
"""What draws a file: that is bounded elsewhere, and takes a second."""


def lived(dice):
    """Everything that happened to a challenge, as it might have been."""
    rng = random.Random(dice)
    events, state = begun(rng, RULES, lambda _whose: "Some words")
    at = START
    for _ in range(STEPS):
        at += timedelta(hours=rng.randrange(1, 40))
        happened = step(state, rng, at, RULES, lambda _whose: "Some words")
        events, state = [*events, *happened], replay(happened, state) if happened else state
    return events, state


def telling(count):
    """Histories that between them come to a point at which anything can be done that staff or raisers do."""
    seen, found = set(), []
    for dice in range(count):
        events, state = lived(dice)
        may = frozenset().union(*(possible(state, who, RULES, LATER) for who in (*STAFF, RAISER)))
        if may - seen:
            seen |= may
            found.append(events)
    return found


@pytest.fixture
def context(store, keys):
    return AppContext(
        store=store,
        packs=our_packs(),
        council="north-tyneside",
        keys=keys,
        clock=Clock(LATER),
        notify=Notify("http://127.0.0.1:9", DEMO_NOTIFY_KEY, sentences={}),
        mailbox="mash@example.com",
        public_address="http://127.0.0.1:8000",
        staff_address="http://localhost:8001",
        callback_secret="c" * 40,
        limits=PLENTY,
    )


@pytest.fixture
def references(context, prove):
    """Of challenges in as many states as the time allows."""
    found = []
    for events in telling(300 if prove else 4):
        first = events[0]
        known = {"id": uuid.uuid4().hex, "reference": reference_codes.new_reference(random.getrandbits)}
        events[0] = replace(first, what={**first.what, **known})
        with context.store.begin() as unit:
            unit.challenges.add(replay(events), draft_id=known["id"], code_hash="", now=LATER)
            unit.event_log.append(known["id"], events)
        found.append(known["reference"])
    return found


@pytest.fixture
def _staffed(context):
    """Every colleague of the histories; one of them with every role."""
    every = frozenset(Role) - {Role.RAISER}
    with context.store.begin() as unit:
        for each in STAFF:
            roles, rank = (every, 4) if each.key == EVERYBODY else (each.roles, each.rank)
            account = Account(each.key, f"{each.key}@example.com", each.name, roles, rank, signed_in=True)
            unit.accounts.add(account, LATER)


def every_way(rule, known):
    """What is ``known`` for each gap, with each other; something for one of which nothing is known here."""
    ways = [{}]
    for name in sorted(gaps_of(rule)):
        ways = [{**way, name: value} for way in ways for value in known.get(name, ["anything"])]
    return ways


# The public door


class Public:
    """Somebody at the public door: with nothing, in the middle of a form, or come back with a code."""

    def __init__(self, context, door, references, who):
        self.context, self.door, self.references, self.who = context, door, references, who
        self.journeys = context.journeys
        self.turn = 0

    def comes(self, client, path):
        token = new_token()
        client.set_cookie("s", token)
        with self.context.store.begin() as unit:
            if self.who == "writer":
                unit.drafts.start(token, self._answers(path), "en", LATER)
            elif self.who == "raiser":
                self.turn += 1
                unit.raiser_sessions.start(token, self.references[self.turn % len(self.references)], LATER)
        return PublicSession(self.door.session_interface._secrets, token)["csrf_token"], path

    def _answers(self, path):
        """Answers on whose way this page lies."""
        address = path.split("/")[2] if path.count("/") > 1 else ""
        for answers in EVERYONE.values():
            for said in (answers, answers | EVERY_WAY):
                journey = self.context.journey_of(said)
                question = journey.find(address)
                if question and Step(question, 0 if question.many else None) in journey.path(said):
                    return said
        return EVERYONE["parent"]

    def fills(self, rule):
        if "address" in rule.arguments:
            return [
                {"way": way, "address": question.address, "number": number}
                for way, key in (("request", "adult"), ("tell", "young"))
                for question in self.journeys[key].questions
                for number in (("0", "1", "99") if "number" in rule.arguments else ("1",))
                if "number" not in rule.arguments or question.many
            ]
        known = {"way": ["request", "tell"], "what": list(NOTED), "sheet": ["family", "young"]}
        known |= {"number": ["1"], "reference": ["NT26-004711"]}
        return every_way(rule, known)


@pytest.fixture
def store(request, prove):
    """PostgreSQL refuses all that SQLite does, and more; it takes longer."""
    return request.getfixturevalue("postgresql_store" if prove else "sqlite_store")


def dice(prove):
    """What is drawn by chance, and how often; how a failure is played again stands in its report."""
    start = random.SystemRandom().randrange(10**6) if prove else 7
    print(f"random.Random({start})")
    return random.Random(start), 8 if prove else 0


@pytest.mark.timeout(3000)
@pytest.mark.parametrize("who", ["nobody", pytest.param("writer", marks=pytest.mark.at_length), "raiser"])
def test_nothing_that_is_sent_to_the_public_door_breaks_a_page(context, references, who, prove, record_property):
    door = apps.public_app(PublicSettings.collect({"PORTAL_PROXIES": "1"})[0], context)
    person = Public(context, door, references, who)

    def only(rule):
        rooms = {"writer": ("journey.", "pages.letter"), "raiser": ("track.", "contact.", "copy.")}
        others = rooms["writer"] if who == "nobody" and not prove else ()
        theirs = rule.endpoint.startswith(rooms.get(who, "")) and not rule.endpoint.startswith(others)
        return theirs and rule.endpoint not in FILES

    fuzz = Fuzz(door, person.comes, person.fills, who, *dice(prove), only)
    shown(fuzz, record_property)


# The staff's door


class Staff:
    """Somebody at the staff's door: signed out, half signed in, or a member of staff."""

    actor = Actor(EVERYBODY, ALL, 4, "Remi One")

    def __init__(self, context, door, references, who):
        self.context, self.door, self.references, self.who = context, door, references, who
        self.cookie, self.token = "", ""

    def comes(self, client, path):
        if ENTRY in path:
            path = path.replace(ENTRY, self._takes())
        if not self._still():
            self.cookie = self._cookie()
            if self.cookie:
                client.set_cookie("d", self.cookie)
            page = client.get(self._form()).get_data(as_text=True)
            self.token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
            if not self.cookie:
                self.cookie = client.get_cookie("d").value
        client.set_cookie("d", self.cookie)
        return self.token, path

    def _form(self):
        """A page with a form on it."""
        if self.who != "out":
            return "/account"
        return f"/sign-in/link/{sign_in_links.make(self.context, f'{EVERYBODY}@example.com')}"

    def _still(self):
        return self.cookie and (self.who == "out" or accounts.by_session(self.context, self.session))

    def _cookie(self):
        if self.who == "out":
            return ""
        cookie = cookie_of(self.door, self.who)
        browser = self.door.test_client()
        browser.set_cookie("d", cookie)
        with browser.session_transaction() as held:
            self.session = held["token"]
        return cookie

    def _where(self, action):
        """A challenge with which that can be done, or any."""
        for reference in self.references:
            with self.context.store.read() as unit:
                found = unit.challenges.get(reference)
            if action in possible(found, self.actor, RULES, LATER):
                return reference
        return self.references[0]

    def _takes(self):
        """A request that they are entering, ready to be sent."""
        actor, came = self.actor, {"way": ReceivedBy.LETTER, "received_at": LATER}
        for before in assisted_intake.own(self.context, actor):
            assisted_intake.discard(self.context, before)
        entry = assisted_intake.begin(self.context, actor, "adult", "en", came)
        found = assisted_intake.find(self.context, actor, entry)
        with self.context.store.begin() as unit:
            draft = unit.drafts.open(found.token, LATER)
            unit.drafts.save(draft, {**draft.answers, **EVERYONE["parent"]}, LATER)
        return entry

    def fills(self, rule):
        if "action" in rule.arguments:
            return [{"action": action, "reference": self._where(action)} for action in FORMS]
        pages = [question.address for question in self.context.journeys["adult"].questions]
        known = {
            "reference": self.references,
            "section": list(PARTS),
            "form": ["txt", "json"],
            "name": ["complaint", "information", "case_note", "2"],
            "key": [EVERYBODY, "junior"],
            "deed": [*ACCOUNT_DEEDS, "end"],
            "change": ["c1"],
            "answer": ["yes", "no"],
            "token": ["t" * 43],
            "entry": [ENTRY],
            "way": ["request"],
            "address": pages,
            "number": ["1"],
        }
        ways = every_way(rule, known)
        if "number" in rule.arguments:
            many = {each.address for each in self.context.journeys["adult"].questions if each.many}
            ways = [way for way in ways if way["address"] in many]
        return ways


@pytest.mark.timeout(3000)
@pytest.mark.parametrize("who", ["out", pytest.param(EVERYBODY, marks=pytest.mark.at_length)])
@pytest.mark.usefixtures("_staffed")
def test_nothing_that_is_sent_to_the_staffs_door_breaks_a_page(context, references, who, prove, record_property):
    settings = StaffSettings.collect({"PORTAL_PROXIES": "1", "PORTAL_PROVIDER_PORT": str(free_ports(1)[0])})[0]
    door = apps.staff_app(settings, context)
    person = Staff(context, door, references, who)

    def only(rule):
        if "address" in rule.arguments and not prove:
            return False  # the same questions as at the public door
        free = ("sign_in.", "openid.", "signed_out_at_work", "csp", "health", "kept", "council")
        outside = rule.endpoint.startswith(free)
        file = rule.endpoint in FILES or rule.rule.endswith(".pdf")
        return not file and outside == (who == "out")

    fuzz = Fuzz(door, person.comes, person.fills, who, *dice(prove), only)
    with provider(settings, staff.STAFF).running(port=settings.provider_port) as sign_in_service:
        fuzz.away |= {urlsplit(sign_in_service).netloc}
        shown(fuzz, record_property)


def shown(fuzz, record_property):
    fuzz.everywhere()
    record_property("figures", f"{fuzz.sent} requests, the slowest {fuzz.slowest:.2f} s")
    told = sorted({f"{fault.asked} {fault.what}: {fault.sent}" for fault in fuzz.faults})
    assert not told, f"{len(told)} of {fuzz.sent}:\n" + "\n".join(told[:60])


def test_postgresql_is_never_asked_about_nul(request, context):
    context = replace(context, store=request.getfixturevalue("postgresql_store"))
    with context.store.begin() as unit:
        unit.accounts.add(Account(EVERYBODY, f"{EVERYBODY}@example.com", "A", ALL, 4, signed_in=True), LATER)
    settings = StaffSettings.collect({"PORTAL_PROVIDER_PORT": str(free_ports(1)[0])})[0]
    door = apps.staff_app(settings, context)
    for who, addresses in (
        ("out", ("/sign-in", "/sign-in/link/%00", "/sign-out/work")),
        (EVERYBODY, ("/challenges", "/challenges/%00", "/account/sign-ins", "/discard")),
    ):
        person = Staff(context, door, [], who)
        said = dict.fromkeys(("next", "session", "path", "logout_token"), "\x00")
        for address in addresses:
            browser = door.test_client()
            token, _ = person.comes(browser, address)
            assert browser.get(f"{address}?after=%00").status_code < 500
            with provider(settings, staff.STAFF).running(port=settings.provider_port):
                assert browser.post(address, data={**said, "csrf_token": token}).status_code < 500
