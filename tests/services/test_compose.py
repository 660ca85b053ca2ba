"""`compose.yaml` gives each process what it needs and no more, and each starts with exactly that.

There is no container engine here: the file is read, and each process is started with what it says.
"""

import json
import os
import re
import sys
from multiprocessing import get_context

import pytest
import yaml
from sound_settings import SOUND

from portal import apps
from portal.cli import main
from portal.settings import ROOT, BadSettings, PublicSettings, Settings, StaffSettings, WatchSettings, WorkerSettings
from portal.web.pdf import Bounds
from posting import until

KINDS = {
    "public": PublicSettings,
    "staff": StaffSettings,
    "worker": WorkerSettings,
    "upgrade": Settings,
    "watch": WatchSettings,
}
PASSWORDS = {"PORTAL_PASSWORD": "a", "OWNER_PASSWORD": "b", "POSTGRES_PASSWORD": "c"}
DOT_ENV = SOUND | PASSWORDS
"""Everything that README tells an operator to write into `.env`."""

IN_THE_IMAGE = {"PORTAL_ENV", "PORTAL_POLICIES"}
OF_THE_DEMO = {
    "PORTAL_DATA_DIR",
    "PORTAL_PUBLIC_PORT",
    "PORTAL_STAFF_PORT",
    "PORTAL_NOTIFY_PORT",
    "PORTAL_PROVIDER_PORT",
}
NOT_IN_THE_IMAGE = {"PORTAL_MASTER_KEY_COMMAND"}  # which has no vault's tool: Compose is given the key itself
VARIABLE = re.compile(r"\$\{(\w+)(?::([?-])([^}]*))?\}")
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
GIB = 1 << 30
SIZES = {"m": 1 << 20, "g": GIB}


def filled(text, given=DOT_ENV):
    """What Compose makes of the variables in a value."""

    def value(match):
        name, how, other = match.groups()
        assert given.get(name) or how != "?", f"{name} {other}"
        return given.get(name) or (other if how == "-" else "")

    return VARIABLE.sub(value, text)


def environment(service):
    return {name: filled(value) for name, value in SERVICES[service]["environment"].items()}


def astray(service, given):
    """What a service is given that it does not need, or needs and is not given."""
    return set(given) ^ (KINDS[service].needed() - IN_THE_IMAGE - NOT_IN_THE_IMAGE - OF_THE_DEMO)


@pytest.mark.parametrize("service", KINDS)
def test_each_process_is_given_exactly_what_it_needs_and_is_content_with_it(service):
    given = environment(service)
    assert astray(service, given) == set()
    assert KINDS[service].needless(given) == []
    assert apps.settings_of(KINDS[service], given | {"PORTAL_ENV": "production"}).production


@pytest.mark.parametrize("service", KINDS)
def test_a_variable_too_many_or_too_few_in_compose_is_found(service):
    given = environment(service)
    for variable in set().union(*(environment(each) for each in KINDS)) - set(given):
        assert astray(service, given | {variable: "x"}) == {variable}
    for variable in given:
        assert astray(service, {name: given[name] for name in given if name != variable}) == {variable}


def test_the_public_door_holds_no_secret_of_the_staff_and_only_the_worker_notify_s_key():
    assert not [name for name in environment("public") if re.search("STAFF_SECRET|PASSWORD|OIDC|OWNER", name)]
    assert [each for each in KINDS if "PORTAL_NOTIFY_KEY" in environment(each)] == ["worker"]
    assert [each for each in KINDS if "PORTAL_DATABASE_OWNER_URL" in environment(each)] == ["upgrade"]
    assert all("env_file" not in service for service in SERVICES.values())


@pytest.mark.parametrize(
    ("service", "begin", "variable"),
    [
        ("public", apps.public_app, "PORTAL_STAFF_SECRET"),
        ("public", apps.public_app, "PORTAL_NOTIFY_KEY"),
        ("staff", apps.staff_app, "PORTAL_PUBLIC_SECRET"),
        ("staff", apps.staff_app, "PORTAL_DATABASE_OWNER_URL"),
        ("worker", lambda: apps.settings_alone(WorkerSettings), "PORTAL_PEPPER"),
    ],
)
def test_what_holds_a_secret_of_another_does_not_start_and_does_not_tell_it(service, begin, variable, monkeypatch):
    known = DOT_ENV | {"PORTAL_DATABASE_OWNER_URL": "postgresql://owner:b@database/portal"}
    for name, value in {**environment(service), "PORTAL_ENV": "production", variable: known[variable]}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings, match=f"{variable} is given to the") as refused:
        begin()
    assert len(refused.value.faults) == 1
    assert known[variable] not in str(refused.value)


# What a container may do


