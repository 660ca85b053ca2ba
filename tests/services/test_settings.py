"""Settings: the demo needs none; production refuses to start until all is right, and says all that is not."""

import base64
import re
from dataclasses import fields
from shutil import copytree

import pytest
from sound_settings import KEYS, OFFERED, PACK, SOUND

from portal import apps
from portal.apps import open_context, public_app, settings_of, staff_app
from portal.services import policy_report
from portal.settings import (
    DEMO_CLIENT_SECRET,
    DEMO_NOTIFY_KEY,
    ROOT,
    BadSettings,
    PublicSettings,
    Settings,
    StaffSettings,
    WatchSettings,
    WorkerSettings,
    notice_names,
)

KINDS = [PublicSettings, StaffSettings, WorkerSettings, WatchSettings, Settings]


def faults(environment, kind=PublicSettings):
    with pytest.raises(BadSettings) as refused:
        settings_of(kind, environment)
    for fault in refused.value.faults:
        assert f"  - {fault}" in str(refused.value)
    return refused.value.faults


def demo_value(variable):
    each = next(e for kind in KINDS for e in fields(kind) if e.metadata["variable"] == variable)
    return base64.b64encode(each.default).decode()


@pytest.mark.parametrize("kind", KINDS)
def test_the_demo_needs_no_settings(kind):
    settings = settings_of(kind, {})
    assert not settings.production
    assert settings.database_url.endswith("var/north-tyneside/portal.sqlite3")


@pytest.mark.parametrize("kind", KINDS)
def test_production_starts_when_all_is_right(kind):
    settings = settings_of(kind, SOUND)
    assert settings.production
    assert settings.master_key == bytes(range(1, 33))
    assert settings.notify_templates["assigned.email.en"] == f"id-{notice_names(OFFERED).index('assigned.email.en')}"


def test_the_texts_of_a_language_are_asked_for_once_the_policy_offers_it(tmp_path, monkeypatch):
    for code in ("en", "fr"):
        (tmp_path / code / "notices").mkdir(parents=True)
        (tmp_path / code / "notices" / f"received.text.{code}.txt").write_text("((reference))")
    settings = settings_of(WorkerSettings, SOUND)
    monkeypatch.setattr("portal.settings.NOTICES", tmp_path)
    assert apps._texts_missing(settings, ("en",)) == []
    [fault] = apps._texts_missing(settings, ("en", "fr"))
    assert fault.endswith("for: received.text.fr.")
    assert apps._texts_missing(settings_of(PublicSettings, {}), ("en", "fr")) == [], "the stand-in has them all"


@pytest.mark.parametrize("kind", KINDS)
def test_production_names_every_fault_at_once_and_asks_for_nothing_that_is_another_s(kind):
    found = faults({"PORTAL_ENV": "production"}, kind)
    named = {name for name in SOUND if any(re.search(rf"{name}\b", fault) for fault in found)}
    assert named == set(SOUND) & kind.needed() - {"PORTAL_ENV"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_secret_of_another_is_needless_and_ones_own_is_not(kind):
    secrets = [
        *KEYS,
        "PORTAL_OIDC_CLIENT_SECRET",
        "PORTAL_NOTIFY_KEY",
        "PORTAL_NOTIFY_CALLBACK_TOKEN",
        "PORTAL_DATABASE_OWNER_URL",
    ]
    found = kind.needless(SOUND | {"PORTAL_DATABASE_OWNER_URL": "postgresql://owner@database/portal"})
    assert [fault.partition(" ")[0] for fault in found] == sorted(set(secrets) - kind.needed())


@pytest.mark.parametrize("variable", KEYS)
@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("", "is missing"),
        (demo_value, "is missing"),
        (base64.b64encode(b"k" * 31).decode(), "is too short"),
        ("not base64!", "is not base64"),
    ],
    ids=["none", "the demo's", "short", "garbled"],
)
@pytest.mark.tries(6)
def test_each_key_must_be_of_one_s_own_and_long_enough(variable, value, said):
    kind = next(kind for kind in KINDS if variable in kind.needed())
    value = value(variable) if callable(value) else value
    found = faults({**SOUND, variable: value}, kind)
    assert any(fault.startswith(variable) and said in fault for fault in found)
    assert all(fault.startswith(variable) for fault in found)
    assert not value or not any(value in fault for fault in found), "a fault does not tell the key"


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("PORTAL_DATABASE_URL", "", "not SQLite"),
        ("PORTAL_DATABASE_URL", "sqlite:////srv/portal.sqlite3", "not SQLite"),
        ("PORTAL_PUBLIC_URL", "http://request.example.com", "https://"),
        ("PORTAL_STAFF_URL", "http://staff.example.com", "https://"),
        ("PORTAL_STAFF_URL", "https://request.example.com", "different hosts"),
        ("PORTAL_NOTIFY_URL", "http://127.0.0.1:8002", "https://"),
        ("PORTAL_NOTIFY_KEY", "", "missing"),
        ("PORTAL_NOTIFY_KEY", DEMO_NOTIFY_KEY, "missing"),
        ("PORTAL_NOTIFY_TEMPLATES", "", "missing"),
        ("PORTAL_NOTIFY_TEMPLATES", SOUND["PORTAL_NOTIFY_TEMPLATES"].partition(", ")[2], notice_names(OFFERED)[0]),
        ("PORTAL_NOTIFY_TEMPLATES", "received.email.en", "is not a list like"),
        ("PORTAL_NOTIFY_CALLBACK_TOKEN", "c" * 31, "shorter"),
        ("PORTAL_MASH_MAILBOX", "", "missing"),
        ("PORTAL_ACCEPT_UNCONFIRMED", "", PACK),
        ("PORTAL_ACCEPT_UNCONFIRMED", "north-tyneside", PACK),
        ("PORTAL_COUNCIL", "nowhere", "no policy for 'nowhere'"),
        ("PORTAL_PUBLIC_PORT", "eighty", "PORTAL_PUBLIC_PORT"),
    ],
)
def test_one_wrong_setting_is_named_and_nothing_else(variable, value, said):
    kind = next(kind for kind in KINDS if variable in kind.needed())
    found = faults({**SOUND, variable: value}, kind)
    assert any(variable in fault and said in fault for fault in found), found
    assert all(variable in fault for fault in found), found
    assert len(found) == 1 or variable == "PORTAL_NOTIFY_TEMPLATES", (
        found
    )  # English by itself, other languages together


