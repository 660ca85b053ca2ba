"""When nothing else works there is a page that is whole in itself, with 999 and both numbers."""

import html5lib
from click.testing import CliRunner

from portal import cli


def test_the_page_for_the_proxy_is_whole_and_pressed_to_call(tmp_path):
    ran = CliRunner().invoke(cli.main, ["static", str(tmp_path / "proxy")])
    assert ran.exit_code == 0, ran.output
    page = (tmp_path / "proxy" / "503.html").read_text()
    html5lib.HTMLParser(strict=True).parse(page)
    for number in ("999", "03452000109", "03303337475"):
        assert f'href="tel:{number}"' in page
    assert "src=" not in page
    assert "url(" not in page
    assert 'rel="stylesheet"' not in page


def test_a_door_that_can_make_no_page_shows_it_too(public, monkeypatch):
    monkeypatch.setitem(public.jinja_env.globals, "phone_now", None)
    page = public.test_client().get("/nowhere")
    assert page.status_code == 404
    for number in ("999", "03452000109", "03303337475"):
        assert f'href="tel:{number}"' in page.text
