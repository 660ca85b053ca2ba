from datetime import timedelta

import pytest

from portal.storage import Gone

ANSWERS = {"who": "parent", "points": [{"kind": "facts", "words": "It was not like that"}]}


def start(store, now, token="token", answers=ANSWERS):
    with store.begin() as unit:
        return unit.drafts.start(token, answers, "en", now)


def opened(store, token, now):
    with store.read() as unit:
        return unit.drafts.open(token, now)


def test_a_draft_comes_back_as_it_was(store, now):
    draft = start(store, now)
    assert opened(store, "token", now) == draft
    assert draft.answers == ANSWERS
    assert opened(store, "another", now) is None


def test_answers_are_saved(store, now):
    draft = start(store, now)
    later = now + timedelta(minutes=20)
    with store.begin() as unit:
        unit.drafts.save(draft, {"who": "family"}, later)
    found = opened(store, "token", later)
    assert (found.answers, found.language, found.seen_at) == ({"who": "family"}, "en", later)
    assert found.started_at == now


@pytest.mark.parametrize(
    ("answers", "idle", "open_still"),
    [
        (ANSWERS, 29 * 60 + 59, True),
        (ANSWERS, 30 * 60, False),
        ({"young": "yes"}, 9 * 60 + 59, True),
        ({"young": "yes"}, 10 * 60, False),
    ],
)
def test_a_session_ends_after_30_idle_minutes_and_a_young_person_s_after_10(store, now, answers, idle, open_still):
    start(store, now, answers=answers)
    assert (opened(store, "token", now + timedelta(seconds=idle)) is not None) is open_still


def test_whoever_stays_active_keeps_the_session_for_7_days_and_no_longer(store, now):
    draft = start(store, now)
    end = now + timedelta(days=7)
    with store.begin() as unit:
        unit.drafts.touch(draft.id, end - timedelta(minutes=1))
    assert opened(store, "token", end - timedelta(seconds=1)) is not None
    assert opened(store, "token", end) is None


def test_a_code_opens_the_draft_after_the_session_has_ended(store, now):
    draft = start(store, now)
    tomorrow = now + timedelta(days=1)
    with store.begin() as unit:
        unit.drafts.keep(draft.id, "7K3M9QXW2ABC", now)
    with store.begin() as unit:
        assert unit.drafts.reopen("7K3M9QXW2ABD", "new", tomorrow) is None
        assert unit.drafts.reopen("7K3M9QXW2ABC", "new", tomorrow).answers == ANSWERS
    assert opened(store, "token", tomorrow) is None
    assert opened(store, "new", tomorrow).id == draft.id
    with store.begin() as unit:
        assert unit.drafts.reopen("7K3M9QXW2ABC", "newer", now + timedelta(days=7)) is None


def test_reopening_under_the_token_it_has_changes_nothing_else(store, now):
    draft = start(store, now)
    with store.begin() as unit:
        unit.drafts.keep(draft.id, "7K3M9QXW2ABC", now)
        assert unit.drafts.reopen("7K3M9QXW2ABC", "token", now).id == draft.id
    assert opened(store, "token", now).id == draft.id


def test_starting_again_under_a_token_loses_only_what_nobody_can_come_back_to(store, now):
    kept = start(store, now)
    with store.begin() as unit:
        unit.drafts.keep(kept.id, "7K3M9QXW2ABC", now)
    lost, new = start(store, now), start(store, now)
    assert opened(store, "token", now).id == new.id
    with store.begin() as unit:
        assert unit.drafts.reopen("7K3M9QXW2ABC", "old", now).id == kept.id
        with pytest.raises(Gone):
            unit.drafts.touch(lost.id, now)


def test_a_deleted_draft_is_not_brought_back_by_a_late_answer(store, now):
    draft = start(store, now)
    with store.begin() as unit:
        unit.drafts.delete(draft.id)
    assert opened(store, "token", now) is None
    for late in ("save", "touch", "keep"):
        with pytest.raises(Gone), store.begin() as unit:
            {
                "save": lambda: unit.drafts.save(draft, ANSWERS, now),
                "touch": lambda: unit.drafts.touch(draft.id, now),
                "keep": lambda: unit.drafts.keep(draft.id, "7K3M9QXW2ABC", now),
            }[late]()


def test_the_sweep_deletes_what_was_begun_by_then(store, now):
    start(store, now, "old")
    start(store, now + timedelta(days=1), "new")
    with store.begin() as unit:
        assert unit.drafts.over(now) == unit.drafts.sweep(now) == 1
        assert unit.drafts.open("new", now + timedelta(days=1)) is not None


def test_each_draft_has_a_data_key_of_its_own(store, now):
    start(store, now, "one")
    start(store, now, "two")
    with store.read() as unit:
        rows = unit.connection.exec_driver_sql("SELECT data_key, answers, token FROM drafts").all()
    assert len({bytes(value) for row in rows for value in row}) == 6
