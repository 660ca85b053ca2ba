"""Who hears of what, and by which address."""

from dataclasses import replace
from datetime import timedelta

import pytest
from actions import Action
from deeds_done import done, perform

from build import FAMILY, NEIGHBOUR, PARENT, YOUNG, about_advocate
from portal.domain import reference_codes
from portal.domain.challenge.neutral_sentences import SENTENCES
from portal.domain.challenge.worklist_flags import Duty
from portal.domain.notices.catalogue import Channel
from portal.domain.permissions import ActionRefused, Actor, Role
from portal.domain.policy.model import Notification, PolicyCondition
from portal.services import new_token, reminders, tracker

STAFF = {
    "triage": {Role.TRIAGE},
    "reviewer": {Role.REVIEWER},
    "manager": {Role.MANAGER, Role.REVIEWER},
    "releaser": {Role.RELEASER},
    "both": {Role.RELEASER, Role.REVIEWER},
}
ACTORS = {key: Actor(key, frozenset(roles), 4) for key, roles in STAFF.items()}


@pytest.fixture(autouse=True)
def staff(employ):
    for key, roles in STAFF.items():
        employ(key, *roles)


@pytest.fixture
def told(posted):
    """The notices written since this was last asked: their names with whom they went to."""
    return lambda: sorted((notice.name, *map(str, notice.to.values())) for notice in posted())


def do(context, who, reference, action, **said):
    assert done(context, ACTORS[who], reference, action, **said)


def check(context, reference):
    """Staff can then write to a parent freely."""
    do(context, "triage", reference, Action.CHECK_IDENTITY, words="Passport.")
    do(context, "triage", reference, Action.CHECK_STANDING, words="Birth certificate.")


def to_review(context, reference):
    do(context, "triage", reference, Action.TAKE)
    do(context, "triage", reference, Action.RECORD_ORIGINAL)
    do(context, "triage", reference, Action.ACCEPT_FOR_REVIEW)


def sam(name):
    return (name, "sam@example.com")


def test_the_raiser_hears_once_of_each_piece_of_work_they_should_look_at(context, arrive, told):
    reference = arrive(PARENT)
    do(context, "triage", reference, Action.TAKE)
    assert told() == []
    do(context, "triage", reference, Action.RECORD_ORIGINAL)
    do(context, "triage", reference, Action.ACCEPT_FOR_REVIEW)
    assert told() == [sam("accepted")]
    check(context, reference)
    assert told() == []
    passed = {"agreed": "By telephone.", "words": "He was rude."}
    sent = {"how": "post", "on": "2026-11-23", "words": "He was rude."}
    for who, action, name, said in (
        ("triage", Action.ASK, "question", {"words": "Which school?"}),
        ("manager", Action.PAUSE, "date_changed", {"until": "2026-12-01", "words": "We wait.", "why": "School."}),
        ("triage", Action.RESUME, "date_changed", {"words": "We go on."}),
        ("manager", Action.EXTEND, "date_changed", {"amount": 5, "words": "We need more time.", "why": "School."}),
        ("triage", Action.PASS_COMPLAINT, "accepted", passed),
        ("triage", Action.PASS_INFORMATION, "accepted", passed),
        ("triage", Action.RECORD_SENT, "passed_on", sent | {"transfer": 1}),
        ("triage", Action.RECORD_SENT, "passed_on", sent | {"transfer": 2}),
    ):
        do(context, who, reference, action, **said)
        assert told() == [sam(name)], action
    do(context, "triage", reference, Action.NOTE, words="Ring the school.", mentions=[])
    assert told() == []


