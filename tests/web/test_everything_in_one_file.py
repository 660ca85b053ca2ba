"""All of a request in one dated file, as the Ombudsman asks for it: what its raiser may see, no more."""

import io

from hostile_files import Files
from pypdf import PdfReader

from build import PARENT
from portal.services.evidence import RequestFiles
from posting import send_in


def test_it_holds_what_was_sent_what_we_wrote_and_when(visitor, context):
    token, reference = send_in(context, PARENT)
    visitor.client.set_cookie("s", token)
    RequestFiles(token).send(context, Files().letter, "a.pdf")
    RequestFiles(token).say(context, 1, {"point": 0, "words": "The letter of 3 March", "not_for": "Zebulon Quick"})
    visitor.get("/copy")
    page = visitor.get(visitor.page.link("Show me everything"))
    assert page.path == "/copy/all"
    for said in (PARENT["told_what"], "You sent your request.", "You sent us a file.", "The letter of 3 March"):
        assert said in page.text, said
    assert "Zebulon Quick" not in page.text, "whom we must not tell stands on no paper"
    answer = visitor.client.get("/copy/all.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == "attachment; filename=request.pdf"
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    assert "The letter of 3 March" in text
    assert reference not in answer.headers["Content-Disposition"]


def test_who_is_not_there_any_more_gets_none(visitor):
    assert visitor.get("/copy/all").path == "/return"
    assert visitor.client.get("/copy/all.pdf").status_code == 302
