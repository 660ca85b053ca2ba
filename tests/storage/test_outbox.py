from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from portal.domain.notices.catalogue import Channel, Notice

LEASE = timedelta(minutes=2)


def claim(store, now, limit=5):
    with store.begin() as unit:
        return unit.outbox.claim(now, limit=limit)


def do(store, what, *args):
    with store.begin() as unit:
        return getattr(unit.outbox, what)(*args)


def counts(store):
    with store.read() as unit:
        return unit.outbox.counts()


def test_a_notice_is_claimed_whole_and_once(store, add, email, now):
    challenge = add(notices=[replace(email, language="cy")])
    (waiting,) = claim(store, now)
    assert waiting.notice == replace(email, language="cy", not_before=now)
    assert (waiting.challenge_id, waiting.attempts, waiting.added_at) == (challenge.id, 1, now)
    assert UUID(waiting.reference).version == 4
    assert claim(store, now) == []


def test_a_lease_that_ran_out_gives_the_notice_back(store, add, email, now):
    add(notices=[email])
    (first,) = claim(store, now)
    assert claim(store, now + LEASE - timedelta(seconds=1)) == []
    (second,) = claim(store, now + LEASE)
    assert (second.reference, second.attempts) == (first.reference, 2)


def test_many_workers_never_get_the_same_notice(store, add, email, now):
    for number in range(20):
        add(number, notices=[email, replace(email, to={"email": "mash@example.com"})])

    def work(_):
        mine = []
        while some := claim(store, now, limit=3):
            mine += [waiting.id for waiting in some]
        return mine

    with ThreadPoolExecutor(6) as threads:
        claimed = [one for mine in threads.map(work, range(6)) for one in mine]
    assert len(claimed) == len(set(claimed)) == 40


def test_one_recipient_hears_of_one_challenge_in_order(store, add, email, now):
    later = replace(email, name="added")
    add(1, notices=[email, later, replace(later, to={"telephone": "07700 900123"}, channel=Channel.TEXT)])
    add(2, notices=[later])
    first = claim(store, now)
    assert [(w.challenge_id[-1], w.notice.name) for w in first] == [("1", "received"), ("1", "added"), ("2", "added")]
    do(store, "later", first[0].id, now + timedelta(minutes=1), "too many requests")
    assert claim(store, now) == []
    (again,) = claim(store, now + timedelta(minutes=1))
    assert again.id == first[0].id
    do(store, "sent", again.id, "notify-1", now)
    (last,) = claim(store, now + timedelta(minutes=1))
    assert (last.notice.name, last.notice.channel) == ("added", Channel.EMAIL)


def test_a_failed_notice_does_not_hold_up_the_next(store, add, email, now):
    add(notices=[email, replace(email, name="added")])
    (first,) = claim(store, now)
    do(store, "failed", first.id, "Not a valid email address", now)
    (second,) = claim(store, now)
    assert second.notice.name == "added"


def test_a_notice_waits_for_its_time_and_holds_nothing_up(store, add, email, now):
    tomorrow = now + timedelta(days=1)
    add(notices=[replace(email, name="reminder", not_before=tomorrow), email])
    (early,) = claim(store, now)
    assert early.notice.name == "received"
    do(store, "sent", early.id, "notify-1", now)
    assert claim(store, tomorrow - timedelta(seconds=1)) == []
    (late,) = claim(store, tomorrow)
    assert late.notice.name == "reminder"


def test_what_was_sent_is_not_claimed_again(store, add, email, now):
    add(notices=[email])
    (waiting,) = claim(store, now)
    do(store, "sent", waiting.id, "notify-1", now)
    do(store, "later", waiting.id, now, "a slow worker's late word")
    do(store, "failed", waiting.id, "and another", now)
    assert claim(store, now + timedelta(days=1)) == []
    assert counts(store) == {"sent": 1}


@pytest.mark.parametrize("last", ["delivered", "permanent-failure", "temporary-failure", "technical-failure"])
def test_a_last_word_stays_the_last(store, add, email, now, last):
    add(notices=[email])
    (waiting,) = claim(store, now)
    do(store, "sent", waiting.id, "notify-1", now)
    assert do(store, "receipt", waiting.reference, "sending", now)
    assert not do(store, "receipt", waiting.reference, "sending", now)
    assert do(store, "receipt", waiting.reference, last, now)
    for late in (last, "sending", "delivered", "permanent-failure"):
        assert not do(store, "receipt", waiting.reference, late, now)
    assert counts(store) == {last: 1}
    assert not do(store, "receipt", "of-somebody-else", "delivered", now)


def test_a_receipt_may_overtake_our_own_note(store, add, email, now):
    add(notices=[email])
    (waiting,) = claim(store, now)
    assert do(store, "receipt", waiting.reference, "delivered", now)
    do(store, "sent", waiting.id, "notify-1", now)
    assert counts(store) == {"delivered": 1}
    assert claim(store, now + timedelta(days=1)) == []