def test_the_doors_do_not_see_each_other_and_only_who_has_to_reaches_the_world():
    networks = {name: set(service["networks"]) for name, service in SERVICES.items()}
    inside = {name for name, network in COMPOSE["networks"].items() if (network or {}).get("internal")}
    for name in KINDS:
        shared = {other for other in KINDS if other != name and networks[name] & networks[other]}
        assert shared == set(), name
        assert len(networks[name] & networks["database"]) == 1
    assert networks["database"] | networks["upgrade"] <= inside
    (public,) = networks["public"] - inside
    hides = "com.docker.network.bridge.enable_ip_masquerade"
    assert COMPOSE["networks"][public]["driver_opts"] == {hides: "false"}
    assert {name for name, on in networks.items() if on - inside - {public}} == {"staff", "worker", "watch"}
    for name, service in SERVICES.items():
        ports = service.get("ports", [])
        assert all(port.startswith("127.0.0.1:") for port in ports)
        assert bool(ports) == (name in {"public", "staff"})


@pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)
def test_each_container_is_held_to_what_it_needs(service):
    assert service["read_only"]
    assert service["tmpfs"]
    assert all("size=" in each for each in service["tmpfs"])
    assert service["cap_drop"] == ["ALL"]
    assert set(service.get("cap_add", [])) <= {"CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"}
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert memory(service) >= GIB
    assert 0 < service["cpus"] <= 1, "a machine may have one processor, and one door does not take both of two"
    assert service["pids_limit"]
    assert service["logging"]["options"].keys() == {"max-size", "max-file"}
    assert not service.get("privileged")
    ends = service["command"][-1:] == ["upgrade"] if "command" in service else False
    assert service.get("healthcheck", {}).get("disable", False) == ends
    assert "build" in service or service["image"].startswith("${"), "can be named by digest"


def memory(service):
    return int(service["mem_limit"][:-1]) * SIZES[service["mem_limit"][-1]]


@pytest.mark.parametrize("service", ["public", "staff"])
def test_a_door_has_the_memory_that_its_processes_can_take_at_worst(service):
    processes, loaded, lines, one_hash = 2, 256 << 20, 2, 64 << 20
    assert memory(SERVICES[service]) >= processes * (loaded + lines * one_hash + Bounds().confines.memory)


def test_the_image_holds_no_pip_and_its_parts_can_be_named_by_digest():
    assert "python -m venv --without-pip /opt/portal" in DOCKERFILE
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert "pip uninstall" in last
    assert all(line.startswith("FROM ${") for line in DOCKERFILE.splitlines() if line.startswith("FROM "))
    for name in re.findall(r"^ARG (\w+)=", DOCKERFILE, re.MULTILINE):
        assert all(f"${{{name}:-" in each["build"]["args"][name] for each in SERVICES.values() if "build" in each)


# Started as it says


def command(service):
    """What the container runs: the image's own command, where Compose gives no other."""
    own = json.loads(re.search(r"^CMD (\[.*\])", DOCKERFILE, re.MULTILINE)[1])
    return SERVICES[service].get("command", own)


@pytest.fixture
def begun(two_roles, tmp_path):
    """Begins a process that has only the settings that Compose and the image give it, on this machine's database."""
    owner, runner = two_roles
    here = {
        "PORTAL_DATABASE_URL": runner,
        "PORTAL_DATABASE_OWNER_URL": owner,
        "PORTAL_RECORDS_DIR": str(tmp_path),
        "PORTAL_NOTIFY_URL": "https://127.0.0.1:9",
    }
    assert "PORTAL_ENV=production" in DOCKERFILE

    def begin(service, words=None):
        given = {name: here.get(name, value) for name, value in environment(service).items()}
        process = get_context("fork").Process(
            target=_does, args=(words or command(service), given | {"PORTAL_ENV": "production"})
        )
        process.start()
        return process

    return begin


def _does(words, given):
    """What this process does instead of being a test."""
    os.environ.clear()
    os.environ.update(given)
    if words[0] == "gunicorn":
        door = getattr(apps, re.fullmatch(r"portal\.apps:(\w+)\(\)", words[-1])[1])()
        sys.exit(door.test_client().get("/health").text != "ok")
    assert words[:3] == ["python", "-m", "portal"]
    main(words[3:])


def ended(process):
    process.join(30)
    return process.exitcode


@pytest.mark.timeout(120)
def test_the_tables_the_worker_and_the_doors_start_with_exactly_that_and_are_well(begun):
    kind, *check = SERVICES["worker"]["healthcheck"]["test"]
    assert kind == "CMD"
    assert ended(begun("upgrade")) == 0
    assert ended(begun("worker", check)) != 0
    worker = begun("worker")
    until(lambda: ended(begun("worker", check)) == 0)
    worker.terminate()
    assert ended(worker) == 0
    assert [ended(begun(door)) for door in ("public", "staff")] == [0, 0]
