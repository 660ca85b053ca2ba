"""Views are the only thing that templates, notices, documents and exports can be given.

What a door has from the services is found by reading its code; the type of it is walked to the last leaf.
"""

import ast
import collections.abc
import enum
import importlib
import inspect
import pkgutil
import sys
import types
import typing
from dataclasses import is_dataclass
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

import portal
from portal.domain.challenge.state import Challenge, Event
from portal.domain.disclosure.internal import InternalOnly
from portal.services import AppContext

ROOT = Path(__file__).parents[2]
PORTAL = ROOT / "portal"
SERVICES = "portal.services"

WEB = sorted((PORTAL / "web").rglob("*.py"))
STAFF = [path for path in WEB if "staff" in path.relative_to(PORTAL).parts]
PUBLIC = [path for path in WEB if path not in STAFF]  # with what it shares with the other door
OTHERS = [PORTAL / f"{name}.py" for name in ("apps", "cli", "pack_commands", "preview", "operating_commands")]

HANDED_ON = {"AppContext": "every door is opened with one, and hands it to the services"}
"""What stays inside and a door holds all the same. A template that is given it refuses."""

HANDED_ON_BY_COMMANDS = HANDED_ON | {
    "accounts.Newcomer": "made of what somebody typed, for the service that adds them",
    "AppContext.store": "/health and the commands that make tables, accounts and a demo work without anybody to serve",
}

UNSAID = {
    "Phrase.values": "what fills a sentence about a policy, and a policy is public",
    "JourneyProgress.answers": "what the person has typed and not sent: their own",
    "Journey.given": "what they have said by being on this journey at all",
    "Journey.kept": "those of a person's own answers that count",
    "Shown.value": "a fact that the table lets this person be told: only view_for makes one",
}
"""Where the public door has something whose type does not say what is in it, and why that gives nothing away."""

UNSAID_TO_STAFF = {
    "AgreementLine.what": "what it was made of: a notice, a closed day",
    **{where: UNSAID[where] for where in ("JourneyProgress.answers", "Journey.given", "Journey.kept", "Shown.value")},
    "CasePage.part": "what a section gives for its page: each section is walked by itself",
    "case_access.Part": "the same",
    "oidc_accounts.Claims": "what the council's own sign-in service says of a colleague; made by the door",
    "TimelineEntry.what": "the details of an event for the timeline, which staff read whole",
    "CaseEntry.answers": "what the raiser sent, for the case system",
    "CaseEntry.promises": "what was promised, for the case system",
    "case_export.as_json": "an entry for the case system, plain enough to be written as JSON",
}

UNSAID_TO_COMMANDS = {
    "policy_report.check": "what is wrong with the packs: nothing of anybody",
    "policy_report.check_one": "the same of one",
    "clause_report.trace": "what became of the clauses of a policy: nothing of anybody",
    "policy_explanation.explain": "what a pack says: nothing of anybody",
}


# --- what a door has of the services


class OfOffice(typing.NamedTuple):
    """A field of the app context."""

    name: str


def used(source):
    """What of the services some code names, by the name of the module and its own."""
    tree = ast.parse(source)
    imported = dict(_imports(tree))
    found = {name: thing for name, thing in imported.values() if not isinstance(thing, types.ModuleType)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute):
            continue
        module, thing = imported.get(getattr(node.value, "id", None), ("", None))
        if isinstance(thing, types.ModuleType):
            found[f"{module}.{node.attr}"] = getattr(thing, node.attr)
        if _is_context(node.value):
            found[f"AppContext.{node.attr}"] = inspect.getattr_static(AppContext, node.attr, OfOffice(node.attr))
    return found


def _imports(tree):
    """Everything of the services under the name that it has here, with its own; there is one way to import it."""
    for node in ast.walk(tree):
        names = {each.name for each in getattr(node, "names", ()) if isinstance(each, ast.alias)}
        hidden = isinstance(node, ast.ImportFrom) and node.module == "portal" and "services" in names
        assert not hidden, "say: from portal.services import …"
        if isinstance(node, ast.Import):
            assert not any(name.startswith(SERVICES) for name in names), "say: from portal.services import …"
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(SERVICES):
            for each in node.names:
                name = f"{node.module}.{each.name}".removeprefix(f"{SERVICES}.")
                yield each.asname or each.name, (name, _imported(node.module, each.name))


def _imported(module, name):
    try:
        return importlib.import_module(f"{module}.{name}")
    except ModuleNotFoundError:
        return getattr(importlib.import_module(module), name)


def _is_context(node):
    """``context``, ``context()`` or ``self._context``."""
    node = node.func if isinstance(node, ast.Call) else node
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name.lstrip("_") == "context"


