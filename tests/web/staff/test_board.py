"""The manager's board, and lists as files: each figure is the length of its list, each file what its page shows."""

import csv
import io
import random
import zipfile
from xml.etree import ElementTree as ET

import pytest
from figures_shown import figures
from lived_cases import employ_everybody, live

from portal.domain.permissions import Actor, Role
from portal.services import list_download, worklist, workload_board
from portal.services.worklist import ListFilter, Which
from portal.services.workload_board import COLUMNS, Tally
from portal.web.staff import board_page, spreadsheet
from visitor import text_of

MANAGER = Actor("mo", frozenset({Role.MANAGER}))
CELL = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table-cell"
FORMULA = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}formula"


@pytest.fixture
def mo(employ, enter):
    employ("mo@example.com", Role.MANAGER, name="Mo Example")
    return enter("mo@example.com")


@pytest.fixture
def lived(context, clock):
    def cases(seed, many=14):
        employ_everybody(context)
        live(context, clock, seed, many)

    return cases


def walked(desk, address):
    """The references on all pages of a list, and the number in its heading."""
    found, heading = [], ""
    while address:
        page = desk.get(address)
        heading = heading or next(text_of(h) for h in page.all("h2") if text_of(h).endswith(("case", "cases")))
        found += [text_of(th) for th in page.all("th") if th.get("scope") == "row"]
        address = next((a.get("href") for a in page.all("a") if "Next page" in text_of(a)), "")
    return found, int(heading.split()[0])


def test_every_figure_leads_to_the_list_of_exactly_those_cases(employ, enter, lived):
    lived(0, 10)
    employ("mo@example.com", Role.MANAGER, name="Mo Example")
    mo = enter("mo@example.com")
    seen = figures(mo.get("/board"))
    counted = {where: count for count, where in seen.values() if count}
    assert len(counted) > 15, "there is something to count"
    assert all(bool(count) == bool(where) for count, where in seen.values())
    for where, count in random.Random(0).sample(sorted(counted.items()), 12):  # the others: the test below
        references, total = walked(mo, where)
        assert (len(references), len(set(references)), total) == (count, count, count), where


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.tries(2)
def test_every_figure_is_the_length_of_its_list_and_each_case_is_counted_once(context, lived, seed):
    lived(seed)
    board = workload_board.board(context, MANAGER)
    for rows in board.tables.values():
        for row in rows:
            for column, figure in row.figures.items():
                found = worklist.listing(context, MANAGER, figure.asked)
                assert (figure.count, min(figure.count, 25)) == (found.total, len(found.lines)), (row.key, column)
    [every] = board.tables["all"]
    for table in ("age", "officer", "stage"):
        for column in COLUMNS[table]:
            parts = sum(row.figures[column].count for row in board.tables[table])
            assert parts == every.figures[column].count, (table, column)


def test_what_is_counted_and_what_it_is_called_have_words_for_each():
    assert set(board_page.COLUMN_WORDS) == set(Tally)
    assert set(board_page.TABLES) == set(COLUMNS)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.RAISER, Role.MANAGER}))
def test_only_a_manager_has_the_board(employ, enter, role):
    employ("a@example.com", role)
    desk = enter("a@example.com")
    assert desk.client.get("/board").status_code == 403
    assert "Board" not in [text_of(a) for a in desk.get("/account").all("a")]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.RAISER, Role.MANAGER, Role.AUDITOR}))
def test_only_managers_and_auditors_take_a_list_along(employ, enter, arrive, role):
    arrive()
    employ("a@example.com", role)
    desk = enter("a@example.com")
    assert desk.client.get("/challenges.csv").status_code == 403
    if role is not Role.ADMINISTRATOR:
        assert "for a spreadsheet" not in desk.get("/challenges").text


def table(found, kind):
    """The rows of a file."""
    data = found.get_data()
    if kind == "csv":
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert parts.namelist()[0] == "mimetype"
        assert parts.read("mimetype").decode() == spreadsheet.TYPES["ods"]
        tree = ET.fromstring(parts.read("content.xml"))  # noqa: S314  # our own
    assert not [cell for cell in tree.iter() if FORMULA in cell.attrib]
    rows = [row for row in tree.iter() if row.tag.endswith("}table-row")]
    return [["".join(cell.itertext()) for cell in row.iter(CELL)] for row in rows]


