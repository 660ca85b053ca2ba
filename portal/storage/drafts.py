"""Drafts: what somebody has typed but not sent, sealed, under a random token that only they hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, delete, func, insert, select, update

from portal.domain.disclosure.internal import InternalOnly
from portal.domain.questions.session_limits import FORM, form_limit
from portal.storage.encryption import DataKey, place
from portal.storage.row_bindings import bind, bond, holds
from portal.storage.tables import Repository, drafts, moment

LONGEST = FORM.longest
"""No draft opens this long after it was started; the council's schedule may have it deleted sooner."""

_FIND = "SELECT id, data_key, answers, language, started_at, seen_at, token, code, bond FROM drafts WHERE "
_BY_TOKEN = _FIND + "token = ?"
_BY_CODE = _FIND + "code = ?"
_SAVE = "UPDATE drafts SET answers = ?, seen_at = ? WHERE id = ?"
_SET = update(drafts).where(drafts.c.id == bindparam("this"))


class Gone(LookupError):
    """The draft was deleted or sent in the meantime; it is not brought back."""


@dataclass(frozen=True, slots=True)
class Draft(InternalOnly):
    id: str
    answers: dict[str, Any] = field(repr=False)
    language: str
    started_at: datetime
    seen_at: datetime
    coded: bool = field(compare=False)  # whether somebody can come back to it with a code
    data_key: DataKey = field(repr=False, compare=False)


class Drafts(Repository):
    __slots__ = ()

    def open(self, token: str, now: datetime) -> Draft | None:
        """The draft under ``token``; none if unknown, idle for longer than its kind may be, or 7 days old."""
        draft = self._find(_BY_TOKEN, self._token(token), now)
        return draft if draft and now - draft.seen_at < form_limit(draft.answers).idle else None

    def kept(self, code: str, now: datetime) -> Draft | None:
        """The draft kept with ``code``, however long nobody was there; none if unknown or 7 days old."""
        return self._find(_BY_CODE, self._code(code), now)

    def start(
        self, token: str, answers: Mapping[str, Any], language: str, now: datetime, challenge_id: str | None = None
    ) -> Draft:
        """``challenge_id``: of the challenge beside which this is typed, and with which it goes."""
        self._free(token)
        draft_id = uuid4().hex
        data_key, wrapped = self.keys.new_data_key("drafts", draft_id)
        draft = Draft(draft_id, dict(answers), language, now, now, coded=False, data_key=data_key)
        row = {
            "id": draft.id,
            "token": self._token(token),
            "data_key": wrapped,
            "answers": data_key.seal(draft.answers, place("drafts", draft.id, "answers")),
            "language": language,
            "started_at": now,
            "seen_at": now,
            "challenge_id": challenge_id,
        }
        self.connection.execute(insert(drafts), row | {"bond": bond(self.keys, drafts, row)})
        return draft

    def save(self, draft: Draft, answers: Mapping[str, Any], now: datetime) -> None:
        """Keep these answers. Raises :class:`Gone`."""
        sealed = draft.data_key.seal(dict(answers), place("drafts", draft.id, "answers"))
        if not self.write(_SAVE, sealed, now, draft.id):
            raise Gone

    def touch(self, draft_id: str, now: datetime) -> None:
        """The person is still there. Raises :class:`Gone`."""
        self._set(draft_id, {"seen_at": now})

    def speak(self, draft_id: str, language: str) -> None:
        """From now on the form is in this language. Raises :class:`Gone`."""
        self._set(draft_id, {"language": language})

    def keep(self, draft_id: str, code: str, now: datetime) -> None:
        """Let the person come back with ``code``. Raises :class:`Gone`."""
        self._set(draft_id, {"code": self._code(code), "seen_at": now})
        bind(self, drafts, drafts.c.id == draft_id)

    def opens(self, draft_id: str, code: str) -> bool:
        """Whether it was kept with this code."""
        this = (drafts.c.id == draft_id) & (drafts.c.code == self._code(code))
        return self.connection.execute(select(drafts.c.id).where(this)).first() is not None

    def reopen(self, code: str, token: str, now: datetime) -> Draft | None:
        """The draft kept with ``code``, from now on under ``token``; none if unknown or 7 days old."""
        draft = self.kept(code, now)
        if draft:
            self._free(token, but=draft.id)
            self._set(draft.id, {"token": self._token(token), "seen_at": now})
            bind(self, drafts, drafts.c.id == draft.id)
        return draft

    def leave(self, token: str) -> None:
        """End the session. A draft that was not kept with a code goes with it."""
        self._free(token)

    def discard(self, token: str) -> None:
        """Delete the draft under ``token``, however long it lay there."""
        self.connection.execute(delete(drafts).where(drafts.c.token == self._token(token)))

    def delete(self, draft_id: str) -> None:
        self.connection.execute(delete(drafts).where(drafts.c.id == draft_id))

    def over(self, before: datetime) -> int:
        """How many were begun by then."""
        return self.connection.execute(select(func.count()).where(drafts.c.started_at <= before)).scalar_one()

    def sweep(self, before: datetime) -> int:
        """Delete those; how many they were."""
        return self.connection.execute(delete(drafts).where(drafts.c.started_at <= before)).rowcount

    def _token(self, token: str) -> bytes:
        return self.keys.mac("drafts.token", token)

    def _code(self, code: str) -> bytes:
        return self.keys.mac("drafts.code", code)

    def _set(self, draft_id: str, values: Mapping[str, Any]) -> None:
        if not self.connection.execute(_SET, {"this": draft_id, **values}).rowcount:
            raise Gone

    def _free(self, token: str, but: str = "") -> None:
        """An older draft under this token stays only for those who can come back with a code."""
        held = (drafts.c.token == self._token(token)) & (drafts.c.id != but)
        self.connection.execute(delete(drafts).where(held, drafts.c.code.is_(None)))
        freed = list(self.connection.execute(select(drafts.c.id).where(held)).scalars())
        if freed:
            self.connection.execute(update(drafts).where(drafts.c.id.in_(freed)).values(token=None))
            bind(self, drafts, drafts.c.id.in_(freed))

    def _find(self, sql: str, key: bytes, now: datetime) -> Draft | None:
        row = self.find(sql, key)
        if row is None:
            return None
        draft_id, wrapped, sealed, language, started_at, seen_at, *bound = row
        if not holds(self.keys, drafts, dict(zip(("id", "token", "code", "bond"), (draft_id, *bound), strict=True))):
            return None
        started_at, seen_at = moment(started_at), moment(seen_at)
        if now - started_at >= LONGEST:
            return None
        data_key = self.keys.data_key(wrapped, "drafts", draft_id)
        answers = data_key.open(sealed, place("drafts", draft_id, "answers"))
        return Draft(draft_id, answers, language, started_at, seen_at, bound[1] is not None, data_key)
