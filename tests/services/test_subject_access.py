"""What somebody is given who asks what is held about them: nothing that the table withholds. Our copy has all of it."""

import json
from dataclasses import replace

import pytest
from actions import Action
from canaries import Canaries, Of
from click.testing import CliRunner

from build import EVERYONE, PARENT, OnePack
from portal import apps
from portal.cli import main
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.state import Event
from portal.domain.disclosure.table import Fact, Show
from portal.domain.permissions import RAISER, Actor, Role
from portal.services import case_access, retention, subject_access
from portal.services.subject_access import WhyLeftOut
from portal.settings import Settings
from posting import send_in

RELEASER = Actor("rel", frozenset({Role.RELEASER}), 0, "Ro Releaser")
READER = Actor("reader", frozenset({Role.MANAGER}), 4, "Rea Der")


@pytest.fixture
def store(sqlite_store):
    """None of this depends on the database."""
    return sqlite_store


@pytest.fixture
def canaries():
    return Canaries()


@pytest.fixture
def happen(context):
    def append(reference, kind, **what):
        with context.store.begin() as unit:
            challenge = unit.challenges.get(reference)
            event = Event(kind, context.now(), "boss", what)
            unit.event_log.append(challenge.id, [event])
            unit.challenges.save(replay([event], challenge))

    return append


@pytest.fixture
def lived(context, arrive, act, reviewed, employ, canaries, happen):
    """A request with a word planted in everything that is typed about it, checked as far as is said; its reference."""
    employ("reader", Role.MANAGER)

    def live(answers, *checks):
        typed = f"You did not ask about {canaries.own('words')}."
        said = {"unhappy": typed} if "unhappy" in answers else {"point": [answers["point"][0] | {"point.words": typed}]}
        reference = arrive(answers | said)
        case_access.record(context, READER, reference, f"Because of {canaries.word('why they read it')}.")
        act(reference, Action.NOTE, words=f"A worry about {canaries.word('a note')}.", mentions=())
        for action in checks:
            act(reference, action, words=f"Saw {canaries.word('a check')}.")
        if Action.CHECK_STANDING in checks:
            act(reference, Action.TAKE)
            act(reference, Action.RECORD_ORIGINAL, words=f"{canaries.word('the reasons')} said so.")
            act(reference, Action.ACCEPT_FOR_REVIEW)
            act(reference, Action.HAND_BACK, words=f"For {canaries.word('a colleague')}.")
            reviewed(reference)
            if answers["who"] == "parent":
                words = f"{canaries.to_release('reply', Fact.REVIEW_RESULT)} helps. Ring Zebediah Okonkwo."
                act(reference, Action.WRITE_REPLY, words=words)
                act(reference, Action.RELEASE, RELEASER, harm="no", words=f"{canaries.word('releaser')} sees no risk.")
        for fact in Fact:  # whatever somebody has written down as released, whether they should have or not
            happen(reference, "released", words=f"We know of {canaries.to_release(fact, fact)}.", fact=fact.value)
        return reference

    return live


def theirs(context, bundle):
    """All of the person's copy: as data, and as they read it."""
    data = json.dumps(subject_access.persons_json(bundle.persons), ensure_ascii=False)
    return data + apps.subject_access_page(context, bundle.persons)


def ours(bundle):
    return json.dumps(bundle.ours, ensure_ascii=False)


BOTH = (Action.CHECK_IDENTITY, Action.CHECK_STANDING)


@pytest.mark.parametrize("checks", [(), BOTH[:1], BOTH], ids=["stranger", "identified", "checked"])
@pytest.mark.parametrize("who", EVERYONE)
@pytest.mark.tries(5)
def test_nothing_withheld_stands_in_the_persons_copy_and_all_of_it_in_ours(context, lived, canaries, who, checks):
    bundle = subject_access.collect(context, lived(EVERYONE[who], *checks))
    planted = {each for each in canaries.known.values() if each.word.startswith("zq")}
    assert planted <= canaries.find(ours(bundle))
    withheld = {fact for fact, why in bundle.persons.withheld if why != WhyLeftOut.RELEASED}
    leaked = [
        each.what
        for each in canaries.find(theirs(context, bundle)) & planted
        if each.of is Of.INTERNAL or each.fact in withheld
    ]
    assert leaked == []


def test_who_may_be_told_gets_what_they_sent_the_reply_and_who_opened_it(context, lived, canaries):
    reference = lived(PARENT, *BOTH)
    bundle = subject_access.collect(context, reference)
    persons = theirs(context, bundle)
    assert {"words", "reply"} <= {each.what for each in canaries.find(persons)}
    assert "a manager in charge of the team" in persons
    assert bundle.persons.messages
    assert bundle.persons.opened
    assert "Rea Der" not in persons


def test_another_persons_name_is_a_gap_that_a_person_decides_about(context, lived):
    bundle = subject_access.collect(context, lived(PARENT, *BOTH))
    assert "Okonkwo" not in theirs(context, bundle)
    [passage] = [each for each in bundle.passages if "Okonkwo" in each.marked]
    assert f"[{passage.number}]" in theirs(context, bundle)
    assert passage.why
    kept = [each for each in bundle.ours["left_out_of_the_persons_copy"] if "Okonkwo" in each["marked"]]
    assert [each["number"] for each in kept] == [passage.number]
    assert any("Okonkwo" in each["marked"] for each in bundle.ours["marked_in_events"])
    assert bundle.persons.gaps == len(bundle.passages)