@pytest.mark.parametrize("kind", spreadsheet.TYPES)
@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR])
@pytest.mark.tries(1)
def test_a_file_holds_every_case_of_the_list_and_no_more_than_its_page_shows(employ, enter, lived, role, kind):
    lived(1, 30)
    employ("a@example.com", role, name="A Example")
    desk = enter("a@example.com")
    page = desk.get("/challenges?list=all")
    shown, total = walked(desk, "/challenges?list=all")
    head, *rows = table(desk.client.get(desk.get("/challenges?list=all").link(kind.upper())), kind)
    assert [row[0] for row in rows] == shown
    assert len(rows) == total > 25
    lines = {text_of(tr.find("th")): text_of(tr) for tr in page.all("tr") if tr.find("td") is not None}
    for row in rows:
        for heading, cell in zip(head, row, strict=True):
            if row[0] not in lines or heading in {"Received", "Days old", "Late", "To do", "Paused until"}:
                continue
            assert cell in lines[row[0]], heading
    children = [row[head.index("Child")] for row in rows]
    assert any(children) == (role is Role.MANAGER), "whoever reads no challenge sees no child"


def test_a_file_holds_the_list_as_it_is_narrowed(mo, arrive):
    arrive("a")
    young = arrive("b", who="family")
    mo.get("/challenges?list=all&audience=family")
    rows = table(mo.client.get(mo.page.link("CSV")), "csv")[1:]
    assert [row[0].replace("-", "") for row in rows] == [young]
    assert mo.client.get("/challenges.csv?list=nonsense&due=x").status_code == 200


def test_that_a_list_was_taken_is_in_the_record_before_it_is_given(mo, arrive, employ, enter):
    arrive()
    found = mo.client.get("/challenges.ods?list=all&audience=parent")
    assert found.headers["Cache-Control"] == "no-store"
    assert found.headers["Content-Disposition"] == "attachment; filename=cases-2026-11-23.ods"
    employ("ash@example.com", Role.AUDITOR, name="Ash Example")
    text = text_of(enter("ash@example.com").get("/people/events").tree)
    assert "Mo Example Downloaded a list of casesods, cases=1, audience=parent Mo Example" in text


def test_a_list_is_taken_only_by_who_has_just_shown_that_it_is_they(mo, arrive, clock):
    arrive()
    clock.now = clock.now.replace(minute=20)
    with mo.client.session_transaction() as held:
        held["sure"] = 0
    asked = mo.client.get("/challenges.csv?list=mine")
    assert asked.location == "/confirm?next=/challenges?list%3Dmine"


def test_a_list_that_is_too_long_is_no_file(mo, arrive, monkeypatch, context):
    arrive("a")
    arrive("b")
    monkeypatch.setattr(worklist, "TOTAL", 1)
    monkeypatch.setattr(list_download, "TOTAL", 1)
    assert "for a spreadsheet" not in mo.get("/challenges").text
    assert mo.client.get("/challenges.csv").location == "/challenges?list=all"
    with context.store.read() as unit:
        assert unit.staff_events.of("mo") == []


@pytest.mark.parametrize("kind", spreadsheet.TYPES)
@pytest.mark.parametrize(
    "words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")', "\x00=1", "a\x0b"]
)
def test_nothing_in_a_file_is_a_formula(kind, words):
    [[cell]] = table(spreadsheet.file_of(kind, "x", [[words]]), kind)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert words.strip("\x00\x0b").strip() in cell


def test_what_is_not_closed_is_on_one_list(lived, context):
    lived(2, 20)
    every = {each.reference for each in worklist.listing(context, MANAGER, ListFilter(Which.OPEN)).lines}
    with context.store.read() as unit:
        rows = unit.worklist.lines(limit=100)
    assert every == {row.reference for row in rows if row.turn not in ("closed", "junk")}
