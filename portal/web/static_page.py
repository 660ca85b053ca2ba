"""The page that is shown when nothing else works: whole in itself, without a script, a style sheet or a database."""

from markupsafe import Markup

from portal.web.phone_numbers import call_link

PAGE = Markup(
    '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>Try again later \u2013 {council}</title>"
    "<style>body{{max-width:38em;margin:2em auto;padding:0 1em;font:1.2em/1.5 sans-serif;color:#0b0c0c}}"
    ".app-number{{white-space:nowrap;font-weight:bold}}a[href='/']{{display:inline-block;padding:10px 0}}"
    "</style></head><body><main>"
    "<h1>Try again later</h1>"
    "<p>This page is not working. Wait a minute, then refresh it.</p>"
    "<p>If someone is in danger now, call {emergency}.</p>"
    "<p>If a child is not safe but it is not an emergency, call {day} in office hours. "
    "At all other times, call {night}.</p>"
    '<p><a href="/">Go to the first page</a></p></main></body></html>\n'
)


def static_page(council: str, day: str, night: str) -> str:
    """The page of one council. ``day`` and ``night``: the numbers to call about a child, in office hours and out."""
    return PAGE.format(council=council, emergency=call_link("999"), day=call_link(day), night=call_link(night))