# --- what is in a type

LEAVES = (str, bytes, int, float, type(None), date, time, timedelta, enum.Enum)
NOTHING_ELSE = (typing.Never, typing.NoReturn, typing.Self)


class Leaf(typing.NamedTuple):
    """The end of a walk: where it is declared, and what stays inside; "" where no type says what it is."""

    where: str
    inside: str = ""


def leaves(hint, where, seen=None):
    """Where a type ends in something that stays inside, or in something unsaid."""
    seen = set() if seen is None else seen
    origin, within = typing.get_origin(hint), typing.get_args(hint)
    if hint in NOTHING_ELSE or origin is typing.Literal:
        return
    if isinstance(hint, typing.TypeVar):
        within = hint.__constraints__ or (hint.__bound__ or typing.Any,)
    elif origin is collections.abc.Callable:
        within = within[1:]  # what it asks for it is given by the services
    elif origin is None:
        yield from _of_class(hint, where, seen)
    elif inspect.isclass(origin) and origin.__module__.startswith("portal."):
        within = (origin, *within)
    yield from (leaf for each in within if each is not ... for leaf in leaves(each, where, seen))


def _of_class(hint, where, seen):
    if inspect.isclass(hint) and issubclass(hint, InternalOnly):
        yield Leaf(where, hint.__name__)
    elif inspect.isclass(hint) and issubclass(hint, LEAVES):
        return
    elif inspect.isclass(hint) and hint.__module__.startswith("portal."):
        if hint not in seen:
            seen.add(hint)
            yield from _held(hint, seen)
            yield from _asked(hint, seen)
    else:
        yield Leaf(where)  # Any, object, a bare list, what others made


def _held(kind, seen):
    """What a class of ours holds; one that is no dataclass keeps what it is made of."""
    hints = typing.get_type_hints(kind)
    if not is_dataclass(kind) and inspect.isfunction(kind.__init__):
        hints |= typing.get_type_hints(kind.__init__)
    for name, hint in hints.items():
        yield from leaves(hint, f"{kind.__name__}.{name}", seen)


def _asked(kind, seen):
    """What it gives when it is asked."""
    for each in kind.__mro__:
        for name, member in vars(each).items() if each.__module__.startswith("portal.") else ():
            function = _function(member)
            if function and (not name.startswith("_") or name == "__getitem__"):
                yield from given(function, f"{kind.__name__}.{name}", seen)


def _function(member):
    """The function behind a member of a class, if there is one."""
    behind = (getattr(member, name, None) for name in ("fget", "func", "__func__"))
    return next((each for each in (member, *behind) if inspect.isfunction(each)), None)


def given(function, where, seen=None):
    """What a function gives."""
    hints = typing.get_type_hints(function)
    assert "return" in hints, f"{where} does not say what it gives"
    yield from leaves(hints["return"], where, seen)


def had(name, thing):
    """What there is in one thing of the services."""
    if isinstance(thing, OfOffice):
        yield from leaves(typing.get_type_hints(AppContext)[thing.name], name)
    elif function := _function(thing):
        yield from given(function, name)
    elif inspect.isclass(thing) or typing.get_origin(thing):
        yield from leaves(thing, name)
    elif isinstance(thing, InternalOnly):
        yield Leaf(name, type(thing).__name__)


def ends(*sources):
    return {leaf for source in sources for name, thing in used(source).items() for leaf in had(name, thing)}


@pytest.mark.parametrize(
    ("door", "handed_on", "unsaid"),
    [
        (PUBLIC, HANDED_ON, UNSAID),
        (STAFF, HANDED_ON, UNSAID_TO_STAFF),
        (OTHERS, HANDED_ON_BY_COMMANDS, UNSAID_TO_COMMANDS),
    ],
    ids=["public", "staff", "commands"],
)
def test_a_door_has_views_and_nothing_whole(door, handed_on, unsaid):
    found = ends(*(path.read_text() for path in door))
    assert {leaf for leaf in found if leaf.inside and leaf.where not in handed_on} == set()
    assert {leaf.where for leaf in found if not leaf.inside} <= unsaid.keys()


def test_what_is_let_through_is_still_there():
    for door, handed_on, unsaid in (
        (PUBLIC, {}, UNSAID), (STAFF, HANDED_ON, UNSAID_TO_STAFF), (OTHERS, HANDED_ON_BY_COMMANDS, UNSAID_TO_COMMANDS)
    ):  # fmt: skip
        found = ends(*(path.read_text() for path in door))
        assert unsaid.keys() <= {leaf.where for leaf in found if not leaf.inside}
        assert handed_on.keys() <= {leaf.where for leaf in found if leaf.inside}


