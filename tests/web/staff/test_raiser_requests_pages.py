"""What a raiser asked of us beside the review, as staff see it."""

from actions import Action
from deeds_done import done

from portal.domain.permissions import Actor, Role
from portal.services import case_export

TONI = Actor("triage", frozenset({Role.TRIAGE}))


def test_a_correction_stands_beside_what_was_sent_first(signed_in, arrive, context, as_raiser):
    reference = arrive()
    me = as_raiser(reference)
    page = me.get("/sent")
    me.get(page.link("This is wrong: Child"))
    me.send(words="She was born in May.", new="no")
    done(context, TONI, reference, Action.TAKE)
    page = signed_in.get(f"/challenges/{reference}")
    text = page.text if "She was born in May." in page.text else signed_in.get(f"/challenges/{reference}/summary").text
    assert "Robin Example" in text
    assert "Corrected on 23 November 2026 at 10:00am: She was born in May." in text


def test_a_call_is_on_the_list_of_promised_actions_and_is_written_down_when_done(arrive, context, as_raiser):
    reference = arrive()
    me = as_raiser(reference)
    me.get("/call-me")
    me.send(on="2026-11-24", part="afternoon", telephone="01632 960001", name="Sam")
    done(context, TONI, reference, Action.TAKE)
    assert done(context, TONI, reference, Action.KEEP_PROMISE, promise=1, did="Rang them.")
    with context.store.read() as unit:
        (promise,) = unit.challenges.get(reference).work.promises
    assert promise["kept"] == "2026-11-23"
    assert "Call them" not in me.get("/messages").text


def test_a_complaint_that_they_asked_for_is_sent_by_a_person_as_any_other(arrive, context, as_raiser):
    reference = arrive()
    me = as_raiser(reference)
    me.get("/complain")
    me.send(more="You shouted at me.")
    form = next(form for form in me.page.forms() if "Send my complaint" in "".join(form.itertext()))
    me.client.post("/complain", data=me.page.hidden(form))
    done(context, TONI, reference, Action.TAKE)
    said = {"transfer": 1, "how": "email", "on": "2026-11-23", "words": "You shouted at me."}
    assert done(context, TONI, reference, Action.RECORD_SENT, **said)
    page = me.get("/messages")
    assert "What we passed on about how we treated you, 23 November 2026" in page.text
    assert "You shouted at me." in page.text
    (passed,) = case_export.as_json(case_export.export(context, TONI, reference, "json"))["passed"]
    assert (passed["name"], passed["words"], passed["sent_on"]) == (
        "complaint", "You shouted at me.", "2026-11-23",
    )  # fmt: skip


def test_a_complaint_about_information_is_followed_until_it_is_answered_and_the_commissioner_is_named(
    arrive, context, as_raiser
):
    reference = arrive()
    me = as_raiser(reference)
    me.get("/complain-information")
    me.send(more="You told my landlord.")
    form = next(form for form in me.page.forms() if "Send my complaint" in "".join(form.itertext()))
    me.client.post("/complain-information", data=me.page.hidden(form))
    done(context, TONI, reference, Action.TAKE)
    for step, line in {
        "acknowledged": "We confirmed that we have your complaint about your information.",
        "updated": "We told you how your complaint about your information is going.",
        "answered": "We told you what we found about how we used your information.",
    }.items():
        assert "Information Commissioner" not in me.get("/progress").text
        assert done(context, TONI, reference, Action.RECORD_INFORMATION, step=step, on="2026-11-23")
        assert line in me.get("/progress").text
    assert "Information Commissioner" in me.get("/progress").text
