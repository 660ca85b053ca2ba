"""Walks what was added to a copy of the portal: ``tests/shape/test_additions.py`` makes it and runs this there."""

from build import PARENT
from portal.domain.challenge.state import Event
from portal.domain.challenge.view import view_for
from portal.domain.disclosure.redaction_check import Known, redaction_check
from portal.domain.disclosure.sensitive_terms import SensitiveKind
from portal.domain.disclosure.table import Checks, Fact
from portal.domain.notices.catalogue import TO_STAFF
from portal.domain.questions.people_in_answers import ELSEWHERE, people_in
from portal.notify import read_sentences, read_texts
from portal.services.notifications import notices_for
from portal.settings import NOTICES
from portal.web.staff.notice_labels import NOTICES as LABELS
from visitor import walk

TOLD = PARENT | {"aunt": "my sister Morag"}
ENTITLED = Checks(identity=True, standing=True)


def sent(visitor, context):
    walk(visitor, context.journeys["adult"], TOLD)
    assert "Who else may we ask?" in visitor.page.text
    visitor.send("/request/check")
    with context.store.read() as unit:
        [line] = unit.worklist.lines()
        return unit.challenges.get(line.reference)


def test_a_question_is_asked_checked_sent_and_its_answer_looked_for(visitor, context):
    challenge = sent(visitor, context)
    assert challenge.answers["aunt"] == "my sister Morag"
    known = people_in(challenge.answers, ELSEWHERE)
    [mark] = redaction_check("we spoke to Morag", Known((), tuple(known)))
    assert (mark.kind, mark.why, mark.known) == (SensitiveKind.NAME, ELSEWHERE, True), "for linked challenges"


def test_a_fact_is_told_to_who_may_know_it_and_to_nobody_else(visitor, context):
    challenge = sent(visitor, context)
    told = view_for(challenge.audience, challenge, context.pack, checks=ENTITLED)
    assert told[Fact.WRITTEN_IN].value == "en"
    assert not view_for(challenge.audience, challenge, context.pack).tells(Fact.WRITTEN_IN)
    assert "in which language you wrote to us" in visitor.get("/what-we-can-tell-you").text


def test_a_notice_has_a_name_a_text_and_its_readers(visitor, context):
    challenge = sent(visitor, context)
    kept = Event("code_kept", context.now(), "raiser", {})
    with context.store.read() as unit:
        [notice] = notices_for(context, unit, challenge, challenge, [kept])
    assert (notice.name, notice.to) == ("code_safe", {"email": "mash@example.com"})
    assert TO_STAFF["code_safe"] == LABELS["code_safe"]
    assert "code_safe.email.en" in read_texts(NOTICES)


def test_a_language_is_spoken_on_pages_and_has_its_messages(visitor, context):
    assert context.pack.council.languages[-1] == "ga"
    page = visitor.client.get("/request/now", headers={"Accept-Language": "ga"})
    assert "An bhfuil aon duine i mbaol?" in page.text
    assert {"en", "ga"} <= set(read_sentences(NOTICES))
    assert "update.letter.ga" in read_texts(NOTICES)
