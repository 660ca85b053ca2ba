"""Nothing personal reaches the database in clear, the logs, the addresses, the cookies or the messages."""

import logging
from pathlib import Path

import pytest

from build import PARENT
from portal.domain.challenge.history import additions
from visitor import walk

CANARIES = {
    "told_what": "Canarytold",
    "their_reference": "CANARYREF",
    "right": "Canaryright",
    "missed": "Canarymissed",
    "since.words": "Canarysince",
    "not_tell.words": "Canarynottell",
    "orders.words": "Canaryorders",
    "needs.language": "Canarylanguage",
    "email": "canarymail@example.com",
    "name": "Canaryname",
}
SAID = {
    "since": "yes",
    "not_tell": "yes",
    "orders": "yes",
    "needs": ["interpreter"],
    "child": [
        {
            "child.name": "Canarychild",
            "child.age": "about",
            "child.about": "Canaryage",
            "child.lives": "Canarystreet",
            "child.school": "Canaryschool",
        }
    ],
    "point": [{"point.kind": "other", "point.words": "Canarypoint"}],
    **CANARIES,
}
SECRETS = [*CANARIES.values(), "Canarychild", "Canaryage", "Canarystreet", "Canaryschool", "Canarypoint", "Canarymore"]


@pytest.fixture
def walked(visitor, another, context, caplog):
    """A whole journey with a unique word in every answer, then coming back and adding more."""
    caplog.set_level(logging.DEBUG)
    walk(visitor, context.journeys["adult"], {**PARENT, **SAID})
    page = visitor.send()
    reference, code = page.marked("app-reference"), visitor.see_code()
    visitor.send(kept=code)
    other = another()
    other.get("/return")
    other.send(reference=reference, code=code)
    other.get("/add")
    other.send(more="Canarymore", new="no")
    return [*visitor.seen, *other.seen], reference, code


def found(haystack, secrets):
    return [secret for secret in secrets if secret.lower() in haystack.lower()]


def test_the_words_were_really_said(walked, context):
    _seen, reference, _code = walked
    with context.store.read() as unit:
        challenge = unit.challenges.get(reference.replace("-", ""))
    said = str(challenge.answers) + additions(challenge)[0].words
    assert found(said, SECRETS) == SECRETS


def test_the_database_holds_none_of_them_in_clear(walked, context):
    _seen, _reference, code = walked
    file = Path(context.store.engine.url.database)
    files = list(file.parent.glob(f"{file.name}*"))
    assert file in files
    for file in files:
        text = file.read_bytes().decode("latin-1")
        assert found(text, [*SECRETS, code, code.replace("-", "")]) == []


def test_the_logs_hold_none_of_them_and_no_address_of_a_visitor(walked, caplog):
    _seen, reference, code = walked
    assert found(caplog.text, [*SECRETS, code, code.replace("-", ""), reference, "127.0.0.1"]) == []


def test_addresses_cookies_headers_and_titles_hold_none_of_them(walked):
    seen, reference, code = walked
    secrets = [*SECRETS, code, code.replace("-", ""), reference, reference.replace("-", "")]
    for page in seen:
        headers = "\n".join(f"{name}: {value}" for name, value in page.response.headers)
        request = page.response.request
        assert found(f"{request.path}?{request.query_string.decode()}\n{headers}", secrets) == []
        title = "".join(page.all("title")[0].itertext())
        assert found(title, secrets) == []


def test_messages_hold_none_of_them_but_the_reference(walked, context):
    _seen, reference, code = walked
    with context.store.begin() as unit:
        waiting = unit.outbox.claim(context.now())
    assert {w.notice.name for w in waiting} == {"received", "safety_alert"}
    for each in waiting:
        words = " ".join(each.notice.words.values())
        assert found(words, [*SECRETS, code]) == []
        assert reference in words


def test_an_error_in_the_middle_leaves_no_words_in_the_log(visitor, context, caplog):
    caplog.set_level(logging.DEBUG)
    walk(visitor, context.journeys["adult"], {**PARENT, **SAID})
    with context.store.begin() as unit:
        unit.connection.exec_driver_sql("DROP TABLE outbox")
    page = visitor.send()
    assert page.response.status_code in (500, 503)
    assert found(caplog.text, SECRETS) == []
    assert "999" in page.text