def test_the_walk_goes_all_over_what_the_doors_use():
    named = {name for path in WEB for name in used(path.read_text())}
    assert {
        "applications.walk",
        "tracker.progress",
        "receipts.copy_of",
        "case_view.summary",
        "account_changes.ask",
    } <= named
    assert {
        "AppContext.pack",
        "AppContext.now",
        "assisted_intake.letter",
        "case_export.filled",
        "casework.preview",
    } <= named
    assert len(named) > 100


@pytest.mark.parametrize("path", sorted((PORTAL / "services").glob("*.py")), ids=lambda path: path.stem)
def test_every_service_says_what_it_gives(path):
    functions = [each for each in ast.walk(ast.parse(path.read_text())) if isinstance(each, ast.FunctionDef)]
    assert [each.name for each in functions if each.returns is None] == []


# --- what stays inside


def _modules():
    return [importlib.import_module(each.name) for each in pkgutil.walk_packages(portal.__path__, "portal.")
            if not each.name.startswith(("portal.storage.migrations", "portal.__main__"))]  # fmt: skip


def _classes():
    for module in _modules():
        yield from (
            each for _, each in inspect.getmembers(module, inspect.isclass) if each.__module__ == module.__name__
        )


def test_whatever_holds_something_that_stays_inside_stays_inside_too():
    for kind in _classes():
        if not issubclass(kind, InternalOnly) and (is_dataclass(kind) or hasattr(kind, "_fields")):
            held = {leaf for hint in typing.get_type_hints(kind).values() for leaf in leaves(hint, kind.__name__)}
            assert {leaf for leaf in held if leaf.inside} == set()


def test_what_stays_inside_is_marked():
    marked = {kind.__name__ for kind in _classes() if issubclass(kind, InternalOnly)}
    assert marked >= {
        "Challenge", "Event", "Casework", "Review", "Submission", "ActionContext", "Sensitive", "Notice", "StaffNotice",
        "Draft", "Account", "OutboxEntry", "UnitOfWork", "Challenges", "EventLog", "Store", "Keys", "DataKey",
        "AppContext", "OpenCase", "Ready", "Newcomer", "Provider",
    }  # fmt: skip


