"""What pages say of a policy is so, whatever policy it is: of ladders, managers, hours, closures and bodies outside."""

import re
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from pack_surfaces import LIVES, said_by
from pack_values import every_key

from build import our_packs
from portal.domain.challenge.clock import closing_reminder
from portal.domain.policy.calendar import Hours, Opening, Span
from portal.domain.policy.call_now import contact_now, unread
from portal.domain.policy.model import Absent, Audience, PolicyCondition
from portal.domain.policy.seniority import by_manager, names_manager
from portal.domain.questions.policy_questions import may_come_to
from portal.policy_loader import Packs

OURS = our_packs()
INVENTED = Packs(Path(__file__).parent / "invented")
NEXT, POLICY, TELEPHONE = "public /what-happens-next", "public /policy", "public /telephone"
CALM = "professional urgent=no"
COUNCILS = ["barnet", "medway", "newcastle", "north-tyneside", "south-tyneside"]
PLAIN = re.compile(r"<[^>]*>")


pytestmark = pytest.mark.timeout(60)


def current(council):
    """The pack of a council, in English alone: other languages take their time to learn."""
    pack = OURS.current(council)
    return replace(pack, council=replace(pack.council, languages=("en",)))


PACKS = (every_key(), *map(current, COUNCILS))


def plain(page):
    return re.sub(r"\s+", " ", PLAIN.sub(" ", page)).replace("&#39;", "'").replace("&amp;", "&")


def with_main(pack, **changed):
    main = pack.ladder()
    return replace(pack, ladders=tuple(replace(main, **changed) if each is main else each for each in pack.ladders))


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.council.key)
def test_every_ladder_that_somebody_may_come_to_is_on_the_page_of_what_happens_next(surfaces, pack):
    page = plain(surfaces.seen(pack, NEXT))
    for ladder in pack.ladders:
        for stage in (each for each in ladder.stages if not each.by_route):
            met = may_come_to(pack, ladder, Audience)
            assert stage.reviewer in page or not met, (ladder.key, stage.key)
        assert ladder.label in page or len(pack.ladders) == 1


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.council.key)
def test_no_steps_are_shown_twice(surfaces, pack):
    shown = re.findall(r"<ol class.*?</ol>", surfaces.seen(pack, NEXT), re.DOTALL)
    assert len(set(shown)) == len(shown)


def test_stages_like_those_of_another_are_named_and_not_repeated(surfaces):
    assert "The steps are the same as in: Usual steps." in plain(surfaces.seen(every_key(), NEXT))


def test_the_young_read_of_their_own_ladders_alone(surfaces):
    page = plain(surfaces.seen(every_key(), "public /young/what-happens-next"))
    assert "Police step" not in page
    assert "Quick step" not in page, "they are not asked whether it is urgent"
    assert "Step 1" in page


SENIOR = "a more senior manager"


@pytest.mark.parametrize(
    ("role", "manager"),
    [
        ("Team Manager", True), ("Head of Service", True), ("Director of Services", True),
        ("Service Manager or Head of Service", True), ("Resolution Panel", False),
        ("Panel of three Heads of Service", False), ("STSCP Chair", False), ("Independent Director", False),
        ("Safeguarding Partnership meeting", False), ("Team Manager or a GP", False), ("Co-worker", False),
    ],
)  # fmt: skip
def test_a_panel_a_meeting_and_somebody_outside_are_no_manager(role, manager):
    assert names_manager(role) is manager


def in_council(**last):
    """Our policy of four managers, of whose stages the last is another."""
    pack = current("north-tyneside")
    stages = pack.ladder().stages
    roles = {
        **pack.roles,
        "Resolution Panel": replace(pack.roles[stages[-1].reviewers[0]], agency=last.pop("agency", "")),
    }
    return replace(with_main(pack, stages=(*stages[:-1], replace(stages[-1], **last)) if last else stages), roles=roles)


PANEL = {"reviewers": ("Resolution Panel",)}


@pytest.mark.parametrize("last", [PANEL, {**PANEL, "agency": "partnership"}])
def test_a_more_senior_manager_is_promised_only_where_one_looks(surfaces, last):
    assert SENIOR in surfaces.seen(in_council(), NEXT)
    assert SENIOR not in surfaces.seen(in_council(**dict(last)), NEXT)
    assert "a manager who did not make it" in plain(surfaces.seen(in_council(), "public /"))
    assert "someone who did not make it will look again" in plain(surfaces.seen(in_council(**dict(last)), "public /"))


def test_whoever_waits_for_a_panel_is_told_of_no_manager(surfaces):
    pack = in_council(**PANEL)
    stages = pack.ladder().stages
    pack = with_main(pack, stages=(stages[-1], stages[-1]))
    first, second = (replace(stage, key=key) for stage, key in zip(pack.ladder().stages, "ab", strict=True))
    pack = with_main(pack, stages=(first, second), caps=())
    assert not by_manager(pack, first)
    for life in ("begun", "late", "reviewed"):
        page = plain(surfaces.seen(pack, f"raiser progress {life} / parent"))
        assert "Resolution Panel" in page or life == "reviewed"
        assert not re.search(r"(Waiting for|Ask|Ask for|asked for|A|more senior) (a )?(more senior )?manager", page), (
            page
        )


