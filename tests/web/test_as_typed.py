"""Names, places, references and codes are neither checked for spelling, nor mended, nor translated by a browser."""

from pathlib import Path

import pytest

from build import PARENT
from portal.web import form_fields
from portal.web.public.forms import CARRY_ON, COME_BACK, KEPT
from visitor import walk

TEMPLATES = Path(__file__).parents[2] / "templates"


def as_typed(page):
    boxes = [box for box in page.all("input") if box.get("type") in ("text", "email", "tel")]
    return [box for box in boxes if "govuk-date-input__input" not in box.get("class", "")]


def test_no_one_line_answer_of_the_form_goes_to_a_spelling_service(visitor, context):
    walk(visitor, context.journeys["adult"], PARENT)
    boxes = [box for page in visitor.seen for box in as_typed(page)]
    assert len(boxes) > 5
    for box in boxes:
        assert box.get("spellcheck") == "false", box.get("name")
        assert box.get("autocorrect") == "off", box.get("name")
        assert box.get("autocapitalize") == "none", box.get("name")
        assert box.get("translate") == "no", box.get("name")


@pytest.mark.parametrize("form", [CARRY_ON, COME_BACK, KEPT], ids=lambda form: form.key)
def test_no_code_goes_to_a_spelling_service(public, form):
    with public.test_request_context("/"):
        html = str(form_fields.render(form, {}))
    assert html.count('<input class="govuk-input') == html.count('spellcheck="false"') > 0


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_no_code_or_reference_on_a_page_is_translated(path):
    for tag in path.read_text().split("<"):
        if 'class="app-code' in tag or 'class="app-reference' in tag:
            assert 'translate="no"' in tag, tag
