"""The managers' page of the notice on the public pages, as two managers use it."""

from datetime import date, timedelta

import pytest

from portal.domain.permissions import Role
from portal.services import site_notices
from visitor import text_of

PAGE = "/public-notice"
WORDS = "Our office is shut today because of snow."


@pytest.fixture
def managers(employ, enter):
    for name in ("ann", "ben"):
        employ(f"{name}@example.com", Role.MANAGER, name=f"{name.title()} Manager")
    ann, ben = enter("ann@example.com"), enter("ben@example.com")
    ann.get(PAGE)
    return ann, ben


def day(key, on):
    return {f"{key}-day": str(on.day), f"{key}-month": str(on.month), f"{key}-year": str(on.year)}


def buttons(page):
    return [text_of(each) for each in page.all("button")]


def press(manager, deed):
    form = next(f for f in manager.page.forms() if f.get("action", "").endswith(f"/{deed}"))
    return manager.send(form.get("action"))


def test_one_writes_it_both_see_it_as_people_will_and_another_confirms_it(managers, context, as_raiser, arrive):
    ann, ben = managers
    assert "No notice is shown or waits." in ann.page.text
    page = ann.send(PAGE, kind="important", words=WORDS, others=["cy"], words_cy="Mae ein swyddfa ar gau heddiw.")
    assert page.path == PAGE
    assert "Another manager has to confirm it." in page.text
    assert "Confirm and show it" not in " ".join(buttons(page))
    assert "Welsh: Mae ein swyddfa ar gau heddiw." in page.text
    assert "People who read these languages see it in English: Polish, Romanian, Arabic, Bangla, Urdu." in page.text
    assert "1 waits for you" not in text_of(ann.get("/").tree)
    assert "Notice on the public pages (1 waits for you to confirm it)" in text_of(ben.get("/").tree)
    page = ben.get(PAGE)
    assert "Written by: Ann Manager, 23 November 2026 at 10:00am" in page.text
    assert "Important notice" in page.marked("app-preview")
    assert site_notices.confirmed(context) == ()
    page = press(ben, "confirm")
    assert "Shown now" in page.text
    assert "Confirmed by: Ben Manager, 23 November 2026 at 10:00am" in page.text
    assert "until the end of 29 November 2026" in page.text
    raiser = as_raiser(arrive())
    assert WORDS in raiser.get("/progress").text
    ann.get(PAGE)
    page = press(ann, "withdraw")
    assert "Withdrawn by: Ann Manager" in page.text
    assert site_notices.confirmed(context) == ()


def test_nobody_confirms_their_own_also_not_by_its_address(managers, context):
    ann, _ben = managers
    ann.send(PAGE, kind="information", words=WORDS)
    page = ann.send(next(f.get("action") for f in ann.page.forms() if "withdraw" in f.get("action")).replace(
        "withdraw", "confirm"))  # fmt: skip
    assert page.response.status_code == 422
    assert page.errors == ["Another manager has to confirm what you proposed."]
    assert site_notices.confirmed(context) == ()


def test_from_when_until_when_is_typed_as_days_and_hours(managers, context, clock):
    ann, ben = managers
    on = (clock.now + timedelta(days=1)).date()
    page = ann.send(
        PAGE, kind="important", words=WORDS, **day("first", on), **{"from": "9am"}, **day("last", on), until="14:30"
    )
    assert "From 24 November 2026 at 9:00am until 24 November 2026 at 2:30pm." in page.text
    ben.get(PAGE)
    assert "Confirmed, not yet shown" in press(ben, "confirm").text
    (notice,) = site_notices.confirmed(context)
    assert notice.ends - notice.starts == timedelta(hours=5, minutes=30)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({}, "Write the notice"),
        ({"words": "Too short"}, "The notice must be 10 characters or more."),
        ({"words": WORDS, "until": "14:30"}, "Enter the day too"),
        ({"words": WORDS, "until": "soon", **day("last", date(2026, 11, 25))},
         "Enter a time, like 9am or 14:30"),
        ({"words": WORDS, **day("last", date(2026, 11, 22))},
         "The end must be later than the beginning."),
        ({"words": WORDS, "others": ["cy"]}, "Write the notice in Welsh"),
        ({"words": WORDS, "others": ["cy"], "words_cy": "Byr"}, "The notice must be 10 characters or more."),
        ({"words": WORDS, "others": ["fr"]}, "Answer this question"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused_beside_its_field_and_stays_typed(managers, typed, error):
    ann, _ben = managers
    page = ann.send(PAGE, kind="important", **typed)
    assert page.response.status_code == 422
    assert [each for each in page.errors if error in each], page.errors
    assert typed.get("words", "") in page.text
    assert "No notice is shown or waits." in page.text


def test_a_long_sentence_is_warned_of_and_old_words_are_taken_again(managers):
    ann, _ben = managers
    page = ann.send(PAGE, kind="important", words="word " * 25)
    assert "more than 20 words" in page.text
    page = ann.get(page.link("Write it anew with other words"))
    (box,) = [each for each in page.all("textarea") if each.get("name") == "words"]
    assert text_of(box) == ("word " * 25).strip()
    press(ann, "withdraw")
    assert "Write it again" in ann.page.text


def test_only_managers_come_here(signed_in):
    assert signed_in.get(PAGE).response.status_code == 403
    assert "Notice on the public pages" not in text_of(signed_in.get("/").tree)
