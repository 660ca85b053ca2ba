"""A pack changed in any place is refused in words, or every page and form works under it.

With --prove every single change is looked at; without it all changes of a kind at once, and a few single ones.
"""

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from histories import STAFF, START, STEPS, begun, step
from mutated_packs import all_at_once, pack_of, singles
from staff_session import cookie_of

from build import EVERYONE, OURS
from portal import apps
from portal.domain import reference_codes
from portal.domain.challenge.decide import ACTIONS
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.state import Rules
from portal.domain.permissions import Role
from portal.domain.questions import paper_form
from portal.policy_loader import BrokenPack, Packs
from portal.services import applications, new_token
from portal.settings import PublicSettings, StaffSettings
from portal.storage import Account
from portal.web.staff.case_pages import PARTS
from visitor import TOKEN

BROKEN = 500
COUNCILS = ("north-tyneside", "newcastle", "barnet", "medway", "south-tyneside", "elsewhere")
SHORT = {"all taken away", "all odd signs", "all list emptied"}
PLAIN = ("progress", "next", "done", "kept", "messages", "sent", "add", "take-back", "get-in-touch", "copy/page")


class Shelf(Packs):
    """Every pack that was put on it, and in force the last."""

    def __init__(self):
        super().__init__(OURS)
        self.newest = None

    def put(self, pack):
        self._held[pack.id] = self.newest = pack

    def in_force(self, _council, _today):
        return self.newest


class Doors:
    """Both doors of one app context, somebody at each, and any pack in force."""

    def __init__(self, context):
        self.shelf = Shelf()
        self.shelf.put(Packs(OURS).current("north-tyneside"))
        self.context = replace(context, packs=self.shelf, clock=lambda: self.now)
        self.now = START
        settings, _ = PublicSettings.collect({})
        self.public = apps.public_app(settings, self.context)
        settings, _ = StaffSettings.collect({})
        self.staff = apps.staff_app(settings, self.context)
        with self.context.store.begin() as unit:
            known = {each.id for each in unit.accounts.everybody()}
            for actor in (each for each in STAFF if each.key not in known):
                email = f"{actor.key}@example.com"
                account = Account(actor.key, email, actor.name, frozenset(Role), actor.rank, signed_in=True)
                unit.accounts.add(account, self.now)
        self.desk = self._signed_in("made-it")
        self.opened = Counter()

    def _signed_in(self, key):
        client = self.staff.test_client()
        client.set_cookie("d", cookie_of(self.staff, key))
        return client

    def get(self, client, address):
        answer = client.get(address)
        self.opened[answer.status_code] += 1
        assert answer.status_code < BROKEN or address == "/ready", f"{address} breaks"  # no worker runs
        return answer

    def look(self, pack, rng):
        """Open every page there is under this pack: before anything is typed, of a form, and of two challenges."""
        self.shelf.put(pack)
        self.now = START
        self._read()
        who, said = rng.choice([(who, said) for who, said in EVERYONE.items() if pack.takes(who)])
        self._ask(who, said)
        self._work(self._lived(pack, said, rng))

    def _read(self):
        visitor = self.public.test_client()
        for rule in self.public.url_map.iter_rules():
            if "GET" in rule.methods and not rule.arguments and rule.endpoint != "pages.exit":
                self.get(visitor, rule.rule)
        for sheet in paper_form.sheets(self.context.pack):
            self.get(visitor, f"/paper/{sheet}")

    def _ask(self, who, said):
        """Somebody goes through the form and sends it, then opens what they may read of it."""
        visitor, token = self.public.test_client(), new_token()
        visitor.set_cookie("s", token)
        applications.answer(self.context, token, "en", said)
        way = "tell" if who == "young_person" else "request"
        for question in self.context.journey_of(said).questions:
            self.get(visitor, f"/{way}/{question.address}")
        page = self.get(visitor, f"/{way}/check").get_data(as_text=True)
        sent = visitor.post(f"/{way}/check", data={"csrf_token": TOKEN.search(page)[0]})
        assert sent.headers["Location"] == "/done", sent.status
        for address in PLAIN:
            self.get(visitor, f"/{address}")

    def _lived(self, pack, said, rng):
        """A challenge to which some of what can happen has happened; its reference."""
        rules = Rules(pack, self.shelf.calendar(pack))
        events, state = begun(rng, rules, lambda whose: f"{whose.lower()} 1", said)
        rules = replace(rules, ladder_key=state.ladder)
        reference = reference_codes.new_reference(rng.getrandbits)
        for _ in range(STEPS):
            self.now += timedelta(hours=rng.choice([1, 5, 30, 200]))
            happened = step(state, rng, self.now, rules, lambda whose: f"{whose.lower()} 1")
            events, state = [*events, *happened], replay([*events, *happened])
        state = replace(state, id=f"{rng.getrandbits(128):032x}", reference=reference)
        with self.context.store.begin() as unit:
            unit.challenges.add(state, draft_id=state.id, code_hash="", now=self.now)
            unit.event_log.append(state.id, events)
        return reference

    def _work(self, reference):
        self.now += timedelta(minutes=1)
        for rule in self.staff.url_map.iter_rules():
            if "GET" in rule.methods and not rule.arguments and rule.endpoint not in ("openid.start", "openid.back"):
                self.get(self.desk, rule.rule)
        at = f"/challenges/{reference}"
        for address in ("", "/why", "/as-they-see-it", "/record.txt", "/record.json", *(f"/{part}" for part in PARTS)):
            self.get(self.desk, f"{at}{address}")
        for action in ACTIONS:
            self.get(self.desk, f"{at}/do/{action}")
        record = self.get(self.desk, f"{at}/record").get_data(as_text=True)
        for name in {part.split(".")[0] for part in record.split(f"{at}/forms/")[1:]}:
            self.get(self.desk, f"{at}/forms/{name}.txt")


@pytest.fixture
def doors(hub_at):
    return Doors(hub_at("north-tyneside").context)


def looked(doors, mutants):
    """How many of these packs were taken, and how many refused, each in words."""
    came = Counter()
    for number, mutant in enumerate(mutants):
        try:
            pack = pack_of(mutant, f"{mutant.council}@{number}")
        except BrokenPack as broken:
            came["refused" if broken.faults else "refused without a word"] += 1
            continue
        came["taken"] += 1
        try:
            doors.look(pack, random.Random(f"{mutant.council} {number}"))
        except Exception as error:
            error.add_note(f"{mutant.council}: {mutant.how} at {mutant.places[:5]}")
            raise
    return came


@pytest.mark.timeout(600)
def test_nothing_breaks_where_all_that_may_be_is_changed_in_one_way(doors, prove):
    mutants = [each for council in (COUNCILS if prove else COUNCILS[:1]) for each in all_at_once(council)]
    came = looked(doors, mutants if prove else [each for each in mutants if each.how in SHORT])
    assert set(came) == {"taken"}


@pytest.mark.timeout(600)
def test_nothing_breaks_where_one_thing_is_changed(doors, prove):
    mutants = [each for council in (COUNCILS if prove else COUNCILS[:1]) for each in singles(council)]
    came = looked(doors, mutants[:: 47 if prove else 577])
    assert set(came) == {"taken", "refused"}
