"""The Jinja port and the styles that are built are the same version: each example of the npm package, drawn
by the port, is the page that npm's own templates draw.
"""

import json
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from portal.web.app_factory import COMPONENTS, components

GOVUK = Path(__file__).parents[2] / "node_modules" / "govuk-frontend"
VERSION = "6.3.0"


def tree(html: str) -> list:
    """What a browser sees: elements with their attributes, and text without its layout."""
    fragment = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return _seen(fragment)


def _seen(element: Element) -> list:
    inside = [_text(element.text)]
    for child in element:
        inside += [(child.tag, sorted(child.attrib.items()), _seen(child)), _text(child.tail)]
    return [part for part in inside if part]


def _text(text: str | None) -> str:
    return " ".join((text or "").split())


def fixtures(component: str) -> list[dict]:
    folder = GOVUK / "dist" / "govuk" / "components" / component
    return json.loads((folder / "fixtures.json").read_text())["fixtures"]


def test_the_npm_package_is_the_version_that_the_jinja_port_states():
    assert json.loads((GOVUK / "package.json").read_text())["version"] == VERSION


@pytest.mark.parametrize(("macro", "component"), COMPONENTS.items())
def test_each_example_is_drawn_alike(macro, component):
    examples = fixtures(component)
    assert examples
    different = [
        example["name"]
        for example in examples
        if tree(components()[macro](example["options"])) != tree(example["html"])
    ]
    assert different == []


def test_a_difference_would_be_seen():
    html = fixtures("button")[0]["html"]
    assert tree(html) == tree(f"\n  {html}\n")
    assert tree(html) != tree(html.replace("govuk-button", "govuk-buton"))
    assert tree(html) != tree(html.replace("Save", "Safe"))