def test_a_review_is_written_checked_and_told_of_in_one_message(context, arrive, told):
    reference = arrive(PARENT)
    to_review(context, reference)
    check(context, reference)
    told()
    do(context, "triage", reference, Action.HAND_OVER, to="both", words="Yours.")
    assert told() == [("assigned", "both@example.com")]
    do(
        context,
        "both",
        reference,
        Action.DECIDE_GROUND,
        ground=1,
        outcome="changed",
        reasons="The school was not asked.",
    )
    do(context, "both", reference, Action.FIND, evidence="The file.", views="He likes school.")
    do(context, "both", reference, Action.DECIDE)
    do(context, "both", reference, Action.PROMISE, words="A visit.", owner="Worker", by="2026-12-09", tell=True)
    assert told() == []
    do(context, "both", reference, Action.WRITE_REPLY, words="We got this wrong.")
    assert told() == [("to_release", "releaser@example.com")], "who wrote it cannot release it"
    do(context, "releaser", reference, Action.SEND_BACK, words="Shorter.")
    assert told() == [("sent_back", "both@example.com")]
    do(context, "both", reference, Action.WRITE_REPLY, words="We were wrong.")
    told()
    do(context, "releaser", reference, Action.RELEASE, harm="no", words="Nothing harmful.")
    assert told() == [sam("finished"), ("released", "both@example.com")]
    do(context, "both", reference, Action.KEEP_PROMISE, promise=1, did="He was visited at home.")
    assert told() == [sam("answer")]
    do(context, "triage", reference, Action.RECORD, kind=context.pack.recording.kinds[0], id="C-12", on="2026-11-23")
    assert told() == []


def test_a_neighbour_hears_that_it_is_finished_but_not_of_what_was_promised(context, arrive, told):
    reference = arrive(FAMILY)
    to_review(context, reference)
    told()
    do(context, "triage", reference, Action.HAND_OVER, to="reviewer", words="Yours.")
    do(context, "reviewer", reference, Action.DECIDE_GROUND, ground=1, outcome="unchanged", reasons="Nothing new.")
    do(context, "reviewer", reference, Action.FIND, evidence="The file.", views="Not known.")
    do(context, "reviewer", reference, Action.DECIDE)
    do(context, "reviewer", reference, Action.PROMISE, words="A visit.", owner="Worker", by="2026-12-09", tell=True)
    told()
    do(context, "reviewer", reference, Action.END_REVIEW)
    assert told() == [("finished", "+447700900982")]
    do(context, "reviewer", reference, Action.KEEP_PROMISE, promise=1, did="He was visited at home.")
    assert told() == []


def test_news_goes_by_the_safe_way_at_a_safe_time_and_names_nobody_who_must_not_be_named(context, arrive, posted):
    reference = arrive(FAMILY | {"times": ["evening"]})
    to_review(context, reference)
    [notice] = posted()
    assert (notice.name, notice.channel, notice.times) == ("accepted", Channel.TEXT, ("evening",))
    assert notice.not_before == context.now().replace(hour=17)
    assert notice.words == {"reference": reference_codes.grouped(reference), "date": "2026-11-23", "sender": ""}


def test_who_asked_for_no_contact_is_never_told(context, arrive, told):
    for said in (NEIGHBOUR, PARENT | {"safe": ["telephone"], "telephone": "07700 900982"}):
        to_review(context, arrive(said))
    assert told() == []


def test_a_note_and_somebody_who_stands_in_are_told_to_those_they_concern(context, arrive, told):
    reference = arrive(NEIGHBOUR)
    to_review(context, reference)
    do(context, "triage", reference, Action.NOTE, words="Please look.", mentions=["reviewer", "triage", "gone"])
    assert told() == [("mentioned", "mash@example.com"), ("mentioned", "reviewer@example.com")]
    do(context, "both", reference, Action.STAND_IN, to="reviewer", words="Nobody else is here.")
    assert told() == [
        ("assigned", "reviewer@example.com"), ("stood_in", "manager@example.com"), ("stood_in", "mash@example.com"),
    ]  # fmt: skip


