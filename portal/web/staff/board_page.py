"""The manager's board: every figure leads to the list that shows those cases."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template

from portal.domain.challenge.worklist_flags import Duty
from portal.domain.i18n import _
from portal.services import worklist, workload_board
from portal.services.worklist import UNALLOCATED
from portal.services.workload_board import BANDS, COLUMNS, BoardRow, Tally
from portal.web.i18n import gettext
from portal.web.staff.access import actor, context
from portal.web.staff.worklist import address, here
from portal.web.staff.worklist_labels import DUTIES, LISTS

COLUMN_WORDS: Mapping[Tally, str] = {
    Tally.OPEN: _("Open"),
    Tally.LATE: _("Late"),
    Tally.TODAY: _("Due today"),
    Tally.FREE: _("Unallocated"),
    Tally.AWAITING: _("Awaiting reply"),
    Tally.PAUSED: _("Paused"),
    Tally.RECORD: _("To record and close"),
}

TABLES: Mapping[str, tuple[str, str]] = {
    "all": (_("All open work"), _("Work")),
    "age": (_("By age"), _("Working days since received")),
    "officer": (_("By officer"), _("Allocated to")),
    "stage": (_("By stage"), _("Stage")),
    "waits": (_("By what it waits for"), _("Waits for")),
}
"""What each table is called, and what its rows are."""


def board() -> str:
    here()
    found = workload_board.board(context(), actor())
    words: dict[str, Any] = {"columns": COLUMNS, "column_words": COLUMN_WORDS, "table_words": TABLES}
    more = {"label": _label, "address": address, "most": worklist.TOTAL}
    return render_template("staff/board.html", board=found, **words, **more)


def _label(table: str, row: BoardRow) -> str:
    if table == "age":
        least, most = BANDS[int(row.key)]
        return (
            gettext("%(num)s or more") % {"num": least}
            if most is None
            else gettext("%(least)s to %(most)s") % {"least": least, "most": most}
        )
    words = {"all": gettext("All"), UNALLOCATED: gettext(LISTS[worklist.Which.UNASSIGNED])}
    return row.label or words.get(row.key) or gettext(DUTIES[Duty(row.key)])


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/board", "board", board)
