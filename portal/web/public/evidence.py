"""Pages on which people send files: with a form before it is sent, and with a request from its tracker."""

from typing import Any, ClassVar

from flask import Flask, url_for

from portal.domain.policy.model import Audience
from portal.services.evidence import DraftFiles, FileStore, RequestFiles
from portal.web import file_pages
from portal.web.file_pages import FilePages
from portal.web.form_controller import WAY
from portal.web.public.page_layout import wear
from portal.web.security import visit


class OwnFilePages(FilePages):
    """Those of whoever has the form or the request open in this browser."""

    def wear(self, audience: Audience) -> None:
        wear(audience)


class DraftFilePages(OwnFilePages):
    """With a form, before it is sent."""

    CAME: ClassVar[tuple[str, ...]] = ("way",)

    def __init__(self, way: str) -> None:
        self.way = way

    def sent_files(self) -> FileStore:
        return DraftFiles(visit().known or "")

    def at(self, endpoint: str, **more: Any) -> str:
        return url_for(f"files.{endpoint}", way=self.way, **more)

    def onward(self) -> str:
        return url_for("journey.check", way=self.way)

    def stopped(self) -> str:
        return url_for("journey.stopped", way=self.way)


class RequestFilePages(OwnFilePages):
    """With a request that was sent."""

    def sent_files(self) -> FileStore:
        return RequestFiles(visit().known or "")

    def at(self, endpoint: str, **more: Any) -> str:
        return url_for(f"sent_files.{endpoint}", **more)

    def onward(self) -> str:
        return url_for("track.progress")

    def stopped(self) -> str:
        return url_for("track.come_back")


files = DraftFilePages.blueprint("files", f"{WAY}/files")
sent_files = RequestFilePages.blueprint("sent_files", "/files")


def install(app: Flask) -> None:
    file_pages.install(app, {"files.send": DraftFilePages, "sent_files.send": RequestFilePages})


def offered(way: str) -> dict[str, Any] | None:
    """What check answers shows of files; ``None`` where none are taken."""
    return file_pages.listed(DraftFiles(visit().known or ""), url_for("files.list", way=way))