def test_what_a_raiser_does_is_news_for_staff_and_for_them_only_proof_that_it_went_on(context, arrive, told):
    reference, token = arrive(PARENT), new_token()
    to_review(context, reference)
    later = replace(context, clock=lambda: context.now() + timedelta(days=9))
    with later.store.begin() as unit:
        unit.raiser_sessions.start(token, reference, later.now())
    told()
    assert tracker.act(later, token, Action.ADD, words="He is well.", new=False)
    assert told() == []
    assert tracker.act(later, token, Action.ASK_NEXT)
    assert told() == [("next_asked", "mash@example.com"), ("next_asked", "triage@example.com"), sam("next_stage")]
    do(context, "triage", reference, Action.TAKE)
    do(context, "triage", reference, Action.ASK, words=SENTENCES["asked"][0])
    assert tracker.act(later, token, Action.WITHDRAW, pressure="no", words="")
    assert told() == [], "nor what waited to be sent"


def test_who_took_it_back_hears_of_nothing_but_an_advocate(context, arrive, told):
    reference, token = arrive(YOUNG | {"safe": ["email"], "email": "bee@example.com"}), new_token()
    with context.store.begin() as unit:
        unit.raiser_sessions.start(token, reference, context.now())
    do(context, "triage", reference, Action.TAKE)
    assert tracker.act(context, token, Action.WITHDRAW, pressure="no", words="")
    do(context, "triage", reference, Action.RECORD_ORIGINAL)
    do(context, "triage", reference, Action.ACCEPT_FOR_REVIEW)
    do(context, "triage", reference, Action.ASK, words=SENTENCES["asked"][0])
    assert told() == []
    do(context, "triage", reference, Action.ANSWER_ADVOCATE, **about_advocate(SENTENCES["advocate_answered"][1]))
    assert told() == [("answer", "bee@example.com")]


def test_what_is_not_looked_at_again_is_told_of_by_what_becomes_of_it(context, arrive, told):
    later = replace(context, clock=lambda: context.now() + timedelta(days=29))
    for outcome, passes in (("complaint", True), ("not_ours", False)):
        reference = arrive(PARENT)
        do(context, "triage", reference, Action.TAKE)
        if passes:
            do(context, "triage", reference, Action.PASS_COMPLAINT, agreed="By telephone.", words="He was rude.")
            assert told() == [sam("accepted")]
        do(context, "triage", reference, Action.DECLINE, outcome=outcome, words="Newcastle.")
        assert told() == [("end_to_confirm", "manager@example.com")], "nobody has confirmed it"
        do(context, "manager", reference, Action.CONFIRM_END, words="So it is.")
        assert told() == [sam("answer")]
        if passes:
            sent = {"transfer": 1, "how": "post", "on": "2026-11-23", "words": "He was rude."}
            do(context, "triage", reference, Action.RECORD_SENT, **sent)
            assert told() == [sam("passed_on")]
        do(
            context,
            "triage",
            reference,
            Action.RECORD,
            kind=context.pack.recording.kinds[0],
            id="C-12",
            on="2026-11-23",
        )
        do(later, "triage", reference, Action.CLOSE)
        assert told() == [], "for them it ended before that"


def test_managers_hear_that_somebody_does_not_agree_and_the_raiser_what_came_of_it(context, arrive, told):
    reference, token = arrive(PARENT), new_token()
    do(context, "triage", reference, Action.TAKE)
    do(context, "triage", reference, Action.DECLINE, outcome="not_ours", words="Newcastle.")
    do(context, "both", reference, Action.CONFIRM_END, words="So it is.")
    with context.store.begin() as unit:
        unit.raiser_sessions.start(token, reference, context.now())
    told()
    assert tracker.act(context, token, Action.OBJECT, words="We live in Wallsend.")
    assert told() == [("objection", "manager@example.com")]
    with pytest.raises(ActionRefused, match="read it first"):
        perform(context, ACTORS["manager"], reference, Action.RESTORE_TRIAGE, words="They do.")
    do(context, "manager", reference, Action.RESTORE_TRIAGE, words="They do.")
    assert told() == [sam("accepted")]


