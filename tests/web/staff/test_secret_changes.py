"""The secret of a door is changed while people are on its pages: what they began goes on, and others open nothing."""

import re
from dataclasses import replace

import pytest

from build import PARENT
from portal import apps
from portal.settings import PublicSettings, StaffSettings
from posting import begin_in

NEW, OTHER = b"n" * 32, b"o" * 32
TAKEN = (True, False)
"""Whether what the old secret made is good at the doors that :func:`changed` gives."""


def token_of(page):
    return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]


def changed(make, kind, context, name, old):
    """The same door with a new secret, where the old one is good as well, and one that never knew it."""
    settings = kind.collect({})[0]
    now = replace(settings, **{name: NEW}, secrets_also=(old,))
    return make(now, context), make(replace(settings, **{name: NEW}, secrets_also=(OTHER,)), context)


@pytest.fixture
def old_public(context):
    return apps.public_app(PublicSettings.collect({})[0], context)


def test_a_form_of_the_public_that_was_open_is_taken(context, old_public):
    token = begin_in(context, PARENT)
    before = old_public.test_client()
    before.set_cookie("s", token)
    form = token_of(before.get("/request/check").text)
    secret = PublicSettings.collect({})[0].public_secret
    for door, taken in zip(
        changed(apps.public_app, PublicSettings, context, "public_secret", secret), TAKEN, strict=True
    ):
        client = door.test_client()
        client.set_cookie("s", token)
        answer = client.post("/request/check", data={"csrf_token": form})
        assert (answer.status_code != 400) == taken


def test_whoever_of_the_staff_is_signed_in_stays_so_and_their_form_is_taken(context, signed_in):
    secret = StaffSettings.collect({})[0].staff_secret
    cookie, page = signed_in.client.get_cookie("d").value, signed_in.client.get("/search").text
    for other, stays in zip(
        changed(apps.staff_app, StaffSettings, context, "staff_secret", secret), TAKEN, strict=True
    ):
        client = other.test_client()
        client.set_cookie("d", cookie)
        assert (client.get("/search").status_code == 200) == stays
        answer = client.post("/search", data={"csrf_token": token_of(page)})
        assert (answer.status_code not in {302, 303, 400}) == stays