def test_the_council_s_own_sign_in_is_set():
    settings = settings_of(StaffSettings, SOUND | {"PORTAL_OIDC_MFA_ASSURED": "yes"})
    assert (settings.oidc_address, settings.oidc_mfa_assured) == ("https://id.example.com", True)
    assert "kept to ourselves" not in repr(settings)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"PORTAL_OIDC_ISSUER": ""}, "ISSUER must be"),
        ({"PORTAL_OIDC_ISSUER": "http://id.example.com"}, "ISSUER must be"),
        ({"PORTAL_OIDC_CLIENT_ID": ""}, "CLIENT_ID is missing"),
        ({"PORTAL_OIDC_CLIENT_SECRET": ""}, "CLIENT_SECRET is missing"),
        ({"PORTAL_OIDC_CLIENT_SECRET": DEMO_CLIENT_SECRET}, "CLIENT_SECRET is missing"),
        ({"PORTAL_OIDC_MFA_ASSURED": "true"}, "MFA_ASSURED: is neither 'yes' nor 'no'"),
    ],
)
def test_without_the_council_s_own_sign_in_the_staff_door_does_not_open(change, named):
    (found,) = faults(SOUND | change, StaffSettings)
    assert f"PORTAL_OIDC_{named}" in found


@pytest.mark.parametrize("env", ["prod", "PRODUCTION", "test"])
def test_a_misspelt_production_is_not_the_demo(env):
    assert "PORTAL_ENV" in faults({**SOUND, "PORTAL_ENV": env})[0]


@pytest.mark.parametrize("kind", KINDS)
def test_settings_do_not_print_their_secrets(kind):
    printed = repr(settings_of(kind, SOUND))
    for variable in [*KEYS, "PORTAL_NOTIFY_KEY", "PORTAL_NOTIFY_CALLBACK_TOKEN", "PORTAL_DATABASE_URL"]:
        assert SOUND[variable] not in printed
        assert repr(base64.b64decode(SOUND[variable])) not in printed if variable in KEYS else True


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("PORTAL_MASTER_KEY", base64.b64encode(bytes(32)).decode(), "PORTAL_MASTER_KEY is not random"),
        ("PORTAL_PEPPER", base64.b64encode(b"ab" * 16).decode(), "PORTAL_PEPPER is not random"),
        ("PORTAL_PEPPER", KEYS["PORTAL_INDEX_KEY"], "PORTAL_INDEX_KEY and PORTAL_PEPPER are the same"),
        ("PORTAL_NOTIFY_CALLBACK_TOKEN", "a" * 40, "PORTAL_NOTIFY_CALLBACK_TOKEN is missing"),
        ("PORTAL_DATABASE_URL", "postgresql://portal@database/portal?sslmode=disable", "encryption"),
    ],
)
def test_production_refuses_what_protects_nothing(variable, value, words):
    found = faults({**SOUND, variable: value})
    assert len(found) == 1
    assert words in found[0]


