"""What a browser may fill in: what is the person's own, by its purpose; nothing where staff enter it for somebody."""

from portal.domain.answer_holdings import Holds
from portal.domain.journey import Kind
from portal.domain.questions.contact_questions import SAFE_FOR_THEM
from portal.domain.questions.representation import ACTING_FOR, CONTACT_WHOM
from portal.web import form_fields
from visitor import leaves

OWN = {
    Holds.RAISER_NAME: {"name", "nickname"},
    Holds.EMAIL: {"email"},
    Holds.TELEPHONE: {"tel"},
    Holds.STREET: {"address-line1", "address-line2"},
    Holds.TOWN: {"address-level2"},
    Holds.POSTCODE: {"postal-code"},
}
"""By what an answer holds: the purposes that its input may name (WCAG 2.2, 1.3.5)."""


OF_ANOTHER = {leaf for question in (SAFE_FOR_THEM, ACTING_FOR, CONTACT_WHOM) for leaf in leaves(question)}
"""What a browser must not fill in with what is its owner's: it is about whom they act for."""


def inputs(context):
    """Every input in which somebody writes of themselves, with what it holds."""
    for journey in context.journeys.values():
        for question in journey.questions:
            for leaf in leaves(question):
                own = leaf.holds in OWN and leaf not in OF_ANOTHER
                if own and leaf.kind is not Kind.GROUP and not leaf.choices:
                    yield leaf


def test_each_input_about_the_person_names_its_purpose(public, context):
    found = list(inputs(context))
    assert len(found) > 12
    with public.test_request_context("/"):
        for leaf in found:
            html = form_fields.render(leaf, {})
            assert any(f'autocomplete="{purpose}"' in html for purpose in OWN[leaf.holds]), leaf.key


def test_nothing_of_ones_own_is_filled_in_for_whom_somebody_acts_for(public):
    with public.test_request_context("/"):
        for leaf in OF_ANOTHER:
            html = form_fields.render(leaf, {})
            assert not any(f'autocomplete="{purpose}"' in html for purposes in OWN.values() for purpose in purposes)


def test_a_date_of_birth_names_the_purpose_of_each_box(public, context):
    [born] = [leaf for each in context.journeys["young"].questions for leaf in leaves(each) if leaf.key == "find.birth"]
    with public.test_request_context("/"):
        html = form_fields.render(born, {})
    for box in ("day", "month", "year"):
        assert f'autocomplete="bday-{box}"' in html


def test_only_the_first_page_may_be_listed_by_search_engines(visitor):
    assert visitor.get("/").response.headers["X-Robots-Tag"] == "all"
    assert 'name="description"' in visitor.page.html
    for address in ("/young", "/contact", "/request/now", "/return"):
        assert visitor.get(address).response.headers["X-Robots-Tag"] == "noindex", address