@pytest.mark.parametrize(("back", "heard"), [(False, []), (True, [sam("accepted")])])
def test_who_took_it_back_is_left_in_peace_also_when_we_are_done_with_it(context, arrive, told, back, heard):
    reference, token = arrive(PARENT), new_token()
    do(context, "triage", reference, Action.TAKE)
    with context.store.begin() as unit:
        unit.raiser_sessions.start(token, reference, context.now())
    assert tracker.act(context, token, Action.WITHDRAW, pressure="no", words="")
    if back:
        assert tracker.act(context, token, Action.REOPEN)
    told()
    do(context, "triage", reference, Action.PASS_COMPLAINT, agreed="By telephone.", words="He was rude.")
    assert told() == heard


def test_closing_what_they_did_not_answer_is_told_and_seen(context, arrive, told, reviewed):
    reference, token = arrive(FAMILY), new_token()
    to_review(context, reference)
    do(context, "triage", reference, Action.HAND_BACK, words="For the review.")
    reviewed(reference)
    boss = Actor("boss", frozenset({Role.MANAGER, Role.REVIEWER}), 4)
    record = {"kind": context.pack.recording.kinds[0], "id": "C-12", "on": "2026-11-23"}
    for action, said in ((Action.END_REVIEW, {}), (Action.RECORD, record)):
        assert done(context, boss, reference, action, **said)
    told()
    called = context.now() + timedelta(days=21)
    assert reminders.last_call(replace(context, clock=lambda: called), called) == 1
    assert told() == [("window_closing", "+447700900982")]
    later = replace(context, clock=lambda: context.now() + timedelta(days=29))
    assert done(later, boss, reference, Action.CLOSE)
    assert told() == [("closed", "+447700900982")]
    with later.store.begin() as unit:
        unit.raiser_sessions.start(token, reference, later.now())
    assert tracker.progress(later, token).view.happened("closed")


def test_closing_what_they_answered_is_not(context, arrive, told, reviewed):
    reference, token = arrive(FAMILY), new_token()
    to_review(context, reference)
    do(context, "triage", reference, Action.HAND_BACK, words="For the review.")
    reviewed(reference)
    boss = Actor("boss", frozenset({Role.MANAGER, Role.REVIEWER}), 4)
    assert done(context, boss, reference, Action.END_REVIEW)
    with context.store.begin() as unit:
        unit.raiser_sessions.start(token, reference, context.now())
    assert tracker.act(context, token, Action.ACCEPT)
    record = {"kind": context.pack.recording.kinds[0], "id": "C-12", "on": "2026-11-23"}
    assert done(context, boss, reference, Action.RECORD, **record)
    told()
    assert done(context, boss, reference, Action.CLOSE)
    assert told() == []
    assert not tracker.progress(context, token).view.happened("closed")


def test_whom_the_policy_has_told_gets_an_email_that_says_nothing_of_anybody(context, arrive, posted, monkeypatch):
    sure = {"who": "Partnership", "contact": "complaints", "cite": "1"}
    unsure, nowhere = Notification(**sure, when=PolicyCondition.PROTECTION_PLAN), Notification(who="Board", cite="1")
    named = (Notification(**sure), unsure, nowhere)
    main = context.pack.ladder()
    pack = replace(context.pack, ladders=(replace(main, notify=named),))
    monkeypatch.setattr(context.packs, "get", lambda _pack_id: pack)
    reference = arrive(PARENT)
    do(context, "triage", reference, Action.TAKE)
    posted()
    do(context, "triage", reference, Action.ACCEPT_FOR_REVIEW)
    [notice] = [each for each in posted() if each.name == "stage_reached"]
    assert notice.to == {"email": pack.contacts["complaints"].email}
    said = " ".join(notice.words.values())
    assert notice.words["who"] == "Partnership"
    assert main.stages[0].label in said
    assert not [word for word in ("Sam", "Robin", "parent", PARENT["point"][0]["point.words"]) if word in said]
    with context.store.read() as unit:
        assert len(unit.challenges.whole(reference).work.notifications) == 3
        assert unit.challenges.waiting_to(Duty.NOTIFY) == [reference]
    later = replace(context, clock=lambda: context.now() + timedelta(days=4))
    assert reminders.chase_notifications(later, later.now()) == 1
    assert reminders.chase_notifications(later, later.now()) == 0, "once a day"