def test_what_has_no_last_word_is_asked_about_and_after_a_day_is_a_task(store, add, email, now):
    add(1, notices=[email])
    add(2, notices=[email])
    for waiting in claim(store, now):
        do(store, "sent", waiting.id, f"notify-{waiting.id}", now)
    do(store, "receipt", waiting.reference, "delivered", now)
    with store.read() as unit:
        assert unit.outbox.unsettled(now) == []
        (asked,) = unit.outbox.unsettled(now + timedelta(seconds=1))
        assert (asked.notice.to, asked.challenge_id[-1]) == (email.to, "1")
        assert unit.outbox.tasks(now + timedelta(hours=24)) == []
        (task,) = unit.outbox.tasks(now + timedelta(hours=24, seconds=1))
    assert task._asdict() | {"id": 0} == {
        "id": 0,
        "challenge": "REF000010",
        "name": "received",
        "channel": "email",
        "state": "sent",
        "why": "sent",
        "at": now,
    }


def test_what_only_waits_for_its_safe_time_is_no_task_until_it_could_have_gone(store, add, email, now):
    add(notices=[email])
    evening = now + timedelta(hours=30)
    (waiting,) = claim(store, now)
    do(store, "hold", waiting.id, evening)
    tasks = lambda at: do(store, "tasks", at)  # noqa: E731
    assert tasks(evening - timedelta(minutes=1)) == []
    assert len(tasks(evening + timedelta(minutes=1))) == 1
    (again,) = claim(store, evening)
    assert again.attempts == 1, "to be held is no try"
    do(store, "later", again.id, evening + timedelta(hours=1), "Notify answered 500.")
    assert len(tasks(evening + timedelta(minutes=1))) == 1


def test_what_was_lost_is_a_task_at_once(store, add, email, now):
    add(1, notices=[email])
    add(2, notices=[email])
    refused, lost = claim(store, now)
    do(store, "failed", refused.id, "Not a valid email address", now)
    do(store, "sent", lost.id, "notify-2", now)
    do(store, "receipt", lost.reference, "permanent-failure", now)
    with store.read() as unit:
        tasks = {task.challenge: task.why for task in unit.outbox.tasks(now)}
    assert tasks == {"REF000010": "Not a valid email address", "REF000020": "permanent-failure"}


def test_a_letter_keeps_its_lines(store, add, now):
    lines = ["Zebediah Quillfeather", "1 Example Street", "NE27 0BY"]
    add(notices=[Notice("received", Channel.LETTER, {"lines": lines}, {"date": "1 December"})])
    (waiting,) = claim(store, now)
    assert waiting.notice.to == {"lines": lines}


def test_what_waits_can_be_cancelled_by_name(store, add, email, now):
    challenge, other = add(1, notices=[email, replace(email, name="new_challenge")]), add(2, notices=[email])
    with store.begin() as unit:
        assert unit.outbox.cancel(challenge.id, ["received"])
        assert not unit.outbox.cancel(challenge.id, ["received"])
        left = {(waiting.challenge_id, waiting.notice.name) for waiting in unit.outbox.claim(now)}
    assert left == {(challenge.id, "new_challenge"), (other.id, "received")}


def test_a_notice_whose_seal_is_broken_is_a_task_and_stops_nobody(store, add, email, now):
    add(1, notices=[email])
    add(2, notices=[email])
    with store.begin() as unit:
        unit.connection.exec_driver_sql("UPDATE outbox SET message = name WHERE id = 1" if store.embedded else
                                        "UPDATE outbox SET message = 'broken'::bytea WHERE id = 1")  # fmt: skip
    (waiting,) = claim(store, now)
    assert waiting.notice.name == "received"
    assert counts(store)["failed"] == 1
    with store.read() as unit:
        assert [task.why for task in unit.outbox.tasks(now)] == ["The sealed message cannot be opened."]


def test_what_became_of_the_notices_of_one_challenge_is_told_without_whom_they_went_to(store, add, email, now):
    one, other = add(1, notices=[email, email]), add(2, notices=[email])
    first, *_ = claim(store, now)
    do(store, "sent", first.id, "n1", now + timedelta(minutes=1))
    do(store, "receipt", first.reference, "delivered", now)
    with store.read() as unit:
        posted = unit.outbox.of(one.id)
        assert [(each.name, each.channel, each.state, each.status) for each in posted] == [
            ("received", "email", "sent", "delivered"),
            ("received", "email", "waiting", None),
        ]
        assert [each.at for each in posted] == [now + timedelta(minutes=1), now]
        assert len(unit.outbox.of(other.id)) == 1
