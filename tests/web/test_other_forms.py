"""What we wrote in another form: who asks for it is owed it, by a day, until somebody has given it to them."""

import pytest
from actions import Action
from deeds_done import done

from build import PARENT, YOUNG
from portal.domain.challenge.other_forms import FORM_DUTIES, OtherForm
from portal.domain.permissions import Actor, Role
from posting import send_in

CLERK = Actor("triage", frozenset({Role.TRIAGE}), name="T Example")
pytestmark = pytest.mark.usefixtures("reviewer")


@pytest.fixture
def reader(visitor, context):
    """Somebody to whom we wrote a question."""

    def read(answers=PARENT):
        token, visitor.reference = send_in(context, answers)
        visitor.client.set_cookie("s", token)
        done(context, CLERK, visitor.reference, Action.TAKE)
        for check in (Action.CHECK_IDENTITY, Action.CHECK_STANDING):
            done(context, CLERK, visitor.reference, check, words="In our notes.")
        done(context, CLERK, visitor.reference, Action.ASK, words="Who was at home that day?")
        return visitor

    return read


def owed(context, me):
    with context.store.read() as unit:
        return [(each["words"], each["kept"]) for each in unit.challenges.get(me.reference).work.promises]


def ask(me, form):
    me.get(me.get("/messages").link("Get our messages in another way"))
    return me.send(form=form)


@pytest.mark.parametrize("form", sorted(set(OtherForm) - {OtherForm.LANGUAGE}))
@pytest.mark.parametrize("answers", [PARENT, YOUNG], ids=["parent", "young"])
def test_it_is_owed_by_a_day_until_it_is_given_and_their_page_says_both(reader, context, answers, form):
    me = reader(answers)
    assert ask(me, form).h1 == "You have asked for our messages in another way"
    assert owed(context, me) == [(FORM_DUTIES[form], "")]
    assert "We plan to give them to you by 7 December 2026." in me.get("/progress").text
    done(context, CLERK, me.reference, Action.KEEP_PROMISE, promise=1, did="Handed to them.")
    assert owed(context, me) == [(FORM_DUTIES[form], "2026-11-23")]
    assert "We gave you our messages in the way you asked for." in me.get("/progress").text


def test_asked_for_twice_it_is_owed_once_and_again_once_it_was_given(reader, context):
    me = reader()
    ask(me, "sound")
    ask(me, "sound")
    assert len(owed(context, me)) == 1
    done(context, CLERK, me.reference, Action.KEEP_PROMISE, promise=1, did="Handed to them.")
    ask(me, "sound")
    assert len(owed(context, me)) == 2


def test_nothing_is_offered_before_we_wrote_something(visitor, context):
    token, _reference = send_in(context, PARENT)
    visitor.client.set_cookie("s", token)
    assert "another way, like" not in visitor.get("/messages").text