def test_a_step_before_a_later_stage_is_not_said_to_be_before_we_look(surfaces):
    page = plain(surfaces.seen(every_key(), POLICY))
    before, _, stages = page.partition("Usual steps")[2].partition("Step 1")
    assert "Mediation" not in before
    third = stages.partition("Before this step: Mediation: Both workers and a mediator")[2]
    assert third.partition("</li>")[0].lstrip(" .").startswith("The plan is to meet in 6 working days or less. Step 3")
    assert "Mediation" not in plain(surfaces.seen(every_key(), "ask talk-first / professional spoken=no"))
    summary = plain(surfaces.seen(every_key(), f"staff summary third asked / {CALM}"))
    assert "Before this stage Mediation : Both workers and a mediator" in summary


def test_the_telephone_page_names_the_days_on_which_we_are_closed(surfaces):
    page = plain(surfaces.seen(every_key(), TELEPHONE))
    for said in (
        "We are also closed on these days: 24 December 2026, from 12:00pm",
        "29 December 2026",
        "31 December 2026",
    ):
        assert said in page
    none = replace(every_key(), office=replace(every_key().office, closures=()))
    assert "We are also closed" not in surfaces.seen(none, TELEPHONE)


def test_while_we_are_closed_our_own_number_is_not_the_one_to_ring(surfaces):
    page = plain(surfaces.seen(every_key(), "night /telephone"))
    now, _, open_then = page.partition("When we are open, call us")
    assert "do not wait. Call: 01632 960103" in now
    assert "01632 960101" not in now.partition("We are closed now.")[2]
    assert "01632 960101" in open_then


NIGHT = datetime(2026, 12, 14, 23, 0, tzinfo=UTC)


def test_nobody_who_is_closed_is_whom_to_call(surfaces):
    """Where the policy gives no hours, the other number is for when the office is closed."""
    pack = every_key()
    front, other = (replace(pack.contacts[key], hours=Absent.NOT_STATED) for key in ("front_door", "out_of_hours"))
    pack = replace(pack, contacts={**pack.contacts, "front_door": front, "out_of_hours": other})
    assert contact_now(pack, NIGHT, surfaces.context.calendar) == other
    assert contact_now(pack, NIGHT.replace(hour=11), surfaces.context.calendar) == front
    alone = replace(other, telephone="", email="night@example.com")
    pack = replace(pack, contacts={**pack.contacts, "disagreement": front, "out_of_hours": alone})
    page = plain(surfaces.seen(pack, "night /telephone"))
    assert "do not wait. Call: 101" in page, "the police, where nobody of the council has a number"


NOBODY = "Nobody reads this form"


def test_nobody_reads_at_night_only_where_nobody_works_then():
    ours = current("north-tyneside")
    assert NOBODY in unread(ours)
    night = replace(ours.ladder(), key="night", when=PolicyCondition.OUT_OF_HOURS)
    main = ours.ladder()
    first = main.stages[0]
    quick = replace(first, deadlines=(replace(first.deadlines[0], within=Span.parse("4 hours")),))
    always = Hours((Opening.parse("monday to sunday 20:00 to 08:00"),))
    on_duty = {name: replace(role, hours=always) for name, role in ours.roles.items()}
    for pack in (
        replace(ours, ladders=(main, night)),
        with_main(ours, stages=(quick, *main.stages[1:])),
        replace(ours, roles=on_duty),
    ):
        assert NOBODY not in unread(pack)


WITHIN = "of the day you heard from us"


def one_stage(pack):
    return with_main(pack, stages=pack.ladder().stages[:1], caps=())


def test_nobody_is_told_to_count_from_an_answer_that_there_was_not(surfaces):
    pack = one_stage(OURS.current("north-tyneside"))
    late = plain(surfaces.seen(pack, "raiser progress late / parent"))
    assert "We are late" in late
    assert WITHIN not in late
    assert WITHIN in plain(surfaces.seen(pack, "raiser progress reviewed / parent"))


def test_no_professional_is_sent_to_the_ombudsman(surfaces):
    name = "Local Government and Social Care Ombudsman"
    pack = one_stage(OURS.current("north-tyneside"))
    assert name in surfaces.seen(pack, "raiser progress reviewed / parent")
    assert name not in surfaces.seen(pack, f"raiser progress reviewed / {CALM}")
    assert "You can go there after the last step. This is for: a parent or carer of the child" in plain(
        surfaces.seen(pack, POLICY)
    )
    for council in COUNCILS:
        theirs = current(council)
        public = any(theirs.takes(each) for each in Audience if each is not Audience.PROFESSIONAL)
        named = any(way.contact == "ombudsman" for way in theirs.exits)
        assert (name in surfaces.seen(theirs, NEXT)) == (public and named), council