def test_their_own_words_are_whole_but_for_whom_they_named_for_us_alone(context, arrive):
    told = {"missed": "My neighbour Una Brook and Walter Ashdown saw it.", "not_tell": "yes"}
    reference = arrive(PARENT | told | {"not_tell.words": "Walter Ashdown must not know."})
    bundle = subject_access.collect(context, reference)
    persons = theirs(context, bundle)
    assert "My neighbour Una Brook and [" in persons
    assert "Ashdown saw" not in persons
    assert any("Ashdown" in each.marked for each in bundle.passages)


def test_the_list_of_what_is_withheld_says_the_same_whether_there_is_something_or_not(context, lived, arrive):
    bare = arrive(PARENT)
    assert subject_access.collect(context, bare).persons.withheld == (
        subject_access.collect(context, lived(PARENT)).persons.withheld
    )
    everything = dict(subject_access.collect(context, bare).persons.withheld)
    assert everything[Fact.FIRST_RAISED_BY] == "stranger"
    persons = theirs(context, subject_access.collect(context, bare))
    assert "Withheld, because we have not checked who you are." in persons


def test_where_the_table_withholds_everything_only_the_list_is_left(context, lived, canaries):
    reference = lived(PARENT, *BOTH)
    table = {
        fact: {column: replace(cell, show=Show.WITHHELD) for column, cell in row.items()}
        for fact, row in context.pack.disclosure.items()
    }
    silent = replace(context, packs=OnePack(replace(context.pack, disclosure=table)))
    bundle = subject_access.collect(silent, reference)
    copy = bundle.persons
    assert (copy.received_at, copy.said, copy.corrections, copy.files, copy.opened) == (None, (), (), (), ())
    assert dict(copy.withheld)[Fact.OWN_WORDS] == WhyLeftOut.TABLE
    assert {fact for fact, _why in copy.withheld if fact} == set(Fact)
    assert [each.what for each in canaries.find(theirs(silent, bundle)) if each.word.startswith("zq")] == []


def test_what_they_corrected_and_added_is_in_it(context, lived, act):
    reference = lived(PARENT, *BOTH)
    act(reference, Action.ADD, RAISER, words="One more thing that I remember.", new="no")
    act(reference, Action.CORRECT, RAISER, key="child", item=1, words="She is seven.")
    bundle = subject_access.collect(context, reference)
    assert "One more thing that I remember." in theirs(context, bundle)
    assert [each.words for each in bundle.persons.corrections] == ["She is seven."]
    assert "What you corrected" in theirs(context, bundle)


def test_it_is_written_down_as_an_export(context, lived, caplog):
    caplog.set_level("INFO", "portal.security")
    reference = lived(PARENT)
    subject_access.collect(context, reference)
    with context.store.read() as unit:
        last = unit.event_log.events(unit.challenges.get(reference).id)[-1]
    assert (last.kind, last.actor, last.what) == ("exported", "operator", {"form": "subject_access"})
    [line] = [each.getMessage() for each in caplog.records if each.getMessage().startswith("exported")]
    assert "form=subject_access" in line
    assert reference not in line


def test_what_is_not_there_or_was_erased_gives_nothing(context, lived):
    reference = lived(PARENT)
    assert subject_access.collect(context, "ABCDEFGH7") is None
    retention.erase(context, reference)
    assert subject_access.collect(context, reference) is None


def test_it_is_read_in_the_language_in_which_they_wrote(context, lived):
    bundle = subject_access.collect(context, lived(PARENT))
    page = apps.subject_access_page(context, replace(bundle.persons, language="ar"))
    assert '<html lang="ar" dir="rtl">' in page


def test_the_command_writes_a_folder_that_only_its_owner_reads(tmp_path):
    environment = {"PORTAL_DATA_DIR": str(tmp_path / "data")}
    run = lambda *args: CliRunner().invoke(main, args, env=environment)  # noqa: E731
    assert run("upgrade").exit_code == 0
    context = apps.open_context(apps.settings_of(Settings, environment))
    _token, reference = send_in(context, PARENT, "t" * 43)[:2]
    context.store.close()
    folder = tmp_path / "copy"
    done = run("subject-access", reference, str(folder))
    assert done.exit_code == 0, done.output
    assert "Gaps in the person's copy" in done.output
    names = {path.name for path in folder.iterdir()}
    assert names == {"for-the-person.html", "for-the-person.json", "for-the-council.json"}
    assert {path.stat().st_mode & 0o077 for path in (folder, *folder.iterdir())} == {0}
    assert json.loads((folder / "for-the-council.json").read_text())["record"]["reference"] == reference
    again = run("subject-access", reference, str(folder))
    assert again.exit_code == 1
    assert "is there already" in again.output
    gone = run("subject-access", "ABCDEFGH7", str(tmp_path / "other"))
    assert "no request with that reference" in gone.output
    assert not (tmp_path / "other").exists()
