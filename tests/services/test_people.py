"""Staff accounts as administrators look after them, and what opens them, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from authenticator import PRESENT, Device

from build import our_packs
from portal.domain.people import Actor, Refused, Role
from portal.domain.rate_limits import TooMany
from portal.notify import Notify
from portal.services import Office, account_changes, accounts, keeping, leaving, new_token, passkeys, people
from portal.services.account_changes import Kind
from portal.services.accounts import Locks
from portal.services.people import Post, State
from portal.settings import DEMO_NOTIFY_KEY
from portal.storage import Account

HOME = "192.0.2.0/24"
STAFF = "https://staff.example.com"
PASSWORD = "seven green lamps hum"
ADMINISTRATOR = Post(frozenset({Role.ADMINISTRATOR}), 0, "")
TRIAGE = Post(frozenset({Role.TRIAGE}), 0, "MASH")


class Clock:
    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def clock(now):
    return Clock(now)


@pytest.fixture
def office(store, keys, clock):
    return Office(
        store=store, packs=our_packs(), council="north-tyneside", keys=keys, clock=clock,
        notify=Notify("http://127.0.0.1:9", DEMO_NOTIFY_KEY, sentences={}), mailbox="mash@example.com",
        public_address="https://request.example.com", staff_address=STAFF, callback_secret="c" * 40,
    )  # fmt: skip


@pytest.fixture
def locks():
    return Locks(password=b"p" * 32, codes=b"c" * 32)


@pytest.fixture
def employ(store, now):
    def add(key, *roles, password="$hash", **more):
        account = Account(key, f"{key}@example.com", f"{key.title()} Example", password, frozenset(roles), 0, **more)
        with store.begin() as unit:
            unit.accounts.add(account, now)
        return account

    return add


@pytest.fixture
def admin(employ):
    return Actor(employ("admin", Role.ADMINISTRATOR).id, frozenset({Role.ADMINISTRATOR}))


BOSS = Actor("boss", frozenset({Role.MANAGER}))


def confirmed(office, admin, key, kind, post=account_changes.NO_POST):
    """An administrator asks for it, and a manager confirms it."""
    assert account_changes.ask(office, admin, key, kind, post).waits
    change = account_changes.waiting(office, BOSS)[-1]
    return account_changes.confirm(office, BOSS, change.id)


def kinds(office, account_id):
    with office.store.read() as unit:
        return [(event.actor, event.kind) for event in unit.staff_events.of(account_id)][::-1]


def state(office, admin, key):
    return people.one(office, admin, key).member.state


def test_an_invitation_is_good_once_for_72_hours_and_looking_does_not_use_it_up(office, admin, locks, clock):
    key, token = account_changes.invite(office, admin, "Noor Brightwater", "Noor@example.com", TRIAGE)
    assert state(office, admin, key) is State.INVITED
    with office.store.read() as unit:
        kept = unit.connection.exec_driver_sql("SELECT invitation FROM staff WHERE id <> 'admin'").scalar()
    assert token.encode() not in bytes(kept)
    assert accounts.with_password(office, locks, "noor@example.com", "", HOME) is None
    clock.now += timedelta(hours=71, minutes=59)
    assert people.invited(office, token)
    assert people.invited(office, token)
    assert not people.invited(office, new_token())
    assert people.take_up(office, locks, token, PASSWORD)
    assert not people.take_up(office, locks, token, PASSWORD)
    assert accounts.with_password(office, locks, "noor@example.com", PASSWORD, HOME).id == key
    assert state(office, admin, key) is State.ACTIVE
    later = confirmed(office, admin, key, Kind.INVITATION).token
    clock.now += timedelta(hours=72)
    assert not people.invited(office, later)
    assert people.one(office, admin, key).member.invited_until is None
    assert kinds(office, key) == [
        ("admin", "invited"), ("admin", "change_asked"), (key, "password_chosen"), ("admin", "change_asked"),
        ("boss", "invited"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "weak",
    ["only 14 letter", "Brightwater lamps hum", "noor.b99 seven lamps", "North Tyneside 2026!", "my password is long",
     "aaaaaaaaaaaaaaaaaaaa", "only-for-the-demo", "Look at the Council 7"],
)  # fmt: skip
def test_a_password_that_others_would_guess_is_refused(office, admin, locks, weak):
    _, token = account_changes.invite(office, admin, "Noor Brightwater", "noor.b99@example.com", TRIAGE)
    with pytest.raises(Refused):
        people.take_up(office, locks, token, weak)
    assert people.invited(office, token)


def test_nobody_is_invited_twice_or_without_a_fit_post(office, admin):
    account_changes.invite(office, admin, "Noor", "noor@example.com", TRIAGE)
    for about, post in (
        ("email", TRIAGE),
        ("roles", Post(frozenset(), 0, "")),
        ("rank", Post(frozenset({Role.REVIEWER}), 0, "")),
        ("rank", Post(frozenset({Role.TRIAGE}), 2, "")),
    ):
        with pytest.raises(people.Misfit) as misfit:
            account_changes.invite(office, admin, "Noor", "NOOR@example.com", post)
        assert misfit.value.about == about


def test_only_administrators_look_after_people(office, employ):
    manager = Actor(employ("manager", Role.MANAGER).id, frozenset({Role.MANAGER}))
    for deed in (
        lambda: people.everybody(office, replace(manager, roles=frozenset({Role.TRIAGE}))),
        lambda: people.one(office, manager, "manager"),
        lambda: account_changes.invite(office, manager, "X", "x@example.com", ADMINISTRATOR),
        lambda: account_changes.ask(office, manager, "manager", Kind.POST, ADMINISTRATOR),
    ):
        with pytest.raises(Refused):
            deed()
    assert kinds(office, "manager") == []


def test_an_administrator_is_always_left(office, admin, employ):
    for kind in Kind:
        with pytest.raises(Refused):
            account_changes.ask(office, admin, "admin", kind, TRIAGE)
    account_changes.invite(office, admin, "Not yet here", "later@example.com", ADMINISTRATOR)
    other = Actor(employ("other", Role.ADMINISTRATOR).id, frozenset({Role.ADMINISTRATOR}))

    def take_away(pair):
        try:
            return account_changes.ask(office, *pair, Kind.DISABLE) is not None
        except Refused:
            return False

    with ThreadPoolExecutor(2) as at_once:
        assert sum(at_once.map(take_away, [(admin, "other"), (other, "admin")])) == 1, "whoever was invited is not here"


def test_disabling_ends_every_session_and_enabling_gives_none_back(office, admin, employ):
    toni = employ("toni", Role.TRIAGE)
    tokens = [accounts.begin_session(office, toni) for _ in range(2)]
    assert account_changes.ask(office, admin, "toni", Kind.DISABLE)
    assert [accounts.by_session(office, token) for token in tokens] == [None, None]
    assert confirmed(office, admin, "toni", Kind.ENABLE)
    assert accounts.by_session(office, tokens[0]) is None
    assert not account_changes.ask(office, admin, "nobody", Kind.DISABLE)
    assert kinds(office, "toni") == [("admin", "disabled"), ("admin", "change_asked"), ("boss", "enabled")]


def test_each_sign_in_is_a_session_of_its_own(office, employ, admin, clock):
    toni, remi = employ("toni", Role.TRIAGE), employ("remi", Role.TRIAGE)
    first = accounts.begin_session(office, toni)
    clock.now += timedelta(minutes=1)
    second = accounts.begin_session(office, toni)
    assert accounts.by_session(office, first)[0] == accounts.holder(toni)
    begun = [session.id for session in accounts.sessions_of(office, toni)]
    assert begun[0] == accounts.by_session(office, second)[1].id, "the newest first"
    accounts.end_session(office, remi, begun[1])
    assert accounts.by_session(office, first), "nobody ends a colleague's"
    accounts.end_session(office, toni, begun[1])
    assert accounts.by_session(office, first) is None
    assert accounts.by_session(office, second)
    assert not people.end_session(office, admin, "remi", begun[0])
    assert people.end_session(office, admin, "toni", begun[0])
    assert not people.end_session(office, admin, "toni", begun[0])
    assert accounts.by_session(office, second) is None
    assert kinds(office, "toni") == [("toni", "session_ended"), ("admin", "session_ended")]


def test_being_there_is_noted_once_a_minute_and_known_for_a_year(office, admin, employ, clock, now):
    token = accounts.begin_session(office, employ("toni", Role.TRIAGE))
    seen = []
    for seconds in (59, 60, 119, 120):
        clock.now = now + timedelta(seconds=seconds)
        accounts.by_session(office, token)
        with office.store.read() as unit:
            seen.append((unit.sessions.last_seen()["toni"] - now).total_seconds())
    assert seen == [0, 60, 60, 120]
    clock.now = now + timedelta(days=365)
    keeping.sweep(office)
    assert people.one(office, admin, "toni").member.seen_at == now + timedelta(seconds=120)
    clock.now += timedelta(minutes=2)
    keeping.sweep(office)
    assert people.one(office, admin, "toni").member.seen_at is None


def test_a_recovery_code_works_once_and_only_for_its_owner(office, employ, admin):
    toni, remi = employ("toni", Role.TRIAGE), employ("remi", Role.TRIAGE)
    old = accounts.new_recovery_codes(office, toni)
    codes = accounts.new_recovery_codes(office, toni)
    assert len({*old, *codes}) == 20
    assert not accounts.with_recovery_code(office, toni, old[0], HOME)
    assert not accounts.with_recovery_code(office, remi, codes[0], HOME)
    assert accounts.with_recovery_code(office, toni, codes[0].lower().replace("-", " "), HOME)
    assert not accounts.with_recovery_code(office, toni, codes[0], HOME)
    assert accounts.recovery_codes_left(office, toni) == 9
    confirmed(office, admin, "toni", Kind.CODES)
    assert accounts.recovery_codes_left(office, toni) == 0


def test_recovery_codes_and_codes_share_their_tries(office, employ, locks, clock):
    totp = locks.totp().new().to_json(encrypt=True)
    toni = employ("toni", Role.TRIAGE, totp=totp)
    codes = accounts.new_recovery_codes(office, toni)
    for _ in range(3):
        assert not accounts.with_code(office, locks, accounts.holder(toni), "000000", HOME)
    for _ in range(2):
        assert not accounts.with_recovery_code(office, toni, "0000-0000-0000", HOME)
    with pytest.raises(TooMany):
        accounts.with_recovery_code(office, toni, codes[0], HOME)
    clock.now += timedelta(minutes=15)
    assert accounts.with_recovery_code(office, toni, codes[0], HOME)


def test_a_passkey_opens_only_what_it_was_made_for(office, employ, admin):
    toni, device, challenge = employ("toni", Role.TRIAGE), Device(STAFF), new_token()

    def asked():
        return passkeys.sign_in_options(office, challenge)

    passkeys.add(office, toni, challenge, device.create(passkeys.new_options(office, toni, challenge)), "Telephone")
    assert passkeys.sign_in(office, challenge, device.get(asked())) == accounts.holder(toni)
    assert passkeys.sign_in(office, new_token(), device.get(asked())) is None, "another challenge"
    assert passkeys.sign_in(office, challenge, device.get(asked(), PRESENT)) is None, "nobody made sure who it is"
    assert passkeys.sign_in(office, challenge, Device(STAFF).get(asked())) is None, "unknown here"
    for nonsense in ("", "{}", "[]", '{"id": 7}', '{"id": "é"}'):
        assert passkeys.sign_in(office, challenge, nonsense) is None
    device.origin = "https://staff.example.org"
    assert passkeys.sign_in(office, challenge, device.get(asked())) is None, "from another place"
    device.origin, device.uses = STAFF, 0
    assert passkeys.sign_in(office, challenge, device.get(asked())) is None, "a copy that was left behind"
    device.uses = 100
    assert passkeys.sign_in(office, challenge, device.get(asked())) == accounts.holder(toni)
    account_changes.ask(office, admin, "toni", Kind.DISABLE)
    assert passkeys.sign_in(office, challenge, device.get(asked())) is None
    confirmed(office, admin, "toni", Kind.ENABLE)
    (kept,) = passkeys.of(office, toni)
    passkeys.remove(office, employ("remi", Role.TRIAGE), kept.id)
    passkeys.remove(office, toni, kept.id)
    assert passkeys.sign_in(office, challenge, device.get(asked())) is None
    assert [kind for _, kind in kinds(office, "toni")] == [
        "passkey_added", "disabled", "change_asked", "enabled", "passkey_removed",
    ]  # fmt: skip


def test_a_passkey_is_taken_once_and_only_from_a_device_that_makes_sure_who_holds_it(office, employ):
    toni, device, challenge = employ("toni", Role.TRIAGE), Device(STAFF), new_token()
    options = passkeys.new_options(office, toni, challenge)
    for answer in ("", "{}", device.create(options, PRESENT), Device("https://staff.example.org").create(options)):
        with pytest.raises(Refused):
            passkeys.add(office, toni, challenge, answer, "Telephone")
    passkeys.add(office, toni, challenge, device.create(options), "T" * 100)
    with pytest.raises(Refused):
        passkeys.add(office, employ("remi", Role.TRIAGE), challenge, device.create(options), "Mine now")
    assert [passkey.name for passkey in passkeys.of(office, toni)] == ["T" * 60]


# The second person


@pytest.fixture
def posted(office):
    """Who was sent which notice since it was last asked."""

    def take():
        with office.store.begin() as unit:
            found = unit.outbox.claim(office.now(), limit=100)
            for each in found:
                unit.outbox.sent(each.id, "n", office.now())
        return sorted((each.notice.name, each.notice.to["email"].partition("@")[0]) for each in found)

    return take


def post_of(office, key):
    with office.store.read() as unit:
        return people.post_of(unit.accounts.by_id(key))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        *(((), (role,)) for role in Role if role not in {Role.RAISER, Role.REVIEWER}),
        ((Role.TRIAGE,), (Role.TRIAGE, Role.RELEASER)),
        ((Role.MANAGER,), (Role.AUDITOR,)),
    ],
)
def test_more_than_before_waits_until_somebody_else_confirms_it(office, admin, employ, before, after):
    employ("toni", *before)
    post = Post(frozenset(after), 0, "MASH")
    assert account_changes.ask(office, admin, "toni", Kind.POST, post).waits
    assert post_of(office, "toni").roles == frozenset(before)
    (waits,) = account_changes.waiting(office, BOSS)
    assert (waits.whom, waits.before.roles, waits.after, waits.mine) == ("Toni Example", frozenset(before), post, False)
    for wrong in (admin, Actor("toni", frozenset({Role.MANAGER})), Actor("remi", frozenset({Role.REVIEWER}))):
        with pytest.raises(Refused):
            account_changes.confirm(office, wrong, waits.id)
    assert post_of(office, "toni").roles == frozenset(before), "a refusal takes nothing away"
    assert not account_changes.confirm(office, BOSS, waits.id).waits
    assert post_of(office, "toni") == post
    assert account_changes.confirm(office, BOSS, waits.id) is None
    assert kinds(office, "toni") == [("admin", "change_asked"), ("boss", "roles_changed")]


def test_a_higher_rank_is_more_and_less_than_before_counts_at_once(office, admin, employ):
    employ("remi", Role.REVIEWER, Role.TRIAGE)
    higher = Post(frozenset({Role.REVIEWER, Role.TRIAGE}), 2, "")
    assert account_changes.ask(office, admin, "remi", Kind.POST, higher).waits
    assert not account_changes.ask(office, admin, "remi", Kind.POST, TRIAGE).waits
    assert post_of(office, "remi") == TRIAGE


def test_somebody_new_can_do_nothing_until_a_second_person_confirms_it(office, admin, locks):
    key, token = account_changes.invite(office, admin, "Noor Brightwater", "noor@example.com", TRIAGE)
    assert people.take_up(office, locks, token, PASSWORD)
    assert post_of(office, key).roles == frozenset()
    (waits,) = account_changes.waiting(office, BOSS)
    account_changes.confirm(office, BOSS, waits.id)
    assert post_of(office, key) == TRIAGE


@pytest.mark.parametrize("kind", [Kind.INVITATION, Kind.CODES, Kind.UNBIND, Kind.ENABLE])
def test_an_account_in_use_is_not_opened_anew_by_one_person(office, admin, employ, locks, kind, posted):
    employ("toni", Role.TRIAGE, totp=locks.totp().new().to_json(encrypt=True), active=kind is not Kind.ENABLE)
    employ("boss", Role.MANAGER)
    employ("gone", Role.MANAGER, active=False)
    with office.store.begin() as unit:
        unit.logins.bind("https://issuer.example", "toni", "toni", office.now())
    asked = account_changes.ask(office, admin, "toni", kind)
    assert (asked.waits, asked.token) == (True, "")
    assert posted() == [("account_change_waits", "boss"), ("your_account", "toni")]
    with office.store.read() as unit:
        account = unit.accounts.by_id("toni")
        assert account.totp
        assert unit.logins.bound("toni")
        assert (account.active, account.invitation) == (kind is not Kind.ENABLE, False)
    (waits,) = account_changes.waiting(office, BOSS)
    done = account_changes.confirm(office, BOSS, waits.id)
    assert bool(done.token) == (kind is Kind.INVITATION)
    assert posted() == [("account_changed", "admin"), ("account_changed", "mash"), ("your_account", "toni")]


def test_a_change_that_nobody_confirms_ends_after_7_days_or_when_its_asker_is_gone(office, admin, employ, clock):
    employ("toni", Role.TRIAGE)
    employ("other", Role.ADMINISTRATOR)
    for asker in (admin, Actor("other", frozenset({Role.ADMINISTRATOR}))):
        account_changes.ask(office, asker, "toni", Kind.POST, Post(frozenset({Role.MANAGER}), 0, ""))
    (waits,) = account_changes.waiting(office, BOSS)
    account_changes.ask(office, admin, "other", Kind.DISABLE)
    with pytest.raises(Refused, match="no longer an administrator"):
        account_changes.confirm(office, BOSS, waits.id)
    account_changes.ask(office, admin, "toni", Kind.POST, Post(frozenset({Role.MANAGER}), 0, ""))
    (waits,) = account_changes.waiting(office, BOSS)
    clock.now += timedelta(days=7)
    assert account_changes.waiting(office, BOSS) == []
    assert account_changes.confirm(office, BOSS, waits.id) is None
    keeping.sweep(office)
    with office.store.read() as unit:
        assert unit.connection.exec_driver_sql("SELECT count(*) FROM account_changes").scalar() == 0


def test_a_change_can_be_turned_down_and_nothing_happens(office, admin, employ):
    employ("toni", Role.TRIAGE)
    account_changes.ask(office, admin, "toni", Kind.POST, Post(frozenset({Role.MANAGER}), 0, ""))
    (waits,) = account_changes.waiting(office, BOSS)
    assert account_changes.turn_down(office, BOSS, waits.id)
    assert not account_changes.turn_down(office, BOSS, waits.id)
    assert post_of(office, "toni").roles == {Role.TRIAGE}
    assert kinds(office, "toni") == [("admin", "change_asked"), ("boss", "change_turned_down")]


def test_who_was_only_invited_is_given_nothing_to_do(office, admin, locks):
    key, token = account_changes.invite(office, admin, "Noor Brightwater", "noor@example.com", TRIAGE)
    account_changes.confirm(office, BOSS, account_changes.waiting(office, BOSS)[0].id)
    chosen = leaving.leaver(office, BOSS, "admin").colleagues
    assert chosen == ()
    with pytest.raises(Refused, match="have not signed in yet"):
        leaving.hand_over_all(office, BOSS, "admin", key, "They left.")
    account_changes.ask(office, admin, key, Kind.DISABLE)
    assert people.one(office, admin, key).member.invited_until is None, "the address works no more"
    confirmed(office, admin, key, Kind.ENABLE)
    assert (state(office, admin, key), people.one(office, admin, key).member.invited_until) == (State.INVITED, None)
    token = account_changes.ask(office, admin, key, Kind.INVITATION).token
    assert people.take_up(office, locks, token, PASSWORD)
    assert leaving.leaver(office, BOSS, "admin").colleagues == ((key, "Noor Brightwater"),)


def test_old_messages_about_accounts_are_deleted(office, admin, employ, clock):
    employ("toni", Role.TRIAGE)
    account_changes.ask(office, admin, "toni", Kind.DISABLE)
    for days, left in ((29, 3), (1, 0)):
        clock.now += timedelta(days=days)
        keeping.sweep(office)
        with office.store.read() as unit:
            assert sum(unit.outbox.counts().values()) == left