def test_a_role_that_is_called_as_its_stage_is_named_once(surfaces):
    pack = current("north-tyneside")
    stages = tuple(replace(stage, label=stage.reviewer) for stage in pack.ladder().stages)
    pack = with_main(pack, stages=stages)
    pages = (
        NEXT,
        POLICY,
        "raiser progress begun / parent",
        "staff summary begun / parent",
        "staff decision begun / parent",
    )
    for surface in pages:
        page = plain(surfaces.seen(pack, surface))
        for stage in stages:
            twice = rf"{re.escape(stage.label)}\)? ?[,:(]+ ?{re.escape(stage.label)}"
            assert not re.search(twice, page), (surface, stage.label)


@pytest.mark.parametrize(
    ("answer", "called", "until"), [("3 working days", 1, 3), ("1 working day", 0, 1), ("10 days", 0, 0)]
)
def test_a_short_time_to_answer_is_kept_to(surfaces, answer, called, until):
    """However short it is, they are told once until when, and it is the policy's own day."""
    pack = replace(every_key(), times=replace(every_key().times, answer=Span.parse(answer)))
    surfaces.shelf.put(pack)
    calendar = surfaces.context.calendar
    life = LIVES["begun"](surfaces.rules(), said_by(CALM)).review()
    ended = life.state.last("review_ended").at.date()
    told = []
    for hours in range(24 * 20):
        at = datetime.combine(ended, time(18), UTC).replace(tzinfo=UTC) + hours * (datetime.resolution * 3_600_000_000)
        if told := closing_reminder(life.state, life.rules, at):
            break
    [event] = told
    if answer == "10 days":
        assert (datetime.fromisoformat(event.what["last"]).date() - ended).days == 10
        return
    assert calendar.working_days(ended, event.at.date()) == called
    assert calendar.working_days(ended, datetime.fromisoformat(event.what["last"]).date()) == until


def test_what_comes_before_we_look_again_and_the_time_of_several_steps_are_on_the_page_of_what_happens_next(surfaces):
    newcastle = plain(surfaces.seen(current("newcastle"), NEXT))
    for council, said in (
        ("medway", "Before we look again: Your line manager: You and your line manager"),
        ("south-tyneside", "Before we look again: Between the practitioners: You contact the practitioner"),
        ("south-tyneside", "From Stage 1 to Stage 4, all together: 5 working days or less."),
    ):
        assert said in plain(surfaces.seen(current(council), NEXT)), council
    usual, _, urgent = newcastle.partition("Immediate escalation, within 24 hours")
    assert "From Step 1 to Step 5, all together: 5 working days or less." in usual
    assert "Before we look again" not in usual
    assert "Before we look again: Advice: You and your Safeguarding Lead" in urgent
    assert "Before this step: Mediation" in plain(surfaces.seen(every_key(), NEXT))


def out_of_hours(page):
    return page.partition("Family Services, out of hours")[2].partition("Family Services, open case")[0]


@pytest.mark.parametrize("page", ["/what-happens-next", "/policy"])
def test_who_sends_now_while_we_are_open_is_given_no_date_of_the_steps_for_when_we_are_closed(surfaces, page):
    barnet = current("barnet")
    assert "If you send your request now" not in out_of_hours(plain(surfaces.seen(barnet, f"public {page}")))
    assert "If you send your request now" in out_of_hours(plain(surfaces.seen(barnet, f"night {page}")))


@pytest.mark.parametrize("council", COUNCILS)
def test_a_manager_is_asked_for_and_named_only_where_all_who_look_are_managers(surfaces, council):
    pack = current(council)
    page = plain(surfaces.seen(pack, TELEPHONE))
    assert ("I would like a different manager" in page) == (council == "north-tyneside")
    assert ("I would like someone who did not make it" in page) == (council != "north-tyneside")
    privacy = plain(surfaces.seen(pack, "public /privacy"))
    assert "The managers who look" not in privacy
    assert "the job title of the person looking at it" in plain(surfaces.seen(pack, "public /what-we-can-tell-you"))


@pytest.mark.parametrize("council", COUNCILS)
def test_a_team_that_has_one_name_is_not_said_to_have_another(surfaces, council):
    pack = current(council)
    page = plain(surfaces.seen(pack, "public /privacy"))
    same = pack.council.team in pack.council.team_in_full
    assert ("which some people call the" in page) != same


@pytest.mark.parametrize("council", COUNCILS)
def test_nobody_who_works_with_the_child_is_promised_a_call(surfaces, council):
    page = plain(surfaces.seen(current(council), "public /what-we-can-tell-you"))
    assert "by phone, and after that in writing" not in page
    assert "We may call you first, and we will write it here." in page
