"""Notices for every public page."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping

from portal.domain.site_notice import SiteNotice, SiteNoticeKind
from portal.storage.agreements import ManagerAgreements
from portal.storage.site_notice_table import site_notices


class SiteNotices(ManagerAgreements[SiteNotice]):
    __slots__ = ()
    table = site_notices

    def values(self, what: SiteNotice) -> dict[str, Any]:
        words = {"words": what.words, "translations": json.dumps(what.translations)}
        return {"kind": what.kind.value, **words, "starts": what.starts, "ends": what.ends}

    def read(self, row: RowMapping) -> SiteNotice:
        translations = tuple((code, words) for code, words in json.loads(row["translations"]))
        return SiteNotice(SiteNoticeKind(row["kind"]), row["words"], row["starts"], row["ends"], translations)

    def not_over(self, now: datetime) -> ColumnElement[bool]:
        return site_notices.c.ends > now