@pytest.mark.parametrize("path", WEB, ids=lambda path: path.relative_to(PORTAL).as_posix())
def test_a_page_s_room_cannot_name_what_stays_inside(path):
    tree = ast.parse(path.read_text())
    named = {
        each.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("portal.")
        for each in node.names
        if inspect.isclass(thing := _imported(node.module, each.name)) and issubclass(thing, InternalOnly)
    }
    assert named - {"InternalOnly", "Provider", "AppContext"} == set()
    assert "store" not in {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


# --- what is planted is found

PLANTED = """
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, NamedTuple, Protocol, TypeVar
from portal.domain.challenge.state import Challenge, Event
from portal.domain.disclosure.internal import InternalOnly
from portal.domain.challenge.view import View

T = TypeVar("T")
E = TypeVar("E", bound=Event)

@dataclass
class Deep:
    challenge: "Challenge"
class Middle(NamedTuple):
    deep: "tuple[Deep, ...]"
@dataclass(frozen=True, slots=True)
class Top:
    view: View
    middle: Mapping[str, Middle | None]
class Under(Top): ...
@dataclass
class Box(Generic[T]):
    inner: T
@dataclass
class Lazy:
    @property
    def one(self) -> Event | None: ...
class LazyOnce:
    @cached_property
    def one(self) -> list[Event]: ...
class Asked(Protocol):
    def last(self) -> Event: ...
class Items:
    def __getitem__(self, key: str) -> Event: ...
class Kept:
    def __init__(self, challenge: Challenge) -> None: ...
class Grave(Exception):
    def __init__(self, instead: Challenge | None) -> None: ...
@dataclass
class Any3:
    what: Any
@dataclass
class Any2:
    deep: Any3 | None
@dataclass
class Any1:
    deep: Iterator[Any2]

def three_down() -> Top | None: ...
def inherited() -> Under: ...
def one_by_one() -> Iterator[tuple[int, Event]]: ...
def to_call() -> Callable[[], Challenge]: ...
def boxed() -> Box[Event]: ...
def bound() -> E: ...
def lazy() -> Lazy: ...
def lazy_once() -> LazyOnce: ...
def asked() -> Asked: ...
def items() -> Items: ...
def kept() -> Kept: ...
def kind() -> type[Event]: ...
def itself() -> "Challenge": ...
def hidden() -> Any1: ...
def nothing_said() -> Any: ...
def thing() -> object: ...
def bare() -> list: ...
def some() -> list[dict[str, Any]]: ...
def any_box() -> Box[str]: ...
def silent(): ...
def fine(at: Challenge) -> tuple[View, ...]: ...
"""

CAUGHT = (
    "three_down", "inherited", "one_by_one", "to_call", "boxed", "bound", "lazy", "lazy_once", "asked", "items",
    "kept", "kind", "itself", "Grave", "Top", "Deep",
)  # fmt: skip
HIDDEN = ("hidden", "nothing_said", "thing", "bare", "some", "any_box")


@pytest.fixture
def planted(monkeypatch):
    module = types.ModuleType(f"{SERVICES}.planted")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(PLANTED, module.__dict__)  # noqa: S102  # our own, above
    return module


@pytest.mark.usefixtures("planted")
@pytest.mark.parametrize(
    "door",
    [
        "from portal.services import planted\ndef page(): return planted.{}()",
        "from portal.services import planted as service\nDEEDS = {{'a': service.{}}}",
        "from portal.services.planted import {}",
        "def page():\n    from portal.services.planted import {} as found\n    return found()",
    ],
)
def test_something_whole_that_a_service_gives_to_a_door_is_found_however_deep_it_is(door):
    whole = {"Challenge", "Event"}
    assert [name for name in CAUGHT if not whole & {leaf.inside for leaf in ends(door.format(name))}] == []
    assert {leaf.inside for leaf in ends(door.format("fine"))} == {""}, "the facts of a view, and nothing whole"


@pytest.mark.usefixtures("planted")
def test_what_hides_behind_any_is_found():
    door = "from portal.services import planted\nplanted.{}"
    assert [name for name in HIDDEN if not any(leaf.inside == "" for leaf in ends(door.format(name)))] == []
    assert ends(door.format("hidden")) == {Leaf("Any3.what")}
    with pytest.raises(AssertionError, match="does not say what it gives"):
        ends(door.format("silent"))


@pytest.mark.parametrize("source", ["import portal.services.case_access", "from portal import services"])
def test_there_is_one_way_to_name_a_service(source):
    with pytest.raises(AssertionError, match="say: "):
        used(source)


@pytest.mark.parametrize("source", ["context().store.read()", "self._context.store", "context.keys", "context().rules"])
def test_what_a_door_takes_out_of_its_office_is_walked(source):
    found = {leaf.inside for leaf in ends(source)}
    assert found & {"Store", "Keys"} or "rules" in source
    assert ends("context().now()") == set()


def test_a_class_that_holds_something_whole_is_found(planted):
    assert {leaf.inside for leaf in leaves(planted.Deep, "Deep")} == {Challenge.__name__}
    assert {leaf.inside for leaf in leaves(Event, "Event")} == {Event.__name__}


# --- templates and documents


def _calls(tree, *names):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in names:
                yield node


def test_there_is_one_environment_and_no_template_but_files():
    made = [
        (path.relative_to(PORTAL).as_posix(), ast.unparse(node.func))
        for path in PORTAL.rglob("*.py")
        for node in _calls(
            ast.parse(path.read_text()), "Environment", "Template", "from_string", "render_template_string"
        )
    ]
    assert made == [("web/app_factory.py", "Environment")], (
        "the components', which see only what our templates give them"
    )


def test_every_document_is_a_page_of_that_environment():
    """What is made into a PDF file has been a template, in the same function."""
    makers = 0
    for path in WEB:
        for function in ast.walk(ast.parse(path.read_text())):
            if not isinstance(function, ast.FunctionDef):
                continue
            pages = {ast.unparse(node) for node in _calls(function, "render_template")}
            named = {each.targets[0].id for each in ast.walk(function)
                     if isinstance(each, ast.Assign) and ast.unparse(each.value) in pages}  # fmt: skip
            for node in _calls(function, "make", "_kept"):
                if ast.unparse(node.func) in {"pdf.make", "_kept"}:
                    makers += 1
                    assert ast.unparse(node.args[0]) in pages | named, f"{path}: {ast.unparse(node)}"
    assert makers == 7


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_templates_keep_out_of_the_workings(path):
    """No name that begins with a line: what Python keeps there leads anywhere."""
    tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(path.read_text())
    taken = [node.attr for node in tree.find_all(nodes.Getattr)]
    taken += [node.arg.value for node in tree.find_all(nodes.Getitem) if isinstance(node.arg, nodes.Const)]
    taken += [str(arg.value) for node in tree.find_all(nodes.Filter) for arg in (node.args or ())
              if node.name == "attr" and isinstance(arg, nodes.Const)]  # fmt: skip
    assert [name for name in taken if str(name).startswith("_")] == []