@pytest.mark.parametrize(("door", "env"), [(public_app, None), (staff_app, None), (public_app, " ")])
def test_a_served_door_is_never_a_demo_by_forgetting(door, env, monkeypatch):
    monkeypatch.delenv("PORTAL_ENV", raising=False)
    if env is not None:
        monkeypatch.setenv("PORTAL_ENV", env)
    with pytest.raises(BadSettings, match="PORTAL_ENV is missing"):
        door()


@pytest.fixture
def policies(tmp_path):
    return copytree(ROOT / "policies", tmp_path / "policies")


@pytest.fixture
def start(policies):
    """Both doors, opened on these policies; what the second says in the log."""

    def begin(caplog):
        environment = {"PORTAL_POLICIES": str(policies), "PORTAL_DATA_DIR": str(policies.parent)}
        open_context(settings_of(Settings, environment)).store.upgrade()
        public_app(settings_of(PublicSettings, environment))
        caplog.clear()
        staff_app(settings_of(StaffSettings, environment))
        return [record.getMessage() for record in caplog.records if record.levelname == "CRITICAL"]

    return begin


def test_a_broken_policy_of_the_future_stops_no_door_and_is_told_as_critical(policies, start, caplog):
    (policies / "north-tyneside" / "2999-01-01.yaml").write_text("base: 1\nstill: in the making")
    told = start(caplog)
    begins = "north-tyneside@2999-01-01 will not come into force: policies/north-tyneside/2999-01-01.yaml:2: “still” is"
    assert [line for line in told if line.startswith(begins)], told


def test_a_policy_of_the_future_that_is_sound_is_told_to_nobody(policies, start, caplog):
    own = policies / "north-tyneside"
    (own / "2999-01-01.yaml").write_text((own / "2019-12-31.yaml").read_text())
    assert start(caplog) == []


def test_a_policy_of_the_future_that_nobody_has_confirmed_is_told_in_production(policies, caplog):
    own = policies / "north-tyneside"
    (own / "2999-01-01.yaml").write_text((own / "2019-12-31.yaml").read_text())
    settings = settings_of(PublicSettings, SOUND | {"PORTAL_POLICIES": str(policies)})
    policy_report.tell_of_coming(open_context(settings))
    assert caplog.messages == [
        "north-tyneside@2999-01-01 will not come into force: nobody has confirmed or accepted it."
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("team: MASH", "tame: MASH", "policies/north-tyneside/2019-12-31.yaml:10: “tame” is not a key of a council"),
        ("within: 5 working days", "within: 9 working days", "is published and must not change"),
        ("base: 1", "base: 3", "policies/north-tyneside/2019-12-31.yaml:4: There is no base-3.yaml"),
    ],
)
def test_no_door_opens_on_a_former_policy_that_cannot_be_used(policies, old, new, said):
    own = policies / "north-tyneside"
    text = (own / "2019-12-31.yaml").read_text()
    (own / "2020-01-01.yaml").write_text(text)
    (own / "2019-12-31.yaml").write_text(text.replace(old, new))
    assert said in " ".join(faults({"PORTAL_POLICIES": str(policies)}))


def test_no_door_opens_on_policies_that_all_begin_later(policies):
    own = policies / "north-tyneside"
    (own / "2019-12-31.yaml").rename(own / "2999-01-01.yaml")
    [fault] = faults({"PORTAL_POLICIES": str(policies)})
    said = "PORTAL_COUNCIL: No policy of 'north-tyneside' is in force; the first begins on Tuesday 1 January 2999, in "
    assert fault == f"{said}{policies}."


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"PORTAL_ALARM_WEBHOOK": "http://alarms.example.com"}, "PORTAL_ALARM_WEBHOOK must begin with https://"),
        ({"PORTAL_ALARM_EMAIL": "it@example.com"}, "belong together"),
        ({"PORTAL_ALARM_SMTP": "smtp://mail.example.com"}, "belong together"),
        ({"PORTAL_ALARM_EMAIL": "it@example.com", "PORTAL_ALARM_SMTP": "mail.example.com"}, "must be like smtp://"),
        ({"PORTAL_ALARM_EMAIL": "it@example.com", "PORTAL_ALARM_SMTP": "smtps://a:b@mail.example.com:465"}, ""),
        ({"PORTAL_ALARM_WEBHOOK": "https://alarms.example.com/x"}, ""),
        ({"PORTAL_METRICS": "9100"}, "PORTAL_METRICS: is not an address and a port"),
        ({"PORTAL_LOG": "xml"}, "PORTAL_LOG: is none of: text, json."),
    ],
)
def test_where_alarms_go_has_to_be_possible(given, said):
    kind = WorkerSettings if "PORTAL_METRICS" in given else WatchSettings
    faults = kind.collect(SOUND | given)[1]
    assert (len(faults), said in "".join(faults)) == (1 if said else 0, True)
