"""What a slow line has to carry for a parent's whole way, from the first page to the one with the reference."""

import gzip
from urllib.parse import urlsplit

import pytest

from build import PARENT, YOUNG
from visitor import walk

MOST_KB = 150
MOST_ASKED = {"adult": 43, "young": 26}
"""Each page is asked for and answered, and the answer leads on to the next: so Back sends nothing again."""


@pytest.fixture
def carried(visitor, monkeypatch):
    """What goes through the door from now on: bytes as a proxy compresses them, and how often something is asked."""
    seen = {"bytes": 0, "asked": 0}
    ask = visitor.client.open

    def counted(*given, **more):
        response = ask(*given, **more)
        response.get_data()
        head = sum(len(name) + len(value) + 4 for name, value in response.headers.items())
        seen["bytes"] += head + len(gzip.compress(response.data))
        seen["asked"] += 1
        return response

    monkeypatch.setattr(visitor.client, "open", counted)
    return seen


def loads(visitor):
    """What a browser loads once for all pages: styles, scripts, the icon it shows."""
    page = visitor.page
    found = {
        link.get("href") for link in page.all("link") if link.get("rel") in ("stylesheet", "modulepreload", "icon")
    }
    found |= {script.get("src") for script in page.all("script") if script.get("src")}
    for address in sorted(found):
        visitor.client.open(urlsplit(address).path, method="GET").close()


@pytest.mark.parametrize(("start", "flow", "answers"), [("/", "adult", PARENT), ("/young", "young", YOUNG)])
def test_the_whole_way_goes_through_a_slow_line(context, visitor, carried, start, flow, answers, capsys):
    """At 50 kbit/s, 150 kB take 24 seconds."""
    visitor.get(start)
    loads(visitor)
    if flow == "adult":
        visitor.get("/before-you-start")
    walk(visitor, context.journeys[flow], answers)
    visitor.send()
    assert visitor.page.path == "/done"
    with capsys.disabled():
        print(f"\n{flow}: {carried['bytes'] / 1000:.0f} kB, asked {carried['asked']} times")
    assert carried["asked"] <= MOST_ASKED[flow]
    assert carried["bytes"] <= MOST_KB * 1000
